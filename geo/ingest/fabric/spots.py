"""Where in the free air of a made-up city can a camera hang: before a facade, or on a pole?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import shapely

#: How far in front of its facade a lens hangs, and how far from every house it keeps at least.
GAP_M = 0.3
_KEPT_M = 0.299
_POLE_KEPT_M = 1.0
_STEP_M = 0.05
_ROUNDS = 60
_POLE_M = (4.5, 9.0)


@dataclass(frozen=True, slots=True)
class Spots:
    """Where cameras hang.

    Attributes
    ----------
    xy
        (N, 2) metres.
    outward_deg
        (N,) bearing away from the facade; from the crossing for a pole.
    host
        (N,) the number of what it watches over, as the caller counts; -1 for a pole at a crossing.
    pole
        (N,) whether it hangs on a pole.
    """

    xy: np.ndarray
    outward_deg: np.ndarray
    host: np.ndarray
    pole: np.ndarray

    def __getitem__(self, chosen: np.ndarray) -> Spots:
        """Return some of the spots."""
        return Spots(self.xy[chosen], self.outward_deg[chosen], self.host[chosen], self.pole[chosen])


def facades(houses: np.ndarray, host: np.ndarray, reach_m: np.ndarray, rng: np.random.Generator) -> Spots:
    """Return a spot before an outer wall of each house, every metre of it as likely.

    Parameters
    ----------
    houses
        (N,) polygons in metres; a house stands in it once for each spot.
    host
        (N,) what the spots are numbered by.
    reach_m
        (N,) how far from the wall; farther than the gap of a lens it is a pole.
    """
    ring = shapely.get_exterior_ring(shapely.orient_polygons(houses))
    along_m = rng.random(len(houses)) * shapely.length(ring)
    before = shapely.get_coordinates(shapely.line_interpolate_point(ring, np.maximum(along_m - _STEP_M, 0)))
    after = shapely.get_coordinates(shapely.line_interpolate_point(ring, along_m + _STEP_M))
    tangent = after - before
    outward = np.column_stack([tangent[:, 1], -tangent[:, 0]])
    outward /= np.maximum(np.linalg.norm(outward, axis=1), 1e-9)[:, None]
    foot = shapely.get_coordinates(shapely.line_interpolate_point(ring, along_m))
    return Spots(foot + outward * reach_m[:, None], _bearing_deg(outward), host, reach_m > GAP_M)


def crossings(points: np.ndarray, rng: np.random.Generator) -> Spots:
    """Return a pole beside each of (N,) crossings."""
    angle = rng.uniform(0, 2 * np.pi, len(points))
    away = np.column_stack([np.sin(angle), np.cos(angle)])
    xy = shapely.get_coordinates(points) + away * rng.uniform(*_POLE_M, len(points))[:, None]
    n = len(points)
    return Spots(xy, _bearing_deg(-away), np.full(n, -1), np.ones(n, dtype=bool))


def drawn(draw: Callable[[int], Spots], count: int, houses: np.ndarray) -> Spots:
    """Draw spots until enough of them hang in free air.

    Parameters
    ----------
    draw
        Returns about as many spots as it is asked for.
    """
    tree = shapely.STRtree(houses)
    found: list[Spots] = []
    missing = count
    for _ in range(_ROUNDS):
        if missing <= 0:
            break
        some = draw(2 * missing + 8)
        free = some[_free(some, tree)]
        found.append(free[np.arange(min(missing, len(free.xy)))])
        missing -= len(found[-1].xy)
    if missing > 0:
        raise ValueError(f"a made-up city must have room for its cameras, but {missing} of {count} found none")
    return joined(found)


def joined(parts: list[Spots]) -> Spots:
    """Put spots together."""
    return Spots(
        np.concatenate([part.xy for part in parts] or [np.empty((0, 2))]),
        np.concatenate([part.outward_deg for part in parts] or [np.empty(0)]),
        np.concatenate([part.host for part in parts] or [np.empty(0, dtype=int)]),
        np.concatenate([part.pole for part in parts] or [np.empty(0, dtype=bool)]),
    )


def _free(spots: Spots, tree: shapely.STRtree) -> np.ndarray:
    kept_m = np.where(spots.pole, _POLE_KEPT_M, _KEPT_M)
    free = np.ones(len(kept_m), dtype=bool)
    free[tree.query(shapely.points(spots.xy), predicate="dwithin", distance=kept_m)[0]] = False
    return free


def _bearing_deg(direction: np.ndarray) -> np.ndarray:
    """Return the bearings of vectors (N, 2), clockwise from north."""
    bearing_deg: np.ndarray = np.degrees(np.arctan2(direction[:, 0], direction[:, 1])) % 360
    return bearing_deg
