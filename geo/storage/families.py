"""How things of a family are written and read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pydantic import BaseModel
from sqlalchemy import ColumnElement, Connection, Row, Select, Table, func, select

from geo import crs
from geo.errors import BadInput
from geo.storage import sqlite
from geo.storage.tables import FAMILY_TABLES, source

#: The columns that say when a thing was, as its first and last moment.
WHEN = {
    "incidents": ("occurred_from", "occurred_to"),
    "reports": ("created_at", "created_at"),
    "visits": ("began_at", "began_at"),
}
#: What every row tells of its source, beside its own columns.
SOURCE_COLUMNS = (source.c.name.label("source"), source.c.kind.label("source_kind"), source.c.synthetic)

#: Kinds of values that the database takes as they are.
_AS_THEY_ARE = {str, bool, int, float, list, dict, bytes}

BBox = tuple[float, float, float, float]
Period = tuple[datetime | None, datetime | None]


@dataclass(frozen=True, slots=True)
class Selection:
    """Which things are asked for.

    Attributes
    ----------
    bbox
        West, south, east, north in degrees; geometries that meet it are taken.
    period
        First and last moment, either open; things without a time are always taken.
    equal
        Values that columns must have.
    fid
        The one thing asked for.
    limit, offset
        The page, in the order of fids.
    """

    bbox: BBox | None = None
    period: Period | None = None
    equal: Mapping[str, Any] = field(default_factory=dict)
    fid: int | None = None
    limit: int | None = None
    offset: int = 0


def read(connection: Connection, family: str, selection: Selection) -> tuple[gpd.GeoDataFrame, int]:
    """Return a page of things and how many match in all.

    Returns
    -------
    frame
        Indexed by ``fid``, EPSG:4326, the columns of the family and of its source.
    number_matched
        Before ``limit`` and ``offset``.
    """
    table = FAMILY_TABLES[family]
    statement = _selected(table, family, selection)
    if selection.bbox is not None:
        statement = statement.where(sqlite.in_bbox(table, selection.bbox))
        frame = _frame(connection.execute(statement).all(), table)
        frame = frame[shapely.intersects(frame.geometry.array, shapely.box(*selection.bbox))]
        return _page(frame, selection), len(frame)
    matched = connection.scalar(select(func.count()).select_from(statement.subquery())) or 0
    # SQLite wants a LIMIT before an OFFSET; -1 means none.
    statement = statement.limit(-1 if selection.limit is None else selection.limit).offset(selection.offset)
    return _frame(connection.execute(statement).all(), table), matched


def add(connection: Connection, family: str, frame: gpd.GeoDataFrame, source_id: int) -> list[int]:
    """Add things and return their fids; a reference that is already there is refused.

    Parameters
    ----------
    frame
        EPSG:4326, the columns of the family; further columns are refused.
    """
    table = FAMILY_TABLES[family]
    # SQLAlchemy would leave them out without a word.
    further = frame.columns.difference([column.name for column in table.columns])
    if len(further):
        raise ValueError(f"a frame of {family} must have no other columns than its table, not {', '.join(further)}")
    _refuse_known(connection, table, frame["ref"])
    first = (connection.scalar(select(func.max(table.c.fid))) or 0) + 1
    fids = list(range(first, first + len(frame)))
    rows = records(frame)
    for fid, row in zip(fids, rows, strict=True):
        row |= {"fid": fid, "source_id": source_id}
    if rows:
        connection.execute(table.insert(), rows)
    index(connection, table, fids, np.asarray(frame.geometry.array, dtype=object))
    return fids


def clear(connection: Connection, family: str, sources: Sequence[int]) -> int:
    """Delete all things of a family that came from some sources and return how many there were."""
    table = FAMILY_TABLES[family]
    mine = table.c.source_id.in_(sources)
    sqlite.unindex(connection, table, list(connection.scalars(select(table.c.fid).where(mine))))
    return connection.execute(table.delete().where(mine)).rowcount


def set_values(connection: Connection, family: str, frame: pd.DataFrame) -> None:
    """Write the columns of a frame, indexed by fid, over those of the things that are there."""
    table = FAMILY_TABLES[family]
    for fid, row in zip(frame.index, records(frame), strict=True):
        connection.execute(table.update().where(table.c.fid == int(fid)).values(row))


def index(connection: Connection, table: Table, fids: Sequence[int], shapes: np.ndarray) -> None:
    """Enter the bounds of geometries into the spatial index of a table."""
    bounds = shapely.bounds(shapes)
    placed = np.isfinite(bounds).all(axis=1)
    rows = [(fid, *box) for fid, box, ok in zip(fids, bounds.tolist(), placed.tolist(), strict=True) if ok]
    sqlite.index(connection, table, rows)


def _selected(table: Table, family: str, selection: Selection) -> Select[Any]:
    columns = [column for column in table.columns if column.name != "source_id"]
    statement = select(*columns, *SOURCE_COLUMNS).join_from(table, source).order_by(table.c.fid)
    return statement.where(*_conditions(table, family, selection))


def _conditions(table: Table, family: str, selection: Selection) -> list[ColumnElement[bool]]:
    named = {column.name: column for column in (*table.columns, *SOURCE_COLUMNS)}
    conditions = [named[name] == value for name, value in selection.equal.items()]
    if selection.fid is not None:
        conditions.append(table.c.fid == selection.fid)
    if selection.period is not None and family in WHEN:
        start, end = selection.period
        first, last = (table.c[name] for name in WHEN[family])
        conditions += [last >= start] if start else []
        conditions += [first <= end] if end else []
    return conditions


def _refuse_known(connection: Connection, table: Table, refs: pd.Series) -> None:
    known = set(connection.scalars(select(table.c.ref)))
    twice = [ref for ref in refs if ref in known]
    if twice:
        raise BadInput(
            "References must be new, but {count} are already there, such as {examples};"
            " replace the whole register with --replace.",
            count=len(twice),
            examples=", ".join(map(str, twice[:5])),
        )


def _page(frame: gpd.GeoDataFrame, selection: Selection) -> gpd.GeoDataFrame:
    end = None if selection.limit is None else selection.offset + selection.limit
    return frame.iloc[selection.offset : end]


def _frame(rows: Sequence[Row[Any]], table: Table) -> gpd.GeoDataFrame:
    """Make a frame of rows; WKB is parsed in one call."""
    names = [column.name for column in table.columns if column.name != "source_id"]
    # Tuples: pandas asks each row for attributes, which rows of SQLAlchemy look up among their columns.
    told = list(map(tuple, rows))
    data = pd.DataFrame.from_records(told, columns=[*names, *(column.name for column in SOURCE_COLUMNS)])
    geometry = shapely.from_wkb(data.pop("geometry").to_numpy(dtype=object))
    frame = gpd.GeoDataFrame(data, geometry=gpd.GeoSeries(geometry, crs=crs.STORED, index=data.index))
    return frame.set_index("fid")


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows as plain values, every absent value as None."""
    names = list(frame.columns)
    columns = [_plain(frame[name]) for name in names]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def _plain(column: pd.Series) -> list[Any]:
    if isinstance(column.dtype, np.dtype) and column.dtype.kind in "iufb":
        return [None if value != value else value for value in column.tolist()]
    values = column.astype(object).to_numpy()
    absent = pd.isna(values)
    if {type(value) for value in values[~absent]} <= _AS_THEY_ARE:
        return [None if missing else value for value, missing in zip(values, absent.tolist(), strict=True)]
    return [None if missing else _native(value) for value, missing in zip(values, absent.tolist(), strict=True)]


def _native(value: Any) -> Any:
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, pd.Timestamp):
        return value.to_pydatetime()
    if isinstance(value, tuple):
        return [part.model_dump() if isinstance(part, BaseModel) else part for part in value]
    return value
