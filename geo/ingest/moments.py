"""Reading the interval of time that a cell says."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from geo.errors import BadInput
from geo.ingest.row import text

_MUST = "A moment must be written as 2025-12-31 22:15, 31.12.2025 22:15, 2025-12-31 or 2025-12, not {given!r}."
_TIME_MUST = "A time of day must be written as 22:15, not {given!r}."
_NEVER = "A moment must exist: the clocks in {zone} leap over {given}."
_TWICE = "A moment must be one: {given} comes twice in {zone}; write its offset from UTC, such as {first} or {second}."
_TIME = r"(?P<hour>\d\d?)[:.](?P<minute>\d\d)(?:[:.](?P<second>\d\d)(?:[.,]\d+)?)?"
_ZONE = r"(?P<zone>Z|UTC|[+-]\d\d:?(?:\d\d)?)?"
_DATES = (
    r"(?P<year>\d{4})-(?P<month>\d\d?)-(?P<day>\d\d?)",
    r"(?P<year>\d{4})/(?P<month>\d\d?)/(?P<day>\d\d?)",
    r"(?P<day>\d\d?)[.-](?P<month>\d\d?)[.-](?P<year>\d{4})(?:\s*r\.?)?",
)
_MOMENTS = [re.compile(rf"{day}(?:(?:T|,?\s+(?:godz\.?\s*|g\.\s*)?){_TIME}\s*{_ZONE})?") for day in _DATES]
_MONTHS = [re.compile(r"(?P<year>\d{4})[-/](?P<month>\d\d?)"), re.compile(r"(?P<month>\d\d?)[.-](?P<year>\d{4})")]
_CLOCK = re.compile(rf"(?:godz\.?\s*|g\.\s*)?{_TIME}\s*{_ZONE}")
_YEARS = range(1900, 2101)


@dataclass(frozen=True, slots=True)
class Interval:
    """First and last moment, in UTC; both equal when the moment is known."""

    first: datetime
    last: datetime

    @property
    def is_moment(self) -> bool:
        """Whether the moment is known."""
        return self.first == self.last


@functools.lru_cache(maxsize=65_536)
def interval(given: str, zone: ZoneInfo, time: str | None = None) -> Interval:
    """Read a moment, a day or a month.

    Parameters
    ----------
    zone
        Where a moment without an offset is meant.
    time
        The time of day where it stands in a column of its own.

    Notes
    -----
    A day without a time is the whole of it, until its last second; a month too. Days with slashes must
    begin with their year: 03/04/2025 means two days.
    """
    told = given.strip()
    month = next((found for form in _MONTHS if (found := form.fullmatch(told))), None)
    if month is not None and time is None:
        return _month(int(month["year"]), int(month["month"]), zone, given)
    found = next((found for form in _MOMENTS if (found := form.fullmatch(told))), None)
    if found is None:
        raise BadInput(_MUST, given=given)
    day = _day(found, given)
    clock = _clock(time) if time is not None else (found if found["hour"] else None)
    if clock is None:
        return _span(day, day + timedelta(days=1), zone)
    moment = _at(day, clock, zone, given if time is None else f"{given} {time}")
    return Interval(moment, moment)


def of_cell(given: object, zone: ZoneInfo, time: str | None = None) -> Interval:
    """Read the moment, day or month of a cell; a number is none of them."""
    if isinstance(given, (int, float)):
        raise BadInput("A moment must be a date, not the number {given}.", given=given)
    return interval(text(given), zone, time)


def _day(found: re.Match[str], given: str) -> datetime:
    try:
        day = datetime(int(found["year"]), int(found["month"]), int(found["day"]))  # noqa: DTZ001 - local, zoned later
    except ValueError:
        raise BadInput(_MUST, given=given) from None
    _require_year(day.year)
    return day


def _month(year: int, month: int, zone: ZoneInfo, given: str) -> Interval:
    if not 1 <= month <= 12:
        raise BadInput(_MUST, given=given)
    _require_year(year)
    first = datetime(year, month, 1)  # noqa: DTZ001 - local, zoned by _span
    return _span(first, (first + timedelta(days=32)).replace(day=1), zone)


def _require_year(year: int) -> None:
    if year not in _YEARS:
        raise BadInput("A year must be between {first} and {last}, not {given}.", first=1900, last=2100, given=year)


def _span(first: datetime, end: datetime, zone: ZoneInfo) -> Interval:
    begins, ends = (local.replace(tzinfo=zone).astimezone(UTC) for local in (first, end))
    return Interval(begins, ends - timedelta(seconds=1))


def _clock(given: str) -> re.Match[str]:
    found = _CLOCK.fullmatch(given.strip())
    if found is None:
        raise BadInput(_TIME_MUST, given=given)
    return found


def _at(day: datetime, clock: re.Match[str], zone: ZoneInfo, given: str) -> datetime:
    try:
        local = day.replace(hour=int(clock["hour"]), minute=int(clock["minute"]), second=int(clock["second"] or 0))
    except ValueError:
        raise BadInput(_TIME_MUST, given=clock[0]) from None
    if clock["zone"]:
        offset = "+00:00" if clock["zone"] in ("Z", "UTC") else clock["zone"]
        return datetime.fromisoformat(f"{local.isoformat()}{_full(offset)}").astimezone(UTC)
    return _zoned(local, zone, given)


def _full(offset: str) -> str:
    """Return an offset with its minutes: ``+01`` is ``+01:00``."""
    return offset if len(offset) > 3 else f"{offset}:00"


def _zoned(local: datetime, zone: ZoneInfo, given: str) -> datetime:
    first, second = (local.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if first.utcoffset() == second.utcoffset():
        return first.astimezone(UTC)
    if first.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != local:
        raise BadInput(_NEVER, zone=zone.key, given=given)
    raise BadInput(_TWICE, zone=zone.key, given=given, first=first.isoformat(" "), second=second.isoformat(" "))
