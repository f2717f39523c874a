"""Create the first tables: sources, the seven families, results, the city."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_INDEXED = ("areas", "cameras", "buildings", "streets", "lamps", "incidents", "reports", "result_item")


def upgrade() -> None:
    """Create the tables and, on SQLite, the R*Tree beside each that has a geometry."""
    op.create_table(
        "city",
        sa.Column("id", sa.String()),
        sa.Column("demo_loaded_at", sa.DateTime()),
        sa.PrimaryKeyConstraint("id", name="pk_city"),
    )
    op.create_table(
        "result",
        sa.Column("id", sa.Integer()),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("parameters", sa.JSON(), nullable=False),
        sa.Column("summary", sa.JSON(), nullable=False),
        sa.Column("sources", sa.JSON(), nullable=False),
        sa.Column("period_start", sa.DateTime()),
        sa.Column("period_end", sa.DateTime()),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("norm_edition", sa.String()),
        sa.Column("synthetic", sa.Boolean(), nullable=False),
        sa.Column("inputs_digest", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_result"),
        sa.UniqueConstraint("name", name="uq_result_name"),
    )
    op.create_table(
        "source",
        sa.Column("id", sa.Integer()),
        sa.Column("family", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("licence", sa.String()),
        sa.Column("period_start", sa.DateTime()),
        sa.Column("period_end", sa.DateTime()),
        sa.Column("synthetic", sa.Boolean(), nullable=False),
        sa.Column("file_sha256", sa.String()),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("imported_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_source"),
    )
    op.create_index("ix_source_family", "source", ["family"])
    op.create_table(
        "areas",
        sa.Column("fid", sa.Integer()),
        sa.Column("source_id", sa.Integer(), sa.ForeignKey("source.id", name="fk_areas_source_id"), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("code", sa.String()),
        sa.Column("geometry", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("fid", name="pk_areas"),
        sa.UniqueConstraint("ref", name="uq_areas_ref"),
    )
    op.create_index("ix_areas_source_id", "areas", ["source_id"])
    op.create_index("ix_areas_kind", "areas", ["kind"])
    op.create_table(
        "buildings",
        sa.Column("fid", sa.Integer()),
        sa.Column("source_id", sa.Integer(), sa.ForeignKey("source.id", name="fk_buildings_source_id"), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("height_m", sa.Float()),
        sa.Column("levels", sa.Float()),
        sa.Column("min_height_m", sa.Float(), nullable=False),
        sa.Column("kind", sa.String()),
        sa.Column("name", sa.String()),
        sa.Column("address", sa.String()),
        sa.Column("assumed", sa.JSON(), nullable=False),
        sa.Column("geometry", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("fid", name="pk_buildings"),
        sa.UniqueConstraint("ref", name="uq_buildings_ref"),
    )
    op.create_index("ix_buildings_source_id", "buildings", ["source_id"])
    op.create_table(
        "cameras",
        sa.Column("fid", sa.Integer()),
        sa.Column("source_id", sa.Integer(), sa.ForeignKey("source.id", name="fk_cameras_source_id"), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("name", sa.String()),
        sa.Column("camera_type", sa.String()),
        sa.Column("kind", sa.String()),
        sa.Column("mount", sa.String()),
        sa.Column("height_m", sa.Float()),
        sa.Column("bearing_deg", sa.Float()),
        sa.Column("tilt_deg", sa.Float()),
        sa.Column("hfov_deg", sa.Float()),
        sa.Column("sensor_width_px", sa.Integer()),
        sa.Column("sensor_height_px", sa.Integer()),
        sa.Column("system", sa.String()),
        sa.Column("operator", sa.String()),
        sa.Column("owner", sa.String()),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("indoor", sa.Boolean(), nullable=False),
        sa.Column("assumed", sa.JSON(), nullable=False),
        sa.Column("geometry", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("fid", name="pk_cameras"),
        sa.UniqueConstraint("ref", name="uq_cameras_ref"),
    )
    op.create_index("ix_cameras_source_id", "cameras", ["source_id"])
    op.create_table(
        "incidents",
        sa.Column("fid", sa.Integer()),
        sa.Column("source_id", sa.Integer(), sa.ForeignKey("source.id", name="fk_incidents_source_id"), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("occurred_from", sa.DateTime(), nullable=False),
        sa.Column("occurred_to", sa.DateTime(), nullable=False),
        sa.Column("place_name", sa.String()),
        sa.Column("geometry", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("fid", name="pk_incidents"),
        sa.UniqueConstraint("ref", name="uq_incidents_ref"),
    )
    op.create_index("ix_incidents_source_id", "incidents", ["source_id"])
    op.create_index("ix_incidents_category", "incidents", ["category"])
    op.create_index("ix_incidents_occurred_from", "incidents", ["occurred_from"])
    op.create_table(
        "lamps",
        sa.Column("fid", sa.Integer()),
        sa.Column("source_id", sa.Integer(), sa.ForeignKey("source.id", name="fk_lamps_source_id"), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("geometry", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("fid", name="pk_lamps"),
        sa.UniqueConstraint("ref", name="uq_lamps_ref"),
    )
    op.create_index("ix_lamps_source_id", "lamps", ["source_id"])
    op.create_table(
        "reports",
        sa.Column("fid", sa.Integer()),
        sa.Column("source_id", sa.Integer(), sa.ForeignKey("source.id", name="fk_reports_source_id"), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("place_words", sa.String()),
        sa.Column("feeling", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("day_part", sa.String(), nullable=False),
        sa.Column("text", sa.String()),
        sa.Column("reporter", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("geometry", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("fid", name="pk_reports"),
        sa.UniqueConstraint("ref", name="uq_reports_ref"),
    )
    op.create_index("ix_reports_source_id", "reports", ["source_id"])
    op.create_table(
        "result_item",
        sa.Column("fid", sa.Integer()),
        sa.Column(
            "result_id", sa.Integer(), sa.ForeignKey("result.id", name="fk_result_item_result_id"), nullable=False
        ),
        sa.Column("layer", sa.String(), nullable=False),
        sa.Column("properties", sa.JSON(), nullable=False),
        sa.Column("geometry", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("fid", name="pk_result_item"),
    )
    op.create_index("ix_result_item_layer", "result_item", ["layer"])
    op.create_table(
        "streets",
        sa.Column("fid", sa.Integer()),
        sa.Column("source_id", sa.Integer(), sa.ForeignKey("source.id", name="fk_streets_source_id"), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("kind", sa.String()),
        sa.Column("name", sa.String()),
        sa.Column("underground", sa.Boolean(), nullable=False),
        sa.Column("geometry", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("fid", name="pk_streets"),
        sa.UniqueConstraint("ref", name="uq_streets_ref"),
    )
    op.create_index("ix_streets_source_id", "streets", ["source_id"])
    if op.get_bind().dialect.name == "sqlite":
        for table in _INDEXED:
            op.execute(f"CREATE VIRTUAL TABLE {table}_rtree USING rtree(fid, west, east, south, north)")
