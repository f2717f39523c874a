"""What becomes of each report: its state, every step, its receipt, its photos, its erasure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from shapely.geometry.base import BaseGeometry
from sqlalchemy import Connection, delete, func, insert, select, update

from geo.storage import sqlite
from geo.storage.people_tables import case, case_event, edition_place, photo, receipt, tombstone
from geo.storage.tables import FAMILY_TABLES


@dataclass(frozen=True, slots=True)
class Case:
    """Where a report stands.

    Attributes
    ----------
    report
        Its reference.
    due_at
        By when the next step is due; none where nothing is.
    merged_into
        Reference of the report that stands for it; both originals are kept.
    """

    report: str
    state: str
    unit: str | None
    due_at: datetime | None
    merged_into: str | None
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Event:
    """One step of a case.

    Attributes
    ----------
    action
        ``move``, ``merge``, ``separate``, ``correct`` (the words) or ``relocate``.
    state
        After the step.
    factors
        The marks of the place when it was checked again, 0 to 3; none where it was not.
    moved_m
        How far from where it was the place was put; none where it was not, or was nowhere before.
    """

    at: datetime
    actor: str
    action: str
    state: str
    reason: str
    unit: str | None
    factors: Mapping[str, int] | None = None
    moved_m: float | None = None


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo of a report, as it was encoded anew."""

    id: int
    image: bytes
    width_px: int
    height_px: int


def begin(connection: Connection, report: str, *, due_at: datetime | None, receipt_digest: str | None) -> None:
    """Open the case of a report that has just come in."""
    now = datetime.now(UTC)
    connection.execute(insert(case).values(report=report, state="new", due_at=due_at, changed_at=now))
    if receipt_digest is not None:
        connection.execute(insert(receipt).values(digest=receipt_digest, report=report))


def of(connection: Connection, report: str) -> Case | None:
    """Return the case of a report."""
    row = connection.execute(select(case).where(case.c.report == report)).mappings().one_or_none()
    return None if row is None else Case(**row)


def all_of(connection: Connection) -> dict[str, Case]:
    """Return every case by the reference of its report."""
    return {row["report"]: Case(**row) for row in connection.execute(select(case)).mappings()}


def of_receipt(connection: Connection, digest: str) -> str | None:
    """Return the reference of the report to which a receipt belongs."""
    return connection.scalar(select(receipt.c.report).where(receipt.c.digest == digest))


def step(
    connection: Connection,
    report: str,
    *,
    actor: str,
    state: str,
    reason: str,
    unit: str | None,
    due_at: datetime | None,
    factors: Mapping[str, int] | None = None,
) -> None:
    """Move a case and note the step."""
    now = datetime.now(UTC)
    changed = {"state": state, "unit": unit, "due_at": due_at, "changed_at": now}
    connection.execute(update(case).where(case.c.report == report).values(changed))
    note(connection, report, Event(now, actor, "move", state, reason, unit, factors))


def reopen(connection: Connection, report: str, *, state: str, due_at: datetime | None) -> None:
    """Put a case back to an earlier state; the step is noted by whoever does."""
    changed = {"state": state, "due_at": due_at, "changed_at": datetime.now(UTC)}
    connection.execute(update(case).where(case.c.report == report).values(changed))


def merge(connection: Connection, report: str, into: str | None, *, actor: str, reason: str) -> None:
    """Let another report stand for this one, or, with none, let it stand for itself again."""
    there = of(connection, report)
    if there is None:
        raise ValueError(f"a report must have a case, but {report!r} has none")
    now = datetime.now(UTC)
    connection.execute(update(case).where(case.c.report == report).values(merged_into=into, changed_at=now))
    action = "separate" if into is None else "merge"
    note(connection, report, Event(now, actor, action, there.state, reason, there.unit))


def events(connection: Connection, report: str) -> list[Event]:
    """Return the steps of a case, the first one first."""
    columns = [case_event.c[name] for name in Event.__dataclass_fields__]
    found = select(*columns).where(case_event.c.report == report).order_by(case_event.c.id)
    return [Event(**row) for row in connection.execute(found).mappings()]


def marked_again(
    connection: Connection, *, until: datetime | None = None
) -> dict[str, tuple[datetime, dict[str, int]]]:
    """Return when each place was checked again, and its marks then; of several times before a moment the newest."""
    columns = case_event.c.report, case_event.c.at, case_event.c.factors
    found = select(*columns).where(case_event.c.factors.is_not(None)).order_by(case_event.c.id)
    if until is not None:
        found = found.where(case_event.c.at < until)
    return {row.report: (row.at, dict(row.factors)) for row in connection.execute(found) if row.factors}


