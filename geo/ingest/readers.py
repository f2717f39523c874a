"""Which reader reads which file."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from geo.errors import BadInput, NotFound
from geo.ingest.csv_file import read_csv, read_csv_gz
from geo.ingest.geojson_file import read_geojson
from geo.ingest.geopackage import read_geopackage
from geo.ingest.raw import RawTable
from geo.ingest.xlsx_file import read_xlsx

#: The reader of a file by how its name ends, and by nothing else.
READERS: dict[str, Callable[[Path, str | None], RawTable]] = {
    ".geojson": read_geojson,
    ".json": read_geojson,
    ".csv": read_csv,
    ".tsv": read_csv,
    ".txt": read_csv,
    ".csv.gz": read_csv_gz,
    ".xlsx": read_xlsx,
    ".gpkg": read_geopackage,
}


def read(path: Path, *, layer: str | None = None) -> RawTable:
    """Read a file by the reader of its ending.

    Raises
    ------
    NotFound
        If there is no such file.
    BadInput
        If no reader reads files of that name, or the content is something else than the name says.
    """
    require_file(path)
    reader = next((READERS[ending] for ending in READERS if path.name.lower().endswith(ending)), None)
    if reader is None:
        raise BadInput(
            "A file's name must end in one of {choices}, not {given!r}.", choices=", ".join(READERS), given=path.name
        )
    return reader(path, layer)


def require_file(path: Path) -> None:
    """Raise if there is no such file."""
    if not path.is_file():
        raise NotFound("A file to import must be there: {path} is not.", path=path)


def sha256(path: Path) -> str:
    """Return the hash of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
