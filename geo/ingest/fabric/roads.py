"""Where do the main roads of a made-up city run: rings around its centre, and ways out of it?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

#: Radius of the rings, as multiples of the old town's.
_RINGS = (1.0, 2.2, 3.8, 6.2, 10.0, 16.0, 25.0)
_END = 40.0
#: From which ring on there are further ways, halfway between those before; and how many.
_WAYS = ((0, 8), (2, 8), (4, 16))
_STEP_M = 80.0
_STRAY = 0.035


@dataclass(frozen=True, slots=True)
class Roads:
    """The main roads of a city.

    Attributes
    ----------
    lines
        (N,) in metres.
    kind
        (N,) OpenStreetMap's word for each.
    cuts
        The same lines, drawn on a little over the roads in which they end, so that they surely divide the ground.
    old
        The old town inside the innermost ring.
    """

    lines: np.ndarray
    kind: np.ndarray
    cuts: np.ndarray
    old: shapely.Polygon


def main_roads(ground: shapely.Geometry, centre: np.ndarray, old_radius_m: float, rng: np.random.Generator) -> Roads:
    """Draw rings and ways out, wavering a little, and cut them off where the ground ends.

    Parameters
    ----------
    ground
        Where the city may be, metres.
    centre
        (2,) metres.
    """
    rings = [_ring(centre, old_radius_m * size, rng) for size in _RINGS]
    inside = [shapely.polygons(shapely.get_coordinates(ring)) for ring in rings]
    ways, begins = _ways(centre, old_radius_m, rng)
    trimmed = [shapely.difference(way, inside[ring]) for way, ring in zip(ways, begins, strict=True)]
    kinds = [("secondary", "primary")[i % 2] for i in range(len(rings))]
    kinds += [("primary", "secondary")[i % 2] for i in range(len(ways))]
    drawn = shapely.intersection(np.array([*rings, *trimmed], dtype=object), ground)
    cut, owner = shapely.get_parts(drawn, return_index=True)
    seen = shapely.length(cut) > 1.0
    return Roads(
        cut[seen], np.array(kinds, dtype=object)[owner[seen]], np.array([*rings, *ways], dtype=object), inside[0]
    )


def _ring(centre: np.ndarray, radius_m: float, rng: np.random.Generator) -> shapely.LineString:
    steps = max(24, round(2 * np.pi * radius_m / _STEP_M))
    angle = np.linspace(0, 2 * np.pi, steps, endpoint=False)
    phase = rng.uniform(0, 2 * np.pi, 4)
    stray = sum(_STRAY * np.sin(k * angle + phase[k - 2]) for k in (2, 3, 4, 5))
    ring = centre + _around(angle, radius_m * (1 + stray))
    return shapely.linestrings(np.vstack([ring, ring[:1]]))


def _ways(
    centre: np.ndarray, old_radius_m: float, rng: np.random.Generator
) -> tuple[list[shapely.LineString], list[int]]:
    """Return ways out and the ring from which each leads; each begins a little inside, so that it meets its ring."""
    turn = rng.uniform(0, 2 * np.pi)
    ways, begins = [], []
    for level, (ring, count) in enumerate(_WAYS):
        offset = 0.0 if level == 0 else np.pi / count
        for angle in turn + offset + np.arange(count) * 2 * np.pi / count + rng.uniform(-0.05, 0.05, count):
            begin_m = _RINGS[ring] * old_radius_m * 0.8
            radius = np.arange(begin_m, _END * old_radius_m, _STEP_M)
            wave = 0.8 / count * np.sin(radius / (2.5 * old_radius_m) + rng.uniform(0, 2 * np.pi))
            begins.append(ring)
            ways.append(_from_ring(centre, angle + wave, radius))
    return ways, begins


def _from_ring(centre: np.ndarray, angle: np.ndarray, radius_m: np.ndarray) -> shapely.LineString:
    return shapely.linestrings(centre + _around(angle, radius_m))


def _around(angle: np.ndarray, radius_m: np.ndarray) -> np.ndarray:
    return np.column_stack([np.cos(angle) * radius_m, np.sin(angle) * radius_m])
