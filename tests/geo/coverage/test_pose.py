"""Poses: what a facade is, what is assumed of a camera, and where its lens hangs."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.city import load_city
from geo.coverage.pose import complete, equipped, facades, infrared_m, viewpoints
from geo.model.camera import POSE

#: Corners of the square in every order in which a ring may begin.
CORNERS = [(10, 0), (10, 10), (0, 10), (0, 0)]
HOUSE = shapely.box(0, 0, 10, 10)
EAST, NORTH = 6540604.65, 5875529.94
TORUN = load_city("torun")


def wall_of(point, *buildings):
    """Return foot, outward direction, distance and whether inside, of one point."""
    found = facades([shapely.Point(point)], list(buildings))
    [foot] = shapely.get_coordinates(found.foot)
    return tuple(foot), tuple(found.outward[0].round(9) + 0.0), float(found.distance_m[0]), bool(found.inside[0])


def torun(shapes, **columns):
    """Return things at metres from Toruń's market square, as the store gives them."""
    moved = shapely.transform(np.array(shapes, dtype=object), lambda xy: xy + np.array([EAST, NORTH]))
    frame = gpd.GeoDataFrame(columns, geometry=list(moved), crs=TORUN.crs).to_crs("EPSG:4326")
    return frame.set_index(pd.Index(range(1, len(shapes) + 1), name="fid"))


def cameras(*places, **known):
    columns = {name: [None] * len(places) for name in POSE} | {"assumed": [[] for _ in places]} | known
    return torun([shapely.Point(place) for place in places], **columns)


def completed(place, *houses, city=TORUN, **known):
    there = cameras(place, **{name: pd.Series([value], dtype=object, index=[1]) for name, value in known.items()})
    return complete(there, torun(list(houses)), city).iloc[0].to_dict()


@pytest.mark.parametrize(
    ("point", "foot", "outward"),
    [
        ((5, 11), (5, 10), (0, 1)),
        ((11, 5), (10, 5), (1, 0)),
        ((5, -1), (5, 0), (0, -1)),
        ((-1, 5), (0, 5), (-1, 0)),
    ],
)
def test_a_facade_looks_away_from_its_building_on_every_side(point, foot, outward):
    assert wall_of(point, HOUSE) == (foot, outward, 1.0, False)


@pytest.mark.parametrize(
    ("point", "foot", "outward"),
    [((5, 9), (5, 10), (0, 1)), ((9, 5), (10, 5), (1, 0)), ((5, 1), (5, 0), (0, -1)), ((1, 5), (0, 5), (-1, 0))],
)
def test_from_within_the_nearest_facade_still_looks_outward(point, foot, outward):
    assert wall_of(point, HOUSE) == (foot, outward, 1.0, True)


def test_a_point_on_the_wall_is_on_it_and_not_inside():
    assert wall_of((5, 10), HOUSE) == ((5, 10), (0, 1), 0.0, False)


@pytest.mark.parametrize("first", range(4))
@pytest.mark.parametrize("corner", CORNERS)
def test_at_every_corner_the_facade_looks_out_between_its_walls_wherever_the_ring_begins(first, corner):
    house = shapely.Polygon(CORNERS[first:] + CORNERS[:first])
    away = np.sign(np.array(corner) - 5)
    foot, outward, _, inside = wall_of(np.array(corner) + away, house)
    assert (foot, inside) == (corner, False)
    assert outward == pytest.approx(tuple(away / np.sqrt(2)))


def test_a_wall_between_touching_buildings_is_no_facade():
    neighbour = shapely.box(10, 0, 20, 10)
    assert wall_of((10.25, 4), HOUSE) == ((10, 4), (1, 0), 0.25, False)
    assert wall_of((10.25, 4), HOUSE, neighbour) == ((10.25, 0), (0, -1), 4.0, True)
    assert wall_of((10, 4), HOUSE, neighbour) == ((10, 0), (0, -1), 4.0, True)


def test_the_facades_of_a_courtyard_look_into_it():
    block = shapely.box(0, 0, 30, 30).difference(shapely.box(10, 10, 20, 20))
    assert wall_of((15, 11), block) == ((15, 10), (0, 1), 1.0, False)
    assert wall_of((9, 15), block) == ((10, 15), (1, 0), 1.0, True)
    assert wall_of((15, -1), block) == ((15, 0), (0, -1), 1.0, False)


