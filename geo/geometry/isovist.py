"""What can be seen from a viewpoint among buildings?"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import MultiPolygon, Polygon, STRtree
from shapely.geometry.base import BaseGeometry

from geo.errors import BadInput
from geo.geometry.sector import Viewpoint, disc, require_length, viewpoint_xy
from geo.geometry.shadow import (
    GRID_M,
    NEGLIGIBLE_RAD,
    TOLERANCE_M,
    boundary_edges,
    cross,
    distances_m,
    require_heights,
    shadow_factors,
    shadow_quads,
)

Area: TypeAlias = Polygon | MultiPolygon
Floats: TypeAlias = NDArray[np.float64]
Indices: TypeAlias = NDArray[np.intp]
Flags: TypeAlias = NDArray[np.bool_]

#: A gap narrower than this is no gap: at PL-2000 coordinates a corner misses the wall it touches by up to 1.5e-9 m.
GAP_M = 1e-8
#: A direction wider than this is never taken for a gap, however near its corner stands.
GAP_RAD = 1e-6
#: Rays times edges that are cast at once; bounds the memory of one isovist to some 30 MB.
_CAST_AT_ONCE = 1_000_000


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
    """

    polygons: NDArray[np.object_]
    heights_m: Floats
    repaired: int
    tree: STRtree
    edges: Floats
    edge_starts: Indices
    crossings: Floats
    crossing_starts: Indices

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
    crossings, crossing_owner = _crossings(given, tree)
    counts = np.arange(len(given) + 1)
    return Occluders(
        polygons=given,
        heights_m=heights,
        repaired=int(broken.sum()),
        tree=tree,
        edges=edges,
        edge_starts=np.searchsorted(edge_owner, counts),
        crossings=crossings,
        crossing_starts=np.searchsorted(crossing_owner, counts),
    )


def isovist(
    viewpoint: Viewpoint,
    occluders: Occluders | Sequence[Area] | NDArray[np.object_],
    *,
    within: Area | None = None,
    range_m: float | None = None,
    viewpoint_height_m: float | None = None,
    occluder_heights_m: Sequence[float] | Floats | None = None,
    target_height_m: float = 0.0,
) -> Area:
    """Return the ground that is seen from a viewpoint.

    Parameters
    ----------
    viewpoint
        Where the eye stands, plane metres. On a wall it sees the half plane before the wall, on a corner the rest
        of the corner; within 1e-6 m of a wall counts as on it.
    occluders
        The buildings, as polygons or prepared; courtyards are free ground.
    within
        What bounds sight: nothing outside is seen, and no ray leaves it.
    range_m
        How far the eye sees. Without it and without ``within``, buildings must enclose the viewpoint.
    viewpoint_height_m, occluder_heights_m
        Heights above flat ground. A building lower than the viewpoint hides what lies in its shadow only; without
        one of the two every building is opaque.
    target_height_m
        Height of what is to be seen.

    Returns
    -------
    Polygon | MultiPolygon
        Valid, never empty. It holds the viewpoint (on its edge for an eye on a wall), unless the eye stands above
        a roof: the ground under a building is never seen.

    Raises
    ------
    BadInput
        When the viewpoint stands inside an opaque building or outside ``within``, when nothing bounds sight, when
        no ground is seen, or when a number is out of bounds.

    Limits
    ------
    Exact to rounding on flat ground with buildings of one height each, save that the range is an inscribed polygon
    with a vertex each half degree: up to 1.3e-5 of the disc is not counted. Gaps narrower than 1e-8 m are closed.
    A target taller than the viewpoint is counted as hidden by every building that reaches the viewpoint's height.

    References
    ----------
    .. [1] Benedikt, M. L. (1979). To take hold of space: isovists and isovist fields.
       Environment and Planning B, 6(1), 47-65. https://doi.org/10.1068/b060047
    .. [2] Asano, T. (1985). An efficient algorithm for finding the visibility polygon for a polygonal region with
       holes. IEICE Transactions, E68(9), 557-559.

    Examples
    --------
    >>> room, pillar = shapely.box(0, 0, 10, 10), shapely.box(4, 4, 6, 6)
    >>> isovist((1, 5), [pillar], within=room).area
    76.0
    >>> isovist((4, 5), [pillar], within=room).area
    40.0
    """
    origin = np.array(viewpoint_xy(viewpoint))
    city = _prepared(occluders, occluder_heights_m)
    _check_sight(range_m=range_m, viewpoint_height_m=viewpoint_height_m, target_height_m=target_height_m)
    bounds = None if within is None else _local_edges(within, origin)
    near, reach_m = _in_reach(city, origin, bounds=bounds, range_m=range_m)
    factors = np.full(len(near), np.inf)
    if viewpoint_height_m is not None:
        heights_m = city.heights_m[near]
        factors = shadow_factors(heights_m, viewpoint_height_m=viewpoint_height_m, target_height_m=target_height_m)
    opaque = np.isinf(factors)
    seen = _star(city, near[opaque], origin, bounds=bounds, reach_m=reach_m, bounded=range_m is not None)
    if range_m is not None:
        seen = shapely.intersection(seen, disc((0.0, 0.0), range_m=range_m))
    if not opaque.all():
        hidden = _hidden(city, near[~opaque], origin, factors=factors[~opaque], reach_m=reach_m)
        seen = shapely.difference(seen, hidden, grid_size=GRID_M)
    return _placed(seen, origin)


