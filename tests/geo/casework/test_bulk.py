"""The council's table becomes reports: all of them, or none and every fault with its row and column."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import openpyxl
import pytest
import shapely

from geo.casework import bulk
from geo.casework.bulk import read_all, submit_all
from geo.casework.city_ground import CityGround
from geo.casework.triage import Handler
from geo.city import load_city
from geo.errors import BadInput, FaultyFile
from geo.storage import audit, cases
from geo.storage.store import Store

TORUN = load_city("torun")
STREETS = gpd.GeoDataFrame(
    {"name": ["Łazienna", None]}, geometry=[shapely.LineString([(18.6, 53.01), (18.6, 53.012)])] * 2, crs="EPSG:4326"
)
HOUSES = gpd.GeoDataFrame({"address": ["Rynek 1"]}, geometry=[shapely.box(18.6, 53, 18.601, 53.001)], crs="EPSG:4326")
KEY = bytes(32)
RADA = Handler("rada", "council")
TABLE = """Miejsce;Długość;Szerokość;Kategoria;Ocena;Pora;Opis;Data;Światło
Łazienna;;;ciemno, brak światła;złe;w nocy;latarnia nie świeci;2026-10-01;0
;18,605;53,011;greenery;bad;always;;;
"""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(tmp_path / "torun.sqlite", city_id="torun")
    yield opened
    opened.close()


def read(text: str, name: str = "spacer.csv", **usual: str):
    return read_all(name, text.encode(), TORUN, STREETS, HOUSES, usual=usual)


def test_a_table_is_read_as_the_form_is() -> None:
    first, second = read(TABLE)
    assert (first.category, first.feeling, first.day_part, first.reporter) == ("lighting", "bad", "night", "council")
    assert first.geometry.length > 0
    assert (first.text, first.factors, first.seen_at.date().isoformat()) == (
        "latarnia nie świeci",
        {"light": 0},
        "2026-10-01",
    )
    assert second.geometry.equals(shapely.Point(18.605, 53.011))
    assert (second.category, second.text) == ("greenery", None)


def test_a_workbook_is_read_alike() -> None:
    book = openpyxl.Workbook()
    for row in (["miejsce", "kategoria", "ocena", "pora", "światło"], ["Rynek 1", "przystanek", "dobre", "dzień", 3]):
        book.active.append(row)
    written = io.BytesIO()
    book.save(written)
    [report] = read_all("a.xlsx", written.getvalue(), TORUN, STREETS, HOUSES, usual={})
    assert (report.category, report.feeling, report.day_part, report.factors) == ("stop", "good", "day", {"light": 3})
    assert HOUSES.geometry.iloc[0].contains(report.geometry)


def test_what_a_row_does_not_say_is_taken_from_the_form() -> None:
    [report] = read("miejsce\nŁazienna\n", category="lighting", feeling="bad", day_part="dusk")
    assert (report.category, report.day_part) == ("lighting", "dusk")


def test_every_fault_is_told_with_its_row_and_the_heading_of_the_file() -> None:
    text = TABLE + ";999;53;ufo;złe;rano;;2099-01-01;7\n" + ";;;lighting;złe;noc;;;\n"
    with pytest.raises(FaultyFile) as caught:
        read(text)
    told = {(fault.row, fault.column) for fault in caught.value.faults}
    assert told == {(4, "Kategoria"), (4, "Pora"), (4, "Światło"), (4, "Data"), (4, "Miejsce"), (5, "Miejsce")}
    [category] = [fault for fault in caught.value.faults if fault.column == "Kategoria"]
    assert "ciemno, brak światła" in category.message
    assert "'ufo'" in category.message


@pytest.mark.parametrize(
    ("name", "content", "error", "said"),
    [
        ("a.kml", b"x", BadInput, "must end in one of"),
        ("a.csv", b"", BadInput, "empty"),
        ("a.csv", b"kategoria\nlighting\n", FaultyFile, "free of faults"),
        ("a.csv", b"miejsce\n", BadInput, "1 to 500"),
        ("a.csv", b"miejsce\n" + b"x\n" * 501, BadInput, "1 to 500 places in a file, not 501"),
        ("a.xlsx", b"PK nothing", BadInput, "XLSX"),
        ("a.gpx", b"<!DOCTYPE a []><gpx/>", BadInput, "document type"),
    ],
)
def test_what_is_no_table_is_said_in_words(name, content, error, said) -> None:
    with pytest.raises(error, match=said):
        read_all(name, content, TORUN, STREETS, HOUSES, usual={})


def test_a_workbook_that_unpacks_without_end_is_refused(monkeypatch) -> None:
    monkeypatch.setattr(bulk, "_MOST_UNPACKED_BYTES", 1000)
    book = openpyxl.Workbook()
    book.active.append(["miejsce", "x" * 5000])
    written = io.BytesIO()
    book.save(written)
    with pytest.raises(BadInput, match="unpacked"):
        read_all("a.xlsx", written.getvalue(), TORUN, STREETS, HOUSES, usual={})


def test_all_are_stored_with_their_cases_once(store) -> None:
    reports = read(TABLE)
    assert submit_all(store, TORUN, reports, sent="raz", key=KEY, by=RADA)
    assert not submit_all(store, TORUN, read(TABLE), sent="raz", key=KEY, by=RADA)
    assert store.count("reports") == 2
    with store.connection() as connection:
        assert {case.state for case in cases.all_of(connection).values()} == {"new"}
        [line] = audit.lines(connection, newest=5)
    assert (line.actor, line.action, line.subject) == ("rada", "change", "reports")
    assert store.sources("reports")[0].kind == "council"


def test_nothing_is_stored_where_one_cannot_be(store) -> None:
    reports = read(TABLE)
    with pytest.raises(BadInput, match="References must be new"):
        submit_all(store, TORUN, [*reports, reports[0]], sent="raz", key=KEY, by=RADA)
    assert store.count("reports") == 0


def test_a_row_far_outside_the_city_is_a_fault_of_its_row() -> None:
    town = gpd.GeoSeries([shapely.box(18.5, 52.9, 18.7, 53.1)], crs="EPSG:4326").to_crs(TORUN.crs).iloc[0]
    ground = CityGround("Toruń", TORUN.crs, town)
    swapped = TABLE + ";53,011;18,605;greenery;bad;always;;;\n"
    with pytest.raises(FaultyFile) as error:
        read_all("spacer.csv", swapped.encode(), TORUN, STREETS, HOUSES, usual={}, ground=ground)
    [fault] = error.value.faults
    assert (fault.row, fault.column) == (4, "Miejsce")
    assert "at most 500 m outside it, not at 53.01100, 18.60500" in fault.message