def test_the_nearest_of_several_buildings_counts():
    assert wall_of((14, 5), HOUSE, shapely.box(15, 0, 20, 10)) == ((15, 5), (-1, 0), 1.0, False)


def test_without_buildings_there_are_no_facades():
    assert facades([shapely.Point(0, 0)], []) is None


@settings(max_examples=60)
@given(
    corners=st.lists(st.tuples(st.floats(-50, 50), st.floats(-50, 50)), min_size=3, max_size=8),
    x=st.floats(-60, 60),
    y=st.floats(-60, 60),
)
def test_a_step_outward_leaves_the_building_and_is_a_unit_step(corners, x, y):
    house = shapely.MultiPoint(corners).convex_hull.buffer(3)
    found = facades([shapely.Point(x, y)], [house])
    foot, outward = shapely.get_coordinates(found.foot)[0], found.outward[0]
    assert np.hypot(*outward) == pytest.approx(1)
    assert not shapely.Point(foot + 0.3 * outward).within(house)
    assert found.inside[0] == shapely.Point(x, y).within(house)
    assert found.distance_m[0] == pytest.approx(house.boundary.distance(shapely.Point(x, y)))


def test_a_camera_on_a_facade_is_fixed_and_looks_straight_away_from_it():
    pose = completed((11, 5), HOUSE)
    assert (pose["camera_type"], pose["mount"], pose["kind"]) == ("fixed", "wall", "box_4mp")
    # Grid north of PL-2000 is not true north, but the bearing is told in the plane.
    assert pose["bearing_deg"] == pytest.approx(90, abs=0.11)
    assert pose["height_m"] == TORUN.cameras.height_m["wall"]


@pytest.mark.parametrize(
    ("place", "bearing_deg"), [((5, 11), 0), ((11, 5), 90), ((5, -1), 180), ((-1, 5), 270), ((11, 11), 45)]
)
def test_the_assumed_bearing_is_clockwise_from_north(place, bearing_deg):
    told = completed(place, HOUSE)["bearing_deg"]
    assert (told - bearing_deg + 180) % 360 - 180 == pytest.approx(0, abs=0.11)
    assert 0 <= told < 360


def test_a_camera_that_stands_free_is_a_dome_on_a_pole_that_sees_all_round():
    pose = completed((13, 5), HOUSE)
    assert (pose["camera_type"], pose["mount"], pose["kind"]) == ("dome", "pole", "dome_4mp")
    assert pose["bearing_deg"] is None
    assert "bearing_deg" not in pose["assumed"]
    assert pose["height_m"] == TORUN.cameras.height_m["pole"]


def test_the_reach_of_a_facade_is_that_of_the_profile():
    reach_m = TORUN.cameras.facade_reach_m
    assert completed((10 + reach_m - 0.01, 5), HOUSE)["mount"] == "wall"
    assert completed((10 + reach_m + 0.01, 5), HOUSE)["mount"] == "pole"
    assert completed((5, 5), HOUSE)["mount"] == "wall"


def test_without_buildings_every_camera_stands_free():
    assert completed((0, 0))["mount"] == "pole"


def test_every_value_of_the_pose_that_is_filled_in_is_named():
    wall = completed((11, 5), HOUSE)
    assert wall["assumed"] == list(POSE)
    free = completed((13, 5), HOUSE)
    assert free["assumed"] == [name for name in POSE if name != "bearing_deg"]


def test_what_the_register_states_is_kept_and_not_named():
    stated = {
        "camera_type": "panning",
        "kind": "ptz_2mp",
        "mount": "roof",
        "height_m": 17.5,
        "tilt_deg": 0.0,
        "hfov_deg": 60.2,
        "sensor_width_px": 1920,
        "sensor_height_px": 1080,
    }
    pose = completed((11, 5), HOUSE, **stated)
    assert {name: pose[name] for name in stated} == stated
    assert pose["assumed"] == []
    assert pose["bearing_deg"] is None


@pytest.mark.parametrize("name", POSE)
def test_each_single_value_that_is_stated_is_kept_alone(name):
    words = {"camera_type": "fixed", "kind": "bullet_8mp", "mount": "ceiling"}
    value = (words | {"sensor_width_px": 640, "sensor_height_px": 480}).get(name, 12.5)
    pose = completed((11, 5), HOUSE, **{name: value})
    assert pose[name] == value
    assert pose["assumed"] == [other for other in POSE if other != name]


