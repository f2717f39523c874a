"""Where do the lamps along the streets of a made-up city stand?"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely

_EVERY_M = 35.0
_BESIDE_M = {"primary": 7.0, "secondary": 6.0, "tertiary": 5.0, "residential": 4.6, "living_street": 3.0}
_BESIDE_OTHER_M = 2.2
_CLEAR_M = 0.5
#: Footways in these zones lead through greenery: a park, and the belt around the old town.
_GREEN = ("park", "old")


def lamps(streets: gpd.GeoDataFrame, houses: np.ndarray, *, most: int) -> gpd.GeoDataFrame:
    """Return lamps on alternate sides of streets, the most important streets first.

    Parameters
    ----------
    streets
        Columns ``kind``, ``zone`` and ``importance`` (the lower, the sooner it is lit), in metres.
    houses
        (H,) polygons in metres, in which no lamp stands.

    Returns
    -------
    frame
        Points in metres with their ``schedule``.
    """
    streets = streets.sort_values("importance", kind="stable")
    lines = np.asarray(streets.geometry.array, dtype=object)
    length_m = shapely.length(lines)
    count = (length_m / _EVERY_M).astype(int)
    line = np.repeat(np.arange(len(count)), count)
    place = np.arange(len(line)) - np.repeat(np.cumsum(count) - count, count)
    along_m = (place + 0.5) * _EVERY_M
    here = shapely.get_coordinates(shapely.line_interpolate_point(lines[line], along_m))
    ahead = shapely.get_coordinates(shapely.line_interpolate_point(lines[line], along_m + 0.5)) - here
    left = np.column_stack([-ahead[:, 1], ahead[:, 0]]) / np.maximum(np.linalg.norm(ahead, axis=1), 1e-9)[:, None]
    beside_m = streets["kind"].map(_BESIDE_M).fillna(_BESIDE_OTHER_M).to_numpy(dtype=float)
    points = shapely.points(here + left * (np.where(place % 2, 1, -1) * beside_m[line])[:, None])
    stuck = np.zeros(len(points), dtype=bool)
    if len(houses):
        stuck[shapely.STRtree(houses).query(points, predicate="dwithin", distance=_CLEAR_M)[0]] = True
    green = (streets["kind"] == "footway").to_numpy() & streets["zone"].isin(_GREEN).to_numpy()
    schedule = np.where(green, "park", "street")[line]
    return gpd.GeoDataFrame({"schedule": schedule[~stuck][:most]}, geometry=list(points[~stuck][:most]))
