"""Which reports were erased for good? A file beside the database says so, and no older copy brings them back."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from geo.storage import cases


def book_of(database: Path) -> Path:
    """Return the file: references of reports, when and why they were erased, one a line, and nothing else of them."""
    return database.with_name(f"{database.name}.erased")


def agree(connection: Connection, database: Path) -> int:
    """Erase what the book says was erased and the database still holds, and write down what the book lacks.

    Returns
    -------
    count
        How many reports had come back with an older copy of the database.
    """
    book = book_of(database)
    written = _read(book)
    cases.add_tombstones(connection, written)
    back = cases.erase_again(connection)
    known = cases.tombstones(connection)
    if len(known) != len(written):
        _write(book, known)
    return back


def add(database: Path, other: Path) -> None:
    """Write into the book of a database what another book says was erased, such as that of an older copy."""
    known = {str(row["report"]): row for row in (*_read(other), *_read(book_of(database)))}
    if known:
        _write(book_of(database), sorted(known.values(), key=lambda row: str(row["at"])))


def _read(book: Path) -> list[dict[str, object]]:
    if not book.exists():
        return []
    rows = [json.loads(line) for line in book.read_text(encoding="utf-8").splitlines() if line]
    return [{**row, "at": datetime.fromisoformat(row["at"])} for row in rows]


def _write(book: Path, rows: list[dict[str, Any]]) -> None:
    """Replace the book whole, so that it is never half-written."""
    lines = [json.dumps({**row, "at": row["at"].astimezone(UTC).isoformat()}, ensure_ascii=False) for row in rows]
    fresh = book.with_name(f"{book.name}.new")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(book)
