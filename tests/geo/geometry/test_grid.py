"""Grids: squares that lie where they always lie, hexagons without gap or overlap."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.geometry.grid import hexagons, squares

PLACES = st.builds(
    lambda points, width: shapely.MultiPoint(points).convex_hull.buffer(width),
    st.lists(st.tuples(st.floats(-2000, 2000), st.floats(-2000, 2000)), min_size=1, max_size=6),
    st.floats(1, 300),
)
GRIDS = pytest.mark.parametrize(
    "cells_of",
    [lambda place: hexagons(place, spacing_m=150), lambda place: squares(place, side_m=100)],
    ids=["hexagons", "squares"],
)


def test_squares_of_a_rectangle_are_counted():
    assert len(squares(shapely.box(0, 0, 300, 200), side_m=100)) == 6
    assert len(squares(shapely.box(50, 50, 250, 150), side_m=100)) == 6
    assert len(squares(shapely.box(-1, -1, 1, 1), side_m=100)) == 4


def test_squares_are_anchored_at_the_origin_wherever_the_place_lies():
    for place in (
        shapely.box(3, 7, 433, 291),
        shapely.box(-250, -99, -20, 4),
        shapely.box(6540604, 5875529, 6540904, 5875801),
    ):
        cells = squares(place, side_m=100)
        assert (shapely.bounds(cells) % 100 == 0).all()
        assert (shapely.area(cells) == 100**2).all()


def test_the_same_ground_lies_in_the_same_cell_of_two_places():
    both = shapely.Point(6540650, 5875550)
    for cells_of in (lambda p: squares(p, side_m=100), lambda p: hexagons(p, spacing_m=150)):
        small, large = cells_of(both.buffer(300)), cells_of(shapely.box(6530000, 5875000, 6541500, 5876000))
        [here] = small[shapely.contains(small, both)]
        [there] = large[shapely.contains(large, both)]
        assert shapely.equals_identical(here, there)


def test_a_point_is_in_one_square_and_a_place_on_the_lines_in_those_it_fills():
    assert len(squares(shapely.Point(150, 250), side_m=100)) == 1
    assert len(squares(shapely.box(100, 100, 200, 200), side_m=100)) == 1


@GRIDS
def test_an_empty_place_has_no_cells(cells_of):
    assert cells_of(shapely.Polygon()).shape == (0,)


@pytest.mark.parametrize("spacing_m", [25.0, 150.0, 1000.0])
def test_a_hexagon_has_six_corners_and_the_area_of_its_spacing(spacing_m):
    cells = hexagons(shapely.box(0, 0, 3 * spacing_m, 2 * spacing_m), spacing_m=spacing_m)
    assert shapely.area(cells) == pytest.approx(spacing_m**2 * math.sqrt(3) / 2)
    assert (shapely.get_num_coordinates(cells) == 7).all()
    assert shapely.length(cells) == pytest.approx(6 * spacing_m / math.sqrt(3))


def test_a_hexagon_within_has_six_neighbours_at_its_spacing():
    cells = hexagons(shapely.box(0, 0, 2000, 2000), spacing_m=150)
    centres = shapely.get_coordinates(shapely.centroid(cells))
    distance_m = np.hypot(*(centres[:, None] - centres[None]).transpose(2, 0, 1))
    touching = shapely.length(shapely.intersection(cells[:, None], cells[None], grid_size=1e-6)) > 1
    np.fill_diagonal(touching, val=False)
    within = shapely.contains(shapely.box(200, 200, 1800, 1800), cells)
    assert within.sum() > 50
    assert (touching[within].sum(axis=1) == 6).all()
    assert distance_m[touching] == pytest.approx(150)
    assert (touching == ((distance_m < 151) & (distance_m > 0))).all()


def test_hexagons_come_row_by_row_from_the_south_west():
    centres = shapely.get_coordinates(shapely.centroid(hexagons(shapely.box(0, 0, 500, 400), spacing_m=100)))
    rows = centres[:, 1].round(6)
    assert (np.diff(rows) >= 0).all()
    assert all((np.diff(centres[rows == row, 0]) > 0).all() for row in np.unique(rows))


@GRIDS
@settings(max_examples=30)
@given(place=PLACES)
def test_cells_cover_a_place_without_gap_or_overlap_and_all_meet_it(cells_of, place):
    cells = cells_of(place)
    assert shapely.intersects(cells, place).all()
    parts = shapely.area(shapely.intersection(cells, place)).sum()
    whole = shapely.union_all(cells, grid_size=1e-6)
    assert parts == pytest.approx(place.area, rel=1e-9)
    assert whole.area == pytest.approx(shapely.area(cells).sum(), rel=1e-6)
    assert whole.buffer(1e-3).covers(place)


@GRIDS
def test_cells_tile_a_city_far_from_the_origin(cells_of):
    torun = shapely.Point(6540604.65, 5875529.94).buffer(1500)
    cells = cells_of(torun)
    assert shapely.area(shapely.intersection(cells, torun)).sum() == pytest.approx(torun.area, rel=1e-9)
