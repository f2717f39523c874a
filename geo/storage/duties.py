"""Plans of patrols and evaluations as they are kept: never changed, at most withdrawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Literal

from sqlalchemy import Connection, RowMapping, Select, insert, select, update

from geo.errors import NotFound
from geo.storage.people_tables import duty

Kind = Literal["year", "shift", "effect"]


@dataclass(frozen=True, slots=True)
class Duty:
    """One kept plan or evaluation.

    Attributes
    ----------
    day, shift
        Of what it tells; a year's plan has the first day of its year and no shift.
    seed, inputs_digest
        Same seed and same inputs, same plan.
    synthetic
        Whether any of what went in was made up.
    body
        A ``YearPlan``, a ``ShiftPlan`` or an ``Effect`` as JSON.
    made_by
        Name of the account, or of the command.
    """

    id: int
    kind: Kind
    day: date
    shift: str
    seed: int
    inputs_digest: str
    synthetic: bool
    body: Mapping[str, Any]
    made_by: str
    made_at: datetime


def keep(
    connection: Connection,
    kind: Kind,
    body: Mapping[str, Any],
    *,
    day: date,
    shift: str = "",
    seed: int,
    inputs_digest: str,
    synthetic: bool,
    by: str,
) -> int:
    """Keep a plan and return its number."""
    row = {"kind": kind, "day": day.isoformat(), "shift": shift, "seed": seed, "inputs_digest": inputs_digest}
    row |= {"synthetic": synthetic, "body": dict(body), "made_by": by, "made_at": datetime.now(UTC)}
    return int(connection.execute(insert(duty).values(row).returning(duty.c.id)).scalar_one())


def of(connection: Connection, duty_id: int, kind: Kind) -> Duty:
    """Return a kept plan, also one that was withdrawn.

    Raises
    ------
    NotFound
        If there is none of this number and kind.
    """
    row = connection.execute(_columns().where(duty.c.id == duty_id, duty.c.kind == kind)).mappings().one_or_none()
    if row is None:
        raise NotFound("There must be a plan {given}; there is none.", given=duty_id)
    return _made(row)


def current(connection: Connection, kind: Kind, day: date, shift: str = "") -> Duty | None:
    """Return the latest plan of a day and shift that was not withdrawn."""
    asked = (duty.c.kind == kind, duty.c.day == day.isoformat(), duty.c.shift == shift)
    latest = _standing().where(*asked).order_by(duty.c.id.desc()).limit(1)
    row = connection.execute(latest).mappings().one_or_none()
    return None if row is None else _made(row)


def between(connection: Connection, kind: Kind, first: date, last: date) -> list[Duty]:
    """Return the latest standing plan of each day and shift in a span, by day."""
    asked = (duty.c.kind == kind, duty.c.day >= first.isoformat(), duty.c.day <= last.isoformat())
    rows = connection.execute(_standing().where(*asked).order_by(duty.c.id)).mappings()
    newest = {(row["day"], row["shift"]): _made(row) for row in rows}
    return [newest[key] for key in sorted(newest)]


def newest(connection: Connection, kind: Kind, most: int = 1) -> list[Duty]:
    """Return the newest standing plans of a kind, the newest first."""
    return [
        _made(row)
        for row in connection.execute(
            _standing().where(duty.c.kind == kind).order_by(duty.c.id.desc()).limit(most)
        ).mappings()
    ]


def withdraw(connection: Connection, duty_id: int) -> None:
    """Let a plan stand no more, so that the one before it does; it stays readable by its number."""
    connection.execute(update(duty).where(duty.c.id == duty_id).values(withdrawn_at=datetime.now(UTC)))


def _columns() -> Select[Any]:
    return select(*(duty.c[name] for name in Duty.__dataclass_fields__))


def _standing() -> Select[Any]:
    return _columns().where(duty.c.withdrawn_at.is_(None))


def _made(row: RowMapping) -> Duty:
    told = {str(name): value for name, value in row.items()}
    return Duty(**(told | {"day": date.fromisoformat(row["day"])}))
