"""Keep with each report which list of categories it was chosen from."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; of reports that are there it is not known."""
    op.add_column("reports", sa.Column("categories_version", sa.String()))
