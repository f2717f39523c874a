"""How what computations found for pieces of a city is kept, by digests of all that went in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, bindparam, delete, insert, select

from geo.storage.tables import memo


def read(connection: Connection, name: str, keys: Sequence[bytes]) -> dict[bytes, bytes]:
    """Return what is known under keys of a computation; those that are not known are left out."""
    start = _start(name)
    wanted = {start + key for key in keys}
    known = wanted.intersection(_known(connection, start))
    # One statement for all: a city has thousands of pieces, SQLite a bound on parameters.
    statement = select(memo.c.key, memo.c.value).where(memo.c.key.between(*_bounds(start)))
    rows = connection.execute(statement) if known else ()
    return {key[len(start) :]: value for key, value in rows if key in known}


def write(connection: Connection, name: str, found: Mapping[bytes, bytes], keep: Sequence[bytes]) -> None:
    """Write what was found, and forget all else of the computation but what is to be kept."""
    start = _start(name)
    needed = {start + key for key in keep}
    spent = [{"spent": key} for key in _known(connection, start) if key not in needed]
    if spent:
        connection.execute(delete(memo).where(memo.c.key == bindparam("spent")), spent)
    if found:
        rows = [{"key": start + key, "value": value} for key, value in found.items()]
        connection.execute(insert(memo).prefix_with("OR REPLACE"), rows)


def _known(connection: Connection, start: bytes) -> list[bytes]:
    return list(connection.scalars(select(memo.c.key).where(memo.c.key.between(*_bounds(start)))))


def _start(name: str) -> bytes:
    return name.encode() + b":"


def _bounds(start: bytes) -> tuple[bytes, bytes]:
    """Return the bounds of all keys that begin so."""
    return start, start[:-1] + bytes([start[-1] + 1])
