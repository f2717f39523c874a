"""Does what is printed fit on its paper, with what a reader of paper needs and nothing that only a screen can do?"""

from __future__ import annotations

from hashlib import sha256

import pytest
from playwright.sync_api import Page

from geo.storage import audit
from geo.storage.audit import Entry
from geo.storage.store import Store

#: The width of A4 between its margins, in pixels of CSS.
PAPER = {"width": 688, "height": 1000}
REPORT = "3f2a91c07d5e4b6888aa10ce5c2d7e41"


def on_paper(page: Page) -> Page:
    page.emulate_media(media="print")
    page.set_viewport_size(PAPER)
    return page


def test_the_log_fits_on_paper_and_says_what_was_sifted(own_demo, watch, picture) -> None:
    address, database = own_demo
    store = Store(database)
    with store.connection(writing=True) as connection:
        audit.append(connection, Entry("kasia", "moderator", "read", "reports", "moderation"))
        audit.append(
            connection, Entry("ewa", "council", "change", f"reports/{REPORT}", "in_action > not_yet_checked_again")
        )
        last = audit.append(connection, Entry("ewa", "council", "sign", "editions/1", sha256(b"wydanie").hexdigest()))
    store.close()
    watched = watch(address).sign_in(database, "auditor")
    picture(watched.open("/maps/audit"), "audit")
    page = on_paper(watched.open(f"/maps/audit?actor=ewa&before={last + 1}"))
    assert page.locator(".only-print").inner_text() == f"Kto: ewa · Przed wpisem: {last + 1}"
    assert page.locator(".log tbody tr").count() == 2
    assert not page.locator(".controls").is_visible()
    widths = page.evaluate(
        "[...document.querySelectorAll('.log, .log td')].map((e) => [e.scrollWidth - e.clientWidth, e.getBoundingClientRect().right])"
    )
    assert max(over for over, _ in widths) <= 1
    assert max(right for _, right in widths) <= PAPER["width"]
    assert watched.complaints == []


@pytest.mark.parametrize("phone", [False, True])
def test_on_paper_the_page_of_reports_is_its_map_and_table_whole(own_demo, watch, phone) -> None:
    address, _ = own_demo
    watched = watch(address, phone=phone)
    page = on_paper(watched.open("/maps/submissions"))
    assert page.locator(".step-count").count() == 0
    assert page.locator(".stage .folium-map").is_visible()
    assert page.locator("h1").is_visible()
    assert page.locator(".beside-form table").is_visible()
    assert not page.locator("#report").is_visible()
    page.emulate_media(media="screen")
    assert page.locator("#report").is_visible()
    assert watched.complaints == []


def test_what_is_wrong_with_a_file_can_be_printed(own_demo, watch) -> None:
    address, database = own_demo
    watched = watch(address).sign_in(database, "council")
    page = watched.open("/maps/moderation/bulk")
    table = "miejsce;kategoria;ocena;pora\nUnioninkatu;cokolwiek;złe;noc\n"
    sent = {"name": "spacer.csv", "mimeType": "text/csv", "buffer": table.encode()}
    page.locator("input[type=file]").set_input_files(sent)
    page.locator("main form button").first.click()
    page.locator(".wrongs").wait_for()
    on_paper(page)
    assert "cokolwiek" in page.locator(".wrongs table").inner_text()
    assert not page.locator("main form").is_visible()
