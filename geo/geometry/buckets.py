"""Which edges may lie near a place?"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.geometry.ragged import spread

#: Edges that a square holds on average; the fewer, the more squares a viewpoint must look through.
_EDGES_A_SQUARE = 6
#: Widens what a square takes in, in squares: an edge on a border belongs to both sides.
_MARGIN = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class Buckets:
    """Edges by the squares of a grid that they run through, however long they are.

    Attributes
    ----------
    west, south
        The corner of the grid, metres.
    square_m
        The side of a square.
    columns, rows
        How many squares there are.
    starts
        Where the edges of each square begin in `edges` ``(rows * columns + 1,)``, row by row from the south.
    edges
        Indices of edges; an edge is named by each square that it runs through.
    """

    west: float
    south: float
    square_m: float
    columns: int
    rows: int
    starts: NDArray[np.int64]
    edges: NDArray[np.int64]


def buckets(edges: NDArray[np.float64]) -> Buckets:
    """Sort edges ``(E, 2, 2)`` into squares; a point is an edge whose ends are the same.

    Squares are powers of two wide and anchored at the origin, so that a building more in the city leaves the squares
    of all others as they are, and with them the order in which edges are met.

    Examples
    --------
    >>> found = buckets(np.array([[[0.0, 0.0], [9.0, 0.0]], [[0.0, 6.0], [0.0, 6.0]]]))
    >>> found.square_m, found.columns, found.edges.tolist()
    (16.0, 1, [0, 1])
    """
    if not len(edges):
        return Buckets(0.0, 0.0, 1.0, 0, 0, np.zeros(1, dtype=np.int64), np.empty(0, dtype=np.int64))
    low, high = edges.min(axis=(0, 1)), edges.max(axis=(0, 1))
    width_m, height_m = high - low
    square_m = max(math.sqrt(width_m * height_m * _EDGES_A_SQUARE / len(edges)), max(width_m, height_m) / len(edges))
    square_m = 2.0 ** round(math.log2(max(square_m, 1.0)))
    low = np.floor(low / square_m) * square_m
    columns, rows = (int(side) + 1 for side in (high - low) / square_m)
    edge, square = _squares((edges - low) / square_m, columns=columns, rows=rows)
    order = np.argsort(square, kind="stable")
    starts = np.searchsorted(square[order], np.arange(columns * rows + 1))
    return Buckets(float(low[0]), float(low[1]), square_m, columns, rows, starts, edge[order])


def _squares(edges: NDArray[np.float64], *, columns: int, rows: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Pairs of an edge and a square that it runs through: rows first, then the columns of its part in each row."""
    start, along = edges[:, 0], edges[:, 1] - edges[:, 0]
    bottom, top = _between(edges[..., 1], last=rows - 1)
    row, edge = spread(bottom, top)
    rise = along[edge, 1]
    level = np.abs(rise) < _MARGIN
    safe = np.where(level, 1.0, rise)
    from_bottom = np.where(level, 0.0, (row - _MARGIN - start[edge, 1]) / safe)
    from_top = np.where(level, 1.0, (row + 1 + _MARGIN - start[edge, 1]) / safe)
    shares = np.clip(np.stack([from_bottom, from_top], axis=1), 0.0, 1.0)
    left, right = _between(start[edge, :1] + shares * along[edge, :1], last=columns - 1)
    column, part = spread(left, right)
    return edge[part], row[part] * columns + column


def _between(ends: NDArray[np.float64], *, last: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    low = np.floor(ends.min(axis=1) - _MARGIN).astype(np.int64)
    high = np.floor(ends.max(axis=1) + _MARGIN).astype(np.int64)
    return np.clip(low, 0, last), np.clip(high, 0, last)
