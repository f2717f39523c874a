"""On which shifts are a year's patrols spent?"""

from __future__ import annotations

import secrets
from datetime import date, timedelta

import numpy as np
import pandas as pd

from geo.analyses.patrol_places import counted
from geo.city import City
from geo.errors import BadInput
from geo.hotspots.space_time import SHAPE, aoristic_table, hours_table
from geo.model.patrol import YearPlan
from geo.patrol.demand import of_shift, of_year, week
from geo.patrol.year import spread
from geo.storage.store import Store

INPUTS = ("incidents",)
#: So many days of incidents tell the seasons by themselves.
_WHOLE_YEAR_DAYS = 330
SEEDS = 2**31


def plan_year(
    store: Store,
    city: City,
    *,
    year: int,
    total: int | None = None,
    done: int = 0,
    first_day: date | None = None,
    seed: int | None = None,
) -> YearPlan:
    """Spread a year's patrols over its shifts by season and weekday, never above what their crews can do.

    Parameters
    ----------
    total
        Patrols of the whole year; the profile's number unless told.
    done
        Those that were made before the first day.
    first_day
        From which day on; the first of the year unless told.
    seed
        Drawn unless told.

    Raises
    ------
    BadInput
        If the crews cannot do so many, or more were done than the year has.
    """
    first = first_day or date(year, 1, 1)
    total = city.patrols.yearly if total is None else total
    if first.year != year:
        raise BadInput("The first day must lie in the year {year}, not on {given}.", year=year, given=first.isoformat())
    if not 0 <= done <= total:
        raise BadInput("Patrols that were made must be 0 to {total}, not {given}.", total=total, given=done)
    seed = secrets.randbelow(SEEDS) if seed is None else seed
    days = [first + timedelta(days=n) for n in range((date(year, 12, 31) - first).days + 1)]
    shifts = city.patrols.shifts
    demand = _demand(store, city, days)
    capacity = np.tile([shift.capacity for shift in shifts.values()], (len(days), 1))
    rng = np.random.default_rng(seed)
    numbers = spread(demand.ravel(), patrols=total - done, capacity=capacity.ravel(), rng=rng).reshape(demand.shape)
    told = {day: dict(zip(shifts, row.tolist(), strict=True)) for day, row in zip(days, numbers, strict=True)}
    return YearPlan(year=year, total=total, done=done, first_day=first, seed=seed, numbers=told)


def _demand(store: Store, city: City, days: list[date]) -> np.ndarray:
    incidents = counted(store, city)
    table = np.zeros(SHAPE)
    if len(incidents):
        table = aoristic_table(incidents["occurred_from"], incidents["occurred_to"], zone=city.zone)
    hourly = week(table)
    by_weekday = [of_shift(hourly, shift.begins, shift.hours) for shift in city.patrols.shifts.values()]
    return of_year(days, by_weekday, _months(incidents, table, city))


def _months(incidents: pd.DataFrame, table: np.ndarray, city: City) -> list[float]:
    """Return how much each month is in demand: as incidents of a whole year tell, otherwise as the profile assumes."""
    if incidents.empty:
        return list(city.patrols.season_weight)
    first, last = incidents["occurred_from"].min(), incidents["occurred_to"].max()
    if (last - first).days < _WHOLE_YEAR_DAYS:
        return list(city.patrols.season_weight)
    hours = hours_table(first, last, zone=city.zone).sum(axis=(1, 2))
    rate = table.sum(axis=(1, 2)) / hours
    rate = rate / rate.mean() if rate.sum() else np.ones(4)
    return [float(rate[month % 12 // 3]) for month in range(1, 13)]
