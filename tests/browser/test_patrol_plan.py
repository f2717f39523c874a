"""Can a coordinator draw, change and take along a plan, on a desk and on a phone, and without a network?"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from api.passwords import kept
from geo.storage import accounts
from geo.storage.store import Store

PASSWORD = "długie hasło na próbę"


def remade(page) -> None:
    """Wait until a plan is made and the page is loaded anew."""
    page.wait_for_url("**done=1**", timeout=60_000)
    page.wait_for_selector(".folium-map[data-ready]", state="attached", timeout=30_000)


@pytest.fixture
def desk(own_demo: tuple[str, Path], watch: Callable) -> Callable:
    """Return an opener of the plan's page for a coordinator."""
    address, database = own_demo
    store = Store(database)
    with store.connection(writing=True) as connection:
        accounts.add(connection, name="ola", role="coordinator", password_hash=kept(PASSWORD))
    store.close()

    def opened(*, phone: bool = False):
        watched = watch(address, phone=phone)
        page = watched.page
        page.goto(f"{address}/account/sign-in")
        page.fill("[name=name]", "ola")
        page.fill("[name=password]", PASSWORD)
        page.click("main button")
        watched.open("/maps/patrol/plan?shift=night")
        page.get_by_label("pieszy").first.fill("2")
        page.get_by_role("button", name="Wylosuj plan").click()
        remade(page)
        return watched

    return opened


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_a_plan_is_drawn_with_its_reasons_on_map_and_table_and_nothing_leaves_the_host(
    desk: Callable, picture: Callable, phone: bool
) -> None:
    watched = desk(phone=phone)
    page = watched.page
    rows = page.locator("table.stops tbody tr")
    assert rows.count() > 5
    assert page.locator(".stop-sign.stop").count() > 3
    page.locator("table.stops summary").first.click()
    assert "Wylosowano" in page.locator("table.stops td ul").first.inner_text()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    picture(page, f"patrol-plan-{'phone' if phone else 'desk'}")
    assert not Axe().run(page).response["violations"]
    assert watched.strangers == []
    assert watched.complaints == []


def test_a_hand_drops_a_stop_and_undoes_it(desk: Callable) -> None:
    page = desk().page
    before = page.locator("table.stops tbody tr").count()
    page.locator("#change > summary").click()
    page.locator("#change input[name=drop]").first.check()
    page.get_by_role("button", name="Zaplanuj ponownie").click()
    undo = page.locator("button", has_text="Cofnij zmianę")
    undo.wait_for(state="attached", timeout=60_000)
    assert page.locator("table.stops tbody tr").count() < before
    page.locator("#change > summary").click()
    undo.click()
    undo.wait_for(state="detached")
    assert page.locator("table.stops tbody tr").count() == before


def test_the_sheet_opens_on_a_phone_without_a_network(desk: Callable, tmp_path: Path, picture: Callable) -> None:
    page = desk(phone=True).page
    with page.expect_download() as taken:
        page.get_by_role("link", name="Karta na telefon bez sieci").click()
    path = tmp_path / "karta.html"
    taken.value.save_as(path)
    context = page.context
    context.set_offline(True)
    sheet = context.new_page()
    said: list[str] = []
    sheet.on("console", lambda one: said.append(one.text))
    sheet.goto(path.as_uri())
    assert sheet.locator("table.stops tbody tr").count() > 5
    box = sheet.locator("svg.map").first.bounding_box()
    assert box is not None
    assert box["height"] > 150
    # The style is inside, and the policy of the file lets it work.
    assert sheet.evaluate("getComputedStyle(document.querySelector('.box')).borderTopWidth") == "2px"
    assert sheet.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert said == []
    picture(sheet, "patrol-sheet-phone")
    context.set_offline(False)


def test_a_plan_can_be_broken_off_and_what_cannot_be_done_is_said(desk: Callable) -> None:
    watched = desk()
    page = watched.page
    before = page.locator(".source").first.inner_text()
    page.locator("summary", has_text="Wylosuj nowy plan").click()
    page.get_by_label("pieszy").first.fill("2")
    page.get_by_role("button", name="Wylosuj plan").click()
    page.get_by_role("button", name="Przerwij").click()
    page.wait_for_selector("#plan-wrong:visible")
    assert "przerwano" in page.locator("#plan-wrong").inner_text()
    assert page.locator("#plan-progress").is_hidden()
    page.get_by_label("Patrole w roku").fill("99999")
    page.get_by_role("button", name="Rozłóż rok").click()
    page.locator("#plan-wrong", has_text="wykonać").wait_for(timeout=60_000)
    page.reload()
    page.wait_for_selector(".folium-map[data-ready]")
    assert page.locator(".source").first.inner_text() == before
    assert watched.complaints == []
