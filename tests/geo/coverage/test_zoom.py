"""How far a camera sees by zooming in: the reference lens, and walls in the way."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest
import shapely

from geo.city import load_city
from geo.coverage.pose import equipped
from geo.coverage.reach import LEVELS, looks
from geo.coverage.zoom import zoomed_in_sight_m, zoomed_m
from geo.geometry.isovist import isovist, prepare

CAMERAS = json.loads((Path(__file__).parents[2] / "data" / "reference" / "camera" / "vectors.json").read_text())
[TELE] = [camera for camera in CAMERAS if camera["name"].startswith("PTZ 2MP tele")]
OLD = {level: px for edition, level, px in LEVELS if edition == "EN 62676-4:2015"}
HERE = shapely.Point(0, 0)


def ptz(**values):
    usual = {
        "camera_type": "panning",
        "kind": "ptz_2mp",
        "height_m": 8.0,
        "tilt_deg": 18.0,
        "hfov_deg": 60.0,
        "sensor_width_px": 1920,
        "sensor_height_px": 1080,
    }
    return equipped(usual, load_city("torun")) | values


def sight_m(pose, city, **reach):
    [told] = zoomed_in_sight_m(np.array([HERE]), [pose], city, **reach)
    return told


def test_the_tele_end_reaches_as_far_as_the_lens_of_the_reference():
    reached = zoomed_m(ptz(tele_hfov_deg=TELE["hfov_deg"]), target_height_m=0)
    for level, slant_m in TELE["depth_m_2014"].items():
        assert reached[OLD[level]] == pytest.approx(math.sqrt(slant_m**2 - 64), rel=1e-9), level


def test_the_kind_brings_the_tele_end_and_cover_stays_at_the_wide_one():
    reached = zoomed_m(ptz(), target_height_m=0)
    assert reached[250] == pytest.approx(162.7, abs=0.1)
    [look] = looks(ptz(), target_height_m=0)
    # tan(30°) / tan(1.35°): the zoom of the lens.
    assert reached[25] / look.radii_m[25] == pytest.approx(24.5, rel=0.02)


@pytest.mark.parametrize("values", [{"tele_hfov_deg": None}, {"spectrum": "thermal"}])
def test_a_lens_that_does_not_zoom_and_a_thermal_one_tell_nothing(values):
    assert zoomed_m(ptz(**values), target_height_m=0) == {}
    assert sight_m(ptz(**values), prepare([]), target_height_m=0, most_m=500) == {}


def test_on_open_ground_the_lens_or_the_profile_ends_the_sight():
    found = sight_m(ptz(), prepare([]), target_height_m=0, most_m=500)
    assert found[25] == pytest.approx(500, rel=1e-6)
    assert found[250] == pytest.approx(zoomed_m(ptz(), target_height_m=0)[250], rel=1e-6)


def test_walls_end_the_sight_at_their_farthest_corner():
    # A yard with walls higher than the lens: nothing beyond its corners at 50 √2 m is seen.
    yard = shapely.box(-60, -60, 60, 60).difference(shapely.box(-50, -50, 50, 50))
    found = sight_m(ptz(), prepare([yard], [20.0]), target_height_m=0, most_m=500)
    assert found[25] == pytest.approx(50 * math.sqrt(2), abs=1e-6)
    assert found[1500] == pytest.approx(zoomed_m(ptz(), target_height_m=0)[1500], rel=1e-4)


def test_ground_that_is_seen_again_over_a_low_roof_counts():
    # 4 m of roof under a lens at 8 m hide the ground to twice their distance: from 40 m to 80 m.
    ring = shapely.Point(0, 0).buffer(40, 256).difference(shapely.Point(0, 0).buffer(30, 256))
    low = sight_m(ptz(), prepare([ring], [4.0]), target_height_m=0, most_m=70)
    assert low[25] == pytest.approx(30, rel=1e-3)
    far = sight_m(ptz(), prepare([ring], [4.0]), target_height_m=0, most_m=90)
    assert far[25] == pytest.approx(90, rel=1e-3)


def test_many_cameras_see_as_far_as_each_by_itself() -> None:
    rng = np.random.default_rng(5)
    places = shapely.points(rng.uniform(-150, 150, (40, 2)))
    corners = rng.uniform(-200, 200, (60, 2))
    houses = shapely.box(*corners.T, *(corners + rng.uniform(5, 30, (60, 2))).T)
    houses = houses[shapely.distance(shapely.multipoints(places), houses) > 1]
    city = prepare(houses, rng.uniform(3, 25, len(houses)))
    reach = {"target_height_m": 1.0, "most_m": 120.0}
    poses = [ptz(height_m=4.0 + i % 9) if i % 4 else {"camera_type": "fixed"} for i in range(40)]
    found = zoomed_in_sight_m(places, poses, city, **reach)
    assert [bool(each) for each in found] == [i % 4 > 0 for i in range(40)]
    for i, told in enumerate(found):
        if told:
            # Another algorithm, one camera at a time, with as many pixels as at the farthest that is told.
            reached = {px: min(m, 120.0) for px, m in zoomed_m(poses[i], target_height_m=1.0).items()}
            heights = {"viewpoint_height_m": poses[i]["height_m"], "target_height_m": 1.0}
            seen = isovist(places[i], city, range_m=max(reached.values()), **heights)
            away = {px: shapely.intersection(seen, places[i].buffer(m, 360)) for px, m in reached.items()}
            corners = {
                px: shapely.get_coordinates(shape) - shapely.get_coordinates(places[i]) for px, shape in away.items()
            }
            assert told == pytest.approx({px: np.hypot(*xy.T).max() for px, xy in corners.items()}, abs=0.01)


def test_a_camera_inside_a_building_sees_nothing_among_many() -> None:
    house = prepare([shapely.box(-5, -5, 5, 5)], [90.0])
    found = zoomed_in_sight_m(np.array([HERE]), [ptz()], house, target_height_m=0, most_m=500)
    assert set(found[0].values()) == {0.0}
