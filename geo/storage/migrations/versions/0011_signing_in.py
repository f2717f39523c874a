"""Add when somebody last signed in, and until when a password may be used that somebody else has given."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; accounts that are there have chosen their passwords, and the log tells when they signed in."""
    op.add_column("account", sa.Column("signed_in_at", sa.DateTime()))
    op.add_column("account", sa.Column("one_time_until", sa.DateTime()))
    op.execute(
        "UPDATE account SET signed_in_at ="
        " (SELECT max(at) FROM audit WHERE audit.actor = account.name AND audit.action = 'sign_in')"
    )
