"""Coverage of small cities whose numbers can be computed by hand."""

from __future__ import annotations

import json
import math

import pytest
import shapely

from geo.analyses import coverage
from geo.analyses.inputs import INPUTS
from geo.analyses.registry import ANALYSES
from geo.coverage.image_quality import EDITIONS
from geo.errors import BadInput

FIELD = shapely.box(-200, -200, 200, 200)
#: How far 1920 px over 90° at 5 m reach on the ground at 25 px/m ("detect") and at 40 px/m ("outline").
DETECT_M = math.sqrt(38.4**2 - 5**2)
OUTLINE_M = math.sqrt(24.0**2 - 5**2)
#: The arc is a polygon within the circle.
ARC = 2e-4


def totals(result, level, edition=None):
    rows = [row for row in result.summary["totals"] if row["level"] == level]
    [row] = [row for row in rows if edition in (None, row["norm_edition"])]
    return row


def rows(result, layer, level):
    frame = result.frames[layer]
    return frame[frame["level"] == level]


def reaching(result, px_per_m):
    """Return the rows of the cameras that see anything at a density, with how far and how much."""
    frame = result.frames["fields-of-view"]
    told = [{px: (radius_m, area_m2) for px, radius_m, area_m2 in levels} for levels in frame["levels"]]
    kept = [px_per_m in levels for levels in told]
    found = [levels[px_per_m] for levels in told if px_per_m in levels]
    return frame[kept].assign(radius_m=[each[0] for each in found], seen_m2=[each[1] for each in found])


def segment_m2(radius_m, distance_m):
    """Return the area of a disc beyond a straight line at a distance from its middle."""
    return radius_m**2 * math.acos(distance_m / radius_m) - distance_m * math.sqrt(radius_m**2 - distance_m**2)


def test_a_dome_in_an_open_field_sees_the_disc_of_its_range(plain, torun):
    plain.areas(FIELD).cameras((0, 0))
    result = coverage.run(plain.store, torun)
    seen = totals(result, "detect")
    assert seen["seen_m2"] == pytest.approx(math.pi * DETECT_M**2, rel=ARC)
    assert seen["ground_m2"] == pytest.approx(160_000, abs=0.1)
    assert totals(result, "outline")["seen_m2"] == pytest.approx(math.pi * OUTLINE_M**2, rel=ARC)
    assert (seen["twice_m2"], seen["thrice_m2"]) == (0, 0)
    [share] = rows(result, "coverage", "detect")["share"]
    assert share == pytest.approx(math.pi * DETECT_M**2 / 160_000, abs=1e-4)


def test_a_level_that_the_camera_hangs_too_high_for_sees_nothing(plain, torun):
    # 250 px/m end 3.84 m from a lens that hangs at 5 m.
    plain.areas(FIELD).cameras((0, 0))
    result = coverage.run(plain.store, torun)
    assert totals(result, "identify")["seen_m2"] == 0
    assert reaching(result, 250).empty
    assert len(reaching(result, 25)) == 1


def test_a_long_wall_takes_what_lies_beyond_it(plain, torun):
    # The wall, 12 m high, begins 10 m north of the camera and is wider than the disc.
    plain.areas(FIELD).cameras((0, 0)).houses(shapely.box(-100, 10, 100, 15))
    seen = totals(coverage.run(plain.store, torun), "detect")
    assert seen["seen_m2"] == pytest.approx(math.pi * DETECT_M**2 - segment_m2(DETECT_M, 10), rel=ARC)
    assert seen["ground_m2"] == pytest.approx(160_000 - 200 * 5, abs=0.1)


def test_a_camera_on_a_facade_sees_the_half_plane_before_it(plain, torun):
    # Registered in the wall, it hangs 0.3 m before it: the half disc, and a strip of 0.3 m.
    plain.areas(FIELD).cameras((0, 0.2)).houses(shapely.box(-100, 0, 100, 15))
    result = coverage.run(plain.store, torun)
    expected = math.pi * DETECT_M**2 - segment_m2(DETECT_M, torun.cameras.facade_gap_m)
    assert totals(result, "detect")["seen_m2"] == pytest.approx(expected, rel=ARC)
    assert expected == pytest.approx(math.pi * DETECT_M**2 / 2, rel=0.02)
    assert result.summary["cameras"]["moved"] == 1
    assert result.frames["fields-of-view"]["moved_m"].tolist() == [0.5]


