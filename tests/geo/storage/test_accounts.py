"""Accounts, sessions and keys: only hashes are kept, what has ended does not open."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, text, update

from geo.errors import BadInput
from geo.storage import accounts
from geo.storage.people_tables import session


@pytest.fixture
def connection(empty):
    with empty.connection(writing=True) as opened:
        accounts.add(opened, name="anna", role="coordinator", password_hash="$argon2id$x")
        yield opened


def test_an_account_is_found_by_its_name_alone(connection) -> None:
    found = accounts.find(connection, "anna")
    assert (found.name, found.role, found.active, found.locked_until) == ("anna", "coordinator", True, None)
    assert accounts.find(connection, "Anna") is None


def test_a_name_is_given_once(connection) -> None:
    with pytest.raises(BadInput, match="'anna' is taken"):
        accounts.add(connection, name="anna", role="admin", password_hash="y")


def test_a_session_opens_with_its_token_which_is_not_kept(connection) -> None:
    token = accounts.open_session(connection, accounts.find(connection, "anna").id)
    opened = accounts.session_of(connection, token)
    assert opened.account.name == "anna"
    assert token not in str(connection.execute(select(session)).all())
    assert accounts.session_of(connection, token + "x") is None
    accounts.close_session(connection, token)
    assert accounts.session_of(connection, token) is None


def test_a_session_ends_by_itself_and_is_swept_out(connection) -> None:
    account_id = accounts.find(connection, "anna").id
    token = accounts.open_session(connection, account_id)
    connection.execute(update(session).values(expires_at=datetime.now(UTC) - timedelta(seconds=1)))
    assert accounts.session_of(connection, token) is None
    accounts.open_session(connection, account_id)
    assert len(connection.execute(select(session)).all()) == 1


def test_an_account_that_is_closed_has_no_session_and_gets_none_back(connection) -> None:
    token = accounts.open_session(connection, accounts.find(connection, "anna").id)
    accounts.set_active(connection, "anna", active=False)
    assert accounts.session_of(connection, token) is None
    accounts.set_active(connection, "anna", active=True)
    assert accounts.session_of(connection, token) is None


def test_five_wrong_passwords_make_an_account_wait_longer_each_time(connection) -> None:
    waits = []
    for _ in range(8):
        accounts.note_failure(connection, "anna")
        until = accounts.find(connection, "anna").locked_until
        waits.append(0 if until is None else round((until - datetime.now(UTC)).total_seconds()))
    assert waits == [0, 0, 0, 0, 30, 60, 120, 240]
    accounts.open_session(connection, accounts.find(connection, "anna").id)
    assert accounts.find(connection, "anna").locked_until is None
    accounts.note_failure(connection, "nikt")


def test_a_key_opens_until_it_is_taken_back(connection) -> None:
    key = accounts.add_key(connection, name="QGIS", role="planner", layers=("cameras", "gaps"))
    assert accounts.key_of(connection, key) == accounts.Key("QGIS", "planner", ("cameras", "gaps"))
    assert key not in str(connection.execute(text("SELECT * FROM api_key")).all())
    accounts.revoke_key(connection, "QGIS")
    assert accounts.key_of(connection, key) is None
    with pytest.raises(BadInput, match="key called 'QGIS'"):
        accounts.revoke_key(connection, "QGIS")
