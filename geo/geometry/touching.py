"""Which shapes touch, and what do those that do make together?"""

from __future__ import annotations

import numpy as np
import scipy
import shapely

from geo.geometry.overlay import grouped


def groups(shapes: np.ndarray) -> np.ndarray:
    """Return the number of the group ``(N,)`` that each shape is of: those that touch, directly or through others.

    Examples
    --------
    >>> groups(shapely.box([0, 5, 1], 0, [1, 6, 2], 1)).tolist()
    [0, 1, 0]
    """
    one, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    touch = scipy.sparse.coo_array((np.ones(len(one)), (one, other)), shape=(len(shapes), len(shapes)))
    group: np.ndarray = scipy.sparse.csgraph.connected_components(touch, directed=False)[1]
    return group


def blocks(shapes: np.ndarray) -> np.ndarray:
    """Return the parts of the union of shapes, group by group: a city's houses are soon one, but not all at once.

    Examples
    --------
    >>> shapely.area(blocks(shapely.box([0, 5, 1], 0, [1, 6, 3], 1))).tolist()
    [3.0, 1.0]
    """
    joined = [shapes[at[0]] if len(at) == 1 else shapely.union_all(shapes[at]) for _, at in grouped(groups(shapes))]
    parts: np.ndarray = shapely.get_parts(np.array(joined, dtype=object))
    return parts