# What comes in


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
    """Where boundaries of different polygons cross ``(C, 2)``, and the first polygon of each pair, ascending."""
    first, second = tree.query(polygons, predicate="intersects")
    once = first < second
    first, second = first[once], second[once]
    # Polygons that only touch meet at vertices, which are known already.
    overlap = ~shapely.touches(polygons[first], polygons[second])
    first, second = first[overlap], second[overlap]
    meet = shapely.intersection(shapely.boundary(polygons[first]), shapely.boundary(polygons[second]))
    xy, pair = shapely.get_coordinates(meet, return_index=True)
    owner = first[pair]
    order = np.argsort(owner, kind="stable")
    return xy[order], owner[order]


def _prepared(
    occluders: Occluders | Sequence[Area] | NDArray[np.object_], heights_m: Sequence[float] | Floats | None
) -> Occluders:
    if not isinstance(occluders, Occluders):
        return prepare(occluders, heights_m)
    if heights_m is not None:
        raise BadInput("Prepared occluders carry their heights; give the heights to prepare(), not again here.")
    return occluders


def _check_sight(*, range_m: float | None, viewpoint_height_m: float | None, target_height_m: float) -> None:
    require_heights(target_height_m=target_height_m)
    if viewpoint_height_m is not None:
        require_heights(viewpoint_height_m=viewpoint_height_m)
    if range_m is not None:
        require_length(range_m=range_m)


def _local_edges(within: Area, origin: Floats) -> Floats:
    """The edges ``(E, 2, 2)`` of what bounds sight, seen from the viewpoint, which must lie in it."""
    bounds = prepare([within])
    edges = bounds.edges - origin
    if not _holds_origin(edges) and distances_m(edges).min() > TOLERANCE_M:
        raise BadInput(
            "The viewpoint must lie inside the area that bounds its sight, but it lies {distance_m} m outside.",
            distance_m=round(float(distances_m(edges).min()), 2),
        )
    return edges


def _in_reach(
    city: Occluders, origin: Floats, *, bounds: Floats | None, range_m: float | None
) -> tuple[Indices, float]:
    """The occluders ``(N,)`` that can matter, and the distance beyond which nothing does."""
    reach_m = math.inf
    if range_m is not None:
        reach_m = range_m
    if bounds is not None:
        reach_m = min(reach_m, float(np.hypot(bounds[..., 0], bounds[..., 1]).max()))
    if math.isinf(reach_m):
        local = city.edges - origin
        return np.arange(len(city)), float(np.hypot(local[..., 0], local[..., 1]).max(initial=1.0))
    window = shapely.box(*(origin - reach_m), *(origin + reach_m))
    return np.sort(city.tree.query(window)), reach_m


# The sweep over opaque occluders


def _star(
    city: Occluders, opaque: Indices, origin: Floats, *, bounds: Floats | None, reach_m: float, bounded: bool
) -> Area:
    """What is seen among opaque occluders, with the viewpoint as origin; right up to ``reach_m`` and farther."""
    index, owner = _members(city.edge_starts, opaque)
    edges = city.edges[index] - origin
    distance_m = distances_m(edges)
    touched = np.unique(owner[distance_m <= TOLERANCE_M])
    _check_outside(edges, owner, touched)
    solids = [edges[owner == each] for each in touched]
    walls = edges[distance_m <= reach_m]
    corners = [city.crossings[_members(city.crossing_starts, opaque)[0]] - origin]
    if bounds is not None:
        near = bounds[distances_m(bounds) <= reach_m]
        corners.append(shapely.get_coordinates(_lines(near).intersection(_lines(walls))))
        walls = np.concatenate([walls, near])
    horizon = _horizon(1.1 * max(float(np.abs(walls).max(initial=0.0)), reach_m))
    walls = np.concatenate([horizon, walls])
    rays, middles = _rays(np.concatenate([*corners, walls[:, 0], walls[:, 1]]))
    blocked = _blocked(middles, solids, bounds)
    casting = walls[distances_m(walls) > TOLERANCE_M]
    hit = _nearest(middles, casting)
    if bounds is None and not bounded and np.any(hit[~blocked] < len(horizon)):
        raise BadInput("Sight must be bounded: give range_m or within, for the occluders do not enclose the viewpoint.")
    seen = _assembled(rays, casting[hit], blocked)
    return seen if seen.is_valid else polygonal(shapely.make_valid(seen))


