"""Are gates, warmth and zoom told of the cameras that have them, and of no other?"""

from __future__ import annotations

import math

import geopandas as gpd
import pytest
import shapely

from geo.analyses import beyond
from geo.coverage.pose import equipped
from geo.geometry.isovist import prepare

HERE = shapely.Point(0, 0)
OPEN = prepare([])


def pose(city, kind: str, **told) -> dict:
    lens = city.camera_kinds[kind]
    pixels = {"sensor_width_px": lens.sensor_width_px, "sensor_height_px": lens.sensor_height_px}
    usual = {"kind": kind, "camera_type": lens.camera_type, "hfov_deg": lens.hfov_deg, "mount": "pole"}
    hung = {"height_m": 6.0, "bearing_deg": 90.0, "tilt_deg": 10.0}
    return equipped(usual | pixels | hung | told, city)


def test_a_camera_that_reads_plates_has_a_gate_and_nothing_else(city) -> None:
    [row] = beyond.gate_of(HERE, pose(city, "anpr_2mp"), city)
    (west, south), (east, north) = row["geometry"].coords
    assert west == pytest.approx(east)
    assert abs(north - south) == pytest.approx(row["width_m"], abs=0.06)
    assert row["spans"] is (row["width_m"] >= city.gates.lane_m)
    assert beyond.thermal_of(HERE, pose(city, "anpr_2mp"), OPEN, city) == []
    assert beyond.zoom_of(HERE, pose(city, "anpr_2mp"), OPEN, city) == []


def test_a_thermal_camera_is_told_by_each_named_profile_and_never_by_the_norm(city) -> None:
    rows = beyond.thermal_of(HERE, pose(city, "thermal_640"), OPEN, city)
    assert {row["profile"] for row in rows} == set(city.thermal.profiles)
    focal_px = 640 / (2 * math.tan(math.radians(16)))
    [detect] = [row for row in rows if (row["profile"], row["task"]) == ("johnson-1958-50", "johnson_detect")]
    assert detect["radius_m"] == pytest.approx(math.sqrt((focal_px / (2 / 0.75)) ** 2 - 36), abs=1)
    assert 0 < detect["area_m2"] < math.pi * detect["radius_m"] ** 2 * 32 / 360
    assert beyond.gate_of(HERE, pose(city, "thermal_640"), city) == []


def test_a_wall_in_the_line_of_sight_ends_the_reach_of_a_zoom_lens(city) -> None:
    ptz = next(kind for kind, one in city.camera_kinds.items() if one.tele_hfov_deg)
    ring = shapely.Point(0, 0).buffer(50).difference(shapely.Point(0, 0).buffer(45))
    walled = prepare([ring], [20.0])
    free = {row["px_per_m"]: row for row in beyond.zoom_of(HERE, pose(city, ptz), OPEN, city)}
    held = {row["px_per_m"]: row for row in beyond.zoom_of(HERE, pose(city, ptz), walled, city)}
    for px, row in free.items():
        assert row["seen_m"] == pytest.approx(min(row["tele_m"], city.cameras.longest_sight_m), rel=0.01)
        assert row["wide_m"] < row["tele_m"]
        assert held[px]["seen_m"] == pytest.approx(min(row["seen_m"], 45), rel=0.01)


def test_a_usual_camera_has_none_of_it(city) -> None:
    usual = pose(city, city.cameras.kind["fixed"])
    assert not [*beyond.gate_of(HERE, usual, city), *beyond.thermal_of(HERE, usual, OPEN, city), *beyond.zoom_of(HERE, usual, OPEN, city)]  # fmt: skip


def test_the_analysis_tells_all_three_of_a_register(make_data, city) -> None:
    from geo.storage.store import Store

    store = Store.open(make_data() / "helsinki.sqlite", city_id="helsinki")
    cameras = store.read("cameras")
    [source] = store.sources("cameras")
    kinds = ["anpr_2mp", "thermal_640", next(k for k, one in city.camera_kinds.items() if one.tele_hfov_deg)]
    told = cameras.drop(columns=[c for c in cameras if c not in ("ref", "name", "geometry")]).iloc[1:4].assign(
        kind=kinds, camera_type=[city.camera_kinds[kind].camera_type for kind in kinds], height_m=6.0, bearing_deg=0.0,
        tilt_deg=10.0, hfov_deg=[city.camera_kinds[kind].hfov_deg for kind in kinds], status="working", indoor=False,
        sensor_width_px=[city.camera_kinds[kind].sensor_width_px for kind in kinds],
        sensor_height_px=[city.camera_kinds[kind].sensor_height_px for kind in kinds], mount="pole",
        assumed=[[]] * 3,
    )  # fmt: skip
    with store.writing() as writing:
        writing.clear("cameras")
        writing.add(source, gpd.GeoDataFrame(told, geometry="geometry", crs=cameras.crs))
    result = beyond.run(store, city)
    assert {name: frame["camera"].nunique() for name, frame in result.frames.items()} == {
        "gates": 1, "thermal-ground": 1, "zoom-reach": 1
    }  # fmt: skip
    with store.writing() as writing:
        writing.save(result)
    assert len(store.result_items("gates")) == 1
    store.close()
