"""Are pages answered under a strict policy, in words, and with a next step where there is nothing?"""

from __future__ import annotations

import re
from contextlib import closing
from datetime import UTC, datetime

import geopandas as gpd
import httpx
import pytest
import shapely

from api.app import create_app
from api.settings import Settings
from geo.city import load_city
from geo.ingest import demo
from geo.model.source import Source
from geo.storage.store import Store
from signing_in import SignedIn
from tiny_city import cameras

PAGES = [
    "/",
    "/maps/planner",
    "/maps/night",
    "/maps/patrol",
    "/maps/submissions",
    "/maps/submissions/follow",
    "/account/sign-in",
]


@pytest.fixture(scope="module", params=["torun", "krakow"])
def bare_city(request, serve, tmp_path_factory):
    """Return the address of a server on a city of which only the boundary is known."""
    folder = tmp_path_factory.mktemp(request.param)
    store = Store.open(folder / f"{request.param}.sqlite", city_id=request.param)
    demo.load(store, load_city(request.param))
    store.close()
    with serve(create_app(Settings(city=request.param, data_dir=folder))) as address:
        yield address


@pytest.fixture(scope="module")
def empty_city(serve, tmp_path_factory):
    """Return the address of a server on a city of which nothing is known."""
    with serve(create_app(Settings(city="torun", data_dir=tmp_path_factory.mktemp("empty")))) as address:
        yield address


@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_its_empty_state(empty_city, path) -> None:
    answer = httpx.get(empty_city + path)
    assert answer.status_code == 200
    assert 'lang="pl"' in answer.text


@pytest.mark.parametrize(
    ("path", "step"),
    [
        ("/maps/planner", "czujka import cameras FILE --city"),
        ("/maps/patrol", "czujka import incidents FILE --kind police --city"),
    ],
)
def test_an_empty_state_says_what_to_do_next(bare_city, path, step) -> None:
    assert step in httpx.get(bare_city + path).text


def test_with_a_boundary_alone_places_can_be_reported(bare_city) -> None:
    answer = httpx.get(bare_city + "/maps/submissions")
    assert "<form" in answer.text
    assert 'href="tel:986"' in answer.text


@pytest.mark.parametrize("path", PAGES)
def test_a_page_runs_its_own_scripts_only(bare_city, path) -> None:
    policy = httpx.get(bare_city + path).headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "*" not in policy
    assert re.search(r"script-src 'self' 'nonce-[\w-]{20,}'", policy)


def test_a_nonce_serves_once(bare_city) -> None:
    nonces = {httpx.get(bare_city + "/maps/submissions").headers["content-security-policy"] for _ in range(3)}
    assert len(nonces) == 3


def test_the_first_page_answers_programs_with_json_and_people_with_html(bare_city) -> None:
    assert httpx.get(bare_city, headers={"Accept": "text/html"}).headers["content-type"].startswith("text/html")
    assert httpx.get(bare_city, headers={"Accept": "application/json"}).json()["links"]
    assert httpx.get(bare_city + "/?f=json").json()["links"]


def test_a_level_that_is_none_is_refused_with_the_choices(bare_city) -> None:
    answer = httpx.get(bare_city + "/maps/planner?level=sharp")
    assert answer.status_code == 400
    assert "monitor, detect, observe" in answer.json()["detail"]


def test_an_unknown_language_is_refused(bare_city) -> None:
    assert httpx.get(bare_city + "/maps/planner?lang=xx").status_code == 400


def test_vendored_files_are_served(bare_city) -> None:
    for path in ("/static/vendor/leaflet/leaflet.js", "/static/czujka.css", "/static/icon.svg"):
        assert httpx.get(bare_city + path).status_code == 200
    assert httpx.get(bare_city + "/static/../templates/base.html").status_code == 404


def test_a_form_that_is_too_large_is_refused(bare_city) -> None:
    answer = httpx.post(bare_city + "/account/sign-in", data={"name": "x" * 2_000_000})
    assert answer.status_code == 413


def test_a_made_up_city_says_so_on_its_first_page_and_beside_the_form(serve, tmp_path) -> None:
    store = Store.open(tmp_path / "torun.sqlite", city_id="torun")
    line = shapely.LineString([(18.60, 53.01), (18.61, 53.01)])
    street = gpd.GeoDataFrame({"ref": ["1"], "kind": ["residential"], "name": ["ul. Lipowa"], "underground": [False]})
    origin = Source(family="streets", name="Ulice (dane przykładowe)", synthetic=True, imported_at=datetime.now(UTC))
    with store.writing() as writing:
        writing.add(origin, street.set_geometry([line], crs="EPSG:4326"))
        writing.add(origin.model_copy(update={"family": "cameras", "synthetic": False}), cameras(3))
    store.close()
    with serve(create_app(Settings(city="torun", data_dir=tmp_path))) as address:
        assert "miasto jest wygenerowane" in httpx.get(address, headers={"Accept": "text/html"}).text
        assert "miasto i zgłoszenia wygenerowane" in httpx.get(f"{address}/maps/submissions").text
        # No plan has been made, and the cameras are real: what is drawn is made up all the same.
        with closing(SignedIn(address, tmp_path / "torun.sqlite")) as signed_in:
            assert "ulice i budynki wygenerowane" in signed_in("planner").get("/maps/siting").text


def test_a_real_city_says_nothing_of_the_kind(bare_city) -> None:
    assert "wygenerowane" not in httpx.get(bare_city, headers={"Accept": "text/html"}).text