def _members(starts: Indices, chosen: Indices) -> tuple[Indices, Indices]:
    """Indices ``(M,)`` of the rows that belong to the chosen groups, and the group of each."""
    counts = starts[chosen + 1] - starts[chosen]
    before = np.cumsum(counts) - counts
    return np.repeat(starts[chosen] - before, counts) + np.arange(counts.sum()), np.repeat(chosen, counts)


def _holds_origin(edges: Floats) -> bool:
    return bool(_crossed(np.array([[1.0, 0.0]]), edges)[0].sum() % 2)


def _check_outside(edges: Floats, owner: Indices, touched: Indices) -> None:
    crossed = owner[_crossed(np.array([[1.0, 0.0]]), edges)[0]]
    holders, times = np.unique(crossed, return_counts=True)
    inside = np.setdiff1d(holders[times % 2 == 1], touched)
    if inside.size:
        raise BadInput(
            "The viewpoint must stand outside the buildings or on a wall, but it stands inside occluder {index}; "
            "move it to the nearest facade, or give it a height above the roof.",
            index=int(inside[0]),
        )


def _lines(edges: Floats) -> BaseGeometry:
    lines: BaseGeometry = shapely.multilinestrings(shapely.linestrings(edges))
    return lines


def _horizon(half_m: float) -> Floats:
    corners = half_m * np.array([[1.0, 1.0], [-1.0, 1.0], [-1.0, -1.0], [1.0, -1.0]])
    return np.stack([corners, np.roll(corners, -1, axis=0)], axis=1)


def _rays(corners: Floats) -> tuple[Floats, Floats]:
    """The rays ``(I, 2, 2)`` that bound each interval of the sweep, and its middle direction ``(I, 2)``.

    A ray is given by its corner, so that a vertex that is seen stays exact. Intervals that are narrower than a gap
    at the nearer of their two corners are left out: their neighbours are joined across.
    """
    distance_m = np.hypot(corners[:, 0], corners[:, 1])
    corners = corners[distance_m > TOLERANCE_M]
    angles, index = np.unique(np.arctan2(corners[:, 1], corners[:, 0]), return_index=True)
    rays = np.stack([corners[index], np.roll(corners[index], -1, axis=0)], axis=1)
    widths = np.diff(angles, append=angles[0] + 2 * np.pi)
    nearer_m = np.hypot(rays[..., 0], rays[..., 1]).min(axis=1)
    real = (widths > NEGLIGIBLE_RAD) & ((widths * nearer_m > GAP_M) | (widths > GAP_RAD))
    middle = (angles + widths / 2)[real]
    return rays[real], np.column_stack([np.cos(middle), np.sin(middle)])


def _crossed(directions: Floats, edges: Floats) -> Flags:
    """Which rays from the origin cross which edges ``(D, E)``; of two edges at a vertex on the ray, exactly one."""
    return np.isfinite(_distances_along(directions, edges))


def _distances_along(directions: Floats, edges: Floats) -> Floats:
    """How far along each ray ``(D, 2)`` each edge lies ``(D, E)``; infinite where they miss."""
    from_start = cross(directions[:, None], edges[:, 0])
    from_end = cross(directions[:, None], edges[:, 1])
    spans = (from_start > 0) != (from_end > 0)
    area = np.broadcast_to(cross(edges[:, 0], edges[:, 1]), spans.shape)
    along: Floats = np.divide(area, from_end - from_start, out=np.full(spans.shape, np.inf), where=spans)
    along[along <= 0] = np.inf
    return along


