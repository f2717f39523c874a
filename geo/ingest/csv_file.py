"""Reading the cells of a CSV file, whatever its delimiter and its encoding."""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from pathlib import Path

from geo.errors import BadInput, Fault
from geo.ingest.raw import MOST_BYTES, RawTable, require_bytes_at_most, table

_DELIMITERS = ";\t,|"
_TOO_MANY_CELLS = "A row must have no more cells than the header ({headers}), not {given}."


def read_csv(path: Path, layer: str | None = None) -> RawTable:
    """Read a CSV file, every cell as text; the first row after the header is row 2.

    Notes
    -----
    UTF-8 with or without a byte order mark, otherwise cp1250. The delimiter is the one that cuts the header
    into the most columns: decimal commas stand below it, not in it.
    """
    return _parsed(_decoded(path.read_bytes()))


def read_csv_gz(path: Path, layer: str | None = None) -> RawTable:
    """Read a CSV file that is packed with gzip."""
    try:
        with gzip.open(path) as file:
            content = file.read(MOST_BYTES + 1)
    except (OSError, EOFError, zlib.error):
        raise BadInput("A file that ends in .gz must be packed with gzip; {name} is not.", name=path.name) from None
    return _parsed(_decoded(content))


def _decoded(content: bytes) -> str:
    require_bytes_at_most(len(content))
    if content.startswith((b"PK\x03\x04", b"\x1f\x8b", b"SQLite format 3")):
        raise BadInput("A CSV file must be plain text; this one is packed or a database.")
    for encoding in ("utf-8-sig", "cp1250"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadInput("A CSV file must be in UTF-8 or in cp1250; this one is in neither.")


def _parsed(text: str) -> RawTable:
    first, _, rest = text.partition("\n")
    told = first.strip().lower()
    # Excel writes the delimiter into a line of its own above the header.
    if told.startswith("sep=") and len(told) == 5:
        return _rows(rest, delimiter=told[4], header_row=2)
    return _rows(text, delimiter=_delimiter(text), header_row=1)


def _delimiter(text: str) -> str:
    header = text.lstrip("\r\n").partition("\n")[0].rstrip("\r")
    return max(_DELIMITERS, key=lambda mark: len(next(csv.reader([header], delimiter=mark))))


def _rows(text: str, *, delimiter: str, header_row: int) -> RawTable:
    csv.field_size_limit(MOST_BYTES)  # a boundary as WKT is longer than the default of 128 kB
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise BadInput("A CSV file must be a table of cells; this one is not: {reason}.", reason=error) from None
    filled = [(number, line) for number, line in enumerate(lines, start=header_row) if any(map(str.strip, line))]
    if not filled:
        raise BadInput("A CSV file must have a header and rows; this one is empty.")
    header, body = filled[0][1], filled[1:]
    faults = tuple(
        Fault(number, None, _TOO_MANY_CELLS, {"headers": len(header), "given": len(line)})
        for number, line in body
        if any(map(str.strip, line[len(header) :]))
    )
    return RawTable(table(header, [line for _, line in body]), [number for number, _ in body], faults=faults)
