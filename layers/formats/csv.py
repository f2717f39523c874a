"""How a page is written as CSV: points as lon and lat, other places as WKT."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from typing import Any

import numpy as np
import shapely

from layers.base import Page
from layers.formats.format import Format
from layers.formats.values import DECIMALS, columns, provenance, rounded

#: Spreadsheets take text that starts so for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def _write(page: Page, members: Mapping[str, Any]) -> bytes:
    table = {"fid": list(page.frame.index)} | columns(page) | _constants(page) | _places(page)
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(table)
    writer.writerows([_cell(value) for value in row] for row in zip(*table.values(), strict=True))
    return buffer.getvalue().encode()


def _constants(page: Page) -> dict[str, list[Any]]:
    return {name: [value] * len(page.frame) for name, value in provenance(page).items()}


def _places(page: Page) -> dict[str, list[Any]]:
    shapes = rounded(page.frame)
    if page.geometry == "point":
        lon, lat = shapely.get_x(shapes), shapely.get_y(shapes)
        return {"lon": _numbers(lon), "lat": _numbers(lat)}
    return {"geometry": list(shapely.to_wkt(shapes, rounding_precision=DECIMALS, trim=True))}


def _numbers(values: np.ndarray) -> list[float | None]:
    return [float(value) if np.isfinite(value) else None for value in values]


def _cell(value: Any) -> Any:
    """Return what is written: text that a spreadsheet would run is defused, numbers stay numbers."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        value = "; ".join(value)
    if isinstance(value, str) and value.startswith(_FORMULA):
        return "'" + value
    return value


CSV = Format(title="CSV", media_type="text/csv; charset=utf-8", suffix=".csv", write=_write)
