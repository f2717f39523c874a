"""What do many eyes see first in each direction, among walls that hide all behind them?

Each viewpoint is swept by itself. Between two neighbouring corners nothing begins, ends or crosses, so one wall is
nearest throughout, and a ray through the middle tells which.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from geo.geometry.looking import X, Y
from geo.geometry.occluders import GAP_M, Floats
from geo.geometry.shadow import NEGLIGIBLE_RAD, TOLERANCE_M
from geo.geometry.star import GAP_RAD
from geo.geometry.views import (
    BEGINS,
    CORNER_X,
    CORNER_Y,
    DISTANCE,
    EDGE,
    LAST,
    OPEN,
    PX,
    PY,
    QX,
    QY,
    SHUT,
    SPAN,
    TURN,
    WALL,
    Found,
    Ints,
    Scene,
    kernel,
)


@kernel
def sweep(views: Floats, scene: Scene, found: Found, starts: Ints) -> Any:
    """Return what each view ``(N, 10)`` meets first, as runs of directions with the viewpoint as origin.

    Parameters
    ----------
    views, scene
        As for `geo.geometry.gather.gather`.
    found, starts
        As it returns them.

    Returns
    -------
    runs
        ``(R, 5)``: wall, open or shut; the ends of the part of the wall that is seen, or corners in the directions
        between which the ground is open. Nothing is cut to the range yet.
    run_starts
        Where the runs of each view begin ``(N + 1,)``.
    """
    most = 0
    for i in range(len(views)):
        most = max(most, starts[i + 1, 0] - starts[i, 0])
    order, active, own = np.empty(most, np.int64), np.empty(most + 1, np.int64), np.empty((most, 3), np.int64)
    # Two neighbouring corners of a view bound one run at most.
    runs = np.empty((starts[-1, 0], 5))
    run_starts = np.zeros(len(views) + 1, np.int64)
    for i in range(len(views)):
        n = run_starts[i]
        first, last = starts[i, 0], starts[i + 1, 0]
        corners = found.corners[first:last]
        if last > first:
            _sort(corners, order, active)
            touched = found.touched[starts[i, 1] : starts[i + 1, 1]]
            count = _sweep(views[i], scene, found.walls, corners, touched, order, active, own)
            for r in range(count):
                _write(found.walls, corners, own[r], runs[n + r])
            n += count
        run_starts[i + 1] = n
    return runs[: run_starts[-1]], run_starts


@kernel
def _sort(corners: Floats, order: Ints, spare: Ints) -> Any:
    """Order corners by direction: into as many buckets as corners, then by insertion; equal ones as they came."""
    n = len(corners)
    spare[: n + 1] = 0
    scale = n / (corners[1, TURN] * (1 + 1e-9))
    for i in range(n):
        spare[int(corners[i, TURN] * scale) + 1] += 1
    for i in range(n):
        spare[i + 1] += spare[i]
    for i in range(n):
        bucket = int(corners[i, TURN] * scale)
        order[spare[bucket]] = i
        spare[bucket] += 1
    for i in range(1, n):
        moved = order[i]
        j = i
        while j > 0 and corners[order[j - 1], TURN] > corners[moved, TURN]:
            order[j] = order[j - 1]
            j -= 1
        order[j] = moved


@kernel
def _sweep(
    view: Floats, scene: Scene, walls: Floats, corners: Floats, touched: Ints, order: Ints, active: Ints, runs: Ints
) -> Any:
    """Fill `runs` with a wall, or open or shut, and the corners from and to which it is nearest; return how many."""
    n, alive, count, i = len(corners), 0, 0, 0
    while i < n:
        here = order[i]
        turn = corners[here, TURN]
        while i < n and corners[order[i], TURN] == turn:
            wall = int(corners[order[i], BEGINS])
            if wall >= 0:
                active[alive] = wall
                alive += 1
            i += 1
        if i < n and not _is_gap(corners[here], corners[order[i]]):
            mx, my = _middle(corners[here], corners[order[i]])
            hit, alive = _nearest(walls, active, alive, turn, mx, my)
            if len(touched) and _starts_inside(view, scene, touched, mx, my):
                hit = SHUT
            count = _extend(walls, corners, runs, count, hit, here, order[i])
    return count


@kernel
def _middle(here: Floats, there: Floats) -> Any:
    x = here[CORNER_X] / here[DISTANCE] + there[CORNER_X] / there[DISTANCE]
    return x, here[CORNER_Y] / here[DISTANCE] + there[CORNER_Y] / there[DISTANCE]


@kernel
def _is_gap(here: Floats, there: Floats) -> Any:
    area = here[CORNER_X] * there[CORNER_Y] - here[CORNER_Y] * there[CORNER_X]
    width = area / (here[DISTANCE] * there[DISTANCE])
    nearer_m = min(here[DISTANCE], there[DISTANCE])
    return width <= NEGLIGIBLE_RAD or (width <= GAP_RAD and width * nearer_m <= GAP_M)


@kernel
def _nearest(walls: Floats, active: Ints, alive: int, turn: float, mx: float, my: float) -> Any:
    """The wall that a ray meets first, and how many walls are still active; those that have ended are dropped."""
    nearest, hit, i = math.inf, OPEN, 0
    while i < alive:
        wall = walls[active[i]]
        if wall[LAST] <= turn:
            alive -= 1
            active[i] = active[alive]
            continue
        along = wall[SPAN] / (mx * (wall[QY] - wall[PY]) - my * (wall[QX] - wall[PX]))
        if along < nearest:
            nearest, hit = along, active[i]
        i += 1
    return hit, alive


@kernel
def _starts_inside(view: Floats, scene: Scene, touched: Ints, mx: float, my: float) -> Any:
    """Whether a ray enters, right at the eye, a solid that the eye stands on."""
    for solid in touched:
        inside = False
        for edge in range(scene.edge_starts[solid], scene.edge_starts[solid + 1]):
            inside ^= _crosses(view, scene.edges[edge], mx, my)
        if inside:
            return True
    return False


@kernel
def _crosses(view: Floats, edge: Floats, mx: float, my: float) -> Any:
    ax, ay, bx, by = edge[0] - view[X], edge[1] - view[Y], edge[2] - view[X], edge[3] - view[Y]
    from_a, from_b = mx * ay - my * ax, mx * by - my * bx
    if (from_a > 0) == (from_b > 0):
        return False
    span = ax * by - ay * bx
    if span / (from_b - from_a) <= 0:
        return False
    dx, dy = bx - ax, by - ay
    length2 = dx * dx + dy * dy
    share = min(max(-(ax * dx + ay * dy) / length2, 0.0), 1.0)
    return (ax + share * dx) ** 2 + (ay + share * dy) ** 2 > TOLERANCE_M**2


@kernel
def _extend(walls: Floats, corners: Floats, runs: Ints, count: int, hit: int, here: int, there: int) -> Any:
    """Add an interval to the runs, joining it to the last one if that is the same; no run of free ground is long."""
    same = count > 0 and _is_same(walls, runs[count - 1, 0], hit)
    if same and (hit != OPEN or corners[there, TURN] - corners[runs[count - 1, 1], TURN] <= 2):
        runs[count - 1, 2] = there
        return count
    runs[count, 0], runs[count, 1], runs[count, 2] = hit, here, there
    return count + 1


@kernel
def _is_same(walls: Floats, one: int, other: int) -> Any:
    return one == other or (one >= 0 and other >= 0 and walls[one, EDGE] == walls[other, EDGE])


@kernel
def _write(walls: Floats, corners: Floats, run: Ints, row: Floats) -> Any:
    """Write a run as what it is and its two ends; on a wall, where the rays of its corners meet it."""
    here, there = corners[run[1]], corners[run[2]]
    row[0] = min(run[0], WALL)
    row[1], row[2], row[3], row[4] = here[CORNER_X], here[CORNER_Y], there[CORNER_X], there[CORNER_Y]
    if run[0] >= 0:
        wall = walls[run[0]]
        row[1], row[2] = _on_wall(row[1], row[2], wall)
        row[3], row[4] = _on_wall(row[3], row[4], wall)


@kernel
def _on_wall(x: float, y: float, wall: Floats) -> Any:
    """Where the ray through a corner meets a wall; at its end, exactly the end."""
    from_p = x * wall[PY] - y * wall[PX]
    from_q = x * wall[QY] - y * wall[QX]
    spread = from_p - from_q
    share = from_p / spread if spread != 0 else 0.0
    if share < NEGLIGIBLE_RAD:
        return wall[PX], wall[PY]
    if share > 1 - NEGLIGIBLE_RAD:
        return wall[QX], wall[QY]
    return wall[PX] + share * (wall[QX] - wall[PX]), wall[PY] + share * (wall[QY] - wall[PY])
