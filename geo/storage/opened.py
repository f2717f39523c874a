"""Is the demo of a database loaded, with its results? Asked at each start, without heavy libraries."""

from __future__ import annotations

from pathlib import Path

import pysqlite3


def demo_loaded(path: Path) -> bool:
    """Tell whether a database file holds its city's demo; a file that is no such database does not.

    Examples
    --------
    >>> demo_loaded(Path("nowhere.sqlite"))
    False
    """
    return _holds(path, "SELECT demo_loaded_at IS NOT NULL FROM city")


def has_results(path: Path) -> bool:
    """Tell whether a database file holds the result of any analysis."""
    return _holds(path, "SELECT EXISTS (SELECT 1 FROM result)")


def _holds(path: Path, question: str) -> bool:
    try:
        connection = pysqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    except pysqlite3.OperationalError:
        return False
    try:
        row = connection.execute(question).fetchone()
    except pysqlite3.DatabaseError:
        return False
    finally:
        connection.close()
    return row is not None and bool(row[0])
