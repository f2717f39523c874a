"""Which things a question brings: those of a box, a period, a value, a page."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from geo.storage.sqlite import in_bbox
from geo.storage.store import Selection, Store
from geo.storage.tables import FAMILY_TABLES

#: Written out, so that 18.607 is 18.607.
WEST = np.array([float(f"18.{600 + i}") for i in range(40)])
START = datetime(2026, 7, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
#: Few distinct numbers, so that things touch the edges of boxes; some that single precision cannot hold. Nothing is finer than a picodegree.
ALONG = st.sampled_from([0.0, 0.1, 0.30000000000000004, 1.0, 1.0000000001, 2.5, 18.605012345678901, 19.0]) | st.floats(
    -20, 20
).map(lambda degrees: round(degrees, 12))


@st.composite
def boxes(draw):
    x, y = sorted(draw(st.tuples(ALONG, ALONG))), sorted(draw(st.tuples(ALONG, ALONG)))
    return x[0], y[0], x[1], y[1]


@st.composite
def shapes(draw):
    points = draw(st.lists(st.tuples(ALONG, ALONG), min_size=1, max_size=5))
    kind = draw(st.sampled_from(["point", "line", "hull", "box"]))
    if kind == "box":
        west, south, east, north = draw(boxes())
        return shapely.box(west, south, east + 0.01, north + 0.01)
    if kind == "point" or len(points) == 1:
        return shapely.Point(points[0])
    return shapely.LineString(points) if kind == "line" else shapely.MultiPoint(points).convex_hull.buffer(0.1)


@pytest.fixture(scope="module")
def scratch(tmp_path_factory):
    store = Store.open(tmp_path_factory.mktemp("scratch") / "torun.sqlite", city_id="torun")
    yield store
    store.close()


@pytest.fixture(scope="module")
def filled(tmp_path_factory, origin):
    """Return a store with 40 incidents: one an hour, lasting half an hour, from west to east, of three kinds."""
    store = Store.open(tmp_path_factory.mktemp("filled") / "torun.sqlite", city_id="torun")
    begins = [START + i * HOUR for i in range(40)]
    frame = gpd.GeoDataFrame(
        {
            "ref": [f"i-{i}" for i in range(40)],
            "category": [("theft", "robbery", "assault")[i % 3] for i in range(40)],
            "occurred_from": begins,
            "occurred_to": [begin + HOUR / 2 for begin in begins],
            "place_name": [None if i % 2 else "Łazienna" for i in range(40)],
        },
        geometry=shapely.points(WEST, 53.0),
        crs="EPSG:4326",
    )
    with store.writing() as writing:
        writing.add(origin("incidents", name="Policja", kind="police"), frame.iloc[:25])
        writing.add(origin("incidents", name="Straż Miejska", kind="city_guard", synthetic=True), frame.iloc[25:])
    yield store
    store.close()


def refs(store, **selection):
    return store.read("incidents", Selection(**selection))["ref"].tolist()


def numbered(*numbers):
    return [f"i-{i}" for i in numbers]


@settings(max_examples=60)
@given(things=st.lists(shapes(), max_size=12), box=boxes())
def test_a_box_brings_what_brute_force_finds(scratch, origin, things, box):
    names = [f"r-{i}" for i in range(len(things))]
    told = gpd.GeoDataFrame(
        {"ref": names, "feeling": "bad", "category": "other", "day_part": "day", "reporter": "resident"},
        geometry=gpd.GeoSeries(things, crs="EPSG:4326"),
    ).assign(created_at=START)
    with scratch.writing() as writing:
        writing.clear("reports")
        writing.add(origin("reports"), told)
    expected = [name for name, shape in zip(names, things, strict=True) if shape.intersects(shapely.box(*box))]
    found, matched = scratch.read_page("reports", Selection(bbox=box))
    assert found["ref"].tolist() == expected
    assert matched == len(expected)


def test_a_box_brings_what_touches_its_edge_and_not_what_is_a_hair_beyond(filled):
    assert refs(filled, bbox=(18.605, 53.0, 18.607, 53.0)) == numbered(5, 6, 7)
    assert refs(filled, bbox=(18.605, 53.0, 18.607, 53.1)) == numbered(5, 6, 7)
    assert refs(filled, bbox=(18.6050000001, 52, 18.6069999999, 54)) == numbered(6)
    assert refs(filled, bbox=(18.6, 53.0000001, 18.7, 54)) == []


def test_the_index_holds_the_bounds_and_lets_nothing_pass_that_is_far_off(filled):
    with filled._reading() as connection:
        rows = connection.exec_driver_sql("SELECT west, east, south, north FROM incidents_rtree ORDER BY fid").all()
    # Single precision: a box around the place, some metres wide at most.
    expected = np.column_stack([WEST, WEST, np.full(40, 53.0), np.full(40, 53.0)])
    assert np.abs(np.array(rows) - expected).max() < 1e-5
    condition = in_bbox(FAMILY_TABLES["incidents"], (18.6049, 52, 18.6071, 54))
    with filled._reading() as connection:
        candidates = connection.execute(select(FAMILY_TABLES["incidents"].c.ref).where(condition)).scalars().all()
    assert candidates == numbered(5, 6, 7)


def test_bounds_that_meet_a_box_do_not_make_the_thing_meet_it(scratch, origin):
    corner = shapely.LineString([(0, 0), (10, 0), (10, 10)])
    street = gpd.GeoDataFrame({"ref": ["s"], "underground": [False]}, geometry=[corner], crs="EPSG:4326")
    with scratch.writing() as writing:
        writing.add(origin("streets"), street)
    assert scratch.read("streets", Selection(bbox=(1, 1, 9, 9))).empty
    assert len(scratch.read("streets", Selection(bbox=(9, 9, 11, 11)))) == 1


def test_pages_join_to_the_whole_and_say_how_many_match(filled):
    pages = [filled.read_page("incidents", Selection(limit=7, offset=offset)) for offset in range(0, 49, 7)]
    assert [ref for page, _ in pages for ref in page["ref"]] == numbered(*range(40))
    assert [len(page) for page, _ in pages] == [7, 7, 7, 7, 7, 5, 0]
    assert {matched for _, matched in pages} == {40}


def test_pages_of_a_box_join_to_the_whole_and_say_how_many_match(filled):
    box = (18.61, 52, 18.6201, 54)
    pages = [filled.read_page("incidents", Selection(bbox=box, limit=4, offset=offset)) for offset in (0, 4, 8, 12)]
    assert [ref for page, _ in pages for ref in page["ref"]] == numbered(*range(10, 21))
    assert {matched for _, matched in pages} == {11}


def test_an_offset_alone_leaves_out_the_first(filled):
    assert refs(filled, offset=37) == numbered(37, 38, 39)
    assert refs(filled, limit=0) == []


def test_one_thing_is_found_by_its_fid(filled):
    assert refs(filled, fid=3) == ["i-2"]
    assert refs(filled, fid=41) == []


def test_values_must_be_equal_all_of_them(filled):
    assert refs(filled, equal={"category": "robbery"}) == numbered(*range(1, 40, 3))
    assert refs(filled, equal={"category": "robbery", "place_name": "Łazienna"}) == numbered(*range(4, 40, 6))
    assert refs(filled, equal={"category": "Robbery"}) == []


def test_none_asks_for_what_is_not_known(filled):
    assert refs(filled, equal={"place_name": None, "category": "theft"}) == numbered(*range(3, 40, 6))


def test_things_are_found_by_their_source(filled):
    assert refs(filled, equal={"source": "Straż Miejska"}) == numbered(*range(25, 40))
    assert refs(filled, equal={"source_kind": "police"}) == numbered(*range(25))
    assert refs(filled, equal={"synthetic": True}) == numbered(*range(25, 40))


@pytest.mark.parametrize("words", ["' OR 1=1 --", "theft'; DROP TABLE incidents; --", "%", "*"])
def test_a_value_is_never_part_of_the_question(filled, words):
    assert refs(filled, equal={"category": words}) == []
    assert filled.count("incidents") == 40


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        ((START + 3 * HOUR, START + 5 * HOUR), (3, 4, 5)),
        ((START + 3.5 * HOUR, START + 4 * HOUR), (3, 4)),
        ((START + 3.75 * HOUR, START + 3.9 * HOUR), ()),
        ((START + 3.25 * HOUR, START + 3.25 * HOUR), (3,)),
        ((None, START), (0,)),
        ((START + 39.5 * HOUR, None), (39,)),
        ((None, None), range(40)),
    ],
)
def test_a_period_brings_what_it_meets_its_ends_included(filled, period, expected):
    assert refs(filled, period=period) == numbered(*expected)


def test_a_period_is_of_moments_whatever_their_zone(filled):
    tokyo = ZoneInfo("Asia/Tokyo")
    period = ((START + 3 * HOUR).astimezone(tokyo), (START + 3 * HOUR).astimezone(tokyo))
    assert refs(filled, period=period) == numbered(3)


def test_a_period_leaves_things_without_a_time_alone(scratch, origin):
    lamp = gpd.GeoDataFrame({"ref": ["l"]}, geometry=[shapely.Point(0, 0)], crs="EPSG:4326")
    with scratch.writing() as writing:
        writing.add(origin("lamps"), lamp)
    assert len(scratch.read("lamps", Selection(period=(START, START)))) == 1


def test_a_box_a_period_a_value_and_a_page_hold_together(filled):
    selection = Selection(
        bbox=(18.605, 52, 18.625, 54),
        period=(START + 9 * HOUR, START + 30 * HOUR),
        equal={"category": "theft"},
        limit=2,
        offset=1,
    )
    found, matched = filled.read_page("incidents", selection)
    assert found["ref"].tolist() == numbered(12, 15)
    assert matched == 6
