"""Forecasts tried at one origin after another: only the past is known, and the naive methods are what they say."""

from __future__ import annotations

import numpy as np
import pytest

from geo.errors import BadInput
from geo.evaluation.rolling_origin import counts_of_last_period, counts_so_far, folds, rolling_origin

N_CELLS = 100


def lasting(n=3000, seed=1):
    """Return cells and days of incidents, a few cells hot all year."""
    rng = np.random.default_rng(seed)
    risk = np.ones(N_CELLS)
    risk[:5] = 20
    return rng.choice(N_CELLS, n, p=risk / risk.sum()), rng.uniform(0, 360, n)


def tried(methods, cells, days, **more):
    more = {"origins": [200.0, 240.0, 280.0], "horizon_days": 40.0} | more
    naive = {
        "counts so far": counts_so_far(N_CELLS),
        "same as last period": counts_of_last_period(N_CELLS, period_days=40.0),
    }
    return rolling_origin(cells, days, np.ones(N_CELLS), methods, naive=naive, **more)


def test_an_origin_parts_what_is_known_from_what_comes():
    [fold] = folds(np.array([0.0, 9.9, 10, 19.9, 20]), origins=[10.0], horizon_days=10.0)
    assert fold.known.tolist() == [True, True, False, False, False]
    assert fold.to_come.tolist() == [False, False, True, True, False]


def test_origins_without_a_past_or_a_future_are_passed_over():
    days = np.array([5.0, 15.0])
    assert [fold.origin_day for fold in folds(days, origins=[0.0, 10.0, 30.0], horizon_days=10.0)] == [10.0]
    with pytest.raises(BadInput, match="of 2 origins none has both"):
        folds(days, origins=[0.0, 30.0], horizon_days=10.0)


def test_a_method_sees_the_past_and_nothing_else():
    cells, days = lasting()
    seen = []

    def method(known, when, origin):
        seen.append((len(known), when.max(), origin))
        return np.bincount(known, minlength=N_CELLS).astype(float)

    tried({"map": method}, cells, days)
    assert [origin for _, _, origin in seen] == [200.0, 240.0, 280.0]
    assert all(latest < origin and n == (days < origin).sum() for n, latest, origin in seen)


def test_there_is_a_row_for_each_origin_method_and_share():
    frame = tried({"map": counts_so_far(N_CELLS)}, *lasting())
    assert len(frame) == 3 * 3 * 4
    assert set(frame["method"]) == {"map", "counts so far", "same as last period"}
    assert frame.groupby("origin_day")["n"].nunique().eq(1).all()


def test_the_naive_methods_count_what_they_say():
    cells, days = np.array([0, 1, 1, 2]), np.array([1.0, 50.0, 95.0, 99.0])
    assert counts_so_far(3)(cells, days, 100.0).tolist() == [1, 2, 1]
    assert counts_of_last_period(3, period_days=10.0)(cells, days, 100.0).tolist() == [0, 1, 1]


def test_a_map_of_chance_is_worse_than_naive_at_every_origin():
    chance = np.random.default_rng(3).random(N_CELLS)
    frame = tried({"chance": lambda *_: chance}, *lasting(), shares=[0.05])
    assert frame.loc[frame["method"] == "chance", "verdict"].eq("worse than naive").all()


def test_a_map_that_is_the_naive_one_is_no_better():
    frame = tried({"map": counts_so_far(N_CELLS)}, *lasting(), shares=[0.05])
    verdicts = frame.loc[frame["method"] == "map", "verdict"]
    assert not verdicts.eq("better than naive").any()


def test_a_map_that_knows_more_than_counts_is_called_better():
    # The hot cells have just moved: the counts so far do not know, the method does.
    rng = np.random.default_rng(5)
    before, after = rng.choice(20, 2000), 50 + rng.choice(5, 300)
    cells = np.concatenate([before, after])
    days = np.concatenate([rng.uniform(0, 200, 2000), rng.uniform(200, 240, 300)])
    knowing = np.isin(np.arange(N_CELLS), np.arange(50, 55)).astype(float)
    frame = tried({"knowing": lambda *_: knowing}, cells, days, origins=[200.0], shares=[0.05])
    assert frame.set_index("method").loc["knowing", "verdict"] == "better than naive"
