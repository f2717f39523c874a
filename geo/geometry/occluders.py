"""Which buildings can hide ground, repaired and indexed once for many viewpoints?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import MultiPolygon, Polygon, STRtree
from shapely.geometry.base import BaseGeometry

from geo.errors import BadInput
from geo.geometry.buckets import Buckets, buckets
from geo.geometry.noding import broken_at

Area: TypeAlias = Polygon | MultiPolygon
Floats: TypeAlias = NDArray[np.float64]
Indices: TypeAlias = NDArray[np.intp]
Flags: TypeAlias = NDArray[np.bool_]

#: A gap narrower than this is no gap: at PL-2000 coordinates a corner misses the wall it touches by up to 1.5e-9 m.
GAP_M = 1e-8


@dataclass(frozen=True, slots=True, eq=False)
class Occluders:
    """Buildings made ready for many viewpoints; see `prepare`.

    Attributes
    ----------
    polygons
        The repaired footprints ``(N,)``, exteriors counterclockwise.
    heights_m
        Their heights ``(N,)``; infinite where all are opaque.
    repaired
        How many of them were invalid.
    tree
        The index of `polygons`.
    edges, edge_starts
        Edges ``(E, 2, 2)`` and where those of each polygon begin ``(N + 1,)``.
    crossings, crossing_starts
        Where a boundary crosses another ``(C, 2)``, kept with the first of the two, and where each begins ``(N + 1,)``.
    walls, wall_starts
        The edges broken where they cross others ``(W, 2, 2)``, and where those of each polygon begin ``(N + 1,)``.
    squares
        The squares that the walls run through.
    """

    polygons: NDArray[np.object_]
    heights_m: Floats
    repaired: int
    tree: STRtree
    edges: Floats
    edge_starts: Indices
    crossings: Floats
    crossing_starts: Indices
    walls: Floats
    wall_starts: Indices
    squares: Buckets

    def __len__(self) -> int:
        return len(self.polygons)


def prepare(
    polygons: Sequence[Area] | NDArray[np.object_], heights_m: Sequence[float] | Floats | None = None
) -> Occluders:
    """Make buildings ready for the isovists of many viewpoints.

    Parameters
    ----------
    polygons
        Footprints in plane metres. Invalid ones are repaired and counted; what is left without an area hides nothing.
    heights_m
        Their heights above flat ground; infinite where unknown, so that nothing is promised. ``None``: all opaque.

    Raises
    ------
    BadInput
        When a footprint is missing, empty, no polygon or has a coordinate that is not finite, or when the heights
        are not one number of 0 or more for each.

    Examples
    --------
    >>> prepare([shapely.box(0, 0, 1, 1), Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])]).repaired
    1
    >>> len(prepare([]))
    0
    """
    given = np.array(polygons, dtype=object)
    heights = _checked_heights(heights_m, count=len(given))
    _check_footprints(given)
    broken = ~shapely.is_valid(given)
    given[broken] = [polygonal(each) for each in shapely.make_valid(given[broken])]
    given = shapely.orient_polygons(shapely.force_2d(given))
    edges, edge_owner = boundary_edges(given)
    tree = STRtree(given)
    crossings, pairs = _crossings(given, tree)
    counts = np.arange(len(given) + 1)
    edge_starts = np.searchsorted(edge_owner, counts)
    walls, wall_starts = broken_at(edges, edge_starts, crossings, pairs, tolerance_m=GAP_M)
    return Occluders(
        polygons=given,
        heights_m=heights,
        repaired=int(broken.sum()),
        tree=tree,
        edges=edges,
        edge_starts=edge_starts,
        crossings=crossings,
        crossing_starts=np.searchsorted(pairs[:, 0], counts),
        walls=walls,
        wall_starts=wall_starts,
        squares=buckets(walls),
    )


def boundary_edges(polygons: NDArray[np.object_]) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """Return all edges ``(E, 2, 2)`` of polygons, holes included, and the index ``(E,)`` of the polygon of each."""
    parts, part_owner = shapely.get_parts(polygons, return_index=True)
    rings, ring_part = shapely.get_rings(parts, return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    edges = np.stack([xy[:-1], xy[1:]], axis=1)
    real = (ring[1:] == ring[:-1]) & np.any(xy[1:] != xy[:-1], axis=1)
    return edges[real], part_owner[ring_part[ring[:-1][real]]]


def mended(areas: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return areas made valid, without what falls to lines or points."""
    return np.array([polygonal(shapely.make_valid(area)) for area in areas], dtype=object)


def polygonal(geometry: BaseGeometry) -> Area:
    """Return the polygons of a geometry, without those narrower than a gap."""
    parts = shapely.get_parts(shapely.get_parts(geometry))
    wide = (shapely.get_type_id(parts) == 3) & (2 * shapely.area(parts) > GAP_M * shapely.length(parts))
    kept = parts[wide]
    return kept[0] if len(kept) == 1 else MultiPolygon(list(kept))


def _checked_heights(heights_m: Sequence[float] | Floats | None, *, count: int) -> Floats:
    if heights_m is None:
        return np.full(count, np.inf)
    heights = np.array(heights_m, dtype=np.float64)
    if heights.shape != (count,):
        raise BadInput(
            "There must be one height for each of the {count} occluders, not {given}.",
            count=count,
            given=heights.size,
        )
    wrong = np.flatnonzero(~(heights >= 0))
    if wrong.size:
        raise BadInput(
            "The height of an occluder must be a number of metres, 0 or more (infinite where unknown); it is not "
            "for {count} of them, the first being occluder {index} with {given}.",
            count=wrong.size,
            index=int(wrong[0]),
            given=float(heights[wrong[0]]),
        )
    return heights


def _check_footprints(polygons: NDArray[np.object_]) -> None:
    if polygons.ndim != 1:
        raise BadInput("Occluders must be a flat sequence of polygons, not of {given} dimensions.", given=polygons.ndim)
    areal = np.isin(shapely.get_type_id(polygons), (3, 6)) & ~shapely.is_empty(polygons)
    xy, owner = shapely.get_coordinates(polygons, return_index=True)
    areal[owner[~np.isfinite(xy).all(axis=1)]] = False
    wrong = np.flatnonzero(~areal)
    if wrong.size:
        raise BadInput(
            "An occluder must be a polygon with finite coordinates that is not empty; {count} are not, the first "
            "being occluder {index}: {given}.",
            count=wrong.size,
            index=int(wrong[0]),
            given=polygons[wrong[0]],
        )


def _crossings(polygons: NDArray[np.object_], tree: STRtree) -> tuple[Floats, Indices]:
    """Where boundaries of different polygons cross ``(C, 2)``, and which two ``(C, 2)``, the first ascending."""
    first, second = tree.query(polygons, predicate="intersects")
    once = first < second
    first, second = first[once], second[once]
    # Polygons that only touch meet at vertices, which are known already.
    overlap = ~shapely.touches(polygons[first], polygons[second])
    first, second = first[overlap], second[overlap]
    meet = shapely.intersection(shapely.boundary(polygons[first]), shapely.boundary(polygons[second]))
    xy, pair = shapely.get_coordinates(meet, return_index=True)
    pairs = np.stack([first[pair], second[pair]], axis=1)
    order = np.argsort(pairs[:, 0], kind="stable")
    return xy[order], pairs[order]
