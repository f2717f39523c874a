"""What an admin may do with accounts; each change is a line of the log."""

from __future__ import annotations

from api.passwords import given, kept
from geo.casework.triage import Handler
from geo.errors import BadInput
from geo.storage import accounts, audit
from geo.storage.audit import Entry
from geo.storage.store import Connection
from layers.base import Audience

#: Who changes accounts by a command, on the machine itself.
OPERATOR = Handler("operator", "service")
ROLES = tuple(role.value for role in Audience if role != Audience.PUBLIC)
LONGEST_NAME = 60
#: Under these names the service itself writes lines of the log.
_RESERVED = frozenset({"reporter", "retention", OPERATOR.name})


def add(connection: Connection, name: str, role: str, *, by: Handler, password: str | None = None) -> str | None:
    """Add an account; where no password is stated, return one that opens the way to a password of one's own.

    Raises
    ------
    BadInput
        If the name is taken or is none, the role is none, or the password is short.
    """
    name = _require_name(name)
    require_role(role)
    one_time = given() if password is None else None
    hashed = kept(password or str(one_time))
    accounts.add(connection, name=name, role=role, password_hash=hashed, one_time=one_time is not None)
    _log(connection, name, f"add as {role}", by)
    return one_time


def renew(connection: Connection, name: str, *, by: Handler) -> str:
    """Return another password for somebody who has lost theirs, for use once; all their sessions end."""
    one_time = given()
    accounts.set_password(connection, name, kept(one_time), one_time=True)
    _log(connection, name, "one-time password", by)
    return one_time


def set_role(connection: Connection, name: str, role: str, *, by: Handler) -> None:
    """Give an account another role; all its sessions end."""
    require_role(role)
    before = _require_other(connection, name, by).role
    if before != role:
        accounts.set_role(connection, name, role)
        _log(connection, name, f"{before} > {role}", by)


def set_active(connection: Connection, name: str, *, active: bool, by: Handler) -> None:
    """Close an account or open it again; all its sessions end."""
    _require_other(connection, name, by)
    accounts.set_active(connection, name, active=active)
    _log(connection, name, "open" if active else "close", by)


def end_sessions(connection: Connection, name: str, *, by: Handler) -> int:
    """End the sessions of an account and return how many there were."""
    ended = accounts.end_sessions(connection, name)
    _log(connection, name, "end sessions", by)
    return ended


def require_role(role: str) -> None:
    """Refuse what is no role."""
    if role not in ROLES:
        raise BadInput("A role must be one of {choices}, not {given!r}.", choices=", ".join(ROLES), given=role[:40])


def _require_name(name: str) -> str:
    name = name.strip()
    if not name or len(name) > LONGEST_NAME or not name.isprintable() or name in _RESERVED:
        raise BadInput(
            "The name of an account must be a word of at most {most} characters, not {given!r}.",
            most=LONGEST_NAME,
            given=name[:40],
        )
    return name


def _require_other(connection: Connection, name: str, by: Handler) -> accounts.Account:
    """Return an account that is not the admin's own, so that nobody shuts themselves out."""
    if name == by.name and by != OPERATOR:
        raise BadInput("Your own account can be changed by another admin only.")
    return accounts.require(connection, name)


def _log(connection: Connection, name: str, purpose: str, by: Handler) -> None:
    audit.append(connection, Entry(by.name, by.role, "change", f"accounts/{name}", purpose))
