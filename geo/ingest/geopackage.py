"""Reading the rows of a layer of a GeoPackage."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import shapely
from numpy.typing import NDArray
from pyogrio.errors import DataLayerError, DataSourceError
from pyproj import CRS
from pyproj.exceptions import CRSError

from geo.errors import BadInput
from geo.ingest.raw import RawTable, as_objects, require_bytes_at_most, table

_MAGIC = b"SQLite format 3\x00"
#: Bytes 68 to 71 of the file, by the GeoPackage standard; the last two are of versions 1.0 and 1.1.
_APPLICATION_IDS = (b"GPKG", b"GP10", b"GP11")


def read_geopackage(path: Path, layer: str | None = None) -> RawTable:
    """Read a layer, the only one unless named; rows are counted by their fid."""
    _require_geopackage(path)
    try:
        name = _layer(path, layer)
        meta, fids, wkb, columns = pyogrio.raw.read(path, layer=name, return_fids=True, force_2d=True)
    except (DataSourceError, DataLayerError) as error:
        raise BadInput(
            "{name} must be a GeoPackage that can be read: {reason}.", name=path.name, reason=error
        ) from None
    records = [list(record) for record in zip(*(_values(column) for column in columns), strict=True)]
    geometry = None if wkb is None else shapely.from_wkb(wkb, on_invalid="ignore")
    cells = table(meta["fields"], records)
    if not len(meta["fields"]):
        cells = cells.reindex(range(len(fids)))
    return RawTable(cells, [int(fid) for fid in fids], geometry, _crs(meta["crs"], wkb))


def _require_geopackage(path: Path) -> None:
    """Look at the bytes, so that GDAL opens the file with its GeoPackage driver and with no other."""
    require_bytes_at_most(path.stat().st_size)
    with path.open("rb") as file:
        head = file.read(100)
    if not head.startswith(_MAGIC) or head[68:72] not in _APPLICATION_IDS:
        raise BadInput("{name} must be a GeoPackage; it is not.", name=path.name)


def _layer(path: Path, given: str | None) -> str:
    names = [str(name) for name, _ in pyogrio.list_layers(path)]
    if given is None and len(names) == 1:
        return names[0]
    if given not in names:
        raise BadInput(
            "A layer of {name} must be named, one of {choices}, not {given!r}.",
            name=path.name,
            choices=", ".join(names) or "none",
            given=given,
        )
    return given


def _values(column: NDArray[Any]) -> list[Any]:
    """Return a field's values: text as text, dates in ISO, ``None`` where there is none."""
    if np.issubdtype(column.dtype, np.datetime64):
        whole_days = column.dtype == np.dtype("datetime64[D]")
        texts = np.datetime_as_string(column, unit="D" if whole_days else "s")
        return [None if text == "NaT" else str(text) for text in texts]
    return as_objects(column.tolist()).tolist()


def _crs(given: str | None, wkb: object) -> CRS | None:
    if wkb is None or not given:
        return None
    try:
        return CRS.from_user_input(given)
    except CRSError:
        return None
