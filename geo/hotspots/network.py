"""Which short pieces do the streets consist of, and how do they hang together?"""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from geo.crs import require_metric
from geo.errors import BadInput

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """Streets cut into lixels, the pixels of a network.

    Attributes
    ----------
    lixels
        (M,) lines in metres, in the order of the streets and along them.
    length_m
        (M,) their lengths.
    joints
        (M, 2) numbers of the joints at which each begins and ends, 0 to J - 1.
    street
        (M,) from which of the given lines each is.
    """

    lixels: NDArray[np.object_]
    length_m: Floats
    joints: Ints
    street: Ints


def cut(streets: gpd.GeoSeries, *, lixel_m: float) -> Network:
    """Split streets at their nodes and cut what lies between into equal lixels.

    Parameters
    ----------
    streets
        (S,) lines in a metric CRS. Streets meet where they share a vertex, to the millimetre, as in OpenStreetMap:
        bridges and tunnels cross others without meeting them.
    lixel_m
        The longest a lixel may be.

    Raises
    ------
    BadInput
        Without any line.
    """
    require_metric(streets.crs)
    lines, street = shapely.get_parts(np.asarray(streets.array, dtype=object), return_index=True)
    kept = shapely.length(lines) > 0
    lines, street = lines[kept], street[kept]
    if not len(lines):
        raise BadInput("A network needs at least one street with a length.")
    xy, line = shapely.get_coordinates(lines, return_index=True)
    moved = np.concatenate([[True], (line[1:] != line[:-1]) | (np.abs(np.diff(xy, axis=0)) >= 5e-4).any(axis=1)])
    return _pieces(xy[moved], line[moved], street, lixel_m)


def _pieces(xy: Floats, line: Ints, street: Ints, lixel_m: float) -> Network:
    """Cut lines whose vertices are given in order, none of them standing still."""
    _, vertex = np.unique(np.round(xy, 3), axis=0, return_inverse=True)
    first = np.concatenate([[True], line[1:] != line[:-1]])
    last = np.concatenate([first[1:], [True]])
    node = first | last | (np.bincount(vertex)[vertex] > 1)
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(xy, axis=0).T))])
    # Nodes within a line end one section and begin the next; the gap from line to line belongs to none.
    begins, ends = np.flatnonzero(node & ~last), np.flatnonzero(node & ~first)
    pieces = np.maximum(np.ceil((along[ends] - along[begins]) / lixel_m - 1e-9), 1).astype(np.int64)
    section = np.repeat(np.arange(len(begins)), pieces)
    number = np.arange(len(section)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    step = ((along[ends] - along[begins]) / pieces)[section]
    inner = number > 0
    cuts = along[begins][section] + number * step
    joint = int(vertex.max()) + 1 + np.cumsum(inner) - 1
    starts = np.where(inner, joint, vertex[begins][section])
    closes = number == pieces[section] - 1
    stops = np.where(closes, vertex[ends][section], np.roll(starts, -1))
    _, joints = np.unique(np.stack([starts, stops], axis=1), return_inverse=True)
    lixels = _drawn(xy, along, cuts, np.where(closes, along[ends][section], cuts + step), begins[section])
    return Network(lixels, step, joints.reshape(-1, 2), street[line[begins]][section])


def _drawn(xy: Floats, along: Floats, start: Floats, stop: Floats, begin: Ints) -> NDArray[np.object_]:
    """Return the lines between two distances along all vertices, those within included."""
    place = np.searchsorted(along, start, side="right"), np.searchsorted(along, stop, side="left")
    after = np.maximum(place[0], begin + 1)
    within = np.maximum(place[1] - after, 0)
    of = np.arange(len(start))
    vertices = np.repeat(after - (np.cumsum(within) - within), within) + np.arange(int(within.sum()))
    numbers = np.concatenate([of, np.repeat(of, within), of])
    ends = [np.stack([np.interp(at, along, xy[:, axis]) for axis in (0, 1)], axis=1) for at in (start, stop)]
    coordinates = np.concatenate([ends[0], xy[vertices], ends[1]])
    order = np.argsort(numbers, kind="stable")
    return np.asarray(shapely.linestrings(coordinates[order], indices=numbers[order]))


def snap(points: gpd.GeoSeries, network: Network, *, within_m: float) -> Ints:
    """Return (N,) the number of the lixel nearest to each point, -1 where none is within reach.

    Parameters
    ----------
    points
        In a metric CRS.
    """
    require_metric(points.crs)
    found = np.full(len(points), -1, dtype=np.int64)
    point, lixel = shapely.STRtree(network.lixels).query_nearest(
        np.asarray(points.array, dtype=object), max_distance=within_m, all_matches=False
    )
    found[point] = lixel
    return found
