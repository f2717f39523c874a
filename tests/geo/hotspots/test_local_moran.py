"""Local Moran's I: against esda and spdep, which differ by (n - 1) / n; by hand; pure chance."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.sparse import csr_array

from geo.errors import BadInput
from geo.geometry.grid import hexagons
from geo.hotspots.getis_ord import contiguity
from geo.hotspots.local_moran import QUADRANTS, local_moran
from geo.hotspots.permutation import permuted
from geo.hotspots.significance import q_values

FIELD = contiguity(hexagons(shapely.box(0, 0, 2000, 1500), spacing_m=150), reach_m=151.5)
CHANCE_MAPS = 200
#: esda numbers the quadrants anticlockwise from high among high.
OF_ESDA = {1: "high among high", 2: "low among high", 3: "low among low", 4: "high among low"}


@pytest.fixture(scope="module")
def told(grid250, squares250):
    return local_moran(grid250["count_all"].to_numpy(), contiguity(squares250, reach_m=375))


def test_it_equals_that_of_esda(told, grid250):
    assert told.i == pytest.approx(grid250["local_moran_I_esda"].to_numpy(), abs=1e-9)
    assert told.quadrant.tolist() == grid250["local_moran_quadrant"].map(OF_ESDA).tolist()


def test_it_is_n_minus_one_over_n_times_that_of_spdep(told, grid250):
    n = len(grid250)
    assert told.i * n / (n - 1) == pytest.approx(grid250["local_moran_I_spdep"].to_numpy(), abs=1e-9)


def test_its_mean_is_the_global_moran_of_the_reference(told, grid250, of_python):
    # With rows that sum up to 1, I = Σ I_i / (n - 1).
    assert told.i.sum() / (len(grid250) - 1) == pytest.approx(of_python["moran"]["I"], abs=1e-9)


def test_three_cells_in_a_row_by_hand():
    # x = 3 0 0: z = 2 -1 -1, Σ z² = 6, lags -1, 0.5, -1; (n - 1) / 6 = 1/3.
    row = csr_array(np.array([[1, 1, 0], [1, 1, 1], [0, 1, 1]], dtype=float))
    told = local_moran(np.array([3, 0, 0]), row)
    assert told.i == pytest.approx([-2 / 3, -1 / 6, 1 / 3])
    assert told.quadrant.tolist() == ["high among low", "low among high", "low among low"]


def test_a_cell_without_neighbours_has_no_quadrant():
    lonely = csr_array(np.array([[0, 1, 0], [1, 0, 0], [0, 0, 0]], dtype=float))
    told = local_moran(np.array([1, 2, 9]), lonely)
    assert told.i[2] == 0
    assert told.quadrant[2] == QUADRANTS[4] == "none"


@given(
    st.lists(st.integers(0, 20), min_size=FIELD.shape[0], max_size=FIELD.shape[0]), st.integers(1, 9), st.integers(0, 9)
)
def test_it_does_not_change_with_the_unit_or_the_background(counts, times, more):
    x = np.array(counts)
    assume(np.ptp(x) > 0)
    assert local_moran(x * times + more, FIELD).i == pytest.approx(local_moran(x, FIELD).i, abs=1e-7)


def test_pure_chance_shows_a_likeness_on_at_most_five_maps_in_a_hundred():
    any_found = 0
    for seed in range(CHANCE_MAPS):
        rng = np.random.default_rng(seed)
        counts = rng.multinomial(300, np.full(FIELD.shape[0], 1 / FIELD.shape[0]))
        tails = permuted(counts, FIELD, rng=rng)
        high = local_moran(counts, FIELD).quadrant == "high among high"
        any_found += ((q_values(tails.upper_p()) <= 0.05) & high).any()
    assert any_found / CHANCE_MAPS <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / CHANCE_MAPS)


@pytest.mark.parametrize("values", [[2.0, 2.0, 2.0], [1.0, 2.0]])
def test_equal_values_and_too_few_are_refused(values):
    with pytest.raises(BadInput, match="at least three values that are not all equal"):
        local_moran(np.array(values), csr_array(np.ones((len(values), len(values)))))
