"""Reading a patrol's visit off a row; who was on duty is refused."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from geo.city import City
from geo.errors import BadInput, Fault
from geo.ingest.moments import of_cell
from geo.ingest.report import Notebook
from geo.ingest.row import Row, Values
from geo.ingest.row import text as text_of
from geo.ingest.words import folded
from geo.model import Visit

#: What headers of columns with people in them hold, without case and diacritics; "name" alone may be that of a place.
_PEOPLE = re.compile(
    r"nazwisk|imi(e|ona)|straznik|funkcjonariusz|policjant|dowodca|patrolujac|zaloga|sklad|legitymac|odznak|sluzbow"
    r"|podpis|pesel|surname|firstname|lastname|fullname|officer|guard|constable|crew|badge|signature|collar"
)
_FORBIDDEN = "A log of visits must not say who was on duty; take the column out of the file."
_KINDS = {
    "foot": ("foot", "pieszy", "piesza", "piesze", "pieszo"),
    "motor": ("motor", "zmotoryzowany", "zmotoryzowana", "radiowoz", "samochod", "car", "auto"),
}
_BY_WORD = {word: kind for kind, words in _KINDS.items() for word in words}
_LONGEST_MINUTES = 24 * 60


def forbidden(headers: Iterable[str]) -> list[Fault]:
    """Return a fault for each column that seems to hold people.

    Examples
    --------
    >>> [fault.column for fault in forbidden(["Rejon", "Imię i nazwisko", "Nr służbowy", "Od"])]
    ['Imię i nazwisko', 'Nr służbowy']
    """
    return [Fault(None, header, _FORBIDDEN, {}) for header in headers if _PEOPLE.search(folded(header))]


def things(row: Row, city: City) -> list[Values]:
    """Return the values of a visit; its length is told in minutes or by its end."""
    if row.text("area") is None:
        row.fault("area", "A visit must name its area or place; there is none.")
    began = _moment(row, "began_at", city, row.text("time"))
    ended = _moment(row, "ended_at", city, None, began)
    if began is None and "began_at" not in row.cells:
        row.fault("began_at", "A visit must have a beginning; there is none.")
    return [
        {
            "ref": row.text("ref"),
            "area": row.text("area"),
            "kind": row.read("kind", _kind) or "foot",
            "began_at": began,
            "minutes": _minutes(row, began, ended),
        }
    ]


def say(taken: Sequence[Visit], known: Iterable[str], notebook: Notebook) -> None:
    """Note what a reader must know of areas that the city does not have."""
    there = set(known)
    strange = sorted(
        {visit.area for visit in taken if visit.area not in there and not visit.area.startswith(("P", "H"))}
    )
    if strange:
        notebook.say(
            "Areas or places that the city does not have, kept as they are: {count}, such as {examples}.",
            count=len(strange),
            examples=", ".join(strange[:5]),
        )


def _moment(row: Row, name: str, city: City, time: str | None, day: datetime | None = None) -> datetime | None:
    """Return a moment; the end of a visit may be told by its time of day alone."""

    def read(given: object) -> datetime:
        told = text_of(given)
        if day is not None and re.fullmatch(r"\d\d?[:.]\d\d", told):
            return _later(told, day, city)
        found = of_cell(given, city.zone, time)
        if not found.is_moment:
            raise BadInput("A visit must have a time of day, not only {given!r}.", given=told)
        return found.first

    return row.read(name, read)


def _later(told: str, began: datetime, city: City) -> datetime:
    """Return the first moment after the beginning at which the clocks show a time."""
    hour, minute = (int(part) for part in re.split(r"[:.]", told))
    day = began.astimezone(city.zone).date()
    found = of_cell(f"{day.isoformat()} {hour:02d}:{minute:02d}", city.zone).first
    if found >= began:
        return found
    return of_cell(f"{(day + timedelta(days=1)).isoformat()} {hour:02d}:{minute:02d}", city.zone).first


def _minutes(row: Row, began: datetime | None, ended: datetime | None) -> float | None:
    if "minutes" in row.cells:
        return row.read("minutes", _number)
    if "ended_at" not in row.cells:
        row.fault("minutes", "A visit must have a length in minutes, or an end; there is none.")
        return None
    if began is None or ended is None:
        return None
    found = (ended - began).total_seconds() / 60
    if not 0 < found <= _LONGEST_MINUTES:
        row.fault(
            "ended_at", "A visit must end after it begins, within a day: it ends {given}.", given=row.text("ended_at")
        )
        return None
    return found


def _number(given: object) -> float:
    told = text_of(given).replace(",", ".").removesuffix("min").strip()
    try:
        return float(told)
    except ValueError:
        raise BadInput("A length must be a number of minutes, not {given!r}.", given=told) from None


def _kind(given: object) -> str:
    found = _BY_WORD.get(folded(text_of(given)))
    if found is None:
        raise BadInput(
            "A kind of patrol must be one of {choices}, not {given!r}.",
            choices="foot, motor, pieszy, zmotoryzowany",
            given=text_of(given),
        )
    return found
