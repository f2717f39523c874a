"""What residents submit: every fault at once, the place they mean, and nothing kept but what they gave."""

from __future__ import annotations

import io
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from PIL import Image
from sqlalchemy import text

from geo.casework.submission import LONGEST, SOURCES, read_submission, submit
from geo.casework.submission import keep as keep_in
from geo.city import load_city
from geo.errors import FaultyForm
from geo.model.report import Report
from geo.storage.store import Selection, Store

TORUN = load_city("torun")
NORTH = shapely.LineString([(18.60, 53.010), (18.60, 53.012)])
SOUTH = shapely.LineString([(18.60, 53.008), (18.60, 53.010)])
STREETS = gpd.GeoDataFrame(
    {"name": ["Łazienna", "Łazienna", "Żeglarska", None]},
    geometry=[NORTH, SOUTH, shapely.LineString([(18.61, 53.01), (18.62, 53.01)]), NORTH],
    crs="EPSG:4326",
)
FORM = {"feeling": "bad", "category": "lighting", "day_part": "night", "place_words": "Łazienna"}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(tmp_path / "torun.sqlite", city_id="torun")
    yield opened
    opened.close()


HOUSES = gpd.GeoDataFrame(
    {"address": ["Łazienna 7", None]}, geometry=[shapely.box(18.6, 53.01, 18.601, 53.011)] * 2, crs="EPSG:4326"
)
KEY = bytes(range(32))


def read(**fields: str) -> Report:
    return read_submission(FORM | fields, TORUN, STREETS, HOUSES)[0]


def keep(store: Store, report: Report) -> int:
    with store.writing() as writing:
        return keep_in(writing, report)


def faults(**fields: str | None) -> dict[str | None, str]:
    given = {name: value for name, value in (FORM | fields).items() if value is not None}
    with pytest.raises(FaultyForm) as caught:
        read_submission(given, TORUN, STREETS, HOUSES)
    return {fault.column: fault.message for fault in caught.value.faults}


@pytest.mark.parametrize("said", ["Łazienna", "łazienna", " ŁAZIENNA \n"])
def test_the_name_of_a_street_becomes_its_geometry_and_stays_in_words(said):
    report = read(place_words=said)
    assert shapely.equals(report.geometry, shapely.union(NORTH, SOUTH))
    assert report.place_words == said.strip()


def test_words_that_name_no_street_are_a_place_in_words_only():
    report = read(place_words="za dworcem, przy kładce")
    assert (report.geometry, report.place_words) == (None, "za dworcem, przy kładce")
    assert read(place_words="Łazienna 8").geometry is None


def test_a_point_on_the_map_is_the_place_even_with_words():
    report = read(lon="18.605", lat="53.0107", place_words="Łazienna")
    assert report.geometry == shapely.Point(18.605, 53.0107)
    assert report.place_words == "Łazienna"
    assert read(lon="18.605", lat="53.0107", place_words="").place_words is None


@pytest.mark.parametrize(
    ("lon", "lat"),
    [
        ("18.6", ""),
        ("", "53"),
        ("east", "53"),
        ("nan", "53"),
        ("inf", "53"),
        ("181", "53"),
        ("18,6", "53"),
        ("18.6", "-91"),
    ],
)
def test_a_point_that_is_none_is_a_fault_of_the_place(lon, lat):
    told = faults(lon=lon, lat=lat)
    assert list(told) == ["place"]
    assert told["place"].startswith("The point must be longitude and latitude in degrees, not ")


def test_a_point_that_is_none_is_told_back_in_few_characters():
    assert len(faults(lon="9" * 5000, lat="x" * 5000)["place"]) < 120


@pytest.mark.parametrize("said", ["", "   ", None])
def test_no_place_at_all_is_a_fault(said):
    assert faults(place_words=said) == {
        "place": "Please choose a place on the map, or write the street or describe the place."
    }


@pytest.mark.parametrize(
    ("name", "value", "please"),
    [
        ("feeling", None, "Please say whether the place is good or bad."),
        ("feeling", "neutral", "Please say whether the place is good or bad."),
        ("category", None, "Please choose what it is about."),
        ("category", "theft", "Please choose what it is about."),
        ("day_part", None, "Please say when it is so."),
        ("day_part", "noon", "Please say when it is so."),
    ],
)
def test_what_was_not_chosen_or_is_no_choice_is_a_fault(name, value, please):
    assert faults(**{name: value}) == {name: please}


