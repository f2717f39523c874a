"""Conditional permutations: exact laws, all orders of a small map, pure chance, a planted cluster, seeds and threads."""

from __future__ import annotations

from collections import Counter
from itertools import permutations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from scipy.sparse import csr_array
from scipy.stats import chisquare, hypergeom

from geo.errors import BadInput
from geo.geometry.grid import hexagons, squares
from geo.hotspots.counts import count_in
from geo.hotspots.getis_ord import contiguity, gi_star
from geo.hotspots.permutation import permuted
from geo.hotspots.shuffles import shuffle
from geo.hotspots.significance import q_values

FIELD = contiguity(hexagons(shapely.box(0, 0, 3000, 2250), spacing_m=150), reach_m=151.5)
#: Three by three squares.
NINE = contiguity(squares(shapely.box(0, 0, 300, 300), side_m=100), reach_m=101)
CHANCE_MAPS = 200


def rng(seed=1):
    return np.random.default_rng(seed)


def within_noise(p, truth, count):
    """Tell whether every p-value is the true one, give or take five standard errors of its permutations."""
    return (np.abs(p - truth) <= 5 * np.sqrt(truth * (1 - truth) / count) + 1 / count).all()


def test_the_tails_of_zeros_and_ones_are_those_of_the_hypergeometric_law():
    counts = (rng().random(FIELD.shape[0]) < 0.3).astype(int)
    told = permuted(counts, FIELD, rng=rng(), permutations=4000)
    near = (FIELD @ counts - counts).astype(int)
    others, ones = len(counts) - 1, counts.sum() - counts
    drawn = (FIELD.sum(axis=1) - 1).astype(int)
    assert within_noise(told.at_least / 4000, hypergeom.sf(near - 1, others, ones, drawn), 4000)
    assert within_noise(told.at_most / 4000, hypergeom.cdf(near, others, ones, drawn), 4000)


def test_the_tails_are_those_of_all_orders_of_a_small_map():
    counts = np.array([4, 0, 1, 3, 2, 0, 0, 1, 5])
    told = permuted(counts, NINE, rng=rng(2), permutations=20_000)
    around = (NINE @ counts - counts).astype(int)
    for cell in range(9):
        neighbours = int(NINE.sum(axis=1)[cell]) - 1
        others = np.delete(counts, cell)
        sums = np.array([sum(order) for order in permutations(others.tolist(), neighbours)])
        assert within_noise(told.at_least[cell] / 20_000, (sums >= around[cell]).mean(), 20_000)
        assert within_noise(told.at_most[cell] / 20_000, (sums <= around[cell]).mean(), 20_000)


def test_the_tails_are_those_of_gi_star_itself():
    # The plain way: deal out the other counts, put them down, compute Gi* anew.
    counts, random = np.array([4, 0, 1, 3, 2, 0, 0, 1, 5]), rng(3)
    observed, above = gi_star(counts, NINE), np.zeros(9)
    for _ in range(3000):
        for cell in (0, 4):
            dealt = np.insert(random.permutation(np.delete(counts, cell)), cell, counts[cell])
            above[cell] += gi_star(dealt, NINE)[cell] >= observed[cell] - 1e-12
    told = permuted(counts, NINE, rng=rng(4), permutations=20_000).at_least / 20_000
    assert told[[0, 4]] == pytest.approx(above[[0, 4]] / 3000, abs=0.045)


@pytest.mark.parametrize("threads", [2, 3, 8])
def test_the_same_seed_gives_the_same_p_with_one_thread_and_many(threads):
    counts = rng(5).poisson(2, FIELD.shape[0])
    one, many = (permuted(counts, FIELD, rng=rng(6), permutations=101, threads=n) for n in (1, threads))
    assert (one.upper_p() == many.upper_p()).all()
    assert (one.at_most == many.at_most).all()
    other = permuted(counts, FIELD, rng=rng(7), permutations=101)
    assert (one.upper_p() != other.upper_p()).any()


