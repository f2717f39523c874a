"""Do the public squares stand for many houses or for none, whatever was reported?"""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.disclosure.units import FEWEST_ADDRESSES, LEVELS, Units, counted_addresses, number

CELLS = st.dictionaries(st.tuples(st.integers(-8, 8), st.integers(-8, 8)), st.integers(1, 20), max_size=60)
PLACES = st.lists(st.tuples(st.integers(-2000, 2000), st.integers(-2000, 2000)), min_size=1, max_size=40)


@settings(max_examples=200)
@given(CELLS, PLACES)
def test_no_square_has_one_to_seven_addresses(cells: dict[tuple[int, int], int], places: list[tuple[int, int]]) -> None:
    units = Units(250, cells)
    for cell in units.of(np.array(places, dtype=float)):
        if cell is not None:
            left, bottom, right, top = units.box(cell)
            held = sum(n for (c, r), n in cells.items() if left <= c * 250 < right and bottom <= r * 250 < top)
            assert held == units.addresses_of(cell)
            assert held == 0 or held >= FEWEST_ADDRESSES


@settings(max_examples=200)
@given(CELLS, PLACES)
def test_squares_never_lie_over_each_other(cells: dict[tuple[int, int], int], places: list[tuple[int, int]]) -> None:
    units = Units(250, cells)
    found = [cell for cell in units.of(np.array(places, dtype=float)) if cell is not None]
    for (x, y), cell in zip(places, units.of(np.array(places, dtype=float)), strict=True):
        inside = []
        for other in set(found):
            left, bottom, right, top = units.box(other)
            inside += [other] if left <= x < right and bottom <= y < top else []
        assert inside == ([] if cell is None else [cell])


def test_a_house_by_itself_keeps_its_whole_square_from_being_told() -> None:
    lone = Units(250, {(0, 0): 1, (9, 9): 30})
    assert lone.of(np.array([[10.0, 10.0], [900.0, 900.0], [2300.0, 2300.0]])) == [None, None, (0, 9, 9)]


def test_where_no_address_is_known_the_squares_are_the_largest() -> None:
    assert Units(250, {}).of(np.array([[10.0, 10.0], [999.0, 999.0]])) == [(LEVELS - 1, 0, 0)] * 2


def test_numbers_of_squares_are_different_and_fit_into_json() -> None:
    cells = [(level, column, row) for level in range(LEVELS) for column in range(-3, 3) for row in range(-3, 3)]
    numbers = [number(cell) for cell in cells]
    assert len(set(numbers)) == len(cells)
    assert all(0 <= one < 2**53 for one in numbers)


def test_addresses_are_counted_by_square() -> None:
    assert counted_addresses(np.array([[-1.0, 0.0], [0.0, 0.0], [249.9, 1.0]]), cell_m=250) == {(-1, 0): 1, (0, 0): 2}
    assert counted_addresses(np.empty((0, 2)), cell_m=250) == {}
