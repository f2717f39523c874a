"""The fine grid: its ground is the city's, exactly; who lies in the city is as GEOS says."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.hotspots.raster import raster

#: A city with a hole, an arm thinner than a cell, and an island smaller than one.
CITY = shapely.union_all(
    [
        shapely.Point(500, 500).buffer(400).difference(shapely.Point(450, 520).buffer(90)),
        shapely.box(500, 495, 1500, 505),
        shapely.Point(1400, 900).buffer(8),
    ]
)


def star(radii, turn):
    angles = turn + 2 * np.pi * np.arange(len(radii)) / len(radii)
    return shapely.Polygon(np.stack([np.cos(angles), np.sin(angles)], axis=1) * np.array(radii)[:, None])


@pytest.mark.parametrize("cell_m", [7.0, 25.0, 60.0, 333.0, 5000.0])
def test_the_ground_of_all_cells_is_that_of_the_city(cell_m):
    laid = raster(CITY, cell_m=cell_m)
    assert laid.ground.sum() * cell_m**2 == pytest.approx(CITY.area, rel=1e-9)


@settings(max_examples=30)
@given(
    radii=st.lists(st.floats(30, 900), min_size=5, max_size=25),
    turn=st.floats(0, 3),
    cell_m=st.sampled_from([11.0, 40.0, 170.0]),
)
def test_each_cell_has_the_ground_that_cutting_it_gives(radii, turn, cell_m):
    place = star(radii, turn)
    laid = raster(place, cell_m=cell_m)
    x, y = (axis - cell_m / 2 for axis in laid.centres())
    west, south = np.meshgrid(x, y)
    cut = shapely.area(shapely.intersection(place, shapely.box(west, south, west + cell_m, south + cell_m)))
    assert laid.ground * cell_m**2 == pytest.approx(cut, abs=1e-6 * cell_m**2)


def test_a_margin_of_empty_cells_lies_around_it():
    ground = raster(CITY, cell_m=25.0).ground
    assert not np.concatenate([ground[0], ground[-1], ground[:, 0], ground[:, -1]]).any()


def test_the_grid_is_anchored_so_that_the_same_ground_lies_in_the_same_cell():
    one, other = raster(CITY, cell_m=30.0), raster(CITY.buffer(50), cell_m=30.0)
    assert (one.west - other.west) % 30 == 0
    assert (one.south - other.south) % 30 == 0


def test_points_in_the_city_are_those_that_geos_calls_so():
    xy = np.random.default_rng(1).uniform((-200, -200), (1700, 1200), (4000, 2))
    laid = raster(CITY, cell_m=40.0)
    assert (laid.within(xy) == shapely.intersects_xy(CITY, *xy.T)).all()


def test_a_point_on_the_boundary_is_in_the_city():
    laid = raster(shapely.box(0, 0, 300, 200), cell_m=100.0)
    assert laid.within(np.array([[0.0, 0.0], [300.0, 200.0], [150.0, 200.0], [300.1, 100.0]])).tolist() == [
        True,
        True,
        True,
        False,
    ]
