"""Do the pages work for a person, from our own host alone?"""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

PAGES = {"home": "/", "planner": "/maps/planner", "patrol": "/maps/patrol", "submissions": "/maps/submissions"}


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_asks_no_other_host_and_complains_of_nothing(demo_url, watch, picture, name, phone) -> None:
    watched = watch(demo_url, phone=phone)
    page = watched.open(PAGES[name])
    assert page.locator("html").get_attribute("lang") == "pl"
    assert watched.requests
    assert watched.strangers == []
    assert watched.complaints == []
    picture(page, f"{name}-phone" if phone else name)


@pytest.mark.parametrize("name", PAGES)
def test_no_page_is_wider_than_a_phone(demo_url, watch, name) -> None:
    page = watch(demo_url, phone=True).open(PAGES[name])
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("path", ["/maps/planner", "/maps/night", "/maps/patrol", "/maps/survey"])
def test_on_a_phone_the_answer_comes_first_then_the_map_then_what_can_be_chosen(demo_url, watch, path) -> None:
    page = watch(demo_url, phone=True).open(path)
    parts = [page.locator(part).first.bounding_box() for part in ("h1", ".answer", ".map", ".top > .controls", ".rest")]
    tops = [part["y"] for part in parts]
    assert tops == sorted(tops), path


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_serious(demo_url, watch, name, phone) -> None:
    page = watch(demo_url, phone=phone).open(PAGES[name])
    found = Axe().run(page).response["violations"]
    serious = [
        (fault["id"], fault["nodes"][0]["html"][:200]) for fault in found if fault["impact"] in ("serious", "critical")
    ]
    assert serious == []


def test_the_landing_page_leads_each_group_to_its_map(demo_url, watch) -> None:
    page = watch(demo_url).open("/")
    for link, heading in (
        ("Mapa kamer", "Czego nie widzą kamery?"),
        ("Mapa skupisk", "Gdzie skierować patrole?"),
        ("Zgłoś miejsce", "Zgłoś miejsce, które wymaga uwagi"),
    ):
        page.goto(demo_url)
        page.get_by_role("link", name=link).click()
        assert page.locator("h1").inner_text() == heading


def test_english_is_one_click_away_and_keeps_the_level(demo_url, watch) -> None:
    page = watch(demo_url).open("/maps/planner?level=observe")
    page.get_by_role("link", name="English").click()
    assert page.locator("h1").inner_text() == "What do the cameras not see?"
    assert page.locator("select[name=level]").input_value() == "observe"


def test_a_camera_chosen_in_the_table_shows_what_it_sees(demo_url, watch, picture) -> None:
    watched = watch(demo_url)
    page = watched.open("/maps/planner")
    page.get_by_text("221 kamer w tabeli").click()
    row = page.locator("tr[data-layer=cameras]").nth(3)
    row.focus()
    page.keyboard.press("Enter")
    card = page.locator(".leaflet-popup .card")
    card.wait_for()
    page.locator(".leaflet-popup .seen", has_text="m²").wait_for()
    assert "przyjęto" in card.inner_text()
    assert "detekcja" in card.inner_text()
    assert row.get_attribute("aria-selected") == "true"
    picture(page, "planner-camera")
    assert watched.complaints == []


def test_a_gap_chosen_in_the_table_is_brought_into_view(demo_url, watch) -> None:
    page = watch(demo_url).open("/maps/planner")
    before = page.locator(".leaflet-control-scale-line").inner_text()
    page.locator("tr[data-layer=gaps]").first.click()
    page.wait_for_timeout(300)
    assert page.locator(".leaflet-control-scale-line").inner_text() != before


def test_the_legend_switches_layers(demo_url, watch) -> None:
    page = watch(demo_url).open("/maps/planner")
    cameras = page.locator(".camera-icon")
    assert cameras.count() == 221
    page.locator("input[data-toggle=cameras]").uncheck()
    assert cameras.count() == 0
    page.locator("input[data-toggle=cameras]").check()
    assert cameras.count() == 221


def test_another_level_changes_the_answer(demo_url, watch) -> None:
    page = watch(demo_url).open("/maps/planner")
    detect = page.locator(".answer").inner_text()
    with page.expect_navigation():
        page.locator("select[name=level]").select_option("recognise")
    assert page.locator(".answer").inner_text() != detect
    assert "rozpoznanie" in page.locator(".answer").inner_text()


def test_the_other_edition_keeps_the_rank_of_the_level(demo_url, watch) -> None:
    page = watch(demo_url).open("/maps/planner?level=detect")
    with page.expect_navigation():
        page.locator("select[name=edition]").select_option("IEC 62676-4:2025")
    assert page.locator("select[name=level]").input_value() == "outline"


def test_a_table_sorts_by_its_heading(demo_url, watch) -> None:
    page = watch(demo_url).open("/maps/planner")
    table = page.locator("table").first
    names = lambda: table.locator("tbody td:first-child").all_inner_texts()  # noqa: E731
    table.get_by_role("button", name="Obszar").click()
    assert names() == sorted(names())
    assert table.locator("th").first.get_attribute("aria-sort") == "ascending"
    table.get_by_role("button", name="Obszar").click()
    assert names() == sorted(names(), reverse=True)


def test_table_map_and_api_tell_the_same_hotspots(demo_url, watch) -> None:
    page = watch(demo_url).open("/maps/patrol")
    rows = page.locator("tr[data-layer=hotspots]").count()
    items = page.request.get(f"{demo_url}/collections/hotspots/items?limit=10000").json()["features"]
    assert rows == sum(feature["properties"]["evidence"] != "none" for feature in items) > 0


def test_made_up_data_say_so(demo_url, watch) -> None:
    for path in ("/maps/patrol", "/maps/submissions"):
        page = watch(demo_url).open(path)
        assert "dane przykładowe" in page.locator(".ribbon").inner_text()
    assert "podział przykładowy" in watch(demo_url).open("/maps/planner").locator("caption").first.inner_text()


def test_printing_gives_the_map_the_size_of_the_paper(demo_url, watch) -> None:
    page = watch(demo_url).open("/maps/planner")
    page.evaluate("window.print = () => { window.printed = true; }")
    page.get_by_role("button", name="Drukuj").click()
    page.wait_for_timeout(1000)
    assert page.evaluate("window.printed")
    assert page.locator(".map").bounding_box()["width"] == pytest.approx(182 / 25.4 * 96, abs=3)
    assert page.pdf(format="A4", print_background=True).startswith(b"%PDF")


def test_without_scripts_the_facts_are_there(demo_url, watch) -> None:
    page = watch(demo_url, scripts=False).open("/maps/planner")
    assert "W klasie detekcja" in page.locator(".answer").inner_text()
    assert page.locator("noscript p.note").bounding_box()["height"] > 0
    seen = set()
    for left in (4, 3, 2, 1, 0):
        seen |= {row.get_attribute("data-fid") for row in page.locator("#cameras tr[data-layer=cameras]").all()}
        if left:
            page.goto(f"{demo_url}/maps/planner{page.locator('#cameras a[rel=next]').get_attribute('href')}")
    assert len(seen) == 221
