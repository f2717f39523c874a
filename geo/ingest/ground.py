"""Where the city lies, as far as it is known."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import as_file
from typing import Any

import numpy as np
import pyogrio
import shapely
from numpy.typing import NDArray
from pyproj import CRS
from shapely.geometry.base import BaseGeometry

from geo.city import City
from geo.ingest.geojson_file import read_geojson
from geo.storage.store import Selection, Store

#: How far around the city coordinates still count as meant for it.
_AROUND_DEG = 0.3


@dataclass(frozen=True, slots=True)
class Ground:
    """The city's ground.

    Attributes
    ----------
    shape
        EPSG:4326, longitude first.
    known
        Whether it is the city's own; otherwise it is all the land that the city's CRS is made for.
    """

    shape: BaseGeometry
    known: bool

    def is_near(self, lon: float, lat: float) -> bool:
        """Tell whether a place lies in the city or around it."""
        return bool(shapely.box(*self.shape.bounds).buffer(_AROUND_DEG).intersects(shapely.Point(lon, lat)))

    def away_deg(self, lon: float, lat: float) -> float:
        """Return how far a place lies from the city, in degrees: good enough to compare."""
        return float(self.shape.distance(shapely.Point(lon, lat)))

    def meets(self, geometry: NDArray[Any]) -> NDArray[np.bool_]:
        """Tell which of (N,) geometries lie in the city, at least in part."""
        shapely.prepare(self.shape)
        return np.asarray(shapely.intersects(self.shape, geometry), dtype=bool)


def ground_of(store: Store, city: City) -> Ground:
    """Return the city's ground: its area in the store, else the boundary or the demo of its profile."""
    areas = store.read("areas", Selection(equal={"kind": "city"}))
    if len(areas):
        return Ground(areas.union_all(), known=True)
    if city.boundary is not None:
        with as_file(city.file(city.boundary)) as path:
            return Ground(shapely.union_all(read_geojson(path).geometry), known=True)
    if city.demo.places is not None:
        with as_file(city.file(city.demo.places)) as path:
            info = pyogrio.read_info(path, layer="buildings", force_total_bounds=True)
        return Ground(shapely.box(*info["total_bounds"]), known=True)
    use = CRS.from_user_input(city.crs).area_of_use
    bounds = (-180.0, -90.0, 180.0, 90.0) if use is None else use.bounds
    return Ground(shapely.box(*bounds), known=False)
