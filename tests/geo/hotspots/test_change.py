"""Change: the exact test by hand, its interval, what chance shows, and the reference's index of similarity."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from geo.hotspots.change import VERDICTS, rate_change, share_change_p, similarity
from geo.hotspots.significance import q_values


def one(before, after, **days):
    days = {"days_before": 365, "days_after": 365} | days
    return rate_change(np.array([before]), np.array([after]), **days).iloc[0]


def test_five_to_none_by_hand():
    # With equal periods after ~ Bin(5, 1/2): p = 2 (1/2)^5; the upper end of the share solves (1 - s)^5 = 0.025.
    told = one(5, 0)
    assert told["p"] == pytest.approx(0.0625)
    assert told["ratio"] == 0
    assert told["low"] == 0
    share = 1 - 0.025**0.2
    assert told["high"] == pytest.approx(share / (1 - share))
    assert told["verdict"] == "no change shown"
    assert one(6, 0)["verdict"] == "fewer"


def test_periods_of_different_length_are_compared_by_their_rates():
    assert one(20, 10, days_before=200, days_after=100)["ratio"] == pytest.approx(1)
    assert one(20, 10, days_before=200, days_after=100)["verdict"] == "no change shown"
    assert one(20, 20, days_before=300, days_after=100)["verdict"] == "more"


def test_where_there_was_none_before_the_ratio_is_infinite_and_where_there_is_none_it_is_nothing():
    told = one(0, 9)
    assert told["ratio"] == told["high"] == np.inf
    assert told["low"] > 1
    nothing = one(0, 0)
    assert np.isnan(nothing["ratio"])
    assert (nothing["low"], nothing["high"], nothing["p"]) == (0, np.inf, 1)
    assert nothing["verdict"] == "no change shown"


@given(st.integers(0, 200), st.integers(0, 200), st.floats(0.1, 10))
def test_the_interval_is_that_of_clopper_and_pearson_and_agrees_with_p(before, after, times):
    told = one(before, after, days_before=100, days_after=100 * times)
    if before + after:
        interval = binomtest(after, before + after).proportion_ci(method="exact")
        with np.errstate(divide="ignore"):
            expected = [end / (1 - np.float64(end)) / times for end in interval]
        assert [told["low"], told["high"]] == pytest.approx(expected, rel=1e-6)
    excluded = told["low"] > 1 or told["high"] < 1
    assert excluded == (told["verdict"] != "no change shown")


def test_among_many_cells_one_of_twenty_is_not_called_a_change():
    p = rate_change(np.full(20, 10), np.r_[22, np.full(19, 10)], days_before=1, days_after=1)
    assert p["p"][0] < 0.06
    assert (p["verdict"] == "no change shown").all()
    assert p["q"].to_numpy() == pytest.approx(q_values(p["p"].to_numpy()))


def test_without_change_at_most_five_maps_in_a_hundred_show_one():
    shown = 0
    for seed in range(400):
        rng = np.random.default_rng(seed)
        mean = rng.gamma(2, 3, 60)
        before, after = rng.poisson(2 * mean), rng.poisson(mean)
        shown += (rate_change(before, after, days_before=200, days_after=100)["verdict"] != VERDICTS[2]).any()
    assert shown / 400 <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 400)


def test_a_doubling_is_shown():
    rng = np.random.default_rng(1)
    found = [one(rng.poisson(60), rng.poisson(120))["verdict"] for _ in range(100)]
    assert found.count("more") >= 95


def test_the_similarity_of_two_patterns_is_that_of_the_reference(districts, of_python):
    before, after = districts["train"].to_numpy(), districts["test"].to_numpy()
    assert [int(before.sum()), int(after.sum())] == of_python["sppt"]["T"]
    p = share_change_p(before, after)
    assert p == pytest.approx(districts["sppt_p"].to_numpy(), abs=1e-9)
    assert similarity(before, after) == pytest.approx(of_python["sppt"]["S_index_p05"])
    assert (q_values(p) > 0.05).mean() == of_python["sppt"]["S_index_bh05"]


def test_a_cell_without_incidents_has_the_same_share_in_both_periods():
    assert share_change_p(np.array([0, 5]), np.array([0, 9])).tolist() == [1, 1]
