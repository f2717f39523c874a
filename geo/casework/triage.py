"""How a report is handled: who moves it on, by when the next step is due, what its reporter may still do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import geopandas as gpd
from shapely.geometry.base import BaseGeometry

from geo import crs
from geo.casework.report_states import OPEN, State, require
from geo.casework.working_days import ACTION_DAYS, CHECK_DAYS, due
from geo.city import City
from geo.errors import BadInput, NotFound
from geo.model.report import Report
from geo.storage import audit, cases, erased
from geo.storage.audit import Entry
from geo.storage.cases import Case, Event
from geo.storage.store import Selection, Store, Writing

#: How long each state may last, in working days; the other states wait for nobody.
CLOCK: dict[State, int] = {
    "new": CHECK_DAYS,
    "under_check": CHECK_DAYS,
    "confirmed": ACTION_DAYS,
    "not_yet_checked_again": ACTION_DAYS,
}
#: Who acts by a receipt: nobody that could be named.
REPORTER = "reporter"
#: The text of a report is deleted so long after it was closed, its exact place so long after it came.
TEXT_KEPT, PLACE_KEPT = timedelta(days=90), timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Handler:
    """Who handles reports: name and role of an account."""

    name: str
    role: str


def first_due(report: Report, city: City) -> datetime | None:
    """Return by when a report that has just come in must be checked."""
    return due_in("new", report.created_at, city)


def due_in(state: State, since: datetime, city: City) -> datetime | None:
    """Return by when the next step is due of a report that has come into a state; none if that waits for nobody."""
    days = CLOCK.get(state)
    return None if days is None else due(since, working_days=days, zone=city.zone)


def untouched(report: str, came_at: datetime, city: City) -> Case:
    """Return the case of a report that came without one: new since it came."""
    return Case(report, "new", None, due_in("new", came_at, city), None, came_at)


def move(
    store: Store,
    city: City,
    reports: list[str],
    *,
    to: str,
    by: Handler,
    reason: str = "",
    unit: str | None = None,
    factors: Mapping[str, int] | None = None,
    seen: Mapping[str, str] | None = None,
) -> None:
    """Move reports on, all of them or none; a report that has no case yet gets one.

    Parameters
    ----------
    factors
        The marks of the place when it was checked again; kept with the step to ``resolved`` only.
    seen
        The state of each report as whoever moves it saw it.

    Raises
    ------
    BadInput
        If one of them cannot take the step, the step lacks its reason or its unit, or somebody else has moved one.
    NotFound
        If one of them is not there.
    """
    with store.writing() as writing:
        connection = writing.connection
        for report in reports:
            there = _case_of(writing, report, city)
            _require_as_seen(there, seen or {})
            step = require(there.state, to, reason=reason, unit=unit)  # type: ignore[arg-type]
            cases.step(
                connection,
                report,
                factors=(factors or None) if step.end == "resolved" else None,
                actor=by.name,
                state=step.end,
                reason=reason.strip(),
                unit=unit if step.unit else there.unit,
                due_at=due_in(step.end, datetime.now(UTC), city),
            )
            audit.append(connection, Entry(by.name, by.role, "change", f"reports/{report}", f"{there.state} > {to}"))


def merge(store: Store, city: City, report: str, into: str | None, *, by: Handler, reason: str) -> None:
    """Let one report stand for another, or, with none, take that back; nothing of either is lost.

    Raises
    ------
    BadInput
        If the other one is itself merged, or they are the same.
    """
    with store.writing() as writing:
        connection = writing.connection
        _case_of(writing, report, city)
        if into is not None and (into == report or _case_of(writing, into, city).merged_into is not None):
            raise BadInput(
                "A report can be merged into another one that stands for itself, not into {into}.", into=into
            )
        cases.merge(connection, report, into, actor=by.name, reason=reason)
        subject = f"reports/{report}"
        audit.append(connection, Entry(by.name, by.role, "change", subject, "separate" if into is None else "merge"))


def relocate(store: Store, city: City, report: str, geometry: BaseGeometry, *, by: Handler) -> None:
    """Put a report at another place, such as one that was told in words only; where it was before is not kept.

    Raises
    ------
    NotFound
        If there is no such report.
    """
    with store.writing() as writing:
        there = _case_of(writing, report, city)
        before = writing.read("reports", Selection(equal={"ref": report})).geometry.iloc[0]
        cases.set_place(writing.connection, report, geometry)
        moved_m = None if before is None else away_m(before, geometry, city)
        step = Event(datetime.now(UTC), by.name, "relocate", there.state, "", there.unit, moved_m=moved_m)
        cases.note(writing.connection, report, step)
        audit.append(writing.connection, Entry(by.name, by.role, "change", f"reports/{report}", "place"))


def away_m(before: BaseGeometry, after: BaseGeometry, city: City) -> float:
    """Return how far the middles of two places, EPSG:4326, lie from each other, in metres."""
    one, other = gpd.GeoSeries([before.centroid, after.centroid], crs=crs.STORED).to_crs(city.crs)
    return round(float(one.distance(other)), 1)


def overdue(case: Case, now: datetime) -> bool:
    """Tell whether the next step of a case is late."""
    return case.state in OPEN and case.due_at is not None and case.due_at < now


@dataclass(frozen=True, slots=True)
class Followed:
    """What the holder of a receipt sees.

    Attributes
    ----------
    category, text, place_words, geometry, created_at
        What they told, where that is (EPSG:4326; none where it was told in words only), and when.
    """

    case: Case
    events: list[Event]
    category: str
    text: str | None
    place_words: str | None
    geometry: BaseGeometry | None
    created_at: datetime


def followed(store: Store, receipt_digest: str) -> Followed:
    """Return where the report of a receipt stands, and the steps so far.

    A report that was merged stands where the one stands that stands for it, whose steps since then are its own.

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
        steps = cases.events(connection, case.report)
        stands = case
        while stands.merged_into is not None:
            merged_at = stands.changed_at
            stands = cases.of(connection, stands.merged_into) or replace(stands, merged_into=None)
            steps += [step for step in cases.events(connection, stands.report) if _answers(step, since=merged_at)]
        case = replace(case, state=stands.state, unit=stands.unit, due_at=stands.due_at)
    told = store.read("reports", Selection(equal={"ref": case.report})).iloc[0]
    return Followed(
        case=case,
        events=steps,
        category=told["category"],
        text=told["text"],
        place_words=told["place_words"],
        geometry=told["geometry"],
        created_at=told["created_at"].to_pydatetime(),
    )


