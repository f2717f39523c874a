"""How much of the ground of each job lies under one, two, three of many views, and where does it lie?

Between two neighbouring heights at which an edge begins, ends or crosses another, no edges cross: there the plane
falls apart into trapezia whose areas add up. Rounding moves a trapezium by its own width at most, whatever edges
coincide, so that no area is lost and no ring stays open.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from geo.geometry.edges import LINE_M, at_height, edges_of, lines_of
from geo.geometry.occluders import Floats
from geo.geometry.tracing import (
    EAST,
    EAST_FOOT,
    EAST_HEAD,
    PIECES,
    ROW,
    SIDES,
    WEST,
    WEST_FOOT,
    WEST_HEAD,
    Trace,
    begin,
    new_trace,
    pass_line,
    rings_of,
    roomy,
)
from geo.geometry.views import Ints, kernel

#: Places closer than this are one corner.
TIE_M = 1e-9
#: Columns of a measure: ground of the job; under at least one, two, three views; expected under a view at a moment.
GROUND, ONCE, TWICE, THRICE, EXPECTED = range(5)
#: What is traced: nothing, what is under any view, what is under none.
NOTHING, UNDER, BARE = range(3)


@kernel
def lay(
    mask: Floats,
    mask_rings: Ints,
    mask_starts: Ints,
    over: Floats,
    over_rings: Ints,
    over_owner: Ints,
    over_starts: Ints,
    counts: Any,
    share: Floats,
    chosen: Ints,
    traced: int,
    side_m: float,
) -> Any:
    """Lay views over the ground of chosen jobs.

    Parameters
    ----------
    mask, mask_rings, mask_starts
        The ground of each job: vertices, where rings begin, where the rings of each job begin (J + 1,).
    over, over_rings, over_owner, over_starts
        The views likewise, (J, 2) from and to which ring; ``over_owner`` (R,) the view of each ring.
    chosen
        (N,) which jobs.
    counts, share
        (V,) whether a view counts in depth, and for which share of time it looks.
    traced
        What is traced.
    side_m
        Corners at 0 and here are on the border of a cell, and put there exactly.

    Returns
    -------
    measures
        (N, 5) square metres.
    coords, rings, job, piece
        What was traced: vertices of closed rings, counterclockwise around it; where each begins; the job of each; and
        the connected piece within its job.
    """
    measures = np.zeros((len(chosen), 5))
    turns = np.zeros(len(share) + 1, np.int64)
    # Chances multiply, so that their logarithms add up.
    missing = np.zeros(len(share))
    for v in range(len(share)):
        missing[v] = math.log1p(-share[v]) if share[v] < 1.0 else 0.0
    trace = new_trace(256)
    coords, rings = np.empty((1024, 2)), np.zeros(256, np.int64)
    job, piece, made = np.empty(256, np.int64), np.empty(256, np.int64), 0
    for c in range(len(chosen)):
        j = chosen[c]
        edges, owner, wind = edges_of(
            mask, mask_rings, mask_starts[j], mask_starts[j + 1], over, over_rings, over_owner, over_starts[j]
        )
        if len(edges):
            trace = _job(edges, owner, wind, turns, counts, share, missing, traced, measures[c], trace, side_m)
        if traced != NOTHING and len(edges):
            coords, rings, job, piece, made = rings_of(trace, j, side_m, coords, rings, job, piece, made)
    return measures, coords[: rings[made]].copy(), rings[: made + 1].copy(), job[:made].copy(), piece[:made].copy()


@kernel
def _job(
    edges: Floats,
    owner: Ints,
    wind: Ints,
    turns: Ints,
    counts: Any,
    share: Floats,
    missing: Floats,
    traced: int,
    measure: Floats,
    trace: Trace,
    side_m: float,
) -> Any:
    """Sweep over a job from the south to the north; return the trace, which may have grown."""
    lines, order, first, last = lines_of(edges, side_m)
    n = len(edges)
    active, low, high = np.empty(n, np.int64), np.empty(n), np.empty(n)
    crossings = np.empty(64)
    m, after = 0, 0
    trace = begin(trace, n)
    slabs, places, sides, sides_xy, pieces, count = trace
    drawing = traced != NOTHING
    for s in range(len(lines) - 1):
        below, above = lines[s], lines[s + 1]
        kept = 0
        for p in range(m):
            if last[active[p]] > s:
                active[kept], low[kept] = active[p], high[p]
                kept += 1
        m = kept
        while after < n and first[order[after]] <= s:
            e = order[after]
            after += 1
            if last[e] > s:
                active[m], low[m] = e, at_height(edges[e], below)
                m += 1
        for p in range(m):
            high[p] = at_height(edges[active[p]], above)
        _sort_at_foot(active, low, high, m)
        crossings, found = _crossings(low, high, m, below, above, crossings)
        more = max(found + 1, 1) * (m // 2 + 1)
        if drawing and (count[SIDES] + 2 * more > len(sides) or count[PIECES] + more > len(pieces)):
            trace = roomy(trace, more)
            slabs, places, sides, sides_xy, pieces, count = trace
        for k in range(max(found, 0) + 1):
            upper = crossings[k] if k < found else above
            if found >= 0:
                for p in range(m):
                    high[p] = at_height(edges[active[p]], upper)
                _sort_at_middle(active, low, high, m)
            row, rise = 1 - count[ROW], upper - below
            shown = _slab(
                active,
                low,
                high,
                m,
                rise,
                owner,
                wind,
                turns,
                counts,
                share,
                missing,
                traced,
                measure,
                slabs[row],
                places[row],
            )
            if drawing:
                pass_line(slabs, places, sides, sides_xy, pieces, count, shown, below)
            below = upper
            for p in range(m if k < found else 0):
                low[p] = high[p]
    if drawing:
        pass_line(slabs, places, sides, sides_xy, pieces, count, 0, lines[-1])
    return trace


@kernel
def _sort_at_foot(active: Ints, low: Floats, high: Floats, m: int) -> Any:
    """Sort edges from west to east by where they begin, then by where they lead; they are nearly in order already."""
    for p in range(1, m):
        e, a, b = active[p], low[p], high[p]
        q = p - 1
        while q >= 0 and (low[q] > a + TIE_M or (low[q] > a - TIE_M and high[q] > b)):
            active[q + 1], low[q + 1], high[q + 1] = active[q], low[q], high[q]
            q -= 1
        active[q + 1], low[q + 1], high[q + 1] = e, a, b


@kernel
def _sort_at_middle(active: Ints, low: Floats, high: Floats, m: int) -> Any:
    for p in range(1, m):
        e, a, b = active[p], low[p], high[p]
        q = p - 1
        while q >= 0 and low[q] + high[q] > a + b:
            active[q + 1], low[q + 1], high[q + 1] = active[q], low[q], high[q]
            q -= 1
        active[q + 1], low[q + 1], high[q + 1] = e, a, b


@kernel
def _crossings(low: Floats, high: Floats, m: int, below: float, above: float, found: Floats) -> Any:
    """Return the heights between two lines at which edges cross, rising, and how many; -1 if the order stands.

    Edges cross where sorting them by their upper ends swaps two.
    """
    clean = True
    for p in range(1, m):
        if high[p] < high[p - 1] - LINE_M:
            clean = False
            break
    if clean:
        return found, -1
    a, b, n = low[:m].copy(), high[:m].copy(), 0
    for p in range(1, m):
        at, to = a[p], b[p]
        q = p - 1
        while q >= 0 and b[q] > to:
            apart, across = at - a[q], b[q] - to
            if across > LINE_M and apart > LINE_M:
                if n == len(found):
                    longer = np.empty(2 * n)
                    longer[:n] = found
                    found = longer
                found[n] = below + (above - below) * apart / (apart + across)
                n += 1
            a[q + 1], b[q + 1] = a[q], b[q]
            q -= 1
        a[q + 1], b[q + 1] = at, to
    found[:n].sort()
    kept, before = 0, below
    for k in range(n):
        if found[k] > before + LINE_M and found[k] < above - LINE_M:
            found[kept] = before = found[k]
            kept += 1
    return found, kept


@kernel
def _slab(
    active: Ints,
    low: Floats,
    high: Floats,
    m: int,
    rise: float,
    owner: Ints,
    wind: Ints,
    turns: Ints,
    counts: Any,
    share: Floats,
    missing: Floats,
    traced: int,
    measure: Floats,
    handed: Ints,
    places: Floats,
) -> Any:
    """Add up the trapezia of a slab, hand those on that are traced, and return how many these are."""
    inside, depth, certain, partial, chance = 0, 0, 0, 0, 0.0
    ground, once, twice, thrice, expected = 0.0, 0.0, 0.0, 0.0, 0.0
    opened, found = -1, 0
    for p in range(m):
        edge = active[p]
        view = owner[edge]
        if view < 0:
            inside += wind[edge]
        else:
            was = turns[view]
            turns[view] = was + wind[edge]
            if (was == 0) != (turns[view] == 0):
                step = 1 if was == 0 else -1
                depth += step if counts[view] else 0
                if share[view] >= 1.0:
                    certain += step
                elif share[view] > 0.0:
                    partial += step
                    # Begun anew where no such view is left: rounding adds up nowhere.
                    chance = chance + step * missing[view] if partial else 0.0
        if traced != NOTHING:
            shown = inside != 0 and (depth > 0) == (traced == UNDER)
            if shown and opened < 0:
                opened = p
            elif not shown and opened >= 0:
                handed[found, WEST], handed[found, EAST] = active[opened], edge
                places[found, WEST_FOOT], places[found, WEST_HEAD] = low[opened], high[opened]
                places[found, EAST_FOOT], places[found, EAST_HEAD] = low[p], high[p]
                found += 1
                opened = -1
        if inside != 0 and p + 1 < m:
            width = (low[p + 1] - low[p]) + (high[p + 1] - high[p])
            ground += width
            once += width if depth >= 1 else 0.0
            twice += width if depth >= 2 else 0.0
            thrice += width if depth >= 3 else 0.0
            if certain:
                expected += width
            elif partial:
                expected += width * (1.0 - math.exp(chance))
    # What lies past the ground in the east was left out, so that not every view has turned back.
    for p in range(m):
        turns[owner[active[p]]] = 0
    half = 0.5 * rise
    measure[GROUND] += half * ground
    measure[ONCE] += half * once
    measure[TWICE] += half * twice
    measure[THRICE] += half * thrice
    measure[EXPECTED] += half * expected
    return found
