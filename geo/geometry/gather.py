"""Which walls and corners lie in the range and the angle of many eyes?

Directions are ordered by a pseudo-angle that needs no trigonometry, counted counterclockwise from the right edge of
the view, with the viewpoint as origin: far coordinates lose nothing.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo.geometry.shadow import TOLERANCE_M
from geo.geometry.views import (
    CORNER_X,
    CORNER_Y,
    CORNERS,
    DISTANCE,
    EDGE,
    FIRST,
    HEIGHT,
    KIND,
    LAST,
    LEFT_X,
    LEFT_Y,
    LOW,
    NARROW,
    NONE,
    PX,
    PY,
    QX,
    QY,
    RANGE,
    RIGHT_X,
    RIGHT_Y,
    ROUND,
    SPAN,
    TOUCHED,
    TOUCHED_BEFORE,
    TURN,
    WALLS,
    Found,
    Scene,
    X,
    Y,
    kernel,
    pseudo_angle,
)

_TURN = 4.0


@kernel
def gather(views: NDArray[np.float64], scene: Scene) -> Any:
    """Return what lies in reach of each view ``(N, 10)``.

    Returns
    -------
    found
        Walls that face the eye, and the corners at which something begins, ends or crosses, in no order.
    starts
        Where the corners and the touched solids of each view begin ``(N + 1, 2)``.
    low
        Whether a view looks over a wall within its range ``(N,)``.
    """
    found = _room(256, 1024)
    starts = np.zeros((len(views) + 1, 2), np.int64)
    low = np.zeros(len(views), np.bool_)
    seen_by = np.full(len(scene.edges), -1, np.int32)
    for i in range(len(views)):
        if views[i, KIND] != NONE:
            found = _roomy(found, _candidates(views[i], scene))
            found.count[TOUCHED_BEFORE] = found.count[TOUCHED]
            found.count[LOW] = 0
            _gather(views[i], scene, found, seen_by, i)
            low[i] = found.count[LOW] > 0
        starts[i + 1, 0], starts[i + 1, 1] = found.count[CORNERS], found.count[TOUCHED]
    return found, starts, low


@kernel
def _room(walls, corners):
    return Found(
        np.empty((walls, 8)),
        np.empty((corners, 4)),
        np.empty(corners, np.int64),
        np.empty(walls, np.int64),
        np.zeros(5, np.int64),
    )


@kernel
def _roomy(found, edges):
    """Return arrays that hold as many edges more: nothing is ever cut off."""
    walls, corners = found.count[WALLS] + 2 * edges + 2, found.count[CORNERS] + 4 * edges + 8
    solids = found.count[TOUCHED] + edges
    if max(walls, solids) <= len(found.walls) and corners <= len(found.corners):
        return found
    larger = _room(2 * max(walls, solids), 2 * corners)
    larger.walls[: len(found.walls)] = found.walls
    larger.corners[: len(found.corners)] = found.corners
    larger.begins[: len(found.begins)] = found.begins
    larger.touched[: len(found.touched)] = found.touched
    larger.count[:] = found.count
    return larger


@kernel
def _candidates(view, scene):
    """How many edges lie in the squares within reach, counted by each square."""
    left, right, bottom, top = _reach(view, scene.grid)
    count = 0
    for row in range(bottom, top + 1):
        if left <= right:
            first = row * int(scene.grid[3])
            count += scene.square_starts[first + right + 1] - scene.square_starts[first + left]
    return count


@kernel
def _turn_to(x, y, zero):
    turn = pseudo_angle(x, y) - zero
    return turn if turn >= 0 else turn + _TURN


@kernel
def _reach(view, grid):
    """The squares that the range touches: first and last column, first and last row."""
    west, south, size = grid[0], grid[1], grid[2]
    far = view[RANGE] + 1e-6
    left = max(math.floor((view[X] - far - west) / size), 0)
    right = min(math.floor((view[X] + far - west) / size), int(grid[3]) - 1)
    bottom = max(math.floor((view[Y] - far - south) / size), 0)
    top = min(math.floor((view[Y] + far - south) / size), int(grid[4]) - 1)
    return left, right, bottom, top


@kernel
def _looks_at(view, grid, column, row):
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
def _gather(view, scene, found, seen_by, camera):
    """Take the corners of the view itself, then all that lies in the squares it looks at."""
    zero = pseudo_angle(view[RIGHT_X], view[RIGHT_Y])
    end = _TURN if view[KIND] == ROUND else _turn_to(view[LEFT_X], view[LEFT_Y], zero)
    far = view[RANGE]
    _corner(found, 0.0, far * view[RIGHT_X], far * view[RIGHT_Y], -1)
    _corner(found, end, far * view[LEFT_X], far * view[LEFT_Y], -1)
    for quadrant in range(4):
        x, y = far * (1.0 - 2.0 * (quadrant & 1)), far * (1.0 - (quadrant & 2))
        _corner_within(found, x, y, zero, end)
    left, right, bottom, top = _reach(view, scene.grid)
    for row in range(bottom, top + 1):
        for column in range(left, right + 1):
            if _looks_at(view, scene.grid, column, row):
                square = row * int(scene.grid[3]) + column
                for i in range(scene.square_starts[square], scene.square_starts[square + 1]):
                    edge = scene.square_edges[i]
                    if seen_by[edge] != camera:
                        seen_by[edge] = camera
                        _take(view, scene, edge, found, zero, end)


@kernel
def _corner(found, turn, x, y, wall):
    n = found.count[CORNERS]
    corner = found.corners[n]
    corner[TURN], corner[CORNER_X], corner[CORNER_Y] = turn, x, y
    corner[DISTANCE] = math.sqrt(x * x + y * y)
    found.begins[n] = wall
    found.count[CORNERS] = n + 1


@kernel
def _corner_within(found, x, y, zero, end):
    turn = _turn_to(x, y, zero)
    if 0 < turn < end:
        _corner(found, turn, x, y, -1)


@kernel
def _take(view, scene, edge, found, zero, end):
    """Take an edge that is in range: as a wall if it faces the eye, as corners if it runs through the eye."""
    ax, ay = scene.edges[edge, 0] - view[X], scene.edges[edge, 1] - view[Y]
    bx, by = scene.edges[edge, 2] - view[X], scene.edges[edge, 3] - view[Y]
    dx, dy = bx - ax, by - ay
    length2 = dx * dx + dy * dy
    span = bx * ay - by * ax
    foot = -(ax * dx + ay * dy)
    if foot <= 0:
        distance2 = ax * ax + ay * ay
    elif foot >= length2:
        distance2 = bx * bx + by * by
    else:
        distance2 = span * span / length2
    if distance2 > view[RANGE] ** 2:
        return
    if scene.heights_m[edge] < view[HEIGHT]:
        found.count[LOW] = 1
    elif distance2 <= TOLERANCE_M**2 or length2 == 0:
        _take_corners(ax, ay, bx, by, found, zero, end)
        if length2 > 0:
            _touch(found, scene.owner[edge])
    elif span > 0:
        _take_wall(view, edge, bx, by, ax, ay, found, zero, end)


@kernel
def _take_corners(ax, ay, bx, by, found, zero, end):
    if ax * ax + ay * ay > TOLERANCE_M**2:
        _corner_within(found, ax, ay, zero, end)
    if bx * bx + by * by > TOLERANCE_M**2:
        _corner_within(found, bx, by, zero, end)


@kernel
def _touch(found, owner):
    for i in range(found.count[TOUCHED_BEFORE], found.count[TOUCHED]):
        if found.touched[i] == owner:
            return
    found.touched[found.count[TOUCHED]] = owner
    found.count[TOUCHED] += 1


@kernel
def _take_wall(view, edge, px, py, qx, qy, found, zero, end):
    """Take a wall from p to q, counterclockwise; one that crosses the right edge of a wide view is two."""
    first, last = _turn_to(px, py, zero), _turn_to(qx, qy, zero)
    across = last - first
    # A wall spans less than half a turn. Front and back are told by the order of directions alone, so that the ring
    # of a building has as many fronts as backs in every direction and nothing leaks between them.
    if across > 2 or -2 <= across <= 0:
        return
    if across < 0:
        _add_wall(view, edge, px, py, qx, qy, found, first, _TURN, end)
        first = 0.0
    _add_wall(view, edge, px, py, qx, qy, found, first, last, end)


@kernel
def _add_wall(view, edge, px, py, qx, qy, found, first, last, end):
    if first >= end:
        return
    n = found.count[WALLS]
    wall = found.walls[n]
    wall[FIRST], wall[LAST] = first, last
    wall[PX], wall[PY], wall[QX], wall[QY] = px, py, qx, qy
    wall[SPAN] = px * qy - py * qx
    wall[EDGE] = edge
    found.count[WALLS] = n + 1
    if first > 0:
        _corner(found, first, px, py, n)
    else:
        _corner(found, 0.0, view[RANGE] * view[RIGHT_X], view[RANGE] * view[RIGHT_Y], n)
    if last < end:
        _corner(found, last, qx, qy, -1)
