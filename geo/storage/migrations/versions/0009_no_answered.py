"""Drop the table of answers given already: a receipt tells that a form was sent before."""

from __future__ import annotations

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Drop the table, in which nothing was ever kept."""
    op.drop_table("answered")