def test_a_camera_sees_over_a_house_lower_than_itself_beyond_its_shadow(plain, torun):
    # H = 5, h = 2.5: the shadow of the house ends at twice its distance, 10 to 11 m become 10 to 22 m; the house
    # is 0.2 m wide, so that its shadow is a thin trapezium: 2 * 0.1 / 10 * (22² - 10²) / 2.
    plain.areas(FIELD).cameras((0, 0)).houses(shapely.box(-0.1, 10, 0.1, 11), height_m=2.5)
    seen = totals(coverage.run(plain.store, torun), "detect")["seen_m2"]
    lost = math.pi * DETECT_M**2 - seen
    assert lost == pytest.approx(0.02 * (22**2 - 10**2) / 2, abs=math.pi * DETECT_M**2 * ARC + 0.3)


def test_a_passage_that_begins_above_the_heads_hides_nothing(plain, torun):
    bridge = shapely.box(-100, 10, 100, 15)
    plain.areas(FIELD).cameras((0, 0)).houses(bridge, min_height_m=torun.buildings.passage_height_m)
    seen = totals(coverage.run(plain.store, torun), "detect")
    assert seen["seen_m2"] == pytest.approx(math.pi * DETECT_M**2, rel=ARC)
    assert seen["ground_m2"] == pytest.approx(160_000, abs=0.1)


def test_a_fixed_camera_sees_its_sector_where_it_looks_from_its_near_edge_on(plain, torun, in_metres):
    plain.areas(FIELD).cameras((0, 0), camera_type="fixed", bearing_deg=90.0)
    result = coverage.run(plain.store, torun)
    vfov = 2 * math.atan(9 / 16)
    near_m = 5 / math.tan(math.radians(30) + vfov / 2)
    far_m = min(DETECT_M, 5 / math.tan(math.radians(30) - vfov / 2))
    expected = math.pi / 4 * (far_m**2 - near_m**2)
    assert totals(result, "detect")["seen_m2"] == pytest.approx(expected, rel=ARC)
    [view] = in_metres(reaching(result, 25)).geometry
    assert view.covers(shapely.Point(10, 0))
    assert not view.intersects(shapely.MultiPoint([(-10, 0), (0, 10), (0, -10), (near_m - 0.1, 0)]))


def test_ground_that_two_cameras_see_is_counted_once_and_told_as_twice(plain, torun):
    plain.areas(FIELD).cameras((-20, 0), (20, 0))
    seen = totals(coverage.run(plain.store, torun), "detect")
    lens = 2 * segment_m2(DETECT_M, 20)
    assert seen["twice_m2"] == pytest.approx(lens, rel=1e-3)
    assert seen["seen_m2"] == pytest.approx(2 * math.pi * DETECT_M**2 - lens, rel=ARC)
    assert seen["thrice_m2"] == 0


def test_the_metres_of_street_within_the_disc_are_seen_and_the_others_are_a_gap(plain, torun):
    plain.areas(FIELD).cameras((0, 0)).streets(shapely.LineString([(-200, 0), (200, 0)]))
    result = coverage.run(plain.store, torun)
    seen = totals(result, "detect")
    assert seen["street_m"] == pytest.approx(400, abs=0.1)
    # The corners of an arc lie up to 20 mm beyond it, and metres are rounded to 0.1.
    assert seen["seen_street_m"] == pytest.approx(2 * DETECT_M, abs=0.091)
    gaps = rows(result, "gaps", "detect")
    assert gaps["length_m"].tolist() == pytest.approx([200 - DETECT_M] * 2, abs=0.11)
    assert gaps["street"].tolist() == ["Ulica 0"] * 2
    [share] = rows(result, "coverage", "detect")["street_share"]
    assert share == pytest.approx(2 * DETECT_M / 400, abs=1e-4)


