"""How is what an analysis measured named by the levels of the norm, and made ready to be drawn?"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo import crs
from geo.coverage.reach import LEVELS

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
    simple = shapely.simplify(parts, tolerance_m)
    several = np.bincount(owner, minlength=len(shapes)) > 1
    made = shapes.copy()
    alone = ~several[owner]
    made[owner[alone]] = simple[alone]
    for i in np.flatnonzero(several):
        made[i] = _gathered(simple[slice(*np.searchsorted(owner, [i, i + 1]))])
    # Parts that came to overlap stay as they were: to repair them takes longer than all else.
    broken = np.flatnonzero(~shapely.is_valid(made))
    made[broken] = shapes[broken]
    broken = broken[~shapely.is_valid(made[broken])]
    made[broken] = shapely.make_valid(made[broken])
    return made


def _gathered(parts: np.ndarray) -> shapely.Geometry:
    kinds = set(shapely.get_dimensions(parts).tolist())
    if kinds == {2}:
        return shapely.multipolygons(parts)
    return shapely.multilinestrings(parts) if kinds == {1} else shapely.geometrycollections(parts)
