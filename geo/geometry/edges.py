"""Which edges bound the ground of a job and the views over it, and at which heights do they begin and end?"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from geo.geometry.occluders import Floats
from geo.geometry.views import Ints, kernel

#: Heights closer than this are one: at PL-2000 coordinates a corner is known to 1e-9 m.
LINE_M = 1e-8
#: Columns of an edge: its lower and its upper end, and how far east it leads with each metre north.
X0, Y0, X1, Y1, LEAN = range(5)


@kernel
def edges_of(
    mask: Floats,
    mask_rings: Ints,
    first: int,
    last: int,
    over: Floats,
    over_rings: Ints,
    over_owner: Ints,
    over_first: Ints,
) -> Any:
    """Return the edges of a job that are not level, from their lower end up, their owners and how they wind.

    The ground's own edges come first, owner -1; those of views beside its bounds are cut off or left out.
    """
    most = mask_rings[last] - mask_rings[first] + over_rings[over_first[1]] - over_rings[over_first[0]]
    edges, owner, wind = np.empty((most, 5)), np.empty(most, np.int64), np.empty(most, np.int64)
    n = 0
    south, north, east = math.inf, -math.inf, -math.inf
    for k in range(mask_rings[first], mask_rings[last]):
        south, north, east = min(south, mask[k, 1]), max(north, mask[k, 1]), max(east, mask[k, 0])
    for r in range(first, last):
        for k in range(mask_rings[r], mask_rings[r + 1] - 1):
            n = _edge(mask[k, 0], mask[k, 1], mask[k + 1, 0], mask[k + 1, 1], -1, edges, owner, wind, n)
    for r in range(over_first[0], over_first[1]):
        for k in range(over_rings[r], over_rings[r + 1] - 1):
            ax, ay, bx, by = over[k, 0], over[k, 1], over[k + 1, 0], over[k + 1, 1]
            if max(ay, by) > south and min(ay, by) < north and min(ax, bx) < east:
                before = n
                n = _edge(ax, ay, bx, by, over_owner[r], edges, owner, wind, n)
                if n > before:
                    _within(edges[before], south, north)
    return edges[:n], owner[:n], wind[:n]


@kernel
def _edge(
    ax: float, ay: float, bx: float, by: float, whose: int, edges: Floats, owner: Ints, wind: Ints, n: int
) -> Any:
    if ay == by:
        return n
    edge = edges[n]
    if ay < by:
        edge[X0], edge[Y0], edge[X1], edge[Y1] = ax, ay, bx, by
        wind[n] = 1
    else:
        edge[X0], edge[Y0], edge[X1], edge[Y1] = bx, by, ax, ay
        wind[n] = -1
    edge[LEAN] = (edge[X1] - edge[X0]) / (edge[Y1] - edge[Y0])
    owner[n] = whose
    return n + 1


@kernel
def _within(edge: Floats, south: float, north: float) -> Any:
    """Cut an edge to the heights of the ground."""
    if edge[Y0] < south:
        edge[X0], edge[Y0] = edge[X0] + (south - edge[Y0]) * edge[LEAN], south
    if edge[Y1] > north:
        edge[X1], edge[Y1] = edge[X1] + (north - edge[Y1]) * edge[LEAN], north


@kernel
def at_height(edge: Floats, y: float) -> Any:
    """Where an edge is at a height; at its ends exactly there."""
    if y <= edge[Y0]:
        return edge[X0]
    if y >= edge[Y1]:
        return edge[X1]
    return edge[X0] + (y - edge[Y0]) * edge[LEAN]


@kernel
def lines_of(edges: Floats, side: float) -> Any:
    """Return the heights at which edges begin or end.

    Returns
    -------
    lines
        (L,) rising; those on the border of the cell exactly there.
    order
        (E,) the edges in the order in which they begin.
    first, last
        (E,) the line at which each edge begins and ends.
    """
    n = len(edges)
    heights = np.empty(2 * n)
    heights[:n], heights[n:] = edges[:, Y0], edges[:, Y1]
    rising = _rising(heights)
    lines, order = np.empty(2 * n), np.empty(n, np.int64)
    first, last = np.empty(n, np.int64), np.empty(n, np.int64)
    found, begun = 0, 0
    for k in range(2 * n):
        end = rising[k]
        if found == 0 or heights[end] > lines[found - 1] + LINE_M:
            lines[found] = heights[end]
            found += 1
        if end < n:
            first[end] = found - 1
            order[begun] = end
            begun += 1
        else:
            last[end - n] = found - 1
    for k in range(found):
        if abs(lines[k]) <= LINE_M:
            lines[k] = 0.0
        elif abs(lines[k] - side) <= LINE_M:
            lines[k] = side
    return lines[:found], order, first, last


@kernel
def _rising(heights: Floats) -> Any:
    """Return the places of heights in rising order: sorted into as many steps, and within a step one by one."""
    n = len(heights)
    lowest, highest = heights.min(), heights.max()
    scale = (n - 1) / (highest - lowest) if highest > lowest else 0.0
    step = np.empty(n, np.int64)
    begins = np.zeros(n + 1, np.int64)
    for k in range(n):
        step[k] = int((heights[k] - lowest) * scale)
        begins[step[k] + 1] += 1
    for k in range(n):
        begins[k + 1] += begins[k]
    order = np.empty(n, np.int64)
    for k in range(n):
        order[begins[step[k]]] = k
        begins[step[k]] += 1
    for k in range(1, n):
        at, height = order[k], heights[order[k]]
        q = k - 1
        while q >= 0 and heights[order[q]] > height:
            order[q + 1] = order[q]
            q -= 1
        order[q + 1] = at
    return order
