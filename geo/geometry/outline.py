"""Which rings bound what many eyes see within their range and beyond their blind ground?"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from geo.geometry.looking import BLIND, KIND, RANGE, ROUND, X, Y
from geo.geometry.occluders import GAP_M, Floats
from geo.geometry.rim import PX, PY, QX, QY, WHAT, rim, side_at, within
from geo.geometry.shadow import NEGLIGIBLE_RAD
from geo.geometry.views import OPEN, SHUT, WALL, Circle, Ints, kernel

#: What the pen remembers of a ring: its first point, its last point, twice its area, its length, its last and its first
#: step, whether it turns back along the blind ground, and whether rounding might make it cross itself.
FIRST_X, FIRST_Y, LAST_X, LAST_Y, AREA, LENGTH, STEP_X, STEP_Y, START_X, START_Y, BACK, DOUBT = range(12)
#: Steps shorter than this, turns sharper and steps back by more are doubtful: rounding moves a vertex by 1e-9 m.
SHORT_M, SHARP_RAD, BACK_M = 1e-3, 1e-5, 1e-7
#: What is counted: points, rings, polygons.
POINTS, RINGS, POLYGONS = range(3)


@kernel
def outline(views: Floats, runs: Floats, run_starts: Ints, circle: Circle, blind: Circle) -> Any:
    """Return the areas that views ``(N, 10)`` see, from what `geo.geometry.sweep.sweep` returns.

    Parameters
    ----------
    circle, blind
        What stands for the circle of the range and for that of the blind ground: each side of the latter lies over as
        many whole sides of the former.

    Returns
    -------
    coords
        Vertices ``(V, 2)`` in the plane; rings are closed, exteriors counterclockwise.
    ring_starts, polygon_starts, view_starts
        Where rings begin in the vertices, polygons in the rings, views in the polygons.
    areas_m2
        ``(N,)``.
    doubtful
        Whether rounding might have made an area invalid ``(N,)``; of the others none is.
    """
    sides = len(circle.sides)
    pieces = np.empty((5 * len(runs) + 1, 5))
    coords = np.empty((64 * len(views) + 8 * sides, 2))
    # A polygon has a piece at least, and at most one hole.
    ring_starts, polygon_starts = np.empty(2 * len(pieces) + 1, np.int64), np.empty(2 * len(pieces) + 1, np.int64)
    ring_starts[0] = polygon_starts[0] = 0
    view_starts, areas = np.zeros(len(views) + 1, np.int64), np.zeros(len(views))
    doubtful = np.zeros(len(views), np.bool_)
    count, pen = np.zeros(3, np.int64), np.zeros(12)
    for i in range(len(views)):
        n = 0
        for r in range(run_starts[i], run_starts[i + 1]):
            n = _cut(views[i], runs[r], circle, blind, pieces, n)
        coords = _longer(coords, count[POINTS] + 6 * n + 3 * sides + 16)
        pen[DOUBT] = 0.0
        if n:
            areas[i] = _polygons(views[i], pieces[:n], circle, blind, coords, ring_starts, polygon_starts, count, pen)
        view_starts[i + 1] = count[POLYGONS]
        doubtful[i] = pen[DOUBT] > 0
    return (
        coords[: count[POINTS]].copy(),
        ring_starts[: count[RINGS] + 1].copy(),
        polygon_starts[: count[POLYGONS] + 1].copy(),
        view_starts,
        areas,
        doubtful,
    )


@kernel
def _longer(rows: Floats, needed: int) -> Any:
    """Return the array, or a longer copy: nothing is ever cut off."""
    if needed <= len(rows):
        return rows
    longer = np.empty((2 * needed, rows.shape[1]))
    longer[: len(rows)] = rows
    return longer


# Pieces


@kernel
def _cut(view: Floats, run: Floats, circle: Circle, blind: Circle, pieces: Floats, n: int) -> Any:
    """Cut a run to the range and the blind ground: walls, arcs and nothing, in their order."""
    if run[WHAT] == SHUT:
        return _add(pieces, n, SHUT, 0.0, 0.0, 0.0, 0.0)
    if run[WHAT] == OPEN:
        return _arc(view, run[PX], run[PY], run[QX], run[QY], circle, pieces, n)
    farthest2 = max(run[PX] ** 2 + run[PY] ** 2, run[QX] ** 2 + run[QY] ** 2)
    # The half side of a polygon of 360 / k corners lies within 1 - 5 / k^2 of the radius.
    inner = view[RANGE] * (1 - 5.0 / len(circle.sides) ** 2)
    if farthest2 <= inner * inner:
        return _wall(view, run, blind, pieces, n)
    begins, ends = within(run, view[RANGE], circle)
    if begins == ends:
        return _arc(view, run[PX], run[PY], run[QX], run[QY], circle, pieces, n)
    px, py, qx, qy = run[PX], run[PY], run[QX], run[QY]
    ax, ay = px + begins * (qx - px), py + begins * (qy - py)
    bx, by = px + ends * (qx - px), py + ends * (qy - py)
    if begins > 0:
        n = _arc(view, px, py, ax, ay, circle, pieces, n)
        run[PX], run[PY] = ax, ay
    if ends < 1:
        run[QX], run[QY] = bx, by
    n = _wall(view, run, blind, pieces, n)
    return _arc(view, bx, by, qx, qy, circle, pieces, n) if ends < 1 else n


@kernel
def _arc(view: Floats, px: float, py: float, qx: float, qy: float, circle: Circle, pieces: Floats, n: int) -> Any:
    px, py = rim(px, py, view[RANGE], circle)
    qx, qy = rim(qx, qy, view[RANGE], circle)
    return _add(pieces, n, OPEN, px, py, qx, qy)


@kernel
def _wall(view: Floats, run: Floats, blind: Circle, pieces: Floats, n: int) -> Any:
    """Add a wall without what stands on blind ground."""
    px, py, qx, qy = run[PX], run[PY], run[QX], run[QY]
    begins, ends = 0.0, 0.0
    if view[BLIND] > 0:
        begins, ends = within(run, view[BLIND], blind)
    if begins == ends:
        return _add(pieces, n, WALL, px, py, qx, qy)
    if begins > 0:
        n = _add(pieces, n, WALL, px, py, px + begins * (qx - px), py + begins * (qy - py))
    n = _add(pieces, n, SHUT, 0.0, 0.0, 0.0, 0.0)
    if ends < 1:
        n = _add(pieces, n, WALL, px + ends * (qx - px), py + ends * (qy - py), qx, qy)
    return n


@kernel
def _add(pieces: Floats, n: int, what: int, px: float, py: float, qx: float, qy: float) -> Any:
    piece = pieces[n]
    piece[WHAT], piece[PX], piece[PY], piece[QX], piece[QY] = what, px, py, qx, qy
    return n + 1


# Rings


@kernel
def _polygons(
    view: Floats,
    pieces: Floats,
    circle: Circle,
    blind: Circle,
    coords: Floats,
    ring_starts: Ints,
    polygon_starts: Ints,
    count: Ints,
    pen: Floats,
) -> Any:
    """Draw a polygon for each run of pieces between shut ones; return their area."""
    n, first, area = len(pieces), 0, 0.0
    while first < n and pieces[first, WHAT] != SHUT:
        first += 1
    closed = view[KIND] == ROUND and first == n
    # The whole turn is begun behind something shut, so that no polygon is cut where the turn begins.
    first = first if view[KIND] == ROUND and first < n else 0
    i = 0
    while i < n:
        begin = i
        while i < n and pieces[(first + i) % n, WHAT] != SHUT:
            i += 1
        if i > begin:
            _chain(view, pieces, first + begin, first + i, closed, circle, blind, coords, count, pen)
            if _end_ring(coords, ring_starts, count, pen):
                area += 0.5 * pen[AREA]
                if closed and view[BLIND] > 0:
                    area += _hole(view, blind, coords, ring_starts, count, pen)
                count[POLYGONS] += 1
                polygon_starts[count[POLYGONS]] = count[RINGS]
        i += 1
    return area


@kernel
def _chain(
    view: Floats,
    pieces: Floats,
    begin: int,
    end: int,
    closed: bool,
    circle: Circle,
    blind: Circle,
    coords: Floats,
    count: Ints,
    pen: Floats,
) -> Any:
    """Draw the outer edge of a polygon, and back along the blind ground or through the eye."""
    n, turned = len(pieces), view[BLIND] > 0 and not closed
    pen[AREA], pen[LENGTH], pen[BACK] = 0.0, -1.0, 0.0
    side = side_at(pieces[begin % n, PX], pieces[begin % n, PY], circle)
    first = side
    for i in range(begin, end):
        piece = pieces[i % n]
        _point(view, piece[PX], piece[PY], coords, count, pen)
        if turned or piece[WHAT] == OPEN:
            side = _turned(side, piece[PX], piece[PY], circle)
            to = _turned(side, piece[QX], piece[QY], circle)
            if piece[WHAT] == OPEN:
                _corners(view, view[RANGE], side + 1, to + 1, circle, coords, count, pen)
            side = to
        _point(view, piece[QX], piece[QY], coords, count, pen)
    pen[BACK] = 1.0
    if turned:
        over = len(circle.sides) // len(blind.sides)
        x, y = rim(pieces[(end - 1) % n, QX], pieces[(end - 1) % n, QY], view[BLIND], blind)
        _point(view, x, y, coords, count, pen)
        _corners(view, view[BLIND], side // over, first // over, blind, coords, count, pen)
        x, y = rim(pieces[begin % n, PX], pieces[begin % n, PY], view[BLIND], blind)
        _point(view, x, y, coords, count, pen)
    elif not closed:
        _point(view, 0.0, 0.0, coords, count, pen)


@kernel
def _turned(side: int, x: float, y: float, circle: Circle) -> Any:
    """The side that a direction meets, counted on through whole turns; a little back is not nearly all round."""
    sides = len(circle.sides)
    more = (side_at(x, y, circle) - side) % sides
    return side + more - sides if 4 * more > 3 * sides else side + more


@kernel
def _corners(
    view: Floats, radius: float, begin: int, end: int, circle: Circle, coords: Floats, count: Ints, pen: Floats
) -> Any:
    """Draw from one corner of the circle's polygon up to, without, another; backwards if that lies before it."""
    for k in range(begin, end, 1 if end > begin else -1):
        corner = circle.corners[k % len(circle.sides)]
        _point(view, radius * corner[0], radius * corner[1], coords, count, pen)


