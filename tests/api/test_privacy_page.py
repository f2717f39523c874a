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
from geo.storage import accounts
from geo.storage.store import Store
from layers import LAYERS

IMPORTED = datetime(2026, 7, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def measured(serve, make_data, city):
    """Return a planner's client of the tiny city, all of whose west is one yard."""
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
    with store.connection(writing=True) as connection:
        key = accounts.add_key(connection, name="próba", role="planner", layers=tuple(LAYERS))
    store.close()
    headers = {"Authorization": f"Bearer {key}"}
    with (
        serve(create_app(Settings(data_dir=folder))) as address,
        httpx.Client(base_url=address, headers=headers) as one,
    ):
        yield one


@pytest.fixture
def public(measured):
    """Return a client of whoever has not signed in."""
    with httpx.Client(base_url=measured.base_url, timeout=60) as client:
        yield client


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
    page = measured.get("/maps/privacy?px=25").text
    items = measured.get("/collections/privacy/items?px_per_m=25&limit=1000").json()["features"]
    rows = dict(re.findall(r'data-fid="(\d+)".*?<td class="n" data-value="([\d.]+)">', page, re.DOTALL))
    told = {str(item["properties"]["camera"]): item["properties"]["private_m2"] for item in items}
    assert len(rows) == len(told) == 37
    assert {fid: float(m2) for fid, m2 in rows.items()} == told
    assert max(told.values()) > 100
    assert min(told.values()) == 0


def test_a_coarser_level_tells_of_more(measured) -> None:
    def answer(px: str) -> str:
        return re.search(r'class="answer">(.*?)</p>', measured.get(f"/maps/privacy{px}").text)[1]

    assert "<strong>250</strong>" in answer("")
    assert "<strong>62,5</strong>" in answer("?px=62.5")
    assert "private ground" in answer("?px=25&lang=en")
    seen = [int(re.findall(r"<strong>(\d+)</strong>", answer(px))[1]) for px in ("?px=25", "?px=125")]
    assert seen[0] > seen[1]


@pytest.mark.parametrize("px", ["26", "-1", "nan", "inf", "abc"])
def test_a_level_that_is_none_is_refused(measured, px) -> None:
    assert measured.get(f"/maps/privacy?px={px}").status_code in (400, 422)


def test_the_proposed_masks_are_offered_and_the_parcels_tell_no_owner(measured) -> None:
    assert "/collections/masks-proposed/items?f=geojson" in measured.get("/maps/privacy").text
    [parcel] = measured.get("/collections/parcels/items").json()["features"]
    assert set(parcel["properties"]) == {"ref", "kind", "source", "source_kind", "synthetic"}


def test_the_public_is_told_the_totals_and_no_camera(measured, public) -> None:
    page = public.get("/maps/privacy?px=25").text
    answer = re.search(r'class="answer">(.*?)</p>', measured.get("/maps/privacy?px=25").text)
    assert answer[1] in page
    assert "/account/sign-in?lang=pl&amp;after=/maps/privacy" in page
    assert 'data-layer="privacy"' not in page
    for layer in ("privacy", "masks-proposed"):
        assert f"/collections/{layer}" not in page
        assert public.get(f"/collections/{layer}/items").status_code == 404


def test_hostile_names_stay_text(measured) -> None:
    page = measured.get("/maps/privacy?px=25").text
    assert "</script><b>" not in page
    assert "&lt;/script&gt;&lt;b&gt;" in page
