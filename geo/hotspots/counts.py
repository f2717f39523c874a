"""How many incidents lie in each cell of a grid clipped to the city."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.crs import require_metric


def count_in(cells: np.ndarray, points: gpd.GeoSeries, *, within: BaseGeometry) -> np.ndarray:
    """Count points in each cell, those outside the city left out and none counted twice.

    Parameters
    ----------
    cells
        (N,) polygons in metres that do not overlap.
    points
        In a metric CRS.
    within
        The city, metres.

    Returns
    -------
    counts
        (N,) integers. A point on a shared edge goes to the first of its cells.
    """
    require_metric(points.crs)
    here = np.asarray(points.array, dtype=object)
    shapely.prepare(within)
    here = here[shapely.intersects(within, here)]
    point, cell = shapely.STRtree(cells).query(here, predicate="intersects")
    order = np.lexsort((cell, point))
    _, first = np.unique(point[order], return_index=True)
    return np.bincount(cell[order][first], minlength=len(cells))
