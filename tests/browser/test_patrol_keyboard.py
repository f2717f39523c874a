"""Can a coordinator work with hotspots, plan and visits by keyboard alone, and take them along on paper?"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

#: Of date and time Chromium has parts of its own that are gone through one by one.
MOST_STOPS = 80
FOCUSED = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const style = getComputedStyle(at), box = at.getBoundingClientRect();
  return {
    text: (at.getAttribute("aria-label") || at.labels?.[0]?.innerText || at.innerText || "").trim(),
    kind: at.type || at.tagName.toLowerCase(),
    ringed: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    inView: box.width > 0 && box.bottom > 0 && box.top < innerHeight,
  };
}"""
#: Their own buttons for a calendar and a clock have rings that no style can be read of.
OWN_RINGS = ("date", "time", "datetime-local")


@pytest.fixture
def coordinator(own_demo: tuple[str, Path], watch: Callable) -> Callable[[str], Page]:
    """Return an opener of pages for a coordinator."""
    address, database = own_demo
    watched = watch(address).sign_in(database, "coordinator")
    return watched.open


def stops(page: Page) -> list[dict[str, Any]]:
    """Go through the page by the tab key until it leaves at the end."""
    found = []
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        at = page.evaluate(FOCUSED)
        if at is None:
            return found
        found.append(at)
    raise AssertionError(f"the tab key must leave the page, but it was still at {found[-1]} after {MOST_STOPS} stops")


def reach(page: Page, text: str, *, kind: str = "") -> None:
    """Press the tab key until something of this name, and of this kind, has the focus."""
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        at = page.evaluate(FOCUSED)
        if at and at["text"].startswith(text) and kind in ("", at["kind"]):
            return
    raise AssertionError(f"the tab key must come to {text!r}")


@pytest.mark.parametrize("path", ["/maps/patrol", "/maps/patrol/plan", "/maps/patrol/visits", "/maps/walks"])
def test_the_tab_key_goes_through_each_page_with_the_focus_in_sight_and_out_again(
    coordinator: Callable[[str], Page], path: str
) -> None:
    found = stops(coordinator(path))
    assert len(found) > 10
    assert [at for at in found if not at["ringed"] and at["kind"] not in OWN_RINGS] == []
    assert [at for at in found if not at["inView"]] == []
    assert all(at["text"] for at in found)


def test_arrows_go_from_row_to_row_and_enter_shows_the_cell_on_the_map(coordinator: Callable[[str], Page]) -> None:
    page = coordinator("/maps/patrol")
    rows = page.locator("tr[data-layer=hotspots]")
    reach(page, rows.first.inner_text().split()[0])
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    assert rows.nth(1).get_attribute("aria-selected") == "true"
    page.keyboard.press("End")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert rows.last.get_attribute("aria-selected") == "true"


def test_arrows_go_through_the_shifts_and_only_the_button_leaves_the_page(coordinator: Callable[[str], Page]) -> None:
    page = coordinator("/maps/patrol")
    reach(page, "Zmiana")
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    assert page.url.endswith("/maps/patrol")
    chosen = page.locator("select[name=shift]").input_value()
    reach(page, "Pokaż")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**shift={chosen}**")


def test_a_table_is_sorted_by_keyboard(coordinator: Callable[[str], Page]) -> None:
    page = coordinator("/maps/walks")
    reach(page, "n")
    page.keyboard.press("Enter")
    assert page.locator("th[aria-sort=ascending]").inner_text().startswith("n")


def drawn(coordinator: Callable[[str], Page]) -> Page:
    page = coordinator("/maps/patrol/plan?shift=night")
    reach(page, "Wylosuj plan", kind="submit")
    page.keyboard.press("Enter")
    page.wait_for_url("**done=1**", timeout=60_000)
    page.wait_for_selector(".folium-map[data-ready]", state="attached", timeout=30_000)
    return page


def test_a_plan_is_drawn_and_a_stop_dropped_by_keyboard_alone(coordinator: Callable[[str], Page]) -> None:
    page = drawn(coordinator)
    before = page.locator("table.stops tbody tr").count()
    assert before > 5
    reach(page, "Zmień plan")
    page.keyboard.press("Enter")
    reach(page, "Usuń A1")
    page.keyboard.press("Space")
    reach(page, "Zaplanuj ponownie")
    page.keyboard.press("Enter")
    page.locator("button", has_text="Cofnij zmianę").wait_for(state="attached", timeout=60_000)
    assert page.locator("table.stops tbody tr").count() < before


def test_the_paper_holds_the_ways_of_all_patrols_and_opens_what_is_folded(coordinator: Callable[[str], Page]) -> None:
    page = drawn(coordinator)
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    frame = page.locator(".folium-map").bounding_box()
    assert frame is not None
    for sign in page.locator(".stop-sign.stop").all():
        box = sign.bounding_box()
        assert box is not None
        assert frame["x"] <= box["x"]
        assert box["x"] + box["width"] <= frame["x"] + frame["width"]
        assert frame["y"] <= box["y"]
        assert box["y"] + box["height"] <= frame["y"] + frame["height"]
    folded = page.locator(".rest > details", has_text="Jak powstaje plan")
    assert folded.get_attribute("open") is not None
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert folded.get_attribute("open") is None


def test_a_sheet_takes_one_page_for_each_patrol(coordinator: Callable[[str], Page]) -> None:
    page = drawn(coordinator)
    href = page.get_by_role("link", name="Drukuj kartę zmiany").get_attribute("href")
    assert href is not None
    page.goto(page.url.split("/maps")[0] + href.split("#")[0])
    pages = len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True)))
    assert pages == page.locator(".patrol").count()
