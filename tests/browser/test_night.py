"""Does the page on light work for a person: by eye, by keyboard, on a phone, without scripts?"""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

PAGE = "/maps/night?day=2026-12-01&hour=22:00"


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_the_page_is_sound(demo_url, watch, picture, phone) -> None:
    watched = watch(demo_url, phone=phone)
    page = watched.open(PAGE)
    assert watched.strangers == []
    assert watched.complaints == []
    assert page.evaluate("document.documentElement.scrollWidth") <= (390 if phone else 1280)
    found = Axe().run(page).response["violations"]
    assert [fault["id"] for fault in found if fault["impact"] in ("serious", "critical")] == []
    picture(page, "night-phone" if phone else "night")


def test_an_hour_is_chosen_with_the_form_alone_also_without_scripts(demo_url, watch) -> None:
    page = watch(demo_url, scripts=False).open(PAGE)
    assert "O 22:00 kamery widzą" in page.locator(".answer").inner_text()
    page.locator("input[name=hour]").fill("12:00")
    page.get_by_role("button", name="Pokaż").click()
    assert "O 12:00 jest jasno" in page.locator(".answer").inner_text()
    assert page.locator("input[name=day]").input_value() == "2026-12-01"


def test_a_dark_stretch_chosen_by_keyboard_is_shown_on_the_map(demo_url, watch) -> None:
    page = watch(demo_url).open(PAGE)
    row = page.locator("tr[data-layer=dark-streets]").first
    row.focus()
    page.keyboard.press("Enter")
    page.locator('path[stroke="#312E5F"][stroke-width="3.5"]').wait_for(state="attached")
    assert row.get_attribute("aria-selected") == "true"


def test_the_longest_stretch_of_the_answer_is_the_first_of_the_table(demo_url, watch) -> None:
    page = watch(demo_url).open(PAGE)
    street = page.locator("tr[data-layer=dark-streets] td").first.inner_text().split("\n")[0]
    assert street in page.locator(".answer").inner_text()


def test_english_is_one_click_away_and_keeps_the_hour(demo_url, watch) -> None:
    page = watch(demo_url).open(PAGE)
    page.get_by_role("link", name="English").click()
    assert page.locator("h1").inner_text() == "What do the cameras not see after dark?"
    assert page.locator("input[name=hour]").input_value() == "22:00"


def test_lamps_can_be_shown(demo_url, watch, picture) -> None:
    watched = watch(demo_url)
    page = watched.open(PAGE)
    box = page.locator("input[data-toggle=lampsOnOff]")
    assert not box.is_checked()
    box.check()
    page.wait_for_timeout(300)
    assert watched.complaints == []
    picture(page, "night-lamps")
