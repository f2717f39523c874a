"""Evidence: p, q and classes; what pure chance looks like, and that a planted cluster is found."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.city import load_city
from geo.geometry.grid import hexagons
from geo.hotspots.counts import count_in
from geo.hotspots.getis_ord import contiguity
from geo.hotspots.significance import EVIDENCE, evidence, exact_p_values, judge, p_values, q_values

HEXAGON_M = load_city("torun").hotspots.hexagon_m
#: A city of 3 x 2.25 km, as large as the demo of Helsinki, with as many incidents.
CITY = shapely.box(0, 0, 3000, 2250)
CELLS = hexagons(CITY, spacing_m=HEXAGON_M)
GROUND_M2 = shapely.area(shapely.intersection(CELLS, CITY))
WEIGHTS = contiguity(CELLS, reach_m=1.01 * HEXAGON_M)
N = 400
CHANCE_MAPS = 200
PLANTED_MAPS = 100


def uniform(rng, n):
    return rng.uniform((0, 0), (3000, 2250), (n, 2))


def judged(xy):
    """Return the class of each hexagon, computed as the analysis does."""
    counts = count_in(CELLS, gpd.GeoSeries(shapely.points(xy), crs="EPSG:2177"), within=CITY)
    return judge(counts, GROUND_M2, WEIGHTS)["evidence"].to_numpy()


@pytest.fixture(scope="module")
def chance():
    """Return the classes of the hexagons of maps of pure chance, (maps, cells)."""
    return np.array([judged(uniform(np.random.default_rng(seed), N)) for seed in range(CHANCE_MAPS)])


def test_p_values_are_those_of_the_tables():
    assert p_values(np.array([0, 1.959964, -1.959964, 2.575829])) == pytest.approx([1, 0.05, 0.05, 0.01], abs=1e-6)


def test_exact_p_values_are_those_of_the_binomial_distribution_by_hand():
    # Two coins: at least one head 3/4, both 1/4; three dice: at least one six 1 - (5/6)^3.
    assert exact_p_values(np.array([0, 1, 2]), n=2, share=np.full(3, 0.5)) == pytest.approx([1, 0.75, 0.25])
    assert exact_p_values(np.array([1]), n=3, share=np.array([1 / 6])) == pytest.approx([1 - (5 / 6) ** 3])


def test_q_values_are_those_of_the_step_up_by_hand():
    # p (n / rank), from the largest down never growing: 0.04 4/3 and 0.05 4/4 give 0.05 to both.
    assert q_values(np.array([0.01, 0.02, 0.04, 0.05])) == pytest.approx([0.04, 0.04, 0.05, 0.05])


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
def test_q_is_never_below_p_nor_above_one_and_keeps_the_order(p):
    p = np.array(p)
    q = q_values(p)
    assert ((q >= p - 1e-12) & (q <= 1)).all()
    assert (np.diff(q[np.argsort(p, kind="stable")]) >= -1e-12).all()


@pytest.mark.parametrize(
    ("z", "p", "q", "expected"),
    [
        (4, 0.0001, 0.01, "certain"),
        (4, 0.0001, 0.0101, "probable"),
        (3, 0.002, 0.05, "probable"),
        (3, 0.002, 0.0501, "uncertain"),
        (2, 0.05, 0.4, "uncertain"),
        (1.9, 0.0501, 0.4, "none"),
        (-4, 0.0001, 0.001, "none"),
        (0, 1.0, 1.0, "none"),
    ],
)
def test_only_high_counts_are_hot_and_the_edges_belong_to_the_stronger_class(z, p, q, expected):
    assert evidence(np.array([z]), np.array([p]), np.array([q])).tolist() == [expected]


def test_the_classes_are_told_strongest_first():
    assert EVIDENCE == ("certain", "probable", "uncertain", "none")


def test_the_shared_cells_are_those_of_the_analysis():
    assert len(CELLS) == 387
    assert WEIGHTS.sum(axis=1).max() == 7


def test_chance_alone_calls_hardly_any_ground_hot(chance):
    # Of cells without any cluster, hot or not is a matter of chance alone.
    assert np.isin(chance, EVIDENCE[:2]).mean() < 0.001


def test_chance_alone_makes_some_cells_uncertain_as_it_must(chance):
    # By itself a p of 5 % is passed by up to one cell in twenty; that is why these are told apart.
    assert 0.01 < (chance == "uncertain").mean() <= 0.05


def test_chance_alone_makes_a_hotspot_on_hardly_any_map(chance):
    any_hot = np.isin(chance, EVIDENCE[:2]).any(axis=1).mean()
    # At most 5 %, and three standard errors of a share measured on 200 maps.
    assert any_hot <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / CHANCE_MAPS)


def test_a_planted_cluster_is_found():
    found = 0
    for seed in range(PLANTED_MAPS):
        rng = np.random.default_rng(10_000 + seed)
        centre = rng.uniform((300, 300), (2700, 1950))
        # One incident in ten lies within some 150 m of one place.
        planted = rng.normal(centre, 75, (N // 10, 2))
        classes = judged(np.concatenate([uniform(rng, N - len(planted)), planted]))
        [here] = np.flatnonzero(shapely.contains(CELLS, shapely.Point(centre)))
        found += classes[here] in EVIDENCE[:2]
    assert found >= 0.95 * PLANTED_MAPS
