"""How many metres of lines lie within traced rings?"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.coverage.cells import FINE_M, Floats, Ints, code_of
from geo.geometry.views import kernel


class Sections(NamedTuple):
    """Straight sections of lines, each within one cell.

    Attributes
    ----------
    code
        (S,) the cell of each, in rising order.
    owner
        (S,) the number of the line that it is part of, rising within a cell.
    ends
        (S, 4) both ends, from the south-west corner of the cell.
    """

    code: Ints
    owner: Ints
    ends: Floats


def sections_of(lines: Sequence[BaseGeometry] | NDArray[np.object_]) -> Sections:
    """Cut lines by the cells of the grid."""
    parts, line = shapely.get_parts(np.asarray(lines, dtype=object), return_index=True)
    coords, part = shapely.get_coordinates(parts, return_index=True)
    within = part[1:] == part[:-1]
    both = np.column_stack([coords[:-1], coords[1:]])[within]
    ends, place, source = _split(both, FINE_M)
    code, owner = code_of(place[:, 0], place[:, 1]), line[part[:-1][within]][source]
    order = np.lexsort((owner, code))
    return Sections(code[order], owner[order], ends[order])


@kernel
def _split(both: Floats, side: float) -> Any:
    """Return the sections of steps (N, 4) between the borders of cells, their column and row, and their step."""
    most = 0
    for k in range(len(both)):
        most += 5 + int((abs(both[k, 2] - both[k, 0]) + abs(both[k, 3] - both[k, 1])) / side)
    ends, place, source = np.empty((most, 4)), np.empty((most, 2), np.int64), np.empty(most, np.int64)
    found = 0
    for k in range(len(both)):
        ax, ay, bx, by = both[k, 0], both[k, 1], both[k, 2], both[k, 3]
        cuts = np.empty(5 + int((abs(bx - ax) + abs(by - ay)) / side))
        cuts[0], cuts[1], n = 0.0, 1.0, 2
        for axis in range(2):
            a, b = both[k, axis], both[k, 2 + axis]
            for line in range(math.floor(min(a, b) / side) + 1, math.ceil(max(a, b) / side)):
                cuts[n] = (line * side - a) / (b - a)
                n += 1
        shares = np.sort(cuts[:n])
        for i in range(n - 1):
            first, last = shares[i], shares[i + 1]
            if last > first:
                middle = 0.5 * (first + last)
                column = math.floor((ax + middle * (bx - ax)) / side)
                row = math.floor((ay + middle * (by - ay)) / side)
                west, south = ax - column * side, ay - row * side
                ends[found, 0], ends[found, 1] = west + first * (bx - ax), south + first * (by - ay)
                ends[found, 2], ends[found, 3] = west + last * (bx - ax), south + last * (by - ay)
                place[found, 0], place[found, 1], source[found] = column, row, k
                found += 1
    return ends[:found].copy(), place[:found].copy(), source[:found].copy()


@kernel
def lengths_within(ends: Floats, coords: Floats, rings: Ints, spans: Ints, piece: Ints, pieces: int) -> Any:
    """Return how many metres of sections lie in each traced piece ``(pieces,)``.

    Parameters
    ----------
    ends
        (S, 4) sections.
    coords, rings, piece
        Closed rings and the piece that each bounds.
    spans
        (S, 2) from and to which ring each section is held against.
    """
    lengths = np.zeros(pieces)
    at, of = np.empty(64), np.empty(64, np.int64)
    for s in range(len(ends)):
        if spans[s, 1] == spans[s, 0]:
            continue
        ax, ay = ends[s, 0], ends[s, 1]
        dx, dy = ends[s, 2] - ax, ends[s, 3] - ay
        n = 0
        for r in range(spans[s, 0], spans[s, 1]):
            k = rings[r]
            before = dx * (coords[k, 1] - ay) - dy * (coords[k, 0] - ax)
            for k in range(rings[r] + 1, rings[r + 1]):
                after = dx * (coords[k, 1] - ay) - dy * (coords[k, 0] - ax)
                if (before > 0) != (after > 0):
                    if n == len(at):
                        at, of = np.append(at, np.empty(n)), np.append(of, np.empty(n, np.int64))
                    share = before / (before - after)
                    x = coords[k - 1, 0] + share * (coords[k, 0] - coords[k - 1, 0]) - ax
                    y = coords[k - 1, 1] + share * (coords[k, 1] - coords[k - 1, 1]) - ay
                    at[n], of[n] = (x * dx + y * dy) / (dx * dx + dy * dy), piece[r]
                    n += 1
                before = after
        if n:
            _add(at[:n], of[:n], math.sqrt(dx * dx + dy * dy), lengths)
    return lengths


@kernel
def _add(at: Floats, of: Ints, length_m: float, lengths: Floats) -> None:
    """Add what lies between every odd and the next even crossing of a section to the piece that is entered."""
    order = np.argsort(at)
    for k in range(0, len(at) - 1, 2):
        first, last = max(at[order[k]], 0.0), min(at[order[k + 1]], 1.0)
        if last > first:
            lengths[of[order[k]]] += (last - first) * length_m