def test_a_zero_is_a_statement():
    pose = completed((11, 5), HOUSE, bearing_deg=0.0, tilt_deg=0.0)
    assert (pose["bearing_deg"], pose["tilt_deg"]) == (0.0, 0.0)
    assert not {"bearing_deg", "tilt_deg"} & set(pose["assumed"])


def test_a_camera_of_which_only_the_bearing_is_stated_is_fixed():
    pose = completed((13, 5), HOUSE, bearing_deg=200.0)
    assert (pose["camera_type"], pose["bearing_deg"], pose["mount"]) == ("fixed", 200.0, "pole")


def test_a_fixed_camera_without_bearing_looks_away_from_the_nearest_facade_however_far():
    assert completed((30, 5), HOUSE, camera_type="fixed")["bearing_deg"] == pytest.approx(90, abs=0.11)
    assert completed((30, 5), camera_type="fixed")["bearing_deg"] == 0.0


def test_pixels_and_opening_follow_the_kind():
    pose = completed((13, 5), HOUSE, kind="bullet_8mp")
    assert (pose["sensor_width_px"], pose["sensor_height_px"], pose["hfov_deg"]) == (3840, 2160, 65.0)
    assert {"sensor_width_px", "sensor_height_px", "hfov_deg"} <= set(pose["assumed"])


def test_a_kind_that_the_profile_does_not_know_is_kept_and_its_lens_is_that_of_the_type():
    pose = completed((13, 5), HOUSE, kind="Hikvision DS-2")
    assert pose["kind"] == "Hikvision DS-2"
    assert pose["hfov_deg"] == TORUN.camera_kinds["dome_4mp"].hfov_deg


def test_the_assumed_tilt_puts_the_horizon_on_the_upper_edge():
    # 90° across at 16:9 open 58.72° upright: 2 atan(9 / 16).
    pose = completed((13, 5), HOUSE, hfov_deg=90.0, sensor_width_px=1920, sensor_height_px=1080)
    assert pose["tilt_deg"] == pytest.approx(29.4)


def test_what_was_assumed_is_assumed_anew_and_what_was_stated_stays():
    there = cameras((11, 5), height_m=[3.3])
    free = complete(there, torun([]), TORUN)
    assert free.iloc[0]["mount"] == "pole"
    again = complete(there.assign(**free), torun([HOUSE]), TORUN).iloc[0]
    assert (again["mount"], again["camera_type"], again["height_m"]) == ("wall", "fixed", 3.3)
    assert "height_m" not in again["assumed"]
    assert again["assumed"] == [name for name in POSE if name != "height_m"]


def test_completing_twice_changes_nothing():
    there = cameras((11, 5), (13, 5), (5, 5), camera_type=["fixed", None, "dome"])
    once = complete(there, torun([HOUSE]), TORUN)
    twice = complete(there.assign(**once), torun([HOUSE]), TORUN)
    pd.testing.assert_frame_equal(once, twice)


def test_a_kind_that_was_assumed_is_assumed_anew():
    there = cameras((11, 5))
    free = complete(there, torun([]), TORUN)
    again = complete(there.assign(**free), torun([HOUSE]), TORUN).iloc[0]
    assert (again["camera_type"], again["kind"]) == ("fixed", "box_4mp")


def test_no_cameras_are_completed_to_none():
    assert complete(cameras(), torun([HOUSE]), TORUN).empty


def test_rows_keep_the_fids_of_their_cameras():
    there = cameras((11, 5), (13, 5)).set_index(pd.Index([7, 3], name="fid"))
    full = complete(there, torun([HOUSE]), TORUN)
    assert full.index.tolist() == [7, 3]
    assert full["mount"].tolist() == ["wall", "pole"]


def placed(*points, gap_m=0.3, buildings=(HOUSE,)):
    there = gpd.GeoDataFrame(geometry=shapely.points(np.array(points, dtype=float)), crs="EPSG:2177")
    moved, by_m = viewpoints(there, list(buildings), gap_m=gap_m)
    return shapely.get_coordinates(moved).tolist(), by_m.tolist()


