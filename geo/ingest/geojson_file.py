"""Reading the features of a GeoJSON file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from pyproj import CRS
from pyproj.exceptions import CRSError
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from geo.errors import BadInput, Fault
from geo.ingest.raw import RawTable, require_bytes_at_most, table

_NOT_GEOJSON = "{name} must be a GeoJSON file, a FeatureCollection or a Feature; it is not."
#: What shapely raises on what is no geometry.
_NO_GEOMETRY = (
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    OverflowError,
    RecursionError,
    shapely.errors.ShapelyError,
)
#: The usual place of a feature's own identifier among its properties.
_ID = "id"


def read_geojson(path: Path, layer: str | None = None) -> RawTable:
    """Read a GeoJSON file in this process, by no GDAL driver; features are counted from 1."""
    content = path.read_bytes()
    require_bytes_at_most(len(content))
    try:
        document = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise BadInput(_NOT_GEOJSON, name=path.name) from None
    features = _features(document, path.name)
    shapes = [_geometry(feature.get("geometry")) for feature in features]
    faults = tuple(fault for number, found in enumerate(shapes, start=1) if (fault := _fault(number, found)))
    geometry = np.array([found if isinstance(found, BaseGeometry) else None for found in shapes], dtype=object)
    return RawTable(table(*_properties(features)), list(range(1, len(features) + 1)), geometry, _crs(document), faults)


def _features(document: Any, name: str) -> list[dict[str, Any]]:
    kind = str(document.get("type")) if isinstance(document, dict) else ""
    listed = [document] if kind == "Feature" else document.get("features") if kind == "FeatureCollection" else None
    if not isinstance(listed, list) or not all(isinstance(feature, dict) for feature in listed):
        raise BadInput(_NOT_GEOJSON, name=name)
    return listed


def _properties(features: list[dict[str, Any]]) -> tuple[list[str], list[list[Any]]]:
    records = [feature.get("properties") for feature in features]
    known = [record if isinstance(record, dict) else {} for record in records]
    names = list(dict.fromkeys(name for record in known for name in record))
    if _ID not in names and any(_ID in feature for feature in features):
        names.append(_ID)
        known = [record | {_ID: feature.get(_ID)} for record, feature in zip(known, features, strict=True)]
    return names, [[_plain(record.get(name)) for name in names] for record in known]


def _plain(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, (dict, list)) else value


def _geometry(given: Any) -> BaseGeometry | str | None:
    """Return the geometry, the reason why it is none, or nothing where nothing was given."""
    if given is None:
        return None
    try:
        with np.errstate(invalid="ignore"):
            return shapely.force_2d(shape(given))
    except _NO_GEOMETRY as error:
        return str(error) or type(error).__name__


def _fault(number: int, found: BaseGeometry | str | None) -> Fault | None:
    if not isinstance(found, str):
        return None
    return Fault(
        number, "geometry", "A geometry must be as GeoJSON has it; this one is not: {reason}.", {"reason": found}
    )


def _crs(document: dict[str, Any]) -> CRS | None:
    """Return the CRS of the ``crs`` member that older files have; none if there is no such member."""
    try:
        name = document["crs"]["properties"]["name"]
    except (KeyError, TypeError):
        return None
    try:
        return CRS.from_user_input(name)
    except CRSError:
        raise BadInput("The crs member of a GeoJSON file must name a known CRS, not {given!r}.", given=name) from None
