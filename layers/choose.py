"""How features that are in memory are chosen from, in the way the store chooses from its tables."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely

from layers.base import LayerQuery


def choose(frame: gpd.GeoDataFrame, query: LayerQuery) -> tuple[gpd.GeoDataFrame, int]:
    """Return a page of features, and how many match in all; a period is not looked at.

    Parameters
    ----------
    frame
        EPSG:4326, indexed by ``fid``.
    """
    kept = np.ones(len(frame), dtype=bool)
    if query.bbox is not None:
        kept &= shapely.intersects(frame.geometry.array, shapely.box(*query.bbox))
    if query.fid is not None:
        kept &= np.asarray(frame.index == query.fid)
    for name, value in query.equal.items():
        kept &= np.asarray(frame[name] == value, dtype=bool) if name in frame else False
    matching = frame[kept]
    end = None if query.limit is None else query.offset + query.limit
    return matching.iloc[query.offset : end], len(matching)
