"""The siting page in a real browser: a plan is looked for, enough is enough, a point is excluded, and it is kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

from api.passwords import kept
from geo.storage import accounts
from geo.storage.store import Store

PASSWORD = "długie hasło na próbę"
PATIENCE_MS = 180_000


@pytest.fixture
def planner(own_demo: tuple[str, Path], watch: Callable) -> Callable:
    """Return an opener of the page for a planner."""
    address, database = own_demo

    def opened(**how: bool):
        store = Store(database)
        with store.connection(writing=True) as connection:
            accounts.add(connection, name="ala", role="planner", password_hash=kept(PASSWORD))
        store.close()
        watched = watch(address, **how)
        page = watched.open("/account/sign-in")
        page.locator("input[name=name]").fill("ala")
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("main button").click()
        watched.open("/maps/siting")
        return watched

    return opened


def look_for(page: Page, *, budget: str, seconds: str, enough: bool = False) -> None:
    before = page.url
    page.locator("#w-budget").fill(budget)
    page.locator("#w-time").fill(seconds)
    page.locator("#siting-form [type=submit]").press("Enter")
    if enough:
        expect(page.locator("#siting-said")).to_contain_text("luka", timeout=PATIENCE_MS)
        page.locator("#siting-enough").press("Enter")
    page.wait_for_url(lambda url: "plan=" in url and url != before, timeout=PATIENCE_MS)
    page.wait_for_selector(".folium-map[data-ready]", timeout=PATIENCE_MS)


def test_a_plan_is_looked_for_stopped_and_changed_by_hand(planner, picture) -> None:
    watched = planner()
    page = watched.page
    look_for(page, budget="100000", seconds="120", enough=True)
    expect(page.locator(".answer")).to_contain_text("tego, co ważne")
    rows = page.locator('tr[data-layer="siting-sites"]')
    assert 5 <= rows.count() <= 9
    picture(page, "siting")
    rows.nth(0).press("Enter")
    assert rows.nth(0).get_attribute("aria-selected") == "true"
    site = rows.nth(0).locator("[data-exclude]").get_attribute("data-exclude")
    rows.nth(0).locator("[data-exclude]").press("Enter")
    expect(page.locator("#siting-pins")).to_contain_text("wykluczone: 1")
    look_for(page, budget="100000", seconds="8")
    assert site not in [one.get_attribute("data-exclude") for one in page.locator("[data-exclude]").all()]
    assert page.get_by_role("heading", name="Porównanie wariantów").count() == 1
    page.locator("button[value=remove]").click()
    page.locator("button[value=restore]").first.click()
    assert not watched.complaints
    assert not watched.strangers


def test_a_plan_can_be_read_on_a_phone_and_goes_out_in_every_format(planner, picture) -> None:
    watched = planner(phone=True)
    page = watched.page
    look_for(page, budget="60000", seconds="5")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    picture(page, "siting-phone")
    cookies = {one["name"]: one["value"] for one in page.context.cookies()}
    for name, starts in (("gpkg", b"SQLite"), ("csv", b"fid,"), ("geojson", b"{")):
        href = page.locator(f'a[href*="siting-sites"][href*="f={name}"]').get_attribute("href")
        told = httpx.get(watched.host + href, cookies=cookies)
        assert told.status_code == 200
        assert told.content.startswith(starts)
    assert httpx.get(watched.host + "/maps/siting").status_code == 401
    assert httpx.get(watched.host + "/collections/siting-sites/items").status_code == 404
    sheet = watched.open(page.url.removeprefix(watched.host) + "&sheet=true")
    sheet.emulate_media(media="print")
    alternatives = sheet.locator("details", has_text="Kamera czy coś innego?").locator("table")
    # Folded parts are read on paper too; what is folded has no height that counts.
    assert alternatives.evaluate("(e) => e.checkVisibility({ contentVisibilityAuto: true })")
    assert sheet.locator("tfoot").first.evaluate("(e) => getComputedStyle(e).display") == "table-row-group"
