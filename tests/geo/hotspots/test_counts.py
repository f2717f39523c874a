"""Counting incidents: each once, and only those in the city."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import BadInput
from geo.geometry.grid import hexagons, squares
from geo.hotspots.counts import count_in

CITY = shapely.box(0, 0, 300, 200)
CELLS = squares(CITY, side_m=100)


def points(*xy, crs="EPSG:2177"):
    return gpd.GeoSeries([shapely.Point(p) for p in xy], crs=crs)


def test_points_are_counted_in_the_cell_that_holds_them():
    counts = count_in(CELLS, points((50, 50), (60, 60), (250, 150)), within=CITY)
    assert counts.tolist() == [2, 0, 0, 0, 0, 1]


def test_a_point_on_an_edge_or_a_corner_is_counted_once_in_the_first_of_its_cells():
    assert count_in(CELLS, points((100, 50)), within=CITY).tolist() == [1, 0, 0, 0, 0, 0]
    assert count_in(CELLS, points((200, 100)), within=CITY).tolist() == [0, 1, 0, 0, 0, 0]


def test_points_outside_the_city_are_left_out_even_within_a_cell():
    corner = shapely.Polygon([(0, 0), (300, 0), (300, 200)])
    assert count_in(CELLS, points((20, 90), (280, 10), (500, 500)), within=corner).tolist() == [0, 0, 1, 0, 0, 0]


def test_a_point_on_the_boundary_of_the_city_is_in_it():
    assert count_in(CELLS, points((0, 0), (300, 200)), within=CITY).sum() == 2


def test_the_same_place_twice_is_two_incidents():
    assert count_in(CELLS, points((50, 50), (50, 50)), within=CITY)[0] == 2


def test_without_points_every_cell_has_none():
    assert count_in(CELLS, points(), within=CITY).tolist() == [0] * 6


@settings(max_examples=40)
@given(
    xy=st.lists(st.tuples(st.floats(-100, 900), st.floats(-100, 900)), max_size=60),
    spacing_m=st.sampled_from([75.0, 150.0, 400.0]),
)
def test_the_counts_of_hexagons_sum_to_the_points_in_the_city(xy, spacing_m):
    city = shapely.Point(400, 400).buffer(390)
    here = points(*xy)
    counts = count_in(hexagons(city, spacing_m=spacing_m), here, within=city)
    assert counts.sum() == shapely.intersects(city, np.asarray(here.array, dtype=object)).sum()


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:3857", None])
def test_degrees_web_mercator_and_no_crs_raise(crs):
    with pytest.raises(BadInput, match="metric CRS"):
        count_in(CELLS, points((1, 1), crs=crs), within=CITY)
