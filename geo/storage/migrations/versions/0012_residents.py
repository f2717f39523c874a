"""Add how many people live in an area."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; of areas that are there it is not known."""
    op.add_column("areas", sa.Column("population", sa.Integer()))
