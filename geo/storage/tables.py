"""Which tables the store has, for every database alike."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    TypeDecorator,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Geometry(TypeDecorator[bytes]):
    """A geometry in EPSG:4326: shapely goes in, WKB comes out, so that many are parsed in one call."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> bytes | None:
        """Write shapely as WKB."""
        return bytes(shapely.to_wkb(value)) if isinstance(value, BaseGeometry) else value


class Instant(TypeDecorator[datetime]):
    """An aware moment, kept in UTC."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a moment without a zone; write the others in UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment must be aware, not {value!r}")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Read a moment as aware, in UTC."""
        return None if value is None else value.replace(tzinfo=UTC)


source = Table(
    "source",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("family", String, nullable=False, index=True),
    Column("name", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("licence", String),
    Column("period_start", Instant),
    Column("period_end", Instant),
    Column("synthetic", Boolean, nullable=False),
    Column("file_sha256", String),
    Column("n", Integer, nullable=False),
    Column("imported_at", Instant, nullable=False),
)


def _family(name: str, *columns: Column[Any]) -> Table:
    """Return the table of a family: what all families share, and its own columns."""
    return Table(
        name,
        metadata,
        Column("fid", Integer, primary_key=True),
        Column("source_id", Integer, ForeignKey("source.id"), nullable=False, index=True),
        Column("ref", String, nullable=False, unique=True),
        *columns,
        Column("geometry", Geometry),
    )


FAMILY_TABLES: dict[str, Table] = {
    "areas": _family(
        "areas",
        Column("kind", String, nullable=False, index=True),
        Column("name", String, nullable=False),
        Column("code", String),
        Column("population", Integer),
    ),
    "cameras": _family(
        "cameras",
        Column("name", String),
        Column("camera_type", String),
        Column("kind", String),
        Column("mount", String),
        Column("height_m", Float),
        Column("bearing_deg", Float),
        Column("tilt_deg", Float),
        Column("hfov_deg", Float),
        Column("sensor_width_px", Integer),
        Column("sensor_height_px", Integer),
        Column("ir_range_m", Float),
        Column("presets", JSON, nullable=False, default=list),
        Column("cost_grosze", Integer),
        Column("system", String),
        Column("operator", String),
        Column("owner", String),
        Column("status", String, nullable=False),
        Column("indoor", Boolean, nullable=False),
        Column("assumed", JSON, nullable=False),
    ),
    "buildings": _family(
        "buildings",
        Column("height_m", Float),
        Column("levels", Float),
        Column("min_height_m", Float, nullable=False),
        Column("kind", String),
        Column("name", String),
        Column("address", String),
        Column("assumed", JSON, nullable=False),
    ),
    "streets": _family(
        "streets",
        Column("kind", String),
        Column("name", String),
        Column("underground", Boolean, nullable=False),
    ),
    "addresses": _family("addresses", Column("address", String, nullable=False)),
    "parcels": _family("parcels", Column("kind", String, nullable=False)),
    "places": _family("places", Column("kind", String, nullable=False), Column("name", String)),
    "trees": _family("trees", Column("height_m", Float), Column("crown_m", Float)),
    "lamps": _family("lamps", Column("schedule", String), Column("lit_radius_m", Float)),
    "masks": _family("masks", Column("camera", String, nullable=False, index=True)),
    "outages": _family(
        "outages",
        Column("camera", String, nullable=False, index=True),
        Column("off_from", Instant, nullable=False),
        Column("off_to", Instant),
        Column("reason", String),
    ),
    "incidents": _family(
        "incidents",
        Column("category", String, nullable=False, index=True),
        Column("occurred_from", Instant, nullable=False, index=True),
        Column("occurred_to", Instant, nullable=False),
        Column("place_name", String),
        Column("state", String),
    ),
    "reports": _family(
        "reports",
        Column("place_words", String),
        Column("feeling", String, nullable=False),
        Column("category", String, nullable=False),
        Column("categories_version", String),
        Column("day_part", String, nullable=False),
        Column("text", String),
        Column("reporter", String, nullable=False),
        Column("factors", JSON, nullable=False, default=dict),
        Column("seen_at", Instant),
        Column("created_at", Instant, nullable=False),
    ),
    "visits": _family(
        "visits",
        Column("area", String, nullable=False, index=True),
        Column("kind", String, nullable=False),
        Column("began_at", Instant, nullable=False, index=True),
        Column("minutes", Float, nullable=False),
    ),
    "survey": _family(
        "survey",
        Column("area", String, nullable=False),
        Column("wave", String, nullable=False),
        Column("question", String, nullable=False),
        Column("asked", Integer, nullable=False),
        Column("agreed", Integer, nullable=False),
    ),
}

result = Table(
    "result",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String, nullable=False, unique=True),
    Column("parameters", JSON, nullable=False),
    Column("summary", JSON, nullable=False),
    Column("sources", JSON, nullable=False),
    Column("period_start", Instant),
    Column("period_end", Instant),
    Column("n", Integer, nullable=False),
    Column("norm_edition", String),
    Column("synthetic", Boolean, nullable=False),
    Column("inputs_digest", String, nullable=False),
    Column("made_at", Instant, nullable=False),
)

result_item = Table(
    "result_item",
    metadata,
    Column("fid", Integer, primary_key=True),
    Column("result_id", Integer, ForeignKey("result.id"), nullable=False),
    Column("layer", String, nullable=False, index=True),
    Column("properties", JSON, nullable=False),
    Column("geometry", Geometry, nullable=False),
)

siting_plan = Table(
    "siting_plan",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String, nullable=False),
    Column("wishes", JSON, nullable=False),
    Column("summary", JSON, nullable=False),
    Column("sources", JSON, nullable=False),
    Column("synthetic", Boolean, nullable=False),
    Column("norm_edition", String, nullable=False),
    Column("inputs_digest", String, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("deleted_at", Instant),
)

siting_item = Table(
    "siting_item",
    metadata,
    Column("fid", Integer, primary_key=True),
    Column("plan_id", Integer, ForeignKey("siting_plan.id"), nullable=False, index=True),
    Column("layer", String, nullable=False),
    Column("properties", JSON, nullable=False),
    Column("geometry", Geometry, nullable=False),
)

#: What a computation found for one piece of the city, by a digest of all that went in: equal inputs are not
#: computed twice.
memo = Table(
    "memo",
    metadata,
    Column("key", LargeBinary, primary_key=True),
    Column("value", LargeBinary, nullable=False),
)

city = Table(
    "city",
    metadata,
    Column("id", String, primary_key=True),
    Column("demo_loaded_at", Instant),
)
