"""Does the auditor, and nobody else, see the log, and does it show that a line was changed?"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from geo.storage import audit
from geo.storage.audit import Entry
from geo.storage.store import Store
from layers.base import Audience

PAYLOAD = "<script>window.pwned=1</script>"


@pytest.fixture(scope="module")
def folder(make_data: Callable[..., Path]) -> Path:
    made = make_data(filled=False)
    store = Store.open(made / "helsinki.sqlite", city_id="helsinki")
    with store.connection(writing=True) as connection:
        for n in range(120):
            audit.append(connection, Entry("ewa", "moderator", "change", f"reports/r{n}", PAYLOAD))
    store.close()
    return made


@pytest.mark.parametrize("role", Audience)
def test_the_auditor_alone_sees_the_log(signed_in, role) -> None:
    expected = {Audience.AUDITOR: 200, Audience.PUBLIC: 401}.get(role, 403)
    assert signed_in(role).get("/maps/audit").status_code == expected


def test_lines_are_sifted_and_paged_and_their_words_stay_text(signed_in) -> None:
    browser = signed_in(Audience.AUDITOR)
    page = browser.get("/maps/audit", params={"actor": "ewa", "action": "change"}).text
    assert page.count(">reports/r") == 100
    assert "&lt;script&gt;window.pwned=1&lt;/script&gt;" in page
    assert PAYLOAD not in page
    assert "Dziennik jest cały" in page or "✓" in page
    one = browser.get("/maps/audit", params={"subject": "reports/r11"}).text
    assert one.count(">reports/r") == 11
    assert browser.get("/maps/audit", params={"subject": "%"}).text.count(">reports/r") == 0
    earlier = browser.get("/maps/audit", params={"actor": "ewa", "before": "21"}).text
    assert 0 < earlier.count(">reports/r") < 21
    assert browser.get("/maps/audit", params={"before": "9" * 40}).status_code == 200


def test_a_changed_line_is_told(signed_in, folder) -> None:
    store = Store.open(folder / "helsinki.sqlite", city_id="helsinki")
    with store.connection(writing=True) as connection:
        connection.execute(text("DROP TRIGGER audit_no_update"))
        connection.execute(text("UPDATE audit SET actor = 'kto inny' WHERE seq = 7"))
    store.close()
    page = signed_in(Audience.AUDITOR).get("/maps/audit").text
    assert "✗" in page
    assert "7" in page
