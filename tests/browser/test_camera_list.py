"""Is the planner's list of cameras searched, sorted and turned over, with scripts, by keyboard and without?"""

from __future__ import annotations

import pytest
from playwright.sync_api import expect


def seen(page):
    texts = page.locator("#camera-rows tr td:nth-child(2)").all_inner_texts()
    return [int(text.replace("\N{NO-BREAK SPACE}", "")) for text in texts if text != "–"]


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def page(request, watch, demo_url):
    page = watch(demo_url, scripts=request.param).open("/maps/planner?level=detect")
    page.locator("#cameras > summary").click()
    return page


def test_the_list_is_turned_over_sorted_and_searched(page) -> None:
    told = page.locator("#camera-told")
    expect(told).to_have_text("1–50 z 221")
    first = seen(page)
    assert first == sorted(first, reverse=True)
    page.get_by_role("link", name="Następne").click()
    expect(told).to_have_text("51–100 z 221")
    assert max(seen(page)) <= min(first)
    page.get_by_role("link", name="widzi, m²").click()
    expect(told).to_have_text("1–50 z 221")
    expect(page.locator("#cameras th[aria-sort]")).to_have_attribute("aria-sort", "ascending")
    assert seen(page) == sorted(seen(page))
    page.locator("#camera-search input[name=q]").fill("NIE MA takiej")
    page.locator("#camera-search button").click()
    expect(told).to_have_text("Żadna kamera nie pasuje.")
    expect(page.get_by_role("link", name="Następne")).to_be_hidden()


def test_a_row_of_a_fetched_page_shows_its_camera_on_the_map_by_keyboard(watch, demo_url) -> None:
    watched = watch(demo_url)
    page = watched.open("/maps/planner?level=detect")
    page.locator("#cameras > summary").click()
    page.get_by_role("link", name="Następne").press("Enter")
    expect(page.locator("#camera-told")).to_have_text("51–100 z 221")
    row = page.locator("#camera-rows tr").first
    row.press("Enter")
    expect(page.locator(".leaflet-popup")).to_be_visible()
    expect(row).to_have_attribute("aria-selected", "true")
    assert page.url.endswith("page=2#cameras")
    page.reload()
    expect(page.locator("#camera-told")).to_have_text("51–100 z 221")
    assert not watched.complaints
    assert not watched.strangers
