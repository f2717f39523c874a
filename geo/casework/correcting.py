"""What may a reporter still correct? Words and place, as long as somebody has something to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import shapely
from shapely.geometry.base import BaseGeometry

from geo.casework import triage
from geo.casework.city_ground import city_ground
from geo.casework.report_states import CHECKED_ANEW, OPEN, State
from geo.casework.submission import named_ground, too_long
from geo.casework.told_place import place
from geo.casework.triage import REPORTER, Followed
from geo.city import City
from geo.errors import BadInput, FaultyForm
from geo.storage import audit, cases
from geo.storage.audit import Entry
from geo.storage.cases import Case, Event
from geo.storage.store import Store, Writing


@dataclass(frozen=True, slots=True)
class Correction:
    """What is to stand in a report from now on.

    Attributes
    ----------
    geometry
        EPSG:4326; none where the place stays where it is.
    """

    text: str | None
    place_words: str | None
    geometry: BaseGeometry | None


def correct(store: Store, city: City, receipt_digest: str, given: Mapping[str, str]) -> None:
    """Put other words, or another place, in the stead of what the holder of a receipt told; that is not kept.

    A place that is put farther away than duplicates are looked for is another one: what had been found of the first
    is to be checked again. Editions that were issued and periods that were closed stay as they are.

    Parameters
    ----------
    given
        Those fields of the form that are corrected: ``text``, ``place_words``, ``lon`` and ``lat``, or ``shape``; what
        is left out stays as it was.

    Raises
    ------
    NotFound
        If there is no such receipt.
    BadInput
        If the case is closed.
    FaultyForm
        With every fault of the form at once.
    """
    found = triage.followed(store, receipt_digest)
    if found.case.state not in OPEN:
        raise BadInput("A report that is closed cannot be corrected; please send a new one.")
    wanted = _read(store, city, {name: value.strip() for name, value in given.items()}, found)
    with store.writing() as writing:
        own = cases.of(writing.connection, found.case.report)
        if own is not None:
            _put(writing, city, own, found, wanted)


def _read(store: Store, city: City, given: Mapping[str, str], found: Followed) -> Correction:
    text, said = given.get("text", found.text or "") or None, given.get("place_words", found.place_words or "") or None
    faults = too_long({"text": text or "", "place_words": said or ""})
    where = None
    if said is None and found.geometry is None and not _is_drawn(given):
        raise BadInput("Please choose a place on the map, or write the street or describe the place.")
    if _is_drawn(given) or (said is not None and said != found.place_words):
        told, ground = {**given, "place_words": said or ""}, city_ground(store, city)
        where, more = place(told, *named_ground(store), ground=ground)
        faults += more
    if faults:
        raise FaultyForm(faults)
    return Correction(text, said, where)


def _is_drawn(given: Mapping[str, str]) -> bool:
    return any(given.get(name) for name in ("shape", "lon", "lat"))


def _put(writing: Writing, city: City, own: Case, found: Followed, wanted: Correction) -> None:
    """Change what differs and note what was changed, never what stood there."""
    connection, now, report = writing.connection, datetime.now(UTC), own.report
    cases.set_words(connection, report, text=wanted.text, place_words=wanted.place_words)
    changed = []
    if wanted.text != found.text:
        cases.note(connection, report, Event(now, REPORTER, "correct", own.state, "", own.unit))
        changed.append("text")
    moved = wanted.geometry is not None and not _same(wanted.geometry, found.geometry)
    if moved or wanted.place_words != found.place_words:
        cases.note(connection, report, _relocated(writing, city, own, found, wanted, now))
        changed.append("place")
    if changed:
        line = Entry(REPORTER, "public", "change", f"reports/{report}", " ".join(changed))
        audit.append(connection, line)


def _relocated(writing: Writing, city: City, own: Case, found: Followed, wanted: Correction, now: datetime) -> Event:
    """Put the report at its new place, open its check again where that is another one, and return the step."""
    if wanted.geometry is None:
        return Event(now, REPORTER, "relocate", own.state, "", own.unit)
    cases.set_place(writing.connection, own.report, wanted.geometry)
    moved_m = None if found.geometry is None else triage.away_m(found.geometry, wanted.geometry, city)
    state: State = own.state  # type: ignore[assignment]
    if moved_m is not None and moved_m > city.triage.duplicates_within_m and own.merged_into is None:
        state = CHECKED_ANEW.get(state, state)
    if state != own.state:
        cases.reopen(writing.connection, own.report, state=state, due_at=triage.due_in(state, now, city))
    return Event(now, REPORTER, "relocate", state, "", own.unit, moved_m=moved_m)


def _same(one: BaseGeometry, other: BaseGeometry | None) -> bool:
    return other is not None and bool(shapely.equals_exact(one, other, 1e-9))