def test_streets_where_no_camera_looks_are_gaps_and_those_in_full_view_are_none(plain, torun):
    far, near = shapely.LineString([(-150, 150), (150, 150)]), shapely.LineString([(-10, 5), (10, 5)])
    plain.areas(FIELD).cameras((0, 0)).streets(far, near)
    result = coverage.run(plain.store, torun)
    assert rows(result, "gaps", "detect")["street"].tolist() == ["Ulica 0"]
    assert rows(result, "gaps", "detect")["length_m"].tolist() == [300.0]
    assert set(rows(result, "gaps", "scrutinise")["street"]) == {"Ulica 0", "Ulica 1"}


def test_streets_underground_are_neither_street_nor_gap(plain, torun):
    lines = [shapely.LineString([(-150, y), (150, y)]) for y in (100, 150)]
    plain.areas(FIELD).cameras((0, 0)).streets(*lines, underground=[True, False])
    result = coverage.run(plain.store, torun)
    assert totals(result, "detect")["street_m"] == pytest.approx(300, abs=0.1)
    assert set(result.frames["gaps"]["street"]) == {"Ulica 1"}


def test_every_level_of_both_editions_is_labelled(plain, torun):
    plain.areas(FIELD).cameras((0, 0)).streets(shapely.LineString([(-150, 150), (150, 150)]))
    result = coverage.run(plain.store, torun)
    expected = {(edition.name, level.name, level.px_per_m) for edition in EDITIONS.values() for level in edition.levels}
    for layer in ("coverage", "gaps"):
        frame = result.frames[layer]
        assert set(zip(frame["norm_edition"], frame["level"], frame["px_per_m"], strict=True)) == expected
    told = [(row["norm_edition"], row["level"], row["px_per_m"]) for row in result.summary["totals"]]
    assert sorted(told) == sorted(expected)
    [levels] = result.frames["fields-of-view"]["levels"]
    assert {px for px, _, _ in levels} <= {px for *_, px in expected}
    assert all(edition in result.norm_edition for edition in EDITIONS)


def test_one_density_is_one_cover_whatever_the_edition_calls_it(plain, torun):
    plain.areas(FIELD).cameras((0, 0), height_m=2.0)
    result = coverage.run(plain.store, torun)
    old, new = totals(result, "recognise"), totals(result, "perceive")
    assert old["px_per_m"] == new["px_per_m"] == 125
    assert old["seen_m2"] == new["seen_m2"] > 0


def test_finer_levels_see_less(plain, torun):
    plain.areas(FIELD).cameras((0, 0), (50, 50), (-60, 20))
    result = coverage.run(plain.store, torun)
    by_density = {row["px_per_m"]: row["seen_m2"] for row in result.summary["totals"]}
    seen = [by_density[px] for px in sorted(by_density)]
    assert seen == sorted(seen, reverse=True)


def test_the_areas_sum_to_the_totals(plain, torun):
    parts = [shapely.box(-200, -200, 30, 40), shapely.box(30, -200, 200, 40), shapely.box(-200, 40, 200, 200)]
    plain.areas(*parts).cameras((0, 0), (29, 30), (35, 45)).houses(shapely.box(10, 10, 20, 20))
    plain.streets(shapely.LineString([(-200, -10), (200, 60)]), shapely.LineString([(25, -200), (40, 200)]))
    result = coverage.run(plain.store, torun)
    frame = result.frames["coverage"]
    assert len(frame) == 3 * 13
    for row in result.summary["totals"]:
        mine = frame[(frame["norm_edition"] == row["norm_edition"]) & (frame["level"] == row["level"])]
        for name in ("ground_m2", "street_m", "seen_m2", "twice_m2", "thrice_m2", "seen_street_m"):
            assert mine[name].sum() == pytest.approx(row[name], abs=0.051)
    detect = rows(result, "coverage", "detect").set_index("area")
    assert detect.loc["a-0", "cameras"] == 2
    assert detect["cameras"].sum() == 3
    assert totals(result, "detect")["ground_m2"] == pytest.approx(160_000 - 100, abs=0.2)


