"""Is the demo of a database loaded? Asked at each start, so without the libraries that read geometries."""

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
    try:
        connection = pysqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    except pysqlite3.OperationalError:
        return False
    try:
        row = connection.execute("SELECT demo_loaded_at FROM city").fetchone()
    except pysqlite3.DatabaseError:
        return False
    finally:
        connection.close()
    return row is not None and row[0] is not None
