"""Which walls and corners lie in the range and the angle of many eyes?

Directions are ordered by a pseudo-angle that needs no trigonometry, counted counterclockwise from the right edge of
the view, with the viewpoint as origin: far coordinates lose nothing.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from geo.geometry.looking import HEIGHT, KIND, LEFT_X, LEFT_Y, NARROW, NOTHING, RANGE, RIGHT_X, RIGHT_Y, ROUND, X, Y
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
def gather(views: Floats, scene: Scene, found: Found, seen_by: Ints) -> Any:
    """Return what lies in reach of each view ``(N, 10)``.

    Parameters
    ----------
    views, scene
        Where eyes stand and look, and the city.
    found
        Arrays to fill, from `room` or an earlier call: new ones at each call cost as much as the work.
    seen_by
        The last view that each edge was chosen for, and the last view of all ``(E + 1,)``, zeros at first.

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
    chosen = np.empty(1024, np.int64)
    for i in range(len(views)):
        if views[i, KIND] != NOTHING:
            most = _candidates(views[i], scene)
            found = _roomy(found, most)
            chosen = chosen if most <= len(chosen) else np.empty(2 * most, np.int64)
            found.totals[TOUCHED_BEFORE] = found.totals[TOUCHED]
            found.totals[LOW] = 0
            _gather(views[i], scene, found, seen_by, chosen)
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
def _candidates(view: Floats, scene: Scene) -> Any:
    """How many edges lie in the squares within reach, counted by each square."""
    left, right, bottom, top = _reach(view, scene.grid)
    count = 0
    for row in range(bottom, top + 1):
        if left <= right:
            first = row * int(scene.grid[3])
            count += scene.square_starts[first + right + 1] - scene.square_starts[first + left]
    return count


@kernel
def _turn_to(x: float, y: float, zero: float) -> Any:
    turn = pseudo_angle(x, y) - zero
    return turn if turn >= 0 else turn + _TURN


@kernel
def _reach(view: Floats, grid: Floats) -> Any:
    """The squares that the range touches: first and last column, first and last row."""
    west, south, size = grid[0], grid[1], grid[2]
    far = view[RANGE] + 1e-6
    left = max(math.floor((view[X] - far - west) / size), 0)
    right = min(math.floor((view[X] + far - west) / size), int(grid[3]) - 1)
    bottom = max(math.floor((view[Y] - far - south) / size), 0)
    top = min(math.floor((view[Y] + far - south) / size), int(grid[4]) - 1)
    return left, right, bottom, top


@kernel
def _looks_at(view: Floats, grid: Floats, column: int, row: int) -> Any:
    """Whether a square may hold what is within range and angle."""
    size = grid[2]
    x = grid[0] + (column + 0.5) * size - view[X]
    y = grid[1] + (row + 0.5) * size - view[Y]
    margin = 0.7072 * size + 1e-6
    if x * x + y * y > (view[RANGE] + margin) ** 2:
        return False
    past_right = view[RIGHT_X] * y - view[RIGHT_Y] * x >= -margin
    before_left = x * view[LEFT_Y] - y * view[LEFT_X] >= -margin
    if view[KIND] == NARROW:
        return past_right and before_left
    return view[KIND] == ROUND or past_right or before_left


