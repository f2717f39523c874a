"""Does the service say how it is?"""

from __future__ import annotations

from collections.abc import Callable

import httpx

from api.app import create_app
from api.routes.health import _database
from api.settings import Settings
from geo.model.source import Source
from geo.storage.store import Store
from layers import gate


def test_health_counts_and_knows_its_database(client: httpx.Client) -> None:
    told = client.get("/health").json()
    assert told["status"] == "ok"
    assert told["city"] == "helsinki"
    assert told["database"]["journal_mode"] == "wal"
    assert list(told["counts"]) == gate.visible()
    assert told["counts"]["cameras"] == 37
    assert told["counts"]["reports"] == 2, "squares, not reports"
    assert told["results"]["coverage"]["computed"]
    assert not told["results"]["coverage"]["stale"]
    assert not any("n" in result for result in told["results"].values()), (
        "a number that moves tells when something came"
    )


def test_an_empty_city_has_every_collection_and_says_what_fills_it(serve: Callable, make_data: Callable) -> None:
    with (
        serve(create_app(Settings(data_dir=make_data(filled=False)))) as address,
        httpx.Client(base_url=address) as client,
    ):
        for name in gate.visible():
            body = client.get(f"/collections/{name}/items").json()
            assert (body["numberMatched"], body["features"]) == (0, [])
            for written in ("csv", "gpkg"):
                assert client.get(f"/collections/{name}/items", params={"f": written}).status_code == 200
        assert "czujka run coverage" in client.get("/collections/gaps").json()["description"]
        assert "spatial" not in client.get("/collections/gaps").json()["extent"]
        assert client.get("/health").json()["results"]["hotspots"] == {"computed": False, "stale": True}


def test_a_result_is_stale_once_its_inputs_change(serve: Callable, make_data: Callable, city: object) -> None:
    folder = make_data()
    store = Store.open(folder / "helsinki.sqlite", city_id="helsinki")
    with serve(create_app(Settings(data_dir=folder))) as address, httpx.Client(base_url=address) as client:
        cameras = store.read("cameras").iloc[:1][["geometry", "status", "indoor", "assumed"]].assign(ref="new")
        with store.writing() as writing:
            writing.add(Source(family="cameras", name="later", imported_at="2026-08-01T00:00:00Z"), cameras)
        told = client.get("/health").json()["results"]
        assert told["coverage"]["stale"]
        assert not told["hotspots"]["stale"]
        assert "Computed before" in client.get("/collections/coverage").json()["description"]
    store.close()


def test_a_journal_that_fell_back_is_told_in_words() -> None:
    class Old:
        def state(self) -> dict[str, str]:
            return {"sqlite": "3.40.1", "journal_mode": "delete"}

    assert "fell back to DELETE" in _database(Old())["note"]  # type: ignore[arg-type]
