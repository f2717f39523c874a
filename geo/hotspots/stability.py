"""Is a place hot wherever the grid happens to lie, and however wide its cells are?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import csr_array
from shapely.geometry.base import BaseGeometry

from geo.crs import require_metric
from geo.geometry.grid import hexagons
from geo.hotspots.counts import cells_of
from geo.hotspots.getis_ord import contiguity
from geo.hotspots.significance import EVIDENCE, judge

#: By which parts of the spacing a grid is moved, east and north.
SHIFTS = ((0.0, 0.0), (0.5, 0.0), (0.0, 0.5), (0.5, 0.5))


@dataclass(frozen=True, slots=True, eq=False)
class Stability:
    """(P,) in how many grids each place was hot, and out of how many."""

    hot_in: NDArray[np.int64]
    grids: int


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """One grid laid over a city, with incidents and places found in it once for many questions.

    Attributes
    ----------
    ground_m2
        (C,) of its cells, clipped to the city.
    weights
        (C, C) which cells are neighbours, each with itself.
    cell
        (N,) the cell of each incident, -1 outside the city.
    place, place_cell
        Pairs of a place and a cell in which it lies; a place on an edge lies in several.
    """

    ground_m2: NDArray[np.float64]
    weights: csr_array
    cell: NDArray[np.int64]
    place: NDArray[np.int64]
    place_cell: NDArray[np.int64]


def lay(
    points: gpd.GeoSeries,
    places: NDArray[np.object_],
    *,
    within: BaseGeometry,
    spacings_m: Sequence[float],
    shifts: Sequence[tuple[float, float]] = SHIFTS,
) -> list[Grid]:
    """Lay hexagon grids of several sizes and places over a city.

    Parameters
    ----------
    points
        (N,) incidents in a metric CRS.
    places
        (P,) points in metres, such as the middles of the cells that are shown.
    within
        The city, metres.
    spacings_m
        Distances between the centres of neighbours; with four of them and four shifts there are 16 grids.
    """
    require_metric(points.crs)
    laid = []
    for cells, spacing_m in _grids(within, spacings_m, shifts):
        place, place_cell = shapely.STRtree(cells).query(places, predicate="intersects")
        ground_m2 = shapely.area(shapely.intersection(cells, within))
        cell = cells_of(cells, points, within=within)
        laid.append(Grid(ground_m2, contiguity(cells, reach_m=1.01 * spacing_m), cell, place, place_cell))
    return laid


def hot_in(grids: Sequence[Grid], places: int, *, chosen: NDArray[np.bool_] | slice = slice(None)) -> NDArray[np.int64]:
    """Return (P,) in how many grids each place lies in a certain or probable hotspot of the chosen incidents."""
    found = np.zeros(places, dtype=np.int64)
    for grid in grids:
        cell = grid.cell[chosen]
        counts = np.bincount(cell[cell >= 0], minlength=len(grid.ground_m2))
        hot = judge(counts, grid.ground_m2, grid.weights)["evidence"].isin(EVIDENCE[:2]).to_numpy()
        found[np.unique(grid.place[hot[grid.place_cell]])] += 1
    return found


def stability(
    points: gpd.GeoSeries,
    places: NDArray[np.object_],
    *,
    within: BaseGeometry,
    spacings_m: Sequence[float],
    shifts: Sequence[tuple[float, float]] = SHIFTS,
) -> Stability:
    """Count in how many hexagon grids each place lies in a certain or probable hotspot; as ``lay`` and ``hot_in``.

    Notes
    -----
    Limits: the grids look at the same incidents, so 16 of 16 is no stronger proof of more than chance than the evidence
    of one grid is; it says only that the cut of the map plays no part.

    References
    ----------
    Openshaw, S. (1984), The modifiable areal unit problem, CATMOG 38
    """
    grids = lay(points, places, within=within, spacings_m=spacings_m, shifts=shifts)
    return Stability(hot_in(grids, len(places)), len(grids))


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