def test_a_lens_in_or_on_a_wall_is_put_the_gap_before_its_facade():
    places, by_m = placed((10, 5), (10.1, 5), (9, 5))
    assert places == [[10.3, 5], [10.3, 5], [10.3, 5]]
    assert by_m == pytest.approx([0.3, 0.2, 1.3])


def test_a_lens_in_free_air_stays_where_it_is():
    places, by_m = placed((10.31, 5), (40, 40))
    assert places == [[10.31, 5], [40, 40]]
    assert by_m == [0, 0]


def test_without_buildings_nothing_is_moved():
    assert placed((1, 2), buildings=()) == ([[1, 2]], [0])


@settings(max_examples=60)
@given(points=st.lists(st.tuples(st.floats(-5, 25), st.floats(-5, 15)), min_size=1, max_size=6))
def test_every_lens_ends_in_free_air_before_one_house_at_the_gap(points):
    places, by_m = placed(*points)
    for place, moved_m, point in zip(places, by_m, points, strict=True):
        away_m = shapely.Point(place).distance(HOUSE)
        # Round a corner the way out is cut short: there the gap is kept along the diagonal.
        assert away_m >= 0.3 / np.sqrt(2) - 1e-9
        assert (moved_m > 0) == (shapely.Point(point).distance(HOUSE) < 0.3)


@settings(max_examples=60)
@given(points=st.lists(st.tuples(st.floats(-5, 25), st.floats(-5, 15)), min_size=1, max_size=6))
def test_every_lens_ends_outside_of_touching_houses(points):
    block = [HOUSE, shapely.box(10, 2, 20, 8)]
    places, _ = placed(*points, buildings=block)
    # In a re-entrant corner the gap is kept to the nearest wall and not to the other.
    assert not shapely.intersects(shapely.union_all(block), shapely.points(places)).any()


@pytest.mark.parametrize(
    ("kind", "camera_type"),
    [("bullet_8mp", "fixed"), ("ptz_2mp", "panning"), ("multi_4x4mp", "fixed"), ("thermal_640", "fixed")],
)
def test_a_camera_of_a_told_kind_looks_as_its_kind_does(kind, camera_type):
    # It stands free: of an unknown kind it would be a dome.
    pose = completed((13, 5), HOUSE, kind=kind)
    assert pose["camera_type"] == camera_type
    assert "camera_type" in pose["assumed"]


def test_a_dome_of_which_a_bearing_is_told_looks_that_way():
    assert completed((13, 5), HOUSE, kind="dome_4mp")["camera_type"] == "dome"
    assert completed((13, 5), HOUSE, kind="dome_4mp", bearing_deg=30.0)["camera_type"] == "fixed"


def test_a_pose_is_equipped_with_what_its_kind_brings_along_and_keeps_its_own():
    pose = completed((13, 5), HOUSE, kind="ptz_2mp", hfov_deg=50.0)
    full = equipped(pose | {"presets": [1]}, TORUN)
    assert (full["tele_hfov_deg"], full["hfov_deg"], full["presets"]) == (2.7, 50.0, [1])
    assert (full["sensors"], full["gate"], full["spectrum"]) == (1, False, "visible")
    assert equipped(completed((13, 5), HOUSE, kind="anpr_2mp"), TORUN)["gate"]
    assert equipped(completed((13, 5), HOUSE, kind="multi_4x4mp"), TORUN)["sensors"] == 4


def test_a_kind_that_the_profile_does_not_know_brings_what_its_type_does():
    pose = completed((13, 5), HOUSE, kind="Hikvision DS-2", camera_type="panning")
    assert equipped(pose, TORUN)["tele_hfov_deg"] == 2.7


def test_infrared_light_reaches_as_told_or_else_as_that_of_the_kind():
    told = pd.DataFrame(
        {
            "kind": ["bullet_4mp", "bullet_4mp", "box_4mp", "Hikvision DS-2"],
            "camera_type": ["fixed", "fixed", "fixed", "panning"],
            "ir_range_m": [None, 0.0, 12.5, None],
        }
    )
    reach_m, assumed = infrared_m(told, TORUN)
    kinds = TORUN.camera_kinds
    assert reach_m.tolist() == [kinds["bullet_4mp"].ir_range_m, 0.0, 12.5, kinds["ptz_2mp"].ir_range_m]
    assert assumed.tolist() == [True, False, False, True]
    assert kinds["bullet_4mp"].ir_range_m > 0