def test_a_city_divided_sees_as_much_as_the_city_whole(plain, torun, tmp_path):
    plain.areas(FIELD, kind="city", prefix="c").cameras((0, 0), (60, 10)).houses(shapely.box(10, 10, 20, 20))
    whole = coverage.run(plain.store, torun)
    assert rows(whole, "coverage", "detect")["area_kind"].tolist() == ["city"]
    plain.areas(shapely.box(-200, -200, 15, 200), shapely.box(15, -200, 200, 200))
    parts = coverage.run(plain.store, torun)
    assert rows(parts, "coverage", "detect")["area_kind"].tolist() == ["okreg"] * 2
    for name in ("seen_m2", "twice_m2", "ground_m2"):
        assert totals(parts, "detect")[name] == pytest.approx(totals(whole, "detect")[name], abs=0.2)


def test_only_working_cameras_out_of_doors_are_counted(plain, torun):
    statuses = ["working", "off", "planned", "candidate", "working"]
    places = [(100 * i - 150, 0) for i in range(5)]
    plain.areas(shapely.box(-300, -200, 300, 200)).cameras(*places, status=statuses, indoor=[False] * 4 + [True])
    result = coverage.run(plain.store, torun)
    assert totals(result, "detect")["seen_m2"] == pytest.approx(math.pi * DETECT_M**2, rel=ARC)
    assert result.n == 1
    assert (result.summary["cameras"]["all"], result.summary["cameras"]["counted"]) == (5, 1)
    assert set(result.frames["fields-of-view"]["ref"]) == {"r-0"}


def test_the_areas_of_the_views_are_those_of_the_drawn_shapes(plain, torun, in_metres):
    plain.areas(FIELD).cameras((0, 0), (30, 5)).houses(shapely.box(10, 10, 20, 20))
    views = in_metres(coverage.run(plain.store, torun).frames["fields-of-view"])
    assert views.geometry.is_valid.all()
    assert views.area.to_numpy() == pytest.approx([levels[0][2] for levels in views["levels"]], rel=0.01)


def blind_scene(plain):
    """Put a house right before a fixed camera that looks into its wall."""
    return plain.areas(FIELD).houses(shapely.box(-50, 0.5, 50, 20))


def test_a_camera_that_faces_a_wall_does_not_stop_the_run_and_is_named(plain, torun):
    blind_scene(plain).cameras((0, 0), (0, -60), camera_type=["fixed", "dome"], bearing_deg=[0.0, None])
    result = coverage.run(plain.store, torun)
    assert set(result.summary["blind"]) == {"r-0"}
    assert "must see some ground" in result.summary["blind"]["r-0"]
    assert totals(result, "detect")["seen_m2"] == pytest.approx(math.pi * DETECT_M**2, rel=ARC)
    assert result.n == 2


def test_a_city_whose_only_camera_faces_a_wall_sees_nothing_and_says_so(plain, torun):
    blind_scene(plain).cameras((0, 0), camera_type="fixed", bearing_deg=0.0)
    result = coverage.run(plain.store, torun)
    assert set(result.summary["blind"]) == {"r-0"}
    assert totals(result, "detect")["seen_m2"] == 0
    assert result.frames["fields-of-view"].empty


def test_a_camera_that_looks_at_the_sky_is_named(plain, torun):
    plain.areas(FIELD).cameras(
        (0, 0), (80, 80), camera_type=["fixed", "dome"], bearing_deg=[0.0, None], tilt_deg=[-60.0, 30.0]
    )
    assert set(coverage.run(plain.store, torun).summary["blind"]) == {"r-0"}


def test_a_camera_too_high_for_every_level_is_named(plain, torun):
    plain.areas(FIELD).cameras((0, 0), (80, 80), height_m=[200.0, 5.0])
    assert set(coverage.run(plain.store, torun).summary["blind"]) == {"r-0"}