def _nearest(directions: Floats, edges: Floats) -> Indices:
    """Index ``(D,)`` of the edge that each ray meets first."""
    rows = max(1, _CAST_AT_ONCE // len(edges))
    chunks = [directions[begin : begin + rows] for begin in range(0, len(directions), rows)]
    return np.concatenate([_distances_along(chunk, edges).argmin(axis=1) for chunk in chunks])


def _blocked(directions: Floats, solids: list[Floats], bounds: Floats | None) -> Flags:
    """Which rays ``(D,)`` enter, right at the viewpoint, a solid that it stands on or leave what bounds sight."""
    blocked = np.zeros(len(directions), dtype=bool)
    for edges in solids:
        blocked |= _starts_inside(directions, edges)
    if bounds is not None and distances_m(bounds).min() <= TOLERANCE_M:
        blocked |= ~_starts_inside(directions, bounds)
    return blocked


def _starts_inside(directions: Floats, edges: Floats) -> Flags:
    through = distances_m(edges) <= TOLERANCE_M
    odd: Flags = _crossed(directions, edges[~through]).sum(axis=1) % 2 == 1
    return odd


def _assembled(rays: Floats, hit: Floats, blocked: Flags) -> Area:
    """One polygon for each run of open intervals between blocked ones; it starts at the viewpoint if any is blocked."""
    points = np.stack([_on_ray(rays[:, 0], hit), _on_ray(rays[:, 1], hit)], axis=1)
    if not blocked.any():
        return Polygon(_distinct(points.reshape(-1, 2)))
    first = int(np.argmax(blocked))
    points, blocked = np.roll(points, -first, axis=0), np.roll(blocked, -first)
    runs = [run[~shut] for run, shut in _runs(points, blocked)]
    rings = [_distinct(np.concatenate([np.zeros((1, 2)), run.reshape(-1, 2)])) for run in runs if len(run)]
    return MultiPolygon([Polygon(ring) for ring in rings if len(ring) > 2])


def _runs(points: Floats, blocked: Flags) -> list[tuple[Floats, Flags]]:
    cuts = np.flatnonzero(blocked)[1:]
    return list(zip(np.split(points, cuts), np.split(blocked, cuts), strict=True))


def _on_ray(rays: Floats, edges: Floats) -> Floats:
    """Where lines from the origin through ``rays`` ``(I, 2)`` meet edges ``(I, 2, 2)``; at an end, exactly the end."""
    from_start, from_end = cross(rays, edges[:, 0]), cross(rays, edges[:, 1])
    spread = from_start - from_end
    share = np.divide(from_start, spread, out=np.zeros_like(spread), where=spread != 0)
    share = np.clip(share, 0.0, 1.0)[:, None]
    points: Floats = edges[:, 0] + share * (edges[:, 1] - edges[:, 0])
    points = np.where(share < NEGLIGIBLE_RAD, edges[:, 0], points)
    return np.where(share > 1 - NEGLIGIBLE_RAD, edges[:, 1], points)


def _distinct(ring: Floats) -> Floats:
    """The ring without points that repeat their predecessor."""
    step = ring - np.roll(ring, 1, axis=0)
    return ring[np.hypot(step[:, 0], step[:, 1]) > NEGLIGIBLE_RAD]


# Low occluders and the result


def _hidden(city: Occluders, low: Indices, origin: Floats, *, factors: Floats, reach_m: float) -> BaseGeometry:
    """The footprints and shadows of the occluders that the viewpoint looks over, with the viewpoint as origin."""
    index, owner = _members(city.edge_starts, low)
    edge_factors = factors[np.searchsorted(low, owner)]
    quads = shadow_quads(city.edges[index] - origin, edge_factors, reach_m=reach_m)
    footprints = shapely.transform(city.polygons[low], lambda xy: xy - origin)
    hidden: BaseGeometry = shapely.union_all(np.concatenate([footprints, shapely.polygons(quads)]), grid_size=GRID_M)
    return hidden


def _placed(seen: BaseGeometry, origin: Floats) -> Area:
    """What is seen, moved back to the plane's coordinates."""
    area = shapely.transform(seen, lambda xy: xy + origin)
    area = polygonal(area if area.is_valid else shapely.make_valid(area))
    if area.is_empty:
        raise BadInput(
            "A viewpoint must see some ground, but walls or the roof below hide all of it; move it to a facade, "
            "raise it or lengthen its range."
        )
    return area


def polygonal(geometry: BaseGeometry) -> Area:
    """The polygons of a geometry, without those narrower than a gap."""
    parts = shapely.get_parts(shapely.get_parts(geometry))
    wide = (shapely.get_type_id(parts) == 3) & (2 * shapely.area(parts) > GAP_M * shapely.length(parts))
    kept = parts[wide]
    return kept[0] if len(kept) == 1 else MultiPolygon(list(kept))
