"""Which ground do lamps light among buildings, and what of a field of view can be used in the dark?"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.coverage.area import Ground
from geo.geometry.isovist import Occluders, isovists
from geo.geometry.overlay import grouped, polygons_of

Shapes = Sequence[BaseGeometry] | np.ndarray

#: Corners of a quarter of a disc of light, and the tolerance of light that walls cut, metres.
_QUARTER = 16
_DRAWN_TO_M = 0.05
#: Unions that a thread makes at once.
_AT_ONCE = 256


def lamplight(lamps: Shapes, occluders: Occluders, *, radius_m: np.ndarray, height_m: np.ndarray) -> np.ndarray:
    """Return the ground that each lamp lights: a disc without what buildings shade.

    Parameters
    ----------
    lamps
        (N,) points in metres; one within a building that is higher lights nothing.
    occluders
        The buildings, prepared.
    radius_m, height_m
        (N,) how far each lights the ground, and how high it hangs.

    Returns
    -------
    lit
        (N,) polygons.

    Limits
    ------
    Light falls on flat ground, and none is thrown back by walls. Discs are polygons of 64 corners within them: 0.16 %
    of their area is not counted.
    """
    points = np.asarray(lamps, dtype=object)
    lit: np.ndarray = shapely.buffer(points, radius_m, quad_segs=_QUARTER)
    near = np.unique(occluders.tree.query(points, predicate="dwithin", distance=radius_m)[0])
    if len(near):
        places = shapely.get_coordinates(points[near])
        reach = {"range_m": radius_m[near], "viewpoint_height_m": height_m[near]}
        seen = isovists(places, occluders, **reach, inside="empty").polygons()
        lit[near] = shapely.make_valid(shapely.simplify(seen, _DRAWN_TO_M, preserve_topology=False))
    return lit


def night_views(views: Shapes, places: Shapes, *, infrared_m: np.ndarray, lit: Shapes) -> np.ndarray:
    """Return what of fields of view can be used in the dark: what lamps light, or the camera's own infrared light.

    Parameters
    ----------
    views
        (N,) fields of view at one density above the lowest levels, metres.
    places
        (N,) where the cameras hang.
    infrared_m
        (N,) how far their infrared light reaches; 0 for none.
    lit
        (L,) ground that lamps light; may overlap.

    Returns
    -------
    views
        (N,) multipolygons, within those given.

    Examples
    --------
    >>> seen, lamp = [shapely.box(0, 0, 40, 2)], [shapely.box(30, -5, 50, 5)]
    >>> dark = night_views(seen, [shapely.Point(0, 1)], infrared_m=np.array([0.0]), lit=lamp)
    >>> dark[0].area
    20.0
    """
    looking, lights = np.asarray(views, dtype=object), np.asarray(lit, dtype=object)
    own = np.flatnonzero(infrared_m > 0)
    reached = shapely.buffer(np.asarray(places, dtype=object)[own], infrared_m[own], quad_segs=32)
    view, lamp = shapely.STRtree(lights).query(looking, predicate="intersects")
    usable = np.concatenate(
        [shapely.intersection(looking[own], reached), shapely.intersection(looking[view], lights[lamp])]
    )
    return _joined(usable, np.concatenate([own, view]), len(looking))


def on_ground(ground: Ground, shapes: Shapes) -> np.ndarray:
    """Return what of each piece of a ground lies under any of the shapes, (P,) multipolygons."""
    over = np.asarray(shapes, dtype=object)
    piece, shape = shapely.STRtree(over).query(ground.ground, predicate="intersects")
    return _joined(shapely.intersection(ground.ground[piece], over[shape]), piece, len(ground.ground))


def _joined(parts: np.ndarray, owner: np.ndarray, count: int) -> np.ndarray:
    """Return the union of the parts of each owner, (count,) multipolygons."""
    whole = np.full(count, shapely.MultiPolygon(), dtype=object)
    jobs = list(grouped(owner))

    def work(begin: int) -> None:
        for i, at in jobs[begin : begin + _AT_ONCE]:
            whole[i] = shapely.union_all(parts[at])

    # GEOS lets go of the interpreter while it works, so that threads share the unions.
    with ThreadPoolExecutor() as threads:
        list(threads.map(work, range(0, len(jobs), _AT_ONCE)))
    return polygons_of(whole, np.arange(count), count)
