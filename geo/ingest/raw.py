"""A file as it was read: its cells, its rows as the user counts them, its geometries, its CRS."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pyproj import CRS

from geo.errors import BadInput, Fault

#: Larger files are refused before they fill the memory; a city's buildings as GeoJSON are about 200 MB.
MOST_BYTES = 1_000_000_000


@dataclass(frozen=True, slots=True)
class RawTable:
    """What stands in a file, before anything is made of it.

    Attributes
    ----------
    cells
        One column a header, as it is written in the file; values as they are, ``None`` where there is none.
    rows
        The number of each row as the user sees it.
    geometry
        ``(N,)`` shapely geometries or ``None``; none at all for a plain table.
    crs
        What the file says of its CRS; none if it says nothing.
    faults
        What was wrong with single rows when they were read.
    """

    cells: pd.DataFrame
    rows: list[int]
    geometry: NDArray[Any] | None = None
    crs: CRS | None = None
    faults: tuple[Fault, ...] = ()


def table(headers: Iterable[object], records: list[list[Any]]) -> pd.DataFrame:
    """Return cells under headers that are all named, none twice.

    Examples
    --------
    >>> list(table(["x", None, "x"], []))
    ['x', 'column 2', 'x (3)']
    """
    names: list[str] = []
    for number, header in enumerate(headers, start=1):
        name = "" if header is None else str(header).strip()
        name = name or f"column {number}"
        names.append(f"{name} ({number})" if name in names else name)
    columns = [[record[at] if at < len(record) else None for record in records] for at in range(len(names))]
    return pd.DataFrame({name: as_objects(values) for name, values in zip(names, columns, strict=True)}, columns=names)


def as_objects(values: Iterable[Any]) -> pd.Series:
    """Return the values as they are, without pandas making numbers of text or floats of integers."""
    listed = list(values)
    array = np.empty(len(listed), dtype=object)
    array[:] = listed
    return pd.Series(array, dtype=object)


def require_bytes_at_most(given: int) -> None:
    """Raise if a file, unpacked, is larger than an import may be."""
    if given > MOST_BYTES:
        raise BadInput("A file must have at most {most} bytes when it is unpacked.", most=MOST_BYTES)
