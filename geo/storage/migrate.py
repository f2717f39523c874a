"""How a database is brought to the newest tables."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, select

from geo.errors import Unavailable
from geo.storage.tables import city

HEAD = "0013"
_FOLDER = Path(__file__).parent / "migrations"


def to_head(connection: Connection, *, city_id: str) -> None:
    """Run the migrations that are missing, all in the caller's transaction, and note whose database it is.

    Raises
    ------
    Unavailable
        If the database belongs to another city.
    """
    if revision(connection) != HEAD:
        _upgrade(connection)
    owner = connection.scalar(select(city.c.id))
    if owner is None:
        connection.execute(city.insert().values(id=city_id))
    elif owner != city_id:
        raise Unavailable("A database holds one city; this one holds {owner}, not {given}.", owner=owner, given=city_id)


def revision(connection: Connection) -> str | None:
    """Return the revision of the tables; none for an empty database."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()


def _upgrade(connection: Connection) -> None:
    # Imported here: an up-to-date database does not pay for Alembic at each start.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
