"""Lit ground and night views against analytic truths and brute force."""

from __future__ import annotations

import doctest
import math

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo.coverage import light
from geo.coverage.area import ground_of
from geo.coverage.light import lamplight, night_views, on_ground
from geo.coverage.reach import LOWEST
from geo.geometry.isovist import prepare

#: A disc of light is a polygon of 64 corners: 0.16 % of it is not counted.
DISC = 0.0017


def lit_by(*lamps: tuple[float, float], houses=(), heights_m=(), radius_m=20.0, height_m=8.0) -> np.ndarray:
    city = prepare(np.array(houses, dtype=object), np.array(heights_m, dtype=float))
    n = len(lamps)
    return lamplight(
        [shapely.Point(lamp) for lamp in lamps], city, radius_m=np.full(n, radius_m), height_m=np.full(n, height_m)
    )


def test_the_examples_of_the_documentation_hold() -> None:
    assert doctest.testmod(light).failed == 0


def test_a_lamp_lights_a_disc() -> None:
    [lit] = lit_by((3, 4))
    assert lit.area == pytest.approx(math.pi * 400, rel=DISC)
    assert lit.within(shapely.Point(3, 4).buffer(20.01, quad_segs=500))


def test_a_wall_cuts_the_disc() -> None:
    """Of a disc of 20 m a wall 5 m away leaves r² (π - acos(d / r)) + d √(r² - d²)."""
    wall = shapely.box(-100, 5, 100, 10)
    [lit] = lit_by((0, 0), houses=[wall], heights_m=[12.0])
    expected = 400 * (math.pi - math.acos(5 / 20)) + 5 * math.sqrt(400 - 25)
    assert lit.area == pytest.approx(expected, rel=0.003)
    assert not lit.intersects(shapely.box(-100, 5.1, 100, 100))


def test_a_lamp_lights_the_ground_behind_a_lower_building() -> None:
    """A lamp of 8 m throws the shadow of a wall of 4 m to 8 / (8 - 4) = 2 times its distance."""
    [lit] = lit_by((0, 0), houses=[shapely.box(-100, 4, 100, 5)], heights_m=[4.0])
    assert not lit.intersects(shapely.box(-1, 4.1, 1, 9.9))
    assert lit.contains(shapely.box(-1, 10.1, 1, 19))


def test_a_lamp_within_a_building_lights_nothing() -> None:
    [inside, outside] = lit_by((5, 5), (50, 5), houses=[shapely.box(0, 0, 10, 10)], heights_m=[12.0])
    assert inside.is_empty
    assert outside.area > 1000


def test_no_lamps_light_nothing() -> None:
    assert len(lit_by()) == 0


@pytest.fixture(scope="module")
def scene() -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(11)
    places = shapely.points(rng.uniform(0, 200, (12, 2)))
    views = shapely.buffer(places, rng.uniform(10, 45, 12))
    lamps = shapely.buffer(shapely.points(rng.uniform(0, 200, (25, 2))), 12.0)
    return views, places, np.where(np.arange(12) % 2, rng.uniform(5, 30, 12), 0.0), lamps


def test_a_night_view_is_what_is_seen_and_lit(scene) -> None:
    views, places, infrared_m, lamps = scene
    usable = night_views(views, places, infrared_m=infrared_m, lit=lamps)
    rng = np.random.default_rng(12)
    points = shapely.points(rng.uniform(-20, 220, (2000, 2)))
    lit = shapely.intersects(shapely.union_all(lamps), points)
    for view, place, reach_m, night in zip(views, places, infrared_m, usable, strict=True):
        own = shapely.distance(place, points) < reach_m
        expected = shapely.intersects(view, points) & (lit | own)
        # The disc of infrared light is a polygon of 128 corners: points on its rim may fall outside.
        assert (shapely.intersects(night, points) == expected).mean() >= 0.999
        assert night.area <= view.area + 1e-6


def test_without_light_nothing_is_left(scene) -> None:
    views, places, _, _ = scene
    usable = night_views(views, places, infrared_m=np.zeros(len(views)), lit=[])
    assert shapely.is_empty(usable).all()


def test_infrared_light_reaches_as_far_as_it_is_told() -> None:
    [usable] = night_views([shapely.box(-50, 0, 50, 50)], [shapely.Point(0, 0)], infrared_m=np.array([30.0]), lit=[])
    assert usable.area == pytest.approx(math.pi * 900 / 2, rel=0.001)


def test_the_lowest_level_of_each_edition_needs_no_light() -> None:
    assert sorted(LOWEST) == [12.5, 20.0]


def test_lit_ground_is_counted_once_cell_by_cell(scene) -> None:
    lamps = scene[3]
    field = ground_of(gpd.GeoDataFrame(geometry=[shapely.box(0, 0, 250, 250)], crs="EPSG:2177"), [], [])
    expected = shapely.union_all(lamps).intersection(shapely.box(0, 0, 250, 250)).area
    assert shapely.area(on_ground(field, lamps)).sum() == pytest.approx(expected)
