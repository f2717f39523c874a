"""Do the pages on outages and on trees tell what is known, what is not, and what to do about it?"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import geopandas as gpd
import httpx
import pytest

from api.app import create_app
from api.settings import Settings
from geo.analyses import availability, coverage, foliage
from geo.ingest.cameras import complete_cameras
from geo.model.source import Source
from geo.storage import accounts
from geo.storage.store import Store
from layers import LAYERS

NOW = datetime.now(UTC)
DETECT = {"norm_edition": "EN 62676-4:2015", "level": "detect", "limit": 1000}


def compute(store: Store, city) -> None:
    for analysis in (coverage, availability, foliage):
        made = analysis.run(store, city)
        with store.writing() as writing:
            writing.save(made)


@pytest.fixture(scope="module")
def known(serve, make_data, city):
    """Return a client of the tiny city in which three outdoor cameras are or were out of order and trees stand."""
    folder = make_data()
    store = Store.open(folder / "helsinki.sqlite", city_id="helsinki")
    cameras = store.read("cameras")
    refs = cameras.loc[~cameras["indoor"].astype(bool), "ref"].tolist()
    outages = {
        "ref": ["o-1", "o-2", "o-3"],
        "camera": refs[:3],
        "off_from": [NOW - timedelta(days=days) for days in (20, 3, 60)],
        "off_to": [None, None, NOW - timedelta(days=50)],
        "reason": ["</script><b>prąd", None, None],
    }
    trees = {"ref": [f"t-{i}" for i in range(len(cameras))], "height_m": None, "crown_m": 6.0}
    beside = cameras.geometry.translate(1e-4, 0)
    with store.writing() as writing:
        for family, columns, places in (("outages", outages, [None] * 3), ("trees", trees, list(beside))):
            writing.clear(family)
            source = Source(family=family, name=f"rejestr: {family}", imported_at=NOW)
            writing.add(source, gpd.GeoDataFrame(columns, geometry=places, crs="EPSG:4326"))
        complete_cameras(writing, city)
    compute(store, city)
    with store.connection(writing=True) as connection:
        key = accounts.add_key(connection, name="próba", role="planner", layers=tuple(LAYERS))
    store.close()
    headers = {"Authorization": f"Bearer {key}"}
    with (
        serve(create_app(Settings(data_dir=folder))) as address,
        httpx.Client(base_url=address, timeout=60, headers=headers) as client,
    ):
        yield client


@pytest.fixture
def public(known):
    """Return a client of whoever has not signed in."""
    with httpx.Client(base_url=known.base_url, timeout=60) as client:
        yield client


@pytest.fixture(scope="module")
def silent(serve, make_data, city):
    """Return a client of the tiny city of which no outage and no tree is known, computed all the same."""
    folder = make_data()
    store = Store.open(folder / "helsinki.sqlite", city_id="helsinki")
    with store.writing() as writing:
        for family in ("outages", "trees"):
            writing.clear(family)
        complete_cameras(writing, city)
    compute(store, city)
    store.close()
    with serve(create_app(Settings(data_dir=folder))) as address, httpx.Client(base_url=address, timeout=60) as client:
        yield client


def items(client: httpx.Client, layer: str, **query: object) -> list[dict]:
    told = client.get(f"/collections/{layer}/items", params={"f": "json"} | query).json()["features"]
    return [feature["properties"] for feature in told]


def test_the_page_tells_how_many_work_and_lists_the_longest_outage_first(known) -> None:
    page = known.get("/maps/outages?lang=pl").text
    off = [row for row in items(known, "downtime", limit=100) if row["off"]]
    assert len(off) == 2
    assert "1 awaria trwa dłużej niż 7 dni." in page
    assert re.search(r"Działa <strong>\d+</strong> z <strong>\d+</strong> zewnętrznych kamer", page)
    rows = re.findall(r'<tr data-layer="downtime" data-fid="(\d+)"', page)
    assert rows == [str(row["camera"]) for row in sorted(off, key=lambda row: -row["days"])]
    assert "<strong>długo</strong>" in page
    assert "</script><b>prąd" not in page


def test_the_public_is_told_how_many_are_off_and_not_which(known, public) -> None:
    page = public.get("/maps/outages?lang=pl").text
    assert "2 kamery nie działają." in page
    assert "/account/sign-in?lang=pl&amp;after=/maps/outages" in page
    assert 'data-layer="downtime"' not in page
    assert "/collections/downtime" not in page
    assert "/collections/blinded" not in page
    assert [row["lost_street_m"] > 0 for row in items(known, "availability", **DETECT)].count(True) > 0
    for layer in ("outages", "downtime", "blinded"):
        assert public.get(f"/collections/{layer}/items").status_code == 404


def test_the_table_of_outages_is_equal_to_the_map(known) -> None:
    page = known.get("/maps/outages?lang=en").text
    areas = items(known, "availability", **DETECT)
    lost_m = sum(row["lost_street_m"] for row in areas)
    assert f"{lost_m:,.0f} m" in page or f"{lost_m / 1000:.1f} km" in page
    blinded = {row["camera"]: row for row in items(known, "blinded", **DETECT)}
    assert set(map(str, blinded)) <= set(re.findall(r'data-layer="downtime" data-fid="(\d+)"', page))
    for row in areas:
        assert row["paper_m2"] - row["working_m2"] == pytest.approx(row["lost_m2"], abs=0.2)


def test_downtime_of_the_period_is_told_camera_by_camera(known) -> None:
    told = {row["days_in_period"] for row in items(known, "downtime", limit=100)}
    assert any(days == pytest.approx(10, abs=0.01) for days in told)
    assert "3 kamery nie działały przez jakiś czas w ostatnich 60 dniach" in known.get("/maps/outages?lang=pl").text


def test_what_is_not_known_is_not_called_sound(silent) -> None:
    page = silent.get("/maps/outages?lang=pl").text
    assert "Nie znaczy to, że wszystkie kamery działają." in page
    assert "czujka import outages FILE --city helsinki" in page
    assert "Działa <strong>" not in page


def test_a_level_that_is_none_is_refused_in_words(known) -> None:
    for page in ("outages", "seasons"):
        assert known.get(f"/maps/{page}?level=wyraźnie").status_code == 400
        assert known.get(f"/maps/{page}?edition=IEC+62676-4:2025&level=detect").status_code == 200


def test_the_page_on_trees_tells_winter_summer_and_what_is_assumed(known) -> None:
    page = known.get("/maps/seasons?lang=pl").text
    areas = items(known, "seasons", **DETECT)
    assert sum(row["lost_m2"] for row in areas) > 0
    for row in areas:
        assert row["winter_m2"] - row["summer_m2"] == pytest.approx(row["lost_m2"], abs=0.2)
    cameras = items(known, "leafy-cameras", **DETECT)
    shown = re.findall(r'data-layer="leafy-cameras" data-fid="(\d+)"', page)
    assert shown == [str(row["camera"]) for row in sorted(cameras, key=lambda row: -row["lost_share"])]
    assert "Korona zasłania wszystko, co leży za nią, od samej ziemi" in page
    assert "Wymiary 37 drzew są przyjęte." in page


def test_without_trees_nothing_is_said_of_summer(silent) -> None:
    page = silent.get("/maps/seasons?lang=pl").text
    assert "Nie są znane żadne drzewa" in page
    assert "czujka import trees FILE --city helsinki" in page
