"""Does the page on light tell the very minute, the nights in which clocks are moved, and what to do next?"""

from __future__ import annotations

import re
from datetime import UTC, datetime

import geopandas as gpd
import httpx
import numpy as np
import pytest
import shapely

from api.app import create_app
from api.settings import Settings
from geo.analyses.registry import ANALYSES
from geo.city import load_city
from geo.ingest.cameras import complete_cameras
from geo.model.source import Source
from geo.storage.store import Store

ORIGIN = np.array([6540604.65, 5875529.94])
PARKS, STREETS = "parki: do 23:00, latem całą noc", "ulice, całą noc"


def placed(shapes, **columns) -> gpd.GeoDataFrame:
    moved = shapely.transform(shapes, lambda xy: xy + ORIGIN)
    return gpd.GeoDataFrame(columns, geometry=gpd.GeoSeries(moved, crs="EPSG:2177")).to_crs("EPSG:4326")


def families() -> dict[str, gpd.GeoDataFrame]:
    """Return a street of 400 m with a camera and two lamps, one of them of a park."""
    return {
        "areas": placed([shapely.box(0, 0, 400, 100)], ref=["a"], kind=["okreg"], name=["Okręg"]),
        "streets": placed(
            [shapely.LineString([(0, 50), (400, 50)])],
            ref=["s"],
            kind=["residential"],
            name=["</script><b>Łąkowa"],
            underground=[False],
        ),
        "cameras": placed(
            [shapely.Point(100, 50)],
            ref=["k"],
            camera_type=["dome"],
            status=["working"],
            indoor=[False],
            assumed=[[]],
            ir_range_m=[0.0],
        ),
        "lamps": placed(
            [shapely.Point(110, 50), shapely.Point(300, 50)],
            ref=["p", "u"],
            schedule=["park", "street"],
            lit_radius_m=[10.0, 20.0],
        ),
    }


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("night")
    store, city = Store.open(folder / "torun.sqlite", city_id="torun"), load_city("torun")
    with store.writing() as writing:
        for family, frame in families().items():
            writing.add(Source(family=family, name=f"źródło {family}", imported_at=datetime.now(UTC)), frame)
        complete_cameras(writing, city)
    for name in ("coverage", "night"):
        made = ANALYSES[name].run(store, city)
        with store.writing() as writing:
            writing.save(made)
    store.close()
    return folder


@pytest.fixture(scope="module")
def torun(serve, folder):
    with serve(create_app(Settings(city="torun", data_dir=folder))) as address:
        yield f"{address}/maps/night"


def at(torun: str, day: str, hour: str, **more: str) -> str:
    answer = httpx.get(torun, params={"day": day, "hour": hour} | more)
    assert answer.status_code == 200
    return answer.text


def lamps_that_are_on(page: str) -> str:
    shown = re.search(r'<tr aria-selected="true"><td>([^<]+) <span', page)
    return shown[1] if shown else "dzień"


def test_the_page_opens_tonight_at_eleven(torun) -> None:
    page = httpx.get(torun).text
    assert 'name="hour" value="23:00"' in page
    assert "<h1>Czego kamery nie widzą po zmroku?</h1>" in page


@pytest.mark.parametrize(
    ("day", "hour", "on"),
    [
        ("2026-12-01", "22:59", f"{PARKS} + {STREETS}"),
        ("2026-12-01", "23:00", STREETS),
        ("2026-12-01", "23:01", STREETS),
        ("2026-07-01", "22:59", f"{PARKS} + {STREETS}"),
        ("2026-07-01", "23:01", f"{PARKS} + {STREETS}"),
        # Toruń, 21 June 2026: civil dusk at 22:07, civil dawn at 3:28.
        ("2026-06-21", "22:06", "dzień"),
        ("2026-06-21", "22:07", f"{PARKS} + {STREETS}"),
        ("2026-06-22", "03:27", f"{PARKS} + {STREETS}"),
        ("2026-06-22", "03:28", "dzień"),
    ],
)
def test_a_switch_changes_the_page_and_its_map_at_the_very_minute(torun, day, hour, on) -> None:
    page = at(torun, day, hour)
    assert lamps_that_are_on(page) == on
    parks = PARKS in on
    assert ("lit-ground/items?limit=10000\\u0026schedule=park" in page) == parks
    assert ("state=park%2Bstreet" in page) == parks


