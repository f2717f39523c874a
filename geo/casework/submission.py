"""How a filled-in form becomes a report."""

from __future__ import annotations

import math
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import get_args

import geopandas as gpd
import shapely
from shapely.geometry.base import BaseGeometry

from geo import crs
from geo.city import City
from geo.errors import Fault, FaultyForm
from geo.model.report import DayPart, Feeling, Report
from geo.model.source import Source
from geo.storage.store import Store

LONGEST = {"text": 500, "place_words": 200}
#: Under this name the residents' own reports are kept, one source that grows.
RESIDENTS = "Formularz dla mieszkanek i mieszkańców"


def read_submission(given: Mapping[str, str], city: City, streets: gpd.GeoDataFrame) -> Report:
    """Return the report that a form tells.

    Parameters
    ----------
    given
        The form's fields as text: ``feeling``, ``lon``, ``lat``, ``place_words``, ``category``, ``day_part``, ``text``.
    streets
        The city's streets, EPSG:4326, with their names: a place that is the name of one of them is that street.

    Raises
    ------
    FaultyForm
        With every fault of the form at once.
    """
    given = {name: value.strip() for name, value in given.items()}
    place, place_faults = _place(given, streets)
    faults = [*place_faults, *_unchosen(given, city), *_too_long(given)]
    if faults:
        raise FaultyForm(faults)
    return Report.model_validate(
        {
            "ref": uuid.uuid4().hex,
            "geometry": place,
            "place_words": given.get("place_words") or None,
            "feeling": given["feeling"],
            "category": given["category"],
            "day_part": given["day_part"],
            "text": given.get("text") or None,
            "created_at": datetime.now(UTC),
        }
    )


def submit(store: Store, city: City, given: Mapping[str, str]) -> int:
    """Store what a form tells and return the report's fid.

    Raises
    ------
    FaultyForm
        With every fault of the form at once; nothing is stored then.
    """
    return keep(store, read_submission(given, city, store.read("streets")))


def keep(store: Store, report: Report) -> int:
    """Store one resident's report and return its fid."""
    source = Source(family="reports", name=RESIDENTS, kind="resident", imported_at=report.created_at)
    row = {name: getattr(report, name) for name in Report.model_fields}
    frame = gpd.GeoDataFrame([row], geometry="geometry", crs=crs.STORED)
    with store.writing() as writing:
        return writing.add_one(source, frame)


def _place(given: Mapping[str, str], streets: gpd.GeoDataFrame) -> tuple[BaseGeometry | None, list[Fault]]:
    """Return the place: a point on the map, the street of that name, or none but words."""
    lon, lat, said = given.get("lon", ""), given.get("lat", ""), given.get("place_words", "")
    if lon or lat:
        point = _point(lon, lat)
        if point is None:
            please = "The point must be longitude and latitude in degrees, not {given}."
            return None, [_fault("place", please, given=f"{lon[:20]}, {lat[:20]}")]
        return point, []
    if not said:
        return None, [_fault("place", "Please choose a place on the map, or write the street or describe the place.")]
    called = streets[streets["name"].str.casefold() == said.casefold()]
    return (None if called.empty else called.union_all()), []


def _point(lon: str, lat: str) -> shapely.Point | None:
    try:
        x, y = float(lon), float(lat)
    except ValueError:
        return None
    known = math.isfinite(x) and math.isfinite(y) and abs(x) <= 180 and abs(y) <= 90
    return shapely.Point(x, y) if known else None


def _unchosen(given: Mapping[str, str], city: City) -> list[Fault]:
    choices = {
        "feeling": (get_args(Feeling), "Please say whether the place is good or bad."),
        "category": (tuple(city.report_categories), "Please choose what it is about."),
        "day_part": (get_args(DayPart), "Please say when it is so."),
    }
    return [_fault(name, please) for name, (known, please) in choices.items() if given.get(name) not in known]


def _too_long(given: Mapping[str, str]) -> list[Fault]:
    return [
        _fault(
            "place" if name == "place_words" else name,
            "The text must have at most {most} characters, not {given}.",
            most=most,
            given=len(given.get(name, "")),
        )
        for name, most in LONGEST.items()
        if len(given.get(name, "")) > most
    ]


def _fault(field: str, template: str, **values: object) -> Fault:
    return Fault(row=None, column=field, template=template, values=values)
