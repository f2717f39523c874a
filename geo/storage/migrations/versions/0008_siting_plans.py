"""Add siting plans and what they hold, places where people gather, and what a candidate costs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_PLAN_KEY = "fk_siting_item_plan_id"


def upgrade() -> None:
    """Create the tables of plans and of places, and widen one."""
    op.add_column("cameras", sa.Column("cost_grosze", sa.Integer()))
    op.create_table(
        "places",
        sa.Column("fid", sa.Integer()),
        sa.Column("source_id", sa.Integer(), sa.ForeignKey("source.id", name="fk_places_source_id"), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String()),
        sa.Column("geometry", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("fid", name="pk_places"),
        sa.UniqueConstraint("ref", name="uq_places_ref"),
    )
    op.create_index("ix_places_source_id", "places", ["source_id"])
    op.create_table(
        "siting_plan",
        sa.Column("id", sa.Integer()),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("wishes", sa.JSON(), nullable=False),
        sa.Column("summary", sa.JSON(), nullable=False),
        sa.Column("sources", sa.JSON(), nullable=False),
        sa.Column("synthetic", sa.Boolean(), nullable=False),
        sa.Column("norm_edition", sa.String(), nullable=False),
        sa.Column("inputs_digest", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime()),
        sa.PrimaryKeyConstraint("id", name="pk_siting_plan"),
    )
    op.create_table(
        "siting_item",
        sa.Column("fid", sa.Integer()),
        sa.Column("plan_id", sa.Integer(), sa.ForeignKey("siting_plan.id", name=_PLAN_KEY), nullable=False),
        sa.Column("layer", sa.String(), nullable=False),
        sa.Column("properties", sa.JSON(), nullable=False),
        sa.Column("geometry", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("fid", name="pk_siting_item"),
    )
    op.create_index("ix_siting_item_plan_id", "siting_item", ["plan_id"])
    if op.get_bind().dialect.name == "sqlite":
        op.execute("CREATE VIRTUAL TABLE places_rtree USING rtree(fid, west, east, south, north)")