def set_words(connection: Connection, report: str, *, text: str | None, place_words: str | None) -> None:
    """Put other words into a report: what was told, and where that is."""
    reports = FAMILY_TABLES["reports"]
    words = {"text": text, "place_words": place_words}
    connection.execute(update(reports).where(reports.c.ref == report).values(words))


def set_place(connection: Connection, report: str, geometry: BaseGeometry) -> None:
    """Put a report at another place."""
    reports = FAMILY_TABLES["reports"]
    fid = connection.scalar(select(reports.c.fid).where(reports.c.ref == report))
    if fid is not None:
        connection.execute(update(reports).where(reports.c.fid == fid).values(geometry=geometry))
        sqlite.unindex(connection, reports, [fid])
        sqlite.index(connection, reports, [(fid, *geometry.bounds)])


def add_photos(connection: Connection, report: str, photos: Sequence[tuple[bytes, int, int]]) -> None:
    """Keep the photos of a report: the encoded image, its width and its height in pixels."""
    rows = [{"report": report, "image": image, "width_px": width, "height_px": high} for image, width, high in photos]
    if rows:
        connection.execute(insert(photo), rows)


def photos(connection: Connection, report: str) -> list[Photo]:
    """Return the photos of a report."""
    columns = [photo.c[name] for name in Photo.__dataclass_fields__]
    found = select(*columns).where(photo.c.report == report).order_by(photo.c.id)
    return [Photo(**row) for row in connection.execute(found).mappings()]


def photo_counts(connection: Connection) -> dict[str, int]:
    """Return how many photos each report has; those without are left out."""
    counted = select(photo.c.report, func.count()).group_by(photo.c.report)
    return {report: int(n) for report, n in connection.execute(counted)}


def photo_of(connection: Connection, photo_id: int) -> tuple[str, bytes] | None:
    """Return the report of a photo and its image."""
    row = connection.execute(select(photo.c.report, photo.c.image).where(photo.c.id == photo_id)).one_or_none()
    return None if row is None else (str(row.report), bytes(row.image))


def erase(connection: Connection, report: str, *, why: str) -> None:
    """Delete a report with all that belongs to it; only its reference stays, so that no backup brings it back."""
    now = datetime.now(UTC)
    known = select(tombstone.c.report).where(tombstone.c.report == report)
    if connection.scalar(known) is None:
        connection.execute(insert(tombstone).values(report=report, at=now, why=why))
    _delete(connection, report)


def drop_texts(connection: Connection, *, closed_before: datetime, open_states: Sequence[str]) -> int:
    """Delete the words and photos of reports that were closed before a moment; return how many had words."""
    reports = FAMILY_TABLES["reports"]
    closed = case.c.state.not_in(open_states) & (case.c.changed_at < closed_before)
    done = select(case.c.report).where(closed)
    connection.execute(delete(photo).where(photo.c.report.in_(done)))
    worded = reports.c.ref.in_(done) & reports.c.text.is_not(None)
    return connection.execute(update(reports).where(worded).values(text=None)).rowcount


def erase_again(connection: Connection) -> int:
    """Delete what had been erased and came back with an older copy; return how many reports that were."""
    reports = FAMILY_TABLES["reports"]
    back = select(reports.c.ref).where(reports.c.ref.in_(select(tombstone.c.report)))
    found = list(connection.scalars(back))
    for report in found:
        _delete(connection, report)
    return len(found)


def tombstones(connection: Connection) -> list[dict[str, object]]:
    """Return what was erased, as rows that can be kept beside backups."""
    return [dict(row) for row in connection.execute(select(tombstone).order_by(tombstone.c.at)).mappings()]


def add_tombstones(connection: Connection, rows: Sequence[dict[str, object]]) -> None:
    """Bring kept tombstones into a restored database."""
    known = set(connection.scalars(select(tombstone.c.report)))
    fresh = [row for row in rows if row["report"] not in known]
    if fresh:
        connection.execute(insert(tombstone), fresh)


def _delete(connection: Connection, report: str) -> None:
    reports = FAMILY_TABLES["reports"]
    fids = list(connection.scalars(select(reports.c.fid).where(reports.c.ref == report)))
    sqlite.unindex(connection, reports, fids)
    connection.execute(delete(reports).where(reports.c.ref == report))
    connection.execute(update(case).where(case.c.merged_into == report).values(merged_into=None))
    for table in (case, case_event, receipt, photo, edition_place):
        connection.execute(delete(table).where(table.c.report == report))


def note(connection: Connection, report: str, event: Event) -> None:
    """Add a step to the history of a case."""
    values = {name: getattr(event, name) for name in Event.__dataclass_fields__}
    connection.execute(insert(case_event).values(report=report, **values))
