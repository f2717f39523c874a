"""What comes out of the store is what went in, of every family; what was refused left nothing behind."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from geo.errors import BadInput
from geo.ingest.things import frame as frame_of_things
from geo.model import FAMILIES
from geo.storage.store import Selection
from geo.storage.tables import FAMILY_TABLES

POINT = shapely.Point(18.605012345678901, 53.0107)
LINE = shapely.LineString([(18.60, 53.01), (18.61, 53.02)])
SQUARE = shapely.box(18.60, 53.01, 18.61, 53.02)
YARD = SQUARE.difference(shapely.box(18.604, 53.014, 18.606, 53.016))
TWO = shapely.MultiPolygon([SQUARE, shapely.box(18.7, 53.0, 18.71, 53.01)])
MOMENT = datetime(2026, 7, 1, 22, 15, 30, 123456, tzinfo=ZoneInfo("Europe/Warsaw"))

#: One thing of which all is known and one of which as little as may be, of every family.
FULL = {
    "areas": {"geometry": TWO, "kind": "okreg", "name": "Rybaki; „Kaszczorek”", "code": "0463011"},
    "cameras": {
        "geometry": POINT,
        "name": "Rynek Staromiejski 1",
        "camera_type": "fixed",
        "kind": "bullet_4mp",
        "mount": "wall",
        "height_m": 4.5,
        "bearing_deg": 0.1,
        "tilt_deg": -3.25,
        "hfov_deg": 65.0,
        "sensor_width_px": 2560,
        "sensor_height_px": 1440,
        "ir_range_m": 30.0,
        "presets": ({"bearing_deg": 90.0, "hfov_deg": 30.0, "share": 0.75}, {"bearing_deg": 0.0, "share": 0.25}),
        "system": "miejski",
        "operator": "Straż Miejska",
        "owner": "Gmina Miasta Toruń",
        "status": "planned",
        "indoor": True,
        "assumed": ("height_m", "tilt_deg"),
    },
    "buildings": {
        "geometry": YARD,
        "height_m": 12.25,
        "levels": 3.5,
        "min_height_m": 2.5,
        "kind": "church",
        "name": "św. Jana",
        "address": "Żeglarska 16",
        "assumed": ("height_m",),
    },
    "streets": {"geometry": LINE, "kind": "residential", "name": "Łazienna", "underground": True},
    "addresses": {"geometry": POINT, "address": "Żeglarska 16"},
    "places": {"geometry": POINT, "kind": "school", "name": "SP 7, ul. Morcinka 13"},
    "parcels": {"geometry": YARD, "kind": "garden"},
    "trees": {"geometry": POINT, "height_m": 9.5, "crown_m": 6.0},
    "lamps": {"geometry": POINT, "schedule": "park", "lit_radius_m": 12.5},
    "masks": {"geometry": TWO, "camera": "K-17"},
    "outages": {"camera": "K-17", "off_from": MOMENT, "off_to": MOMENT + timedelta(days=3), "reason": "zasilanie"},
    "incidents": {
        "geometry": POINT,
        "category": "theft",
        "occurred_from": MOMENT,
        "occurred_to": MOMENT + timedelta(hours=3),
        "place_name": "przy fontannie",
        "state": "confirmed",
    },
    "reports": {
        "geometry": shapely.MultiLineString([LINE]),
        "place_words": "za dworcem",
        "feeling": "bad",
        "category": "lighting",
        "day_part": "night",
        "text": "Ciemno;\n\"=1+1\" 'tu'",
        "reporter": "council",
        "factors": {"light": 0, "feeling": 3},
        "seen_at": MOMENT,
        "created_at": MOMENT,
    },
    "visits": {"geometry": POINT, "area": "okreg-4", "kind": "motor", "began_at": MOMENT, "minutes": 12.5},
    "survey": {"area": "okreg-4", "wave": "2026-1", "question": "po zmroku", "asked": 100, "agreed": 78},
}
SILENT = {
    "areas": {"geometry": SQUARE, "kind": "city", "name": "Toruń"},
    "cameras": {"geometry": POINT},
    "buildings": {"geometry": SQUARE},
    "streets": {"geometry": LINE},
    "addresses": {"geometry": POINT, "address": "Rynek 1"},
    "places": {"geometry": POINT},
    "parcels": {"geometry": SQUARE},
    "trees": {"geometry": POINT},
    "lamps": {"geometry": POINT},
    "masks": {"geometry": SQUARE, "camera": "K-17"},
    "outages": {"camera": "K-17", "off_from": MOMENT},
    "incidents": {"geometry": POINT, "category": "theft", "occurred_from": MOMENT, "occurred_to": MOMENT},
    "reports": {
        "place_words": "w parku",
        "feeling": "good",
        "category": "other",
        "day_part": "day",
        "created_at": MOMENT,
    },
    "visits": {"area": "okreg-4", "began_at": MOMENT, "minutes": 10},
    "survey": {"area": "okreg-4", "wave": "2026-1", "question": "po zmroku", "asked": 1, "agreed": 0},
}


def things(family):
    kind = FAMILIES[family]
    return [kind.model_validate({"ref": "a-1"} | FULL[family]), kind.model_validate({"ref": "ź/2"} | SILENT[family])]


def cameras(refs, **columns):
    places = shapely.points(18.6 + 0.001 * np.arange(len(refs)), 53.0)
    needed = {"status": "working", "indoor": False, "assumed": [[] for _ in refs]}
    return gpd.GeoDataFrame({"ref": list(refs)} | needed | columns, geometry=places, crs="EPSG:4326")


def lamps(refs):
    return cameras(refs)[["ref", "geometry"]]


def indexed(store, family):
    with store._reading() as connection:
        return set(connection.execute(text(f"SELECT fid FROM {family}_rtree")).scalars())


def put(store, source, frame):
    with store.writing() as writing:
        return writing.add(source, frame)


@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_comes_out_as_it_went_in(empty, origin, family):
    given = things(family)
    fids = put(empty, origin(family), frame_of_things(family, given))
    read = empty.read(family)
    assert list(read.index) == fids == [1, 2]
    assert read.crs == "EPSG:4326"
    names = FAMILIES[family].model_fields
    rows = read[list(names)].to_dict("records")
    assert [FAMILIES[family].model_validate(row) for row in rows] == given
    place = given[0].geometry
    assert read.geometry.iloc[0] is place is None or shapely.equals_identical(read.geometry.iloc[0], place)


@pytest.mark.parametrize("family", FAMILIES)
def test_every_thing_tells_its_source(empty, origin, family):
    put(empty, origin(family, name="Policja", kind="police", synthetic=True), frame_of_things(family, things(family)))
    told = empty.read(family)[["source", "source_kind", "synthetic"]]
    assert told.to_numpy().tolist() == [["Policja", "police", True]] * 2


def test_a_source_comes_out_as_it_went_in(empty, origin):
    source = origin(
        "lamps",
        licence="CC BY 4.0",
        period_start=MOMENT,
        period_end=MOMENT + timedelta(days=31),
        synthetic=True,
        file_sha256="ab" * 32,
    )
    put(empty, source, lamps(["1", "2", "3"]))
    assert empty.sources("lamps") == [source.model_copy(update={"n": 3})]
    assert empty.sources("cameras") == []


@pytest.mark.parametrize("absent", [None, float("nan"), np.float32("nan"), pd.NA, pd.NaT])
def test_what_is_absent_is_stored_as_null(empty, origin, absent):
    put(empty, origin("cameras"), cameras(["1", "2"], height_m=pd.Series([absent, 4.5], dtype=object)))
    with empty._reading() as connection:
        stored = connection.exec_driver_sql("SELECT height_m, typeof(height_m) FROM cameras ORDER BY fid").all()
    assert stored == [(None, "null"), (4.5, "real")]


def test_numbers_of_numpy_are_stored_as_plain_ones(empty, origin):
    given = cameras(["1"], sensor_width_px=np.array([2560]), indoor=np.array([True]), height_m=np.array([3.5], "f4"))
    put(empty, origin("cameras"), given)
    with empty._reading() as connection:
        kinds = "SELECT typeof(sensor_width_px), typeof(indoor), typeof(height_m) FROM cameras"
        assert connection.exec_driver_sql(kinds).one() == ("integer", "integer", "real")


def test_the_list_of_what_is_assumed_may_be_a_tuple_a_list_or_empty(empty, origin):
    given = [("height_m", "mount"), ["tilt_deg"], []]
    put(empty, origin("cameras"), cameras(["1", "2", "3"], assumed=given))
    assert empty.read("cameras")["assumed"].tolist() == [["height_m", "mount"], ["tilt_deg"], []]


def test_moments_of_any_zone_come_back_as_the_same_moment_in_utc(empty, origin):
    zones = [ZoneInfo("Europe/Warsaw"), UTC, timezone(timedelta(hours=-5))]
    begins = [datetime(2026, 10, 25, 2, 30, tzinfo=zone) for zone in zones]
    given = cameras(["1", "2", "3"])[["ref", "geometry"]].assign(
        category="theft", occurred_from=pd.Series(begins, dtype=object), occurred_to=pd.Series(begins, dtype=object)
    )
    put(empty, origin("incidents"), given)
    read = empty.read("incidents")["occurred_from"]
    # As timestamps: Python never calls moments of a repeated hour equal to those of another zone.
    assert [moment.timestamp() for moment in read] == [moment.timestamp() for moment in begins]
    assert {moment.utcoffset() for moment in read} == {timedelta(0)}


def test_both_halves_of_the_hour_that_comes_twice_stay_apart(empty, origin):
    warsaw = ZoneInfo("Europe/Warsaw")
    begins = [datetime(2026, 10, 25, 2, 30, tzinfo=warsaw, fold=fold) for fold in (0, 1)]
    given = cameras(["1", "2"])[["ref", "geometry"]].assign(
        category="theft", occurred_from=pd.Series(begins, dtype=object), occurred_to=pd.Series(begins, dtype=object)
    )
    put(empty, origin("incidents"), given)
    first, second = empty.read("incidents")["occurred_from"]
    assert second - first == timedelta(hours=1)


def test_a_moment_without_a_zone_is_refused(empty, origin):
    naive = datetime(2026, 7, 1, 12)  # noqa: DTZ001 - what is to be refused
    given = lamps(["1"]).assign(category="theft", occurred_from=naive, occurred_to=naive)
    with pytest.raises(SQLAlchemyError, match="a moment must be aware"):
        put(empty, origin("incidents"), given)
    assert empty.count("incidents") == 0


def test_a_report_in_words_only_has_no_place_and_is_in_no_box(empty, origin):
    put(empty, origin("reports"), frame_of_things("reports", things("reports")))
    assert empty.read("reports").geometry.isna().tolist() == [False, True]
    assert indexed(empty, "reports") == {1}
    everywhere, matched = empty.read_page("reports", Selection(bbox=(-180, -90, 180, 90)))
    assert (everywhere["ref"].tolist(), matched) == (["a-1"], 1)


def test_fids_go_on_where_the_last_import_ended(empty, origin):
    assert put(empty, origin("lamps"), lamps(["1", "2"])) == [1, 2]
    assert put(empty, origin("lamps", name="inne"), lamps(["3"])) == [3]
    assert empty.read("lamps")["source"].tolist() == ["źródło lamps", "źródło lamps", "inne"]


def test_references_that_are_already_there_are_refused_and_nothing_is_written(empty, origin):
    put(empty, origin("lamps"), lamps(["1", "2"]))
    with pytest.raises(BadInput, match="References must be new, but 2 are already there, such as 2, 1;"):
        put(empty, origin("lamps"), lamps(["7", "2", "8", "1"]))
    assert empty.read("lamps")["ref"].tolist() == ["1", "2"]
    assert indexed(empty, "lamps") == {1, 2}
    assert len(empty.sources("lamps")) == 1


def test_the_same_reference_may_stand_in_two_families(empty, origin):
    put(empty, origin("lamps"), lamps(["1"]))
    put(empty, origin("cameras"), cameras(["1"]))
    assert (empty.count("lamps"), empty.count("cameras")) == (1, 1)


@pytest.mark.parametrize(
    "faulty",
    [
        lambda: cameras(["1", "1"]),
        lambda: cameras(["1", None]),
        lambda: cameras(["1"], colour="red"),
        lambda: cameras(["1", "2"], status=["working", None]),
    ],
    ids=["a reference twice", "no reference", "an unknown column", "no status"],
)
def test_a_frame_that_does_not_fit_is_refused_and_nothing_of_its_transaction_is_kept(empty, origin, faulty):
    with pytest.raises((SQLAlchemyError, ValueError)), empty.writing() as writing:  # noqa: PT012 - one transaction
        writing.add(origin("lamps"), lamps(["9"]))
        writing.add(origin("cameras"), faulty())
    assert (empty.count("cameras"), empty.count("lamps")) == (0, 0)
    assert indexed(empty, "cameras") == indexed(empty, "lamps") == set()
    assert empty.sources("cameras", "lamps") == []


def test_a_transaction_that_fails_at_its_end_takes_all_of_it_back(empty, origin):
    put(empty, origin("lamps"), lamps(["1"]))
    with pytest.raises(ZeroDivisionError), empty.writing() as writing:  # noqa: PT012 - one transaction
        writing.clear("lamps")
        writing.add(origin("cameras"), cameras(["1", "2"]))
        writing.mark_demo("torun")
        raise ZeroDivisionError
    assert empty.read("lamps")["ref"].tolist() == ["1"]
    assert indexed(empty, "lamps") == {1}
    assert empty.count("cameras") == 0
    assert empty.demo_loaded_at() is None
    assert put(empty, origin("lamps"), lamps(["2"])) == [2]


def test_a_transaction_sees_what_it_wrote_and_readers_do_not_until_its_end(empty, origin):
    with empty.writing() as writing:
        writing.add(origin("lamps"), lamps(["1"]))
        assert writing.read("lamps")["ref"].tolist() == ["1"]
        assert empty.count("lamps") == 0
    assert empty.count("lamps") == 1


@pytest.mark.parametrize("family", FAMILIES)
def test_clearing_empties_the_table_its_index_and_its_sources(empty, origin, family):
    other = "lamps" if family != "lamps" else "areas"
    put(empty, origin(family), frame_of_things(family, things(family)))
    put(empty, origin(other), frame_of_things(other, things(other)))
    with empty.writing() as writing:
        assert writing.clear(family) == 2
    assert empty.count(family) == 0
    assert indexed(empty, family) == set()
    assert empty.sources(family) == []
    assert (empty.count(other), indexed(empty, other), len(empty.sources(other))) == (2, {1, 2}, 1)


def test_clearing_what_is_empty_does_nothing(empty):
    with empty.writing() as writing:
        assert writing.clear("cameras") == 0


def test_replacing_a_register_leaves_only_the_new_one_and_its_index(empty, origin):
    put(empty, origin("lamps"), lamps(["1", "2", "3"]))
    moved = lamps(["1", "9"]).set_geometry(shapely.points([20.0, 20.1], 50.0))
    with empty.writing() as writing:
        writing.clear("lamps")
        writing.add(origin("lamps", name="nowy"), moved)
    assert empty.read("lamps")["ref"].tolist() == ["1", "9"]
    assert indexed(empty, "lamps") == set(empty.read("lamps").index)
    assert empty.read("lamps", Selection(bbox=(18, 52, 19, 54))).empty
    assert len(empty.read("lamps", Selection(bbox=(19.9, 49, 20.2, 51)))) == 2


def test_an_empty_frame_is_an_import_of_nothing(empty, origin):
    assert put(empty, origin("cameras"), cameras([])) == []
    assert [source.n for source in empty.sources("cameras")] == [0]
    assert list(empty.read("cameras").columns) == [
        *(c.name for c in FAMILY_TABLES["cameras"].columns if c.name not in ("fid", "source_id", "geometry")),
        "source",
        "source_kind",
        "synthetic",
        "geometry",
    ]


def test_a_source_that_goes_on_grows_by_one_at_a_time(empty, origin):
    later = datetime(2026, 10, 1, tzinfo=UTC)
    with empty.writing() as writing:
        assert writing.add_one(origin("lamps"), lamps(["1"])) == 1
        assert writing.add_one(origin("lamps", imported_at=later), lamps(["2"])) == 2
        assert writing.add_one(origin("lamps", synthetic=True), lamps(["3"])) == 3
    assert [(source.n, source.synthetic) for source in empty.sources("lamps")] == [(2, False), (1, True)]
    assert empty.sources("lamps")[0].imported_at == later


def test_values_are_written_over_those_that_are_there_and_nothing_else_changes(empty, origin):
    put(empty, origin("cameras"), cameras(["1", "2", "3"], height_m=[1.0, 2.0, 3.0], name=["a", "b", "c"]))
    before = empty.read("cameras")
    fresh = pd.DataFrame({"height_m": [9.5, None], "assumed": [["height_m"], []]}, index=[3, 1], dtype=object)
    with empty.writing() as writing:
        writing.set_values("cameras", fresh)
    after = empty.read("cameras")
    assert [None if np.isnan(h) else h for h in after["height_m"]] == [None, 2.0, 9.5]
    assert after["assumed"].tolist() == [[], [], ["height_m"]]
    untouched = before.columns.difference(["height_m", "assumed"])
    pd.testing.assert_frame_equal(pd.DataFrame(before[untouched]), pd.DataFrame(after[untouched]))


def test_an_import_changes_the_digest_of_its_family_and_of_no_other(empty, origin):
    first = empty.digest(["lamps"]), empty.digest(["cameras"]), empty.digest(["lamps", "cameras"])
    put(empty, origin("lamps"), lamps(["1"]))
    second = empty.digest(["lamps"]), empty.digest(["cameras"]), empty.digest(["lamps", "cameras"])
    assert first[0] != second[0]
    assert first[1] == second[1]
    assert first[2] != second[2]
    assert empty.digest(["lamps"]) == second[0]


def test_a_replaced_a_grown_and_another_file_change_the_digest(empty, origin):
    with empty.writing() as writing:
        writing.add_one(origin("lamps", file_sha256="aa"), lamps(["1"]))
    told = [empty.digest(["lamps"])]
    with empty.writing() as writing:
        writing.add_one(origin("lamps"), lamps(["2"]))
    told.append(empty.digest(["lamps"]))
    for sha in ("bb", "cc"):
        with empty.writing() as writing:
            writing.clear("lamps")
            writing.add(origin("lamps", file_sha256=sha), lamps(["1", "2"]))
        told.append(empty.digest(["lamps"]))
    assert len(set(told)) == 4
