"""Which walls of a city may matter to many eyes: within range and angle, and facing them?"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from geo.geometry.looking import HEIGHT, KIND, LEFT_X, LEFT_Y, NARROW, NOTHING, RANGE, RIGHT_X, RIGHT_Y, ROUND, X, Y
from geo.geometry.occluders import Floats
from geo.geometry.shadow import TOLERANCE_M
from geo.geometry.views import Bytes, Ints, Scene, kernel

#: Walls that the processor weighs at once, without a branch; how a wall is marked.
_AT_ONCE = 512
_ASIDE, _MATTERS, _TOUCHES = 0, 1, 2


@kernel
def near(views: Floats, scene: Scene, chosen: Ints, seen_by: Ints) -> Any:
    """Return the walls that matter to each view ``(N, 10)``.

    Parameters
    ----------
    views, scene
        Where eyes stand and look, and the city.
    chosen
        An array to fill, from an earlier call or of any length.
    seen_by
        The last view that each wall was chosen for, and the last view of all ``(E + 1,)``, zeros at first.

    Returns
    -------
    chosen
        Places of walls in ``scene.listed``, each wall once a view; those that the eye touches as ``-1 - place``.
    starts
        Where the walls of each view begin ``(N + 1,)``.
    """
    grid, square_starts, square_edges = scene.grid, scene.square_starts, scene.square_edges
    ax, ay, bx, by, height_m = scene.listed[0], scene.listed[1], scene.listed[2], scene.listed[3], scene.listed[4]
    starts, marks, n = np.zeros(len(views) + 1, np.int64), np.zeros(_AT_ONCE, np.uint8), 0
    for i in range(len(views)):
        view = views[i]
        if view[KIND] != NOTHING:
            seen_by[-1] += 1
            left, right, bottom, top = _reach(view, grid)
            for row in range(bottom, top + 1):
                first, last = _looked_at(view, grid, left, right, row)
                if first > last:
                    continue
                square = row * int(grid[3]) + first
                begin, end = square_starts[square], square_starts[square + last - first + 1]
                chosen = _longer(chosen, n + end - begin)
                for at in range(begin, end, _AT_ONCE):
                    to = min(at + _AT_ONCE, end)
                    _weigh(view, ax[at:to], ay[at:to], bx[at:to], by[at:to], height_m[at:to], marks)
                    n = _take(marks, square_edges, at, to, seen_by, chosen, n)
        starts[i + 1] = n
    return chosen, starts


@kernel
def _longer(chosen: Ints, needed: int) -> Any:
    """Return the array, or a longer copy: nothing is ever cut off."""
    if needed <= len(chosen):
        return chosen
    longer = np.empty(2 * needed, np.int64)
    longer[: len(chosen)] = chosen
    return longer


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
def _looked_at(view: Floats, grid: Floats, left: int, right: int, row: int) -> Any:
    """First and last column of the squares of a row that may hold what is within range and angle."""
    while left <= right and not _looks_at(view, grid, left, row):
        left += 1
    while left <= right and not _looks_at(view, grid, right, row):
        right -= 1
    return left, right


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
def _weigh(
    view: Floats, from_x: Floats, from_y: Floats, to_x: Floats, to_y: Floats, height_m: Floats, marks: Bytes
) -> Any:
    """Mark walls; no branch, so that the processor weighs several at once."""
    x, y, range2, eye_m = view[X], view[Y], view[RANGE] ** 2, view[HEIGHT]
    angled = view[KIND] == NARROW
    # In a view wider than half a turn nothing lies past both edges.
    rx, ry = (view[RIGHT_X], view[RIGHT_Y]) if angled else (0.0, 0.0)
    lx, ly = (view[LEFT_X], view[LEFT_Y]) if angled else (0.0, 0.0)
    for i in range(len(from_x)):
        ax, ay, bx, by = from_x[i] - x, from_y[i] - y, to_x[i] - x, to_y[i] - y
        dx, dy = bx - ax, by - ay
        length2, foot, span = dx * dx + dy * dy, -(ax * dx + ay * dy), bx * ay - by * ax
        off = span * span / length2
        off = bx * bx + by * by if foot >= length2 else off
        off = ax * ax + ay * ay if foot <= 0 else off
        # Half of all walls face away. Of a roof below the eye, all may matter; of a wall run through by it, too.
        faces = (span > 0) | (span * span <= TOLERANCE_M**2 * length2) | (height_m[i] < eye_m)
        past_right = (rx * ay - ry * ax >= -TOLERANCE_M) | (rx * by - ry * bx >= -TOLERANCE_M)
        before_left = (ax * ly - ay * lx >= -TOLERANCE_M) | (bx * ly - by * lx >= -TOLERANCE_M)
        touches = off <= TOLERANCE_M**2
        matters = faces & (off <= range2) & (touches | (past_right & before_left))
        marks[i] = (_TOUCHES if touches else _MATTERS) if matters else _ASIDE


@kernel
def _take(marks: Bytes, square_edges: Ints, at: int, to: int, seen_by: Ints, chosen: Ints, n: int) -> Any:
    """Add the walls that are marked and were not met in another square; return how many there are."""
    camera = seen_by[-1]
    for i in range(at, to):
        mark = marks[i - at]
        if mark != _ASIDE and seen_by[square_edges[i]] != camera:
            seen_by[square_edges[i]] = camera
            chosen[n] = i if mark == _MATTERS else -1 - i
            n += 1
    return n
