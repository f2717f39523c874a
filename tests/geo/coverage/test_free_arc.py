"""Which way can a camera look past the walls beside it?"""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import affinity

from geo.coverage.free_arc import Arc, free_arc
from geo.coverage.pose import facades

GAP_M = 0.3
BESIDE_M = 1.5
CORNER = GAP_M / np.sqrt(2)


def arc_at(place, outward_deg, *footprints):
    return free_arc(shapely.Point(place), np.array(footprints), outward_deg=outward_deg, beside_m=BESIDE_M)


def test_a_long_straight_wall_leaves_half_the_circle() -> None:
    arc = arc_at((0, GAP_M), 0, shapely.box(-2000, -10, 2000, 0))
    assert arc.from_deg == pytest.approx(270, abs=0.02)
    assert arc.width_deg == pytest.approx(180, abs=0.04)


def test_houses_in_a_row_are_one_wall() -> None:
    row = shapely.box(np.arange(-20, 20, 5), -10, np.arange(-15, 25, 5), np.array([0, 0.1] * 4))
    arc = arc_at((2, GAP_M), 0, *row)
    assert arc.width_deg == pytest.approx(180, abs=3)


def test_a_convex_corner_leaves_three_quarters() -> None:
    arc = arc_at((10 + CORNER, 10 + CORNER), 45, shapely.box(-500, -500, 10, 10))
    assert arc.from_deg == pytest.approx(270, abs=0.1)
    assert arc.width_deg == pytest.approx(270, abs=0.1)


def test_a_concave_corner_leaves_a_quarter() -> None:
    wings = shapely.union_all([shapely.box(0, 0, 900, 5), shapely.box(0, 0, 5, 900)])
    arc = arc_at((5 + GAP_M, 5 + GAP_M), 45, wings)
    assert arc.from_deg == pytest.approx(0, abs=0.1) or arc.from_deg == pytest.approx(360, abs=0.1)
    assert arc.width_deg == pytest.approx(90, abs=0.1)


def test_walls_across_the_street_and_the_yard_take_nothing() -> None:
    house, opposite = shapely.box(-2000, -10, 2000, 0), shapely.box(-50, 6, 50, 20)
    assert arc_at((0, GAP_M), 0, house, opposite) == arc_at((0, GAP_M), 0, house)


def test_where_no_wall_is_near_all_is_free() -> None:
    assert arc_at((30, 5), 0, shapely.box(0, 0, 10, 10)) == Arc(0.0, 360.0)


def test_a_shaft_leaves_nothing() -> None:
    shaft = shapely.box(-10, -10, 11, 11).difference(shapely.box(0, 0, 1, 1))
    assert arc_at((0.3, 0.5), 90, shaft).width_deg == 0


@settings(max_examples=60)
@given(
    turned=st.floats(0, 360),
    along=st.floats(0, 1, exclude_max=True),
    wing=st.floats(2, 15),
    depth=st.floats(2, 15),
)
def test_the_arc_is_what_rays_find_free(turned, along, wing, depth) -> None:
    """Brute force: a ray each degree; it is walled if it meets a wall that comes as near as ``BESIDE_M``."""
    house = shapely.union_all([shapely.box(0, 0, 20, depth), shapely.box(0, 0, wing, 25)])
    house = affinity.rotate(house, turned, origin=(0, 0))
    found = facades([shapely.line_interpolate_point(house.exterior, along, normalized=True)], [house])
    lens = shapely.get_coordinates(found.foot)[0] + GAP_M * found.outward[0]
    outward_deg = float(np.degrees(np.arctan2(*found.outward[0]))) % 360
    arc = free_arc(shapely.Point(lens), np.array([house]), outward_deg=outward_deg, beside_m=BESIDE_M)
    corners = shapely.get_coordinates(shapely.simplify(house, 1e-6).exterior)
    walls = shapely.linestrings(np.stack([corners[:-1], corners[1:]], axis=1))
    near = walls[shapely.distance(walls, shapely.Point(lens)) <= BESIDE_M]
    bearings = np.radians(np.arange(0, 360, 1.0))
    ends = lens + 1000 * np.column_stack([np.sin(bearings), np.cos(bearings)])
    rays = shapely.linestrings(np.stack([np.broadcast_to(lens, ends.shape), ends], axis=1))
    walled = np.array([shapely.intersects(near, ray).any() for ray in rays])
    told = np.array([not arc.holds(bearing) for bearing in np.arange(0, 360, 1.0)])
    # A wall's two ends may each fall on either side of the degree that is asked.
    assert np.count_nonzero(walled != told) <= 2


@pytest.mark.parametrize(
    ("arc", "bearing", "nearest"), [(Arc(350, 20), 200, 350), (Arc(10, 90), 120, 100), (Arc(0, 360), 7, 7)]
)
def test_the_nearest_bearing_lies_in_the_arc(arc, bearing, nearest) -> None:
    assert arc.nearest(bearing) == nearest


@given(start=st.floats(0, 359), width=st.floats(0, 360), opening=st.floats(1, 179), bearing=st.floats(0, 359))
def test_a_narrowed_arc_lies_in_the_arc_with_its_whole_picture(start, width, opening, bearing) -> None:
    arc = Arc(start, width)
    narrow = arc.narrowed(opening)
    turned = narrow.nearest(bearing)
    assert narrow.width_deg <= width
    if width - opening >= 30 and width < 360:
        left = (turned - opening / 2 - start) % 360
        assert min(left, 360 - left) < 1e-6 or left + opening <= width + 1e-6
