"""What a plan of patrols says in the reader's language: places, times, reasons, money."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from geo.city import City
from geo.model.patrol import PlannedPlace, Reason
from maps.words import Words


def place_name(place: PlannedPlace, words: Words) -> str:
    """Return what a place is called: its street and its area."""
    name = place.name or words("way without a name")
    return f"{name} ({place.area_name})" if place.area_name else name


def clock(start: datetime, seconds: int, zone: ZoneInfo) -> str:
    """Return the time on the city's clocks so many seconds after a moment.

    Examples
    --------
    >>> warsaw = ZoneInfo("Europe/Warsaw")
    >>> clock(datetime(2026, 10, 24, 20, tzinfo=warsaw), 8 * 3600, warsaw)
    '03:00'
    """
    when = start.astimezone(ZoneInfo("UTC")) + timedelta(seconds=seconds)
    return f"{when.astimezone(zone):%H:%M}"


def reason(one: Reason, words: Words, city: City) -> str:
    """Return why a place is visited, with evidence and moments in words."""
    values = {name: _said(name, value, words, city) for name, value in one.values.items()}
    return words.error(Reason(template=one.template, values=values))


def money(grosze: float, words: Words) -> str:
    """Return an amount in złoty."""
    return f"{words.number(grosze / 100)} zł"


def _said(name: str, value: object, words: Words, city: City) -> object:
    if name == "evidence":
        return words.name("evidence", str(value))
    if name == "when":
        return words.moment(datetime.fromisoformat(str(value)), city.zone)
    if isinstance(value, float):
        return words.number(value, digits=0 if value.is_integer() else 1)
    return value
