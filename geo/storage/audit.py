"""Who read or changed what, and why: a log that can only grow, each line bound to the one before."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, Row, insert, select

from geo.storage.people_tables import audit

_BEGINNING = "0" * 64


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the log.

    Attributes
    ----------
    actor, role
        Name of the account or key, and what it may.
    action
        Such as ``read``, ``export``, ``change``, ``sign_in``.
    subject
        What it was done to: a layer, a reference; never a place, never a text of a report.
    purpose
        Why, in the words of the actor, or of the page that asks on their behalf.
    """

    actor: str
    role: str
    action: str
    subject: str
    purpose: str


def append(connection: Connection, entry: Entry) -> int:
    """Write a line and return its number."""
    last = connection.execute(select(audit.c.seq, audit.c.hash).order_by(audit.c.seq.desc()).limit(1)).one_or_none()
    seq, before = (1, _BEGINNING) if last is None else (last.seq + 1, last.hash)
    at = datetime.now(UTC)
    told = {
        "seq": seq,
        "at": at,
        "actor": entry.actor,
        "role": entry.role,
        "action": entry.action,
        "subject": entry.subject,
        "purpose": entry.purpose,
    }
    connection.execute(insert(audit).values(told | {"hash": _bound(before, told)}))
    return seq


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which lines are asked for; an empty word asks for all.

    Attributes
    ----------
    subject
        How the subject begins.
    before
        Number of a line: only those before it.
    """

    actor: str = ""
    action: str = ""
    subject: str = ""
    before: int | None = None


def lines(connection: Connection, *, newest: int, wanted: Wanted = Wanted()) -> list[Row[tuple[object, ...]]]:
    """Return the newest lines that are asked for, the newest first."""
    found = select(audit).order_by(audit.c.seq.desc()).limit(newest)
    for column, value in ((audit.c.actor, wanted.actor), (audit.c.action, wanted.action)):
        found = found.where(column == value) if value else found
    if wanted.subject:
        found = found.where(audit.c.subject.startswith(wanted.subject, autoescape=True))
    if wanted.before is not None:
        found = found.where(audit.c.seq < wanted.before)
    return list(connection.execute(found).all())


def actions(connection: Connection) -> list[str]:
    """Return the actions that the log knows, in order of the alphabet."""
    return list(connection.scalars(select(audit.c.action).distinct().order_by(audit.c.action)))


def newest_hash(connection: Connection) -> str:
    """Return the hash of the newest line, for keeping elsewhere."""
    return connection.scalar(select(audit.c.hash).order_by(audit.c.seq.desc()).limit(1)) or _BEGINNING


def first_broken(connection: Connection) -> int | None:
    """Return the number of the first line that was changed, left out or put in; none if the log is whole.

    Limits
    ------
    Lines that were cut off at the end cannot be told from lines that were never written: whoever wants to notice
    that keeps the newest hash elsewhere, as each signed edition does.
    """
    before = _BEGINNING
    for expected, row in enumerate(connection.execute(select(audit).order_by(audit.c.seq)).mappings(), start=1):
        told = {name: value for name, value in row.items() if name != "hash"}
        if row["seq"] != expected or row["hash"] != _bound(before, told):
            return expected
        before = row["hash"]
    return None


def _bound(before: str, told: dict[str, object]) -> str:
    """Return the hash of a line and the one before; the moment counts as it is kept."""
    written = {name: value.isoformat() if isinstance(value, datetime) else value for name, value in told.items()}
    body = before + json.dumps(written, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(body.encode()).hexdigest()