def test_the_answer_has_the_numbers_of_the_hour(torun) -> None:
    early, late = (at(torun, "2026-12-01", hour) for hour in ("22:59", "23:00"))
    assert "<strong>20 m</strong>" in early
    assert "Żadna znana latarnia nie oświetla <strong>340 m</strong> z <strong>400 m</strong>" in early
    assert "Żadna znana latarnia nie oświetla <strong>360 m</strong>" in late
    assert "latarnie świecą dłużej" in early


def test_a_time_that_comes_twice_is_told_and_can_be_chosen(torun) -> None:
    first = at(torun, "2026-10-25", "02:30")
    assert "jest dwa razy; pokazano tę, która wyprzedza UTC o 2 h" in first
    assert "second=true" in first
    second = at(torun, "2026-10-25", "02:30", second="true")
    assert "pokazano tę, która wyprzedza UTC o 1 h" in second


def test_a_time_that_never_comes_is_told(torun) -> None:
    page = at(torun, "2027-03-28", "02:30")
    assert "godziny 02:30 nie ma; pokazano 03:00" in page


@pytest.mark.parametrize(
    "wrong",
    [
        {"day": "2026-13-01"},
        {"day": "jutro"},
        {"day": "0001-01-01"},
        {"day": "9999-12-31"},
        {"hour": "25:00"},
        {"hour": "noc"},
        {"level": "monitor"},
        {"level": "x" * 500},
        {"edition": "EN 1"},
    ],
)
def test_what_is_none_is_refused_in_words(torun, wrong) -> None:
    answer = httpx.get(torun, params=wrong)
    assert answer.status_code == 400


def test_another_edition_keeps_the_rank_of_the_level(torun) -> None:
    page = at(torun, "2026-12-01", "23:00", level="detect", edition="IEC 62676-4:2025")
    assert '<option value="outline" selected>' in page
    assert '<option value="overview"' not in page


def test_names_of_streets_stay_text(torun) -> None:
    page = at(torun, "2026-12-01", "23:00")
    assert "</script><b>" not in page
    assert "&lt;/script&gt;&lt;b&gt;Łąkowa" in page


@pytest.mark.parametrize("known", [False, True])
def test_where_nothing_was_computed_the_page_says_what_to_do(serve, tmp_path, known) -> None:
    store = Store.open(tmp_path / "torun.sqlite", city_id="torun")
    if known:
        with store.writing() as writing:
            writing.add(Source(family="lamps", name="l", imported_at=datetime.now(UTC)), families()["lamps"])
    store.close()
    with serve(create_app(Settings(city="torun", data_dir=tmp_path))) as address:
        text = httpx.get(f"{address}/maps/night").text
    assert "czujka run night --city torun" in text
    assert ("czujka import lamps FILE --city torun" in text) is not known


def test_a_change_of_lamps_makes_the_page_stale(serve, folder, tmp_path) -> None:
    source = Store(folder / "torun.sqlite")
    source.backup(tmp_path / "torun.sqlite")
    source.close()
    store = Store.open(tmp_path / "torun.sqlite", city_id="torun")
    with store.writing() as writing:
        more = families()["lamps"].assign(ref=["q", "r"])
        writing.add(Source(family="lamps", name="nowe", imported_at=datetime.now(UTC)), more)
    store.close()
    with serve(create_app(Settings(city="torun", data_dir=tmp_path))) as address:
        assert "Obliczono przed ostatnią zmianą latarni" in httpx.get(f"{address}/maps/night").text


@pytest.mark.parametrize(("day", "column"), [("06-21", 1), ("12-21", 2)])
def test_the_hours_of_the_night_that_is_asked_about_are_those_of_that_night(torun, day, column) -> None:
    year = datetime.now(UTC).year
    page = at(torun, f"{year}-{day}", "23:30")
    assert f"godziny, noc z {day[3:]}.{day[:2]}.{year}" in page
    rows = re.findall(r'<tr data-layer="dark-streets".*?</tr>', page, re.DOTALL)
    told = [[float(value) for value in re.findall(r'data-value="([\d.]+)"', row)][1:] for row in rows]
    assert told
    for hours in told:
        assert hours[0] == pytest.approx(hours[column], abs=0.06)
    other = at(torun, f"{year}-09-22", "23:30")
    [first, *_] = re.findall(r'<tr data-layer="dark-streets".*?</tr>', other, re.DOTALL)
    assert float(re.findall(r'data-value="([\d.]+)"', first)[1]) not in told[0]
