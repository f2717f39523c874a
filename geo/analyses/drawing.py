"""How is what an analysis measured named by the levels of the norm, and made ready to be drawn?"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo import crs
from geo.coverage.reach import LEVELS
from geo.geometry.simplify import fewer_corners

#: Shapes are drawn to this tolerance, metres; numbers are measured before.
DRAWN_TO_M = 0.05
#: Shapes that a thread takes at once.
_AT_ONCE = 2000


def labelled(frame: pd.DataFrame, *, crs_: str) -> gpd.GeoDataFrame:
    """Give every density, in the column ``px_per_m``, the names that the editions have for it."""
    names = pd.DataFrame(LEVELS, columns=["norm_edition", "level", "px_per_m"])
    return gpd.GeoDataFrame(names.merge(frame, on="px_per_m"), geometry="geometry", crs=crs_)


def drawn(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return a frame as it is kept and drawn: a little simpler, in longitude and latitude."""
    shapes = np.asarray(frame.geometry.array, dtype=object)

    def work(begin: int) -> np.ndarray:
        some = simpler(shapes[begin : begin + _AT_ONCE], DRAWN_TO_M)
        return np.asarray(gpd.GeoSeries(some, crs=frame.crs).to_crs(crs.STORED).array, dtype=object)

    with ThreadPoolExecutor() as threads:
        parts = list(threads.map(work, range(0, max(len(shapes), 1), _AT_ONCE)))
    return frame.set_geometry(gpd.GeoSeries(np.concatenate(parts), index=frame.index, crs=crs.STORED))


def simpler(shapes: np.ndarray, tolerance_m: float) -> np.ndarray:
    """Return (N,) valid shapes, simplified part by part: what a city has of thousands of parts takes no longer."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    simple = _simple(parts, tolerance_m)
    made = _put_together(shapes, simple, owner)
    # Each part by itself is valid: only several of them can overlap.
    several = np.flatnonzero(np.bincount(owner, minlength=len(shapes)) > 1)
    for i in several[~shapely.is_valid(made[several])]:
        mine = slice(*np.searchsorted(owner, [i, i + 1]))
        made[i] = _gathered(_apart(simple[mine], parts[mine]))
        made[i] = made[i] if made[i].is_valid else shapely.make_valid(made[i])
    return made


def _apart(simple: np.ndarray, parts: np.ndarray) -> np.ndarray:
    """Return the parts of one shape; those that came to overlap are as they were, or one if they did so before."""
    apart = simple.copy()
    met = _overlapping(apart)
    apart[met] = _whole(parts[met])
    apart = shapely.get_parts(apart)
    met = _overlapping(apart)
    return np.append(np.delete(apart, met), shapely.get_parts(shapely.union_all(apart[met])))


def _overlapping(parts: np.ndarray) -> np.ndarray:
    """Return which parts share more than points with another."""
    one, other = shapely.STRtree(parts).query(parts, predicate="intersects")
    one, other = one[one < other], other[one < other]
    shared = shapely.get_dimensions(shapely.intersection(parts[one], parts[other])) > 0
    return np.unique(np.concatenate([one[shared], other[shared]]))


def _simple(parts: np.ndarray, tolerance_m: float) -> np.ndarray:
    """Return (P,) parts with fewer corners, each of them valid."""
    flat = (shapely.get_type_id(parts) == shapely.GeometryType.POLYGON) & ~shapely.is_empty(parts)
    simple = parts.copy()
    simple[flat] = fewer_corners(parts[flat], tolerance_m)
    simple[~flat] = shapely.simplify(parts[~flat], tolerance_m)
    broken = np.flatnonzero(~shapely.is_valid(simple))
    # Slower, but it keeps rings from crossing.
    simple[broken] = shapely.simplify(parts[broken], tolerance_m)
    broken = broken[~shapely.is_valid(simple[broken])]
    simple[broken] = _whole(parts[broken])
    return simple


def _whole(parts: np.ndarray) -> np.ndarray:
    """Return parts as they were, those mended that are not valid: each by itself, which is soon done."""
    broken = ~shapely.is_valid(parts)
    mended = parts.copy()
    mended[broken] = shapely.make_valid(parts[broken])
    return mended


def _put_together(shapes: np.ndarray, parts: np.ndarray, owner: np.ndarray) -> np.ndarray:
    """Return shapes with other parts."""
    made = shapes.copy()
    alone = np.bincount(owner, minlength=len(shapes))[owner] == 1
    made[owner[alone]] = parts[alone]
    for i in np.unique(owner[~alone]):
        made[i] = _gathered(shapely.get_parts(parts[slice(*np.searchsorted(owner, [i, i + 1]))]))
    return made


def _gathered(parts: np.ndarray) -> shapely.Geometry:
    kinds = set(shapely.get_dimensions(parts).tolist())
    if kinds == {2}:
        return shapely.multipolygons(parts)
    return shapely.multilinestrings(parts) if kinds == {1} else shapely.geometrycollections(parts)
