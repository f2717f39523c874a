"""Was the map right: how much of what came lay on the ground that had been called hot?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.spatial import KDTree

from geo import crs
from geo.analyses.counted import chosen_before, counted
from geo.analyses.hotspot_facts import days_of
from geo.analyses.inputs import INCIDENTS as INPUTS
from geo.city import City
from geo.errors import BadInput
from geo.evaluation.accuracy import NAIVE, SHARES, verdict
from geo.evaluation.rolling_origin import Method, counts_of_last_period, counts_so_far, rolling_origin
from geo.geometry.grid import hexagons
from geo.geometry.naming import metres_within
from geo.hotspots.counts import cells_of
from geo.hotspots.getis_ord import contiguity
from geo.hotspots.kde import Gaussian, decay_weights
from geo.hotspots.significance import judge
from geo.model.result import Result
from geo.storage.store import Store

HORIZON_DAYS, YEAR_DAYS, MOST_ORIGINS = 30.0, 365.0, 12
#: What the ground is measured by.
MEASURES = ("area", "street")
#: The map of hotspots, and the smoothed one.
HOTSPOTS, DENSITY = "hotspots", "density"
COUNTS, LAST_YEAR, LAST_PERIOD = "counts so far", "same as last year", "same as last period"


def run(store: Store, city: City, progress: Callable[[int, int], None] | None = None) -> Result:
    """Foretell each of the last months from what was known before it, and hold the maps against the naive ones.

    Notes
    -----
    No frames: all is in the summary. ``last`` tells of the last month alone, ``pooled`` of all of them together; both
    by area and by street length, at 1, 2, 5 and 10 %.
    """
    judged = counted(store, city, chosen_before(store))
    incidents = judged.frame
    cells = hexagons(judged.boundary, spacing_m=city.hotspots.hexagon_m)
    ground = shapely.intersection(cells, judged.boundary)
    lines = crs.to_metric(store.read("streets"), city.crs).geometry.to_numpy()
    cell = cells_of(cells, incidents.geometry, within=judged.boundary)
    days = days_of(incidents["occurred_from"])
    measures = {"area": shapely.area(ground), "street": metres_within(ground, lines)}
    methods = map_methods(cells, measures["area"], city)
    told = assessed(cell, days, measures, methods, progress)
    return Result(
        name="accuracy",
        parameters={"tellers": list(judged.chosen), "horizon_days": HORIZON_DAYS},
        frames={},
        summary=told | {"n": len(incidents)},
        sources=judged.sources,
        period=judged.period,
        n=len(incidents),
        norm_edition=None,
        synthetic=judged.synthetic,
        inputs_digest=store.digest(INPUTS),
        made_at=datetime.now(UTC),
    )


def map_methods(cells: NDArray[np.object_], area_m2: NDArray[np.float64], city: City) -> dict[str, Method]:
    """Return the maps that are tried: Gi* as the page shows it, and incidents smoothed from cell to cell."""
    weights = contiguity(cells, reach_m=1.01 * city.hotspots.hexagon_m)
    xy = shapely.get_coordinates(shapely.centroid(cells))
    bandwidth_m = max(city.hotspots.bandwidths_m[0], city.hotspots.hexagon_m / 2)
    kernel = _kernel(xy, Gaussian(bandwidth_m))

    def hot(known: NDArray[np.int64], _days: NDArray[np.float64], _origin: float) -> NDArray[np.float64]:
        counts = np.bincount(known, minlength=len(cells))
        frame = judge(counts, area_m2, weights)
        if frame["p"].isna().any():
            return np.zeros(len(cells))
        # The surest first; within a hotspot the cell that holds most.
        return np.asarray(-np.log(np.maximum(frame["p"].to_numpy(dtype=float), 1e-300)) + counts / (counts.sum() + 1))

    def dense(known: NDArray[np.int64], days: NDArray[np.float64], origin: float) -> NDArray[np.float64]:
        weight = decay_weights(origin - days, half_life_days=city.hotspots.half_life_days)
        counts = np.bincount(known, weight, minlength=len(cells))
        return np.asarray(kernel @ counts)

    return {HOTSPOTS: hot, DENSITY: dense}


def _kernel(xy: NDArray[np.float64], kernel: Gaussian) -> Any:
    tree = KDTree(xy)
    near = tree.sparse_distance_matrix(tree, 3 * kernel.sd_m, output_type="coo_matrix")
    weight = np.exp(-0.5 * (near.data / kernel.sd_m) ** 2)
    return csr_array((weight, (near.row, near.col)), shape=near.shape)


def assessed(
    cell: NDArray[np.int64],
    days: NDArray[np.float64],
    measures: Mapping[str, NDArray[np.float64]],
    methods: Mapping[str, Method],
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, Any]:
    """Return the accuracy of the maps by each measure, as plain JSON values; none where there is too little time.

    Parameters
    ----------
    cell, days
        (N,) the cell of each incident, -1 for none, and when it was.
    measures
        (M,) by their names: area, length of streets.
    """
    tell = progress or (lambda done, total: None)
    inside = cell >= 0
    cell, days = cell[inside], days[inside]
    origins = _origins(days)
    told: dict[str, Any] = {"origins": len(origins), "horizon_days": HORIZON_DAYS}
    for done, (name, measure) in enumerate(measures.items()):
        naive = _naive(len(measure), days)
        usable = np.where(measure > 0, measure, 0.0)
        try:
            frame = rolling_origin(
                cell, days, usable, methods, naive=naive, origins=origins, horizon_days=HORIZON_DAYS, shares=SHARES
            )
        except BadInput:
            frame = None
        told[name] = None if frame is None else {"pooled": _pooled(frame), "last": _last(frame)}
        tell(done + 1, len(measures))
    return told


def _origins(days: NDArray[np.float64]) -> list[float]:
    """Return when the last whole horizons begin, the earliest first; a quarter of the time must be known before."""
    if not len(days):
        return []
    first, last = float(days.min()), float(days.max())
    fits = int(0.75 * (last - first) // HORIZON_DAYS)
    return [last - HORIZON_DAYS * back for back in range(min(fits, MOST_ORIGINS), 0, -1)]


def _naive(n_cells: int, days: NDArray[np.float64]) -> dict[str, Method]:
    """Return what a map must beat: counts so far, and the same month a year ago or, with less time, the last month."""
    span = float(np.ptp(days)) if len(days) else 0.0
    if span >= YEAR_DAYS + HORIZON_DAYS:
        return {COUNTS: counts_so_far(n_cells), LAST_YEAR: _a_year_ago(n_cells)}
    return {COUNTS: counts_so_far(n_cells), LAST_PERIOD: counts_of_last_period(n_cells, period_days=HORIZON_DAYS)}


def _a_year_ago(n_cells: int) -> Method:
    def counts(cells: NDArray[np.int64], days: NDArray[np.float64], origin: float) -> NDArray[np.float64]:
        then = (days >= origin - YEAR_DAYS) & (days < origin - YEAR_DAYS + HORIZON_DAYS)
        return np.bincount(cells[then], minlength=n_cells).astype(float)

    return counts


def _pooled(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return each method at each share over all origins: what it held of all that came, and its verdict."""
    rows = []
    for (method, share), mine in frame.groupby(["method", "share"], sort=False):
        hits, n, area = float(mine["hits"].sum()), float(mine["n"].sum()), float(mine["measure_share"].mean())
        naive = bool((mine["verdict"] == NAIVE).all())
        said, p = (NAIVE, None) if naive else verdict(int(mine["won"].sum()), int(mine["lost"].sum()))
        best = float((mine["n"] * mine["pai_max"] * mine["measure_share"]).sum())
        rows.append(
            {
                "method": method,
                "share": share,
                "hits": int(hits),
                "n": int(n),
                "hit_rate": hits / n,
                "pai": hits / n / area,
                "pei": hits / best if best else None,
                "verdict": said,
                "p": p,
            }
        )
    return rows


def _last(frame: pd.DataFrame) -> dict[str, Any]:
    last = frame[frame["origin_day"] == frame["origin_day"].max()]
    begins = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=float(last["origin_day"].iloc[0]))
    names = ["method", "share", "hits", "n", "hit_rate", "pai", "pei", "verdict", "p"]
    rows = last[names].astype(object).where(last[names].notna(), None).to_dict("records")
    return {"from": begins.isoformat(), "to": (begins + timedelta(days=HORIZON_DAYS)).isoformat(), "rows": rows}
