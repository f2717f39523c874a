"""In which hours, on which weekdays and in which seasons do incidents happen, when only an interval is known?"""

from __future__ import annotations

from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.errors import BadInput

Floats = NDArray[np.float64]

#: The first axis of a table: whole months, from December on, as meteorologists part the year.
SEASONS = ("winter", "spring", "summer", "autumn")
#: (season, weekday from Monday, hour of the clock).
SHAPE = (4, 7, 24)
_HOUR_US = 3_600_000_000


def aoristic_table(begin: pd.Series, end: pd.Series, *, zone: ZoneInfo) -> Floats:
    """Return (4, 7, 24) incidents by season, weekday and hour of the clock; the table sums up to their number.

    Each incident counts 1 and is spread evenly over the time in which it may have happened; one whose moment is known
    counts in its hour. The time is that which passed, not that of the clock: in the night of the change to winter time
    the hour from two to three takes two hours' worth, in that to summer time none.

    Parameters
    ----------
    begin, end
        (N,) aware; equal where the moment is known.
    zone
        By whose clock.

    Raises
    ------
    BadInput
        For times without a zone, an interval that ends before it begins, or a clock that is not set by whole hours.

    References
    ----------
    Ratcliffe, J. H. (2002), Journal of Quantitative Criminology 18(1), doi:10.1023/A:1013240828824
    """
    if len(begin) == 0:
        return np.zeros(SHAPE)
    first, weights = _by_hour(_microseconds(begin), _microseconds(end))
    return _table(first, weights, zone)


def hours_table(begin: pd.Timestamp, end: pd.Timestamp, *, zone: ZoneInfo) -> Floats:
    """Return (4, 7, 24) hours that a period holds of each kind, to tell many incidents from many hours.

    Examples
    --------
    >>> warsaw = ZoneInfo("Europe/Warsaw")
    >>> day = hours_table(pd.Timestamp("2026-10-25", tz=warsaw), pd.Timestamp("2026-10-26", tz=warsaw), zone=warsaw)
    >>> float(day.sum()), float(day[3, 6, 2])
    (25.0, 2.0)
    """
    when = [_microseconds(pd.Series([moment])) for moment in (begin, end)]
    first, shares = _by_hour(*when)
    return _table(first, shares * float(when[1][0] - when[0][0]) / _HOUR_US, zone)


def _microseconds(when: pd.Series) -> NDArray[np.int64]:
    moments = pd.DatetimeIndex(when)
    if moments.tz is None or moments.hasnans:
        raise BadInput("Times of incidents must be known and have a time zone.")
    return np.asarray(moments.tz_convert("UTC").as_unit("us").asi8)


def _by_hour(begin: NDArray[np.int64], end: NDArray[np.int64]) -> tuple[int, Floats]:
    """Return the first hour since 1970 and the weight of each hour from it on."""
    if (end < begin).any():
        raise BadInput("An incident must not end before it begins; {n} do.", n=int((end < begin).sum()))
    first = int(begin.min() // _HOUR_US)
    a, b = begin // _HOUR_US - first, end // _HOUR_US - first
    share = np.divide(1.0, end - begin, out=np.zeros(len(begin)), where=end > begin)
    within = a == b
    before, after = (a + first + 1) * _HOUR_US - begin, end - (b + first) * _HOUR_US
    hours = int(b.max()) + 1
    at_begin = np.bincount(a, np.where(within, 1.0, share * before), hours)
    at_end = np.bincount(b, np.where(within, 0.0, share * after), hours)
    between = np.where(within, 0.0, share * _HOUR_US)
    steps = np.bincount(a + 1, between, hours + 1) - np.bincount(b, between, hours + 1)
    weights = at_begin + at_end + np.cumsum(steps[:hours])
    return first, np.asarray(weights, dtype=np.float64)


def _table(first: int, weights: Floats, zone: ZoneInfo) -> Floats:
    clock = pd.DatetimeIndex((first + np.arange(len(weights))) * _HOUR_US * 1000, tz="UTC").tz_convert(zone)
    if (clock.minute != 0).any():
        raise BadInput("Hours can be counted only where the clock is set by whole hours, not in {zone}.", zone=zone.key)
    season = np.asarray(clock.month) % 12 // 3
    kind = (season * 7 + np.asarray(clock.day_of_week)) * 24 + np.asarray(clock.hour)
    return np.asarray(np.bincount(kind, weights, int(np.prod(SHAPE))).reshape(SHAPE), dtype=np.float64)
