"""Does the page on privacy work for a person: by eye, by keyboard, on a phone?"""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

PAGE = "/maps/privacy?px=25"


@pytest.fixture
def planner(demo_url, demo_dir, watch):
    """Return a page on which a planner has signed in."""
    return watch(demo_url).sign_in(demo_dir / "helsinki.sqlite", "planner")


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_the_page_is_sound(demo_url, demo_dir, watch, picture, phone) -> None:
    watched = watch(demo_url, phone=phone).sign_in(demo_dir / "helsinki.sqlite", "planner")
    page = watched.open(PAGE)
    assert watched.strangers == []
    assert watched.complaints == []
    assert page.evaluate("document.documentElement.scrollWidth") <= (390 if phone else 1280)
    found = Axe().run(page).response["violations"]
    assert [fault["id"] for fault in found if fault["impact"] in ("serious", "critical")] == []
    picture(page, "privacy-phone" if phone else "privacy")


def test_a_row_chosen_by_keyboard_is_shown_on_the_map(planner) -> None:
    page = planner.open(PAGE)
    row = page.locator("tr[data-layer=privacy]").first
    row.focus()
    page.keyboard.press("Enter")
    page.locator('path[stroke="#4B2E83"][stroke-width="3.5"]').wait_for(state="attached")
    assert row.get_attribute("aria-selected") == "true"


def test_a_camera_that_sees_nothing_private_is_brought_into_view_all_the_same(planner) -> None:
    page = planner.open(PAGE)
    before = page.locator(".leaflet-control-scale-line").inner_text()
    page.locator("tr[data-layer=privacy]").last.click()
    page.wait_for_timeout(300)
    assert page.locator(".leaflet-control-scale-line").inner_text() != before


def test_a_camera_chosen_on_the_map_is_marked_in_the_table(planner) -> None:
    page = planner.open(PAGE)
    fid = page.locator("tr[data-layer=privacy]").first.get_attribute("data-fid")
    page.locator("tr[data-layer=privacy]").nth(1).click()
    page.evaluate(f'czujka.select("privacy", "{fid}", {{ from: "map" }})')
    chosen = page.locator("tr[aria-selected=true][data-layer=privacy]")
    assert chosen.get_attribute("data-fid") == fid
    page.locator(".camera-icon").first.dispatch_event("click")
    assert page.locator("tr[aria-selected=true][data-layer=privacy]").count() == 1


def test_another_level_changes_the_answer(planner) -> None:
    page = planner.open("/maps/privacy")
    before = page.locator(".answer").inner_text()
    with page.expect_navigation():
        page.locator("select[name=px]").select_option("25")
    assert page.locator(".answer").inner_text() != before
    page.get_by_role("link", name="English").click()
    assert page.locator("select[name=px]").input_value() == "25"


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_the_public_sees_totals_and_the_way_to_sign_in(demo_url, watch, picture, phone) -> None:
    watched = watch(demo_url, phone=phone)
    page = watched.open(PAGE)
    assert watched.complaints == []
    assert page.locator("tr[data-layer=privacy]").count() == 0
    picture(page, "privacy-public-phone" if phone else "privacy-public")
    page.locator("main a[href*=sign-in]").click()
    assert page.locator("input[name=after]").input_value() == "/maps/privacy"
