"""Who may sign in, which sessions are open, which keys programs have."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, delete, func, insert, select, update

from geo.errors import BadInput
from geo.storage.people_tables import account, api_key, session

#: A session ends after so long without a request.
SESSION_LASTS = timedelta(hours=8)
#: A password that somebody else has given can be used for so long.
ONE_TIME_LASTS = timedelta(days=7)
#: From this many failures in a row on, an account waits twice as long after each.
PATIENCE = 5
LONGEST_WAIT = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may sign in.

    Attributes
    ----------
    locked_until
        After too many wrong passwords; none otherwise.
    signed_in_at
        When a session was last opened; none if never.
    one_time_until
        Until when a password that somebody else has given opens the way to a password of one's own; none where the
        password is one's own.
    """

    id: int
    name: str
    role: str
    password_hash: str
    active: bool
    locked_until: datetime | None
    signed_in_at: datetime | None
    one_time_until: datetime | None


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in browser.

    Attributes
    ----------
    form_token
        What every form of the session must send back, so that no foreign page can.
    """

    account: Account
    form_token: str


@dataclass(frozen=True, slots=True)
class Key:
    """A program's way in.

    Attributes
    ----------
    layers
        The only layers that it reads.
    """

    name: str
    role: str
    layers: tuple[str, ...]


def add(connection: Connection, *, name: str, role: str, password_hash: str, one_time: bool = False) -> int:
    """Add an account and return its id.

    Parameters
    ----------
    one_time
        Whether the password was given by somebody else and opens no session.

    Raises
    ------
    BadInput
        If the name is taken.
    """
    if find(connection, name) is not None:
        raise BadInput("The name of an account must be new; {name!r} is taken.", name=name)
    now = datetime.now(UTC)
    row = {"name": name, "role": role, "password_hash": password_hash, "active": True, "failures": 0}
    row |= {"created_at": now, "one_time_until": now + ONE_TIME_LASTS if one_time else None}
    statement = insert(account).values(row).returning(account.c.id)
    return int(connection.execute(statement).scalar_one())


def find(connection: Connection, name: str) -> Account | None:
    """Return the account of a name."""
    columns = [account.c[field] for field in Account.__dataclass_fields__]
    row = connection.execute(select(*columns).where(account.c.name == name)).mappings().one_or_none()
    return None if row is None else Account(**row)


def everyone(connection: Connection) -> list[Account]:
    """Return all accounts in order of their names."""
    columns = [account.c[field] for field in Account.__dataclass_fields__]
    rows = connection.execute(select(*columns).order_by(account.c.name)).mappings()
    return [Account(**row) for row in rows]


def require(connection: Connection, name: str) -> Account:
    """Return the account of a name.

    Raises
    ------
    BadInput
        If there is none.
    """
    found = find(connection, name)
    if found is None:
        raise BadInput("There must be an account called {name!r}; there is none.", name=name)
    return found


def set_active(connection: Connection, name: str, *, active: bool) -> None:
    """Let an account sign in or not; its open sessions end."""
    _change(connection, name, active=active)


def set_role(connection: Connection, name: str, role: str) -> None:
    """Give an account another role; its open sessions end."""
    _change(connection, name, role=role)


def set_password(connection: Connection, name: str, password_hash: str, *, one_time: bool = False) -> None:
    """Give an account another password; its open sessions end, and it need not wait any more."""
    until = datetime.now(UTC) + ONE_TIME_LASTS if one_time else None
    _change(connection, name, password_hash=password_hash, one_time_until=until, failures=0, locked_until=None)


def end_sessions(connection: Connection, name: str) -> int:
    """End the open sessions of an account and return how many there were."""
    found = require(connection, name)
    return connection.execute(delete(session).where(session.c.account_id == found.id)).rowcount


def open_sessions(connection: Connection) -> dict[str, int]:
    """Return how many sessions of each account are open; those without are left out."""
    counted = select(account.c.name, func.count()).join_from(session, account).group_by(account.c.name)
    found = connection.execute(counted.where(session.c.expires_at > datetime.now(UTC)))
    return {name: int(n) for name, n in found}


def _change(connection: Connection, name: str, **values: object) -> None:
    end_sessions(connection, name)
    connection.execute(update(account).where(account.c.name == name).values(values))


def note_failure(connection: Connection, name: str) -> None:
    """Count a wrong password; from the fifth in a row on the account waits."""
    failures = connection.scalar(select(account.c.failures).where(account.c.name == name))
    if failures is None:
        return
    failures += 1
    wait = min(timedelta(seconds=30) * 2 ** min(failures - PATIENCE, 20), LONGEST_WAIT)
    until = datetime.now(UTC) + wait if failures >= PATIENCE else None
    connection.execute(update(account).where(account.c.name == name).values(failures=failures, locked_until=until))


def open_session(connection: Connection, account_id: int) -> str:
    """Begin a session and return the token for its cookie; ended sessions are swept out."""
    now = datetime.now(UTC)
    token = secrets.token_urlsafe(32)
    connection.execute(delete(session).where(session.c.expires_at <= now))
    fresh = {"failures": 0, "locked_until": None, "signed_in_at": now}
    connection.execute(update(account).where(account.c.id == account_id).values(fresh))
    connection.execute(
        insert(session).values(
            token_hash=hashed(token),
            account_id=account_id,
            form_token=secrets.token_urlsafe(24),
            expires_at=now + SESSION_LASTS,
        )
    )
    return token


def session_of(connection: Connection, token: str) -> Session | None:
    """Return the open session of a token; none if it has ended or its account may not sign in any more."""
    row = connection.execute(
        select(session.c.form_token, session.c.expires_at, account.c.name)
        .join_from(session, account)
        .where(session.c.token_hash == hashed(token))
    ).one_or_none()
    if row is None or row.expires_at <= datetime.now(UTC):
        return None
    found = find(connection, row.name)
    return Session(found, row.form_token) if found is not None and found.active else None


def close_session(connection: Connection, token: str) -> None:
    """End a session."""
    connection.execute(delete(session).where(session.c.token_hash == hashed(token)))


def add_key(connection: Connection, *, name: str, role: str, layers: tuple[str, ...]) -> str:
    """Make a key for a program and return it: it is shown once and kept only as a hash."""
    key = "czujka_" + secrets.token_urlsafe(32)
    row = {"key_hash": hashed(key), "name": name, "role": role, "layers": list(layers)}
    connection.execute(insert(api_key).values(row | {"created_at": datetime.now(UTC)}))
    return key


def key_of(connection: Connection, key: str) -> Key | None:
    """Return what a key may; none if there is no such key or it was taken back."""
    known = select(api_key).where(api_key.c.key_hash == hashed(key), api_key.c.revoked_at.is_(None))
    row = connection.execute(known).one_or_none()
    return None if row is None else Key(row.name, row.role, tuple(row.layers))


def revoke_key(connection: Connection, name: str) -> None:
    """Take back the keys of a name."""
    known = update(api_key).where(api_key.c.name == name, api_key.c.revoked_at.is_(None))
    if connection.execute(known.values(revoked_at=datetime.now(UTC))).rowcount == 0:
        raise BadInput("There must be a key called {name!r}; there is none.", name=name)


def hashed(token: str) -> str:
    """Return what is kept of a token of many random bits: no slow hash is needed, for it cannot be guessed."""
    return hashlib.sha256(token.encode()).hexdigest()
