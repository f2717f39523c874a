"""Can anybody learn from the public service where a report lies, what it says, or that it exists?"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import geopandas as gpd
import httpx
import pandas as pd
import pyogrio
import pytest
import shapely

from api.app import create_app
from api.settings import Settings
from geo.city import City
from geo.disclosure.heat import heat
from geo.model.source import Source
from geo.storage.store import Store
from layers import gate
from layers.formats import FORMATS

#: Alone at its place, far from all others.
CANARY = shapely.Point(24.9876543, 60.1987654)
LATER = "2026-11-11T11:11:11Z"
BOXES = ["24.98,60.19,24.99,60.2", "24.9876542,60.1987653,24.9876544,60.1987655", "-180,-90,180,90", "24.93,60.16,24.95,60.17"]  # fmt: skip
SEARCHES = ["", *(f"bbox={box}" for box in BOXES), "datetime=2026-11-11", "datetime=2026-07-01T12:17:00Z", "limit=1",
            "limit=1&offset=1", "offset=2", "band=5-9", "synthetic=true", "synthetic=false", "approximate=true"]  # fmt: skip
SECRETS = [
    "sekret",
    "tajne",
    "za sklepem",
    "kanarek",
    "lighting",
    "night",
    "2026-07-01T12:17",
    "2026-11-11",
    "Formularz",
]
PAGES = ["/", "/maps/planner", "/maps/patrol", "/maps/submissions"]


def exact_places(folder: Path) -> list[tuple[float, float]]:
    store = Store.open(folder / "helsinki.sqlite", city_id="helsinki")
    frame = store.read("reports")
    store.close()
    placed = frame[~frame.geometry.isna()]
    return [(x, y) for x, y in shapely.get_coordinates(placed.geometry.array).tolist()]


def add_canary(folder: Path) -> None:
    """Report one lonely place through a source of its own, later than all others."""
    store = Store.open(folder / "helsinki.sqlite", city_id="helsinki")
    columns = {"ref": "kanarek", "feeling": "good", "category": "other", "day_part": "day", "text": "kanarek"}
    told = columns | {"reporter": "council", "created_at": pd.Timestamp(LATER)}
    frame = gpd.GeoDataFrame([told], geometry=[CANARY], crs="EPSG:4326")
    origin = Source(family="reports", name="Formularz kanarka", licence="tajne", synthetic=True, imported_at=LATER)
    with store.writing() as writing:
        writing.add_one(origin, frame)
    store.close()


@pytest.fixture(scope="module", params=["counted at the close", "told after the close"])
def folder(request: pytest.FixtureRequest, make_data: Callable[..., Path]) -> Path:
    if request.param == "counted at the close":
        return make_data(more_reports=[CANARY])
    made = make_data()
    add_canary(made)
    return made


@pytest.fixture(scope="module")
def with_canary(serve: Callable, folder: Path) -> Iterator[httpx.Client]:
    with serve(create_app(Settings(data_dir=folder))) as address, httpx.Client(base_url=address) as opened:
        yield opened


def test_the_heat_is_what_anybody_can_reckon_from_the_public_squares(client: httpx.Client, city: City) -> None:
    squares, told_heat = (
        gpd.GeoDataFrame.from_features(client.get(f"/collections/{layer}/items").json()["features"], crs="EPSG:4326")
        for layer in ("reports", "report-heat")
    )
    reckoned = heat(squares, crs=city.crs, cell_m=city.disclosure.cell_m)
    assert len(told_heat)
    assert told_heat["level"].tolist() == reckoned["level"].tolist()
    for one, other in zip(told_heat.geometry, reckoned.geometry, strict=True):
        assert one.symmetric_difference(other).area < 1e-3 * other.area  # what rounding of coordinates leaves


def targets() -> list[str]:
    """Return every address of the public service that could tell of reports, in every format."""
    found = ["/collections", "/collections/reports", "/collections/reports/queryables", "/health", "/openapi.json"]
    found += [f"/collections/reports/items?{search}" for search in SEARCHES] + ["/collections/report-heat/items"]
    return found + [f"/collections/reports/items?f=csv&{search}" for search in SEARCHES]


def told(client: httpx.Client, target: str) -> tuple[Any, ...]:
    """Return an answer without what differs by itself: the moment and the port."""
    answer = client.get(target)
    assert answer.status_code == 200, answer.text
    text = re.sub(r'"timeStamp":"[^"]*"', "", answer.text.replace(str(client.base_url).rstrip("/"), ""))
    headers = {name: value for name, value in answer.headers.items() if name not in ("date", "link", "content-length")}
    return answer.status_code, headers, text


@pytest.mark.parametrize("target", targets())
def test_a_lonely_report_changes_no_answer(client: httpx.Client, with_canary: httpx.Client, target: str) -> None:
    assert told(with_canary, target) == told(client, target)


@pytest.mark.parametrize("search", SEARCHES)
def test_a_lonely_report_changes_no_geopackage(
    client: httpx.Client, with_canary: httpx.Client, search: str, tmp_path: Path
) -> None:
    def held(asked: httpx.Client) -> tuple[int, dict[str, Any]]:
        body = asked.get(f"/collections/reports/items?f=gpkg&{search}").content
        path = tmp_path / "reports.gpkg"
        path.write_bytes(body)
        frame = pyogrio.read_dataframe(path, layer="reports", fid_as_index=True)
        return len(body), frame.to_wkb(hex=True).to_dict("index")

    assert held(with_canary) == held(client)


def test_a_lonely_report_is_found_by_no_id(with_canary: httpx.Client) -> None:
    for fid in range(60):
        assert with_canary.get(f"/collections/reports/items/{fid}").status_code == 404
    assert with_canary.get("/collections/reports/items", params={"bbox": BOXES[0]}).json()["numberMatched"] == 0


@pytest.mark.parametrize("page", PAGES)
def test_a_lonely_report_changes_no_page(client: httpx.Client, with_canary: httpx.Client, page: str) -> None:
    def written(asked: httpx.Client) -> str:
        answer = asked.get(page, headers={"Accept": "text/html"})
        nonce = re.search(r"nonce-([^']+)", answer.headers["content-security-policy"])
        text = answer.text.replace(nonce[1], "") if nonce else answer.text
        text = re.sub(r'name="proof_task" value="[^"]+"', "", text)
        return re.sub(r"[0-9a-f]{32}", "", text.replace(str(asked.base_url).rstrip("/"), ""))

    assert written(with_canary) == written(client)


@pytest.mark.parametrize("name", gate.visible())
@pytest.mark.parametrize("written", FORMATS)
def test_no_export_holds_an_exact_place_or_a_word_of_a_report(
    with_canary: httpx.Client, folder: Path, name: str, written: str
) -> None:
    answer = with_canary.get(f"/collections/{name}/items", params={"f": written, "limit": 10_000})
    assert answer.status_code == 200
    body = answer.content
    for x, y in exact_places(folder):
        # Six decimals are ten centimetres: no border of a square comes so near to a place by chance here.
        assert not (f"{x:.6f}".encode() in body and f"{y:.6f}".encode() in body)
        assert shapely.to_wkb(shapely.Point(x, y))[5:] not in body
    if name == "reports":
        for secret in SECRETS:
            assert secret.encode() not in body, secret


@pytest.mark.parametrize("page", [*PAGES, "/health", "/collections", "/collections/reports", "/openapi.json"])
def test_no_page_holds_an_exact_place_or_a_text_of_a_report(with_canary: httpx.Client, folder: Path, page: str) -> None:
    text = with_canary.get(page, headers={"Accept": "text/html, application/json"}).text
    for x, y in exact_places(folder):
        assert not (f"{x:.5f}" in text and f"{y:.5f}" in text)
    for secret in ("sekret", "tajne", "za sklepem", "kanarek", "Formularz kanarka"):
        assert secret not in text


def test_small_squares_are_hidden_and_others_told_in_bands(with_canary: httpx.Client) -> None:
    body = with_canary.get("/collections/reports/items").json()
    assert [feature["properties"]["band"] for feature in body["features"]] == ["5-9", "20-49"]
    assert body["approximate"] is True
    for feature in body["features"]:
        assert set(feature["properties"]) == {"band", "near", "approximate", "synthetic", "until"}
        assert feature["id"] > 2**20, "a place in the grid, not a number in the order of reports"


def test_the_datetime_of_reports_is_not_looked_at(with_canary: httpx.Client) -> None:
    whole = with_canary.get("/collections/reports/items").json()["features"]
    for when in ("1999-01-01", "2026-07-01T12:00:00Z", "2030-01-01/.."):
        assert with_canary.get("/collections/reports/items", params={"datetime": when}).json()["features"] == whole


@pytest.mark.parametrize("name", ["ref", "text", "category", "feeling", "day_part", "reporter", "created_at", "source"])
def test_reports_cannot_be_asked_for_by_what_is_hidden(with_canary: httpx.Client, name: str) -> None:
    answer = with_canary.get("/collections/reports/items", params={name: "lighting"})
    assert answer.status_code == 400
    assert "band" in answer.json()["detail"]


def test_the_extent_is_that_of_the_city(with_canary: httpx.Client) -> None:
    extents = {json.dumps(one["extent"]["spatial"]) for one in with_canary.get("/collections").json()["collections"]}
    assert len(extents) == 1
    told = with_canary.get("/collections/reports").json()["extent"]
    assert "temporal" not in told
    assert with_canary.get("/collections/reports/items").headers.get("etag") is None
    assert with_canary.get("/collections/reports/items").headers.get("last-modified") is None


def test_no_audience_can_be_claimed_by_a_request(with_canary: httpx.Client) -> None:
    plain = with_canary.get("/collections/reports/items").json()["features"]
    claimed = {"Cookie": "czujka_session=council; audience=council"}
    for headers in (claimed, {"X-Audience": "council"}, {"Authorization": "Basic council"}):
        assert with_canary.get("/collections/reports/items", headers=headers).json()["features"] == plain
    assert with_canary.get("/collections/reports/items?audience=council").status_code == 400
