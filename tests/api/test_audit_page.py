"""Does the auditor, and nobody else, see the log, and does it show that a line was changed?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text

from api.app import create_app
from api.passwords import kept
from api.settings import Settings
from geo.storage import accounts, audit
from geo.storage.audit import Entry
from geo.storage.store import Store
from layers.base import Audience

PASSWORD = "długie hasło na próbę"
PAYLOAD = "<script>window.pwned=1</script>"


@pytest.fixture(scope="module")
def folder(make_data: Callable[..., Path]) -> Path:
    made = make_data(filled=False)
    store = Store.open(made / "helsinki.sqlite", city_id="helsinki")
    with store.connection(writing=True) as connection:
        for role in list(Audience)[1:]:
            accounts.add(connection, name=role.value, role=role.value, password_hash=kept(PASSWORD))
        for n in range(120):
            audit.append(connection, Entry("ewa", "moderator", "change", f"reports/r{n}", PAYLOAD))
    store.close()
    return made


@pytest.fixture(scope="module")
def address(serve: Callable, folder: Path) -> Iterator[str]:
    with serve(create_app(Settings(data_dir=folder))) as found:
        yield found


@pytest.fixture
def signed_in(address: str) -> Iterator[Callable[[Audience], httpx.Client]]:
    opened: list[httpx.Client] = []

    def sign_in(role: Audience) -> httpx.Client:
        opened.append(httpx.Client(base_url=address, timeout=20))
        if role != Audience.PUBLIC:
            opened[-1].post("/account/sign-in", data={"name": role.value, "password": PASSWORD})
        return opened[-1]

    yield sign_in
    for browser in opened:
        browser.close()


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
