"""Image quality: the truth values of both editions, and ten cameras by an independent pinhole projection."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.coverage.image_quality import (
    EDITIONS,
    depth_m,
    edition,
    far_ground_m,
    focal_length_px,
    horizontal_range_m,
    near_ground_m,
    ranges_m,
    vertical_field_of_view_deg,
    zones,
)
from geo.errors import BadInput

CAMERAS = json.loads((Path(__file__).parents[2] / "data" / "reference" / "camera" / "vectors.json").read_text())
MOUNTED = [camera for camera in CAMERAS if "near_ground_m" in camera]
DRONES = [camera for camera in CAMERAS if "footprint_m" in camera]
OLD, NEW = "EN 62676-4:2015", "IEC 62676-4:2025"


def named(camera):
    return camera["name"]


def test_the_levels_are_those_of_the_two_editions():
    levels = {name: {level.name: level.px_per_m for level in known.levels} for name, known in EDITIONS.items()}
    assert levels == {
        OLD: {"monitor": 12.5, "detect": 25, "observe": 62.5, "recognise": 125, "identify": 250, "inspect": 1000},
        NEW: {
            "overview": 20,
            "outline": 40,
            "discern": 80,
            "perceive": 125,
            "characterise": 250,
            "validate": 500,
            "scrutinise": 1500,
        },
    }


@pytest.mark.parametrize(
    ("sensor_width_px", "hfov_deg", "norm_edition", "truth"),
    [
        (1920, 90, OLD, {"detect": 38.40, "observe": 15.36, "recognise": 7.68, "identify": 3.84}),
        (1920, 90, NEW, {"outline": 24.00, "discern": 12.00, "perceive": 7.68, "characterise": 3.84}),
        (3840, 30, OLD, {"detect": 286.62, "observe": 114.65, "recognise": 57.32, "identify": 28.66}),
    ],
)
def test_ranges_on_the_flat_are_the_truth_values(sensor_width_px, hfov_deg, norm_edition, truth):
    radii_m = ranges_m(sensor_width_px=sensor_width_px, hfov_deg=hfov_deg, norm_edition=norm_edition)
    assert {level: radii_m[level] for level in truth} == pytest.approx(truth, abs=0.01)


@pytest.mark.parametrize("camera", CAMERAS, ids=named)
def test_angles_and_focal_lengths_are_those_of_the_reference(camera):
    hfov_deg = camera["hfov_deg"]
    width_mm, height_mm = camera["sensor_mm"]
    assert focal_length_px(camera["pixels"][0], hfov_deg) == pytest.approx(camera["focal_px"], rel=1e-9)
    vfov_deg = vertical_field_of_view_deg(hfov_deg, height_to_width=height_mm / width_mm)
    assert vfov_deg == pytest.approx(camera["vfov_deg"], rel=1e-9)


@pytest.mark.parametrize("camera", CAMERAS, ids=named)
@pytest.mark.parametrize(("key", "norm_edition"), [("depth_m_2014", OLD), ("depth_m_2025", NEW)])
def test_slant_ranges_of_both_editions_are_those_of_the_reference(camera, key, norm_edition):
    radii_m = ranges_m(sensor_width_px=camera["pixels"][0], hfov_deg=camera["hfov_deg"], norm_edition=norm_edition)
    assert radii_m == pytest.approx(camera[key], rel=1e-9)


@pytest.mark.parametrize("camera", MOUNTED, ids=named)
@pytest.mark.parametrize(("target_height_m", "of"), [(0.0, "ground_m"), (1.7, "head_1_7m_m")])
def test_near_and_far_ground_are_those_of_the_reference(camera, target_height_m, of):
    pose = (camera["height_m"], camera["tilt_deg"], camera["vfov_deg"], target_height_m)
    far_m = camera[f"far_{of}"]
    assert near_ground_m(*pose) == pytest.approx(camera[f"near_{of}"], rel=1e-9)
    assert far_ground_m(*pose) == (math.inf if far_m is None else pytest.approx(far_m, rel=1e-9))


@pytest.mark.parametrize("camera", MOUNTED, ids=named)
def test_ranges_on_the_axis_are_those_of_the_reference(camera):
    pose = {"height_m": camera["height_m"], "tilt_deg": camera["tilt_deg"], "target_height_m": 1.7}
    ahead_m = {level: horizontal_range_m(depth, **pose) for level, depth in camera["depth_m_2014"].items()}
    assert ahead_m == pytest.approx(camera["horizontal_range_head_m_2014"], rel=1e-9)


@pytest.mark.parametrize("camera", DRONES, ids=named)
def test_a_drone_straight_above_sees_the_footprint_of_the_reference(camera):
    pose = (camera["height_m"], camera["tilt_deg"], camera["vfov_deg"])
    assert near_ground_m(*pose) == 0
    assert far_ground_m(*pose) == 0 or 2 * far_ground_m(*pose) == pytest.approx(camera["footprint_m"][1], rel=1e-9)
    depth = depth_m(0, height_m=camera["height_m"], tilt_deg=90)
    assert camera["focal_px"] / depth == pytest.approx(camera["px_per_m"], rel=1e-9)


def test_the_drop_shortens_the_radius_and_takes_it_to_nothing_from_too_high():
    radii_m = ranges_m(sensor_width_px=1920, hfov_deg=90, norm_edition=OLD, drop_m=4.0)
    assert radii_m["recognise"] == pytest.approx(math.sqrt(7.68**2 - 16))
    assert radii_m["identify"] == 0


@given(
    horizontal=st.floats(0.1, 300),
    aside_deg=st.floats(-40, 40),
    height_m=st.floats(2, 20),
    tilt_deg=st.floats(0, 60),
)
def test_arcs_never_promise_too_much(horizontal, aside_deg, height_m, tilt_deg):
    """Anywhere in the sector the depth of the pinhole is at most the slant range, so the density at least as told."""
    ahead_m = horizontal * math.cos(math.radians(aside_deg))
    depth = depth_m(ahead_m, height_m=height_m, tilt_deg=tilt_deg)
    assert depth <= math.hypot(horizontal, height_m) * (1 + 1e-12)


@given(horizontal=st.floats(0, 500), height_m=st.floats(0, 50), tilt_deg=st.floats(-80, 80), target=st.floats(0, 3))
def test_depth_and_range_on_the_axis_are_inverse(horizontal, height_m, tilt_deg, target):
    pose = {"height_m": height_m, "tilt_deg": tilt_deg, "target_height_m": target}
    assert horizontal_range_m(depth_m(horizontal, **pose), **pose) == pytest.approx(horizontal, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize(
    ("tilt_deg", "near", "far"),
    [(90, 0, pytest.approx(10 / math.tan(math.radians(70)))), (70, 0, pytest.approx(10 / math.tan(math.radians(50))))],
)
def test_the_foot_of_the_camera_in_the_image_leaves_no_blind_ground(tilt_deg, near, far):
    assert near_ground_m(10, tilt_deg, 40) == near
    assert far_ground_m(10, tilt_deg, 40) == far


def test_an_image_of_the_sky_holds_no_ground():
    assert near_ground_m(5, -30, 40) == math.inf


def test_far_ground_is_endless_as_soon_as_the_horizon_is_in_the_image():
    assert far_ground_m(5, 20, 40) == math.inf
    assert far_ground_m(5, 20.01, 40) < math.inf


def test_zones_carry_their_edition_and_end_where_the_image_ends():
    camera = {"sensor_width_px": 2560, "sensor_height_px": 1440, "hfov_deg": 24, "height_m": 6, "tilt_deg": 10}
    found = zones(**camera, norm_edition=OLD)
    assert {zone.norm_edition for zone in found} == {OLD}
    assert [zone.level for zone in found] == [level.name for level in edition(OLD).levels]
    radii = [zone.radius_m for zone in found]
    assert radii == sorted(radii, reverse=True)
    vfov_deg = vertical_field_of_view_deg(24, height_to_width=9 / 16)
    assert radii[0] == far_ground_m(6, 10, vfov_deg) < 300
    assert [zone.is_reached for zone in found] == [zone.radius_m > zone.near_m for zone in found]
    assert not found[-1].is_reached


@pytest.mark.parametrize("function", [ranges_m, zones])
@pytest.mark.parametrize("norm_edition", [None, "", "EN 62676-4:2019"])
def test_without_a_known_edition_there_is_no_zone_and_the_choices_are_named(function, norm_edition):
    camera = {"sensor_width_px": 1920, "hfov_deg": 90}
    if function is zones:
        camera |= {"sensor_height_px": 1080, "height_m": 4, "tilt_deg": 10}
    with pytest.raises(BadInput, match="EN 62676-4:2015 or IEC 62676-4:2025"):
        function(**camera, norm_edition=norm_edition)
    with pytest.raises(BadInput, match="none was given"):
        function(**camera)


@pytest.mark.parametrize("hfov_deg", [0, 180, -5, math.nan])
def test_an_angle_that_no_lens_has_is_refused(hfov_deg):
    with pytest.raises(BadInput, match="hfov_deg must lie between 0 and 180"):
        focal_length_px(1920, hfov_deg)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"sensor_width_px": 0}, "sensor_width_px"),
        ({"sensor_width_px": math.nan}, "sensor_width_px"),
        ({"sensor_height_px": 0}, "sensor_height_px"),
        ({"height_m": 1.7, "target_height_m": 1.7}, "above its target"),
        ({"height_m": math.nan}, "height_m"),
        ({"tilt_deg": 91}, "tilt_deg"),
        ({"tilt_deg": math.nan}, "tilt_deg"),
    ],
)
def test_a_number_out_of_bounds_is_named(wrong, message):
    good = {"sensor_width_px": 1920, "sensor_height_px": 1080, "hfov_deg": 90, "height_m": 4, "tilt_deg": 10}
    with pytest.raises(BadInput, match=message):
        zones(**(good | wrong), norm_edition=OLD)


def test_straight_down_has_no_range_ahead():
    with pytest.raises(BadInput, match="tilt_deg must be under 90"):
        horizontal_range_m(10, height_m=5, tilt_deg=90)
