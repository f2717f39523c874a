"""How Alembic runs the migrations: in the transaction of the store that asks for them."""

from __future__ import annotations

from alembic import context

from geo.storage.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, transactional_ddl=True)
context.run_migrations()
