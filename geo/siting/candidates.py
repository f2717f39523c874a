"""Where could a camera hang: at corners, on facades, on lamp posts, on roofs; and which way could it look?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
import shapely
from scipy.spatial import KDTree

from geo.coverage.free_arc import JOG_M, Arc, free_arc
from geo.profile.siting import Host
from geo.siting.problem import Floats, Ints

#: Of a facade so much is looked at to each side of a lens: what runs on beyond takes no further degree.
_ALONG_M = 20.0


@dataclass(frozen=True, slots=True)
class Sites:
    """Places where a camera could hang.

    Attributes
    ----------
    lens
        ``(S, 2)`` in front of the wall or at the post, metres.
    outward_deg
        ``(S,)`` where the facade faces, clockwise from north; nan for a place that stands free.
    height_m
        ``(S,)`` how high the lens is above the ground.
    host
        ``(S,)`` what it hangs on.
    """

    lens: Floats
    outward_deg: Floats
    height_m: Floats
    host: np.ndarray

    def __len__(self) -> int:
        return len(self.lens)

    def some(self, chosen: np.ndarray) -> Sites:
        """Return some of them, by a mask or by their places."""
        return Sites(*(getattr(self, each.name)[chosen] for each in fields(self)))


def together(parts: Sequence[Sites]) -> Sites:
    """Return the sites of all parts, one after the other."""
    none = Sites(np.empty((0, 2)), np.empty(0), np.empty(0), np.empty(0, dtype="<U6"))
    return Sites(*(np.concatenate([getattr(part, each.name) for part in (none, *parts)]) for each in fields(Sites)))


def on_facades(
    footprints: np.ndarray, *, step_m: float, least_m: float, corner_deg: float, gap_m: float, height_m: float
) -> Sites:
    """Return places at convex corners and along straight facades; walls between touching houses are no facades.

    Parameters
    ----------
    footprints
        (F,) buildings, metres; what they enclose is left out, for a courtyard is no public ground.
    step_m, least_m
        How far apart places on a facade are at most, and the shortest facade that has any.
    corner_deg
        A wall that turns outward by at least so much has a place at its corner.
    gap_m
        Distance from the wall that a lens keeps.

    Examples
    --------
    >>> house = np.array([shapely.box(0, 0, 30, 10)])
    >>> sites = on_facades(house, step_m=40, least_m=12, corner_deg=60, gap_m=0.3, height_m=4.5)
    >>> sites.host.tolist(), sites.outward_deg.tolist()
    (['corner', 'corner', 'corner', 'corner', 'wall', 'wall'], [135.0, 45.0, 315.0, 225.0, 0.0, 180.0])
    """
    blocks = shapely.get_parts(shapely.simplify(shapely.union_all(footprints), JOG_M))
    rings = [shapely.get_coordinates(shapely.get_exterior_ring(block)) for block in shapely.orient_polygons(blocks)]
    parts = [_corners(ring, corner_deg, gap_m, height_m) for ring in rings]
    parts += [_facades(ring, step_m, least_m, gap_m, height_m) for ring in rings]
    return together(parts)


def on_posts(posts: Floats, *, height_m: float) -> Sites:
    """Return places at posts that stand free ``(P, 2)``, such as lamps."""
    free = np.full(len(posts), np.nan)
    return Sites(posts, free, np.full(len(posts), height_m), np.full(len(posts), "lamp"))


def on_roofs(
    footprints: np.ndarray, roof_m: Floats, *, lowest_m: float, highest_m: float, gap_m: float, corner_deg: float
) -> Sites:
    """Return places at the corners of roofs, a metre above them; roofs that are too low or too high have none."""
    fit = np.flatnonzero((roof_m >= lowest_m) & (roof_m <= highest_m))
    parts = []
    for i in fit:
        here = on_facades(
            footprints[[i]], step_m=1.0, least_m=np.inf, corner_deg=corner_deg, gap_m=gap_m, height_m=roof_m[i] + 1.0
        )
        parts.append(Sites(here.lens, here.outward_deg, here.height_m, np.full(len(here), "roof")))
    return together(parts)


def _corners(ring: Floats, corner_deg: float, gap_m: float, height_m: float) -> Sites:
    """Return the places at the convex corners of a counterclockwise ring."""
    way = np.diff(ring, axis=0)
    way = way / np.hypot(*way.T)[:, None]
    before = np.roll(way, 1, axis=0)
    turn_deg = np.degrees(np.arctan2(_cross(before, way), (before * way).sum(axis=1)))
    at = np.flatnonzero(turn_deg >= corner_deg)
    out = _right(before[at]) + _right(way[at])
    # So far along the bisector that both walls are as far away as a lens keeps.
    step = out * (gap_m / (1 + (_right(before[at]) * _right(way[at])).sum(axis=1)))[:, None]
    return _sites(ring[:-1][at] + step, out, height_m, "corner")


def _facades(ring: Floats, step_m: float, least_m: float, gap_m: float, height_m: float) -> Sites:
    """Return evenly spaced places on the straight facades of a counterclockwise ring."""
    way = np.diff(ring, axis=0)
    length_m = np.hypot(*way.T)
    places, out = [], []
    for i in np.flatnonzero(length_m >= least_m):
        count = max(int(np.ceil(length_m[i] / step_m)), 1)
        along = (np.arange(count) + 0.5) / count
        normal = _right(way[[i]] / length_m[i])
        places.append(ring[i] + along[:, None] * way[i] + gap_m * normal)
        out.append(np.repeat(normal, count, axis=0))
    if not places:
        return together([])
    return _sites(np.concatenate(places), np.concatenate(out), height_m, "wall")


def _sites(lens: Floats, out: Floats, height_m: float, host: Host) -> Sites:
    outward_deg = np.degrees(np.arctan2(out[:, 0], out[:, 1])).round(1) % 360
    return Sites(lens, outward_deg, np.full(len(lens), height_m), np.full(len(lens), host))


def _right(way: Floats) -> Floats:
    """Return the directions to the right of (N, 2) others: outward of a counterclockwise ring."""
    return np.column_stack([way[:, 1], -way[:, 0]])


def _cross(one: Floats, other: Floats) -> Floats:
    crossed: Floats = one[:, 0] * other[:, 1] - one[:, 1] * other[:, 0]
    return crossed


def spaced(places: Floats, worth: Floats, *, spacing_m: float, most: int) -> Ints:
    """Return which of (S, 2) places to keep: the worthiest first, none within a distance of one that is kept.

    Examples
    --------
    >>> spaced(np.array([[0, 0], [3, 0], [30, 0]]), np.array([1.0, 2.0, 1.0]), spacing_m=10, most=9).tolist()
    [1, 2]
    """
    near = KDTree(places).query_ball_point(places, spacing_m) if len(places) else []
    taken = np.zeros(len(places), dtype=bool)
    kept: list[int] = []
    for i in np.argsort(-worth, kind="stable"):
        if len(kept) == most:
            break
        if not taken[i]:
            kept.append(int(i))
            taken[near[i]] = True
    return np.array(sorted(kept), dtype=np.int64)


def bearings(arc: Arc, opening_deg: float, *, step_deg: float) -> list[float]:
    """Return the orientations that are tried within the bearings that walls leave free.

    Examples
    --------
    >>> bearings(Arc(0, 360), 65, step_deg=60)
    [0.0, 60.0, 120.0, 180.0, 240.0, 300.0]
    >>> bearings(Arc(270, 180), 60, step_deg=60)
    [300.0, 0.0, 60.0]
    """
    if opening_deg >= 360:
        return [0.0]
    if arc.width_deg >= 360:
        count = int(np.ceil(360 / step_deg))
        return [round(i * 360 / count, 1) for i in range(count)]
    turn = arc.narrowed(opening_deg)
    count = int(np.ceil(turn.width_deg / step_deg)) + 1
    return [round(turn.from_deg + i * turn.width_deg / max(count - 1, 1), 1) % 360 for i in range(count)]


def free_of(sites: Sites, footprints: np.ndarray, *, beside_m: float) -> list[Arc]:
    """Return the bearings that walls leave free at each site; all round where it stands free or on a roof."""
    tree = shapely.STRtree(footprints)
    arcs = []
    for lens, outward_deg, host in zip(sites.lens, sites.outward_deg, sites.host, strict=True):
        if np.isnan(outward_deg) or host == "roof":
            arcs.append(Arc(0.0, 360.0))
            continue
        point = shapely.Point(lens)
        near = footprints[tree.query(point, predicate="dwithin", distance=_ALONG_M)]
        arcs.append(free_arc(point, near, outward_deg=float(outward_deg), beside_m=beside_m))
    return arcs
