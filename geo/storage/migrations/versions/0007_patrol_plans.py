"""Add plans of patrols and evaluations of what they did."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table; on SQLite what was planned can be withdrawn, and nothing else."""
    op.create_table(
        "duty",
        sa.Column("id", sa.Integer()),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("day", sa.String(), nullable=False),
        sa.Column("shift", sa.String(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("inputs_digest", sa.String(), nullable=False),
        sa.Column("synthetic", sa.Boolean(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime()),
        sa.PrimaryKeyConstraint("id", name="pk_duty"),
    )
    op.create_index("ix_duty_kind", "duty", ["kind"])
    op.create_index("ix_duty_day", "duty", ["day"])
    if op.get_bind().dialect.name == "sqlite":
        kept = ("kind", "day", "shift", "seed", "inputs_digest", "synthetic", "body", "made_by", "made_at")
        op.execute(
            f"CREATE TRIGGER duty_no_update BEFORE UPDATE OF {', '.join(kept)} ON duty"
            " BEGIN SELECT RAISE(ABORT, 'a plan that was kept cannot be changed'); END"
        )
