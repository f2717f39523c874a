"""In which shift of which part of the week and of the year did each incident happen?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.profile.hotspots import Shift, hours_of

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

WEEK = ("workdays", "weekend")
SEASON = ("summer", "winter")
#: The key of all hours together.
ALL = "all"
#: No shift: too little is known of the hour.
UNKNOWN = -1
_HOUR_S = 3600


def keys(shifts: Mapping[str, Shift]) -> list[str]:
    """Return the keys of all shifts in their parts of the week and of the year.

    Examples
    --------
    >>> from geo.city import load_city
    >>> keys(load_city("torun").hotspots.shifts)[:3]
    ['day-workdays-summer', 'day-workdays-winter', 'day-weekend-summer']
    """
    return [f"{shift}-{week}-{season}" for shift in shifts for week in WEEK for season in SEASON]


def key_at(when: datetime, *, shifts: Mapping[str, Shift], summer_months: tuple[int, int], zone: ZoneInfo) -> str:
    """Return the key of the shift that is on duty at a moment.

    Examples
    --------
    >>> from geo.city import load_city
    >>> city = load_city("torun")
    >>> rota = {"shifts": city.hotspots.shifts, "summer_months": (4, 9), "zone": city.zone}
    >>> key_at(datetime(2026, 7, 4, 2, tzinfo=city.zone), **rota)  # the small hours of a Saturday are Friday's night
    'night-weekend-summer'
    """
    clock = pd.DatetimeIndex([when]).tz_convert(zone)
    return keys(shifts)[int(_of_hour(clock, shifts, summer_months)[0])]


def shift_of(
    begin: pd.Series, end: pd.Series, *, shifts: Mapping[str, Shift], summer_months: tuple[int, int], zone: ZoneInfo
) -> Ints:
    """Return (N,) which of ``keys`` holds more than half of the time in which each incident can have happened.

    Where none does, as for a burglary noticed after a week's leave, the shift is unknown (-1): such an incident counts
    among all hours, and in no shift.

    Parameters
    ----------
    begin, end
        (N,) aware; equal where the moment is known.
    """
    if len(begin) == 0:
        return np.zeros(0, dtype=np.int64)
    a, b = (pd.DatetimeIndex(when).as_unit("s").asi8 / _HOUR_S for when in (begin, end))
    first, hours = int(np.floor(a.min())), int(np.floor(b.max())) + 1
    clock = pd.DatetimeIndex(np.arange(first, hours) * (_HOUR_S * 10**9), tz="UTC").tz_convert(zone)
    of_hour = _of_hour(clock, shifts, summer_months)
    before = np.zeros((len(of_hour) + 1, len(keys(shifts))))
    np.cumsum(of_hour[:, None] == np.arange(before.shape[1]), axis=0, out=before[1:])
    held = _up_to(b - first, before, of_hour) - _up_to(a - first, before, of_hour)
    most = held.argmax(axis=1)
    share = np.divide(held[np.arange(len(a)), most], b - a, out=np.ones(len(a)), where=b > a)
    at_begin = of_hour[np.floor(a - first).astype(np.int64)]
    return np.where(b > a, np.where(share > 0.5, most, UNKNOWN), at_begin)


def _up_to(at: Floats, before: Floats, of_hour: Ints) -> Floats:
    """Return (N, K) hours of each kind until each moment."""
    whole = np.floor(at).astype(np.int64)
    told: Floats = before[whole]
    within = np.minimum(whole, len(of_hour) - 1)
    told[np.arange(len(at)), of_hour[within]] += at - whole
    return told


def _of_hour(clock: pd.DatetimeIndex, shifts: Mapping[str, Shift], summer_months: tuple[int, int]) -> Ints:
    """Return the number of the key of each hour; after midnight a shift is still that of the day of its beginning."""
    hour, weekday = np.asarray(clock.hour), np.asarray(clock.day_of_week)
    number, weekend = np.zeros(24, dtype=np.int64), np.zeros((24, 7), dtype=np.int64)
    for place, shift in enumerate(shifts.values()):
        for of in hours_of(shift):
            number[of] = place
            began_on = (np.arange(7) - (of < shift.first)) % 7
            weekend[of] = np.isin(began_on, shift.weekend)
    first, last = summer_months
    winter = (np.asarray(clock.month) < first) | (np.asarray(clock.month) > last)
    return np.asarray((number[hour] * len(WEEK) + weekend[hour, weekday]) * len(SEASON) + winter)
