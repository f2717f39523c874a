"""Incidents and reports made up from a seed, for demos of cities whose own may not be shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import get_args

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo import crs
from geo.city import City
from geo.model.report import Factor

#: The made-up period of reports, as days in the city's own time.
FIRST_DAY = date(2026, 8, 1)
DAYS = 92
#: That of incidents: two years, so that a map can be held against the year before.
FIRST_INCIDENT = date(2024, 11, 1)
INCIDENT_DAYS = 730
_SUMMER_WEIGHT, _SUMMER = 1.6, range(5, 10)
_GATHERINGS = 3
_GATHERED_SHARE = 0.55
_SPREAD_M = 55.0
FACTORS = get_args(Factor)
#: How many of the places are marked, and how many of the factors of one.
_WALKED, _MARKED = 0.9, 0.92
#: How likely an hour is, from midnight on: evenings and nights weigh more.
_HOURS = np.array([5, 5, 4, 3, 2, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 3, 4, 4, 5, 6, 7, 7, 6], dtype=float)


@dataclass(frozen=True, slots=True)
class _Crowd:
    """Where made-up things gather: places on streets, and how far they stray."""

    streets: np.ndarray
    centres: np.ndarray

    def places(self, count: int, rng: np.random.Generator) -> np.ndarray:
        """Return (count,) points in metres, some around the centres, the others anywhere on the streets."""
        everywhere = _on_streets(self.streets, count, rng)
        around = self.centres[rng.integers(len(self.centres), size=count)]
        near = shapely.points(shapely.get_coordinates(around) + rng.normal(0, _SPREAD_M, (count, 2)))
        return np.where(rng.random(count) < _GATHERED_SHARE, near, everywhere)


def incidents(streets: gpd.GeoDataFrame, city: City, *, count: int, rng: np.random.Generator) -> gpd.GeoDataFrame:
    """Make up incidents along streets, some of them gathered around a few places.

    Parameters
    ----------
    streets
        EPSG:4326.

    Returns
    -------
    frame
        The columns of the family ``incidents``, EPSG:4326.
    """
    crowd = _crowd(streets, city, rng)
    names = list(city.incident_categories)
    begins = _moments(city, count, rng, days=_incident_days(count, rng), first=FIRST_INCIDENT)
    lasts = pd.to_timedelta(rng.choice([0, 0, 30, 120], size=count), unit="min")
    return _placed(
        {
            "ref": [f"demo-{i + 1:04d}" for i in range(count)],
            "category": rng.choice(names, size=count),
            "occurred_from": begins,
            "occurred_to": begins + lasts,
            "place_name": None,
        },
        crowd.places(count, rng),
        city,
    )


def reports(streets: gpd.GeoDataFrame, city: City, *, count: int, rng: np.random.Generator) -> gpd.GeoDataFrame:
    """Make up reports of places, without texts, gathered like the incidents but around places of their own."""
    crowd = _crowd(streets, city, rng)
    told = _placed(
        {
            "ref": [f"demo-{i + 1:04d}" for i in range(count)],
            "place_words": None,
            "feeling": rng.choice(["bad", "bad", "bad", "good"], size=count),
            "category": rng.choice(list(city.report_categories), size=count),
            "categories_version": city.report_categories_version,
            "day_part": rng.choice(["day", "dusk", "night", "always"], size=count),
            "text": None,
            "reporter": rng.choice(["resident", "council"], size=count),
            "created_at": _moments(city, count, rng),
        },
        crowd.places(count, rng),
        city,
    )
    return told.assign(factors=_marks((told["feeling"] == "good").to_numpy(), rng))


def _marks(good: np.ndarray, rng: np.random.Generator) -> list[dict[str, int]]:
    """Return how (N,) places were marked on a safety walk, good ones better; some factors are left out, some places."""
    marks = rng.binomial(3, np.where(good, 0.75, 0.4)[:, None] + rng.uniform(-0.15, 0.15, size=(1, len(FACTORS))))
    given = (rng.random(marks.shape) < _MARKED) & (rng.random((len(good), 1)) < _WALKED)
    return [
        {factor: int(mark) for factor, mark, told in zip(FACTORS, row, which, strict=True) if told}
        for row, which in zip(marks, given, strict=True)
    ]


def _crowd(streets: gpd.GeoDataFrame, city: City, rng: np.random.Generator) -> _Crowd:
    lines = np.asarray(crs.to_metric(streets, city.crs).geometry.array, dtype=object)
    return _Crowd(lines, _on_streets(lines, _GATHERINGS, rng))


def _on_streets(lines: np.ndarray, count: int, rng: np.random.Generator) -> np.ndarray:
    """Return (count,) points on lines, every metre as likely."""
    length_m = shapely.length(lines)
    chosen = rng.choice(len(lines), size=count, p=length_m / length_m.sum())
    places: np.ndarray = shapely.line_interpolate_point(lines[chosen], rng.random(count) * length_m[chosen])
    return places


def _incident_days(count: int, rng: np.random.Generator) -> np.ndarray:
    """Return (count,) days of the period of incidents; summers have more of them, and so have weekends."""
    days = [FIRST_INCIDENT + timedelta(days=day) for day in range(INCIDENT_DAYS)]
    weight = np.array(
        [(_SUMMER_WEIGHT if day.month in _SUMMER else 1.0) * (1.3 if day.weekday() in (4, 5) else 1.0) for day in days]
    )
    return rng.choice(INCIDENT_DAYS, size=count, p=weight / weight.sum())


def _moments(
    city: City, count: int, rng: np.random.Generator, *, days: np.ndarray | None = None, first: date = FIRST_DAY
) -> pd.DatetimeIndex:
    """Return (count,) aware moments within the made-up period, in UTC; on days from the first on, or on any."""
    days = rng.integers(DAYS, size=count) if days is None else days
    hours = rng.choice(24, size=count, p=_HOURS / _HOURS.sum())
    minutes = rng.integers(60, size=count)
    local = [
        datetime.combine(first + timedelta(days=int(d)), time(int(h), int(m)), tzinfo=city.zone)
        for d, h, m in zip(days, hours, minutes, strict=True)
    ]
    return pd.DatetimeIndex([moment.astimezone(UTC) for moment in local])


def _placed(columns: dict[str, object], places: np.ndarray, city: City) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, geometry=places, crs=city.crs).to_crs(crs.STORED)


def visits(
    refs: Sequence[str],
    places: gpd.GeoSeries,
    worth: np.ndarray,
    *,
    first: date,
    days: int,
    city: City,
    rng: np.random.Generator,
) -> gpd.GeoDataFrame:
    """Make up visits of patrols in the evenings: places that are worth more have more, and a few have none.

    Parameters
    ----------
    refs, places, worth
        (N,) references, points in EPSG:4326, and what a visit of each is worth.
    first, days
        On which evenings.
    """
    forgotten = rng.permutation(len(refs))[: len(refs) // 6]
    share = np.where(np.isin(np.arange(len(refs)), forgotten), 0.0, worth)
    chosen = rng.choice(len(refs), size=(days, 6), p=share / share.sum())
    began = [
        datetime.combine(first + timedelta(days=day), time(18), tzinfo=city.zone).astimezone(UTC)
        + timedelta(minutes=int(40 * turn + rng.integers(0, 25)))
        for day in range(days)
        for turn in range(6)
    ]
    place = chosen.ravel()
    columns = {
        "ref": [f"demo-visit-{n + 1:04d}" for n in range(len(place))],
        "area": [refs[int(at)] for at in place],
        "kind": rng.choice(["foot", "motor"], size=len(place)),
        "began_at": pd.DatetimeIndex(began),
        "minutes": rng.integers(10, 16, size=len(place)).astype(float),
    }
    return gpd.GeoDataFrame(columns, geometry=places.to_numpy()[place], crs=crs.STORED)
