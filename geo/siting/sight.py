"""Which points can each eye see, past the buildings, and which of them lie in the picture of a camera there?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from scipy.sparse import csr_array
from scipy.spatial import KDTree

from geo.coverage.reach import Look
from geo.geometry.isovists import isovists
from geo.geometry.occluders import Occluders
from geo.siting.problem import Floats, Ints

#: Eyes whose views are computed at once.
_AT_ONCE = 1024
_HALF_TURN_DEG = 180.0


@dataclass(frozen=True, slots=True)
class Sight:
    """The points that E eyes see, however sharply, eye by eye.

    Attributes
    ----------
    starts
        ``(E + 1,)`` where the points of each eye begin.
    point
        ``(P,)`` the points, rising within an eye.
    distance_m, bearing_deg
        ``(P,)`` how far and in which direction each lies from its eye, clockwise from north.
    points
        How many points there are in all.
    """

    starts: Ints
    point: Ints
    distance_m: Floats
    bearing_deg: Floats
    points: int


def sight(
    eyes: Floats,
    points: Floats,
    occluders: Occluders,
    *,
    reach_m: Floats,
    height_m: Floats,
    target_height_m: float,
) -> Sight:
    """Return which points each eye sees within its reach.

    Parameters
    ----------
    eyes, points
        ``(E, 2)`` and ``(N, 2)``, metres; an eye inside a building sees nothing.
    reach_m, height_m
        ``(E,)`` how far each looks, and how high it hangs.
    target_height_m
        The height of the points.

    Examples
    --------
    >>> from geo.geometry.occluders import prepare
    >>> city = prepare([shapely.box(2, -1, 4, 1)], [9])
    >>> seen = sight(np.array([[0.0, 0.0]]), np.array([[1.0, 0.0], [6.0, 0.0], [0.0, 6.0]]), city,
    ...              reach_m=np.array([10.0]), height_m=np.array([4.0]), target_height_m=1.7)
    >>> seen.point.tolist(), seen.bearing_deg.tolist()
    ([0, 2], [90.0, 0.0])
    """
    near = KDTree(points) if len(points) else None
    parts = []
    for begin in range(0, len(eyes), _AT_ONCE):
        some = slice(begin, begin + _AT_ONCE)
        found: Any = [] if near is None else near.query_ball_point(eyes[some], reach_m[some], return_sorted=True)
        eye = np.repeat(np.arange(len(found)), [len(each) for each in found])
        point = np.array([i for each in found for i in each], dtype=np.int64)
        views = isovists(
            eyes[some],
            occluders,
            range_m=np.maximum(reach_m[some], 0.1),
            viewpoint_height_m=height_m[some],
            target_height_m=target_height_m,
            inside="empty",
        ).polygons()
        shapely.prepare(views)
        kept = shapely.intersects_xy(views[eye], points[point, 0], points[point, 1]) if len(point) else point == -1
        parts.append((eye[kept] + begin, point[kept]))
    eye, point = (np.concatenate([np.empty(0, dtype=np.int64), *(part[k] for part in parts)]) for k in (0, 1))
    away = points[point] - eyes[eye] if len(point) else np.empty((0, 2))
    starts = np.searchsorted(eye, np.arange(len(eyes) + 1))
    return Sight(starts, point, np.hypot(*away.T), np.degrees(np.arctan2(*away.T)) % 360, len(points))


def covers(seen: Sight, eye: Ints, looks: Sequence[Sequence[Look]], px_per_m: float) -> csr_array:
    """Return which points lie in the picture of each camera at a density: `a_ij`, ``(M, N)``.

    Parameters
    ----------
    eye
        ``(M,)`` the eye at which each camera hangs.
    looks
        M lists of the sectors that each watches.
    """
    rows = [_in_picture(seen, int(e), sectors, px_per_m) for e, sectors in zip(eye, looks, strict=True)]
    starts = np.cumsum([0, *(len(row) for row in rows)])
    point = np.concatenate([np.empty(0, dtype=np.int64), *rows])
    return csr_array((np.ones(len(point)), point, starts), shape=(len(rows), seen.points))


def _in_picture(seen: Sight, eye: int, sectors: Sequence[Look], px_per_m: float) -> Ints:
    here = slice(seen.starts[eye], seen.starts[eye + 1])
    distance_m, bearing_deg = seen.distance_m[here], seen.bearing_deg[here]
    within = np.zeros(len(distance_m), dtype=bool)
    for look in sectors:
        far = look.radii_m.get(px_per_m, 0.0)
        off_deg = np.abs((bearing_deg - look.bearing_deg + _HALF_TURN_DEG) % 360 - _HALF_TURN_DEG)
        within |= (distance_m <= far) & (distance_m >= look.near_m) & (off_deg <= look.opening_deg / 2)
    return seen.point[here][within]
