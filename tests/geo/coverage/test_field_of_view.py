"""Fields of view: the reference's ten scenes with range and angle, the prisms, and how zones nest."""

from __future__ import annotations

import json
import math
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest
import shapely
from hypothesis import assume, given
from hypothesis import strategies as st
from shapely import Point, Polygon, box

from geo.coverage.field_of_view import field_of_view, zones_of_view
from geo.errors import BadInput
from geo.geometry.isovist import isovist, prepare
from geo.geometry.sector import sector

REFERENCE = Path(__file__).parents[2] / "data" / "reference" / "visibility"
ANALYTIC = json.loads((REFERENCE / "analytic_cases.json").read_text())
AREAS_M2 = {case["id"]: case["area"] for case in ANALYTIC["range_fov"]}
PILLAR = box(2, -1, 4, 1)
#: Two walls that meet at the origin in a right angle, open to the north-east.
INNER_CORNER = Polygon([(-50, -50), (50, -50), (50, 0), (0, 0), (0, 50), (-50, 50)])
ROUND = {"bearing_deg": 0, "opening_deg": 360, "near_m": 0}
SCENES = {
    "R01": ([], {"range_m": 10}),
    "R02": ([], {"range_m": 30, "bearing_deg": 217, "opening_deg": 60}),
    "R03": ([], {"range_m": 30, "bearing_deg": 350, "opening_deg": 90, "near_m": 4}),
    "R04": ([box(-100, 3, 100, 4)], {"range_m": 5}),
    "R05": ([PILLAR], {"range_m": 10}),
    "R06": ([PILLAR], {"range_m": 10, "near_m": 5}),
    "R07": ([box(-100, -10, 100, 0)], {"range_m": 20}),
    "R08": ([PILLAR], {"range_m": 10, "bearing_deg": 90, "opening_deg": 90}),
    "R09": ([INNER_CORNER], {"range_m": 25, "bearing_deg": 45, "opening_deg": 110}),
    "R10": ([box(0, 0, 30, 30)], {"range_m": 12}),
}
#: Toruń in PL-2000, where coordinates are longest.
TORUN = (6540604.65, 5875529.94)


@pytest.mark.parametrize("name", SCENES)
@pytest.mark.parametrize("place", [(0.0, 0.0), TORUN], ids=["origin", "Toruń"])
def test_scenes_with_range_and_angle_have_the_area_of_their_formula(name, place):
    buildings, camera = SCENES[name]
    city = prepare([shapely.affinity.translate(building, *place) for building in buildings])
    seen = field_of_view(place, city, **(ROUND | camera), viewpoint_height_m=None)
    assert seen.area == pytest.approx(AREAS_M2[name], rel=1e-4)
    assert seen.area <= AREAS_M2[name] * (1 + 1e-9)
    assert seen.is_valid


def test_every_scene_of_the_reference_is_tried():
    assert set(SCENES) == set(AREAS_M2)


@pytest.mark.parametrize("case", ANALYTIC["prism_2_5d"], ids=lambda case: case["id"])
def test_a_prism_takes_its_exact_shadow_out_of_the_field_of_view(case):
    prism = box(case["d"], -case["w"], case["d"] + case["D"], case["w"])
    camera = {"range_m": 90, "bearing_deg": 90, "opening_deg": 120, "near_m": 3}
    heights = {"viewpoint_height_m": case["H"], "target_height_m": case["t"]}
    seen = field_of_view((0, 0), prepare([prism], [case["h"]]), **camera, **heights)
    hidden_m2 = sector((0, 0), **camera).area - seen.area
    assert hidden_m2 == pytest.approx(float(Fraction(case["hidden_incl_footprint"])), rel=1e-7)


def test_a_field_of_view_is_the_isovist_within_its_sector():
    city = prepare([box(2, 3, 9, 8), box(-7, 10, 4, 14)])
    camera = {"range_m": 30, "bearing_deg": 20, "opening_deg": 80, "near_m": 2}
    seen = field_of_view((0, 0), city, **camera, viewpoint_height_m=None)
    expected = isovist((0, 0), city, range_m=30).intersection(sector((0, 0), **camera))
    assert seen.symmetric_difference(expected).area < 1e-6


