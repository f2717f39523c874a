"""What OpenStreetMap's tags say of cameras, buildings, streets, lamps, trees and places."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np

from geo.city import City
from geo.errors import Fault
from geo.ingest import buildings, cameras, osm_places, shapes, spots, streets, things, trees
from geo.ingest.headers import field_of
from geo.ingest.report import Notebook
from geo.ingest.row import Row, Values, told
from geo.model import Thing

#: Where OSM's number alone is given, this is what it numbers.
_NUMBERED = {"cameras": "node", "lamps": "node", "trees": "node", "streets": "way", "buildings": "way",
             "places": "way"}  # fmt: skip
_SHAPES = {
    "cameras": shapes.POINT,
    "lamps": shapes.POINT,
    "trees": shapes.POINT,
    "streets": shapes.LINE,
    "buildings": shapes.POLYGON,
    "places": shapes.SPOT,
}


@dataclass(frozen=True, slots=True)
class Interpretation:
    """What came of objects of OSM.

    Attributes
    ----------
    things
        Checked; values that made no sense are left out of them and counted in the notes.
    refused
        Why objects are none of the family; rows are OSM's numbers.
    notebook
        The notes.
    """

    things: list[Thing]
    refused: list[Fault]
    notebook: Notebook

    def frame(self, family: str) -> gpd.GeoDataFrame:
        """Return the things as the store takes them."""
        return things.frame(family, self.things)


def osm_buildings(frame: gpd.GeoDataFrame, city: City) -> gpd.GeoDataFrame:
    """Return buildings as the store takes them; heights that are not tagged follow the city's defaults.

    Parameters
    ----------
    frame
        EPSG:4326; columns ``osm_id`` and ``osm_type``, and tags as columns, as a column ``tags`` (JSON or
        dictionaries), or as both.
    """
    return interpret("buildings", frame, city).frame("buildings")


def osm_streets(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return streets as the store takes them; parameters as of `osm_buildings`."""
    return interpret("streets", frame).frame("streets")


def osm_cameras(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return cameras as the store takes them, without guards and dummies; parameters as of `osm_buildings`."""
    return interpret("cameras", frame).frame("cameras")


def osm_lamps(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return lamps as the store takes them; parameters as of `osm_buildings`."""
    return interpret("lamps", frame).frame("lamps")


def osm_places_of(buildings: gpd.GeoDataFrame, streets: gpd.GeoDataFrame, city: City) -> gpd.GeoDataFrame:
    """Return the places among buildings and streets as the store takes them; parameters as of `osm_buildings`."""
    return interpret("places", osm_places.of_extract(buildings, streets), city).frame("places")


def interpret(family: str, frame: gpd.GeoDataFrame, city: City | None = None) -> Interpretation:
    """Make things of objects of OSM; a tag without sense costs the tag, not the thing.

    Parameters
    ----------
    city
        Its defaults are needed for buildings, its kinds for places; cameras know its kinds.
    """
    made = Interpretation([], [], Notebook())
    ids = [int(number) for number in frame["osm_id"]]
    geometry = np.asarray(frame.geometry.array, dtype=object)
    fitting, faults = shapes.repaired(geometry, _SHAPES[family], rows=ids, column="geometry", notebook=made.notebook)
    made.refused.extend(faults)
    values_of = _values_of(family, city)
    for row, shape in zip(_rows(family, frame, made.notebook), fitting, strict=True):
        if shape is None:
            continue
        found = values_of(row)
        if row.refused:
            made.refused.extend(row.refused)
            continue
        told_things = (things.lenient(family, values | {"geometry": shape}, row) for values in found)
        made.things.extend(thing for thing in told_things if thing is not None)
        for fault in row.unread:
            made.notebook.count("Values that make no sense were left aside, of {column}: {count}.", column=fault.column)
    return made


def _values_of(family: str, city: City | None) -> Callable[[Row], list[Values]]:
    if family == "cameras":
        kinds = {} if city is None else city.camera_kinds
        return lambda row: cameras.cameras(row, kinds)
    if family in ("buildings", "places"):
        if city is None:
            raise ValueError(f"{family} need the profile of a city")
        made = buildings.things if family == "buildings" else spots.things
        return lambda row: made(row, city)
    if family == "streets":
        return streets.values
    return trees.values if family == "trees" else streets.lamp_values


def _rows(family: str, frame: gpd.GeoDataFrame, notebook: Notebook) -> Iterator[Row]:
    for record in frame.drop(columns=frame.geometry.name).to_dict("records"):
        kind = record.pop("osm_type", None)
        number = int(record.pop("osm_id"))
        tags = _tags(record.pop("tags", None)) | {str(name): cell for name, cell in record.items() if told(cell)}
        cells, headers = _fields(family, tags)
        cells["ref"] = f"{kind if told(kind) else _NUMBERED[family]}/{number}"
        yield Row(number, cells, headers, notebook)


def _tags(given: Any) -> dict[str, Any]:
    if not told(given):
        return {}
    tags = json.loads(given) if isinstance(given, str) else given
    return {name: value for name, value in tags.items() if told(value)}


def _fields(family: str, tags: dict[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """Return tags by field, and the tag of each field; each field takes the surest tag."""
    ranked: dict[str, tuple[int, str]] = {}
    for tag in tags:
        found = field_of(family, tag)
        if found is not None:
            ranked[found[0]] = min(ranked.get(found[0], (found[1], tag)), (found[1], tag))
    headers = {name: tag for name, (_, tag) in ranked.items()}
    return {name: tags[tag] for name, tag in headers.items()}, headers
