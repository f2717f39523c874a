"""When is an answer due? Counted in Polish working days."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

#: Working days for the check of a new report, and for acting on it once it is confirmed.
CHECK_DAYS, ACTION_DAYS = 2, 3
_SATURDAY = 5


def is_working_day(day: date) -> bool:
    """Tell whether offices work: not on Saturdays, Sundays and public holidays.

    Examples
    --------
    >>> is_working_day(date(2026, 11, 11)), is_working_day(date(2026, 11, 12))
    (False, True)
    """
    return day.weekday() < _SATURDAY and day not in _public_holidays(day.year)


def due(since: datetime, *, working_days: int, zone: ZoneInfo) -> datetime:
    """Return the moment by which something is due: the end of the last of so many working days.

    Parameters
    ----------
    since
        When the clock began, aware; its own day does not count.
    zone
        In which the city lives.

    Returns
    -------
    moment
        Midnight that ends the last working day, aware, in ``zone``.

    Examples
    --------
    >>> wednesday = datetime(2026, 12, 23, 9, tzinfo=ZoneInfo("Europe/Warsaw"))
    >>> due(wednesday, working_days=2, zone=ZoneInfo("Europe/Warsaw")).date()
    datetime.date(2026, 12, 30)
    """
    day = since.astimezone(zone).date()
    left = working_days
    while left > 0:
        day += timedelta(days=1)
        left -= is_working_day(day)
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=zone)


def last_moment(due_at: datetime) -> datetime:
    """Return the last moment of a term that ends at a midnight: its day is the one to be told.

    Examples
    --------
    >>> last_moment(datetime(2026, 11, 13, tzinfo=ZoneInfo("Europe/Warsaw"))).date()
    datetime.date(2026, 11, 12)
    """
    return due_at - timedelta(microseconds=1)


def days_late(due_at: datetime, now: datetime, zone: ZoneInfo) -> int:
    """Return how many working days have begun since a term ended.

    Examples
    --------
    >>> warsaw = ZoneInfo("Europe/Warsaw")
    >>> days_late(datetime(2026, 11, 11, tzinfo=warsaw), datetime(2026, 11, 12, 9, tzinfo=warsaw), warsaw)
    1
    """
    first, today = due_at.astimezone(zone).date(), now.astimezone(zone).date()
    return sum(is_working_day(first + timedelta(days=n)) for n in range((today - first).days + 1))


@cache
def _public_holidays(year: int) -> frozenset[date]:
    # Here, not above: the calendars of the world take 0.1 s to load.
    import holidays

    return frozenset(holidays.country_holidays("PL", years=year))
