"""What do many eyes see that look over lower buildings?"""

from __future__ import annotations

import math

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.geometry.looking import HEIGHT, RANGE, X, Y
from geo.geometry.occluders import Floats, Indices, Occluders, mended
from geo.geometry.ragged import spread
from geo.geometry.seen import Isovists, isovists_of, replaced
from geo.geometry.shadow import cast, shadow_factors

#: What is left of an area is kept where it is larger than this, m²: less is the rounding of edges that coincide.
_LEAST_M2 = 1e-7


def over_roofs(seen: Isovists, views: Floats, city: Occluders, target_height_m: float) -> Isovists:
    """Return what views ``(N, 10)`` see of areas that hold the buildings over which they look.

    Footprints and shadows are laid over each area, and what lies under none of them is traced.
    """
    edges, view = _hiding(views, city, target_height_m)
    if not len(edges):
        return seen
    left, plain = _left(seen, edges, view, views[:, [X, Y]])
    broken = ~shapely.is_valid(left.polygons())
    odd = np.flatnonzero(broken | ~plain)
    if not odd.size:
        return left
    return replaced(left, odd, isovists_of(mended(left.some(odd).polygons()), left.areas_m2[odd]))


def _hiding(views: Floats, city: Occluders, target_height_m: float) -> tuple[Floats, Indices]:
    """Return the edges ``(E, 2, 2)`` around footprints and shadows, from where each eye stands, view by view."""
    view, building = city.tree.query(shapely.points(views[:, [X, Y]]), predicate="dwithin", distance=views[:, RANGE])
    low = city.heights_m[building] < views[view, HEIGHT]
    view, building = view[low], building[low]
    factors = shadow_factors(
        city.heights_m[building], viewpoint_height_m=views[view, HEIGHT], target_height_m=target_height_m
    )
    edge, pair = spread(city.edge_starts[building], city.edge_starts[building + 1] - 1)
    edges = city.edges[edge] - views[view[pair]][:, None, [X, Y]]
    quads, of = cast(edges, factors[pair], reach_m=views[view[pair], RANGE])
    sides = np.stack([quads, np.roll(quads, -1, axis=1)], axis=2).reshape(-1, 2, 2)
    owner = np.concatenate([view[pair], np.repeat(view[pair][of], 4)])
    order = np.argsort(owner, kind="stable")
    return np.concatenate([edges, sides])[order], owner[order]


def _left(seen: Isovists, edges: Floats, view: Indices, origins: Floats) -> tuple[Isovists, NDArray[np.bool_]]:
    """Return what of each area lies within no edges, and whether its rings are plainly outer ones and holes."""
    # Here, not above: importing numba takes 0.25 s.
    from geo.geometry.slabs import BARE, GROUND, ONCE, lay

    rings, polygons, viewpoints = seen.offsets
    n = len(seen)
    size = np.diff(rings[polygons[viewpoints]])
    local = seen.coords - np.repeat(origins, size, axis=0)
    starts = np.searchsorted(view, np.arange(n + 1))
    # Each edge runs as a ring of its own: what winds around a place does so edge by edge.
    ends = np.arange(0, 2 * len(edges) + 1, 2)
    measures, coords, found, of, piece = lay(
        local,
        rings,
        polygons[viewpoints],
        edges.reshape(-1, 2),
        ends,
        np.zeros(len(edges), dtype=np.int64),
        np.column_stack([starts[:-1], starts[1:]]),
        np.ones(1, dtype=bool),
        np.ones(1),
        np.arange(n),
        BARE,
        math.inf,
    )
    areas_m2 = measures[:, GROUND] - measures[:, ONCE]
    return _shaped(coords, found, of, piece, origins, areas_m2)


def _shaped(
    coords: Floats, rings: Indices, of: Indices, piece: Indices, origins: Floats, areas_m2: Floats
) -> tuple[Isovists, NDArray[np.bool_]]:
    """Return traced rings as areas: of each piece the outer ring first, then its holes."""
    twice_m2 = _twice_areas(coords, rings)
    kept = np.flatnonzero(np.abs(twice_m2) > 2 * _LEAST_M2)
    hole = twice_m2[kept] < 0
    kept = kept[np.lexsort((hole, piece[kept], of[kept]))]
    hole, of, piece = twice_m2[kept] < 0, of[kept], piece[kept]
    first = np.ones(len(kept), dtype=bool)
    first[1:] = (of[1:] != of[:-1]) | (piece[1:] != piece[:-1])
    plain = np.ones(len(areas_m2), dtype=bool)
    plain[of[first == hole]] = False
    vertex, ring = spread(rings[kept], rings[kept + 1] - 1)
    offsets = (
        np.concatenate([[0], np.cumsum(np.diff(rings)[kept])]),
        np.append(np.flatnonzero(first), len(kept)),
        np.searchsorted(of[first], np.arange(len(areas_m2) + 1)),
    )
    return Isovists(coords[vertex] + origins[of[ring]], offsets, areas_m2), plain


def _twice_areas(coords: Floats, rings: Indices) -> Floats:
    """Return twice the area of each closed ring, above 0 where it runs counterclockwise."""
    across = np.append(coords[:-1, 0] * coords[1:, 1] - coords[1:, 0] * coords[:-1, 1], 0.0)
    # From the last vertex of a ring no edge leads to the next ring.
    across[rings[1:] - 1] = 0.0
    return np.add.reduceat(across, rings[:-1]) if len(rings) > 1 else np.empty(0)
