"""Which houses stand along the edges of blocks: closed rows around courtyards, and houses in gardens?"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.ingest.fabric.cells import frames
from geo.ingest.fabric.parcels import Parcels, edges, parcels

_OLD_KINDS = {"apartments": 0.76, "retail": 0.1, "office": 0.07, "hotel": 0.05, "civic": 0.02}
_SETBACK_M = 3.5


def closed_rows(blocks: np.ndarray, rng: np.random.Generator, *, zone: str) -> gpd.GeoDataFrame:
    """Close blocks with houses wall to wall around their courtyards; here and there one is missing.

    Parameters
    ----------
    blocks
        (B,) polygons in metres whose edges are the street fronts.
    zone
        ``old`` or ``tenements``.

    Returns
    -------
    frame
        Columns ``block``, ``kind``, ``levels``, ``height_m``, in metres.
    """
    old = zone == "old"
    depth_m = rng.uniform(9.5, 12.5, len(blocks)) if old else rng.uniform(12.0, 14.5, len(blocks))
    along = edges(blocks, depth_m)
    wide_m = rng.uniform(9.0, 13.0, len(along.block)) if old else rng.uniform(16.0, 23.0, len(along.block))
    plots = parcels(along, wide_m, rng, least_depth=0.72)
    shapes, edge = _corner_houses(plots, along.after)
    there = (rng.random(len(shapes)) > (0.04 if old else 0.1)) & (shapely.area(shapes) > 40)
    shapes, block = shapes[there], along.block[edge[there]]
    low, high = (3, 6) if old else (4, 7)
    levels = np.clip(rng.integers(low, high, len(along.block))[edge[there]] + rng.integers(-1, 2, len(shapes)), low, 6)
    kinds = _drawn(_OLD_KINDS, len(shapes), rng)
    return _houses(shapes, block, kinds, levels, storey_m=3.5, roof_m=rng.uniform(2.0, 4.0, len(shapes)))


def garden_houses(blocks: np.ndarray, rng: np.random.Generator) -> gpd.GeoDataFrame:
    """Put single houses into gardens along the edges of blocks, set back from the street."""
    short_m = frames(blocks)[2][:, 1]
    deep = _garden_houses(blocks, np.clip(short_m * 0.4, 13.0, 26.0), rng)
    rest = np.setdiff1d(np.arange(len(blocks)), deep["block"])
    if len(rest) == 0:
        return deep
    shallow = _garden_houses(blocks[rest], np.clip(short_m[rest] * 0.3, 12.5, 16.0), rng)
    return pd.concat([deep, shallow.assign(block=rest[shallow["block"]])], ignore_index=True)


def _garden_houses(blocks: np.ndarray, depth_m: np.ndarray, rng: np.random.Generator) -> gpd.GeoDataFrame:
    along = edges(blocks, depth_m)
    wide_m = rng.choice([17.0, 21.0, 25.0], len(blocks))[along.block]
    plots = parcels(along, wide_m, rng)
    shapes = _set_back(plots, rng)
    fits = shapely.contains_properly(shapely.polygons(plots.corners), shapes) & (rng.random(len(shapes)) > 0.08)
    shapes, block = shapes[fits], along.block[plots.edge[fits]]
    levels = rng.choice([1, 2, 2, 3], len(shapes))
    kinds = np.full(len(shapes), "house", dtype=object)
    return _houses(shapes, block, kinds, levels, storey_m=3.0, roof_m=rng.uniform(1.0, 3.5, len(shapes)))


def _corner_houses(plots: Parcels, after: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Join the last parcel of an edge with the first of the next; return shapes and the edge of each."""
    shapes = shapely.polygons(plots.corners)
    first, last = np.flatnonzero(plots.first), np.flatnonzero(plots.last)
    wide = (last > first) & (last > first)[after]
    last, following = last[wide], first[after][wide]
    shapes[last] = shapely.union(shapes[last], shapes[following])
    kept = np.ones(len(shapes), dtype=bool)
    kept[following] = False
    return shapes[kept], plots.edge[kept]


def _set_back(plots: Parcels, rng: np.random.Generator) -> np.ndarray:
    """Return a rectangle in each parcel, along its front."""
    begin, end = plots.corners[:, 0], plots.corners[:, 1]
    front_m = np.linalg.norm(end - begin, axis=1)
    along = (end - begin) / np.maximum(front_m, 1e-9)[:, None]
    inward = np.column_stack([-along[:, 1], along[:, 0]])
    wide_m = np.clip(front_m * rng.uniform(0.45, 0.68, len(front_m)), 7.0, 14.0)
    deep_m = rng.uniform(7.5, 11.0, len(front_m))
    middle = (begin + end) / 2 + inward * (_SETBACK_M + rng.uniform(0, 1.5, len(front_m)) + deep_m / 2)[:, None]
    return rectangles(middle, along, wide_m, deep_m)


def rectangles(middle: np.ndarray, along: np.ndarray, length_m: np.ndarray, width_m: np.ndarray) -> np.ndarray:
    """Return (N,) rectangles about their middles (N, 2), with their lengths along unit vectors (N, 2)."""
    across = np.column_stack([-along[:, 1], along[:, 0]])
    u, v = along * length_m[:, None] / 2, across * width_m[:, None] / 2
    corners = np.stack([middle - u - v, middle + u - v, middle + u + v, middle - u + v], axis=1)
    shapes: np.ndarray = shapely.polygons(corners)
    return shapes


def _drawn(chances: dict[str, float], count: int, rng: np.random.Generator) -> np.ndarray:
    return rng.choice(np.array(list(chances), dtype=object), size=count, p=list(chances.values()))


def _houses(
    shapes: np.ndarray, block: np.ndarray, kinds: np.ndarray, levels: np.ndarray, *, storey_m: float, roof_m: np.ndarray
) -> gpd.GeoDataFrame:
    height_m = np.round(levels * storey_m + roof_m, 1)
    columns = {"block": block, "kind": kinds, "levels": levels.astype(float), "height_m": height_m}
    return gpd.GeoDataFrame(columns, geometry=shapes)
