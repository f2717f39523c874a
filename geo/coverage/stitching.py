"""What shapes do the rings of many cells make, joined across the borders of the cells?

Where a ring runs along the border of its cell, what lies beyond may go on. All such stretches of one border, those of
the cell before and of the cell behind, are linked end to end two by two, as corners are on the line between two slabs.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import shapely
from shapely import GeometryType

from geo.coverage.cells import FINE_M, Floats, Ints
from geo.geometry.tracing import SAME_M, first_of
from geo.geometry.views import kernel

#: Columns of a stretch along a border: its chains that arrive and leave, and whether it is of the cell behind.
ARRIVES, LEAVES, BEHIND, RISES = range(4)


class Traced(NamedTuple):
    """Closed rings as they were traced in cells.

    Attributes
    ----------
    coords, rings
        (V, 2) vertices from the south-west corner of their cell, (R + 1,) where rings begin.
    cell
        (R, 2) column and row of each ring's cell.
    group
        (R,) what each ring belongs to: only rings of one group are joined.
    piece
        (R,) the connected piece that each ring bounds; no two cells share a number.
    """

    coords: Floats
    rings: Ints
    cell: Ints
    group: Ints
    piece: Ints


class Stitched(NamedTuple):
    """Polygons ``(P,)`` in metres, the group of each, and by piece the polygon that it became part of, or -1."""

    polygons: np.ndarray
    group: Ints
    polygon_of: Ints


def stitched(traced: Traced) -> Stitched:
    """Join the rings of each group across the borders of cells into polygons.

    One whose ring touches itself in a point is not valid as GEOS has it; `valid` mends that.
    """
    count = int(traced.piece.max()) + 1 if len(traced.piece) else 0
    if not count:
        return Stitched(np.empty(0, dtype=object), np.empty(0, np.int64), np.empty(0, np.int64))
    chains, ends, stretches, span = _chains(traced.coords, traced.rings, FINE_M)
    border = _borders(traced, chains, stretches, span)
    stretch, key = stretches[border[0]], border[1]
    pieces = np.arange(count)
    follows = _follow(key, stretch, span[border[0]], chains[:, 2], traced.piece, pieces, len(chains))
    coords, rings, source = _walk(traced.coords, traced.rings, traced.cell, FINE_M, chains, ends, follows)
    roots = _roots(pieces)
    return _polygons(coords, rings, roots[traced.piece[source]], traced.group[source], roots)


def valid(shapes: np.ndarray) -> np.ndarray:
    """Return shapes with those mended that are not valid."""
    broken = ~shapely.is_valid(shapes)
    mended = shapes.copy()
    mended[broken] = shapely.make_valid(shapes[broken])
    return mended


def _borders(traced: Traced, chains: Ints, stretches: Ints, span: Floats) -> tuple[Ints, Ints]:
    """Return stretches in the order in which they lie along the borders, and a number for the border of each."""
    ring = chains[stretches[:, ARRIVES], 2]
    behind, rises = stretches[:, BEHIND], stretches[:, RISES]
    column, row = traced.cell[ring].T
    # A border has the number of the cell behind it, east of one that rises, north of one that is level.
    column = column + (rises == 1) * (1 - behind)
    row = row + (rises == 0) * (1 - behind)
    order = np.lexsort((span[:, 0], behind, row, column, rises, traced.group[ring]))
    told = np.column_stack([traced.group[ring], rises, column, row])[order]
    new = np.ones(len(order), dtype=bool)
    new[1:] = np.any(told[1:] != told[:-1], axis=1)
    return order, np.cumsum(new)


def _polygons(coords: Floats, rings: Ints, piece: Ints, group: Ints, roots: Ints) -> Stitched:
    """Make polygons of rings: each connected piece is one, its one counterclockwise ring the outer one."""
    hole = _areas(coords, rings) < 0
    order = np.lexsort((hole, piece))
    begins = np.concatenate([[0], np.cumsum(np.diff(rings)[order])])
    vertex = np.repeat(rings[:-1][order] - begins[:-1], np.diff(begins)) + np.arange(begins[-1])
    piece, hole, group = piece[order], hole[order], group[order]
    outer = np.flatnonzero(~hole)
    first = np.ones(len(piece), dtype=bool)
    first[1:] = piece[1:] != piece[:-1]
    if not np.array_equal(outer, np.flatnonzero(first)):
        return _assembled(coords[vertex], begins, piece, group, roots)
    starts = np.append(outer, len(piece))
    shapes = shapely.from_ragged_array(GeometryType.POLYGON, coords[vertex], (begins, starts))
    return _told(np.asarray(shapes), piece[outer], group[outer], roots)


def _assembled(coords: Floats, rings: Ints, piece: Ints, group: Ints, roots: Ints) -> Stitched:
    """Make polygons where rounding has split or lost an outer ring: by what lies within how many rings."""
    lines = shapely.from_ragged_array(GeometryType.LINESTRING, coords, (rings,))
    found, first = np.unique(piece, return_index=True)
    shapes = np.array(
        [shapely.build_area(shapely.multilinestrings(lines[piece == one])) for one in found], dtype=object
    )
    return _told(shapes, found, group[first], roots)


def _told(shapes: np.ndarray, piece: Ints, group: Ints, roots: Ints) -> Stitched:
    place = np.full(len(roots), -1)
    place[piece] = np.arange(len(piece))
    return Stitched(shapes, group, place[roots])


@kernel
def _roots(pieces: Ints) -> Any:
    out = np.empty_like(pieces)
    for k in range(len(pieces)):
        out[k] = first_of(pieces, k)
    return out


@kernel
def _areas(coords: Floats, rings: Ints) -> Any:
    """Twice the area of each closed ring, above 0 counterclockwise."""
    areas = np.zeros(len(rings) - 1)
    for r in range(len(rings) - 1):
        x, y = coords[rings[r], 0], coords[rings[r], 1]
        for k in range(rings[r] + 1, rings[r + 1] - 1):
            areas[r] += (coords[k, 0] - x) * (coords[k + 1, 1] - y) - (coords[k + 1, 0] - x) * (coords[k, 1] - y)
    return areas


@kernel
def _border(a: Floats, b: Floats, side: float) -> Any:
    """On which border of its cell a step runs: 1 east, 2 west, 3 north, 4 south, or 0."""
    if a[0] == b[0] and a[1] != b[1]:
        if a[0] == side and b[1] > a[1]:
            return 1
        if a[0] == 0.0 and b[1] < a[1]:
            return 2
    if a[1] == b[1]:
        if a[1] == side and b[0] < a[0]:
            return 3
        if a[1] == 0.0 and b[0] > a[0]:
            return 4
    return 0


@kernel
def _chains(coords: Floats, rings: Ints, side: float) -> Any:
    """Cut rings where they run along borders.

    Returns
    -------
    chains
        (K, 3) first vertex of each chain, how many vertices it has, and its ring.
    closed
        (K,) whether a chain is a whole ring.
    stretches, span
        (S, 4) the stretches along borders, (S, 2) from where to where along the border.
    """
    total = len(coords)
    chains, closed = np.empty((total + len(rings), 3), np.int64), np.zeros(total + len(rings), np.bool_)
    stretches, span = np.empty((total, 4), np.int64), np.empty((total, 2))
    made, found = 0, 0
    for r in range(len(rings) - 1):
        first, n = rings[r], rings[r + 1] - rings[r] - 1
        start = -1
        for k in range(n):
            here = _border(coords[first + k], coords[first + (k + 1) % n], side)
            after = _border(coords[first + (k + 1) % n], coords[first + (k + 2) % n], side)
            if here > 0 and here != after:
                start = (k + 1) % n
                break
        if start < 0:
            chains[made, 0], chains[made, 1], chains[made, 2] = first, n, r
            closed[made] = True
            made += 1
            continue
        begun, k, length = made, 0, 1
        at = start
        while k < n:
            here = _border(coords[first + at], coords[first + (at + 1) % n], side)
            if here == 0:
                length += 1
                at = (at + 1) % n
                k += 1
                continue
            chains[made, 0], chains[made, 1], chains[made, 2] = first + (at - length + 1) % n, length, r
            origin = at
            while k < n and _border(coords[first + at], coords[first + (at + 1) % n], side) == here:
                at = (at + 1) % n
                k += 1
            along = 1 if here <= 2 else 0
            a, b = coords[first + origin, along], coords[first + at, along]
            span[found, 0], span[found, 1] = min(a, b), max(a, b)
            stretches[found, ARRIVES], stretches[found, LEAVES] = made, made + 1 if k < n else begun
            stretches[found, BEHIND], stretches[found, RISES] = 1 if here % 2 == 0 else 0, along
            found += 1
            made += 1
            length = 1
    return chains[:made].copy(), closed[:made].copy(), stretches[:found].copy(), span[:found].copy()


@kernel
def _follow(border: Ints, stretch: Ints, span: Floats, ring: Ints, piece: Ints, pieces: Ints, count: int) -> Any:
    """Return the chain that follows each chain, and note which pieces are one; stretches come border by border."""
    follows = np.full(count, -1, np.int64)
    begin = 0
    while begin < len(border):
        end = begin
        while end < len(border) and border[end] == border[begin]:
            end += 1
        middle = begin
        while middle < end and stretch[middle, BEHIND] == 0:
            middle += 1
        i, j = 2 * begin, 2 * middle
        alone, arriving, leaving = True, -1, -1
        while i < 2 * middle or j < 2 * end:
            if j >= 2 * end:
                before = True
            elif i >= 2 * middle:
                before = False
            else:
                apart = span[i // 2, i % 2] - span[j // 2, j % 2]
                before = apart < -SAME_M or (apart <= SAME_M and (i % 2 == 1 or j % 2 == 0))
            at = i if before else j
            i, j = (i + 1, j) if before else (i, j + 1)
            if i % 2 == 1 and j % 2 == 1:
                one = first_of(pieces, piece[ring[stretch[i // 2, ARRIVES]]])
                other = first_of(pieces, piece[ring[stretch[j // 2, ARRIVES]]])
                pieces[max(one, other)] = min(one, other)
            # The cell before an upright border runs along it to the north, the cell below a level one to the west.
            rising = (stretch[at // 2, BEHIND] == 0) == (stretch[at // 2, RISES] == 1)
            if (at % 2 == 0) == rising:
                arriving = stretch[at // 2, ARRIVES]
            else:
                leaving = stretch[at // 2, LEAVES]
            alone = not alone
            if alone:
                follows[arriving] = leaving
        begin = end
    return follows


@kernel
def _walk(coords: Floats, rings: Ints, cell: Ints, side: float, chains: Ints, closed: Any, follows: Ints) -> Any:
    """Follow chains until they close; return vertices in the plane, where closed rings begin, a source ring of each."""
    most = 0
    for c in range(len(chains)):
        most += chains[c, 1] + 1
    out, starts = np.empty((most + len(chains), 2)), np.zeros(len(chains) + 1, np.int64)
    source, visited = np.empty(len(chains), np.int64), np.zeros(len(chains), np.bool_)
    made, points = 0, 0
    for start in range(len(chains)):
        if visited[start]:
            continue
        n, c = points, start
        while not visited[c]:
            visited[c] = True
            r = chains[c, 2]
            size = rings[r + 1] - rings[r] - 1
            for k in range(chains[c, 1]):
                v = rings[r] + (chains[c, 0] - rings[r] + k) % size
                x, y = coords[v, 0] + cell[r, 0] * side, coords[v, 1] + cell[r, 1] * side
                if n == points or abs(x - out[n - 1, 0]) > SAME_M or abs(y - out[n - 1, 1]) > SAME_M:
                    out[n, 0], out[n, 1] = x, y
                    n += 1
            if not closed[c]:
                c = follows[c]
        while n > points + 1 and abs(out[n - 1, 0] - out[points, 0]) + abs(out[n - 1, 1] - out[points, 1]) <= SAME_M:
            n -= 1
        if n - points >= 3:
            out[n] = out[points]
            source[made] = chains[start, 2]
            made += 1
            points = n + 1
            starts[made] = points
    return out[:points].copy(), starts[: made + 1].copy(), source[:made].copy()
