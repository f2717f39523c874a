"""Sectors: hand-computed areas, where they lie, and that they never promise too much."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import Point

from geo.errors import BadInput
from geo.geometry.sector import disc, sector


def test_a_full_turn_is_a_disc():
    full = sector((0, 0), range_m=10, bearing_deg=0, opening_deg=360)
    assert full.area == pytest.approx(math.pi * 100, rel=1.3e-5)
    assert full.bounds == (-10, -10, 10, 10)


def test_a_full_turn_with_blind_ground_is_a_ring_with_a_hole():
    ring = sector((0, 0), range_m=10, bearing_deg=77, opening_deg=360, near_m=5)
    assert ring.area == pytest.approx(math.pi * 75, rel=1e-4)
    assert len(ring.interiors) == 1
    assert not ring.contains(Point(0, 0))


@pytest.mark.parametrize(
    ("opening_deg", "near_m", "range_m", "area_m2"),
    [(60, 0, 30, math.radians(60) / 2 * 900), (90, 4, 30, math.radians(90) / 2 * (900 - 16))],
)
def test_areas_are_those_of_the_annulus_formula(opening_deg, near_m, range_m, area_m2):
    area = sector((0, 0), range_m=range_m, bearing_deg=0, opening_deg=opening_deg, near_m=near_m).area
    assert area == pytest.approx(area_m2, rel=1e-4)
    assert area < area_m2


@pytest.mark.parametrize(
    ("bearing_deg", "ahead"), [(0, (0, 5)), (90, (5, 0)), (180, (0, -5)), (270, (-5, 0)), (-90, (-5, 0)), (450, (5, 0))]
)
def test_bearing_is_clockwise_from_north(bearing_deg, ahead):
    looking = sector((0, 0), range_m=10, bearing_deg=bearing_deg, opening_deg=20)
    assert looking.contains(Point(ahead))
    assert not looking.intersects(Point(-ahead[0], -ahead[1]))


def test_the_edges_of_a_sector_lie_exactly_on_its_angle():
    looking = sector((0, 0), range_m=10, bearing_deg=45, opening_deg=90)
    assert looking.bounds == (0, 0, 10, 10)
    assert looking.covers(Point(0, 10))
    assert looking.covers(Point(10, 0))


def test_an_angle_that_rounding_keeps_from_a_full_turn_is_one():
    almost = sector((0, 0), range_m=10, bearing_deg=0, opening_deg=math.nextafter(360, 0), near_m=1)
    assert almost.is_valid
    assert len(almost.interiors) == 1


def test_the_inner_arc_never_cuts_into_the_blind_ground():
    looking = sector((0, 0), range_m=10, bearing_deg=13, opening_deg=77.3, near_m=6)
    assert looking.distance(Point(0, 0)) >= 6 - 1e-12


@given(
    bearing_deg=st.floats(-720, 720),
    opening_deg=st.floats(0.01, 360),
    range_m=st.floats(0.5, 5000),
    near_share=st.floats(0, 0.99),
    x=st.floats(-7e6, 7e6),
    arc_step_deg=st.floats(0.3, 10),
)
def test_sectors_are_valid_and_between_their_circles(bearing_deg, opening_deg, range_m, near_share, x, arc_step_deg):
    near_m = near_share * range_m
    looking = sector(
        (x, 5e6),
        range_m=range_m,
        bearing_deg=bearing_deg,
        opening_deg=opening_deg,
        near_m=near_m,
        arc_step_deg=arc_step_deg,
    )
    assert looking.is_valid
    assert looking.area > 0
    true_area_m2 = math.radians(opening_deg) / 2 * (range_m**2 - near_m**2)
    assert looking.area <= true_area_m2 * (1 + 1e-6) + 1e-6
    assert near_m < 1e-3 or looking.distance(Point(x, 5e6)) >= near_m - 1e-8


@given(bearing_deg=st.floats(0, 360), opening_deg=st.floats(1, 359), near_m=st.floats(0, 9))
def test_sectors_of_one_viewpoint_nest(bearing_deg, opening_deg, near_m):
    inner = sector((0, 0), range_m=10, bearing_deg=bearing_deg, opening_deg=opening_deg, near_m=near_m)
    outer = sector((0, 0), range_m=20, bearing_deg=bearing_deg, opening_deg=opening_deg, near_m=near_m)
    assert inner.difference(outer).area < 1e-9


def test_a_disc_gives_away_less_than_13_in_a_million():
    assert 0 < 1 - disc((3, 4), range_m=110).area / (math.pi * 110**2) < 1.3e-5


@pytest.mark.parametrize(
    "wrong",
    [
        {"range_m": 0},
        {"range_m": -1},
        {"range_m": math.inf},
        {"range_m": math.nan},
        {"bearing_deg": math.nan},
        {"opening_deg": 0},
        {"opening_deg": 361},
        {"opening_deg": math.nan},
        {"near_m": -1},
        {"near_m": math.nan},
        {"near_m": 10},
        {"near_m": 12},
        {"arc_step_deg": 0},
        {"arc_step_deg": math.nan},
    ],
)
def test_a_number_out_of_bounds_is_named(wrong):
    good = {"range_m": 10, "bearing_deg": 0, "opening_deg": 90, "near_m": 0}
    with pytest.raises(BadInput, match=next(iter(wrong))):
        sector((0, 0), **(good | wrong))


@pytest.mark.parametrize("viewpoint", [(math.nan, 0), (0, math.inf), (1,), (1, 2, 3), Point()])
def test_a_viewpoint_that_is_no_place_is_refused(viewpoint):
    with pytest.raises(BadInput, match="two finite plane coordinates"):
        sector(viewpoint, range_m=10, bearing_deg=0, opening_deg=90)
