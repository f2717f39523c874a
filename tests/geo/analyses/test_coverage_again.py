"""Coverage of a town: against one big union, and computed again: only what a change touches, byte for byte."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
import shapely

from geo.analyses import coverage
from geo.analyses.grounds import GROUND
from geo.coverage.gaps import gaps
from geo.coverage.reach import DENSITIES
from geo.coverage.sights import seen
from geo.coverage.zones import zones
from geo.geometry.isovist import prepare

SIDE_M = 1600.0


def town(plain, seed, *, cameras=40):
    """Lay out rows of touching houses with lanes between them, streets on the lanes, cameras in them; two areas."""
    rng = np.random.default_rng(seed)
    west, south = (axis.ravel() for axis in np.meshgrid(np.arange(0.0, SIDE_M, 110), np.arange(0.0, SIDE_M, 70)))
    rows = [
        shapely.box(x + 12 * i, y, x + 12 * (i + 1), y + rng.uniform(12, 18))
        for x, y in zip(west, south, strict=True)
        for i in range(6)
        if rng.random() < 0.6
    ]
    halves = shapely.box(0, 0, SIDE_M * 0.45, SIDE_M), shapely.box(SIDE_M * 0.45, 0, SIDE_M, SIDE_M)
    lanes = [shapely.LineString([(0, y), (SIDE_M, y + 3)]) for y in np.arange(45.0, SIDE_M, 140)]
    lanes += [shapely.LineString([(x, 0), (x - 4, SIDE_M)]) for x in np.arange(95.0, SIDE_M, 330)]
    types = rng.choice(["fixed", "dome", "panning"], cameras).tolist()
    plain.areas(*halves).houses(*rows, height_m=rng.choice([3.5, 9.0, 15.0], len(rows)).tolist()).streets(*lanes)
    places = [(float(x), float(y)) for x, y in rng.uniform(50, SIDE_M - 50, (cameras, 2))]
    bearings = [
        float(b) if kind == "fixed" else None for b, kind in zip(rng.uniform(0, 359, cameras), types, strict=True)
    ]
    masts = ["multi_4x4mp" if i % 9 == 4 else None for i in range(cameras)]
    presets = [[{"bearing_deg": 40.0, "hfov_deg": 60.0, "share": 0.5}] if i % 7 == 2 else [] for i in range(cameras)]
    return plain.cameras(
        *places,
        camera_type=["panning" if told else kind for told, kind in zip(presets, types, strict=True)],
        bearing_deg=bearings,
        sensor_width_px=[2560] * cameras,
        kind=masts,
        presets=presets,
    )


def looked(plain, city):
    """Return the inputs, how cameras look, street space, and by camera what it sees at 25 px per m."""
    inputs = coverage.read_inputs(plain.store, city)
    looking, space, scene = coverage.made_ready(inputs)
    sector, views = seen(scene.sights, DENSITIES.index(25.0), scene.occluders, scene.masks)
    counted = scene.sights.counts[scene.sights.view[sector]]
    camera, shapes = scene.sights.camera[sector][counted], views.polygons()[counted]
    return inputs, looking, space, {i: shapely.union_all(shapes[camera == i]) for i in np.unique(camera).tolist()}


def told(result):
    """Return all that is stored of a result, shapes as bytes."""
    frames = {
        layer: (frame.drop(columns="geometry").to_json(), shapely.to_wkb(frame.geometry.array).tolist())
        for layer, frame in result.frames.items()
    }
    return frames, json.dumps(result.summary, sort_keys=True)


def anew(plain, city):
    """Compute with nothing known from before."""
    with plain.store.writing() as writing:
        writing.remember(coverage.MEMO, {}, keep=[])
        writing.remember(GROUND, {}, keep=[])
    return coverage.run(plain.store, city)


def pieces(plain, city):
    """Return the keys that the city as it is needs, and those of them that are known."""
    inputs = coverage.read_inputs(plain.store, city)
    keys = coverage.plan_of(coverage.made_ready(inputs)[2]).keys()
    return set(keys), set(plain.store.remembered(coverage.MEMO, keys))


def move_camera(plain, torun):
    cameras = plain.store.read("cameras").iloc[[7]]
    moved = cameras[["geometry"]].set_geometry(cameras.geometry.translate(0.0002, 0.0001))
    change(plain, "cameras", moved)


def turn_camera_off(plain, torun):
    change(plain, "cameras", plain.store.read("cameras").iloc[[11]][["status"]].assign(status="off"))


def add_camera(plain, torun):
    plain.cameras((SIDE_M / 2 + 3, SIDE_M / 2 - 7), ref=["new"])


def near_camera(plain, height_m):
    """Return the building of a height that stands nearest to a camera that works."""
    buildings, cameras = plain.store.read("buildings"), plain.store.read("cameras")
    buildings = buildings[(buildings["height_m"] == height_m) & (buildings["min_height_m"] == 0)]
    cameras = shapely.union_all(cameras.geometry[cameras["status"] == "working"].array)
    return buildings.iloc[[int(np.argmin(shapely.distance(buildings.geometry.array, cameras)))]]


def raise_building(plain, torun):
    change(plain, "buildings", near_camera(plain, 3.5)[["height_m"]].assign(height_m=30.0))


def take_building_away(plain, torun):
    change(plain, "buildings", near_camera(plain, 15.0)[["min_height_m"]].assign(min_height_m=50.0))


def add_building(plain, torun):
    plain.houses(shapely.box(401, 333, 423, 351), ref=["new"])


def add_mask(plain, torun):
    ref = plain.store.read("cameras")["ref"].iloc[3]
    here = plain.store.read("cameras").iloc[[3]].to_crs("EPSG:2177").geometry.iloc[0]
    shape = shapely.box(here.x - 9, here.y + 1, here.x + 9, here.y + 9)
    plain.add("masks", [shapely.affinity.translate(shape, -6540604.65, -5875529.94)], camera=[ref])


def change(plain, family, frame):
    with plain.store.writing() as writing:
        writing.set_values(family, pd.DataFrame(frame))


CHANGES = [
    move_camera,
    turn_camera_off,
    add_camera,
    raise_building,
    take_building_away,
    add_building,
    add_mask,
]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_numbers_and_gaps_are_those_of_one_big_union(plain, torun, seed):
    town(plain, seed)
    inputs, _, space, views = looked(plain, torun)
    result = coverage.run(plain.store, torun)
    union = shapely.union_all(list(views.values())).difference(shapely.union_all(inputs.footprints.geometry.array))
    parts = shapely.intersection(inputs.areas.geometry.array, union)
    frame = result.frames["coverage"]
    frame = frame[(frame["px_per_m"] == 25) & (frame["norm_edition"] == "EN 62676-4:2015")]
    street = shapely.union_all(inputs.streets.geometry.array)
    assert frame["seen_m2"].to_numpy() == pytest.approx(shapely.area(parts), rel=1e-6, abs=0.051)
    assert frame["seen_street_m"].to_numpy() == pytest.approx(
        shapely.length(shapely.intersection(street, parts)), rel=1e-6, abs=0.051
    )
    drawn_m2 = frame.to_crs(torun.crs).area
    assert drawn_m2.to_numpy() == pytest.approx(shapely.area(parts), rel=5e-3)
    expected = gaps(space, dict(zip(inputs.areas["ref"], parts, strict=True)), least_m=coverage.LEAST_GAP_M)
    found = result.frames["gaps"]
    found = found[(found["px_per_m"] == 25) & (found["norm_edition"] == "EN 62676-4:2015")]
    assert found["length_m"].tolist() == pytest.approx(expected["length_m"].tolist(), abs=0.11)
    assert found["area_m2"].sum() == pytest.approx(expected["area_m2"].sum(), rel=1e-5)
    assert sorted(found["street"]) == sorted(expected["street"])


@pytest.mark.parametrize("seed", [1, 2])
def test_what_each_camera_sees_is_what_it_sees_alone(plain, torun, seed):
    """Arcs of one degree, and shorter ones of two, give away up to 2e-4 of a disc, or a strip of 2 mm."""
    town(plain, seed)
    inputs, looking, _, views = looked(plain, torun)
    occluders = prepare(np.asarray(inputs.footprints.geometry.array), coverage.heights_m(inputs.footprints))
    for i, view in views.items():
        alone = zones(looking.points[i], looking.poses[i], occluders, target_height_m=0.0)
        [zone] = [zone for zone in alone if zone.px_per_m == 25]
        assert view.symmetric_difference(zone.shape).area <= 2e-4 * np.pi * zone.radius_m**2


def test_a_camera_that_turns_is_expected_for_its_share_of_the_time(plain, torun):
    plain.areas(shapely.box(-300, -300, 300, 300))
    plain.cameras((0, 0), (150, 0), camera_type=["dome", "fixed"], bearing_deg=[None, 90.0])
    result = coverage.run(plain.store, torun)
    [row] = [row for row in result.summary["totals"] if row["level"] == "detect"]
    looking = coverage.looking_of(coverage.read_inputs(plain.store, torun))
    disc_m2 = np.pi * (38.4**2 - 25)
    assert row["effective_m2"] == pytest.approx(row["seen_m2"] - disc_m2 + disc_m2 * 90 / 360, rel=1e-3)
    assert [pose["camera_type"] for pose in looking.poses] == ["dome", "fixed"]


def test_presets_are_expected_where_they_look_and_all_that_can_be_reached_is_seen(plain, torun):
    presets = [[{"bearing_deg": 0.0, "share": 0.5}, {"bearing_deg": 180.0, "share": 0.25}]]
    plain.areas(shapely.box(-300, -300, 300, 300)).cameras((0, 0), camera_type="panning", presets=presets)
    [row] = [row for row in coverage.run(plain.store, torun).summary["totals"] if row["level"] == "detect"]
    assert row["seen_m2"] == pytest.approx(np.pi * (38.4**2 - 25), rel=2e-4)
    # Each preset sees a quarter of the disc, from where the ground in its picture begins.
    near_m = 5 / np.tan(2 * np.arctan(9 / 16))
    assert row["effective_m2"] == pytest.approx(0.75 * np.pi / 4 * (38.4**2 - 25 - near_m**2), rel=1e-3)


def test_what_a_camera_masks_it_does_not_see(plain, torun):
    plain.areas(shapely.box(-300, -300, 300, 300)).cameras((0, 0), (1, 0), ref=["one", "other"])
    before = {row["level"]: row for row in coverage.run(plain.store, torun).summary["totals"]}["detect"]
    plain.add("masks", [shapely.box(5, -2, 10, 2)], camera=["one"])
    after = {row["level"]: row for row in coverage.run(plain.store, torun).summary["totals"]}["detect"]
    assert before["twice_m2"] - after["twice_m2"] == pytest.approx(20, abs=0.11)
    assert before["seen_m2"] == pytest.approx(after["seen_m2"], abs=0.11)


@pytest.mark.parametrize("seed", [1, 2])
def test_after_every_change_the_bytes_are_those_of_a_full_run_and_little_is_computed_again(plain, torun, seed):
    town(plain, seed)
    before = told(coverage.run(plain.store, torun))
    for change_ in CHANGES:
        change_(plain, torun)
        needed, known = pieces(plain, torun)
        again = told(coverage.run(plain.store, torun))
        assert again != before, change_.__name__
        assert again == told(anew(plain, torun)), change_.__name__
        assert 0 < len(needed - known) < 0.5 * len(needed), change_.__name__
        before = again


def test_where_nothing_has_changed_nothing_is_computed_again(plain, torun):
    town(plain, 3, cameras=12)
    coverage.run(plain.store, torun)
    needed, known = pieces(plain, torun)
    assert needed == known
    assert len(needed) % len(DENSITIES) == 0


def test_what_is_no_longer_needed_is_forgotten(plain, torun):
    town(plain, 3, cameras=12)
    coverage.run(plain.store, torun)
    old, _ = pieces(plain, torun)
    move_camera(plain, torun)
    coverage.run(plain.store, torun)
    needed, _ = pieces(plain, torun)
    gone = old - needed
    assert gone
    assert not plain.store.remembered(coverage.MEMO, list(gone))


def test_one_thread_gives_the_bytes_of_many(plain, torun, monkeypatch):
    town(plain, 4, cameras=20)
    many = told(coverage.run(plain.store, torun))
    monkeypatch.setattr("os.sched_getaffinity", lambda pid: {0})
    monkeypatch.setattr("os.cpu_count", lambda: 1)
    assert told(anew(plain, torun)) == many


def test_a_run_that_is_broken_off_keeps_what_it_found_and_leaves_the_result(plain, torun):
    town(plain, 5, cameras=12)
    result = coverage.run(plain.store, torun)
    with plain.store.writing() as writing:
        writing.save(result)
    old = plain.store.result("coverage")
    move_camera(plain, torun)
    _, before = pieces(plain, torun)

    def broken_off(done, total):
        if done == total // 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        coverage.run(plain.store, torun, broken_off)
    needed, known = pieces(plain, torun)
    assert plain.store.result("coverage") == old
    assert before < known < needed
    assert told(coverage.run(plain.store, torun)) == told(anew(plain, torun))
