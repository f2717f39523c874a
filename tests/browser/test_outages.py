"""Do the pages on outages and on trees work for a person?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from axe_playwright_python.sync_playwright import Axe

from api.app import create_app
from api.settings import Settings
from geo.analyses import availability, foliage
from geo.city import load_city
from geo.model.source import Source
from geo.storage.store import Store

PAGES = {"outages": "/maps/outages", "seasons": "/maps/seasons"}
NOW = datetime.now(UTC)


@pytest.fixture(scope="module")
def upkeep_dir(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("upkeep")


@pytest.fixture(scope="module")
def upkeep_url(serve, demo_dir, upkeep_dir) -> Iterator[str]:
    """Return the address of a server on a copy of the demo with outages of two cameras and a row of trees."""
    folder, city = upkeep_dir, load_city("helsinki")
    whole = Store(demo_dir / "helsinki.sqlite")
    whole.backup(folder / "helsinki.sqlite")
    whole.close()
    store = Store.open(folder / "helsinki.sqlite", city_id="helsinki")
    cameras = store.read("cameras")
    outdoors = cameras[~cameras["indoor"].astype(bool)].iloc[:40]
    begins = [NOW - timedelta(days=30), NOW - timedelta(days=2)]
    outages = {"ref": ["o-1", "o-2"], "camera": outdoors["ref"].iloc[:2].tolist(), "off_from": begins, "reason": ["zasilanie", None]}  # fmt: skip
    beside = shapely.transform(outdoors.geometry.to_numpy(), lambda xy: xy + 1e-4)
    trees = {"ref": [f"t-{i}" for i in range(40)], "height_m": 9.0, "crown_m": [None, 5.0] * 20}
    with store.writing() as writing:
        for family, columns, places in (("outages", outages, [None] * 2), ("trees", trees, beside)):
            source = Source(family=family, name=f"rejestr: {family}", imported_at=NOW)
            writing.add(source, gpd.GeoDataFrame(columns, geometry=list(places), crs="EPSG:4326"))
    for analysis in (availability, foliage):
        made = analysis.run(store, city)
        with store.writing() as writing:
            writing.save(made)
    store.close()
    with serve(create_app(Settings(data_dir=folder))) as address:
        yield address


@pytest.fixture
def planner(upkeep_url, upkeep_dir, watch):
    """Return an opener of pages on which a planner has signed in."""
    return lambda **how: watch(upkeep_url, **how).sign_in(upkeep_dir / "helsinki.sqlite", "planner")


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_serious(planner, picture, name, phone) -> None:
    watched = planner(phone=phone)
    page = watched.open(PAGES[name])
    found = Axe().run(page).response["violations"]
    serious = [
        (fault["id"], fault["nodes"][0]["html"][:200]) for fault in found if fault["impact"] in ("serious", "critical")
    ]
    assert serious == []
    assert watched.strangers == []
    assert watched.complaints == []
    assert page.evaluate("document.documentElement.scrollWidth") <= (390 if phone else 1280)
    picture(page, f"{name}-phone" if phone else name)


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_serious_where_nothing_is_known(demo_url, watch, name) -> None:
    page = watch(demo_url).open(PAGES[name])
    found = Axe().run(page).response["violations"]
    assert [fault["id"] for fault in found if fault["impact"] in ("serious", "critical")] == []


def test_a_camera_out_of_order_is_found_from_its_row_and_its_row_from_the_map(planner) -> None:
    page = planner().open(PAGES["outages"])
    row = page.locator("tr[data-layer=downtime]").first
    row.focus()
    page.keyboard.press("Enter")
    page.wait_for_timeout(500)
    assert row.get_attribute("aria-selected") == "true"
    sign = page.locator(".leaflet-marker-icon[title^='Kamera']")
    assert sign.count() == 2
    sign.last.click(force=True)
    assert page.locator("tr[aria-selected=true]").count() == 1


def test_the_map_of_trees_has_the_cameras_of_its_table(planner) -> None:
    page = planner().open(PAGES["seasons"])
    rows = page.locator("tr[data-layer=leafy-cameras]").count()
    assert rows > 5
    assert page.locator(".camera-icon").count() == rows


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_the_public_sees_how_much_is_lost_and_the_way_to_sign_in(upkeep_url, watch, picture, phone) -> None:
    watched = watch(upkeep_url, phone=phone)
    page = watched.open(PAGES["outages"])
    assert watched.complaints == []
    assert page.locator("tr[data-layer=downtime], .leaflet-marker-icon[title^='Kamera']").count() == 0
    assert page.locator(".cell-count").count() > 0
    picture(page, "outages-public-phone" if phone else "outages-public")