@pytest.mark.parametrize(("name", "field"), [("text", "text"), ("place_words", "place")])
def test_a_text_may_be_as_long_as_it_may_and_no_longer(name, field):
    most = LONGEST[name]
    assert getattr(read(**{name: "ż" * most}), name) == "ż" * most
    told = faults(**{name: "ż" * (most + 1)})
    assert told == {field: f"The text must have at most {most} characters, not {most + 1}."}


def test_every_fault_is_told_at_once():
    with pytest.raises(FaultyForm, match="it has 5") as caught:
        read_submission({"text": "x" * 501}, TORUN, STREETS, HOUSES)
    assert [fault.column for fault in caught.value.faults] == ["place", "feeling", "category", "day_part", "text"]
    assert all(fault.row is None for fault in caught.value.faults)


@pytest.mark.parametrize("category", list(TORUN.report_categories))
def test_every_category_of_the_profile_can_be_chosen(category):
    assert read(category=category).category == category


def test_a_report_keeps_the_version_of_the_list_and_a_retired_category_its_words():
    assert read().categories_version == TORUN.report_categories_version == "2026-11"
    kept = dict(TORUN.report_categories)
    retired = {"stop": kept.pop("stop")}
    later = TORUN.model_copy(
        update={
            "report_categories": kept,
            "retired_report_categories": retired,
            "report_categories_version": "2027-03",
        }
    )
    with pytest.raises(FaultyForm) as caught:
        read_submission({**FORM, "category": "stop"}, later, STREETS, HOUSES)
    assert [fault.column for fault in caught.value.faults] == ["category"]
    assert later.report_category("stop") == retired["stop"]
    assert later.report_category("theft") is None


@pytest.mark.parametrize("names", [[], [None, None]])
def test_without_named_streets_a_place_is_its_words(names):
    streets = gpd.GeoDataFrame({"name": np.array(names, dtype=object)}, geometry=[NORTH] * len(names), crs="EPSG:4326")
    assert read_submission(FORM, TORUN, streets, HOUSES)[0].geometry is None


def test_in_a_city_without_streets_in_its_store_a_place_is_its_words(store):
    assert read_submission(FORM, TORUN, store.read("streets"), store.read("buildings"))[0].geometry is None


def test_a_report_says_when_it_came_and_that_a_resident_told_it():
    report = read()
    assert timedelta(0) <= datetime.now(UTC) - report.created_at < timedelta(minutes=1)
    assert report.reporter == "resident"


def test_references_tell_nothing_and_are_never_the_same():
    found = {read().ref for _ in range(50)}
    assert len(found) == 50
    assert all(len(ref) == 32 and set(ref) <= set("0123456789abcdef") for ref in found)


@pytest.mark.parametrize(
    "fields",
    [
        {"place_words": "Łazienna", "text": "Latarnia nie świeci; \"=1+1\"\n<b>'tu'</b>"},
        {"lon": "18.605", "lat": "53.0107", "place_words": "", "feeling": "good"},
        {"place_words": "za dworcem", "day_part": "always"},
    ],
    ids=["street", "point", "words"],
)
def test_a_report_is_read_back_as_it_was_given(store, fields):
    report = read(**fields)
    fid = keep(store, report)
    kept = store.read("reports", Selection(fid=fid))
    assert Report.model_validate(kept.iloc[0][list(Report.model_fields)].to_dict()) == report


def test_reports_gather_in_one_source_of_residents_that_is_no_demo(store):
    fids = [keep(store, read(place_words=f"miejsce {i}")) for i in range(3)]
    assert fids == [1, 2, 3]
    [source] = store.sources("reports")
    assert (source.name, source.kind, source.n, source.synthetic) == (SOURCES["resident"], "resident", 3, False)
    assert source.licence is source.file_sha256 is None
    assert store.read("reports")["place_words"].tolist() == ["miejsce 0", "miejsce 1", "miejsce 2"]


def test_nothing_is_stored_but_what_was_given(store):
    report = read(ip="10.1.2.3", cookie="ciastko", email="ona@example.org", text="ciemno")
    keep(store, report)
    columns = set(store.read("reports").columns) - {"source", "source_kind", "synthetic"}
    told = {"place_words", "feeling", "category", "categories_version", "day_part", "text", "geometry"}
    assert columns == told | {"ref", "reporter", "created_at", "factors", "seen_at"}
    store.close()
    files = b"".join(file.read_bytes() for file in store.path.parent.iterdir())
    assert b"ciemno" in files
    assert not any(word in files for word in (b"10.1.2.3", b"ciastko", b"ona@example.org"))


