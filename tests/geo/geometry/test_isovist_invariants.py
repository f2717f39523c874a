"""Isovists: what holds in every scene, degenerate ones on a coarse grid included."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from shapely import Point, Polygon, affinity, box

from geo.errors import BadInput
from geo.geometry.isovist import isovist, prepare
from geo.geometry.sector import disc
from geo.geometry.shadow import shadow

RANGE_M = 30.0
DISC = disc((0, 0), range_m=RANGE_M)
TORUN = (6540604.65, 5875529.94)
whole = st.integers(-12, 12)
sides = st.integers(1, 9)
grid_boxes = st.builds(lambda x, y, w, h: box(x, y, x + w, y + h), whole, whole, sides, sides)
grid_triangles = st.builds(lambda *corners: Polygon(corners), *[st.tuples(whole, whole)] * 3)


def micrometres(low, high):
    """Lengths as surveys give them; lengths of 1e-179 m only try the arithmetic of GEOS."""
    return st.floats(low, high).map(lambda value: round(value, 6))


turned_boxes = st.builds(
    lambda x, y, w, h, turn: affinity.rotate(box(x, y, x + w, y + h), turn, use_radians=True),
    micrometres(-20, 20),
    micrometres(-20, 20),
    micrometres(0.5, 12),
    micrometres(0.5, 12),
    micrometres(0, 3),
)
rings = st.builds(
    lambda x, y, w: box(x - w - 2, y - w - 2, x + w + 2, y + w + 2) - box(x - w, y - w, x + w, y + w),
    whole,
    whole,
    sides,
)
houses = st.one_of(grid_boxes, grid_triangles.filter(lambda t: t.area > 0), turned_boxes, rings)
scenes = st.lists(houses, max_size=7)


def seen_from_origin(buildings, **options):
    """The isovist of the origin; scenes where it stands inside a building, or walled in, are not of interest."""
    try:
        return isovist((0.0, 0.0), buildings, **({"range_m": RANGE_M} | options))
    except BadInput:
        assume(False)


@given(scenes)
def test_an_isovist_is_valid_and_contains_its_viewpoint(buildings):
    seen = seen_from_origin(buildings)
    assert seen.is_valid
    assert not seen.is_empty
    assert seen.covers(Point(0, 0))


@given(scenes)
def test_an_isovist_stays_in_range_and_enters_no_building(buildings):
    seen = seen_from_origin(buildings)
    assert np.hypot(*shapely.get_coordinates(seen).T).max() <= RANGE_M * (1 + 1e-12)
    assert seen.intersection(shapely.union_all(buildings)).area < 1e-7


@given(scenes, houses)
def test_a_building_never_enlarges_an_isovist(buildings, added):
    before = seen_from_origin(buildings)
    after = seen_from_origin([*buildings, added])
    assert after.difference(before).area < 1e-7


@given(scenes)
def test_an_isovist_is_the_disc_without_the_shadows(buildings):
    seen = seen_from_origin(buildings)
    assume(all(building.distance(Point(0, 0)) > 1e-3 for building in buildings))
    heights = {"height_m": 9, "viewpoint_height_m": 4, "reach_m": RANGE_M}
    shadows = [shadow(building, (0, 0), **heights) for building in buildings]
    assert seen.area == pytest.approx(DISC.difference(shapely.union_all(shadows, grid_size=1e-9)).area, rel=1e-8)


@given(scenes)
def test_points_are_seen_where_the_sight_line_crosses_no_building(buildings):
    seen = seen_from_origin(buildings)
    targets = np.random.default_rng(1).uniform(-RANGE_M, RANGE_M, size=(300, 2))
    clear = shapely.distance(seen.boundary, shapely.points(targets)) > 1e-6
    solid = shapely.union_all(buildings)
    # A line that starts on a wall must not count the wall itself: a little less of the building, a little later.
    lines = shapely.linestrings(np.stack([targets * 1e-5 / RANGE_M, targets], axis=1))
    free = shapely.length(shapely.intersection(lines, solid)) < 1e-7
    true = free & shapely.contains_xy(DISC, targets)
    assert (shapely.contains_xy(seen, targets) == true)[clear].all()


@given(scenes)
def test_the_order_and_the_overlap_of_buildings_do_not_matter(buildings):
    seen = seen_from_origin(buildings)
    assert seen_from_origin(buildings[::-1]).area == pytest.approx(seen.area, rel=1e-9)
    assert seen_from_origin(buildings * 2).area == pytest.approx(seen.area, rel=1e-9)
    assert seen_from_origin([shapely.union_all(buildings)]).area == pytest.approx(seen.area, rel=1e-9)


@given(scenes, st.sampled_from([(-3.0, 7.0), (1000.5, -20.25), TORUN]))
def test_moving_the_scene_moves_the_isovist(buildings, move):
    # Nearer to a wall the rounding of far coordinates, not the isovist, moves the answer.
    assume(all(building.boundary.distance(Point(0, 0)) > 0.1 for building in buildings))
    seen = seen_from_origin(buildings)
    moved = isovist(move, [affinity.translate(building, *move) for building in buildings], range_m=RANGE_M)
    assert moved.area == pytest.approx(seen.area, rel=1e-7)


@given(scenes, st.floats(0, 6.28))
def test_turning_the_scene_turns_the_isovist(buildings, turn):
    room = box(-25, -25, 25, 25)
    seen = seen_from_origin(buildings, range_m=None, within=room)
    turned = [affinity.rotate(building, turn, (0, 0), use_radians=True) for building in buildings]
    turned_room = affinity.rotate(room, turn, (0, 0), use_radians=True)
    assert isovist((0, 0), turned, within=turned_room).area == pytest.approx(seen.area, rel=1e-7)


@given(scenes, st.lists(st.floats(0, 12), min_size=7, max_size=7), st.floats(0.5, 12))
def test_heights_hide_no_more_than_opaque_walls_and_no_less_than_footprints(buildings, heights_m, camera_m):
    opaque = seen_from_origin(buildings)
    heights_m = heights_m[: len(buildings)]
    over = seen_from_origin(buildings, viewpoint_height_m=camera_m, occluder_heights_m=heights_m)
    assert opaque.difference(over).area < 1e-7
    assert over.intersection(shapely.union_all(buildings)).area < 1e-7


@given(scenes, st.lists(st.floats(0.5, 12), min_size=7, max_size=7), st.floats(0.5, 6), st.floats(0, 6))
def test_a_higher_camera_sees_no_less(buildings, heights_m, camera_m, more_m):
    heights_m = heights_m[: len(buildings)]
    lower = seen_from_origin(buildings, viewpoint_height_m=camera_m, occluder_heights_m=heights_m)
    higher = seen_from_origin(buildings, viewpoint_height_m=camera_m + more_m, occluder_heights_m=heights_m)
    assert lower.difference(higher).area < 1e-6


@settings(max_examples=40)
@given(
    scenes,
    st.lists(st.floats(0.5, 12), min_size=7, max_size=7),
    st.floats(2, 12),
    st.sampled_from([0.0, 1.7]),
)
def test_heights_agree_with_rays_in_space(buildings, heights_m, camera_m, target_m):
    heights_m = heights_m[: len(buildings)]
    assume(all(building.boundary.distance(Point(0, 0)) > 1e-3 for building in buildings))
    heights = {"viewpoint_height_m": camera_m, "occluder_heights_m": heights_m, "target_height_m": target_m}
    seen = seen_from_origin(buildings, **heights)
    targets = np.random.default_rng(2).uniform(-RANGE_M, RANGE_M, size=(300, 2))
    clear = shapely.distance(seen.boundary, shapely.points(targets)) > 1e-6
    true = shapely.contains_xy(DISC, targets)
    for building, height_m in zip(buildings, heights_m, strict=True):
        true &= ~_hidden_by(building, targets, height_m=height_m, camera_m=camera_m, target_m=target_m)
    assert (shapely.contains_xy(seen, targets) == true)[clear].all()


def _hidden_by(building, targets, *, height_m, camera_m, target_m):
    """Brute force: is any point of the sight line below the roof and over the footprint, or the target under it?"""
    if height_m <= target_m < camera_m:
        return shapely.contains_xy(building, targets)
    below = min(1.0, max(0.0, (camera_m - height_m) / (camera_m - target_m)))
    lines = shapely.linestrings(np.stack([targets * below, targets], axis=1))
    return shapely.intersects(lines, building)


@given(st.lists(grid_boxes, min_size=1, max_size=6), st.integers(0, 5), st.integers(0, 3), st.floats(0, 1))
def test_on_every_wall_the_isovist_contains_its_viewpoint(buildings, which, side, share):
    """Also on walls that others overlap or touch; between two touching walls there is nothing to see."""
    walls = shapely.get_coordinates(buildings[which % len(buildings)].exterior)
    viewpoint = Point(walls[side] + share * (walls[side + 1] - walls[side]))
    try:
        seen = isovist(viewpoint, prepare(buildings), range_m=RANGE_M)
    except BadInput:
        assert shapely.union_all(buildings).buffer(-2e-6).distance(viewpoint) < 4e-6
        inside = shapely.union_all(buildings).boundary.distance(viewpoint)
        assert inside > 1e-7 or shapely.union_all(buildings).contains(viewpoint)
        return
    assert seen.is_valid
    assert seen.distance(viewpoint) < 1e-9
    assert seen.intersection(shapely.union_all(buildings)).area < 1e-4
    assert seen.area <= math.pi * RANGE_M**2 * 0.76