def test_draws_of_different_cells_and_permutations_do_not_depend_on_one_another():
    counts = rng(8).poisson(2, FIELD.shape[0])
    off = []
    for seed in range(60):
        pair = [permuted(counts, FIELD, rng=rng(2 * seed + k), permutations=99).at_least / 99 for k in (0, 1)]
        off.append((pair[0] - pair[1]) / np.sqrt(2 * 0.25 / 99))
    # The mean over all cells would not settle down were the cells drawn alike.
    assert np.std([each.mean() for each in off]) < 0.15


def test_all_orders_are_drawn_alike():
    place, drawn = np.empty(4, dtype=np.int32), Counter()
    for seed in rng().integers(2**64, size=24_000, dtype=np.uint64):
        shuffle(place, seed)
        drawn[tuple(place.tolist())] += 1
    assert set(drawn) == set(permutations(range(4)))
    assert chisquare(list(drawn.values())).pvalue > 0.001


def test_p_values_count_the_map_itself_among_the_permutations():
    counts = np.zeros(9, dtype=int)
    counts[4] = 9
    told = permuted(counts, NINE, rng=rng(), permutations=99)
    assert told.upper_p()[4] == 1.0
    assert told.upper_p().min() >= 1 / 100
    # Nothing lies around the middle, and nothing ever can: it holds all there is.
    assert told.nearer_tail_p()[4] == 1.0


def test_a_cell_without_neighbours_is_never_surprising():
    lonely = csr_array(np.eye(4))
    told = permuted(np.array([9, 0, 0, 1]), lonely, rng=rng())
    assert (told.upper_p() == 1).all()


def test_the_diagonal_is_passed_over():
    counts = rng(9).poisson(1, FIELD.shape[0])
    bare = FIELD.copy().tolil()
    bare.setdiag(0)
    tails = [permuted(counts, csr_array(w), rng=rng(1), permutations=50).at_least for w in (FIELD, bare)]
    assert (tails[0] == tails[1]).all()


def hot(counts, seed, permutations=999):
    """Tell which cells are hot: high, and below 5 % under false-discovery control."""
    p = permuted(counts, FIELD, rng=rng(seed), permutations=permutations).upper_p()
    return (q_values(p) <= 0.05) & (gi_star(counts, FIELD) > 0)


def test_pure_chance_shows_a_hotspot_on_at_most_five_maps_in_a_hundred():
    any_hot = np.mean(
        [
            hot(rng(seed).multinomial(400, [1 / FIELD.shape[0]] * FIELD.shape[0]), seed).any()
            for seed in range(CHANCE_MAPS)
        ]
    )
    assert any_hot <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / CHANCE_MAPS)


def test_a_planted_cluster_is_found():
    city = shapely.box(0, 0, 3000, 2250)
    cells, found = hexagons(city, spacing_m=150), 0
    for seed in range(40):
        random = rng(10_000 + seed)
        centre = random.uniform((300, 300), (2700, 1950))
        xy = np.concatenate([random.uniform((0, 0), (3000, 2250), (360, 2)), random.normal(centre, 75, (40, 2))])
        counts = count_in(cells, gpd.GeoSeries(shapely.points(xy), crs="EPSG:2177"), within=city)
        near = shapely.distance(cells, shapely.Point(centre)) < 150
        found += hot(counts, seed, permutations=9999)[near].any()
    assert found >= 0.95 * 40


def test_weights_that_are_not_binary_and_counts_that_are_not_whole_are_refused():
    with pytest.raises(BadInput, match="binary weights"):
        permuted(np.ones(9, dtype=int), csr_array(NINE * 0.5), rng=rng())
    with pytest.raises(BadInput, match="whole counts"):
        permuted(np.full(9, 0.5), NINE, rng=rng())
    with pytest.raises(BadInput, match="at least three cells; 2 were given"):
        permuted(np.array([1, 2]), csr_array(np.ones((2, 2))), rng=rng())
