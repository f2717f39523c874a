"""Outlines with fewer corners: within the tolerance, never fewer than three corners, valid once they are drawn."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
import shapely.affinity

from geo.analyses.drawing import simpler
from geo.geometry.simplify import fewer_corners


def star(rng, corners):
    angle = np.sort(rng.uniform(0, 2 * np.pi, corners))
    away = rng.uniform(3, 9, corners)
    return shapely.Polygon(np.column_stack([away * np.cos(angle), away * np.sin(angle)]))


def test_an_arc_keeps_the_corners_that_its_tolerance_needs():
    disc = shapely.Point(0, 0).buffer(40, quad_segs=90)
    [fewer] = fewer_corners(np.array([disc]), 0.05)
    assert 60 < len(fewer.exterior.coords) < 120 < len(disc.exterior.coords)
    assert shapely.hausdorff_distance(disc.exterior, fewer.exterior, densify=0.1) <= 0.05


@pytest.mark.parametrize("seed", range(5))
def test_no_corner_lies_farther_off_than_the_tolerance(seed):
    rng = np.random.default_rng(seed)
    shapes = np.array([star(rng, 60) for _ in range(20)])
    fewer = fewer_corners(shapes, 0.5)
    assert shapely.get_num_coordinates(fewer).sum() < shapely.get_num_coordinates(shapes).sum()
    for shape, simple in zip(shapes, fewer, strict=True):
        assert shapely.distance(shapely.points(shape.exterior.coords), simple.exterior).max() <= 0.5


def test_a_ring_that_is_smaller_than_the_tolerance_stays_as_it_is():
    small = shapely.box(0, 0, 0.01, 0.01)
    holed = shapely.Polygon(shapely.box(0, 0, 9, 9).exterior.coords, [shapely.box(4, 4, 4.01, 4.01).exterior.coords])
    assert shapely.equals_exact(fewer_corners(np.array([small, holed]), 0.05), [small, holed]).all()


def test_what_is_drawn_is_valid_where_simpler_rings_would_cross():
    outer, inner = shapely.Point(0, 0).buffer(10, quad_segs=90), shapely.Point(0, 0).buffer(9.9, quad_segs=70)
    ring = shapely.Polygon(outer.exterior.coords, [shapely.affinity.rotate(inner, 33).exterior.coords])
    assert not shapely.is_valid(fewer_corners(np.array([ring]), 0.5)).any()
    [drawn] = simpler(np.array([ring]), 0.5)
    assert drawn.is_valid
    assert shapely.hausdorff_distance(drawn, ring) <= 0.5


def test_parts_that_come_to_overlap_stay_as_they_were():
    bulge = shapely.Polygon([(0, 0), (10, 0), (10.4, 5), (10, 10), (0, 10)])
    hollow = shapely.Polygon([(10.1, 0), (20, 0), (20, 10), (10.1, 10), (10.45, 5)])
    [drawn] = simpler(np.array([shapely.MultiPolygon([bulge, hollow])]), 0.5)
    assert drawn.is_valid
    assert drawn.area == pytest.approx(bulge.area + hollow.area, rel=1e-2)


def test_only_the_part_that_is_not_valid_is_mended():
    bow = shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])
    arc = shapely.Point(20, 0).buffer(5, quad_segs=90)
    [drawn] = simpler(np.array([shapely.MultiPolygon([bow, arc])]), 0.05)
    assert drawn.is_valid
    assert drawn.area == pytest.approx(2 + arc.area, abs=0.05 * arc.length)
    assert shapely.get_num_coordinates(drawn) < 60