def test_a_house_of_unknown_height_is_taken_as_opaque(plain, torun):
    plain.areas(FIELD).cameras((0, 0)).houses(shapely.box(-100, 10, 100, 15), height_m=None)
    seen = totals(coverage.run(plain.store, torun), "detect")["seen_m2"]
    assert seen == pytest.approx(math.pi * DETECT_M**2 - segment_m2(DETECT_M, 10), rel=ARC)


def test_the_summary_tells_what_was_assumed_of_cameras_and_houses(plain, torun):
    plain.areas(FIELD)
    plain.cameras(
        (0, 0), (50, 0), camera_type=["dome", "fixed"], bearing_deg=[None, 0.0], assumed=["mount", "tilt_deg"]
    )
    plain.houses(*(shapely.box(x, 100, x + 5, 110) for x in (0, 10, 20)), assumed=[["height_m"], [], ["height_m"]])
    summary = coverage.run(plain.store, torun).summary
    assert summary["cameras"]["assumed"] == {"mount": 2, "tilt_deg": 2}
    assert summary["cameras"]["turning"] == 1
    assert summary["buildings"] == {"all": 3, "assumed_height": 2}


def test_the_result_names_its_sources_each_once_and_whether_any_is_made_up(plain, torun):
    plain.areas(FIELD).cameras((0, 0))
    sober = coverage.run(plain.store, torun)
    assert sober.sources == ("źródło areas", "źródło cameras")
    assert not sober.synthetic
    plain.add(
        "buildings", [shapely.box(100, 100, 110, 110)], source={"synthetic": True}, min_height_m=0.0, assumed=[[]]
    )
    assert coverage.run(plain.store, torun).synthetic


def test_the_result_is_stale_after_an_import_and_not_before(plain, torun):
    plain.areas(FIELD).cameras((0, 0))
    result = coverage.run(plain.store, torun)
    assert result.inputs_digest == plain.store.digest(coverage.INPUTS)
    plain.incidents([(0, 0)])
    assert result.inputs_digest == plain.store.digest(coverage.INPUTS)
    plain.houses(shapely.box(100, 100, 110, 110))
    assert result.inputs_digest != plain.store.digest(coverage.INPUTS)


def test_the_result_is_saved_and_read_whole(plain, torun):
    plain.areas(FIELD).cameras((0, 0), (60, 0)).streets(shapely.LineString([(-200, 0), (200, 0)]))
    result = coverage.run(plain.store, torun)
    with plain.store.writing() as writing:
        writing.save(result)
    assert plain.store.result("coverage").summary == result.summary
    assert json.loads(json.dumps(result.summary, allow_nan=False)) == result.summary
    for layer, frame in result.frames.items():
        assert frame.crs == "EPSG:4326"
        assert len(plain.store.result_items(layer)) == len(frame) > 0


def test_progress_runs_from_one_to_its_end(plain, torun):
    plain.areas(FIELD).cameras((0, 0), (60, 0))
    told = []
    coverage.run(plain.store, torun, lambda done, total: told.append((done, total)))
    [total] = {total for _, total in told}
    assert [done for done, _ in told] == list(range(1, total + 1))


@pytest.mark.parametrize(("family", "words"), [("areas", "needs areas"), ("cameras", "needs cameras")])
def test_what_is_missing_is_told_with_the_command_that_brings_it(plain, torun, family, words):
    if family == "cameras":
        plain.areas(FIELD)
    else:
        plain.cameras((0, 0))
    with pytest.raises(BadInput, match=f"{words}, and there are none yet: czujka import {family} FILE"):
        coverage.run(plain.store, torun)


def test_cameras_that_are_all_off_are_no_cameras(plain, torun):
    plain.areas(FIELD).cameras((0, 0), status="off")
    with pytest.raises(BadInput, match="needs cameras"):
        coverage.run(plain.store, torun)


def test_every_analysis_names_its_inputs():
    assert set(ANALYSES) == set(INPUTS) >= {"coverage", "hotspots"}
    assert INPUTS["coverage"] == ("areas", "cameras", "buildings", "streets", "masks")