def test_a_camera_that_faces_its_own_wall_is_told_to_turn():
    with pytest.raises(BadInput, match=r"walls hide all 30 m towards bearing 180; turn or move it"):
        field_of_view(
            (0, 0),
            prepare([box(-50, -10, 50, 0)]),
            range_m=30,
            bearing_deg=180,
            opening_deg=90,
            near_m=0,
            viewpoint_height_m=4,
        )


def test_levels_that_end_in_the_blind_ground_have_no_area():
    radii_m = {"detect": 40.0, "observe": 16.0, "identify": 4.0, "inspect": 0.0}
    camera = {"bearing_deg": 0, "opening_deg": 90, "near_m": 4.0, "viewpoint_height_m": 4}
    zones = zones_of_view(TORUN, prepare([]), radii_m=radii_m, **camera)
    assert list(zones) == list(radii_m)
    assert [zone.is_empty for zone in zones.values()] == [False, False, True, True]
    assert zones["detect"].area == pytest.approx(math.pi / 4 * (40**2 - 16), rel=1e-4)


def test_a_level_that_ends_above_the_roof_of_its_camera_has_no_area():
    """From a roof the ground begins beyond the shadow of the roof's edge, here at 8 m."""
    camera = {"bearing_deg": 0, "opening_deg": 20, "near_m": 0.0, "viewpoint_height_m": 10}
    zones = zones_of_view((0, 0), prepare([box(-9, -4, 9, 4)], [5.0]), radii_m={"far": 20.0, "near": 7.9}, **camera)
    assert zones["near"].is_empty
    assert zones["far"].distance(Point(0, 0)) == pytest.approx(8)


whole = st.integers(-15, 15)
houses = st.builds(lambda x, y, w, h: box(x, y, x + w, y + h), whole, whole, st.integers(1, 9), st.integers(1, 9))


@given(
    buildings=st.lists(houses, max_size=6),
    bearing_deg=st.floats(0, 360),
    opening_deg=st.floats(5, 360),
    radii=st.lists(st.floats(0, 40), min_size=1, max_size=5),
    near_m=st.floats(0, 6),
    place=st.sampled_from([(0.0, 0.0), TORUN]),
    height_m=st.sampled_from([None, 4.0, 9.0]),
)
def test_zones_nest_and_stay_in_their_sectors(buildings, bearing_deg, opening_deg, radii, near_m, place, height_m):
    city = prepare([shapely.affinity.translate(house, *place) for house in buildings], [6.0] * len(buildings))
    radii_m = {f"level {i}": radius for i, radius in enumerate(sorted(radii, reverse=True))}
    camera = {"bearing_deg": bearing_deg, "opening_deg": opening_deg, "near_m": near_m}
    try:
        zones = list(zones_of_view(place, city, radii_m=radii_m, **camera, viewpoint_height_m=height_m).values())
    except BadInput:
        assume(False)
    assert all(zone.is_valid for zone in zones)
    assert all(inner.difference(outer).area < 1e-5 for outer, inner in pairwise(zones))
    assert all(zone.intersection(house).area < 1e-5 for zone in zones for house in city.polygons)
    looked_at = sector(place, range_m=max(radii), **camera)
    assert zones[0].difference(looked_at).area < 1e-5
    assert not near_m >= 1e-3 or zones[0].distance(Point(place)) >= near_m - 1e-6


@pytest.mark.parametrize("radii_m", [{}, {"detect": 0.0}, {"detect": math.inf}, {"detect": 5.0, "observe": -1.0}])
def test_radii_that_reach_nothing_or_no_end_are_refused(radii_m):
    with pytest.raises(BadInput, match="radii_m must give each level a finite radius"):
        zones_of_view((0, 0), prepare([]), radii_m=radii_m, **ROUND, viewpoint_height_m=4)


@pytest.mark.parametrize(
    "wrong", [{"range_m": 0}, {"opening_deg": 0}, {"near_m": -1}, {"near_m": 30}, {"viewpoint_height_m": math.nan}]
)
def test_a_number_out_of_bounds_is_refused(wrong):
    good = {"range_m": 30, "viewpoint_height_m": 4}
    with pytest.raises(BadInput):
        field_of_view((0, 0), prepare([]), **(ROUND | good | wrong))
