"""Can an admin keep the accounts by keyboard, without scripts, on a phone, and is the page sound?"""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from geo.storage import accounts
from geo.storage.store import Store

OWN = "całkiem nowe hasło moje"


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_somebody_is_added_and_chooses_their_own_password(own_demo, watch, scripts) -> None:
    address, database = own_demo
    watched = watch(address, scripts=scripts).sign_in(database, "admin")
    page = watched.open("/maps/accounts")
    page.get_by_label("Nazwa, na przykład imię i nazwisko").fill("Zofia Zielińska")
    page.locator("#role").select_option("council")
    page.locator("#role").press("Tab")
    page.keyboard.press("Enter")
    given = page.locator(".code output").inner_text()
    other = watch(address, scripts=scripts).open("/account/sign-in")
    other.locator("#name").fill("Zofia Zielińska")
    other.locator("#password").fill(given)
    other.locator("main button").click()
    assert other.locator("h1").inner_text() == "Wybierz swoje hasło"
    other.locator("#password").fill(given)
    other.locator("#fresh").fill(OWN)
    other.locator("#again").fill(OWN)
    other.locator("main button").click()
    other.wait_for_url(f"{address}/")
    assert "Zofia Zielińska (Rada Kobiet)" in other.locator("header").inner_text()
    assert watched.complaints == []


def test_an_account_is_closed_by_keyboard_alone(own_demo, watch) -> None:
    address, database = own_demo
    watch(address).sign_in(database, "planner")
    page = watch(address).sign_in(database, "admin").open("/maps/accounts")
    row = page.get_by_role("row", name="planner")
    row.locator("summary").focus()
    page.keyboard.press("Enter")
    row.get_by_role("button", name="Zamknij konto").focus()
    page.keyboard.press("Enter")
    page.get_by_text("planner nie może się logować").wait_for()
    store = Store(database)
    with store.connection() as connection:
        assert not accounts.find(connection, "planner").active
        assert "planner" not in accounts.open_sessions(connection)
    store.close()


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_axe_finds_nothing_serious_and_the_page_is_worth_showing(own_demo, watch, picture, phone) -> None:
    address, database = own_demo
    watch(address).sign_in(database, "moderator")
    watched = watch(address, phone=phone).sign_in(database, "admin")
    for path in ("/maps/accounts", "/account/password"):
        page = watched.open(path)
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        found = Axe().run(page).response["violations"]
        assert [fault["id"] for fault in found if fault["impact"] in ("serious", "critical")] == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= (390 if phone else 1280)
    picture(watched.open("/maps/accounts"), "accounts-phone" if phone else "accounts")
