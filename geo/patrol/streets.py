"""How long is the way along the streets, and how far does one come in some minutes?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, dijkstra
from scipy.spatial import cKDTree
from shapely.geometry.base import BaseGeometry

from geo.errors import BadInput

#: Ends of streets that are nearer than this are one node.
_NODE_M = 0.01
_NOWHERE = -9999


@dataclass(frozen=True, slots=True)
class Streets:
    """The streets as a network of straight pieces.

    Attributes
    ----------
    nodes
        (N, 2) their ends, metres.
    ends
        (E, 2) which two nodes each piece joins.
    length_m
        (E,) how long it is.
    graph
        (N, N) lengths, both ways.
    main
        (N,) whether a node hangs together with most of the others: only there do ways begin and end.
    """

    nodes: np.ndarray
    ends: np.ndarray
    length_m: np.ndarray
    graph: csr_array
    main: np.ndarray


def network(lines: Sequence[BaseGeometry] | np.ndarray) -> Streets:
    """Return the network of street lines; where lines share a vertex, they meet.

    Parameters
    ----------
    lines
        (L,) lines in metres.

    Raises
    ------
    BadInput
        If there is no line.

    Limits
    ------
    A crossing without a shared vertex is a bridge: one cannot turn there. Streets are open both ways.
    """
    starts, stops = _segments(np.asarray(lines, dtype=object))
    if len(starts) == 0:
        raise BadInput("Ways need streets; there are none yet: czujka import streets FILE.")
    grid = np.round(np.concatenate([starts, stops]) / _NODE_M).astype(np.int64)
    _, first, node = np.unique(grid, axis=0, return_index=True, return_inverse=True)
    nodes = np.concatenate([starts, stops])[first]
    ends = node.reshape(2, -1).T
    ends = ends[ends[:, 0] != ends[:, 1]]
    length_m = np.hypot(*(nodes[ends[:, 0]] - nodes[ends[:, 1]]).T)
    graph = _shortest(ends, length_m, len(nodes))
    _, part = connected_components(graph, directed=False)
    return Streets(nodes, ends, length_m, graph, part == np.bincount(part).argmax())


def together(streets: Streets) -> float:
    """Return what share of the streets' length hangs together; on the rest no way begins or ends."""
    return round(float(streets.length_m[streets.main[streets.ends[:, 0]]].sum() / streets.length_m.sum()), 4)


def nearest(streets: Streets, places: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the node of the network nearest to each of (P, 2) places, and how far it is."""
    known = np.flatnonzero(streets.main)
    away_m, found = cKDTree(streets.nodes[known]).query(np.asarray(places, dtype=float))
    return known[found], np.asarray(away_m)


def travel_s(streets: Streets, places: np.ndarray, *, speed_m_per_s: float) -> np.ndarray:
    """Return the seconds between places along the shortest ways.

    Parameters
    ----------
    places
        (P, 2) metres; the way to the nearest street is gone straight.
    speed_m_per_s
        Of the crew.

    Returns
    -------
    seconds
        (P, P), 0 from a place to itself.
    """
    node, away_m = nearest(streets, places)
    own, position = np.unique(node, return_inverse=True)
    along = dijkstra(streets.graph, directed=False, indices=own)[:, own][np.ix_(position, position)]
    metres = along + away_m[:, None] + away_m[None, :]
    np.fill_diagonal(metres, 0.0)
    return np.asarray(metres / speed_m_per_s)


@dataclass(frozen=True, slots=True)
class Between:
    """The shortest ways among some places.

    Attributes
    ----------
    places
        (P, 2) metres.
    metres
        (P, P) along the ways, 0 from a place to itself.
    """

    places: np.ndarray
    metres: np.ndarray
    _streets: Streets
    _node: np.ndarray
    _before: np.ndarray

    def way(self, start: int, end: int) -> np.ndarray:
        """Return the way from one place to another as (K, 2) metres, the places themselves first and last."""
        nodes = [int(self._node[end])]
        while self._before[start, nodes[-1]] != _NOWHERE:
            nodes.append(int(self._before[start, nodes[-1]]))
        return np.vstack([self.places[start], self._streets.nodes[nodes[::-1]], self.places[end]])


def between(streets: Streets, places: np.ndarray) -> Between:
    """Return the shortest ways among (P, 2) places; the way to the nearest street is gone straight."""
    places = np.asarray(places, dtype=float)
    node, away_m = nearest(streets, places)
    own, position = np.unique(node, return_inverse=True)
    along, before = dijkstra(streets.graph, directed=False, indices=own, return_predecessors=True)
    metres = along[:, own][np.ix_(position, position)] + away_m[:, None] + away_m[None, :]
    np.fill_diagonal(metres, 0.0)
    return Between(places, np.asarray(metres), streets, node, before[position])


def way(streets: Streets, start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """Return the shortest way between two places as (K, 2) metres, the places themselves first and last."""
    (a, b), _ = nearest(streets, np.array([start, end]))
    _, before = dijkstra(streets.graph, directed=False, indices=a, return_predecessors=True)
    nodes = [int(b)]
    while before[nodes[-1]] != _NOWHERE:
        nodes.append(int(before[nodes[-1]]))
    return np.vstack([start, streets.nodes[nodes[::-1]], end])


def reach(streets: Streets, base: np.ndarray, *, within_s: float, speed_m_per_s: float) -> BaseGeometry:
    """Return the streets that one reaches from a base in some seconds, cut where the time is up.

    Parameters
    ----------
    base
        (2,) metres.

    Returns
    -------
    lines
        In metres; may be empty.
    """
    node, away_m = nearest(streets, np.array([base]))
    far_m = dijkstra(streets.graph, directed=False, indices=node[0]) + away_m[0]
    left_m = np.clip(within_s * speed_m_per_s - far_m, 0, None)[streets.ends]
    share = np.clip(left_m / streets.length_m[:, None], 0, 1)
    # From both ends together more than the whole piece: it is reached altogether.
    share[share.sum(axis=1) >= 1] = (1.0, 0.0)
    pieces = [_stretch(streets, side, share[:, side]) for side in (0, 1)]
    return shapely.line_merge(shapely.multilinestrings(np.concatenate(pieces)))


def _stretch(streets: Streets, side: int, share: np.ndarray) -> np.ndarray:
    """Return the first share of each piece, seen from one of its ends."""
    reached = share > 0
    start = streets.nodes[streets.ends[reached, side]]
    end = streets.nodes[streets.ends[reached, 1 - side]]
    cut = start + share[reached, None] * (end - start)
    return np.asarray(shapely.linestrings(np.stack([start, cut], axis=1)))


def _segments(lines: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    parts = shapely.get_parts(lines)
    places, line = shapely.get_coordinates(parts, return_index=True)
    same = line[:-1] == line[1:]
    return places[:-1][same], places[1:][same]


def _shortest(ends: np.ndarray, length_m: np.ndarray, nodes: int) -> csr_array:
    """Return the graph of pieces; of two between the same nodes the shorter one, for sparse matrices add up."""
    pair = np.sort(ends, axis=1)
    order = np.lexsort((length_m, pair[:, 1], pair[:, 0]))
    pair, length_m = pair[order], length_m[order]
    first = np.ones(len(pair), dtype=bool)
    first[1:] = (pair[1:] != pair[:-1]).any(axis=1)
    a, b = pair[first].T
    return csr_array((length_m[first], (a, b)), shape=(nodes, nodes))
