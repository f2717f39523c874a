"""Which corners does an outline need, so that none lies farther off than a tolerance?"""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import GeometryType

from geo.geometry.occluders import Floats, Indices
from geo.geometry.views import kernel


def fewer_corners(polygons: NDArray[np.object_], tolerance_m: float) -> NDArray[np.object_]:
    """Return (N,) polygons with fewer corners (Ramer, Douglas and Peucker), each ring by itself.

    Rings may come to cross each other or themselves; whoever needs valid shapes must look.

    Parameters
    ----------
    polygons
        Of one part each, none empty.

    Examples
    --------
    >>> nearly = shapely.Polygon([(0, 0), (2, 0.01), (4, 0), (4, 4), (0, 4)])
    >>> [one] = fewer_corners(np.array([nearly]), 0.05)
    >>> len(one.exterior.coords)
    5
    """
    if not len(polygons):
        return polygons
    _, coords, (rings, parts) = shapely.to_ragged_array(polygons, include_z=False)
    kept = _needed(coords, rings.astype(np.int64), tolerance_m)
    starts = np.concatenate([[0], np.cumsum(kept)])[rings]
    return np.asarray(shapely.from_ragged_array(GeometryType.POLYGON, coords[kept], (starts, parts)))


@kernel
def _needed(coords: Floats, rings: Indices, tolerance_m: float) -> Any:
    """Return which vertices of closed rings are kept; a ring that would fall to a line keeps all."""
    kept = np.zeros(len(coords), np.bool_)
    stack = np.empty((64, 2), np.int64)
    limit = tolerance_m * tolerance_m
    for r in range(len(rings) - 1):
        first, last = rings[r], rings[r + 1] - 1
        kept[first] = kept[last] = True
        # A closed ring has no ends: it is split at its first vertex and at the one farthest from that.
        stack[0, 0], stack[0, 1], n = first, last, 1
        corners = 1
        while n:
            n -= 1
            a, b = stack[n, 0], stack[n, 1]
            away, at = limit, -1
            ax, ay = coords[a, 0], coords[a, 1]
            dx, dy = coords[b, 0] - ax, coords[b, 1] - ay
            size = dx * dx + dy * dy
            for k in range(a + 1, b):
                x, y = coords[k, 0] - ax, coords[k, 1] - ay
                share = min(max((x * dx + y * dy) / size, 0.0), 1.0) if size > 0 else 0.0
                x, y = x - share * dx, y - share * dy
                if x * x + y * y > away:
                    away, at = x * x + y * y, k
            if at < 0:
                continue
            kept[at] = True
            corners += 1
            if n + 2 > len(stack):
                longer = np.empty((2 * len(stack), 2), np.int64)
                longer[:n] = stack[:n]
                stack = longer
            stack[n, 0], stack[n, 1] = a, at
            stack[n + 1, 0], stack[n + 1, 1] = at, b
            n += 2
        if corners < 3:
            kept[first : last + 1] = True
    return kept
