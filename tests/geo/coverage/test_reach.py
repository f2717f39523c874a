"""The sectors that a camera can watch, against the reference cameras and what optics says of every camera."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.coverage.optics import picture_width_m
from geo.coverage.reach import DENSITIES, LEVELS, covers, looks, reaching

CAMERAS = json.loads((Path(__file__).parents[2] / "data" / "reference" / "camera" / "vectors.json").read_text())
MOUNTED = [camera for camera in CAMERAS if "near_ground_m" in camera]
DRONES = [camera for camera in CAMERAS if "footprint_m" in camera]
OLD = {level: px for edition, level, px in LEVELS if edition == "EN 62676-4:2015"}


def named(camera):
    return camera["name"]


def pose(**values):
    usual = {
        "camera_type": "fixed",
        "height_m": 5.0,
        "bearing_deg": 90.0,
        "tilt_deg": 20.0,
        "hfov_deg": 65.0,
        "sensor_width_px": 2560,
        "sensor_height_px": 1440,
    }
    return usual | values


def mounted(camera):
    """Return the pose of a reference camera; its pixels are given the shape of its sensor, which is not quite 16:9."""
    width_mm, height_mm = camera["sensor_mm"]
    across = camera["pixels"][0]
    told = {name: camera[name] for name in ("height_m", "tilt_deg", "hfov_deg")}
    return pose(**told, sensor_width_px=across, sensor_height_px=across * height_mm / width_mm)


@pytest.mark.parametrize("camera", MOUNTED, ids=named)
@pytest.mark.parametrize(("target_height_m", "of"), [(0.0, "ground_m"), (1.7, "head_1_7m_m")])
def test_a_look_begins_at_the_blind_ground_and_ends_at_density_or_picture(camera, target_height_m, of):
    drop_m = camera["height_m"] - target_height_m
    far_m = math.inf if camera[f"far_{of}"] is None else camera[f"far_{of}"]
    [look] = looks(mounted(camera), target_height_m=target_height_m)
    assert look.near_m == pytest.approx(camera[f"near_{of}"], rel=1e-9)
    for level, slant_m in camera["depth_m_2014"].items():
        radius_m = min(math.sqrt(max(slant_m**2 - drop_m**2, 0)), far_m)
        reached = pytest.approx(radius_m, rel=1e-9) if radius_m > look.near_m else None
        assert look.radii_m.get(OLD[level]) == reached, level


@pytest.mark.parametrize("camera", MOUNTED, ids=named)
def test_a_metre_at_the_depth_of_recognition_has_its_pixels(camera):
    width_m = picture_width_m(camera["depth_m_2014"]["recognise"], camera["hfov_deg"])
    assert camera["pixels"][0] / width_m == pytest.approx(camera["check_px_for_1m_at_recognise"], rel=1e-9)


@pytest.mark.parametrize("camera", DRONES, ids=named)
def test_the_picture_from_straight_above_is_as_wide_as_the_footprint_of_the_reference(camera):
    width_m = picture_width_m(camera["height_m"], camera["hfov_deg"])
    assert width_m == pytest.approx(camera["footprint_m"][0], rel=1e-9)
    assert width_m / camera["pixels"][0] == pytest.approx(camera["gsd_m_per_px"], rel=1e-9)


POSES = st.builds(
    pose,
    camera_type=st.sampled_from(["fixed", "dome", "panning"]),
    height_m=st.floats(2.5, 20),
    tilt_deg=st.floats(0, 60),
    hfov_deg=st.floats(5, 110),
    sensor_width_px=st.integers(640, 7680),
)


@given(camera=POSES, target_height_m=st.floats(0, 2))
def test_zones_nest_each_denser_one_within_the_coarser(camera, target_height_m):
    for look in looks(camera, target_height_m=target_height_m):
        radii = [look.radii_m[px] for px in sorted(look.radii_m)]
        assert radii == sorted(radii, reverse=True)
        assert all(radius > look.near_m >= 0 for radius in radii)
        # A density that is reached makes all coarser ones reached.
        assert sorted(look.radii_m) == DENSITIES[: len(look.radii_m)]


def reach_of(camera, target_height_m=0.0):
    """Return where the ground begins and how far each density reaches; nothing where it is not reached."""
    [look] = looks(camera, target_height_m=target_height_m) or [None]
    return (math.inf, {}) if look is None else (look.near_m, look.radii_m)


def at_least(more, less):
    return all(more.get(px, 0.0) >= radius * (1 - 1e-12) for px, radius in less.items())


@given(camera=POSES, factor=st.floats(1, 4))
def test_more_pixels_see_no_less_far(camera, factor):
    across, down = camera["sensor_width_px"] * factor, camera["sensor_height_px"] * factor
    sharper = camera | {"sensor_width_px": across, "sensor_height_px": down}
    assert at_least(reach_of(sharper)[1], reach_of(camera)[1])


@given(camera=POSES, factor=st.floats(1, 1.6))
def test_a_wider_lens_that_turns_sees_no_farther(camera, factor):
    turning = camera | {"camera_type": "panning"}
    wider = turning | {"hfov_deg": camera["hfov_deg"] * factor}
    assert at_least(reach_of(turning)[1], reach_of(wider)[1])


@given(camera=POSES, low=st.floats(0, 2), more=st.floats(0, 0.4))
def test_a_higher_target_comes_into_the_picture_nearer_and_is_nearer_to_the_lens(camera, low, more):
    near_m, _ = reach_of(camera, low)
    nearer_m, _ = reach_of(camera, low + more)
    assert nearer_m <= near_m * (1 + 1e-12)
    turning = camera | {"camera_type": "panning"}
    assert at_least(reach_of(turning, low + more)[1], reach_of(turning, low)[1])


@given(camera=POSES, more=st.floats(0, 10))
def test_a_lens_that_hangs_higher_is_blind_farther_and_reaches_no_farther(camera, more):
    # A picture that begins below the horizon reaches farther from higher up; one with the horizon in it does not.
    level = camera | {"tilt_deg": 0.0}
    higher = level | {"height_m": camera["height_m"] + more}
    assert reach_of(higher)[0] >= reach_of(level)[0]
    assert at_least(reach_of(level)[1], reach_of(higher)[1])


def test_a_camera_that_turns_watches_all_round_down_to_its_foot():
    [look] = looks(pose(camera_type="panning"), target_height_m=0)
    assert (look.bearing_deg, look.opening_deg, look.near_m) == (0, 360, 0)


@pytest.mark.parametrize(("bearing_deg", "first"), [(10.0, 10.0), (None, 0.0), (math.nan, 0.0)])
@pytest.mark.parametrize("camera_type", ["fixed", "dome"])
def test_the_sensors_of_a_mast_look_at_equal_steps_from_its_bearing(bearing_deg, first, camera_type):
    mast = pose(camera_type=camera_type, bearing_deg=bearing_deg, sensors=4, spread_deg=360.0, hfov_deg=90.0)
    found = looks(mast, target_height_m=0)
    assert [look.bearing_deg for look in found] == [first, first + 90, first + 180, first + 270]
    assert {look.opening_deg for look in found} == {90.0}
    [alone] = looks(pose(hfov_deg=90.0), target_height_m=0)
    assert all((look.near_m, look.radii_m) == (alone.near_m, alone.radii_m) for look in found)


def test_sensors_may_be_spread_over_a_part_of_the_circle():
    mast = pose(bearing_deg=270.0, sensors=3, spread_deg=180.0)
    assert [look.bearing_deg for look in looks(mast, target_height_m=0)] == [270, 330, 30]


@pytest.mark.parametrize("trait", [{"gate": True}, {"spectrum": "thermal"}])
def test_a_gate_and_a_thermal_camera_reach_no_level_of_the_norm(trait):
    camera = pose(**trait)
    assert not covers(camera)
    assert looks(camera, target_height_m=0) == []
    # They see all the same: it is the levels that are not theirs.
    assert reaching(camera, [25.0], target_height_m=0)


def test_presets_that_are_zoomed_in_belong_to_what_a_camera_can_watch():
    ptz = {"camera_type": "panning", "hfov_deg": 60.0, "sensor_width_px": 1920, "sensor_height_px": 1080}
    presets = [{"bearing_deg": 40.0, "hfov_deg": 15.0, "share": 0.5}, {"bearing_deg": 90.0, "share": 0.2}]
    all_round, zoomed = looks(pose(**ptz, presets=presets), target_height_m=0)
    assert (all_round.opening_deg, zoomed.bearing_deg, zoomed.opening_deg) == (360, 40, 15)
    # 1920 px over 15° are a focal length of 7291.96 px; the horizon on the upper edge leaves 5 m / tan 8.47° blind.
    assert zoomed.radii_m[125] == pytest.approx(math.sqrt((7291.96 / 125) ** 2 - 25), rel=1e-5)
    assert zoomed.radii_m[125] > 4 * all_round.radii_m[125]
    assert zoomed.near_m == pytest.approx(33.6, abs=0.05)
    assert 250 not in zoomed.radii_m


def test_a_preset_that_is_zoomed_in_is_told_no_farther_than_the_longest_sight():
    ptz = pose(camera_type="panning", presets=[{"bearing_deg": 40.0, "hfov_deg": 3.0, "share": 0.5}])
    _, far = looks(ptz, target_height_m=0)
    _, near = looks(ptz | {"longest_sight_m": 500.0}, target_height_m=0)
    assert far.radii_m[25] == pytest.approx(math.sqrt((1280 / math.tan(math.radians(1.5)) / 25) ** 2 - 25))
    assert (near.radii_m[25], near.radii_m[250]) == (500, far.radii_m[250])
