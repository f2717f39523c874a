"""How a report is handled: who moves it on, by when the next step is due, what its reporter may still do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from geo.casework.report_states import OPEN, State, require
from geo.casework.working_days import ACTION_DAYS, CHECK_DAYS, due
from geo.city import City
from geo.errors import BadInput, NotFound
from geo.model.report import Report
from geo.storage import audit, cases
from geo.storage.audit import Entry
from geo.storage.cases import Case, Event
from geo.storage.store import Selection, Store

#: How long each state may last, in working days; the other states wait for nobody.
CLOCK: dict[State, int] = {
    "new": CHECK_DAYS,
    "under_check": CHECK_DAYS,
    "confirmed": ACTION_DAYS,
    "not_yet_checked_again": ACTION_DAYS,
}
#: The text of a report is deleted so long after it was closed, its exact place so long after it came.
TEXT_KEPT, PLACE_KEPT = timedelta(days=90), timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Handler:
    """Who handles reports: name and role of an account."""

    name: str
    role: str


def begin(store: Store, city: City, report: Report, *, receipt_digest: str | None) -> None:
    """Open the case of a report; its clock begins."""
    with store.connection(writing=True) as connection:
        cases.begin(connection, report.ref, due_at=_due("new", report.created_at, city), receipt_digest=receipt_digest)


def move(
    store: Store, city: City, reports: list[str], *, to: str, by: Handler, reason: str = "", unit: str | None = None
) -> None:
    """Move reports on, all of them or none.

    Raises
    ------
    BadInput
        If one of them cannot take the step, or the step lacks its reason or its unit.
    NotFound
        If one of them is not there.
    """
    with store.connection(writing=True) as connection:
        for report in reports:
            there = cases.of(connection, report)
            if there is None:
                raise NotFound("There must be a report {report}; there is none.", report=report[:40])
            step = require(there.state, to, reason=reason, unit=unit)  # type: ignore[arg-type]
            cases.step(
                connection,
                report,
                actor=by.name,
                state=step.end,
                reason=reason.strip(),
                unit=unit if step.unit else there.unit,
                due_at=_due(step.end, datetime.now(UTC), city),
            )
            audit.append(connection, Entry(by.name, by.role, "change", f"reports/{report}", f"{there.state} > {to}"))


def merge(store: Store, report: str, into: str | None, *, by: Handler, reason: str) -> None:
    """Let one report stand for another, or, with none, take that back; nothing of either is lost.

    Raises
    ------
    BadInput
        If the other one is itself merged, or they are the same.
    """
    with store.connection(writing=True) as connection:
        known = cases.all_of(connection)
        if report not in known or (into is not None and into not in known):
            raise NotFound("There must be a report {report}; there is none.", report=(into or report)[:40])
        if into is not None and (into == report or known[into].merged_into is not None):
            raise BadInput(
                "A report can be merged into another one that stands for itself, not into {into}.", into=into
            )
        cases.merge(connection, report, into, actor=by.name, reason=reason)
        subject = f"reports/{report}"
        audit.append(connection, Entry(by.name, by.role, "change", subject, "separate" if into is None else "merge"))


def overdue(case: Case, now: datetime) -> bool:
    """Tell whether the next step of a case is late."""
    return case.state in OPEN and case.due_at is not None and case.due_at < now


def followed(store: Store, receipt_digest: str) -> tuple[Case, list[Event]]:
    """Return where the report of a receipt stands, and the steps so far.

    Raises
    ------
    NotFound
        If there is no such receipt; whether there ever was one is not told.
    """
    with store.connection() as connection:
        report = cases.of_receipt(connection, receipt_digest)
        case = None if report is None else cases.of(connection, report)
        if case is None:
            raise NotFound("There is no report with this code; please check each sign of it.")
        return case, cases.events(connection, case.report)


def erase(store: Store, report: str, *, by: Handler, why: str) -> None:
    """Delete a report for good."""
    with store.connection(writing=True) as connection:
        cases.erase(connection, report, why=why)
        audit.append(connection, Entry(by.name, by.role, "erase", f"reports/{report}", why))


def retain(store: Store, now: datetime) -> dict[str, int]:
    """Delete what may be kept no longer: texts some time after a case was closed, whole reports a year after they came.

    Returns
    -------
    counts
        ``texts`` and ``reports`` that were deleted.
    """
    old = list(store.read("reports", Selection(period=(None, now - PLACE_KEPT)))["ref"])
    with store.connection(writing=True) as connection:
        for report in old:
            cases.erase(connection, report, why="retention")
        texts = cases.drop_texts(connection, closed_before=now - TEXT_KEPT, open_states=OPEN)
        if old or texts:
            told = f"{len(old)} reports, {texts} texts"
            audit.append(connection, Entry("retention", "service", "erase", "reports", told))
    return {"texts": texts, "reports": len(old)}


def _due(state: State, since: datetime, city: City) -> datetime | None:
    days = CLOCK.get(state)
    return None if days is None else due(since, working_days=days, zone=city.zone)
