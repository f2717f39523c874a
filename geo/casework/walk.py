"""Which places did somebody mark on a walk? Read from a GPX file: its waypoints, its tracks and routes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.etree import ElementTree as ET

import geopandas as gpd
import shapely

from geo import crs
from geo.casework.duplicates import plain
from geo.casework.told_place import MOST_CORNERS
from geo.city import City
from geo.errors import BadInput

MOST_BYTES = 4_000_000
#: A document type can name entities that grow without end or read files: no GPX of a receiver has one.
_DECLARED = re.compile(r"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
#: Metres by which a track may be straightened, tried until it has few enough corners.
_STRAIGHTENED_M = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0)


@dataclass(frozen=True, slots=True)
class Told:
    """One report as a file tells it.

    Attributes
    ----------
    row
        As the user counts it.
    fields
        The fields of the form that it fills in.
    """

    row: int
    fields: dict[str, str]


def read_walk(content: bytes, city: City) -> list[Told]:
    """Return what a GPX file tells, in its order: waypoints as places, tracks and routes as routes.

    Raises
    ------
    BadInput
        If it is no GPX file, too large, in another encoding than UTF-8, or declares a document type.
    """
    root = _root(content)
    found = [element for element in root if _name(element) in ("wpt", "trk", "rte")]
    if not found:
        raise BadInput("A GPX file must have waypoints, a track or a route; this one has none.")
    told = [Told(number, _fields(element, city)) for number, element in enumerate(found, start=1)]
    return [one for one in told if one.fields.get("lon") or one.fields.get("shape")]


def _root(content: bytes) -> ET.Element:
    if len(content) > MOST_BYTES:
        raise BadInput("A GPX file must have at most {most} MB.", most=MOST_BYTES // 1_000_000)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput("A GPX file must be in UTF-8.") from error
    if "\0" in text or _DECLARED.search(text):
        raise BadInput("A GPX file must not declare a document type or entities.")
    try:
        # Nothing that expands is left in it: entities need a declaration, and those were refused above.
        root = ET.fromstring(text)  # noqa: S314
    except ET.ParseError as error:
        raise BadInput("A GPX file must be sound XML; this one is not: {reason}.", reason=error) from error
    if _name(root) != "gpx":
        raise BadInput("A GPX file must begin with gpx, not with {given!r}.", given=_name(root)[:40])
    return root


def _fields(element: ET.Element, city: City) -> dict[str, str]:
    words = {_name(child): (child.text or "").strip() for child in element}
    fields = {"text": words.get("desc") or words.get("cmt", ""), "place_words": words.get("name", "")}
    # Receivers write types of their own, such as "user": only those that are ours count.
    called = (key for key in city.report_categories if _is_called(key, words.get("type", ""), city))
    fields["category"] = next(called, "")
    if _name(element) == "wpt":
        return fields | {"lon": element.get("lon", "?"), "lat": element.get("lat", "?")}
    return fields | {"shape": _route(element, city)}


def _route(element: ET.Element, city: City) -> str:
    """Return a track or route as GeoJSON with so few corners that a report can hold it; empty if it has no length."""
    points = [point for point in element.iter() if _name(point) in ("trkpt", "rtept")]
    try:
        corners = [(float(point.get("lon", "")), float(point.get("lat", ""))) for point in points]
    except ValueError:
        return "?"
    if not all(abs(lon) <= 180 and abs(lat) <= 90 for lon, lat in corners):
        return "?"
    if len(set(corners)) < 2:
        return ""
    walked = gpd.GeoDataFrame(geometry=[shapely.LineString(corners)], crs=crs.STORED)
    line = crs.to_metric(walked, city.crs).geometry
    for tolerance_m in _STRAIGHTENED_M:
        straight = line.simplify(tolerance_m)
        if shapely.get_num_coordinates(straight.iloc[0]) <= MOST_CORNERS:
            break
    return str(shapely.to_geojson(straight.to_crs(crs.STORED).iloc[0]))


def _is_called(category: str, given: str, city: City) -> bool:
    named = city.report_categories[category]
    return plain(given) in {plain(category), plain(named.pl), plain(named.en)}


def _name(element: ET.Element) -> str:
    """Return the name of an element without its namespace; versions of GPX differ in nothing else here."""
    return str(element.tag).rpartition("}")[2]
