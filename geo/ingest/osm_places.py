"""Which things of OpenStreetMap are places where people gather, or pass where nobody else does?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.geometry.touching import groups

#: What a tag makes of a thing; the first that says something counts.
KINDS: dict[str, dict[str, str]] = {
    "amenity": {
        "school": "school",
        "university": "school",
        "college": "school",
        "kindergarten": "kindergarten",
        "hospital": "hospital",
        "clinic": "hospital",
        "marketplace": "market",
        "bus_station": "station",
    },
    "leisure": {"park": "park", "garden": "park", "playground": "playground"},
    "highway": {"bus_stop": "stop"},
    "railway": {"station": "station", "halt": "station", "tram_stop": "stop"},
    "building": {
        "school": "school",
        "university": "school",
        "kindergarten": "kindergarten",
        "hospital": "hospital",
        "train_station": "station",
        "station": "station",
    },
}
#: Ways on which people go underground.
_ON_FOOT = ("footway", "pedestrian", "path", "steps", "corridor")


def place_kind(tags: Mapping[str, Any]) -> str | None:
    """Return what kind of place a thing is by its tags; none where it is no place.

    Examples
    --------
    >>> place_kind({"amenity": "school", "building": "yes"}), place_kind({"highway": "footway", "tunnel": "yes"})
    ('school', 'underpass')
    >>> place_kind({"leisure": "garden", "access": "private"}) is None
    True
    """
    if tags.get("access") in ("private", "no"):
        return None
    if tags.get("tunnel") == "yes" and tags.get("highway") in _ON_FOOT:
        return "underpass"
    found = (values.get(str(tags.get(tag))) for tag, values in KINDS.items())
    return next((kind for kind in found if kind is not None), None)


def of_extract(buildings: gpd.GeoDataFrame, streets: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the places among buildings and streets, with ``osm_id``, ``osm_type``, ``kind`` and ``name``."""
    parts = []
    for frame, kind in ((buildings, "building"), (streets, "highway")):
        tags = frame.reindex(columns=[kind, "tunnel", "access"]).to_dict("records")
        told = frame.reindex(columns=["osm_id", "osm_type", "name", "geometry"]).assign(
            kind=[place_kind(t) for t in tags]
        )
        parts.append(told[told["kind"].notna()])
    return joined_underground(gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), crs=buildings.crs))


def joined_underground(places: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return places with ways underground that touch as one place, which lies on them near their middle."""
    lines = places[shapely.get_type_id(places.geometry.array) == 1]
    if lines.empty:
        return places
    group = groups(np.asarray(lines.geometry.array, dtype=object))
    whole = lines.dissolve(by=group, aggfunc="first").reset_index(drop=True)
    middle = shapely.shortest_line(whole.geometry.array, shapely.centroid(whole.geometry.array))
    whole = whole.set_geometry(gpd.GeoSeries(shapely.get_point(middle, 0), crs=places.crs))
    return gpd.GeoDataFrame(pd.concat([places.drop(lines.index), whole], ignore_index=True), crs=places.crs)
