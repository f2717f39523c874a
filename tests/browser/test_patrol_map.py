"""Can a coordinator choose whose incidents count, on the page itself, and see the map counted anew?"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pytest

from geo.analyses import hotspots
from geo.city import load_city
from geo.model.source import Source
from geo.storage.store import Store

KINDS = ("city_guard", "operator")


@pytest.fixture
def told(own_demo: tuple[str, Path], watch: Callable):
    """Return the page of a coordinator, in whose city guards and camera operators tell of incidents, too."""
    address, database = own_demo
    store = Store(database)
    known = store.read("incidents")
    for at, kind in enumerate(KINDS):
        part = known.iloc[100 * at : 100 * at + 40]
        columns = {"ref": [f"{kind}-{n}" for n in range(len(part))], "category": "vandalism"}
        times = {name: part[name].tolist() for name in ("occurred_from", "occurred_to")}
        frame = gpd.GeoDataFrame(columns | times, geometry=list(part.geometry), crs="EPSG:4326")
        origin = Source(
            family="incidents", name=f"próba {kind}", kind=kind, synthetic=True, imported_at=known["occurred_to"].max()
        )
        with store.writing() as writing:
            writing.add(origin, frame)
    store.close()
    return watch(address).sign_in(database, "coordinator"), database


def chosen(database: Path) -> list[str]:
    store = Store(database)
    found = store.result("hotspots").parameters["tellers"]
    store.close()
    return found


def test_a_source_is_switched_on_and_the_map_and_what_stands_beside_it_follow(told) -> None:
    watched, database = told
    page = watched.open("/maps/patrol")
    assert "operator" not in chosen(database)
    page.get_by_role("checkbox", name="operatorzy kamer").check()
    with page.expect_navigation(timeout=240_000):
        page.get_by_role("button", name="Policz ponownie").click()
        page.locator("form[data-tellers] [role=status]", has_text="%").wait_for(timeout=60_000)
    page.wait_for_selector(".folium-map[data-ready]", state="attached", timeout=60_000)
    assert "operator" in chosen(database)
    store = Store(database)
    assert {tuple(store.result(name).parameters["tellers"]) for name in ("surfaces", "rhythm", "accuracy")} == {
        tuple(chosen(database))
    }
    store.close()
    assert page.get_by_role("checkbox", name="operatorzy kamer").is_checked()
    row = page.locator("tr", has_text="operatorzy kamer").first
    assert "tak" in row.inner_text()
    assert watched.complaints == []
    assert watched.strangers == []


def test_a_stale_map_is_counted_anew_with_the_sources_that_were_chosen(told) -> None:
    watched, database = told
    store = Store(database)
    city = load_city("helsinki")
    one = store.read("incidents").tail(1)[["category", "occurred_from", "occurred_to", "geometry"]]
    with store.writing() as writing:
        writing.save(hotspots.run(store, city, chosen=["police", "operator"]))
    origin = Source(family="incidents", name="jedno", kind="police", imported_at=one["occurred_to"].max())
    with store.writing() as writing:
        writing.add(origin, gpd.GeoDataFrame(one.assign(ref="jedno"), crs="EPSG:4326"))
    store.close()
    page = watched.open("/maps/patrol")
    button = page.locator("button[data-process=hotspots]")
    button.click()
    button.wait_for(state="detached", timeout=120_000)
    assert chosen(database) == ["police", "operator"]
    assert watched.complaints == []
