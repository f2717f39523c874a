"""Which place does a form mean? Drawn, pointed at, named, or only described."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping

import geopandas as gpd
import shapely
from shapely.errors import ShapelyError
from shapely.geometry.base import BaseGeometry

from geo.casework.city_ground import FARTHEST_OUTSIDE_M, CityGround
from geo.errors import Fault

#: A route or an area has at most so many corners.
MOST_CORNERS = 200
_DRAWN = ("LineString", "Polygon")


def place(
    given: Mapping[str, str],
    streets: gpd.GeoDataFrame,
    buildings: gpd.GeoDataFrame,
    *,
    ground: CityGround | None = None,
) -> tuple[BaseGeometry | None, list[Fault]]:
    """Return the place of a form, EPSG:4326, or why there is none; a place that is only described has no geometry.

    Parameters
    ----------
    given
        ``shape`` (a route or an area as GeoJSON), ``lon`` and ``lat``, ``place_words``; the first that is there counts.
    streets, buildings
        The city's, EPSG:4326: a place that is the name of a street is that street, one that is an address is that
        house.
    ground
        In which, or near which, each corner of what is drawn or pointed at must lie; anywhere where there is none.
    """
    lon, lat, said = given.get("lon", ""), given.get("lat", ""), given.get("place_words", "")
    if given.get("shape"):
        return _near(*_shape(given["shape"]), ground)
    if lon or lat:
        return _near(*_point(lon, lat), ground)
    if not said:
        return None, [_fault("Please choose a place on the map, or write the street or describe the place.")]
    return _called(said, streets, buildings), []


def _near(
    where: BaseGeometry | None, faults: list[Fault], ground: CityGround | None
) -> tuple[BaseGeometry | None, list[Fault]]:
    """Return a place that was read, or a fault where it strays from the city."""
    strayed = None if where is None or ground is None else ground.strayed(where)
    if ground is None or strayed is None:
        return where, faults
    please = "The place must lie in {city} or at most {most} m outside it, not at {given}."
    lon, lat = strayed
    return None, [_fault(please, city=ground.name, most=FARTHEST_OUTSIDE_M, given=f"{lon:.5f}, {lat:.5f}")]


def _called(said: str, streets: gpd.GeoDataFrame, buildings: gpd.GeoDataFrame) -> BaseGeometry | None:
    called = streets[streets["name"].str.casefold() == said.casefold()]
    if len(called):
        return called.union_all()
    housed = buildings[buildings["address"].str.casefold() == said.casefold()]
    return None if housed.empty else housed.geometry.iloc[0].representative_point()


def _point(lon: str, lat: str) -> tuple[BaseGeometry | None, list[Fault]]:
    try:
        x, y = float(lon), float(lat)
    except ValueError:
        x = y = math.nan
    if math.isfinite(x) and math.isfinite(y) and abs(x) <= 180 and abs(y) <= 90:
        return shapely.Point(x, y), []
    please = "The point must be longitude and latitude in degrees, not {given}."
    return None, [_fault(please, given=f"{lon[:20]}, {lat[:20]}")]


def _shape(given: str) -> tuple[BaseGeometry | None, list[Fault]]:
    please = "The route or area must be drawn again: it has no corners that can be read, or more than {most}."
    try:
        drawn = shapely.from_geojson(json.dumps(json.loads(given)))
    except (ValueError, ShapelyError, RecursionError):
        return None, [_fault(please, most=MOST_CORNERS)]
    west, south, east, north = drawn.bounds if not drawn.is_empty else (math.nan,) * 4
    within = -180 <= west <= east <= 180 and -90 <= south <= north <= 90
    if drawn.geom_type not in _DRAWN or not within or shapely.get_num_coordinates(drawn) > MOST_CORNERS:
        return None, [_fault(please, most=MOST_CORNERS)]
    return shapely.force_2d(drawn) if drawn.is_valid else shapely.make_valid(drawn).convex_hull, []


def _fault(template: str, **values: object) -> Fault:
    return Fault(row=None, column="place", template=template, values=values)
