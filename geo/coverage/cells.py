"""Which parts of many polygons lie in which cells of a grid?"""

from __future__ import annotations

import math
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.geometry.views import kernel

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

#: The side of a cell, and how many cells a block of them is wide.
FINE_M = 25.0
BLOCK = 20
_SHIFT = 2**20
#: Rings that a thread takes at once.
_AT_ONCE = 512


class Cut(NamedTuple):
    """Polygons cut by the cells of a grid that is anchored at the origin of the CRS.

    Attributes
    ----------
    codes
        (C,) the cells that hold anything, in rising order: block by block, see `code_of`.
    starts
        (C + 1,) where the rings of each cell begin.
    coords
        (V, 2) vertices of closed rings, from the south-west corner of their cell: far coordinates lose nothing.
    rings
        (R + 1,) where each ring begins.
    owner
        (R,) the number of the polygon that each ring is of.
    """

    codes: Ints
    starts: Ints
    coords: Floats
    rings: Ints
    owner: Ints


class Rings(NamedTuple):
    """Rings of many polygons as arrays that run on: vertices ``(V, 2)``, where rings begin, and whose each is."""

    coords: Floats
    rings: Ints
    owner: Ints


def rings_of(shapes: Sequence[BaseGeometry] | NDArray[np.object_]) -> Rings:
    """Return polygons as rings; the owner of a ring is the number of its polygon."""
    parts, shape = shapely.get_parts(shapely.orient_polygons(np.asarray(shapes, dtype=object)), return_index=True)
    flat = shapely.get_dimensions(parts) == 2
    rings, part = shapely.get_rings(parts[flat], return_index=True)
    coords, ring = shapely.get_coordinates(rings, return_index=True)
    starts = np.searchsorted(ring, np.arange(len(rings) + 1))
    return Rings(coords, starts, shape[flat][part])


