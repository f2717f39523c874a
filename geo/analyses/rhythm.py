"""When do incidents happen, and do they follow near and soon upon one another?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo import crs
from geo.analyses.counted import Counted, chosen_before, counted
from geo.analyses.hotspot_facts import days_of
from geo.analyses.inputs import INCIDENTS as INPUTS
from geo.city import City
from geo.evaluation.before_after import poisson_interval
from geo.geometry.naming import metres_within
from geo.hotspots.counts import cells_of
from geo.hotspots.knox import knox_table
from geo.hotspots.rates import global_rates
from geo.hotspots.shifts import ALL, UNKNOWN, keys, shift_of
from geo.hotspots.space_time import aoristic_table, hours_table
from geo.model.result import Result
from geo.storage.store import Store

#: Near and soon, as the literature on burglary has them.
NEAR_M, SOON_DAYS = (100.0, 200.0, 400.0), (2.0, 7.0, 14.0)
#: The latest so many incidents are tried for near repeats: pairs grow with the square.
MOST_PAIRED = 4_000
_PERMUTATIONS = 199
_SEED = 20260802


def run(store: Store, city: City, progress: Callable[[int, int], None] | None = None) -> Result:
    """Count incidents by hour, weekday and season, by area, and try whether they come near and soon together.

    An incident of which only an interval is known is spread evenly over it.

    Notes
    -----
    Frames: ``incident-rates``, the areas by which the city reports. The hours stand in the summary: ``hours`` sums up
    to the incidents, by season, weekday from Monday and hour of the clock.
    """
    tell = progress or (lambda done, total: None)
    judged = counted(store, city, chosen_before(store))
    incidents = judged.frame
    hours = aoristic_table(incidents["occurred_from"], incidents["occurred_to"], zone=city.zone)
    tell(1, 3)
    rates = _rates(store, city, judged)
    tell(2, 3)
    summary = {
        "n": len(incidents),
        "hours": hours.round(4).tolist(),
        "hours_there": _hours_there(judged, city),
        "shifts": _shifts(judged, city),
        "near_repeats": _near_repeats(incidents),
        "near_repeats_n": min(len(incidents), MOST_PAIRED),
    }
    tell(3, 3)
    return Result(
        name="rhythm",
        parameters={"tellers": list(judged.chosen)},
        frames={"incident-rates": rates.to_crs(crs.STORED)},
        summary=summary,
        sources=judged.sources,
        period=judged.period,
        n=len(incidents),
        norm_edition=None,
        synthetic=judged.synthetic,
        inputs_digest=store.digest(INPUTS),
        made_at=datetime.now(UTC),
    )


def _hours_there(judged: Counted, city: City) -> list[Any]:
    """Return how many hours of each kind the period holds, to tell many incidents from many hours."""
    if judged.period is None:
        return []
    first, last = (pd.Timestamp(moment) for moment in judged.period)
    table: list[Any] = hours_table(first, last, zone=city.zone).round(2).tolist()
    return table


def _shifts(judged: Counted, city: City) -> dict[str, int]:
    """Return how many incidents lie in each shift; ``unknown`` are those whose hour is not known well enough."""
    rules, frame = city.hotspots, judged.frame
    shift = shift_of(
        frame["occurred_from"],
        frame["occurred_to"],
        shifts=rules.shifts,
        summer_months=rules.summer_months,
        zone=city.zone,
    )
    counts = {key: int((shift == number).sum()) for number, key in enumerate(keys(rules.shifts))}
    return {ALL: len(frame), **counts, "unknown": int((shift == UNKNOWN).sum())}


def _near_repeats(incidents: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    """Return observed over expected pairs by distance and days, tried on the latest incidents of a known day."""
    days = days_of(incidents["occurred_from"])
    known = np.flatnonzero(days_of(incidents["occurred_to"]) - days <= 1.0)
    latest = known[np.argsort(days[known], kind="stable")][-MOST_PAIRED:]
    if len(latest) < 2:
        return []
    points, when, rng = incidents.geometry.iloc[latest], days[latest], np.random.default_rng(_SEED)
    table = knox_table(points, when, within_m=NEAR_M, within_days=SOON_DAYS, rng=rng, permutations=_PERMUTATIONS)
    return [
        {
            "within_m": within_m,
            "within_days": within_days,
            "pairs": told.close_both,
            "ratio": told.ratio if np.isfinite(told.ratio) else None,
            "p": told.p,
        }
        for within_m, row in zip(NEAR_M, table, strict=True)
        for within_days, told in zip(SOON_DAYS, row, strict=True)
    ]


def _rates(store: Store, city: City, judged: Counted) -> gpd.GeoDataFrame:
    """Return the areas with their incidents per kilometre of street and, where they are known, per thousand people."""
    areas = crs.to_metric(store.read("areas"), city.crs)
    areas = areas[areas["kind"] == city.report_by] if len(areas) else areas
    lines = crs.to_metric(store.read("streets"), city.crs).geometry.to_numpy()
    shapes = areas.geometry.to_numpy()
    cell = cells_of(shapes, judged.frame.geometry, within=judged.boundary)
    counts = np.bincount(cell[cell >= 0], minlength=len(areas))
    street_m = metres_within(shapes, lines).round(1)
    people = areas["population"].to_numpy(dtype=float)
    bounds = np.array([poisson_interval(count) for count in counts.tolist()]).reshape(-1, 2)
    columns = {
        "area": areas["ref"].to_numpy(),
        "area_name": areas["name"].to_numpy(),
        "count": counts,
        "street_m": street_m,
        "per_km": _drawn(counts, street_m / 1000),
        "raw_per_km": _raw(counts, street_m / 1000),
        "people": people,
        "per_1000": _drawn(counts, people / 1000),
        "raw_per_1000": _raw(counts, people / 1000),
        "low_per_1000": _raw(bounds[:, 0], people / 1000),
        "high_per_1000": _raw(bounds[:, 1], people / 1000),
    }
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=city.crs)


def _raw(counts: NDArray[Any], exposure: NDArray[np.float64]) -> NDArray[np.float64]:
    rate = np.full(len(counts), np.nan)
    np.divide(counts, exposure, out=rate, where=exposure > 0)
    return rate.round(3)


def _drawn(counts: NDArray[np.int64], exposure: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return rates drawn towards that of the whole city; none where the exposure is unknown or zero."""
    rate, known = np.full(len(counts), np.nan), exposure > 0
    if known.sum() > 1:
        rate[known] = global_rates(counts[known].astype(float), exposure[known])
    return rate.round(3)
