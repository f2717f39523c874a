"""Does the service tell what a camera that is only thought of would add?"""

from __future__ import annotations

import httpx
import pytest
import shapely

from api.app import create_app
from api.settings import Settings
from geo.analyses import ANALYSES
from geo.city import load_city
from geo.ingest.cameras import complete_cameras
from geo.model.source import Source
from geo.storage.store import Store

EDITION = "EN 62676-4:2015"


@pytest.fixture(scope="module")
def address(serve, make_data):
    """Return the address of a server on the tiny city, its coverage computed."""
    folder = make_data()
    store = Store.open(folder / "helsinki.sqlite", city_id="helsinki")
    compute(store)
    store.close()
    with serve(create_app(Settings(data_dir=folder))) as running:
        yield running


def ask(address: str, *ideas: dict, level: str = "detect", edition: str = EDITION) -> httpx.Response:
    body = {"norm_edition": edition, "level": level, "ideas": list(ideas)}
    return httpx.post(f"{address}/what-if", json=body, timeout=30)


def compute(store: Store) -> None:
    city = load_city("helsinki")
    with store.writing() as writing:
        complete_cameras(writing, city)
    made = ANALYSES["coverage"](store, city)
    with store.writing() as writing:
        writing.save(made)


DOME = {"lon": 24.945, "lat": 60.1651, "camera_type": "dome", "mount": "pole"}


def test_a_dome_adds_what_nobody_sees(address) -> None:
    answer = ask(address, DOME).json()
    [placed] = answer["placed"]
    assert placed["gain"]["gain_m2"] > 0
    assert placed["gain"]["gain_m2"] + placed["gain"]["overlap_m2"] == pytest.approx(placed["gain"]["seen_m2"], abs=0.2)
    assert sum(area["gain_m2"] for area in placed["gain"]["areas"]) == pytest.approx(placed["gain"]["gain_m2"], abs=0.5)
    assert all(shapely.from_geojson(str(zone["geometry"]).replace("'", '"')).is_valid for zone in placed["zones"])


def test_two_of_the_same_add_what_one_adds(address) -> None:
    one, two = ask(address, DOME).json(), ask(address, DOME, DOME).json()
    assert two["together"]["gain_m2"] == pytest.approx(one["together"]["gain_m2"], abs=0.2)


def test_nothing_is_stored(address) -> None:
    before = httpx.get(f"{address}/collections/cameras/items").json()["numberMatched"]
    ask(address, DOME)
    assert httpx.get(f"{address}/collections/cameras/items").json()["numberMatched"] == before


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"level": "sharp"}, "monitor, detect"),
        ({"edition": "EN 1"}, EDITION),
    ],
)
def test_a_level_or_edition_that_is_none_is_refused_with_the_choices(address, change, said) -> None:
    answer = ask(address, DOME, **change)
    assert answer.status_code == 400
    assert said in answer.json()["detail"]


@pytest.mark.parametrize(
    "idea",
    [
        {},
        {"lon": 400, "lat": 0},
        DOME | {"kind": "eye"},
        DOME | {"height_m": -1},
        DOME | {"more": 1},
        DOME | {"lat": "x"},
    ],
)
def test_an_idea_that_makes_no_sense_is_refused_in_words(address, idea) -> None:
    answer = ask(address, idea)
    assert answer.status_code in (400, 422)
    assert answer.headers["content-type"] == "application/problem+json"


def test_no_idea_and_too_many_are_refused(address) -> None:
    assert ask(address).status_code == 422
    assert ask(address, *[DOME] * 21).status_code == 422


def test_a_changed_register_changes_the_answer(serve, make_data) -> None:
    folder = make_data()
    store = Store.open(folder / "helsinki.sqlite", city_id="helsinki")
    with serve(create_app(Settings(data_dir=folder))) as running:
        compute(store)
        before = ask(running, DOME).json()["together"]["gain_m2"]
        cameras = store.read("cameras").iloc[[1]].drop(columns=["source", "source_kind", "synthetic"])
        cameras = cameras.assign(ref="more", camera_type="dome", indoor=False)
        cameras.geometry = [shapely.Point(DOME["lon"], DOME["lat"])]
        origin = Source(family="cameras", name="more", imported_at=store.sources("cameras")[0].imported_at)
        with store.writing() as writing:
            writing.add(origin, cameras)
        compute(store)
        after = ask(running, DOME).json()["together"]["gain_m2"]
    store.close()
    assert after < before / 2