def erase_by_receipt(store: Store, receipt_digest: str) -> None:
    """Delete the report of a receipt for good, with all that belongs to it.

    Raises
    ------
    NotFound
        If there is no such receipt.
    """
    case = followed(store, receipt_digest).case
    erase(store, case.report, by=Handler(REPORTER, "public"), why="receipt")


def erase(store: Store, report: str, *, by: Handler, why: str) -> None:
    """Delete a report for good."""
    with store.connection(writing=True) as connection:
        cases.erase(connection, report, why=why)
        erased.agree(connection, store.path)
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
        erased.agree(connection, store.path)
        if old or texts:
            told = f"{len(old)} reports, {texts} texts"
            audit.append(connection, Entry("retention", "service", "erase", "reports", told))
    return {"texts": texts, "reports": len(old)}


def _case_of(writing: Writing, report: str, city: City) -> Case:
    """Return the case of a report, opened now if it came without one."""
    there = cases.of(writing.connection, report)
    if there is None:
        known = writing.read("reports", Selection(equal={"ref": report}))
        if known.empty:
            raise NotFound("There must be a report {report}; there is none.", report=report[:40])
        there = untouched(report, known["created_at"].iloc[0].to_pydatetime(), city)
        cases.begin(writing.connection, report, due_at=there.due_at, receipt_digest=None)
    return there


def _answers(step: Event, *, since: datetime) -> bool:
    """Tell whether a step of the report that stands for another one answers that one, too."""
    return step.action == "move" and step.at > since


def _require_as_seen(case: Case, seen: Mapping[str, str]) -> None:
    """Refuse a step that rests on a state in which the report is no longer."""
    if seen.get(case.report, case.state) != case.state:
        raise BadInput(
            "Somebody else has moved report {report} meanwhile; please look at it again.", report=case.report[:40]
        )
