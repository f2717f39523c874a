"""What can be seen from each of many viewpoints among buildings, within range and angle?"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache, lru_cache
from threading import local
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from geo.errors import BadInput
from geo.geometry.looking import HEIGHT, KIND, NOTHING, X, Y, looking, places_of
from geo.geometry.occluders import Floats, Occluders, mended, prepare
from geo.geometry.over_roofs import over_roofs
from geo.geometry.sector import ARC_STEP_DEG, towards
from geo.geometry.seen import Isovists, isovists_of, joined, replaced
from geo.geometry.shadow import TOLERANCE_M, require_heights

if TYPE_CHECKING:
    from geo.geometry.views import Circle, Scene

#: Viewpoints that a thread takes at once.
_AT_ONCE = 256
#: Viewpoints are taken strip by strip of this width: the walls around one are still at hand for the next.
_STRIP_M = 64.0


def isovists(
    viewpoints: ArrayLike,
    occluders: Occluders,
    *,
    range_m: ArrayLike,
    bearing_deg: ArrayLike = 0.0,
    field_of_view_deg: ArrayLike = 360.0,
    near_m: ArrayLike = 0.0,
    viewpoint_height_m: ArrayLike | None = None,
    target_height_m: float = 0.0,
    inside: Literal["raise", "empty"] = "raise",
    arc_step_deg: float = ARC_STEP_DEG,
    near_step_deg: float | None = None,
    threads: int | None = None,
) -> Isovists:
    """Return the ground that is seen from each of many viewpoints.

    Parameters
    ----------
    viewpoints
        Where the eyes stand ``(N, 2)``, plane metres with y to the north; on walls and corners as for `isovist`.
    occluders
        The buildings, prepared.
    range_m, bearing_deg, field_of_view_deg, near_m
        How far and where each eye sees, as for `geo.geometry.sector.sector`: numbers or ``(N,)``.
    viewpoint_height_m
        Heights of the eyes above flat ground, a number or ``(N,)``; ``None`` takes every building as opaque.
    target_height_m
        Height of what is to be seen.
    inside
        What to do with a viewpoint inside an opaque building: raise, or see nothing.
    arc_step_deg, near_step_deg
        The angle between two vertices of an arc, a divisor of 360; that of arcs along the blind ground is a multiple
        of the other's, and the same unless told.
    threads
        How many threads compute; as many as processors unless told. The answer does not depend on it.

    Raises
    ------
    BadInput
        When viewpoints stand inside opaque buildings, all of them named at once, or numbers are out of bounds.

    Limits
    ------
    Vertices at walls are exact to rounding. Arcs are polygons with a vertex each half degree unless told, the outer one
    inscribed and the inner one circumscribed: up to 1.3e-5 of each disc is not counted, four times as much at twice
    the step. Gaps narrower than 1e-8 m are closed.
    A viewpoint that walls shut in sees nothing: its area is 0. The first call of a machine compiles for some 20 s; see
    `warm`.

    Examples
    --------
    >>> from geo.geometry.occluders import prepare
    >>> city = prepare([shapely.box(2, -1, 4, 1)])
    >>> seen = isovists([(0, 0), (9, 0)], city, range_m=[10, 5], bearing_deg=90, field_of_view_deg=90)
    >>> seen.areas().round(1).tolist(), [area.geom_type for area in seen.polygons()]
    ([34.2, 19.6], ['Polygon', 'Polygon'])
    """
    places = places_of(viewpoints)
    require_heights(target_height_m=target_height_m)
    near_deg = near_step_deg or arc_step_deg
    views = looking(places, range_m, bearing_deg, field_of_view_deg, near_m, viewpoint_height_m, arc_step_deg, near_deg)
    _shut_inside(views, occluders, inside)
    threads = threads or len(os.sched_getaffinity(0))
    seen, low, doubtful = _computed(views, occluders, (_circle(arc_step_deg), _circle(near_deg)), threads)
    broken = _broken(seen, doubtful, threads)
    return _mended(seen, low, broken, views, occluders, target_height_m)


def warm() -> None:
    """Compile the kernel, or load what was compiled before from ``__pycache__`` (or ``NUMBA_CACHE_DIR``)."""
    isovists([(0.0, 0.0)], prepare([]), range_m=1.0).some(np.zeros(1, dtype=np.intp))


# What comes in


def _shut_inside(views: Floats, city: Occluders, inside: str) -> None:
    """Shut the views that stand inside opaque buildings, or say which they are."""
    points = shapely.points(views[:, :2])
    # Told by bounds first: the tree takes twice as long to hold a point against a polygon as this.
    view, building = city.tree.query(points)
    within = shapely.intersects_xy(city.polygons[building], views[view, X], views[view, Y])
    within &= city.heights_m[building] >= views[view, HEIGHT]
    view, building = view[within], building[within]
    deep = shapely.distance(shapely.boundary(city.polygons[building]), points[view]) > TOLERANCE_M
    stuck = np.unique(view[deep])
    if stuck.size and inside == "raise":
        raise BadInput(
            "Viewpoints must stand outside the buildings or on a wall, but {count} stand inside: {which}; move them "
            "to the nearest facade, or give them heights above the roofs.",
            count=stuck.size,
            which=", ".join(map(str, stuck.tolist())),
        )
    views[stuck, KIND] = NOTHING


# The kernel


def _computed(
    views: Floats, city: Occluders, circles: tuple[Circle, Circle], threads: int
) -> tuple[Isovists, NDArray[np.bool_], NDArray[np.bool_]]:
    """What is seen among opaque buildings, which views look over lower ones, and which areas may not be valid."""
    compute = _kernel(_scene(city), circles, _room(city))
    if len(views) <= _AT_ONCE:
        return compute(views)
    order = np.lexsort((views[:, X], np.floor(views[:, Y] / _STRIP_M)))
    chunks = [views[order[begin : begin + _AT_ONCE]] for begin in range(0, len(views), _AT_ONCE)]
    seen, low, doubtful = zip(*_in_threads(compute, chunks, threads), strict=True)
    back = np.argsort(order)
    return joined(seen).some(back), np.concatenate(low)[back], np.concatenate(doubtful)[back]


def _in_threads(work: Callable[[Any], Any], parts: list[Any], threads: int) -> list[Any]:
    if threads == 1 or len(parts) == 1:
        return [work(part) for part in parts]
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(work, parts))


def _broken(seen: Isovists, doubtful: NDArray[np.bool_], threads: int) -> NDArray[np.bool_]:
    """Which areas are not valid; GEOS takes as long to tell as the kernel to draw, so only some are asked about."""
    if not doubtful.any():
        return doubtful
    areas = seen.some(np.flatnonzero(doubtful)).polygons()
    parts = [areas[begin : begin + _AT_ONCE] for begin in range(0, max(len(areas), 1), _AT_ONCE)]
    valid = np.concatenate(_in_threads(shapely.is_valid, parts, threads))
    broken = doubtful.copy()
    broken[doubtful] = ~valid
    return broken


def _kernel(
    scene: Scene, circles: tuple[Circle, Circle], own: local
) -> Callable[[Floats], tuple[Isovists, NDArray[np.bool_], NDArray[np.bool_]]]:
    # Here, not above: importing numba takes 0.25 s, and a command that computes no isovist need not pay.
    from geo.geometry.gather import gather, room
    from geo.geometry.near import near
    from geo.geometry.outline import outline
    from geo.geometry.sweep import sweep

    def compute(views: Floats) -> tuple[Isovists, NDArray[np.bool_], NDArray[np.bool_]]:
        if not hasattr(own, "found"):
            own.found, own.chosen = room(20_000, 40_000), np.empty(40_000, dtype=np.int64)
            own.seen_by = np.zeros(len(scene.edges) + 1, dtype=np.int64)
        own.chosen, chosen_starts = near(views, scene, own.chosen, own.seen_by)
        own.found, starts, low = gather(views, scene, own.found, own.chosen, chosen_starts)
        runs, run_starts = sweep(views, scene, own.found, starts)
        coords, rings, polygons, viewpoints, areas_m2, doubtful = outline(views, runs, run_starts, *circles)
        return Isovists(coords, (rings, polygons, viewpoints), areas_m2), low, doubtful

    return compute


# Kept for the next call: to lay a city out takes as long as a hundred views.
@lru_cache(maxsize=2)
def _scene(city: Occluders) -> Scene:
    from geo.geometry.views import Scene

    owner = np.repeat(np.arange(len(city)), np.diff(city.wall_starts))
    squares, walls, heights_m = city.squares, city.walls.reshape(-1, 4), city.heights_m[owner]
    return Scene(
        edges=walls,
        owner=owner,
        edge_starts=city.wall_starts,
        grid=np.array([squares.west, squares.south, squares.square_m, squares.columns, squares.rows], dtype=np.float64),
        square_starts=squares.starts,
        square_edges=squares.edges,
        listed=np.ascontiguousarray(np.column_stack([walls, heights_m])[squares.edges].T),
    )


# Kept for the next call, too: to give each thread its room takes as long as the walls of a view.
@lru_cache(maxsize=2)
def _room(city: Occluders) -> local:
    return local()


@cache
def _circle(arc_step_deg: float) -> Circle:
    from geo.geometry.views import Circle

    steps = round(360 / arc_step_deg)
    corners = towards(arc_step_deg * (steps - np.arange(steps + 1, dtype=np.float64)))
    ahead = corners[1:] + corners[:-1]
    sides = ahead / (1 + (corners[1:] * corners[:-1]).sum(axis=1))[:, None]
    guesses = (np.arange(4 * steps) / 4).astype(np.int64)
    return Circle(corners, sides, guesses)


# What GEOS adds


def _mended(
    seen: Isovists,
    low: NDArray[np.bool_],
    broken: NDArray[np.bool_],
    views: Floats,
    city: Occluders,
    target_height_m: float,
) -> Isovists:
    """The areas valid where far coordinates round two edges into one, and without the shadows of low buildings."""
    odd = np.flatnonzero(broken)
    if odd.size:
        areas = mended(seen.some(odd).polygons())
        places = views[odd, :2]
        local = [shapely.transform(area, lambda xy, at=at: xy - at) for area, at in zip(areas, places, strict=True)]
        seen = replaced(seen, odd, isovists_of(areas, shapely.area(local)))
    high = np.flatnonzero(low)
    if high.size:
        seen = replaced(seen, high, over_roofs(seen.some(high), views[high], city, target_height_m))
    return seen


if __name__ == "__main__":
    warm()
