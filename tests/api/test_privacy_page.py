"""Does the page on privacy tell of every camera, at every level, in words, and what to do where there is nothing?"""

from __future__ import annotations

import re
from datetime import UTC, datetime

import geopandas as gpd
import httpx
import pytest
import shapely

from api.app import create_app
from api.settings import Settings
from geo.analyses import privacy
from geo.ingest.cameras import complete_cameras
from geo.model.source import Source
from geo.storage.store import Store

IMPORTED = datetime(2026, 7, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def measured(serve, make_data, city):
    """Return the address of a server on the tiny city, all of whose west is one yard."""
    folder = make_data()
    store = Store.open(folder / "helsinki.sqlite", city_id="helsinki")
    west, south, _, _ = store.read("cameras").total_bounds
    yard = [shapely.box(west, south, west + 0.01, south + 0.01)]
    columns = {"ref": ["podwórze"], "kind": ["residential"]}
    with store.writing() as writing:
        writing.clear("parcels")
        origin = Source(family="parcels", name="działki", imported_at=IMPORTED)
        writing.add(origin, gpd.GeoDataFrame(columns, geometry=yard, crs="EPSG:4326"))
        complete_cameras(writing, city)
    made = privacy.run(store, city)
    with store.writing() as writing:
        writing.save(made)
    store.close()
    with serve(create_app(Settings(data_dir=folder))) as address:
        yield address


@pytest.mark.parametrize("cameras", [0, 1])
def test_where_nothing_was_measured_the_page_says_what_to_do(serve, make_data, cameras) -> None:
    folder = make_data(filled=False)
    if cameras:
        store = Store.open(folder / "helsinki.sqlite", city_id="helsinki")
        told = {"ref": ["K-1"], "status": "working", "indoor": False, "assumed": [[]]}
        frame = gpd.GeoDataFrame(told, geometry=[shapely.Point(24.94, 60.17)], crs="EPSG:4326")
        with store.writing() as writing:
            writing.add(Source(family="cameras", name="rejestr", imported_at=IMPORTED), frame)
        store.close()
    with serve(create_app(Settings(data_dir=folder))) as address:
        answer = httpx.get(f"{address}/maps/privacy")
    assert answer.status_code == 200
    assert "czujka run privacy --city helsinki" in answer.text
    assert ("czujka import cameras FILE --city helsinki" in answer.text) is not bool(cameras)


def test_every_camera_has_a_row_and_the_numbers_are_those_of_the_collection(measured) -> None:
    page = httpx.get(f"{measured}/maps/privacy?px=25").text
    items = httpx.get(f"{measured}/collections/privacy/items?px_per_m=25&limit=1000").json()["features"]
    rows = dict(re.findall(r'data-fid="(\d+)".*?<td class="n" data-value="([\d.]+)">', page, re.DOTALL))
    told = {str(item["properties"]["camera"]): item["properties"]["private_m2"] for item in items}
    assert len(rows) == len(told) == 37
    assert {fid: float(m2) for fid, m2 in rows.items()} == told
    assert max(told.values()) > 100
    assert min(told.values()) == 0


def test_a_coarser_level_tells_of_more(measured) -> None:
    def answer(px: str) -> str:
        return re.search(r'class="answer">(.*?)</p>', httpx.get(f"{measured}/maps/privacy{px}").text)[1]

    assert "<strong>250</strong>" in answer("")
    assert "<strong>62,5</strong>" in answer("?px=62.5")
    assert "private ground" in answer("?px=25&lang=en")
    seen = [int(re.findall(r"<strong>(\d+)</strong>", answer(px))[1]) for px in ("?px=25", "?px=125")]
    assert seen[0] > seen[1]


@pytest.mark.parametrize("px", ["26", "-1", "nan", "inf", "abc"])
def test_a_level_that_is_none_is_refused(measured, px) -> None:
    assert httpx.get(f"{measured}/maps/privacy?px={px}").status_code in (400, 422)


def test_the_proposed_masks_are_offered_and_the_parcels_tell_no_owner(measured) -> None:
    assert "/collections/masks-proposed/items?f=geojson" in httpx.get(f"{measured}/maps/privacy").text
    [parcel] = httpx.get(f"{measured}/collections/parcels/items").json()["features"]
    assert set(parcel["properties"]) == {"ref", "kind", "source", "source_kind", "synthetic"}


def test_hostile_names_stay_text(measured) -> None:
    page = httpx.get(f"{measured}/maps/privacy?px=25").text
    assert "</script><b>" not in page
    assert "&lt;/script&gt;&lt;b&gt;" in page
