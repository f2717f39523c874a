"""Does a planner see that a map is stale, and make it new from the page?"""

from __future__ import annotations

import geopandas as gpd
import pytest
import shapely

from api.passwords import kept
from geo.model.source import Source
from geo.storage import accounts
from geo.storage.store import Store

PASSWORD = "długie hasło na próbę"


@pytest.fixture
def stale(own_demo):
    """Return the address of a demo whose register has a mask that its coverage does not know."""
    address, database = own_demo
    store = Store(database)
    before = store.result("coverage").made_at
    nothing = gpd.GeoDataFrame(
        {"ref": ["m"], "camera": ["nobody"]}, geometry=[shapely.box(24.9, 60.1, 24.91, 60.11)], crs="EPSG:4326"
    )
    with store.writing() as writing:
        writing.add(Source(family="masks", name="masks", imported_at=before), nothing)
    with store.connection(writing=True) as connection:
        accounts.add(connection, name="ala", role="planner", password_hash=kept(PASSWORD))
    yield address, store
    store.close()


def test_the_button_computes_what_is_stale(stale, watch) -> None:
    address, store = stale
    before = store.result("coverage").made_at
    watched = watch(address)
    page = watched.open("/account/sign-in?after=/maps/planner")
    page.fill("input[name=name]", "ala")
    page.fill("input[name=password]", PASSWORD)
    page.click("main button")
    page.wait_for_selector(".folium-map[data-ready]")
    button = page.locator("button[data-process=coverage]")
    assert button.inner_text() == "Przelicz"
    button.click()
    button.wait_for(state="detached", timeout=120_000)
    page.wait_for_selector(".folium-map[data-ready]")
    assert store.result("coverage").made_at > before
    assert watched.complaints == []


def test_others_are_told_the_command_alone(stale, watch) -> None:
    page = watch(stale[0]).open("/maps/planner")
    assert page.locator("button[data-process]").count() == 0
    assert "czujka run coverage" in page.locator(".note").first.inner_text()