@kernel
def _hole(view: Floats, blind: Circle, coords: Floats, ring_starts: Ints, count: Ints, pen: Floats) -> Any:
    """Draw the blind ground as a hole; return its area, which is negative."""
    pen[AREA], pen[LENGTH], pen[BACK] = 0.0, -1.0, 1.0
    _corners(view, view[BLIND], len(blind.sides), -1, blind, coords, count, pen)
    pen[AREA] = -pen[AREA]
    return -0.5 * pen[AREA] if _end_ring(coords, ring_starts, count, pen) else 0.0


@kernel
def _point(view: Floats, x: float, y: float, coords: Floats, count: Ints, pen: Floats) -> Any:
    """Draw to a point with the eye as origin, unless the pen is there already."""
    if pen[LENGTH] < 0:
        pen[FIRST_X], pen[FIRST_Y], pen[LENGTH] = x, y, 0.0
    else:
        dx, dy = x - pen[LAST_X], y - pen[LAST_Y]
        step = math.sqrt(dx * dx + dy * dy)
        if step <= NEGLIGIBLE_RAD:
            return
        area = pen[LAST_X] * y - pen[LAST_Y] * x
        if step < SHORT_M or (area < -BACK_M * step and pen[BACK] == 0):
            pen[DOUBT] = 1.0
        if pen[LENGTH] == 0:
            pen[START_X], pen[START_Y] = dx, dy
        else:
            _doubt_turn(pen, dx, dy)
        pen[STEP_X], pen[STEP_Y] = dx, dy
        pen[LENGTH] += step
        pen[AREA] += area
    pen[LAST_X], pen[LAST_Y] = x, y
    coords[count[POINTS], 0], coords[count[POINTS], 1] = view[X] + x, view[Y] + y
    count[POINTS] += 1


