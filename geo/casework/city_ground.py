"""Does a place that somebody reports concern this city? It lies in it, or so near that its gates and paths do."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo import crs
from geo.city import City
from geo.storage.store import Selection, Store

#: A stop, a path or the gate of a park just outside the boundary concerns the city, too.
FARTHEST_OUTSIDE_M = 500


@dataclass(frozen=True, slots=True)
class CityGround:
    """The ground of a city.

    Attributes
    ----------
    shape
        In metres of ``crs``.
    """

    name: str
    crs: str
    shape: BaseGeometry

    def strayed(self, place: BaseGeometry) -> tuple[float, float] | None:
        """Return the corner of a place, EPSG:4326, that lies farthest outside where that is too far; else none."""
        lonlat = shapely.get_coordinates(place)
        corners = gpd.GeoDataFrame(geometry=shapely.points(lonlat), crs=crs.STORED)
        away_m = shapely.distance(self.shape, crs.to_metric(corners, self.crs).geometry.array)
        # A projection may know no metres so far from its city.
        away_m = np.where(np.isfinite(away_m), away_m, np.inf)
        farthest = int(np.argmax(away_m))
        return tuple(lonlat[farthest]) if away_m[farthest] > FARTHEST_OUTSIDE_M else None


def city_ground(store: Store, city: City) -> CityGround | None:
    """Return the city's ground: its boundary, or else all of its areas together; none where no area is known."""
    areas = store.read("areas", Selection(equal={"kind": "city"}))
    areas = areas if len(areas) else store.read("areas")
    if areas.empty:
        return None
    shape = shapely.union_all(crs.to_metric(areas, city.crs).geometry.array)
    return CityGround(city.name, city.crs, shape)
