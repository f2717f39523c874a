"""Partial pooling: against metafor; what it does to the noisy and to the sure."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from geo.errors import BadInput
from geo.evaluation.pooling import pooled

REFERENCE = Path(__file__).parents[2] / "data" / "reference" / "hotspots"
#: metafor stops its scoring at a step of 1e-5; ours goes on.
STEP = 1e-5


@pytest.fixture(scope="module")
def districts():
    return pd.read_csv(REFERENCE / "districts_ref_R.csv")


@pytest.fixture(scope="module")
def of_metafor():
    return json.loads((REFERENCE / "ref_fay_herriot_metafor.json").read_text(encoding="utf-8"))


def close(told, expected):
    assert told.variance == pytest.approx(expected["tau2"], abs=STEP)
    assert told.estimate == pytest.approx(expected["blup"], abs=STEP)
    assert told.se == pytest.approx(expected["blup_se"], abs=STEP)


def test_a_common_mean_equals_that_of_metafor(districts, of_metafor):
    told = pooled(districts["survey_mean"].to_numpy(), districts["survey_se"].to_numpy())
    close(told, of_metafor["REML"])
    assert told.coefficients == pytest.approx([of_metafor["REML"]["mu"]], abs=STEP)


def test_with_a_covariate_it_equals_metafor_too(districts, of_metafor):
    rate = np.log((districts["events"] + 0.5) / districts["population"]).to_numpy()
    told = pooled(districts["survey_mean"].to_numpy(), districts["survey_se"].to_numpy(), rate)
    close(told, of_metafor["REML_cov"])
    assert told.coefficients == pytest.approx(of_metafor["REML_cov"]["beta"], abs=STEP)


def test_other_estimators_of_the_variance_would_have_given_nearly_the_same(districts, of_metafor):
    told = pooled(districts["survey_mean"].to_numpy(), districts["survey_se"].to_numpy())
    for name in ("ML", "DL", "PM"):
        assert told.estimate == pytest.approx(of_metafor[name]["blup"], abs=0.003)


def test_the_noisier_an_estimate_the_less_of_it_is_kept():
    told = pooled(np.array([0.2, 0.3, 0.4, 0.5, 0.6]), np.array([0.01, 0.05, 0.1, 0.2, 0.4]))
    assert (np.diff(told.own_share) < 0).all()
    assert (told.se < [0.01, 0.05, 0.1, 0.2, 0.4]).all()


def test_districts_that_differ_by_noise_alone_are_all_given_the_mean():
    told = pooled(np.array([0.30, 0.31, 0.29, 0.30]), np.full(4, 0.1))
    assert told.variance == 0
    assert told.estimate == pytest.approx(np.full(4, 0.3))
    assert told.se == pytest.approx(np.full(4, 0.05))


def test_it_comes_nearer_to_the_truth_than_the_answers_alone():
    rng = np.random.default_rng(1)
    truth = rng.normal(0.33, 0.06, 200)
    se = rng.uniform(0.03, 0.15, 200)
    seen = truth + rng.normal(0, se)
    told = pooled(seen, se)
    assert np.mean((told.estimate - truth) ** 2) < 0.5 * np.mean((seen - truth) ** 2)
    assert np.mean(np.abs(told.estimate - truth) <= 1.96 * told.se) == pytest.approx(0.95, abs=0.04)


def test_too_few_districts_and_errors_that_are_none_are_refused():
    with pytest.raises(BadInput, match="at least 3 districts"):
        pooled(np.array([0.1, 0.2]), np.array([0.1, 0.1]))
    with pytest.raises(BadInput, match="above zero"):
        pooled(np.array([0.1, 0.2, 0.3]), np.array([0.1, 0.0, 0.1]))
