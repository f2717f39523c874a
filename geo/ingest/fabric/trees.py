"""Where do the trees of a made-up city stand: in rows along its avenues, and in its parks?"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely

#: Streets that can be avenues, and how far from their middle the trees stand.
_BESIDE_M = {"primary": 9.0, "secondary": 8.0, "tertiary": 6.5, "residential": 6.0}
_AVENUE_SHARE = 0.3
_EVERY_M = 14.0
#: In parks, and along the belt around the old town: how far from the paths trees stand, and how many a metre of path.
_PARK_M = (3.0, 22.0)
_PER_M = 0.12
_PARK_SHARE = 0.4
_CLEAR_M = 2.0
_CROWN_M = (3.0, 6.0, 12.0)


def trees(streets: gpd.GeoDataFrame, houses: np.ndarray, *, most: int, rng: np.random.Generator) -> gpd.GeoDataFrame:
    """Return trees with their heights and crowns, more of them near the old town.

    Parameters
    ----------
    streets
        Columns ``kind``, ``zone`` and ``importance``, in metres.
    houses
        (H,) polygons in metres, to which trunks keep a distance.
    """
    avenue = streets["kind"].isin(_BESIDE_M).to_numpy() & (rng.random(len(streets)) < _AVENUE_SHARE)
    path = ((streets["kind"] == "footway") & streets["zone"].isin(["park", "old"])).to_numpy()
    # Streets near the old town come sooner, but not before all others.
    order = streets["importance"].to_numpy(dtype=float) * rng.exponential(size=len(streets))
    rows = _free(_rows(streets.iloc[_first(avenue, order)], rng), houses)
    grown = _free(_groves(streets.iloc[_first(path, order)], rng), houses)
    in_parks = min(len(grown), round(most * _PARK_SHARE))
    points = np.concatenate([rows[: most - in_parks], grown[:in_parks]])
    crown_m = rng.triangular(*_CROWN_M, len(points))
    height_m = 3.0 + crown_m * rng.uniform(0.9, 1.5, len(points))
    return gpd.GeoDataFrame({"height_m": height_m.round(1), "crown_m": crown_m.round(1)}, geometry=points)


def _first(chosen: np.ndarray, order: np.ndarray) -> np.ndarray:
    """Return the places of what is chosen, in an order."""
    places = np.flatnonzero(chosen)
    first: np.ndarray = places[np.argsort(order[places], kind="stable")]
    return first


def _rows(streets: gpd.GeoDataFrame, rng: np.random.Generator) -> np.ndarray:
    """Return points on both sides of streets at equal steps, a few of them missing."""
    lines = np.asarray(streets.geometry.array, dtype=object)
    count = (shapely.length(lines) / _EVERY_M).astype(int)
    line = np.repeat(np.arange(len(count)), 2 * count)
    place = np.arange(len(line)) - np.repeat(2 * (np.cumsum(count) - count), 2 * count)
    beside_m = streets["kind"].map(_BESIDE_M).to_numpy(dtype=float)[line] * np.where(place % 2, 1.0, -1.0)
    points = _beside(lines[line], (place // 2 + 0.5) * _EVERY_M, beside_m)
    return points[rng.random(len(points)) < 0.9]


def _groves(paths: gpd.GeoDataFrame, rng: np.random.Generator) -> np.ndarray:
    """Return points scattered on both sides of paths."""
    lines = np.asarray(paths.geometry.array, dtype=object)
    length_m = shapely.length(lines)
    line = np.repeat(np.arange(len(lines)), (length_m * _PER_M).astype(int))
    beside_m = rng.uniform(*_PARK_M, len(line)) * rng.choice([-1.0, 1.0], len(line))
    return _beside(lines[line], rng.random(len(line)) * length_m[line], beside_m)


def _beside(lines: np.ndarray, along_m: np.ndarray, beside_m: np.ndarray) -> np.ndarray:
    """Return the points so far along (N,) lines and so far to the left of them."""
    here = shapely.get_coordinates(shapely.line_interpolate_point(lines, along_m))
    ahead = shapely.get_coordinates(shapely.line_interpolate_point(lines, along_m + 0.5)) - here
    left = np.column_stack([-ahead[:, 1], ahead[:, 0]]) / np.maximum(np.linalg.norm(ahead, axis=1), 1e-9)[:, None]
    points: np.ndarray = shapely.points(here + left * beside_m[:, None])
    return points


def _free(points: np.ndarray, houses: np.ndarray) -> np.ndarray:
    free = np.ones(len(points), dtype=bool)
    free[shapely.STRtree(houses).query(points, predicate="dwithin", distance=_CLEAR_M)[0]] = False
    kept: np.ndarray = points[free]
    return kept
