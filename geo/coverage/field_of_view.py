"""Which ground does a camera see among the buildings?"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import shapely
from shapely import MultiPolygon, Polygon

from geo.errors import BadInput
from geo.geometry.isovist import Area, Occluders, isovist, polygonal
from geo.geometry.sector import Viewpoint, reaches_past, sector, viewpoint_xy
from geo.geometry.shadow import GRID_M


def field_of_view(
    viewpoint: Viewpoint,
    occluders: Occluders,
    *,
    range_m: float,
    bearing_deg: float,
    opening_deg: float,
    near_m: float,
    viewpoint_height_m: float | None,
    target_height_m: float = 0.0,
) -> Polygon | MultiPolygon:
    """Return the ground that a camera sees: its sector without what buildings hide.

    Parameters
    ----------
    viewpoint
        Where the camera stands, plane metres with y to the north.
    occluders
        The buildings, prepared once for many cameras.
    range_m
        How far it sees well enough.
    bearing_deg
        Where it looks, clockwise from north.
    opening_deg
        Its horizontal angle; 360 for a dome.
    near_m
        Radius of the blind ground at its foot. What stands there still casts its shadow.
    viewpoint_height_m
        Height of the camera above flat ground; ``None`` takes every building as opaque.
    target_height_m
        Height of what is to be seen.

    Raises
    ------
    BadInput
        When a number is out of bounds, the camera stands inside a building, or it sees no ground at all.

    Limits
    ------
    Those of `geo.geometry.isovist.isovist`; the area is never promised too large.

    Examples
    --------
    >>> from shapely import box
    >>> from geo.geometry.isovist import prepare
    >>> east = dict(range_m=10, bearing_deg=90, opening_deg=90, near_m=0, viewpoint_height_m=4)
    >>> round(field_of_view((0, 0), prepare([box(2, -1, 4, 1)]), **east).area, 1)
    34.2
    >>> field_of_view((2, 0), prepare([box(2, -1, 4, 1)]), **east)
    Traceback (most recent call last):
    ...
    geo.errors.BadInput: A camera must see some ground, but walls hide all 10 m towards bearing 90; turn or move it.
    """
    radii_m = {"seen": range_m}
    return zones_of_view(
        viewpoint,
        occluders,
        radii_m=radii_m,
        bearing_deg=bearing_deg,
        opening_deg=opening_deg,
        near_m=near_m,
        viewpoint_height_m=viewpoint_height_m,
        target_height_m=target_height_m,
    )["seen"]


def zones_of_view(
    viewpoint: Viewpoint,
    occluders: Occluders,
    *,
    radii_m: Mapping[str, float],
    bearing_deg: float,
    opening_deg: float,
    near_m: float,
    viewpoint_height_m: float | None,
    target_height_m: float = 0.0,
) -> dict[str, Polygon | MultiPolygon]:
    """Return the ground that a camera sees at each level of image quality.

    Parameters
    ----------
    radii_m
        How far each level reaches, as from `geo.coverage.image_quality.ranges_m`.
    viewpoint, occluders, bearing_deg, opening_deg, near_m, viewpoint_height_m, target_height_m
        As for `field_of_view`.

    Returns
    -------
    dict
        The zones by level, in the order of ``radii_m``. They nest: the zone of a level holds those of all levels
        with smaller radii. A level that ends within the blind ground, or before any ground that is seen, has an
        empty polygon.

    Raises
    ------
    BadInput
        As for `field_of_view`, about the level that reaches farthest.

    Examples
    --------
    >>> from geo.geometry.isovist import prepare
    >>> zones = zones_of_view((0, 0), prepare([]), radii_m={"detect": 20, "identify": 3}, bearing_deg=0,
    ...                       opening_deg=90, near_m=4, viewpoint_height_m=5)
    >>> {level: round(zone.area) for level, zone in zones.items()}
    {'detect': 302, 'identify': 0}
    """
    range_m = _farthest_m(radii_m)
    angles = {"bearing_deg": bearing_deg, "opening_deg": opening_deg, "near_m": near_m}
    looked_at = sector((0.0, 0.0), range_m=range_m, **angles)
    around = isovist(
        viewpoint,
        occluders,
        range_m=range_m,
        viewpoint_height_m=viewpoint_height_m,
        target_height_m=target_height_m,
    )
    # With the viewpoint as origin, where the grid of the overlay is finer than the rounding of far coordinates.
    origin = np.array(viewpoint_xy(viewpoint))
    around = shapely.transform(around, lambda xy: xy - origin)
    seen = polygonal(shapely.intersection(around, looked_at, grid_size=GRID_M))
    if seen.is_empty:
        raise walled_in(range_m, bearing_deg)
    zones: dict[str, Area] = {}
    for level, radius_m in radii_m.items():
        if radius_m == range_m:
            zones[level] = seen
        elif reaches_past(near_m, range_m=radius_m):
            inner = sector((0.0, 0.0), range_m=radius_m, **angles)
            zones[level] = polygonal(shapely.intersection(seen, inner, grid_size=GRID_M))
        else:
            zones[level] = Polygon()
    return {level: shapely.transform(zone, lambda xy: xy + origin) for level, zone in zones.items()}


def walled_in(range_m: float, bearing_deg: float) -> BadInput:
    """Return what is to be said of a camera that walls hide everything from."""
    return BadInput(
        "A camera must see some ground, but walls hide all {range_m} m towards bearing {bearing_deg}; turn or move it.",
        range_m=round(range_m, 2),
        bearing_deg=bearing_deg,
    )


def _farthest_m(radii_m: Mapping[str, float]) -> float:
    wrong = {level: radius_m for level, radius_m in radii_m.items() if not (math.isfinite(radius_m) and radius_m >= 0)}
    if wrong or not any(radii_m.values()):
        raise BadInput(
            "radii_m must give each level a finite radius in metres, 0 or more, and one of them above 0, not {given}.",
            given=wrong or dict(radii_m),
        )
    return max(radii_m.values())
