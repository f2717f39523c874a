"""Is a place hot wherever the grid happens to lie, and however wide its cells are?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.crs import require_metric
from geo.geometry.grid import hexagons
from geo.hotspots.counts import count_in
from geo.hotspots.getis_ord import contiguity
from geo.hotspots.significance import EVIDENCE, judge

#: By which parts of the spacing a grid is moved, east and north.
SHIFTS = ((0.0, 0.0), (0.5, 0.0), (0.0, 0.5), (0.5, 0.5))


@dataclass(frozen=True, slots=True, eq=False)
class Stability:
    """(P,) in how many grids each place was hot, and out of how many."""

    hot_in: NDArray[np.int64]
    grids: int


def stability(
    points: gpd.GeoSeries,
    places: NDArray[np.object_],
    *,
    within: BaseGeometry,
    spacings_m: Sequence[float],
    shifts: Sequence[tuple[float, float]] = SHIFTS,
) -> Stability:
    """Count in how many hexagon grids each place lies in a certain or probable hotspot.

    Parameters
    ----------
    points
        Incidents in a metric CRS.
    places
        (P,) points in metres, such as the middles of the cells that are shown.
    within
        The city, metres.
    spacings_m
        Distances between the centres of neighbours; with four of them and four shifts there are 16 grids.

    Notes
    -----
    Limits: the grids look at the same incidents, so 16 of 16 is no stronger proof of more than chance than the evidence
    of one grid is; it says only that the cut of the map plays no part.

    References
    ----------
    Openshaw, S. (1984), The modifiable areal unit problem, CATMOG 38
    """
    require_metric(points.crs)
    hot_in = np.zeros(len(places), dtype=np.int64)
    grids = list(_grids(within, spacings_m, shifts))
    for cells, spacing_m in grids:
        counts = count_in(cells, points, within=within)
        ground_m2 = shapely.area(shapely.intersection(cells, within))
        judged = judge(counts, ground_m2, contiguity(cells, reach_m=1.01 * spacing_m))
        hot = shapely.STRtree(cells[judged["evidence"].isin(EVIDENCE[:2])])
        hot_in[np.unique(hot.query(places, predicate="intersects")[0])] += 1
    return Stability(hot_in, len(grids))


def _grids(
    within: BaseGeometry, spacings_m: Sequence[float], shifts: Sequence[tuple[float, float]]
) -> Iterator[tuple[NDArray[np.object_], float]]:
    """Yield the cells of each grid: laid over the city moved back, they are moved with it."""
    for spacing_m in spacings_m:
        for shift in shifts:
            by_m = np.asarray(shift) * spacing_m
            moved_back = shapely.transform(within, lambda xy, by_m=by_m: xy - by_m)
            cells = hexagons(moved_back, spacing_m=spacing_m)
            yield np.asarray(shapely.transform(cells, lambda xy, by_m=by_m: xy + by_m)), spacing_m
