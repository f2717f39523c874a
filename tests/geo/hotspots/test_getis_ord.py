"""Gi*: by hand, against esda on the reference city, and what must not change it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import assume, given
from hypothesis import strategies as st

from geo.errors import BadInput
from geo.geometry.grid import hexagons, squares
from geo.hotspots.getis_ord import contiguity, gi_star
from geo.hotspots.significance import evidence, p_values, q_values

REFERENCE = Path(__file__).parents[2] / "data" / "reference" / "hotspots"
SIDE_M = 250.0
#: Four cells in a row, each with its neighbours and itself.
ROW = contiguity(squares(shapely.box(0, 0, 400, 100), side_m=100), reach_m=101)
FIELD = contiguity(hexagons(shapely.box(0, 0, 800, 800), spacing_m=150), reach_m=151.5)


@pytest.fixture(scope="module")
def grid():
    counts = pd.read_csv(REFERENCE / "grid250.csv")
    expected = pd.read_csv(REFERENCE / "grid250_ref_python.csv")
    assert (counts["cell"] == expected["cell"]).all()
    return counts.join(expected[expected.columns.difference(counts.columns)])


@pytest.fixture(scope="module")
def told():
    return json.loads((REFERENCE / "ref_python.json").read_text(encoding="utf-8"))["gi_star"]


@pytest.fixture(scope="module")
def z(grid):
    half = SIDE_M / 2
    cells = shapely.box(grid["cx"] - half, grid["cy"] - half, grid["cx"] + half, grid["cy"] + half)
    return gi_star(grid["count_all"].to_numpy(), contiguity(cells, reach_m=1.5 * SIDE_M))


def test_z_equals_that_of_esda(grid, z):
    assert z == pytest.approx(grid["gi_star_z_esda"].to_numpy(), abs=1e-9)


def test_p_and_q_equal_those_of_the_reference(grid, z):
    p = p_values(z)
    assert p == pytest.approx(grid["gi_star_p_two_sided"].to_numpy(), abs=1e-9)
    assert q_values(p) == pytest.approx(grid["q_bh"].to_numpy(), abs=1e-9)


def test_the_hottest_cell_and_the_sum_are_those_of_the_reference(z, told):
    assert int(z.argmax()) == told["argmax_cell"]
    assert z.max() == pytest.approx(told["max_z"], abs=1e-9)
    assert z.sum() == pytest.approx(told["sum_z"], abs=1e-9)


def test_as_many_cells_are_hot_as_in_the_reference(z, told):
    p = p_values(z)
    q = q_values(p)
    hot = z > 0
    assert (hot & (p <= 0.05)).sum() == told["n_p05_two_sided_hot"] == 44
    assert (hot & (q <= 0.05)).sum() == told["n_bh05_hot"] == 31
    assert (~hot & (p <= 0.05)).sum() == told["n_cold_p05"] == 0
    classes = pd.Series(evidence(z, p, q)).value_counts().to_dict()
    assert classes["certain"] + classes["probable"] == told["n_bh05_hot"]
    assert classes["uncertain"] == told["n_p05_two_sided_hot"] - told["n_bh05_hot"]


def test_z_of_four_cells_in_a_row_is_that_computed_by_hand():
    # x = 4 0 0 0: mean 1, variance (9 + 1 + 1 + 1) / 4 = 3. An end has W = 2 and S = sqrt(3) sqrt((8 - 4) / 3) = 2,
    # an inner cell W = 3 and S = sqrt(3) sqrt((12 - 9) / 3) = sqrt(3).
    z = gi_star(np.array([4, 0, 0, 0]), ROW)
    assert z == pytest.approx([(4 - 2) / 2, (4 - 3) / np.sqrt(3), (0 - 3) / np.sqrt(3), (0 - 2) / 2])


def test_weights_are_binary_symmetric_and_hold_the_cell_itself():
    weights = FIELD.toarray()
    assert set(np.unique(weights)) == {0.0, 1.0}
    assert (weights == weights.T).all()
    assert (weights.diagonal() == 1).all()
    assert weights.sum(axis=1).max() == 7


def test_on_a_square_grid_the_reach_takes_the_eight_neighbours_of_a_queen():
    cells = squares(shapely.box(0, 0, 500, 500), side_m=100)
    reached = contiguity(cells, reach_m=150).sum(axis=1)
    assert sorted(set(reached)) == [4, 6, 9]
    assert contiguity(cells, reach_m=101).sum(axis=1).max() == 5


def test_a_cell_without_neighbours_is_its_own_neighbourhood():
    far = shapely.box([0, 1000, 2000], 0, [100, 1100, 2100], 100)
    weights = contiguity(far, reach_m=150)
    assert (weights.toarray() == np.eye(3)).all()
    # With the cell alone in its neighbourhood Gi* is its own standard score: S = s sqrt((3 - 1) / 2) = s.
    counts = np.array([5.0, 1.0, 0.0])
    assert gi_star(counts, weights) == pytest.approx((counts - 2) / counts.std())


@given(
    st.lists(st.integers(0, 30), min_size=FIELD.shape[0], max_size=FIELD.shape[0]),
    st.integers(1, 9),
    st.integers(0, 50),
)
def test_z_does_not_change_with_the_unit_or_the_background(counts, times, more):
    x = np.array(counts)
    assume(np.ptp(x) > 0)
    assert gi_star(x * times + more, FIELD) == pytest.approx(gi_star(x, FIELD), abs=1e-7)


def test_z_mirrors_when_high_and_low_are_exchanged():
    x = np.random.default_rng(1).poisson(2, FIELD.shape[0])
    assert gi_star(x.max() - x, FIELD) == pytest.approx(-gi_star(x, FIELD))


@pytest.mark.parametrize("counts", [[3, 3, 3, 3], [0, 0, 0, 0]])
def test_equal_counts_cannot_be_compared(counts):
    with pytest.raises(BadInput, match="not all equal; 4 were given"):
        gi_star(np.array(counts), ROW)


def test_fewer_than_three_cells_cannot_be_compared():
    two = contiguity(squares(shapely.box(0, 0, 200, 100), side_m=100), reach_m=101)
    with pytest.raises(BadInput, match="at least three cells"):
        gi_star(np.array([1, 2]), two)
