"""Shares of people: the reference's design, intervals, two waves, districts told apart."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from geo.errors import BadInput
from geo.evaluation.survey import CHANGE, city_share, proportions, standing, waves

REFERENCE = Path(__file__).parents[2] / "data" / "reference" / "hotspots"


@pytest.fixture(scope="module")
def districts():
    answers = pd.read_csv(REFERENCE / "survey_synthetic.csv").groupby("district")
    told = pd.read_csv(REFERENCE / "districts_ref_R.csv")
    return told.assign(share=answers["unsafe"].mean(), asked=answers.size(), people=answers["N"].first())


@pytest.fixture(scope="module")
def of_r():
    return json.loads((REFERENCE / "ref_R.json").read_text(encoding="utf-8"))["survey"]


def test_seventy_eight_of_a_hundred_are_give_or_take_eight_points():
    told = proportions(np.array([0.782]), np.array([100])).iloc[0]
    assert round(100 * told["margin"], 1) == 8.1
    assert (told["high"] - told["low"]) / 2 == pytest.approx(told["margin"], abs=0.001)


def test_the_shares_of_districts_equal_those_of_the_survey_package(districts):
    told = proportions(
        *districts[["share", "asked", "people"]].to_numpy().T[:2], population=districts["people"].to_numpy()
    )
    assert told["share"].to_numpy() == pytest.approx(districts["survey_mean"].to_numpy(), rel=1e-9)
    assert told["se"].to_numpy() == pytest.approx(districts["survey_se"].to_numpy(), rel=1e-9)


def test_the_share_of_the_city_equals_that_of_the_survey_package(districts, of_r):
    told = city_share(*districts[["share", "asked", "people"]].to_numpy().T)
    assert told.share == pytest.approx(of_r["mean"], rel=1e-9)
    assert told.se == pytest.approx(of_r["se"], rel=1e-9)
    assert told.design_effect == pytest.approx(of_r["deff"], rel=1e-9)
    assert [told.low, told.high] == pytest.approx(of_r["ci_logit"], rel=1e-9)


@given(st.integers(2, 3000), st.floats(0, 1))
def test_an_interval_holds_its_share_and_stays_within_0_and_1(asked, part):
    share = round(part * asked) / asked
    told = proportions(np.array([share]), np.array([asked])).iloc[0]
    assert 0 <= told["low"] <= share <= told["high"] <= 1


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_where_all_say_the_same_the_interval_is_the_exact_one(share):
    told = proportions(np.array([share]), np.array([40])).iloc[0]
    expected = binomtest(int(40 * share), 40).proportion_ci(method="exact")
    assert (told["low"], told["high"]) == pytest.approx((expected.low, expected.high))


def test_everybody_asked_leaves_no_doubt():
    told = proportions(np.array([0.4]), np.array([50]), population=np.array([50])).iloc[0]
    assert told["low"] == pytest.approx(told["high"]) == pytest.approx(0.4)


def test_nineteen_of_twenty_intervals_hold_the_truth():
    rng = np.random.default_rng(1)
    told = proportions(rng.binomial(100, 0.782, 4000) / 100, np.full(4000, 100))
    held = ((told["low"] <= 0.782) & (told["high"] >= 0.782)).mean()
    assert held == pytest.approx(0.95, abs=0.02)


def test_five_points_between_two_waves_of_a_hundred_are_no_change_shown():
    for second in (0.732, 0.832):
        told = waves(0.782, second, asked=(100, 100))
        assert told.verdict == "no change shown"
        assert abs(told.difference) == pytest.approx(0.05)
        assert told.low < 0 < told.high
        assert told.detectable > 0.05


def test_the_same_five_points_of_eighteen_hundred_each_are_a_fall():
    assert waves(0.782, 0.732, asked=(1800, 1800)).verdict == "fell"
    assert waves(0.732, 0.782, asked=(1800, 1800)).verdict == "rose"


def test_what_is_detectable_is_seen_four_times_in_five_and_no_change_once_in_twenty():
    rng, n = np.random.default_rng(2), 400
    least = waves(0.5, 0.5, asked=(n, n)).detectable
    rounds = 400
    for true, expected in ((0.5 + least, 0.8), (0.5, 0.05)):
        pairs = zip(rng.binomial(n, 0.5, rounds) / n, rng.binomial(n, true, rounds) / n, strict=True)
        shown = np.mean([waves(a, b, asked=(n, n)).verdict != CHANGE[2] for a, b in pairs])
        assert shown == pytest.approx(expected, abs=0.06)


def test_a_district_is_told_apart_only_by_an_interval_without_the_citys_share():
    low, high = np.array([0.31, 0.30, 0.1, 0.2]), np.array([0.5, 0.5, 0.29, 0.30])
    assert standing(low, high, city=0.30).tolist() == ["above", "not told apart", "below", "not told apart"]


def test_on_the_reference_survey_districts_are_told_apart_as_their_intervals_say(districts):
    each = proportions(districts["share"].to_numpy(), districts["asked"].to_numpy())
    city = city_share(*districts[["share", "asked", "people"]].to_numpy().T).share
    said = pd.Series(standing(each["low"].to_numpy(), each["high"].to_numpy(), city=city))
    assert said[[1, 7, 10, 13, 23]].eq("above").all()
    assert said[[0, 2]].eq("not told apart").all()
    assert said[[5]].eq("below").all()


@pytest.mark.parametrize(("share", "asked"), [(1.2, 10), (-0.1, 10), (0.5, 1), (float("nan"), 10)])
def test_what_is_no_share_of_answers_is_refused(share, asked):
    with pytest.raises(BadInput, match="between 0 and 1"):
        proportions(np.array([share]), np.array([asked]))
