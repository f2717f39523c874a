"""Fields of view by level, cut out of the one shape that is stored of each camera."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo.analyses import coverage
from geo.city import load_city
from geo.coverage.zones import zones
from geo.geometry.isovist import prepare
from geo.ingest.cameras import complete_cameras
from geo.storage.store import Store
from layers.base import LayerQuery
from layers.gate import read

CITY = load_city("helsinki")


@pytest.fixture(scope="module")
def seen(make_data):
    """Return the store of the tiny city with its coverage computed."""
    store = Store.open(make_data() / "helsinki.sqlite", city_id="helsinki")
    with store.writing() as writing:
        complete_cameras(writing, CITY)
    result = coverage.run(store, CITY)
    with store.writing() as writing:
        writing.save(result)
    yield store
    store.close()


def ask(store, **query):
    return read("fields-of-view", LayerQuery(**query), store, CITY)


def test_every_camera_and_level_is_a_feature_of_its_own(seen):
    page = ask(seen)
    frame = page.frame
    assert page.number_matched == len(frame) > len(seen.result_items("fields-of-view"))
    assert not frame.index.duplicated().any()
    assert not frame.duplicated(["camera", "norm_edition", "level"]).any()
    assert (frame["radius_m"] > frame["near_m"]).all()


@pytest.mark.parametrize("level", ["monitor", "detect", "observe", "outline"])
def test_the_shape_of_a_level_is_what_the_camera_sees_at_it(seen, level):
    frame = ask(seen, equal={"level": level}).frame
    frame = frame[~frame["ref"].isin(seen.read("masks")["camera"])]
    inputs = coverage.read_inputs(seen, CITY)
    looking = coverage.looking_of(inputs)
    city = prepare(np.asarray(inputs.footprints.geometry.array), coverage.heights_m(inputs.footprints))
    place = {fid: i for i, fid in enumerate(inputs.cameras.index)}
    metric = frame.to_crs(CITY.crs)
    assert len(metric) > 10
    for _, row in metric.iterrows():
        i = place[row["camera"]]
        found = zones(looking.points[i], looking.poses[i], city, target_height_m=CITY.cameras.target_height_m)
        [zone] = [zone for zone in found if zone.px_per_m == row["px_per_m"]]
        # Drawn to 0.05 m along all of its edge.
        off_m2 = row.geometry.symmetric_difference(zone.shape).area
        assert off_m2 <= 0.06 * zone.shape.length
        assert row["area_m2"] == pytest.approx(zone.shape.area, rel=1e-3, abs=0.1)
        assert row["radius_m"] == pytest.approx(zone.radius_m, abs=0.01)


def test_pages_follow_each_other(seen):
    whole = ask(seen).frame
    pages = [ask(seen, limit=40, offset=offset).frame for offset in range(0, len(whole), 40)]
    assert [fid for page in pages for fid in page.index] == whole.index.tolist()
    joined = gpd.pd.concat(pages)
    assert shapely.equals_identical(joined.geometry.array, whole.geometry.array).all()


def test_one_feature_one_camera_one_reference_and_one_number_are_found(seen):
    whole = ask(seen).frame
    fid = whole.index[17]
    assert ask(seen, fid=int(fid)).frame.index.tolist() == [fid]
    row = whole.loc[fid]
    for name in ("camera", "ref", "area_m2", "px_per_m"):
        value = row[name].item() if hasattr(row[name], "item") else row[name]
        assert ask(seen, equal={name: value}).frame.index.tolist() == whole.index[whole[name] == value].tolist()
    assert ask(seen, equal={"level": "nothing"}).frame.empty
    assert ask(seen, fid=10**9).frame.empty


def test_a_box_finds_the_shapes_of_a_level_that_meet_it(seen):
    whole = ask(seen).frame
    west, south, east, north = whole.total_bounds
    box = (west + 0.3 * (east - west), south + 0.3 * (north - south), west + 0.6 * (east - west), north)
    expected = whole[shapely.intersects(whole.geometry.array, shapely.box(*box))]
    found = ask(seen, bbox=box)
    assert 0 < len(expected) < len(whole)
    assert found.frame.index.tolist() == expected.index.tolist()
    assert found.number_matched == len(expected)


def test_numbers_alone_are_the_same_without_shapes(seen):
    query = {"equal": {"level": "detect"}}
    with_, without = ask(seen, **query).frame, ask(seen, **query, shapes=False).frame
    assert with_.drop(columns="geometry").equals(without.drop(columns="geometry"))
