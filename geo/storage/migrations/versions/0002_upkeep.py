"""Add parcels, trees, masks, outages and the memo; what lamps and cameras tell of light."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_INDEXED = ("parcels", "trees", "masks", "outages")


def upgrade() -> None:
    """Create the tables of four families and of the memo, and widen two."""
    op.add_column("cameras", sa.Column("ir_range_m", sa.Float()))
    op.add_column("cameras", sa.Column("presets", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("lamps", sa.Column("schedule", sa.String()))
    op.add_column("lamps", sa.Column("lit_radius_m", sa.Float()))
    _family("parcels", sa.Column("kind", sa.String(), nullable=False))
    _family("trees", sa.Column("height_m", sa.Float()), sa.Column("crown_m", sa.Float()))
    _family("masks", sa.Column("camera", sa.String(), nullable=False))
    _family(
        "outages",
        sa.Column("camera", sa.String(), nullable=False),
        sa.Column("off_from", sa.DateTime(), nullable=False),
        sa.Column("off_to", sa.DateTime()),
        sa.Column("reason", sa.String()),
    )
    op.create_index("ix_masks_camera", "masks", ["camera"])
    op.create_index("ix_outages_camera", "outages", ["camera"])
    op.create_table(
        "memo",
        sa.Column("key", sa.LargeBinary()),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_memo"),
    )
    if op.get_bind().dialect.name == "sqlite":
        for table in _INDEXED:
            op.execute(f"CREATE VIRTUAL TABLE {table}_rtree USING rtree(fid, west, east, south, north)")


def _family(name: str, *columns: sa.Column[Any]) -> None:
    op.create_table(
        name,
        sa.Column("fid", sa.Integer()),
        sa.Column("source_id", sa.Integer(), sa.ForeignKey("source.id", name=f"fk_{name}_source_id"), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        *columns,
        sa.Column("geometry", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("fid", name=f"pk_{name}"),
        sa.UniqueConstraint("ref", name=f"uq_{name}_ref"),
    )
    op.create_index(f"ix_{name}_source_id", name, ["source_id"])
