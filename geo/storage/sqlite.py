"""How the store runs on SQLite: one file, no server, nothing acknowledged is lost."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pysqlite3
from sqlalchemy import URL, Connection, Engine, Table, create_engine, event, text
from sqlalchemy.exc import OperationalError

from geo.errors import StorageFull, Unavailable

#: SQLite 3.7.0 to 3.51.2 can lose commits in WAL mode (the WAL-reset bug); older libraries fall back to DELETE.
WAL_SAFE_SINCE = (3, 51, 3)
_WRITE = "czujka_write"


def engine_of(path: Path) -> Engine:
    """Return an engine on a database file; the folder must exist."""
    # Not written as text: a folder may be called "a?b".
    url = URL.create("sqlite", database=str(path))
    engine = create_engine(url, module=pysqlite3, pool_pre_ping=False)
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)
    return engine


def version() -> str:
    """Return the version of the SQLite library in use."""
    return str(pysqlite3.sqlite_version)


def journal_mode() -> str:
    """Return the journal mode that is safe with the library in use."""
    return "WAL" if pysqlite3.sqlite_version_info >= WAL_SAFE_SINCE else "DELETE"


@contextmanager
def in_words() -> Iterator[None]:
    """Tell what hinders the database as an error that a user can act on.

    Raises
    ------
    StorageFull
        If the disk is full.
    Unavailable
        If the database is locked for long, damaged, or not to be read.
    """
    try:
        yield
    except OperationalError as error:
        reason = str(error.orig)
        if "full" in reason:
            raise StorageFull("There is no room left to store this: {reason}.", reason=reason) from error
        raise Unavailable("The database cannot be used right now: {reason}.", reason=reason) from error


def _set_up(connection: Any, record: Any) -> None:
    """Make each new connection durable and distrustful of what stands in the file."""
    connection.isolation_level = None  # SQLAlchemy's begin event opens the transactions
    connection.execute("PRAGMA busy_timeout = 10000")
    _set_journal(connection)
    for pragma in (
        "synchronous = FULL",
        "foreign_keys = ON",
        "secure_delete = ON",
        "trusted_schema = OFF",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _set_journal(connection: Any) -> None:
    """Choose the journal; SQLite does not wait for others where it changes, so we do."""
    for wait_s in (0.01, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, None):
        try:
            connection.execute(f"PRAGMA journal_mode = {journal_mode()}")
        except pysqlite3.OperationalError:
            if wait_s is None:
                raise
            time.sleep(wait_s)
        else:
            return


def _begin(connection: Connection) -> None:
    """Take the write lock at once where writing is meant, so that no upgrade can fail half-way."""
    write = connection.get_execution_options().get(_WRITE)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def for_writing(engine: Engine) -> Engine:
    """Return the engine with transactions that take the write lock at once."""
    return engine.execution_options(**{_WRITE: True})


def index(connection: Connection, table: Table, bounds: Iterable[tuple[int, float, float, float, float]]) -> None:
    """Enter rows of fid, west, south, east, north into the R*Tree of a table."""
    rows = list(bounds)
    if rows:
        # As the driver has it: many rows are bound in a fraction of the time that SQLAlchemy takes.
        statement = f"INSERT INTO {table.name}_rtree (fid, west, south, east, north) VALUES (?, ?, ?, ?, ?)"
        connection.exec_driver_sql(statement, rows)


def unindex(connection: Connection, table: Table, fids: Sequence[int]) -> None:
    """Take rows out of the R*Tree of a table."""
    if fids:
        connection.execute(text(f"DELETE FROM {table.name}_rtree WHERE fid = :fid"), [{"fid": fid} for fid in fids])


def in_bbox(table: Table, bbox: tuple[float, float, float, float]) -> Any:
    """Return the condition that a row's bounds meet a box of west, south, east, north in degrees."""
    west, south, east, north = bbox
    return text(
        f"{table.name}.fid IN (SELECT fid FROM {table.name}_rtree"
        " WHERE west <= :bbox_east AND east >= :bbox_west AND south <= :bbox_north AND north >= :bbox_south)"
    ).bindparams(bbox_west=west, bbox_south=south, bbox_east=east, bbox_north=north)


def backup(engine: Engine, target: Path) -> None:
    """Copy the database while it is in use, through SQLite's own backup (never ``cp``)."""
    source = engine.raw_connection()
    copy = pysqlite3.connect(str(target))
    try:
        source.driver_connection.backup(copy)  # type: ignore[union-attr]
    finally:
        copy.close()
        source.close()
