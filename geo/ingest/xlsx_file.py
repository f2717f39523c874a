"""Reading the cells of a sheet of an XLSX workbook."""

from __future__ import annotations

import re
import zipfile
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from geo.errors import BadInput
from geo.ingest.raw import RawTable, require_bytes_at_most, table

#: The header is the first row with two cells; a title above it has one.
_HEADER_WITHIN = 20


def read_xlsx(path: Path, layer: str | None = None) -> RawTable:
    """Read a sheet, the first one unless named; rows are counted as in the sheet.

    Notes
    -----
    Numbers shown with leading zeros keep them as text; dates without a time stay dates; of formulas the
    last computed value is read.
    """
    # Here, not above: importing openpyxl takes as long as pandas, and most commands read no workbook.
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    _require_workbook(path)
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
    except (InvalidFileException, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise BadInput("{name} must be an XLSX workbook: {reason}.", name=path.name, reason=error) from None
    try:
        rows = [[_value(cell) for cell in row] for row in _sheet(book, layer).iter_rows()]
    finally:
        book.close()
    return _table(rows)


def _require_workbook(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            require_bytes_at_most(sum(entry.file_size for entry in archive.infolist()))
    except zipfile.BadZipFile:
        raise BadInput("{name} must be an XLSX workbook; it is not a ZIP archive.", name=path.name) from None


def _sheet(book: Any, name: str | None) -> Any:
    sheets = {sheet.title: sheet for sheet in book.worksheets}
    if not sheets or (name is not None and name not in sheets):
        raise BadInput("A sheet must be one of {choices}, not {given!r}.", choices=", ".join(sheets), given=name)
    sheet = next(iter(sheets.values())) if name is None else sheets[name]
    sheet.reset_dimensions()  # some programs write dimensions that cut rows off
    return sheet


def _value(cell: Any) -> Any:
    value = cell.value
    if isinstance(value, datetime):
        # Excel keeps dates as midnights; what the cell shows tells which of them were meant as dates.
        return value.isoformat(" ") if re.search("[hHsS]", cell.number_format or "") else value.date().isoformat()
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, int) and not isinstance(value, bool) and re.fullmatch("0{2,}", cell.number_format or ""):
        return str(value).zfill(len(cell.number_format))
    return value


def _table(rows: list[list[Any]]) -> RawTable:
    filled = [(number, row) for number, row in enumerate(rows, start=1) if any(cell not in (None, "") for cell in row)]
    if not filled:
        raise BadInput("A sheet must have a header and rows; this one is empty.")
    wide = (
        at for at, (_, row) in enumerate(filled[:_HEADER_WITHIN]) if sum(cell not in (None, "") for cell in row) > 1
    )
    at = next(wide, 0)
    header, body = filled[at][1], filled[at + 1 :]
    while header and header[-1] in (None, ""):
        header = header[:-1]
    return RawTable(table(header, [row for _, row in body]), [number for number, _ in body])
