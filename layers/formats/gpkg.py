"""How a page is written as GeoPackage."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import pandas as pd

from layers.base import Page, Property
from layers.formats.format import Format
from layers.formats.values import columns, provenance, rounded

_DTYPES = {"number": "Float64", "integer": "Int64", "boolean": "boolean"}
_GEOMETRY_TYPES = {"point": "Point", "line": "MultiLineString", "polygon": "MultiPolygon", "any": "Unknown"}


def _write(page: Page, members: Mapping[str, Any]) -> bytes:
    import pyogrio  # here, not above: it loads GDAL, which only this format needs

    buffer = io.BytesIO()
    pyogrio.write_dataframe(
        _frame(page),
        buffer,
        driver="GPKG",
        layer=page.layer,
        geometry_type=_GEOMETRY_TYPES[page.geometry],
        promote_to_multi=page.geometry in ("line", "polygon"),
        dataset_metadata={"sources": "; ".join(page.sources), "licence": page.licence, "attribution": page.attribution},
        layer_options={"FID": "fid"},
    )
    return buffer.getvalue()


def _frame(page: Page) -> gpd.GeoDataFrame:
    table: dict[str, Any] = {"fid": pd.array(page.frame.index, dtype="int64")}
    table |= {name: _column(values, page.properties[name]) for name, values in columns(page).items()}
    table |= {name: _constant(value, len(page.frame)) for name, value in provenance(page).items()}
    return gpd.GeoDataFrame(table, geometry=rounded(page.frame), crs=page.frame.crs)


def _constant(value: str | bool, n: int) -> pd.Series:
    return pd.Series([value] * n, dtype="boolean" if isinstance(value, bool) else "str")


def _column(values: list[Any], told: Property) -> Any:
    if told.format == "date-time":
        return pd.to_datetime(pd.Series(values, dtype="object"), utc=True, format="ISO8601").astype(
            "datetime64[ms, UTC]"
        )
    if told.type == "array":
        return pd.Series([None if value is None else "; ".join(value) for value in values], dtype="str")
    return pd.Series(values, dtype=_DTYPES.get(told.type, "str"))


GPKG = Format(title="GeoPackage", media_type="application/geopackage+sqlite3", suffix=".gpkg", write=_write)