@kernel
def _gather(view: Floats, scene: Scene, found: Found, seen_by: Ints, chosen: Ints) -> Any:
    """Take the corners of the view itself, then the edges that matter."""
    zero = pseudo_angle(view[RIGHT_X], view[RIGHT_Y])
    end = _TURN if view[KIND] == ROUND else _turn_to(view[LEFT_X], view[LEFT_Y], zero)
    # Tuples of arrays are counted at each call that takes them, which cost more than the work: arrays go down alone.
    edges, owner, heights_m = scene.edges, scene.owner, scene.heights_m
    walls, corners, touched, count = found.walls, found.corners, found.touched, found.totals
    _corner(corners, count, 0.0, view[RANGE] * view[RIGHT_X], view[RANGE] * view[RIGHT_Y], -1)
    _corner(corners, count, end, view[RANGE] * view[LEFT_X], view[RANGE] * view[LEFT_Y], -1)
    for quadrant in range(4):
        x, y = view[RANGE] * (1.0 - 2.0 * (quadrant & 1)), view[RANGE] * (1.0 - (quadrant & 2))
        _corner_within(corners, count, x, y, zero, end)
    squares, inside = scene.square_starts, scene.square_edges
    seen_by[-1] += 1
    for i in range(_choose(view, scene.listed, scene.grid, squares, inside, seen_by, chosen)):
        edge = chosen[i]
        ax, ay = edges[edge, 0] - view[X], edges[edge, 1] - view[Y]
        bx, by = edges[edge, 2] - view[X], edges[edge, 3] - view[Y]
        if heights_m[edge] < view[HEIGHT]:
            count[LOW] = 1
        elif _distance2(ax, ay, bx, by) <= TOLERANCE_M**2:
            _take_corners(ax, ay, bx, by, corners, count, zero, end)
            _touch(touched, count, owner[edge])
        elif bx * ay - by * ax > 0:
            _take_wall(view, edge, bx, by, ax, ay, walls, corners, count, zero, end)


@kernel
def _choose(
    view: Floats, listed: Floats, grid: Floats, square_starts: Ints, square_edges: Ints, seen_by: Ints, chosen: Ints
) -> Any:
    """Fill `chosen` with the edges that matter: within range and angle, and facing the eye or run through by it."""
    count = 0
    left, right, bottom, top = _reach(view, grid)
    camera = seen_by[-1]
    for row in range(bottom, top + 1):
        for column in range(left, right + 1):
            if _looks_at(view, grid, column, row):
                square = row * int(grid[3]) + column
                for i in range(square_starts[square], square_starts[square + 1]):
                    if _matters(view, listed[i]) and seen_by[square_edges[i]] != camera:
                        seen_by[square_edges[i]] = camera
                        chosen[count] = square_edges[i]
                        count += 1
    return count


@kernel
def _matters(view: Floats, edge: Floats) -> Any:
    ax, ay = edge[0] - view[X], edge[1] - view[Y]
    bx, by = edge[2] - view[X], edge[3] - view[Y]
    dx, dy = bx - ax, by - ay
    length2 = dx * dx + dy * dy
    span = bx * ay - by * ax
    # Cheapest first: half of all edges face away. Of a roof below the eye, all may.
    if span <= 0 and span * span > TOLERANCE_M**2 * length2 and edge[4] >= view[HEIGHT]:
        return False
    distance2 = _distance2(ax, ay, bx, by)
    if distance2 > view[RANGE] ** 2:
        return False
    return view[KIND] != NARROW or distance2 <= TOLERANCE_M**2 or _in_angle(view, ax, ay, bx, by)


@kernel
def _in_angle(view: Floats, ax: float, ay: float, bx: float, by: float) -> Any:
    """Whether not both ends lie past one edge of a narrow view."""
    rx, ry, lx, ly = view[RIGHT_X], view[RIGHT_Y], view[LEFT_X], view[LEFT_Y]
    past_right = rx * ay - ry * ax >= -TOLERANCE_M or rx * by - ry * bx >= -TOLERANCE_M
    return past_right and (ax * ly - ay * lx >= -TOLERANCE_M or bx * ly - by * lx >= -TOLERANCE_M)


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
def _distance2(ax: float, ay: float, bx: float, by: float) -> Any:
    dx, dy = bx - ax, by - ay
    length2 = dx * dx + dy * dy
    foot = -(ax * dx + ay * dy)
    if foot <= 0:
        return ax * ax + ay * ay
    if foot >= length2:
        return bx * bx + by * by
    return (bx * ay - by * ax) ** 2 / length2


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
