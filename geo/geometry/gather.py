"""In which directions do the walls that matter to many eyes begin, end and cross?

Directions are ordered by a pseudo-angle that needs no trigonometry, counted counterclockwise from the right edge of
the view, with the viewpoint as origin: far coordinates lose nothing.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from geo.geometry.looking import HEIGHT, KIND, LEFT_X, LEFT_Y, NOTHING, RANGE, RIGHT_X, RIGHT_Y, ROUND, X, Y
from geo.geometry.occluders import Floats
from geo.geometry.shadow import TOLERANCE_M
from geo.geometry.views import (
    BEGINS,
    CORNER_X,
    CORNER_Y,
    CORNERS,
    DISTANCE,
    EDGE,
    FIRST,
    LAST,
    LOW,
    PX,
    PY,
    QX,
    QY,
    SPAN,
    TOUCHED,
    TOUCHED_BEFORE,
    TURN,
    WALLS,
    Found,
    Ints,
    Scene,
    kernel,
    pseudo_angle,
)

_TURN = 4.0


@kernel
def gather(views: Floats, scene: Scene, found: Found, chosen: Ints, chosen_starts: Ints) -> Any:
    """Return what lies in reach of each view ``(N, 10)``.

    Parameters
    ----------
    views, scene
        Where eyes stand and look, and the city.
    found
        Arrays to fill, from `room` or an earlier call: new ones at each call cost as much as the work.
    chosen, chosen_starts
        The walls that matter, as `geo.geometry.near.near` returns them.

    Returns
    -------
    found
        Walls that face the eye, and the corners at which something begins, ends or crosses, in no order.
    starts
        Where the corners and the touched solids of each view begin ``(N + 1, 2)``.
    low
        Whether a view looks over a wall within its range ``(N,)``.
    """
    found.totals[:] = 0
    starts = np.zeros((len(views) + 1, 2), np.int64)
    low = np.zeros(len(views), np.bool_)
    for i in range(len(views)):
        if views[i, KIND] != NOTHING:
            mine = chosen[chosen_starts[i] : chosen_starts[i + 1]]
            found = _roomy(found, len(mine))
            found.totals[TOUCHED_BEFORE] = found.totals[TOUCHED]
            found.totals[LOW] = 0
            _gather(views[i], scene, found, mine)
            low[i] = found.totals[LOW] > 0
        starts[i + 1, 0], starts[i + 1, 1] = found.totals[CORNERS], found.totals[TOUCHED]
    return found, starts, low


@kernel
def room(walls: int, corners: int) -> Any:
    """Return arrays for so many walls and corners; `gather` makes larger ones as it needs."""
    return Found(
        np.empty((walls, 8)),
        np.empty((corners, 5)),
        np.empty(walls, np.int64),
        np.zeros(5, np.int64),
    )


@kernel
def _roomy(found: Found, edges: int) -> Any:
    """Return arrays that hold as many edges more: nothing is ever cut off."""
    walls, corners = found.totals[WALLS] + 2 * edges + 2, found.totals[CORNERS] + 4 * edges + 8
    solids = found.totals[TOUCHED] + edges
    if max(walls, solids) <= len(found.walls) and corners <= len(found.corners):
        return found
    larger = room(2 * max(walls, solids), 2 * corners)
    larger.walls[: len(found.walls)] = found.walls
    larger.corners[: len(found.corners)] = found.corners
    larger.touched[: len(found.touched)] = found.touched
    larger.totals[:] = found.totals
    return larger


@kernel
def _turn_to(x: float, y: float, zero: float) -> Any:
    turn = pseudo_angle(x, y) - zero
    return turn if turn >= 0 else turn + _TURN


@kernel
def _gather(view: Floats, scene: Scene, found: Found, chosen: Ints) -> Any:
    """Take the corners of the view itself, then the walls that matter."""
    zero = pseudo_angle(view[RIGHT_X], view[RIGHT_Y])
    end = _TURN if view[KIND] == ROUND else _turn_to(view[LEFT_X], view[LEFT_Y], zero)
    # Tuples of arrays are counted at each call that takes them, which cost more than the work: arrays go down alone.
    listed, square_edges, owner = scene.listed, scene.square_edges, scene.owner
    walls, corners, touched, count = found.walls, found.corners, found.touched, found.totals
    _corner(corners, count, 0.0, view[RANGE] * view[RIGHT_X], view[RANGE] * view[RIGHT_Y], -1)
    _corner(corners, count, end, view[RANGE] * view[LEFT_X], view[RANGE] * view[LEFT_Y], -1)
    for quadrant in range(4):
        x, y = view[RANGE] * (1.0 - 2.0 * (quadrant & 1)), view[RANGE] * (1.0 - (quadrant & 2))
        _corner_within(corners, count, x, y, zero, end)
    for told in chosen:
        at = told if told >= 0 else -1 - told
        ax, ay = listed[0, at] - view[X], listed[1, at] - view[Y]
        bx, by = listed[2, at] - view[X], listed[3, at] - view[Y]
        if listed[4, at] < view[HEIGHT]:
            count[LOW] = 1
        elif told < 0:
            _take_corners(ax, ay, bx, by, corners, count, zero, end)
            _touch(touched, count, owner[square_edges[at]])
        elif bx * ay - by * ax > 0:
            _take_wall(view, square_edges[at], bx, by, ax, ay, walls, corners, count, zero, end)


@kernel
def _corner(corners: Floats, count: Ints, turn: float, x: float, y: float, wall: int) -> Any:
    n = count[CORNERS]
    corner = corners[n]
    corner[TURN], corner[CORNER_X], corner[CORNER_Y] = turn, x, y
    corner[DISTANCE] = math.sqrt(x * x + y * y)
    corner[BEGINS] = wall
    count[CORNERS] = n + 1


@kernel
def _corner_within(corners: Floats, count: Ints, x: float, y: float, zero: float, end: float) -> Any:
    turn = _turn_to(x, y, zero)
    if 0 < turn < end:
        _corner(corners, count, turn, x, y, -1)


@kernel
def _take_corners(
    ax: float, ay: float, bx: float, by: float, corners: Floats, count: Ints, zero: float, end: float
) -> Any:
    if ax * ax + ay * ay > TOLERANCE_M**2:
        _corner_within(corners, count, ax, ay, zero, end)
    if bx * bx + by * by > TOLERANCE_M**2:
        _corner_within(corners, count, bx, by, zero, end)


@kernel
def _touch(touched: Ints, count: Ints, owner: int) -> Any:
    for i in range(count[TOUCHED_BEFORE], count[TOUCHED]):
        if touched[i] == owner:
            return
    touched[count[TOUCHED]] = owner
    count[TOUCHED] += 1


@kernel
def _take_wall(
    view: Floats,
    edge: int,
    px: float,
    py: float,
    qx: float,
    qy: float,
    walls: Floats,
    corners: Floats,
    count: Ints,
    zero: float,
    end: float,
) -> Any:
    """Take a wall from p to q, counterclockwise; one that crosses the right edge of a wide view is two."""
    first, last = _turn_to(px, py, zero), _turn_to(qx, qy, zero)
    across = last - first
    # A wall spans less than half a turn. Front and back are told by the order of directions alone, so that the ring
    # of a building has as many fronts as backs in every direction and nothing leaks between them.
    if across > 2 or -2 <= across <= 0:
        return
    if across < 0:
        _add_wall(view, edge, px, py, qx, qy, walls, corners, count, first, _TURN, end)
        first = 0.0
    _add_wall(view, edge, px, py, qx, qy, walls, corners, count, first, last, end)


@kernel
def _add_wall(
    view: Floats,
    edge: int,
    px: float,
    py: float,
    qx: float,
    qy: float,
    walls: Floats,
    corners: Floats,
    count: Ints,
    first: float,
    last: float,
    end: float,
) -> Any:
    if first >= end:
        return
    n = count[WALLS]
    wall = walls[n]
    wall[FIRST], wall[LAST] = first, last
    wall[PX], wall[PY], wall[QX], wall[QY] = px, py, qx, qy
    wall[SPAN] = px * qy - py * qx
    wall[EDGE] = edge
    count[WALLS] = n + 1
    if first > 0:
        _corner(corners, count, first, px, py, n)
    else:
        _corner(corners, count, 0.0, view[RANGE] * view[RIGHT_X], view[RANGE] * view[RIGHT_Y], n)
    if last < end:
        _corner(corners, count, last, qx, qy, -1)