def test_a_form_with_faults_leaves_nothing(store):
    with pytest.raises(FaultyForm):
        keep(store, read(feeling=""))
    assert store.count("reports") == 0
    assert store.sources("reports") == []


def test_an_address_of_the_city_is_that_house():
    assert HOUSES.geometry.iloc[0].contains(read(place_words="łazienna 7").geometry)


ROUTE = '{"type":"LineString","coordinates":[[18.60,53.01],[18.605,53.012],[18.61,53.011]]}'


def test_a_route_keeps_its_corners_and_goes_before_a_point():
    assert shapely.get_num_coordinates(read(shape=ROUTE, lon="18", lat="53").geometry) == 3
    ring = [[18.6, 53.0], [18.61, 53.0], [18.61, 53.01], [18.6, 53.0]]
    area = read(shape='{"type":"Polygon","coordinates":[' + str(ring) + "]}")
    assert area.geometry.geom_type == "Polygon"


@pytest.mark.parametrize(
    "shape",
    [
        "{",
        "[]",
        "null",
        '{"type":"Point","coordinates":[18.6,53]}',
        '{"type":"LineString","coordinates":[]}',
        '{"type":"LineString","coordinates":[[18.6,53],[200,53]]}',
        '{"type":"LineString","coordinates":' + str([[18.6 + i / 1e4, 53.0] for i in range(201)]) + "}",
        "[" * 100_000,
        '{"type":"LineString","coordinates":[["a","b"],["c","d"]]}',
    ],
    ids=range(9),
)
def test_a_shape_that_cannot_be_read_is_a_fault_of_the_place(shape):
    assert list(faults(shape=shape)) == ["place"]


def test_an_area_that_crosses_itself_is_taken_as_what_it_encloses():
    bow = '{"type":"Polygon","coordinates":[[[18.6,53],[18.61,53.01],[18.61,53],[18.6,53.01],[18.6,53]]]}'
    assert read(shape=bow).geometry.is_valid


def test_marks_of_the_safety_walk_are_kept_and_others_left_out():
    report = read(factor_light="0", factor_feeling="3", factor_people="", factor_security="7", factor_nobody="1")
    assert report.factors == {"light": 0, "feeling": 3}


def test_the_day_is_kept_and_one_in_the_future_is_a_fault():
    assert read(seen_on="2026-07-01").seen_at.isoformat() == "2026-07-01T12:00:00+02:00"
    tomorrow = datetime.now(TORUN.zone).date() + timedelta(days=1)
    assert faults(seen_on=tomorrow.isoformat()) == {"seen_on": "The day must not lie in the future."}
    assert list(faults(seen_on="wczoraj")) == ["seen_on"]


def image() -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (20, 10), "red").save(written, "PNG")
    return written.getvalue()


def count(store: Store, table: str) -> int:
    with store.connection() as connection:
        return connection.execute(text(f'SELECT count(*) FROM "{table}"')).scalar()


def test_a_form_that_is_sent_twice_is_stored_once_and_has_one_code(store):
    first, again = (submit(store, TORUN, FORM, sent="a" * 64, key=KEY, images=[image()]) for _ in range(2))
    assert (first.again, again.again) == (False, True)
    assert (first.code, first.report) == (again.code, again.report)
    assert [count(store, table) for table in ("reports", "case", "receipt", "photo")] == [1, 1, 1, 1]
    assert submit(store, TORUN, FORM, sent="b" * 64, key=KEY).report != first.report


def test_a_hundred_equal_forms_at_once_are_one_report(store):
    with ThreadPoolExecutor(20) as threads:
        sent = list(threads.map(lambda _: submit(store, TORUN, FORM, sent="a" * 64, key=KEY), range(100)))
    assert len({one.report for one in sent}) == 1
    assert sum(not one.again for one in sent) == 1
    assert count(store, "reports") == 1


def test_the_code_is_not_in_the_database(store):
    sent = submit(store, TORUN, FORM, sent="a" * 64, key=KEY)
    store.close()
    files = b"".join(file.read_bytes() for file in store.path.parent.iterdir())
    assert sent.code.encode() not in files
    assert sent.code.replace("-", "").encode() not in files


def test_four_photos_or_one_that_is_none_are_faults_and_nothing_is_stored(store):
    for images in ([image()] * 4, [image(), b"nic"]):
        with pytest.raises(FaultyForm) as caught:
            submit(store, TORUN, FORM, sent="a" * 64, key=KEY, images=images)
        assert [fault.column for fault in caught.value.faults] == ["photos"]
    assert count(store, "reports") == 0
