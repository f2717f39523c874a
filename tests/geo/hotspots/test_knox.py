"""Knox: against the reference, all pairs by hand, pure chance, and near repeats that are there."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo.errors import BadInput
from geo.hotspots.knox import knox, knox_table

LIMITS = {"100m_7d": (100, 7), "150m_10d": (150, 10), "200m_14d": (200, 14), "400m_30d": (400, 30)}


def rng(seed=1):
    return np.random.default_rng(seed)


def series(xy, crs="EPSG:2177"):
    return gpd.GeoSeries(shapely.points(xy), crs=crs)


@pytest.mark.parametrize("limits", LIMITS)
def test_the_counts_equal_those_of_the_reference(events, of_python, limits):
    within_m, within_days = LIMITS[limits]
    days = events["t_day"].to_numpy()
    told = knox(events.geometry, days, within_m=within_m, within_days=within_days, rng=rng(), permutations=1)
    expected = of_python["knox"][limits]
    for name in ("close_both", "close_space", "close_time", "pairs"):
        assert getattr(told, name) == expected[name]
    assert told.expected == pytest.approx(expected["expected"], rel=1e-9)
    assert told.ratio == pytest.approx(expected["ratio"], rel=1e-9)


def test_p_is_that_of_the_reference_and_of_surveillance_up_to_chance(events, of_python, of_r):
    told = knox(events.geometry, events["t_day"].to_numpy(), within_m=150, within_days=10, rng=rng())
    expected = of_python["knox"]["150m_10d"]["mc_p_upper_9999"]
    assert told.p == pytest.approx(expected, abs=4 * np.sqrt(expected * (1 - expected) / 999))
    assert told.close_both == of_r["knox"]["statistic"]
    assert told.expected == pytest.approx(of_r["knox"]["expected"], rel=1e-9)
    # That of R rests on the Poisson law, not on permutations.
    assert told.p == pytest.approx(of_r["knox"]["p_poisson"], abs=0.03)


def test_all_pairs_by_hand():
    # A and B on one day at one place, C a week later 100 m off, D far away on the first day.
    told = knox(
        series([(0, 0), (0, 0), (100, 0), (5000, 0)]),
        np.array([0, 0, 7, 0.0]),
        within_m=100,
        within_days=0.5,
        rng=rng(),
    )
    assert (told.close_space, told.close_time, told.close_both, told.pairs) == (3, 3, 1, 6)
    assert told.expected == 1.5
    assert told.ratio == pytest.approx(2 / 3)


def test_pairs_at_the_limit_are_close():
    told = knox(series([(0, 0), (30, 40)]), np.array([0.0, 7.0]), within_m=50, within_days=7, rng=rng())
    assert told.close_both == 1


def test_near_repeats_are_found():
    random = rng(3)
    xy, days = random.uniform(0, 5000, (300, 2)), random.uniform(0, 365, 300)
    again = slice(0, 40)
    xy = np.concatenate([xy, xy[again] + random.normal(0, 40, (40, 2))])
    days = np.concatenate([days, days[again] + random.uniform(0, 7, 40)])
    told = knox(series(xy), days, within_m=150, within_days=7, rng=rng())
    assert told.ratio > 2
    assert told.p == 0.001


def test_pure_chance_is_called_near_repeat_once_in_twenty():
    p = []
    for seed in range(200):
        random = rng(seed)
        xy, days = random.uniform(0, 2000, (120, 2)), random.uniform(0, 365, 120)
        p.append(knox(series(xy), days, within_m=200, within_days=20, rng=random, permutations=99).p)
    assert np.mean(np.array(p) <= 0.05) <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 200)


def test_the_same_seed_gives_the_same_p(events):
    days = events["t_day"].to_numpy()
    one, other = (
        knox(events.geometry, days, within_m=150, within_days=10, rng=rng(9), permutations=99).p for _ in "ab"
    )
    assert one == other


def test_without_any_close_pair_there_is_no_ratio():
    told = knox(
        series([(0, 0), (900, 0)]), np.array([0.0, 90.0]), within_m=50, within_days=7, rng=rng(), permutations=9
    )
    assert np.isnan(told.ratio)
    assert told.p == 1


def test_one_incident_and_degrees_are_refused():
    with pytest.raises(BadInput, match="at least two incidents; 1 were given"):
        knox(series([(0, 0)]), np.zeros(1), within_m=1, within_days=1, rng=rng())
    with pytest.raises(BadInput, match="metric CRS"):
        knox(series([(18.6, 53.0), (18.7, 53.0)], crs="EPSG:4326"), np.zeros(2), within_m=1, within_days=1, rng=rng())


def test_a_table_of_limits_tells_what_each_of_them_tells_alone_on_the_same_permutations(events):
    days, kept = events["t_day"].to_numpy(), {"permutations": 40}
    table = knox_table(events.geometry, days, within_m=[400, 100], within_days=[14, 2, 7], rng=rng(5), **kept)
    for row, within_m in zip(table, [400, 100], strict=True):
        for told, within_days in zip(row, [14, 2, 7], strict=True):
            alone = knox(events.geometry, days, within_m=within_m, within_days=within_days, rng=rng(5), **kept)
            assert told == alone


def test_p_counts_the_permutations_by_hand(events):
    xy = shapely.get_coordinates(events.geometry.array)[:60]
    days = events["t_day"].to_numpy()[:60]
    told = knox(series(xy), days, within_m=600, within_days=20, rng=rng(9), permutations=37)
    near = np.hypot(*(xy[:, None] - xy[None]).transpose(2, 0, 1)) <= 600
    near = np.triu(near, 1)
    own = rng(9)
    soon = [
        int((near & (np.abs(one[:, None] - one[None]) <= 20)).sum())
        for one in (days, *(own.permutation(days) for _ in range(37)))
    ]
    assert told.close_both == soon[0] > 0
    assert told.p == (sum(count >= soon[0] for count in soon[1:]) + 1) / 38
