"""Reading an incident off a row, and when it was."""

from __future__ import annotations

from collections.abc import Sequence

from geo.city import City
from geo.ingest import words
from geo.ingest.moments import Interval, of_cell
from geo.ingest.report import Notebook
from geo.ingest.row import Row, Values
from geo.model import Incident

#: Who can tell of incidents; sources stay apart.
TELLERS = (
    "police",
    "city_guard",
    "kmzb",
    "council",
    "resident",
    "survey",
    "operator",
    "open_data",
    "patrol",
)


def things(row: Row, city: City) -> list[Values]:
    """Return the values of an incident; a day without a time is the whole of it, a month too."""
    category = row.text("category")
    if category is None:
        row.fault("category", "An incident must have a category.")
    when = _when(row, city)
    return [
        {
            "ref": row.text("ref"),
            "category": category,
            "occurred_from": when and when.first,
            "occurred_to": when and when.last,
            "place_name": row.text("place_name"),
            "state": _state(row),
        }
    ]


def _state(row: Row) -> str | None:
    """Return the state as the national threat map knows it; what other registers call a state is left aside."""
    given = row.text("state")
    if given is None:
        return None
    meant = words.words("incident_state").get(words.folded(given))
    if meant is None:
        row.notebook.count("States of incidents that the national threat map does not know were left aside: {count}.")
    return meant


def _when(row: Row, city: City) -> Interval | None:
    """Return the interval that the row tells by one column, by a day and a time, or by a beginning and an end."""
    single = "occurred" if "occurred" in row.cells else "occurred_from"
    if single not in row.cells:
        row.fault(_missing(row), "An incident must have a moment, a day or a month.")
        return None
    time = row.text("time") if single == "occurred" else None
    first = row.read(single, lambda given: of_cell(given, city.zone, time))
    if first is None or single == "occurred" or "occurred_to" not in row.cells:
        return first
    last = row.read("occurred_to", lambda given: of_cell(given, city.zone))
    if last is None:
        return None
    if last.last < first.first:
        row.fault(
            "occurred_to", "An incident must not end before it begins: it ends {given}.", given=row.text("occurred_to")
        )
        return None
    return Interval(first.first, last.last)


def _missing(row: Row) -> str:
    return "occurred" if "occurred" in row.headers else "occurred_from"


def say(taken: Sequence[Incident], source_kind: str, city: City, notebook: Notebook) -> None:
    """Note what a reader must know to judge the times and the teller."""
    if source_kind not in TELLERS:
        notebook.say(
            "It was not said who tells of these incidents; it can be one of {choices}.", choices=", ".join(TELLERS)
        )
    if source_kind == "kmzb" and (unsaid := sum(thing.state is None for thing in taken)):
        notebook.say("Incidents of the national threat map without a state, taken as new: {count}.", count=unsaid)
    days = [thing.occurred_from.astimezone(city.zone) for thing in taken if thing.occurred_from != thing.occurred_to]
    if days:
        notebook.say(
            "Incidents without a time of day count as any time of their day or month: {count}.", count=len(days)
        )
    if len({day.date() for day in days}) > 1 and len(days) == len(taken) and all(day.day == 1 for day in days):
        notebook.say("All days are the first of a month: if the register tells months only, write them as 2025-12.")
