"""What every thing of the city has in common: a reference in its register and a place."""

from __future__ import annotations

import math
from datetime import datetime
from typing import Annotated, Any

import shapely
from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, WithJsonSchema
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

Text = Annotated[str, Field(max_length=2000)]
Instant = AwareDatetime


def _finite(value: Any) -> Any:
    """Turn the not-a-number and the not-a-time of frames into an absent value."""
    return None if isinstance(value, float | datetime) and value != value else value


Maybe = BeforeValidator(_finite)


def geometry_field(*kinds: str) -> Any:
    """Return the annotated type of a geometry in EPSG:4326, longitude first, of one of the given kinds."""

    def check(value: Any) -> BaseGeometry:
        if not isinstance(value, BaseGeometry):
            raise ValueError(f"must be a geometry, not {type(value).__name__}")
        if value.geom_type not in kinds:
            raise ValueError(f"must be {' or '.join(kinds)}, not {value.geom_type}")
        if value.is_empty or not all(math.isfinite(x) for x in value.bounds):
            raise ValueError("must have finite coordinates")
        west, south, east, north = value.bounds
        if west < -180 or east > 180 or south < -90 or north > 90:
            raise ValueError("must be longitude and latitude in degrees")
        return shapely.force_2d(value)

    return Annotated[
        BaseGeometry,
        BeforeValidator(check),
        PlainSerializer(mapping, return_type=dict),
        WithJsonSchema({"type": "object", "title": "GeoJSON geometry: " + ", ".join(kinds)}),
    ]


PointGeometry = geometry_field("Point")
PolygonGeometry = geometry_field("Polygon", "MultiPolygon")
SpotGeometry = geometry_field("Point", "Polygon", "MultiPolygon")
LineGeometry = geometry_field("LineString", "MultiLineString")
AnyGeometry = geometry_field("Point", "LineString", "MultiLineString", "Polygon", "MultiPolygon")


class Thing(BaseModel):
    """One thing of the city, as its register knows it.

    Attributes
    ----------
    ref
        Its reference in its register; unique within its family.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True, str_strip_whitespace=True)

    ref: Annotated[str, Field(min_length=1, max_length=200)]
