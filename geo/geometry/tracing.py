"""Which rings bound what lies in slab over slab of trapezia?

On the line between two slabs the trapezia below end and those above begin. Their corners, sorted along the line, are
linked two by two: whatever rounding does to their order, every corner has one partner and every ring closes.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from geo.geometry.occluders import Floats
from geo.geometry.views import Ints, kernel

#: Corners closer than this are one, and what is narrower is nothing.
SAME_M = 1e-7
#: Columns of a trapezium: the edges on its west and east, the sides that they draw, the piece that it is part of.
WEST, EAST, WEST_SIDE, EAST_SIDE, PIECE = range(5)
#: Columns of its places: its west edge at foot and head, its east edge at foot and head.
WEST_FOOT, WEST_HEAD, EAST_FOOT, EAST_HEAD = range(4)
#: Columns of a side: whether it lies in the east and so leads up, the side that follows, its piece.
IS_EAST, NEXT, OF_PIECE = range(3)
#: Columns of its places: foot and head.
FOOT_X, FOOT_Y, HEAD_X, HEAD_Y = range(4)
#: What is counted: trapezia below the line, sides, pieces; and which of two rows of trapezia lies below.
BELOW, SIDES, PIECES, ROW = range(4)


class Trace(NamedTuple):
    """What a pen remembers: two rows of trapezia, below and above a line, the sides drawn, and which pieces are one."""

    slabs: Ints
    places: Floats
    sides: Ints
    sides_xy: Floats
    pieces: Ints
    totals: Ints


@kernel
def new_trace(edges: int) -> Any:
    """Return a trace for jobs of so many edges; `begin` makes a larger one as it needs."""
    most = edges // 2 + 2
    return Trace(
        np.empty((2, most, 5), np.int64),
        np.empty((2, most, 4)),
        np.empty((8 * most, 3), np.int64),
        np.empty((8 * most, 4)),
        np.empty(4 * most, np.int64),
        np.zeros(4, np.int64),
    )


@kernel
def begin(trace: Trace, edges: int) -> Any:
    """Return an empty trace for a job of so many edges."""
    if edges // 2 + 2 > trace.slabs.shape[1]:
        trace = new_trace(2 * edges)
    trace.totals[:] = 0
    return trace


@kernel
def roomy(trace: Trace, more: int) -> Any:
    """Return a trace with room for the sides and pieces of so many trapezia more."""
    sides, pieces = trace.totals[SIDES] + 2 * more, trace.totals[PIECES] + more
    drawn, places, parts = np.empty((2 * sides, 3), np.int64), np.empty((2 * sides, 4)), np.empty(2 * pieces, np.int64)
    drawn[: trace.totals[SIDES]] = trace.sides[: trace.totals[SIDES]]
    places[: trace.totals[SIDES]] = trace.sides_xy[: trace.totals[SIDES]]
    parts[: trace.totals[PIECES]] = trace.pieces[: trace.totals[PIECES]]
    return Trace(trace.slabs, trace.places, drawn, places, parts, trace.totals)


@kernel
def pass_line(
    slabs: Ints, places: Floats, sides: Ints, sides_xy: Floats, pieces: Ints, count: Ints, found: int, y: float
) -> None:
    """Link the trapezia below a line with those found above it, which lie below the next one."""
    row = count[ROW]
    below, above, below_x, above_x = slabs[row], slabs[1 - row], places[row], places[1 - row]
    n, m = _without_slivers(above, above_x, found), count[BELOW]
    # Most trapezia go on between the same edges: only between those that do has anything to be linked.
    first, last = 0, 0
    while first < min(n, m) and _goes_on(below[first], above[first]):
        first += 1
    while last < min(n, m) - first and _goes_on(below[m - 1 - last], above[n - 1 - last]):
        last += 1
    if n - first - last or m - first - last:
        _link(
            below[first : m - last],
            below_x[first : m - last],
            above[first : n - last],
            above_x[first : n - last],
            y,
            sides,
            sides_xy,
            pieces,
            count,
        )
    count[BELOW], count[ROW] = n, 1 - row


@kernel
def _goes_on(below: Ints, above: Ints) -> Any:
    """Whether the same edges bound a trapezium on both sides of a line; if so, its sides go on."""
    if below[WEST] != above[WEST] or below[EAST] != above[EAST]:
        return False
    above[WEST_SIDE], above[EAST_SIDE], above[PIECE] = below[WEST_SIDE], below[EAST_SIDE], below[PIECE]
    return True


@kernel
def _without_slivers(above: Ints, above_x: Floats, found: int) -> Any:
    """Close gaps and drop trapezia that are nowhere wider than rounding; return how many are left."""
    n = 0
    for k in range(found):
        gap = False
        if n > 0:
            foot = above_x[k, WEST_FOOT] - above_x[n - 1, EAST_FOOT]
            gap = max(foot, above_x[k, WEST_HEAD] - above_x[n - 1, EAST_HEAD]) > SAME_M
        if n > 0 and not gap:
            above[n - 1, EAST] = above[k, EAST]
            above_x[n - 1, EAST_FOOT], above_x[n - 1, EAST_HEAD] = above_x[k, EAST_FOOT], above_x[k, EAST_HEAD]
            continue
        foot, head = above_x[k, EAST_FOOT] - above_x[k, WEST_FOOT], above_x[k, EAST_HEAD] - above_x[k, WEST_HEAD]
        if max(foot, head) > SAME_M:
            above[n, WEST], above[n, EAST] = above[k, WEST], above[k, EAST]
            above_x[n] = above_x[k]
            n += 1
    return n


@kernel
def _link(
    below: Ints,
    below_x: Floats,
    above: Ints,
    above_x: Floats,
    y: float,
    sides: Ints,
    sides_xy: Floats,
    pieces: Ints,
    count: Ints,
) -> Any:
    """Walk along a line from corner to corner and link them two by two.

    Corners are counted west, east, west, …; those above the line are told as -1 - corner.
    """
    ends, begins = len(below), len(above)
    above[:, WEST_SIDE:] = -1
    i, j, pending, alone = 0, 0, 0, False
    while i < 2 * ends or j < 2 * begins:
        if j >= 2 * begins:
            from_below = True
        elif i >= 2 * ends:
            from_below = False
        else:
            apart = below_x[i // 2, WEST_HEAD + 2 * (i % 2)] - above_x[j // 2, WEST_FOOT + 2 * (j % 2)]
            # Of two corners in one place that which closes comes first: what only touches is not joined.
            from_below = apart < -SAME_M or (apart <= SAME_M and (i % 2 == 1 or j % 2 == 0))
        corner = i if from_below else -1 - j
        i, j = (i + 1, j) if from_below else (i, j + 1)
        if i % 2 == 1 and j % 2 == 1:
            _join_pieces(below[i // 2], above[j // 2], pieces)
        if alone:
            _partner(pending, corner, below, below_x, above, above_x, y, sides, sides_xy, count)
        alone, pending = not alone, corner
    for k in range(begins):
        if above[k, PIECE] < 0:
            above[k, PIECE] = count[PIECES]
            pieces[count[PIECES]] = count[PIECES]
            count[PIECES] += 1
        sides[above[k, WEST_SIDE], OF_PIECE] = above[k, PIECE]
        sides[above[k, EAST_SIDE], OF_PIECE] = above[k, PIECE]


@kernel
def _join_pieces(below: Ints, above: Ints, pieces: Ints) -> Any:
    """Note that a trapezium above the line goes on where one below it ends."""
    if above[PIECE] < 0:
        above[PIECE] = below[PIECE]
    else:
        one, other = first_of(pieces, below[PIECE]), first_of(pieces, above[PIECE])
        pieces[max(one, other)] = min(one, other)


@kernel
def first_of(pieces: Ints, piece: int) -> Any:
    """Return the piece that stands for all that are one with a piece."""
    while pieces[piece] != piece:
        pieces[piece] = pieces[pieces[piece]]
        piece = pieces[piece]
    return piece


@kernel
def _partner(
    one: int,
    other: int,
    below: Ints,
    below_x: Floats,
    above: Ints,
    above_x: Floats,
    y: float,
    sides: Ints,
    sides_xy: Floats,
    count: Ints,
) -> Any:
    """Link two corners: a ring goes up on the east of trapezia and down on their west."""
    if (one >= 0) != (other >= 0):
        i, j = (one, -1 - other) if one >= 0 else (other, -1 - one)
        column = i % 2
        if below[i // 2, column] == above[j // 2, column]:
            above[j // 2, WEST_SIDE + column] = below[i // 2, WEST_SIDE + column]
            return
    for corner in (one, other):
        if corner >= 0:
            side = below[corner // 2, WEST_SIDE + corner % 2]
            sides_xy[side, HEAD_X], sides_xy[side, HEAD_Y] = below_x[corner // 2, WEST_HEAD + 2 * (corner % 2)], y
        else:
            at = -1 - corner
            side = count[SIDES]
            count[SIDES] += 1
            above[at // 2, WEST_SIDE + at % 2] = side
            sides[side, IS_EAST] = at % 2
            sides_xy[side, FOOT_X], sides_xy[side, FOOT_Y] = above_x[at // 2, WEST_FOOT + 2 * (at % 2)], y
    arriving, leaving = (one, other) if _arrives(one) else (other, one)
    sides[_side_at(arriving, below, above), NEXT] = _side_at(leaving, below, above)


@kernel
def _arrives(corner: int) -> Any:
    """Whether a ring comes to the line at a corner: up the east of what ends, down the west of what begins."""
    return corner % 2 == 1 if corner >= 0 else (-1 - corner) % 2 == 0


@kernel
def _side_at(corner: int, below: Ints, above: Ints) -> Any:
    if corner >= 0:
        return below[corner // 2, WEST_SIDE + corner % 2]
    at = -1 - corner
    return above[at // 2, WEST_SIDE + at % 2]


@kernel
def rings_of(
    trace: Trace, of: int, side_m: float, coords: Floats, rings: Ints, job: Ints, piece: Ints, made: int
) -> Any:
    """Write the rings of a trace behind those already made; closed, and on borders of the cell exactly."""
    sides, sides_xy, total = trace.sides, trace.sides_xy, trace.totals[SIDES]
    points = rings[made]
    if points + 3 * total > len(coords):
        longer = np.empty((2 * (points + 3 * total), 2))
        longer[:points] = coords[:points]
        coords = longer
    if made + total // 2 + 2 > len(job):
        rings, job, piece = _longer(rings, job, piece, 2 * (made + total // 2 + 2))
    for start in range(total):
        if sides[start, IS_EAST] < 0:
            continue
        n, s = points, start
        while sides[s, IS_EAST] >= 0:
            foot, head = (FOOT_X, HEAD_X) if sides[s, IS_EAST] == 1 else (HEAD_X, FOOT_X)
            n = _point(sides_xy[s, foot], sides_xy[s, foot + 1], side_m, coords, points, n)
            n = _point(sides_xy[s, head], sides_xy[s, head + 1], side_m, coords, points, n)
            sides[s, IS_EAST] = -1
            s = sides[s, NEXT]
        while n > points and _is_same(coords[n - 1], coords[points]):
            n -= 1
        if n - points >= 3:
            job[made], piece[made] = of, first_of(trace.pieces, sides[start, OF_PIECE])
            coords[n] = coords[points]
            made += 1
            rings[made] = points = n + 1
    return coords, rings, job, piece, made


@kernel
def _longer(rings: Ints, job: Ints, piece: Ints, most: int) -> Any:
    longer, jobs, pieces = np.empty(most + 1, np.int64), np.empty(most, np.int64), np.empty(most, np.int64)
    longer[: len(rings)], jobs[: len(job)], pieces[: len(piece)] = rings, job, piece
    return longer, jobs, pieces


@kernel
def _point(x: float, y: float, side_m: float, coords: Floats, first: int, n: int) -> Any:
    coords[n, 0], coords[n, 1] = _on_border(x, side_m), y
    return n if n > first and _is_same(coords[n], coords[n - 1]) else n + 1


@kernel
def _on_border(x: float, side_m: float) -> Any:
    if abs(x) <= SAME_M:
        return 0.0
    return side_m if abs(x - side_m) <= SAME_M else x


@kernel
def _is_same(one: Floats, other: Floats) -> Any:
    return abs(one[0] - other[0]) <= SAME_M and abs(one[1] - other[1]) <= SAME_M
