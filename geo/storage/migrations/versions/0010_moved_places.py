"""Add how far a correction put a report from where it was."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; steps that put nothing elsewhere have none."""
    op.add_column("case_event", sa.Column("moved_m", sa.Float()))
