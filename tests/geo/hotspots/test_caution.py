"""Warnings: each where it holds, none where none does."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from scipy.sparse import csr_array

from geo.hotspots.caution import cautions
from geo.hotspots.getis_ord import contiguity

PEOPLE = np.array([100.0, 200, 300])
NEIGHBOURS = csr_array(np.ones((3, 3)))


def said(counts, weights=NEIGHBOURS, exposure=PEOPLE, fewest=30):
    return [caution.message for caution in cautions(np.array(counts), weights, fewest=fewest, exposure=exposure)]


def test_enough_incidents_in_joined_cells_held_against_people_need_no_warning():
    assert said([10, 10, 10]) == []


@pytest.mark.parametrize("n", [0, 29])
def test_few_incidents_are_warned_of_by_their_number(n):
    [warning] = said([n, 0, 0])
    assert warning.startswith(f"There are only {n} incidents; with fewer than 30")


def test_islands_are_counted_whether_or_not_the_weights_hold_the_cell_itself():
    far = shapely.box([0, 100, 5000], 0, [100, 200, 5100], 100)
    weights = contiguity(far, reach_m=150)
    bare = csr_array(weights - csr_array(np.eye(3)))
    for each in (weights, bare):
        [warning] = said([10, 10, 10], weights=each)
        assert warning.startswith("Cells without neighbours: 1 of 3;")


def test_counts_held_against_nothing_are_called_counts():
    [warning] = said([10, 10, 10], exposure=None)
    assert warning.startswith("These are counts, not rates")


def test_all_that_hold_are_told():
    assert len(said([1, 0, 0], weights=csr_array(np.eye(3)), exposure=None)) == 3


def test_a_warning_keeps_its_template_for_other_languages():
    [caution] = cautions(np.array([2, 1, 0]), NEIGHBOURS, fewest=30, exposure=PEOPLE)
    assert "{n}" in caution.template
    assert caution.values == {"n": 3, "fewest": 30}
