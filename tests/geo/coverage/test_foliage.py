"""Crowns as bodies: never too small, and left out for a camera that stands within."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo.coverage.foliage import crowns, cut_off, standing_in
from geo.errors import BadInput
from geo.profile.upkeep import TreeDefaults

DEFAULTS = TreeDefaults(height_m=10.0, crown_m=6.0)


def trees(*rows: tuple[float, float, float | None, float | None], crs: str = "EPSG:2177") -> gpd.GeoDataFrame:
    x, y, height_m, crown_m = zip(*rows, strict=True)
    return gpd.GeoDataFrame({"height_m": height_m, "crown_m": crown_m}, geometry=gpd.points_from_xy(x, y), crs=crs)


def test_a_crown_covers_its_circle_and_hardly_more() -> None:
    [shape] = crowns(trees((10, 20, 8.0, 5.0)), DEFAULTS).shapes
    assert shape.covers(shapely.Point(10, 20).buffer(2.5 - 1e-9, quad_segs=64))
    assert shape.area == pytest.approx(np.pi * 2.5**2, rel=0.015)


def test_what_is_not_told_is_assumed_and_said_so() -> None:
    found = crowns(trees((0, 0, 8.0, 5.0), (9, 0, None, 5.0), (0, 9, 8.0, None), (9, 9, None, None)), DEFAULTS)
    assert found.height_m.tolist() == [8, 10, 8, 10]
    assert found.assumed.tolist() == [False, True, True, True]
    assert shapely.area(found.shapes[2]) == pytest.approx(np.pi * 9, rel=0.015)


def test_crowns_are_measured_in_metres_only() -> None:
    with pytest.raises(BadInput):
        crowns(trees((18.6, 53.0, 8.0, 5.0), crs="EPSG:4326"), DEFAULTS)


def test_a_viewpoint_knows_the_crowns_that_it_stands_within() -> None:
    found = crowns(trees((0, 0, 8.0, 6.0), (4, 0, 8.0, 6.0), (50, 0, 8.0, 6.0)), DEFAULTS)
    within = standing_in(found, shapely.points([(2, 0), (30, 0), (50, 1)]))
    assert {place: own.tolist() for place, own in within.items()} == {0: [0, 1], 2: [2]}


def test_what_is_cut_off_is_what_winter_has_and_summer_lacks() -> None:
    winter = np.array([shapely.box(0, 0, 10, 10), shapely.box(0, 0, 5, 5), shapely.Polygon()], dtype=object)
    summer = np.array([shapely.box(0, 0, 10, 7), shapely.box(0, 0, 5, 5), shapely.Polygon()], dtype=object)
    assert shapely.area(cut_off(winter, summer)).tolist() == [30, 0, 0]
