"""How much is each shift of a year in demand?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
#: So many incidents, spread evenly over the week, stand beside those that are known.
_PRIOR = 168.0


def week(table: Floats) -> Floats:
    """Return (7, 24) how much each hour of the week is in demand, 1 on average.

    Parameters
    ----------
    table
        (4, 7, 24) incidents by season, weekday and hour.

    Examples
    --------
    >>> float(week(np.zeros((4, 7, 24)))[0, 0])
    1.0
    """
    known = table.sum(axis=0)
    return np.asarray((known + _PRIOR / 168) / (known.sum() + _PRIOR) * 168)


def of_shift(hourly: Floats, begins: time, hours: float) -> Floats:
    """Return (7,) the demand of a shift by the weekday on which it begins.

    Parameters
    ----------
    hourly
        (7, 24), Monday first.
    hours
        How long it lasts; after midnight the next day's hours count.

    Examples
    --------
    >>> of_shift(np.ones((7, 24)), time(20), 8).tolist()
    [8.0, 8.0, 8.0, 8.0, 8.0, 8.0, 8.0]
    """
    flat = np.concatenate([hourly.ravel(), hourly.ravel()])
    first = np.arange(7) * 24 + begins.hour + begins.minute / 60
    reach = np.clip(
        np.minimum(first[:, None] + hours, np.arange(1, 337)) - np.maximum(first[:, None], np.arange(336)), 0, 1
    )
    return np.asarray(reach @ flat)


def of_year(days: Sequence[date], by_weekday: Sequence[Floats], months: Sequence[float]) -> Floats:
    """Return (days, shifts) how much each shift of a year is in demand.

    Parameters
    ----------
    by_weekday
        (7,) for each shift.
    months
        (12,) how much each month is in demand.
    """
    weekday = np.array([day.weekday() for day in days])
    month = np.asarray(months, dtype=float)[[day.month - 1 for day in days]]
    return np.asarray(np.stack([one[weekday] for one in by_weekday], axis=1) * month[:, None])
