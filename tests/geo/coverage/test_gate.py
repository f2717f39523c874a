"""A gate for number plates: the reference camera, the geometry of the line, and the lane that it must span."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest
import shapely

from geo.city import load_city
from geo.coverage.gate import gate
from geo.coverage.optics import near_ground_m

CAMERAS = json.loads((Path(__file__).parents[2] / "data" / "reference" / "camera" / "vectors.json").read_text())
[ANPR] = [camera for camera in CAMERAS if camera["name"].startswith("ANPR")]
HERE = shapely.Point(1000, 2000)
GATES = load_city("torun").gates


def pose(**values):
    width_mm, height_mm = ANPR["sensor_mm"]
    across = ANPR["pixels"][0]
    usual = {
        "camera_type": "fixed",
        "bearing_deg": 90.0,
        "height_m": ANPR["height_m"],
        "tilt_deg": ANPR["tilt_deg"],
        "hfov_deg": ANPR["hfov_deg"],
        "sensor_width_px": across,
        "sensor_height_px": across * height_mm / width_mm,
    }
    return usual | values


def at(**values):
    return GATES.model_copy(update=values)


def test_the_gate_of_the_reference_camera_ends_with_its_picture():
    found = gate(HERE, pose(), at(plate_height_m=0.0))
    assert found.near_m == pytest.approx(ANPR["near_ground_m"], rel=1e-9)
    # Tilted by 18° the picture ends before the plates do.
    assert found.far_m == pytest.approx(ANPR["far_ground_m"], rel=1e-9)
    depth_m = found.far_m * math.cos(math.radians(18)) + 6 * math.sin(math.radians(18))
    assert found.width_m == pytest.approx(2 * depth_m * math.tan(math.radians(ANPR["hfov_deg"] / 2)), rel=1e-9)


@pytest.mark.parametrize(("level", "px_per_m"), [("recognise", 125), ("identify", 250)])
def test_a_gate_that_is_tilted_little_lies_where_the_plate_has_its_pixels(level, px_per_m):
    # The reference gives the distances for a target of 1.7 m; a plate at that height lies there, if in the picture.
    found = gate(HERE, pose(tilt_deg=5.0), at(px_per_m=float(px_per_m), plate_height_m=1.7))
    slant_m = ANPR["depth_m_2014"][level]
    tilt = math.radians(5)
    assert found.far_m == pytest.approx((slant_m - 4.3 * math.sin(tilt)) / math.cos(tilt), rel=1e-9)
    # Where a metre has its pixels, the picture is as many metres wide as the sensor has times those pixels.
    assert found.width_m == pytest.approx(1920 / px_per_m, rel=1e-9)


def test_the_line_lies_across_the_bearing_at_its_distance():
    found = gate(HERE, pose(bearing_deg=30.0), GATES)
    ends = shapely.get_coordinates(found.line) - (1000, 2000)
    middle = ends.mean(axis=0)
    assert math.hypot(*middle) == pytest.approx(found.far_m)
    assert math.degrees(math.atan2(*middle)) == pytest.approx(30)
    assert found.line.length == pytest.approx(found.width_m)
    assert abs((ends[1] - ends[0]) @ middle) < 1e-6


def test_a_gate_that_is_narrower_than_its_lane_says_so_and_a_wider_one_does_not():
    narrow, wide = gate(HERE, pose(), at(lane_m=3.7)), gate(HERE, pose(), at(lane_m=3.0))
    assert str(narrow.warning).startswith("A gate must span a lane of 3.7 m, but 19.9 m from the camera its picture")
    assert narrow.width_m < 3.7
    assert wide.warning is None


def test_plates_that_have_their_pixels_only_below_the_picture_make_no_gate():
    assert gate(HERE, pose(), at(px_per_m=1000.0)) is None
    assert near_ground_m(6, 18, ANPR["vfov_deg"], 0.5) > 12
