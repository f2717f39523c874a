"""Add addresses, and the places of editions as long as they may be kept."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables; what an edition tells of a place can be deleted, but not changed."""
    op.create_table(
        "addresses",
        sa.Column("fid", sa.Integer()),
        sa.Column("source_id", sa.Integer(), sa.ForeignKey("source.id", name="fk_addresses_source_id"), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("geometry", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("fid", name="pk_addresses"),
        sa.UniqueConstraint("ref", name="uq_addresses_ref"),
    )
    op.create_index("ix_addresses_source_id", "addresses", ["source_id"])
    op.create_table(
        "edition_place",
        sa.Column("id", sa.Integer()),
        sa.Column("edition", sa.Integer(), sa.ForeignKey("edition.number", name="fk_edition_place_edition")),
        sa.Column("report", sa.String(), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.Column("geometry", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("id", name="pk_edition_place"),
    )
    op.create_index("ix_edition_place_edition", "edition_place", ["edition"])
    op.create_index("ix_edition_place_report", "edition_place", ["report"])
    if op.get_bind().dialect.name == "sqlite":
        op.execute("CREATE VIRTUAL TABLE addresses_rtree USING rtree(fid, west, east, south, north)")
        op.execute(
            "CREATE TRIGGER edition_place_no_update BEFORE UPDATE ON edition_place"
            " BEGIN SELECT RAISE(ABORT, 'an edition that was issued cannot be changed'); END"
        )
