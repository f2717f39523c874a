"""Add the marks that a place was given when it was checked again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; steps without marks have none."""
    op.add_column("case_event", sa.Column("factors", sa.JSON()))
