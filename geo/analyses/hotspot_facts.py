"""What else is told of each cell of the hotspot map: its rate, its likeness to its neighbours, its change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array

from geo.city import City
from geo.hotspots.caution import cautions
from geo.hotspots.change import PERIODS_DAYS, last_two_periods, rate_change, similarity
from geo.hotspots.local_moran import QUADRANTS, local_moran
from geo.hotspots.permutation import permuted
from geo.hotspots.rates import global_rates
from geo.hotspots.significance import q_values

_DAY_S = 86_400.0
_SEED = 20260801
#: At and below this adjusted p-value a cell is told to be like its neighbours, or their opposite.
ALIKE_Q = 0.05


def rated(frame: gpd.GeoDataFrame, weights: csr_array) -> gpd.GeoDataFrame:
    """Add incidents per kilometre of street and the quadrant of local Moran's I under false-discovery control.

    A rate is drawn towards that of the city where little street makes chance great; a cell without streets has none.
    """
    counts, street_m = frame["count"].to_numpy(), frame["street_m"].to_numpy(dtype=float)
    with_street = street_m > 0
    rate = np.full(len(frame), np.nan)
    if with_street.sum() > 1 and counts.sum():
        rate[with_street] = 1000 * global_rates(counts[with_street], street_m[with_street])
    return frame.assign(rate_per_km=rate.round(3), quadrant=_quadrants(counts, weights))


def _quadrants(counts: NDArray[np.int64], weights: csr_array) -> NDArray[np.object_]:
    none = np.full(len(counts), QUADRANTS[-1], dtype=object)
    if len(counts) < 3 or np.ptp(counts) == 0:
        return none
    p = permuted(counts, weights, rng=np.random.default_rng(_SEED)).nearer_tail_p()
    return np.where(
        q_values(np.minimum(2 * p, 1.0)) <= ALIKE_Q, local_moran(counts.astype(float), weights).quadrant, none
    )


def trend(
    frame: gpd.GeoDataFrame, incidents: gpd.GeoDataFrame, cell: NDArray[np.int64]
) -> tuple[gpd.GeoDataFrame, dict[str, Any] | None]:
    """Add the counts of the last two periods and what their change shows; none where incidents fill too little time.

    Parameters
    ----------
    incidents
        Those that count.
    cell
        (N,) the cell of each of them.
    """
    days = days_of(incidents["occurred_from"])
    until = float(days.max()) + 1e-9 if len(days) else 0.0
    length = last_two_periods(days, until=until)
    if length is None:
        return frame.assign(before=None, after=None, trend=None), None
    periods = (days >= until - 2 * length) & (days < until - length), days >= until - length
    before, after = (np.bincount(cell[held & (cell >= 0)], minlength=len(frame)) for held in periods)
    told = rate_change(before, after, days_before=length, days_after=length)
    ends = datetime.fromtimestamp(until * _DAY_S, UTC)
    middle, start = ends - timedelta(days=length), ends - timedelta(days=2 * length)
    about = {
        "days": length,
        "same_season": length == PERIODS_DAYS[0],
        "start": start.isoformat(),
        "middle": middle.isoformat(),
        "end": ends.isoformat(),
        "before": int(before.sum()),
        "after": int(after.sum()),
        "similarity": round(similarity(before, after), 3) if before.sum() and after.sum() else None,
        "more": int((told["verdict"] == "more").sum()),
        "fewer": int((told["verdict"] == "fewer").sum()),
    }
    return frame.assign(before=before, after=after, trend=told["verdict"].to_numpy()), about


def days_of(moments: pd.Series) -> NDArray[np.float64]:
    """Return (N,) moments as days since 1970, in UTC."""
    return np.asarray(pd.DatetimeIndex(moments).as_unit("s").asi8 / _DAY_S)


def cautioned(frame: gpd.GeoDataFrame, weights: csr_array, city: City) -> list[dict[str, Any]]:
    """Return the warnings that hold, each as a template and its values, so that a page says them in its language."""
    found = cautions(frame["count"].to_numpy(), weights, fewest=city.hotspots.fewest_incidents)
    return [{"template": caution.template, "values": caution.values} for caution in found]
