"""Add cases of reports with receipts and photos, editions, visits of patrols, surveys."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables; on SQLite what was issued or noted cannot be changed."""
    op.add_column("incidents", sa.Column("state", sa.String()))
    op.add_column("reports", sa.Column("factors", sa.JSON(), nullable=False, server_default="{}"))
    op.add_column("reports", sa.Column("seen_at", sa.DateTime()))
    _family(
        "visits",
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("began_at", sa.DateTime(), nullable=False),
        sa.Column("minutes", sa.Float(), nullable=False),
    )
    op.create_index("ix_visits_area", "visits", ["area"])
    op.create_index("ix_visits_began_at", "visits", ["began_at"])
    _family(
        "survey",
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("wave", sa.String(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("agreed", sa.Integer(), nullable=False),
    )
    _cases()
    _editions()
    if op.get_bind().dialect.name == "sqlite":
        for table in ("visits", "survey"):
            op.execute(f"CREATE VIRTUAL TABLE {table}_rtree USING rtree(fid, west, east, south, north)")
        for table in ("edition", "signature"):
            for change in ("UPDATE", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table}"
                    " BEGIN SELECT RAISE(ABORT, 'an edition that was issued cannot be changed'); END"
                )


def _cases() -> None:
    op.create_table(
        "case",
        sa.Column("report", sa.String()),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("unit", sa.String()),
        sa.Column("due_at", sa.DateTime()),
        sa.Column("merged_into", sa.String()),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("report", name="pk_case"),
    )
    op.create_index("ix_case_state", "case", ["state"])
    op.create_table(
        "case_event",
        sa.Column("id", sa.Integer()),
        sa.Column("report", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("unit", sa.String()),
        sa.PrimaryKeyConstraint("id", name="pk_case_event"),
    )
    op.create_index("ix_case_event_report", "case_event", ["report"])
    op.create_table(
        "receipt",
        sa.Column("digest", sa.String()),
        sa.Column("report", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_receipt"),
    )
    op.create_index("ix_receipt_report", "receipt", ["report"])
    op.create_table(
        "photo",
        sa.Column("id", sa.Integer()),
        sa.Column("report", sa.String(), nullable=False),
        sa.Column("image", sa.LargeBinary(), nullable=False),
        sa.Column("width_px", sa.Integer(), nullable=False),
        sa.Column("height_px", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_photo"),
    )
    op.create_index("ix_photo_report", "photo", ["report"])
    op.create_table(
        "tombstone",
        sa.Column("report", sa.String()),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("report", name="pk_tombstone"),
    )
    op.create_table(
        "answered",
        sa.Column("key_hash", sa.String()),
        sa.Column("body_hash", sa.String(), nullable=False),
        sa.Column("location", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("key_hash", name="pk_answered"),
    )


def _editions() -> None:
    op.create_table(
        "edition",
        sa.Column("number", sa.Integer()),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("period_start", sa.DateTime(), nullable=False),
        sa.Column("period_end", sa.DateTime(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("audit_hash", sa.String(), nullable=False),
        sa.Column("issued_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_edition"),
        sa.UniqueConstraint("sha256", name="uq_edition_sha256"),
    )
    op.create_table(
        "signature",
        sa.Column("edition", sa.Integer(), sa.ForeignKey("edition.number", name="fk_signature_edition")),
        sa.Column("role", sa.String()),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("edition", "role", name="pk_signature"),
    )


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