def code_of(column: Ints, row: Ints) -> Ints:
    """Return the numbers of cells, in whose order all cells of a block follow each other."""
    block = (column // BLOCK + _SHIFT) * 2 * _SHIFT + row // BLOCK + _SHIFT
    return block * BLOCK**2 + column % BLOCK * BLOCK + row % BLOCK


def block_of(code: Ints) -> Ints:
    """Return the numbers of the blocks of cells."""
    return code // BLOCK**2


def place_of(code: Ints) -> Ints:
    """Return column and row (N, 2) of cells.

    Examples
    --------
    >>> place_of(code_of(np.array([-3, 296_540]), np.array([0, 235_021]))).tolist()
    [[-3, 0], [296540, 235021]]
    """
    block, within = code // BLOCK**2, code % BLOCK**2
    column = (block // (2 * _SHIFT) - _SHIFT) * BLOCK + within // BLOCK
    row = (block % (2 * _SHIFT) - _SHIFT) * BLOCK + within % BLOCK
    return np.column_stack([column, row])


def cut(shapes: Rings) -> Cut:
    """Cut polygons by the cells of the grid.

    Parameters
    ----------
    shapes
        Closed rings in metres, those of one owner together and so wound that what is inside is turned around.
    """
    begins = range(0, max(len(shapes.owner), 1), _AT_ONCE)

    def work(begin: int) -> Any:
        rings = shapes.rings[begin : begin + _AT_ONCE + 1]
        return _cut(shapes.coords[rings[0] : rings[-1]], rings - rings[0], FINE_M)

    with ThreadPoolExecutor() as pool:
        parts = list(pool.map(work, begins))
    coords, counts, places = (np.concatenate([part[k] for part in parts]) for k in range(3))
    source = np.concatenate([part[3] + begin for part, begin in zip(parts, begins, strict=True)])
    code = code_of(places[:, 0], places[:, 1])
    order = np.argsort(code, kind="stable")
    code = code[order]
    firsts = np.flatnonzero(np.diff(code, prepend=-1))
    rings = np.concatenate([[0], np.cumsum(counts[order])])
    ordered = _in_order(coords, np.concatenate([[0], np.cumsum(counts)]), order, rings)
    return Cut(code[firsts], np.append(firsts, len(order)), ordered, rings, shapes.owner[source[order]])


@kernel
def _in_order(coords: Floats, begins: Ints, order: Ints, rings: Ints) -> Any:
    out = np.empty_like(coords)
    for i in range(len(order)):
        out[rings[i] : rings[i + 1]] = coords[begins[order[i]] : begins[order[i] + 1]]
    return out


@kernel
def _cut(coords: Floats, rings: Ints, side: float) -> Any:
    """Return vertices, how many each ring has, its column and row, and the ring that it is a part of."""
    out, made = np.empty((2 * len(coords) + 64, 2)), 0
    counts, places = np.empty(2 * len(rings) + 16, np.int64), np.empty((2 * len(rings) + 16, 2), np.int64)
    source, found = np.empty(2 * len(rings) + 16, np.int64), 0
    for r in range(len(rings) - 1):
        ring = coords[rings[r] : rings[r + 1] - 1]
        n = len(ring)
        if n < 3:
            continue
        west, south, east, north = ring[0, 0], ring[0, 1], ring[0, 0], ring[0, 1]
        for k in range(n):
            west, east = min(west, ring[k, 0]), max(east, ring[k, 0])
            south, north = min(south, ring[k, 1]), max(north, ring[k, 1])
        column, row = math.floor(west / side), math.floor(south / side)
        # A clip adds at most one vertex for each that the ring has.
        whole, half, band = np.empty((n, 2)), np.empty((2 * n + 4, 2)), np.empty((4 * n + 8, 2))
        part, other = np.empty((8 * n + 16, 2)), np.empty((8 * n + 16, 2))
        for k in range(n):
            whole[k, 0], whole[k, 1] = ring[k, 0] - column * side, ring[k, 1] - row * side
        for j in range(math.floor(north / side) - row + 1):
            m = _half(whole, n, 1, j * side, 1.0, half)
            m = _half(half, m, 1, (j + 1) * side, -1.0, band)
            if m < 3:
                continue
            left, right = band[0, 0], band[0, 0]
            for k in range(m):
                left, right = min(left, band[k, 0]), max(right, band[k, 0])
            for i in range(math.floor(left / side), math.floor(right / side) + 1):
                if left >= i * side and right <= (i + 1) * side:
                    p = m
                    for k in range(m):
                        part[k, 0], part[k, 1] = band[k, 0], band[k, 1]
                else:
                    p = _half(band, m, 0, i * side, 1.0, other)
                    p = _half(other, p, 0, (i + 1) * side, -1.0, part)
                if p < 3 or _is_flat(part, p):
                    continue
                if made + p + 1 > len(out):
                    longer = np.empty((2 * (made + p + 1), 2))
                    longer[:made] = out[:made]
                    out = longer
                if found == len(counts):
                    counts, places, source = _doubled(counts, places, source)
                for k in range(p + 1):
                    at = k if k < p else 0
                    out[made + k, 0], out[made + k, 1] = part[at, 0] - i * side, part[at, 1] - j * side
                made += p + 1
                counts[found], source[found] = p + 1, r
                places[found, 0], places[found, 1] = column + i, row + j
                found += 1
    return out[:made].copy(), counts[:found].copy(), places[:found].copy(), source[:found].copy()


@kernel
def _doubled(counts: Ints, places: Ints, source: Ints) -> Any:
    n = len(counts)
    more, further, sources = np.empty(2 * n, np.int64), np.empty((2 * n, 2), np.int64), np.empty(2 * n, np.int64)
    more[:n], further[:n], sources[:n] = counts, places, source
    return more, further, sources


@kernel
def _half(ring: Floats, n: int, axis: int, limit: float, sign: float, out: Floats) -> Any:
    """Clip a ring to a half plane (Sutherland and Hodgman); what ran outside runs along its border."""
    m, along = 0, 1 - axis
    for k in range(n):
        after = k + 1 if k + 1 < n else 0
        here, there = sign * (ring[k, axis] - limit), sign * (ring[after, axis] - limit)
        if here >= 0:
            out[m, 0], out[m, 1] = ring[k, 0], ring[k, 1]
            m += 1
        if (here > 0 and there < 0) or (here < 0 and there > 0):
            share = here / (here - there)
            out[m, axis] = limit
            out[m, along] = ring[k, along] + share * (ring[after, along] - ring[k, along])
            m += 1
    return m


@kernel
def _is_flat(ring: Floats, n: int) -> Any:
    """Whether a ring runs along one line only, as what touches a cell from outside does."""
    for axis in range(2):
        level = True
        for k in range(1, n):
            level = level and ring[k, axis] == ring[0, axis]
        if level:
            return True
    return False
