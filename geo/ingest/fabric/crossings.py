"""Where do made-up streets meet? There each of them has a vertex, so that one can turn from one into the other."""

from __future__ import annotations

import numpy as np
import shapely

Joint = tuple[np.ndarray, np.ndarray, np.ndarray]


def joined(lines: np.ndarray, *, within_m: float = 6.0) -> np.ndarray:
    """Return (N,) line strings with a vertex at every place where another one crosses, or ends on it.

    Both lines get the very same coordinates: by these a network knows its nodes.

    Parameters
    ----------
    within_m
        A line that ends so near to another, which it does not meet anyway, is drawn on to it.

    Examples
    --------
    >>> across = joined(shapely.linestrings([[[0, 0], [40, 0]], [[20, -2], [20, 2]], [[30, 9], [30, 2]]]), within_m=3)
    >>> [line.wkt for line in across]
    ['LINESTRING (0 0, 20 0, 30 0, 40 0)', 'LINESTRING (20 -2, 20 0, 20 2)', 'LINESTRING (30 9, 30 2, 30 0)']
    """
    vertices, line = shapely.get_coordinates(lines, return_index=True)
    parts = [(line, vertices, _run_m(vertices, line)), *_crossing(lines), *_ending(lines, within_m)]
    line, vertices, run_m = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.lexsort((run_m, line))
    line, vertices = line[order], vertices[order]
    again = np.zeros(len(line), dtype=bool)
    again[1:] = (line[1:] == line[:-1]) & (vertices[1:] == vertices[:-1]).all(axis=1)
    return np.asarray(shapely.linestrings(vertices[~again], indices=line[~again]))


def _crossing(lines: np.ndarray) -> list[Joint]:
    """Return the lines, places and distances along them where lines cross."""
    one, other = shapely.STRtree(lines).query(lines, predicate="intersects")
    one, other = one[one < other], other[one < other]
    places, pair = shapely.get_coordinates(shapely.intersection(lines[one], lines[other]), return_index=True)
    return [(whose, places, _along_m(lines[whose], places)) for whose in (one[pair], other[pair])]


def _ending(lines: np.ndarray, within_m: float) -> list[Joint]:
    """Return the same for lines that end near another: the end is drawn on to the nearest place there."""
    found: list[Joint] = []
    tree, length_m = shapely.STRtree(lines), shapely.length(lines)
    for side in (0, -1):
        ends = shapely.get_point(lines, side)
        own, other = tree.query(ends, predicate="dwithin", distance=within_m)
        # A line is near itself, and just beyond a crossing near what it has crossed.
        apart = ~shapely.intersects(lines[own], lines[other])
        own, other = own[apart], other[apart]
        off_m = shapely.distance(ends[own], lines[other])
        order = np.lexsort((off_m, own))
        own, first = np.unique(own[order], return_index=True)
        other, off_m = other[order][first], off_m[order][first]
        at_m = shapely.line_locate_point(lines[other], ends[own])
        places = shapely.get_coordinates(shapely.line_interpolate_point(lines[other], at_m))
        found += [(own, places, length_m[own] + off_m if side else -off_m), (other, places, at_m)]
    return found


def _along_m(lines: np.ndarray, places: np.ndarray) -> np.ndarray:
    return np.asarray(shapely.line_locate_point(lines, shapely.points(places)))


def _run_m(vertices: np.ndarray, line: np.ndarray) -> np.ndarray:
    """Return how far each vertex is from the beginning of its line."""
    step_m = np.hypot(*np.diff(vertices, axis=0, prepend=vertices[:1]).T)
    run_m = np.cumsum(step_m)
    return np.asarray(run_m - run_m[np.searchsorted(line, line)])