@kernel
def _doubt_turn(pen: Floats, dx: float, dy: float) -> Any:
    """Doubt a turn that leads nearly back where it came from."""
    back = pen[STEP_X] * dx + pen[STEP_Y] * dy
    if back < 0 and abs(pen[STEP_X] * dy - pen[STEP_Y] * dx) < -SHARP_RAD * back:
        pen[DOUBT] = 1.0


@kernel
def _end_ring(coords: Floats, ring_starts: Ints, count: Ints, pen: Floats) -> Any:
    """Close a ring, or take it back when it is narrower than a gap."""
    begin, end = ring_starts[count[RINGS]], count[POINTS]
    closing = math.sqrt((pen[FIRST_X] - pen[LAST_X]) ** 2 + (pen[FIRST_Y] - pen[LAST_Y]) ** 2)
    area = pen[AREA] + pen[LAST_X] * pen[FIRST_Y] - pen[LAST_Y] * pen[FIRST_X]
    if closing > NEGLIGIBLE_RAD:
        end += 1
        _doubt_turn(pen, pen[FIRST_X] - pen[LAST_X], pen[FIRST_Y] - pen[LAST_Y])
        pen[STEP_X], pen[STEP_Y] = pen[FIRST_X] - pen[LAST_X], pen[FIRST_Y] - pen[LAST_Y]
        if closing < SHORT_M:
            pen[DOUBT] = 1.0
    _doubt_turn(pen, pen[START_X], pen[START_Y])
    if end - begin < 4 or area <= GAP_M * (pen[LENGTH] + closing):
        count[POINTS] = begin
        return False
    pen[AREA] = area
    coords[end - 1] = coords[begin]
    count[POINTS] = end
    count[RINGS] += 1
    ring_starts[count[RINGS]] = end
    return True
