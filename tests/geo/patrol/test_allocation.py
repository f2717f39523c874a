"""Visits sum to what there is to spend, and no other spending would bring more."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import BadInput
from geo.patrol.allocation import allocate, apportion

REFERENCE = json.loads((Path(__file__).parents[2] / "data/reference/patrol/ref_patrol.json").read_text())


def test_the_reference_apportionment_is_met() -> None:
    stated = REFERENCE["apportion"]
    numbers = apportion(np.array(stated["risk"]), total=stated["N"], floor=stated["floor"])
    assert numbers.tolist() == stated["result"]


@given(st.lists(st.floats(0.01, 100), min_size=1, max_size=20), st.integers(0, 500), st.integers(0, 3))
def test_what_is_apportioned_sums_up_and_strays_by_less_than_one(weights, extra, floor) -> None:
    total = floor * len(weights) + extra
    numbers = apportion(np.array(weights), total=total, floor=floor)
    assert numbers.sum() == total
    assert (numbers >= floor).all()
    assert (np.abs(numbers - floor - extra * np.array(weights) / sum(weights)) < 1).all()


def test_floors_above_the_total_are_refused_in_words() -> None:
    with pytest.raises(BadInput, match="3 places with 2 each are more than 5"):
        apportion(np.ones(3), total=5, floor=2)


def worth(value, numbers) -> float:
    return float((value * np.log1p(numbers)).sum())


@given(
    st.lists(st.floats(0, 10), min_size=2, max_size=4).filter(lambda values: sum(values) > 0.1),
    st.integers(0, 2),
    st.integers(2, 5),
    st.data(),
)
def test_no_other_spending_brings_more(value, floor, cap, data) -> None:
    visits = data.draw(st.integers(floor * len(value), cap * len(value)))
    numbers = allocate(np.array(value), visits=visits, floor=floor, cap=cap)
    assert numbers.sum() == visits
    assert (numbers >= floor).all()
    assert (numbers <= cap).all()
    others = itertools.product(range(floor, cap + 1), repeat=len(value))
    best = max(worth(np.array(value), np.array(other)) for other in others if sum(other) == visits)
    assert worth(np.array(value), numbers) == pytest.approx(best, abs=1e-9)


def test_visits_follow_the_values_where_nothing_binds() -> None:
    assert allocate(np.array([3.0, 1.0]), visits=402).tolist() == [302, 100]


@pytest.mark.parametrize(("visits", "floor", "cap"), [(2, 1, 5), (16, 0, 5), (9, 4, 3)])
def test_visits_that_floors_and_caps_do_not_allow_are_refused(visits, floor, cap) -> None:
    with pytest.raises(BadInput, match="between the floors"):
        allocate(np.ones(3), visits=visits, floor=floor, cap=cap)


@pytest.mark.parametrize("weights", [[0.0, 0.0], [1.0, -1.0], [np.nan, 1.0], []])
def test_weights_must_be_weights(weights) -> None:
    with pytest.raises(BadInput, match="finite and at least 0"):
        apportion(np.array(weights), total=5)
    with pytest.raises(BadInput, match="finite and at least 0"):
        allocate(np.array(weights), visits=5)
