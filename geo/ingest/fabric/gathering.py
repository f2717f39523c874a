"""Where do people of a made-up city gather: at schools, stops, in parks, on the market square, in underpasses?"""

from __future__ import annotations

from collections.abc import Iterator

import geopandas as gpd
import numpy as np
import shapely

from geo.city import City
from geo.ingest.fabric.cityscape import Cityscape

#: Houses that are places, or whose block is one.
_HOUSES = ("school", "kindergarten", "hospital")
#: Stops stand on main streets about so far apart, and underpasses lead below crossings of the greatest.
_STOPS_EVERY_M, _APART_M = 450.0, 700.0
_WITH_STOPS = ("primary", "secondary")


def gathering(scape: Cityscape, city: City) -> gpd.GeoDataFrame:
    """Return places in metres, with ``kind`` and ``name``; nothing of them is drawn by lot."""
    found = [(kind, shape) for kind, shapes in _kinds(scape) for shape in shapes]
    kinds = np.array([kind for kind, _ in found], dtype=object)
    names = [
        f"{city.place_kinds[kind].pl.capitalize()} {(kinds[: i + 1] == kind).sum()}" for i, kind in enumerate(kinds)
    ]
    return gpd.GeoDataFrame({"kind": kinds, "name": names}, geometry=[shape for _, shape in found])


def _kinds(scape: Cityscape) -> Iterator[tuple[str, np.ndarray]]:
    houses = np.asarray(scape.houses.geometry.array, dtype=object)
    for kind in _HOUSES:
        yield kind, houses[(scape.houses["kind"] == kind).to_numpy()]
    yield "park", scape.blocks[scape.zones == "park"]
    yield "market", scape.blocks[[scape.square]] if scape.square >= 0 else scape.blocks[:0]
    yield "stop", _stops(scape)
    yield "underpass", _underpasses(scape)


def _stops(scape: Cityscape) -> np.ndarray:
    lines = _main(scape, _WITH_STOPS)
    count = np.maximum(np.round(shapely.length(lines) / _STOPS_EVERY_M), 1).astype(int)
    line = np.repeat(np.arange(len(lines)), count)
    place = np.arange(len(line)) - np.repeat(np.cumsum(count) - count, count)
    stops = shapely.line_interpolate_point(lines[line], (place + 0.5) / count[line], normalized=True)
    return _apart(stops, _STOPS_EVERY_M / 2)


def _underpasses(scape: Cityscape) -> np.ndarray:
    lines = _main(scape, _WITH_STOPS[:1])
    one, other = shapely.STRtree(lines).query(lines, predicate="intersects")
    crossings = shapely.get_parts(shapely.intersection(lines[one[one < other]], lines[other[one < other]]))
    return _apart(crossings[shapely.get_type_id(crossings) == 0], _APART_M)


def _main(scape: Cityscape, kinds: tuple[str, ...]) -> np.ndarray:
    shapes: np.ndarray = np.asarray(scape.streets.geometry.array, dtype=object)[scape.streets["kind"].isin(kinds)]
    return shapes


def _apart(points: np.ndarray, apart_m: float) -> np.ndarray:
    """Return points of which none is nearer to one before it."""
    if len(points) == 0:
        return points
    kept = np.ones(len(points), dtype=bool)
    for one, other in np.sort(shapely.STRtree(points).query(points, predicate="dwithin", distance=apart_m).T, axis=1):
        if one < other and kept[one]:
            kept[other] = False
    return points[kept]
