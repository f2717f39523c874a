"""What is to be seen, and how much does it matter? Points along streets, weighed by what lies and happens there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import shapely
from scipy.spatial import KDTree

from geo.siting.problem import Floats, Ints

#: All weight together: whole numbers, so that bounds may be rounded to whole numbers.
WHOLE = 10_000_000


@dataclass(frozen=True, slots=True)
class Along:
    """Points along streets.

    Attributes
    ----------
    xy
        ``(N, 2)`` metres.
    metres
        ``(N,)`` of street that each stands for.
    line
        ``(N,)`` the street of each.
    """

    xy: Floats
    metres: Floats
    line: Ints


def along(lines: np.ndarray, *, step_m: float) -> Along:
    """Return points in the middle of pieces of equal length, no longer than a step, of every line.

    Parameters
    ----------
    lines
        (L,) streets, metres.

    Examples
    --------
    >>> street = along(np.array([shapely.LineString([(0, 0), (25, 0)])]), step_m=10)
    >>> street.xy[:, 0].round(1).tolist(), street.metres.round(1).tolist()
    ([4.2, 12.5, 20.8], [8.3, 8.3, 8.3])
    """
    length_m = shapely.length(lines)
    pieces = np.ceil(length_m / step_m).astype(np.int64)
    line = np.repeat(np.arange(len(lines)), pieces)
    first = np.repeat(np.cumsum(pieces) - pieces, pieces)
    metres = (length_m / np.maximum(pieces, 1))[line]
    middle = (np.arange(len(line)) - first + 0.5) * metres
    xy = shapely.get_coordinates(shapely.line_interpolate_point(np.asarray(lines, dtype=object)[line], middle))
    return Along(xy, metres, line)


def nearest(points: Floats, places: Floats, *, within_m: float) -> Floats:
    """Return how many of (P, 2) places each of (N, 2) points has: a place counts at the point nearest to it.

    A place with no point within reach counts nowhere: no camera on a street could be asked to see it.

    Examples
    --------
    >>> nearest(np.array([[0.0, 0.0], [10.0, 0.0]]), np.array([[9.0, 1.0], [8.0, 0.0], [99.0, 0.0]]), within_m=40)
    array([0., 2.])
    """
    if not len(points) or not len(places):
        return np.zeros(len(points))
    away_m, point = KDTree(points).query(places, distance_upper_bound=within_m)
    counted: Floats = np.bincount(np.asarray(point)[np.isfinite(away_m)], minlength=len(points)).astype(float)
    return counted


def spread(points: Floats, shapes: np.ndarray, *, within_m: float, count: Floats | None = None) -> Floats:
    """Return the part of each of P shapes that falls on each of (N, 2) points: equal parts on all points near it.

    Parameters
    ----------
    count
        ``(P,)`` how much each shape holds; 1 unless told.

    Examples
    --------
    >>> stop = np.array([shapely.Point(0, 5)])
    >>> spread(np.array([[0.0, 0.0], [4.0, 0.0], [90.0, 0.0]]), stop, within_m=10)
    array([0.5, 0.5, 0. ])
    """
    if not len(points) or not len(shapes):
        return np.zeros(len(points))
    tree = shapely.STRtree(shapely.points(points))
    shape, point = tree.query(shapes, predicate="dwithin", distance=within_m)
    each = np.ones(len(shapes)) if count is None else count
    part = each[shape] / np.bincount(shape, minlength=len(shapes))[shape]
    return np.bincount(point, weights=part, minlength=len(points)).astype(float)


def weighed(parts: Mapping[str, Floats], importance: Mapping[str, float]) -> tuple[Floats, dict[str, float]]:
    """Return the weight of each point in whole numbers, and the share of all weight that each source has.

    Parameters
    ----------
    parts
        What each source has at each point ``(N,)``: metres, places, incidents.
    importance
        How much a source matters beside the others. All that a source has shares the weight of the source, so that a
        register of thousands does not silence one of a dozen; one that has nothing leaves its weight to the others.

    Examples
    --------
    >>> weight, share = weighed({"streets": np.array([10.0, 10.0]), "police": np.array([0.0, 3.0])},
    ...                         {"streets": 1.0, "police": 3.0})
    >>> weight.tolist(), share
    ([1250000.0, 8750000.0], {'streets': 0.25, 'police': 0.75})
    """
    there = {name: part for name, part in parts.items() if importance.get(name, 0) > 0 and part.sum() > 0}
    total = sum(importance[name] for name in there)
    share = {name: importance[name] / total for name in there}
    length = len(next(iter(parts.values()), np.empty(0)))
    weight = sum((share[name] * part / part.sum() for name, part in there.items()), np.zeros(length))
    return np.round(weight * WHOLE), share
