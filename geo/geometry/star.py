"""What does one eye see among walls that hide all behind them?"""

from __future__ import annotations

import numpy as np
import shapely
from shapely import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from geo.errors import BadInput
from geo.geometry.occluders import GAP_M, Area, Flags, Floats, Indices, Occluders, polygonal
from geo.geometry.ragged import members
from geo.geometry.shadow import NEGLIGIBLE_RAD, TOLERANCE_M, cross, distances_m

#: A direction wider than this is never taken for a gap, however near its corner stands.
GAP_RAD = 1e-6
#: Rays times edges that are cast at once; bounds the memory of one isovist to some 30 MB.
_CAST_AT_ONCE = 1_000_000


def star(
    city: Occluders, opaque: Indices, origin: Floats, *, bounds: Floats | None, reach_m: float, bounded: bool
) -> Area:
    """Return what is seen among opaque occluders, with the viewpoint as origin; right up to ``reach_m`` and farther."""
    index, owner = members(city.edge_starts, opaque)
    edges = city.edges[index] - origin
    distance_m = distances_m(edges)
    touched = np.unique(owner[distance_m <= TOLERANCE_M])
    _check_outside(edges, owner, touched)
    solids = [edges[owner == each] for each in touched]
    walls = edges[distance_m <= reach_m]
    corners = [city.crossings[members(city.crossing_starts, opaque)[0]] - origin]
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


def holds_origin(edges: Floats) -> bool:
    """Tell whether rings of edges ``(E, 2, 2)`` run around the origin."""
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
