"""Thermal ranges: the cycles of each profile by hand, never a level of the norm, and walls in the way."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest
import shapely

from geo.city import load_city
from geo.coverage.pose import equipped
from geo.coverage.thermal import densities, thermal_ranges, thermal_zones
from geo.coverage.zones import zones
from geo.errors import BadInput
from geo.geometry.isovist import prepare

CAMERAS = json.loads((Path(__file__).parents[2] / "data" / "reference" / "camera" / "vectors.json").read_text())
[FIXED] = [camera for camera in CAMERAS if camera["name"].startswith("thermal fixed")]
CITY = load_city("torun")
HERE = shapely.Point(0, 0)
PERSON, VEHICLE = "johnson-1958-50", "nato-stanag-4347"


def pose(**values):
    usual = {
        "camera_type": "fixed",
        "kind": "thermal_640",
        "bearing_deg": 90.0,
        "height_m": FIXED["height_m"],
        "tilt_deg": FIXED["tilt_deg"],
        "hfov_deg": FIXED["hfov_deg"],
        "sensor_width_px": 640,
        "sensor_height_px": 480,
    }
    return equipped(usual | values, CITY)


def ranges(profile=None, **values):
    return thermal_ranges(pose(**values), CITY.thermal, target_height_m=0, profile=profile)


def test_two_pixels_make_a_cycle_on_the_critical_dimension():
    asked = densities(CITY.thermal.profiles[PERSON])
    by_hand = {"johnson_detect": 2 / 0.75, "johnson_recognise": 8 / 0.75, "johnson_identify": 12.8 / 0.75}
    assert asked == pytest.approx(by_hand)


@pytest.mark.parametrize(("profile", "pixels", "size_m"), [(PERSON, (2, 8, 12.8), 0.75), (VEHICLE, (2, 6, 12), 2.3)])
def test_each_profile_gives_its_own_ranges_and_is_named(profile, pixels, size_m):
    found = ranges(profile)
    assert {one.profile for one in found} == {profile}
    assert [one.task for one in found] == ["johnson_detect", "johnson_recognise", "johnson_identify"]
    for one, px in zip(found, pixels, strict=True):
        slant_m = FIXED["focal_px"] * size_m / px
        assert one.radius_m == pytest.approx(math.sqrt(slant_m**2 - 36), rel=1e-9)
        assert one.near_m == pytest.approx(FIXED["near_ground_m"], rel=1e-9)


def test_the_default_profile_is_that_of_a_person():
    assert ranges() == ranges(PERSON)
    assert ranges() != ranges(VEHICLE)


def test_an_unknown_profile_is_refused_with_the_choices():
    with pytest.raises(BadInput, match="one of johnson-1958-50, nato-stanag-4347, not 'dori'"):
        ranges("dori")


def test_a_thermal_camera_has_no_zone_of_the_norm_and_another_one_no_thermal_range():
    assert zones(HERE, pose(), prepare([]), target_height_m=0) == []
    assert ranges(kind="box_4mp") == []
    assert thermal_zones(HERE, pose(kind="box_4mp"), prepare([]), CITY.thermal, target_height_m=0) == {}


def test_its_ground_is_a_sector_without_the_blind_ground_and_without_what_walls_hide():
    hung = {"target_height_m": 0.0}
    free = thermal_zones(HERE, pose(), prepare([]), CITY.thermal, **hung)
    for one in ranges():
        ring_m2 = math.pi * (one.radius_m**2 - one.near_m**2) * FIXED["hfov_deg"] / 360
        # Arcs are inscribed polygons: 1e-4.
        assert free[one.task].area == pytest.approx(ring_m2, rel=1e-4)
    wall = thermal_zones(HERE, pose(), prepare([shapely.box(50, -500, 51, 500)], [30.0]), CITY.thermal, **hung)
    assert all(shape.bounds[2] <= 50 + 1e-9 for shape in wall.values())
    assert wall["johnson_detect"].area < free["johnson_detect"].area / 20
