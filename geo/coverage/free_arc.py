"""Past the walls beside it, which way can a camera look?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

#: Jogs of a facade that are smaller than this are no corner.
JOG_M = 0.2
#: However wide its opening, a camera can be turned by this angle.
LEAST_TURN_DEG = 30.0
_BESIDE_DEG = 0.01


@dataclass(frozen=True, slots=True)
class Arc:
    """Bearings from one to another, clockwise.

    Attributes
    ----------
    from_deg
        Where it begins, clockwise from north.
    width_deg
        How far it runs; 360 for all round.
    """

    from_deg: float
    width_deg: float

    def holds(self, bearing_deg: float) -> bool:
        """Tell whether a bearing lies in it, ends included.

        Examples
        --------
        >>> Arc(300, 120).holds(10), Arc(300, 120).holds(90)
        (True, False)
        """
        return (bearing_deg - self.from_deg) % 360 <= self.width_deg

    def nearest(self, bearing_deg: float) -> float:
        """Return the bearing in it that is nearest to one.

        Examples
        --------
        >>> Arc(300, 120).nearest(90), Arc(300, 120).nearest(10)
        (60, 10)
        """
        if self.holds(bearing_deg):
            return bearing_deg
        past_deg = (bearing_deg - self.from_deg - self.width_deg) % 360
        before_deg = (self.from_deg - bearing_deg) % 360
        return (self.from_deg + (self.width_deg if past_deg <= before_deg else 0.0)) % 360

    def narrowed(self, opening_deg: float) -> Arc:
        """Return the bearings at which a whole picture lies in it.

        Notes
        -----
        Where the opening fills all or most of it, a turn of 30 degrees about its middle is left: a planner may
        prefer a little wall in the picture to a camera that cannot be turned at all.

        Examples
        --------
        >>> Arc(0, 180).narrowed(90), Arc(0, 90).narrowed(100)
        (Arc(from_deg=45.0, width_deg=90), Arc(from_deg=30.0, width_deg=30.0))
        """
        if self.width_deg >= 360:
            return self
        width_deg = max(self.width_deg - opening_deg, min(LEAST_TURN_DEG, self.width_deg))
        return Arc((self.from_deg + (self.width_deg - width_deg) / 2) % 360, width_deg)


def free_arc(lens: BaseGeometry, footprints: np.ndarray, *, outward_deg: float, beside_m: float) -> Arc:
    """Return the bearings that the walls beside a lens leave free.

    Parameters
    ----------
    lens
        Point in metres, in front of its facade.
    footprints
        (N,) buildings around it, metres; touching ones are one.
    outward_deg
        Where its facade faces; the arc that is returned is the one around it.
    beside_m
        Walls this near are in the way, as far as they run.

    Notes
    -----
    Before a long straight wall the arc is 180 degrees and what the lens sees past the wall's ends, at a convex corner
    some 270, in a concave one some 90. Walls across the street or the yard leave it as it is: they hide ground, but a
    camera may look at them.

    Examples
    --------
    >>> arc = free_arc(shapely.Point(0, 0.3), np.array([shapely.box(-500, -9, 500, 0)]), outward_deg=0, beside_m=1.5)
    >>> round(arc.from_deg, 1), round(arc.width_deg, 1)
    (270.0, 180.1)
    """
    taken = _taken_deg(shapely.get_coordinates(lens)[0], footprints, beside_m)
    if not len(taken):
        return Arc(0.0, 360.0)
    start_deg = _freed(taken, outward_deg)
    if start_deg is None:
        return Arc(outward_deg, 0.0)
    right_deg = float(((taken[:, 0] - start_deg) % 360).min())
    left_deg = float(((taken[:, 1] - start_deg) % 360).max())
    return Arc((start_deg + left_deg) % 360, (right_deg - left_deg) % 360)


def _taken_deg(place: np.ndarray, footprints: np.ndarray, beside_m: float) -> np.ndarray:
    """Return the bearings (W, 2) that walls beside a place take, each from its left end to its right one."""
    block = shapely.simplify(shapely.union_all(footprints), JOG_M)
    rings = shapely.get_rings(shapely.orient_polygons(shapely.get_parts(block)))
    corners, ring = shapely.get_coordinates(rings, return_index=True)
    same = ring[1:] == ring[:-1]
    walls = np.stack([corners[:-1][same], corners[1:][same]], axis=1) - place
    near = shapely.distance(shapely.linestrings(walls), shapely.Point(0, 0)) <= beside_m
    # Counterclockwise rings: a wall that faces the place runs from its left end to its right one, seen from there.
    ends: np.ndarray = np.degrees(np.arctan2(walls[near, :, 0], walls[near, :, 1])) % 360
    facing = (ends[:, 1] - ends[:, 0]) % 360 < 180
    taken: np.ndarray = ends[facing]
    return taken


def _freed(taken: np.ndarray, bearing_deg: float) -> float | None:
    """Return the bearing nearest to one that no wall takes; none where walls take all."""
    beside = [*(taken[:, 1] + _BESIDE_DEG), *(taken[:, 0] - _BESIDE_DEG)]
    free = [
        way
        for way in (bearing_deg, *beside)
        if not any((way - begin) % 360 < (end - begin) % 360 for begin, end in taken)
    ]
    return min(free, key=lambda way: abs((way - bearing_deg + 180) % 360 - 180), default=None)
