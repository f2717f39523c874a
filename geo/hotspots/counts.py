"""How many incidents lie in each cell of a grid clipped to the city."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.crs import require_metric

#: The cell of a point outside the city.
NOWHERE = -1


def cells_of(cells: np.ndarray, points: gpd.GeoSeries, *, within: BaseGeometry) -> NDArray[np.int64]:
    """Return the cell in which each point lies, -1 for those outside the city.

    Parameters
    ----------
    cells
        (N,) polygons in metres that do not overlap.
    points
        (P,) in a metric CRS.
    within
        The city, metres.

    Returns
    -------
    cell
        (P,) integers. A point on a shared edge goes to the first of its cells.
    """
    require_metric(points.crs)
    places = np.asarray(points.array, dtype=object)
    shapely.prepare(within)
    here = np.flatnonzero(shapely.intersects(within, places))
    point, cell = shapely.STRtree(cells).query(places[here], predicate="intersects")
    order = np.lexsort((cell, point))
    met, first = np.unique(point[order], return_index=True)
    found = np.full(len(places), NOWHERE, dtype=np.int64)
    found[here[met]] = cell[order][first]
    return found


def count_in(cells: np.ndarray, points: gpd.GeoSeries, *, within: BaseGeometry) -> np.ndarray:
    """Count points in each cell, those outside the city left out and none counted twice; as ``cells_of``."""
    cell = cells_of(cells, points, within=within)
    return np.bincount(cell[cell >= 0], minlength=len(cells))
