"""Working cover beside the cover on paper, on plains whose numbers are known."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo.analyses import availability, coverage
from geo.errors import BadInput
from geo.model.source import Source

#: Cameras of the plain reach so far at detect, 25 px/m.
REACH_M = np.sqrt(38.4**2 - 25)
DISC_M2 = np.pi * REACH_M**2


def off(plain, *rows, synthetic: bool = False, until: datetime | None = None) -> None:
    """Add outages: camera, days ago that they began, days ago that they ended or None."""
    now = datetime.now(UTC)
    ago = [[None if days is None else now - timedelta(days=days) for days in row[1:3]] for row in rows]
    frame = gpd.GeoDataFrame(
        {
            "ref": [f"o-{i}" for i in range(len(rows))],
            "camera": [row[0] for row in rows],
            "off_from": [begin for begin, _ in ago],
            "off_to": [end for _, end in ago],
            "reason": ["zasilanie"] * len(rows),
        },
        geometry=[None] * len(rows),
        crs="EPSG:4326",
    )
    source = Source(family="outages", name="awarie", synthetic=synthetic, period_end=until, imported_at=now)
    with plain.store.writing() as writing:
        writing.add(source, frame)


@pytest.fixture
def town(plain):
    """Return a plain with four cameras: two apart, two 20 m from each other; the third is called off."""
    plain.areas(shapely.box(0, 0, 200, 200), shapely.box(200, 0, 600, 200))
    plain.streets(shapely.LineString([(0, 100), (600, 100)]))
    return plain.cameras(
        (100, 100), (300, 100), (500, 100), (520, 100), status=["working", "working", "off", "working"]
    )


def run(plain, torun):
    covered = coverage.run(plain.store, torun)
    with plain.store.writing() as writing:
        writing.save(covered)
    return availability.run(plain.store, torun)


def at_detect(result, name: str):
    frame = result.frames[name]
    return frame[(frame["level"] == "detect")]


def lens_m2(distance_m: float) -> float:
    half = np.arccos(distance_m / 2 / REACH_M)
    return 2 * REACH_M**2 * half - distance_m * np.sqrt(REACH_M**2 - distance_m**2 / 4)


def test_a_camera_that_the_register_calls_off_is_on_paper_and_does_not_work(town, torun) -> None:
    result = run(town, torun)
    areas = at_detect(result, "availability").set_index("area")
    assert areas["lost_m2"].tolist() == pytest.approx([0, DISC_M2 - lens_m2(20)], rel=2e-4)
    assert areas.loc["a-0", "paper_m2"] == areas.loc["a-0", "working_m2"] == pytest.approx(DISC_M2, rel=1e-4)
    assert areas.loc["a-1", "working_m2"] == pytest.approx(2 * DISC_M2, rel=1e-4)
    assert areas.loc["a-1", "lost_street_m"] == pytest.approx(20, abs=0.2)
    [camera] = result.frames["downtime"].to_dict("records")
    assert (camera["ref"], camera["off_since"], camera["long"], camera["outages"]) == ("r-2", None, False, 0)
    assert result.summary["cameras"] == {"all": 4, "off": 1, "undated": 1}


def test_a_camera_in_an_outage_does_not_work_whatever_the_register_calls_it(town, torun) -> None:
    off(town, ("r-3", 10, None), ("r-0", 9, 8))
    result = run(town, torun)
    areas = at_detect(result, "availability").set_index("area")
    assert areas.loc["a-1", "paper_m2"] == pytest.approx(3 * DISC_M2 - lens_m2(20), rel=1e-4)
    assert areas.loc["a-1", "working_m2"] == pytest.approx(DISC_M2, rel=1e-4)
    blinded = at_detect(result, "blinded").set_index("ref")
    # Both are off: each blinds its whole disc, but alone it has what the other does not see.
    assert blinded["blind_m2"].tolist() == pytest.approx([DISC_M2] * 2, rel=1e-4)
    assert blinded["alone_m2"].tolist() == pytest.approx([DISC_M2 - lens_m2(20)] * 2, rel=2e-4)
    assert areas.loc["a-1", "lost_m2"] < blinded["blind_m2"].sum() - 100
    times = result.frames["downtime"].set_index("ref")
    assert times.loc["r-3", ["off", "long"]].tolist() == [True, True]
    assert times.loc["r-3", "days"] == pytest.approx(10, abs=0.01)
    assert times.loc["r-0", ["off", "outages", "days_in_period"]].tolist() == [False, 1, 1.0]


@pytest.mark.parametrize("which", [0, 1, 3])
def test_the_difference_is_what_the_coverage_loses_without_the_camera(town, torun, which: int) -> None:
    """The coverage is computed anew with the camera called off, by the engine alone."""
    off(town, (f"r-{which}", 1, None))
    working = at_detect(run(town, torun), "availability").set_index("area")["working_m2"]
    cameras = town.store.read("cameras")
    changed = cameras.loc[cameras["ref"] == f"r-{which}", ["status"]].assign(status="off")
    with town.store.writing() as writing:
        writing.set_values("cameras", changed)
    anew = coverage.run(town.store, torun).frames["coverage"]
    anew = anew[anew["level"] == "detect"].set_index("area")["seen_m2"]
    assert working.tolist() == pytest.approx(anew.loc[working.index].tolist(), abs=0.11)


def test_without_outages_and_cameras_that_are_off_paper_and_work_are_the_same(plain, torun) -> None:
    plain.areas(shapely.box(0, 0, 200, 200)).cameras((100, 100)).streets(shapely.LineString([(0, 100), (200, 100)]))
    result = run(plain, torun)
    assert result.summary["outages"] == 0
    frame = result.frames["availability"]
    assert (frame["paper_m2"] == frame["working_m2"]).all()
    assert len(result.frames["downtime"]) == len(result.frames["blinded"]) == 0


def test_ground_that_a_camera_masks_is_not_blinded_by_it(town, torun) -> None:
    town.add("masks", [shapely.box(500, 0, 560, 200)], camera=["r-2"])
    areas = at_detect(run(town, torun), "availability").set_index("area")
    # Half of the disc is masked; of the other half, the neighbour sees what lies within its own reach.
    assert 0 < areas.loc["a-1", "lost_m2"] < DISC_M2 / 2
    assert areas.loc["a-1", "lost_m2"] > DISC_M2 / 2 - lens_m2(20) / 2


def test_made_up_outages_are_told_at_the_end_of_their_time(town, torun) -> None:
    later = datetime.now(UTC) + timedelta(days=400)
    off(town, ("r-0", -390, None), synthetic=True, until=later)
    result = run(town, torun)
    assert result.period[1] == later
    assert result.frames["downtime"].set_index("ref").loc["r-0", "days"] == pytest.approx(10, abs=0.01)
    assert result.synthetic


def test_a_coverage_of_other_cameras_is_refused(town, torun) -> None:
    run(town, torun)
    town.cameras((50, 50), ref=["r-9"])
    with pytest.raises(BadInput, match="czujka run coverage"):
        availability.run(town.store, torun)
