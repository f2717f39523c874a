"""Which ground lies in a camera's angle and reach when nothing stands in the way?"""

from __future__ import annotations

import math
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from shapely import Point, Polygon

from geo.errors import BadInput

#: A place in a metric CRS: a point, or its easting and northing in metres.
Viewpoint: TypeAlias = Point | tuple[float, float]

#: The arc step of every disc and sector unless told otherwise; see `sector` for the area it gives away.
ARC_STEP_DEG = 0.5
#: The narrowest sector, and the narrowest gap that a sector leaves open.
FINEST_DEG = 0.001
#: The shortest range; blind ground of a smaller radius is none.
FINEST_M = 0.001


def viewpoint_xy(viewpoint: Viewpoint) -> tuple[float, float]:
    """Return easting and northing of a viewpoint in metres.

    Raises
    ------
    BadInput
        When it is empty or not a pair of finite numbers.

    Examples
    --------
    >>> viewpoint_xy(Point(3, 4))
    (3.0, 4.0)
    """
    if isinstance(viewpoint, Point):
        pair = () if viewpoint.is_empty else (viewpoint.x, viewpoint.y)
    else:
        pair = tuple(viewpoint)
    if len(pair) != 2 or not all(math.isfinite(value) for value in pair):
        raise BadInput("A viewpoint must be two finite plane coordinates in metres, not {given}.", given=viewpoint)
    return float(pair[0]), float(pair[1])


def require_length(**lengths_m: float) -> None:
    """Raise unless every named length is a finite number of metres, at least a millimetre."""
    for name, value in lengths_m.items():
        if not (math.isfinite(value) and value >= FINEST_M):
            raise BadInput(
                "{name} must be a finite number of metres, at least {finest}, not {given}.",
                name=name,
                finest=FINEST_M,
                given=value,
            )


def sector(
    viewpoint: Viewpoint,
    *,
    range_m: float,
    bearing_deg: float,
    opening_deg: float,
    near_m: float = 0.0,
    arc_step_deg: float = ARC_STEP_DEG,
) -> Polygon:
    """Return the ground within reach and angle of a viewpoint, without regard to walls.

    Parameters
    ----------
    viewpoint
        Where the camera stands, plane metres with y to the north.
    range_m
        Radius of the outer arc.
    bearing_deg
        Middle of the sector, clockwise from north.
    opening_deg
        The whole angle, from 0.001 to 360; within 0.001 of 360 it is a full disc or ring.
    near_m
        Radius of the blind ground around the viewpoint; less than a millimetre is none.
    arc_step_deg
        Largest angle between two vertices of an arc.

    Raises
    ------
    BadInput
        When a length or an angle is out of bounds, or the blind ground leaves nothing of the sector.

    Limits
    ------
    Never promises too much: the outer arc is inscribed, the inner arc circumscribed. At steps of 0.5 degree
    each takes away less than 1.3e-5 of the area of its own disc sector. The vertices stand on bearings that are
    multiples of the step (and on the two edges), so that sectors of one viewpoint nest without slivers.

    Examples
    --------
    >>> quarter = sector((0, 0), range_m=10, bearing_deg=45, opening_deg=90)
    >>> round(quarter.area, 2), quarter.bounds
    (78.54, (0.0, 0.0, 10.0, 10.0))
    >>> len(sector((0, 0), range_m=10, bearing_deg=0, opening_deg=360, near_m=2).interiors)
    1
    """
    x, y = viewpoint_xy(viewpoint)
    require_length(range_m=range_m)
    _check_angles(bearing_deg, opening_deg, arc_step_deg)
    inner_m = blind_radius_m(near_m, arc_step_deg=arc_step_deg)
    if inner_m >= range_m * math.cos(math.radians(arc_step_deg) / 2):
        raise BadInput(
            "near_m must lie clearly inside range_m, but they are {near_m} and {range_m}: no ground is left to see.",
            near_m=near_m,
            range_m=range_m,
        )
    unit = _unit_arc(bearing_deg, opening_deg, arc_step_deg)
    origin = np.array([x, y])
    outer = origin + range_m * unit
    if _is_full(opening_deg):
        return Polygon(outer, [origin + inner_m * unit] if inner_m else [])
    inner = origin + inner_m * unit[::-1] if inner_m else origin[None]
    return Polygon(np.concatenate([outer, inner]))


def disc(viewpoint: Viewpoint, *, range_m: float) -> Polygon:
    """Return the inscribed polygon of the circle of sight; it gives away 1.3e-5 of the area."""
    return sector(viewpoint, range_m=range_m, bearing_deg=0.0, opening_deg=360.0)


def blind_radius_m(near_m: float, *, arc_step_deg: float = ARC_STEP_DEG) -> float:
    """Return the radius of the inner arc's vertices, whose chords touch the circle of ``near_m`` from outside.

    Examples
    --------
    >>> blind_radius_m(4.0) > 4, blind_radius_m(0.0)
    (True, 0.0)
    """
    if not (math.isfinite(near_m) and near_m >= 0):
        raise BadInput("near_m must be a finite number of metres, 0 or more, not {given}.", given=near_m)
    return near_m / math.cos(math.radians(arc_step_deg) / 2) if near_m >= FINEST_M else 0.0


def reaches_past(near_m: float, *, range_m: float) -> bool:
    """Tell whether any ground is left between the blind radius and the range."""
    return range_m >= FINEST_M and blind_radius_m(near_m) < range_m * math.cos(math.radians(ARC_STEP_DEG) / 2)


def _check_angles(bearing_deg: float, opening_deg: float, arc_step_deg: float) -> None:
    if not math.isfinite(bearing_deg):
        raise BadInput("bearing_deg must be a finite number of degrees from north, not {given}.", given=bearing_deg)
    if not FINEST_DEG <= opening_deg <= 360:
        raise BadInput(
            "opening_deg must lie between {finest} and 360 degrees, not {given}.", finest=FINEST_DEG, given=opening_deg
        )
    if not 0 < arc_step_deg <= 30:
        raise BadInput("arc_step_deg must lie above 0 and up to 30 degrees, not {given}.", given=arc_step_deg)


def _is_full(opening_deg: float) -> bool:
    return opening_deg > 360 - FINEST_DEG


def _unit_arc(bearing_deg: float, opening_deg: float, arc_step_deg: float) -> NDArray[np.float64]:
    """Points ``(N, 2)`` of the unit circle from the left edge to the right edge, counted clockwise."""
    if _is_full(opening_deg):
        return towards(np.arange(0.0, 360.0, arc_step_deg))
    left = (bearing_deg - opening_deg / 2) % 360
    right = left + opening_deg
    steps = np.arange(math.ceil(left / arc_step_deg), math.floor(right / arc_step_deg) + 1) * arc_step_deg
    # A step closer than a micro-degree to an edge would make a sliver and is the edge itself.
    between = steps[(steps > left + 1e-6) & (steps < right - 1e-6)]
    return towards(np.concatenate([[left], between, [right]]))


def towards(bearings_deg: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return unit vectors ``(N, 2)`` of bearings; the four cardinal ones without a rounding error."""
    radians = np.radians(bearings_deg % 360)
    unit = np.column_stack([np.sin(radians), np.cos(radians)])
    return np.where(np.abs(unit) < 1e-15, 0.0, unit)
