"""Private ground in view of small cities whose numbers can be computed by hand."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from geo.analyses import privacy
from geo.city import load_city
from geo.errors import BadInput
from geo.ingest.register import import_file
from layers.base import Audience, LayerQuery
from layers.formats import FORMATS
from layers.gate import read

box = shapely.box
#: How far 1920 px at 90° reach 62.5 px per metre from 5 m above the ground.
REACH_M = np.sqrt(15.36**2 - 5**2)
HOUSE, YARD = box(30, 0, 40, 10), box(5, -60, 60, 60)


@pytest.fixture(scope="session")
def strict():
    """Return Toruń as a city that counts from 62.5 px per metre on."""
    city = load_city("torun")
    return city.model_copy(update={"privacy": city.privacy.model_copy(update={"px_per_m": 62.5})})


def segment_m2(radius_m: float, away_m: float) -> float:
    """Return the ground of a circle beyond a line at some distance from its middle."""
    return float(radius_m**2 * np.arccos(away_m / radius_m) - away_m * np.sqrt(radius_m**2 - away_m**2))


def told(result, px):
    return result.frames["privacy"].query("px_per_m == @px").set_index("ref")


def level(result, px):
    [found] = [one for one in result.summary["levels"] if one["px_per_m"] == px]
    return found


def parcels(plain, *shapes, **values):
    return plain.add("parcels", shapes, **({"kind": "residential"} | values))


def masks(plain, *shapes, camera):
    refs = [f"m-{camera}-{i}" for i in range(len(shapes))]
    return plain.add("masks", shapes, ref=refs, camera=camera, source={"name": f"maski {camera}"})


def test_a_yard_beside_a_camera_is_seen_as_far_as_the_density_reaches(plain, strict):
    parcels(plain.cameras((0, 0)), YARD)
    result = privacy.run(plain.store, strict)
    [row] = told(result, 62.5).to_dict("records")
    # The circle is drawn with corners within it: never more than the truth, and hardly less.
    truth = segment_m2(REACH_M, 5)
    assert truth * 0.99 < row["private_m2"] <= truth + 0.05
    assert row["after_masks_m2"] == row["private_m2"]
    assert row["share"] == pytest.approx(truth / (np.pi * REACH_M**2), abs=0.003)
    assert row["view_m2"] == pytest.approx(np.pi * REACH_M**2, rel=0.01)
    assert level(result, 62.5)["private_m2"] == row["private_m2"]
    assert level(result, 62.5)["reach_m"] == pytest.approx(REACH_M, abs=0.06)


def test_every_camera_has_its_row_also_where_it_sees_nothing_private(plain, strict):
    places = [(0, 0), (500, 0), (0, 8), (0, -8), (900, 900)]
    status = ["working", "working", "off", "working", "planned"]
    parcels(plain.cameras(*places, status=status, indoor=[False, False, False, True, False]), YARD)
    result = privacy.run(plain.store, strict)
    for px in privacy.LEVELS:
        assert told(result, px).index.tolist() == [f"r-{i}" for i in range(5)]
    rows = told(result, 62.5)
    assert (rows["private_m2"] > 0).tolist() == [True, False, True, False, False]
    assert rows["counted"].tolist() == [True, True, False, False, False]
    assert rows.geometry.is_empty.tolist() == [False, True, False, True, True]
    # What is off or indoors is in no total.
    assert level(result, 62.5)["private_m2"] == rows["private_m2"].iloc[0]
    assert result.summary["cameras"] == {"all": 5, "counted": 2, "indoor": 1, "turning": 2}


def test_what_two_cameras_see_counts_once_in_the_total_and_twice_in_the_sum(plain, strict):
    parcels(plain.cameras((0, 0), (0, 0.01)).houses(box(8, -4, 16, 4), kind="house"), YARD)
    result = privacy.run(plain.store, strict)
    found, rows = level(result, 62.5), told(result, 62.5)
    assert found["sum_m2"] == pytest.approx(rows["private_m2"].sum(), abs=0.1)
    assert found["private_m2"] == pytest.approx(found["sum_m2"] / 2, rel=0.01)
    assert rows["homes"].tolist() == [1, 1]
    assert found["homes"] == 1


def test_a_gate_shows_the_yards_beside_its_lane_and_a_thermal_camera_nobody(plain, strict):
    looking = {"camera_type": "fixed", "bearing_deg": 90.0, "tilt_deg": 10.0, "height_m": 3.0}
    plain.cameras((0, 0), (0, 20), kind=["anpr_2mp", "thermal_640"], hfov_deg=[9.0, 32.0], **looking)
    parcels(plain, YARD)
    result = privacy.run(plain.store, strict)
    assert (told(result, 62.5)["private_m2"] > 20).tolist() == [True, False]
    assert told(result, 62.5)["private_m2"].iloc[1] == 0
    assert result.summary["thermal"] == 1


def test_a_zooming_camera_counts_at_its_wide_end_and_its_far_reach_is_told(plain, strict):
    parcels(plain.cameras((0, 0), camera_type="panning", kind="ptz_2mp", hfov_deg=60.0), YARD)
    zoom = privacy.run(plain.store, strict).summary["zoom"]
    assert zoom["cameras"] == 1
    assert zoom["reach_m"] == pytest.approx(1920 / (2 * np.tan(np.radians(2.7 / 2))) / 62.5, rel=0.01)


def test_a_coarser_level_never_shows_less(plain, strict):
    parcels(plain.cameras((0, 0), (20, 20), height_m=2.0).houses(HOUSE, kind="apartments"), YARD)
    levels = privacy.run(plain.store, strict).summary["levels"]
    assert [one["px_per_m"] for one in levels] == [25, 40, 62.5, 80, 125, 250, 500, 1000, 1500]
    for name in ("private_m2", "homes", "sum_m2", "cameras"):
        values = [one[name] for one in levels]
        assert values == sorted(values, reverse=True)
    assert levels[0]["private_m2"] > levels[5]["private_m2"] > 0


def test_a_mask_hides_what_its_own_camera_sees(plain, strict):
    parcels(plain.cameras((0, 0), (0, 30)), YARD)
    before = told(privacy.run(plain.store, strict), 62.5)
    masks(plain, box(4, -70, 70, 70), camera="r-0")
    masks(plain, box(-99, -99, 99, 99), camera="stranger")
    result = privacy.run(plain.store, strict)
    after = told(result, 62.5)
    assert after["private_m2"].tolist() == before["private_m2"].tolist()
    assert after["after_masks_m2"].tolist() == [0.0, before["private_m2"].iloc[1]]
    assert after["masks"].tolist() == [1, 0]
    assert (result.summary["masks"]["all"], result.summary["masks"]["counted"]) == (2, 1)
    assert set(result.frames["masks-proposed"]["camera"]) == {"r-1"}


def test_proposed_masks_go_out_and_in_again_and_nothing_private_is_left(plain, strict, tmp_path):
    plain.cameras((0, 0), (20, 30), (500, 0), bearing_deg=90.0, hfov_deg=[90.0, 60.0, 90.0])
    parcels(plain.houses(HOUSE, kind="house"), YARD, box(-30, -30, 4, 40))
    masks(plain, box(5, 0, 9, 4), camera="r-0")
    for _ in range(2):
        made = privacy.run(plain.store, strict)
        with plain.store.writing() as writing:
            writing.save(made)
        page = read("masks-proposed", LayerQuery(audience=Audience.PLANNER), plain.store, strict)
        if page.frame.empty:
            break
        assert level(made, 62.5)["after_masks_m2"] > 100
        (tmp_path / "maski.geojson").write_bytes(FORMATS["geojson"].write(page, {}))
        report = import_file(plain.store, strict, "masks", tmp_path / "maski.geojson")
        assert report.added == len(page.frame) >= 2
    assert told(made, 62.5)["after_masks_m2"].tolist() == [0, 0, 0]
    assert level(made, 62.5)["after_masks_m2"] == 0
    assert level(made, 62.5)["private_m2"] > 100
    assert made.summary["masks"]["proposed"] == 0


def test_masks_that_are_proposed_anew_have_references_of_their_own(plain, strict):
    parcels(plain.cameras((0, 0)), YARD)
    plain.add("masks", [box(-9, -9, -8, -8)], ref=["r-0-maska-1"], camera="r-0")
    assert privacy.run(plain.store, strict).frames["masks-proposed"]["ref"].tolist()[0] == "r-0-maska-2"


def test_where_no_parcels_are_known_yards_are_assumed_and_said_so(plain, strict):
    plain.cameras((0, 0)).houses(box(12, -20, 30, 20), kind="Budynek mieszkalny").streets(
        shapely.LineString([(0, -50), (0, 50)])
    )
    result = privacy.run(plain.store, strict)
    assert result.summary["ground"]["assumed"]
    assert result.frames["private-ground"]["assumed"].all()
    # Of the strip of 5 m before the wall the street takes what lies within 4.5 m of its middle and 4 m of pavement.
    [row] = told(result, 62.5).to_dict("records")
    assert row["private_m2"] == pytest.approx(segment_m2(REACH_M, 8.5) - segment_m2(REACH_M, 12), rel=0.02)
    assert row["homes"] == 1
    parcels(plain, YARD)
    assert not privacy.run(plain.store, strict).summary["ground"]["assumed"]


def test_only_parcels_and_buildings_that_are_residential_count(plain, strict):
    parcels(plain.cameras((0, 0)), YARD, box(-60, -60, 0, 60), kind=["residential", "road"])
    plain.houses(box(6, -4, 9, 4), box(-9, -4, -6, 4), box(-4, 9, 4, 12), kind=["office", "apartments", None])
    result = privacy.run(plain.store, strict)
    assert told(result, 62.5)["homes"].tolist() == [1]
    assert told(result, 62.5)["private_m2"].iloc[0] < segment_m2(REACH_M, 5)
    assert result.summary["homes"] == {"all": 3, "homes": 1, "unknown": 1}


def test_new_masks_make_the_result_stale_and_made_up_parcels_make_it_synthetic(plain, strict):
    plain.cameras((0, 0))
    plain.add("parcels", [YARD], kind="residential", source={"synthetic": True, "name": "zmyślone"})
    result = privacy.run(plain.store, strict)
    assert result.synthetic
    assert "zmyślone" in result.sources
    masks(plain, box(0, 0, 1, 1), camera="r-0")
    assert plain.store.digest(privacy.INPUTS) != result.inputs_digest


def test_without_cameras_there_is_nothing_to_measure(plain, strict):
    parcels(plain, YARD)
    with pytest.raises(BadInput, match="czujka import cameras"):
        privacy.run(plain.store, strict)


def test_a_city_without_any_home_has_no_private_ground(plain, strict):
    plain.cameras((0, 0))
    result = privacy.run(plain.store, strict)
    assert told(result, 62.5)["private_m2"].tolist() == [0]
    assert result.summary["ground"] == {"assumed": True, "parcels": 0, "pieces": 0, "m2": 0}


def test_the_density_that_counts_must_be_one_of_a_level(plain, strict):
    odd = strict.model_copy(update={"privacy": strict.privacy.model_copy(update={"px_per_m": 100.0})})
    with pytest.raises(BadInput, match=r"25, 40, 62\.5, 80, 125, 250"):
        privacy.run(plain.cameras((0, 0)).store, odd)
