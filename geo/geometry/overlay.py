"""What remains of many shapes where others are taken away, and what many pieces make together; pair by pair."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import shapely

Pairs = tuple[np.ndarray, np.ndarray]


def grouped(owner: np.ndarray) -> Iterator[tuple[int, np.ndarray]]:
    """Return each owner, in rising order, with the places of what is its own.

    Examples
    --------
    >>> [(owner, places.tolist()) for owner, places in grouped(np.array([7, 2, 7]))]
    [(2, [1]), (7, [0, 2])]
    """
    order = np.argsort(owner, kind="stable")
    which, starts, counts = np.unique(owner[order], return_index=True, return_counts=True)
    for one, begin, size in zip(which.tolist(), starts, counts, strict=True):
        yield one, order[begin : begin + size]


def without(shapes: np.ndarray, others: np.ndarray, pairs: Pairs) -> np.ndarray:
    """Return (N,) shapes without those of the others that are paired with them.

    Parameters
    ----------
    pairs
        Numbers of shapes and of others, as ``STRtree.query`` gives them.

    Examples
    --------
    >>> box = shapely.box
    >>> left = without(np.array([box(0, 0, 4, 1), box(9, 0, 10, 1)]), np.array([box(3, 0, 5, 1)]), ([0], [0]))
    >>> shapely.area(left).tolist()
    [3.0, 1.0]
    """
    left = shapes.copy()
    mine, other = (np.asarray(numbers, dtype=int) for numbers in pairs)
    for i, at in grouped(mine):
        left[i] = shapely.difference(shapes[i], shapely.union_all(others[other[at]]))
    return left


def disjoint(shapes: np.ndarray) -> np.ndarray:
    """Return (N,) shapes without what an earlier one of them has already.

    Examples
    --------
    >>> shapely.area(disjoint(shapely.box([0, 1], 0, [2, 3], 1))).tolist()
    [2.0, 1.0]
    """
    mine, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    earlier = other < mine
    return without(shapes, shapes, (mine[earlier], other[earlier]))


def polygons_of(pieces: np.ndarray, owner: np.ndarray, count: int) -> np.ndarray:
    """Return (count,) multipolygons of the pieces of each owner; what touched in mere lines and points is dropped.

    Parameters
    ----------
    pieces
        (P,) geometries; those of one owner do not overlap.
    owner
        (P,) whose each piece is.
    """
    groups, group = shapely.get_parts(pieces, return_index=True)
    # A collection may hold polygons that are several themselves.
    parts, part = shapely.get_parts(groups, return_index=True)
    piece = group[part]
    flat = shapely.get_dimensions(parts) == 2
    mine = np.asarray(owner, dtype=int)[piece[flat]]
    order = np.argsort(mine, kind="stable")
    gathered = np.full(count, shapely.MultiPolygon(), dtype=object)
    shapely.multipolygons(parts[flat][order], indices=mine[order], out=gathered)
    return gathered
