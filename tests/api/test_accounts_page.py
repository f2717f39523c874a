"""An admin keeps the accounts: adds with a password for use once, changes, closes; all of it is in the log."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from sqlalchemy import update

from geo.storage import accounts, audit
from geo.storage.people_tables import account
from geo.storage.store import Store
from layers.base import Audience
from signing_in import PASSWORD, SignedIn, form_token

PAGE = "/maps/accounts"
OWN = "całkiem nowe hasło moje"
PAYLOAD = "<script>window.pwned=1</script>"


@pytest.fixture(scope="module")
def folder(make_data: Callable[..., Path]) -> Path:
    return make_data(filled=False)


@pytest.fixture
def as_admin(signed_in: SignedIn) -> Callable[..., httpx.Response]:
    def send(do: str, **fields: str) -> httpx.Response:
        return signed_in.send("admin", PAGE, do=do, **fields)

    return send


def password_in(answer: httpx.Response) -> str:
    found = re.search(r"<output>([a-z0-9-]{19})</output>", answer.text)
    assert found, answer.text
    return found[1]


def newest(opened: Store) -> tuple[str, str, str]:
    with opened.connection() as connection:
        [line] = audit.lines(connection, newest=1)
        assert audit.first_broken(connection) is None
    return line.actor, line.subject, line.purpose


def sign_in(address: str, name: str, password: str) -> httpx.Response:
    return httpx.post(f"{address}/account/sign-in", data={"name": name, "password": password})


def choose(address: str, name: str, password: str, fresh: str = OWN, again: str | None = None) -> httpx.Response:
    told = {"name": name, "password": password, "fresh": fresh, "again": fresh if again is None else again}
    return httpx.post(f"{address}/account/password", data=told)


@pytest.mark.parametrize("role", Audience)
def test_an_admin_alone_sees_and_changes_accounts(signed_in, role) -> None:
    expected = {Audience.ADMIN: (200, 422), Audience.PUBLIC: (401, 401)}.get(role, (403, 403))
    browser = signed_in(role)
    sent = browser.post(PAGE, data={"form_token": form_token(browser)})
    assert (browser.get(PAGE).status_code, sent.status_code) == expected


def test_a_password_that_was_given_opens_the_choice_of_an_own_one_and_nothing_else(as_admin, address, opened) -> None:
    answer = as_admin("add", name="Ewa Nowak", role="moderator")
    assert answer.status_code == 200
    assert newest(opened) == ("admin", "accounts/Ewa Nowak", "add as moderator")
    given = password_in(answer)
    first = sign_in(address, "Ewa Nowak", given)
    assert first.status_code == 200
    assert "set-cookie" not in first.headers
    assert "Wybierz swoje hasło" in first.text
    assert given not in first.text
    assert choose(address, "Ewa Nowak", given, again="co innego, też długie").status_code == 422
    assert choose(address, "Ewa Nowak", given, fresh="krótkie").status_code == 422
    assert choose(address, "Ewa Nowak", given, fresh=given).status_code == 422
    done = choose(address, "Ewa Nowak", given)
    assert done.status_code == 303
    assert "czujka_session" in done.cookies
    assert sign_in(address, "Ewa Nowak", given).status_code == 403
    assert sign_in(address, "Ewa Nowak", OWN).status_code == 303


def test_a_password_that_was_given_runs_out(as_admin, address, opened) -> None:
    given = password_in(as_admin("add", name="za późno", role="council"))
    with opened.connection(writing=True) as connection:
        late = datetime.now(UTC) - timedelta(minutes=1)
        connection.execute(update(account).where(account.c.name == "za późno").values(one_time_until=late))
    assert sign_in(address, "za późno", given).status_code == 403
    assert choose(address, "za późno", given).status_code == 403


def test_guessing_an_old_password_is_slowed_down_like_signing_in(as_admin, address) -> None:
    given = password_in(as_admin("add", name="zgadywana", role="council"))
    assert {choose(address, "zgadywana", "nie to hasło").status_code for _ in range(5)} == {403}
    assert choose(address, "zgadywana", given).status_code == 403


def test_closing_ends_the_sessions_and_opening_lets_in_again(signed_in, as_admin, opened) -> None:
    browser = signed_in("planner", "Ola")
    assert "Ola" in browser.get("/", headers={"accept": "text/html"}).text
    assert as_admin("close", of="Ola").status_code == 200
    assert newest(opened) == ("admin", "accounts/Ola", "close")
    assert "Ola" not in browser.get("/", headers={"accept": "text/html"}).text
    assert browser.post("/account/sign-in", data={"name": "Ola", "password": PASSWORD}).status_code == 403
    as_admin("open", of="Ola")
    assert browser.post("/account/sign-in", data={"name": "Ola", "password": PASSWORD}).status_code == 303


def test_another_role_holds_from_the_next_sign_in_on(signed_in, as_admin, opened) -> None:
    browser = signed_in("council", "Iga")
    assert browser.get("/maps/moderation").status_code == 200
    assert as_admin("role", of="Iga", role="planner").status_code == 200
    assert newest(opened) == ("admin", "accounts/Iga", "council > planner")
    assert browser.get("/maps/moderation").status_code == 401
    browser.post("/account/sign-in", data={"name": "Iga", "password": PASSWORD})
    assert browser.get("/maps/moderation").status_code == 403


def test_sessions_are_ended_and_a_lost_password_is_renewed(signed_in, as_admin, address) -> None:
    browser = signed_in("council", "Zoe")
    assert re.search(r"Zoe.*?<td[^>]*Otwarte sesje[^>]*>1</td>", signed_in("admin").get(PAGE).text, re.DOTALL)
    as_admin("end", of="Zoe")
    assert browser.get("/maps/moderation").status_code == 401
    given = password_in(as_admin("renew", of="Zoe"))
    assert sign_in(address, "Zoe", PASSWORD).status_code == 403
    assert choose(address, "Zoe", given).status_code == 303


def test_somebody_changes_their_own_password_and_other_sessions_end(signed_in, address, opened) -> None:
    here = signed_in("moderator", "Jan")
    there = {"Cookie": f"czujka_session={sign_in(address, 'Jan', PASSWORD).cookies['czujka_session']}"}
    assert httpx.get(f"{address}/maps/moderation", headers=there).status_code == 200
    told = {"name": "ktoś inny", "password": PASSWORD, "fresh": OWN, "again": OWN}
    assert here.post("/account/password", data=told).status_code == 403  # a form of another page
    assert here.post("/account/password", data=told | {"form_token": form_token(here)}).status_code == 303
    assert here.get("/maps/moderation").status_code == 200
    assert httpx.get(f"{address}/maps/moderation", headers=there).status_code == 401
    with opened.connection() as connection:
        assert any(line.purpose == "own password" for line in audit.lines(connection, newest=9))


@pytest.mark.parametrize("do", ["close", "role"])
def test_nobody_shuts_themselves_out(as_admin, signed_in, do) -> None:
    answer = as_admin(do, of="admin", role="planner")
    assert answer.status_code == 422
    assert "inny administrator" in answer.text
    assert signed_in("admin").get(PAGE).status_code == 200


@pytest.mark.parametrize(
    "fields",
    [
        {"do": "add", "name": "", "role": "council"},
        {"do": "add", "name": "x" * 61, "role": "council"},
        {"do": "add", "name": "a\nb", "role": "council"},
        {"do": "add", "name": "reporter", "role": "council"},
        {"do": "add", "name": "admin", "role": "council"},
        {"do": "add", "name": "nowa", "role": "public"},
        {"do": "add", "name": "nowa", "role": "król"},
        {"do": "role", "of": "nikt", "role": "council"},
        {"do": "renew", "of": "nikt"},
        {"do": "close", "of": ""},
        {"do": "wszystko"},
        {},
    ],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(as_admin, opened, fields) -> None:
    with opened.connection() as connection:
        before = accounts.everyone(connection)
    assert as_admin(**{"do": "", **fields}).status_code == 422
    with opened.connection() as connection:
        assert accounts.everyone(connection) == before


def test_names_stay_text_and_no_hash_is_on_the_page(as_admin, signed_in) -> None:
    as_admin("add", name=PAYLOAD, role="council")
    page = signed_in("admin").get(PAGE).text
    assert "&lt;script&gt;window.pwned=1&lt;/script&gt;" in page
    assert PAYLOAD not in page
    assert "argon2" not in page
