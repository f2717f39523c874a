"""How results of analyses are written and read; the latest run of each analysis is kept."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely
from sqlalchemy import ColumnElement, Connection, Row, bindparam, column, delete, func, insert, select, table, update

from geo import crs
from geo.model.result import Result
from geo.storage import sqlite
from geo.storage.families import BBox, index, records
from geo.storage.tables import result, result_item

#: The items as the database has them, texts and bytes: what is compared and written by the ten thousand.
_items = table("result_item", *map(column, ("fid", "result_id", "layer", "properties", "geometry")))
_WRITE = "INSERT OR REPLACE INTO result_item (fid, result_id, layer, properties, geometry) VALUES (?, ?, ?, ?, ?)"


def save(connection: Connection, made: Result) -> None:
    """Keep a result whole in the place of the last one of its name; items that are as they were are not written."""
    result_id = _save_head(connection, made)
    layers = select(_items.c.layer).where(_items.c.result_id == result_id).distinct()
    for layer in set(connection.scalars(layers)) - set(made.frames):
        _save_items(connection, result_id, layer, [])
    for layer, frame in made.frames.items():
        properties = records(pd.DataFrame(frame.drop(columns=frame.geometry.name)))
        told = zip(properties, shapely.to_wkb(frame.geometry.array), strict=True)
        _save_items(connection, result_id, layer, [(json.dumps(values), shape) for values, shape in told])


def head(connection: Connection, name: str) -> Result | None:
    """Return what is told of the latest result of an analysis, without its frames."""
    row = connection.execute(select(result).where(result.c.name == name)).one_or_none()
    return None if row is None else _head(row)


def items(
    connection: Connection,
    layer: str,
    bbox: BBox | None = None,
    *,
    equal: Mapping[str, float | str] | None = None,
    fid: int | None = None,
    limit: int | None = None,
    offset: int = 0,
) -> gpd.GeoDataFrame:
    """Return the items of a layer, indexed by ``fid``, EPSG:4326; with a box, those that meet it.

    Parameters
    ----------
    equal
        Values that properties must have.
    fid
        The one item asked for.
    limit, offset
        The page, in the order of fids; without a box only, for a box is told exactly afterwards.
    """
    statement = select(result_item.c.fid, result_item.c.properties, result_item.c.geometry)
    statement = statement.where(*_conditions(layer, equal or {})).order_by(result_item.c.fid)
    if limit is not None or offset:
        # SQLite wants a LIMIT before an OFFSET; -1 means none.
        statement = statement.limit(-1 if limit is None else limit).offset(offset)
    if fid is not None:
        statement = statement.where(result_item.c.fid == fid)
    if bbox is not None:
        statement = statement.where(sqlite.in_bbox(result_item, bbox))
    rows = connection.execute(statement).all()
    frame = _items_frame(rows)
    return frame if bbox is None else frame[shapely.intersects(frame.geometry.array, shapely.box(*bbox))]


def count(connection: Connection, layer: str, *, equal: Mapping[str, float | str] | None = None) -> int:
    """Return how many items of a layer have some values, without reading them."""
    return connection.scalar(select(func.count()).where(*_conditions(layer, equal or {}))) or 0


def _conditions(layer: str, equal: Mapping[str, float | str]) -> list[ColumnElement[bool]]:
    conditions = [result_item.c.layer == layer]
    for name, value in equal.items():
        told = result_item.c.properties[name]
        conditions.append((told.as_string() if isinstance(value, str) else told.as_float()) == value)
    return conditions


def values(connection: Connection, layer: str, names: Sequence[str]) -> pd.DataFrame:
    """Return some of what the items of a layer tell, two names or more, indexed by ``fid``, without their shapes."""
    # The database picks them out of its JSON: the rest need not be read.
    told = func.json_extract(_items.c.properties, *(f"$.{name}" for name in names))
    statement = select(_items.c.fid, told).where(_items.c.layer == layer).order_by(_items.c.fid)
    rows = connection.execute(statement).all()
    texts = json.loads(f"[{','.join(text for _, text in rows)}]")
    return pd.DataFrame(texts, columns=list(names), index=pd.Index([fid for fid, _ in rows], name="fid"))


def _save_head(connection: Connection, made: Result) -> int:
    start, end = made.period or (None, None)
    values = {
        "name": made.name,
        "parameters": dict(made.parameters),
        "summary": dict(made.summary),
        "sources": list(made.sources),
        "period_start": start,
        "period_end": end,
        "n": made.n,
        "norm_edition": made.norm_edition,
        "synthetic": made.synthetic,
        "inputs_digest": made.inputs_digest,
        "made_at": made.made_at,
    }
    last = connection.scalar(select(result.c.id).where(result.c.name == made.name))
    if last is None:
        return int(connection.execute(insert(result).values(values).returning(result.c.id)).scalar_one())
    connection.execute(update(result).where(result.c.id == last).values(values))
    return int(last)


def _save_items(connection: Connection, result_id: int, layer: str, told: list[tuple[str, bytes]]) -> None:
    """Write the items of a layer, each over the one that had its place; fids go on rising in the order of items."""
    mine = (_items.c.result_id == result_id) & (_items.c.layer == layer)
    before = connection.execute(
        select(_items.c.fid, _items.c.properties, _items.c.geometry).where(mine).order_by(_items.c.fid)
    ).all()
    first = (connection.scalar(select(func.max(_items.c.fid))) or 0) + 1
    fids = [row.fid for row in before[: len(told)]]
    fids += range(first, first + len(told) - len(fids))
    same = [(old.properties, old.geometry) == item for old, item in zip(before, told, strict=False)]
    same += [False] * (len(told) - len(same))
    rows = [
        (fid, result_id, layer, *item) for fid, item, as_it_was in zip(fids, told, same, strict=True) if not as_it_was
    ]
    spent = [row.fid for row in before[len(told) :]]
    there = {row.fid for row in before}
    sqlite.unindex(connection, result_item, spent + [fid for fid, *_ in rows if fid in there])
    if spent:
        connection.execute(delete(_items).where(_items.c.fid == bindparam("spent")), [{"spent": fid} for fid in spent])
    if rows:
        # As the driver has it: many rows are bound in a fraction of the time that SQLAlchemy takes.
        connection.exec_driver_sql(_WRITE, rows)
        shapes = shapely.from_wkb([shape for *_, shape in rows])
        index(connection, result_item, [fid for fid, *_ in rows], shapes)


def _head(row: Row[Any]) -> Result:
    return Result(
        name=row.name,
        parameters=row.parameters,
        frames={},
        summary=row.summary,
        sources=tuple(row.sources),
        period=(row.period_start, row.period_end) if row.period_start else None,
        n=row.n,
        norm_edition=row.norm_edition,
        synthetic=row.synthetic,
        inputs_digest=row.inputs_digest,
        made_at=row.made_at,
    )


def _items_frame(rows: Any) -> gpd.GeoDataFrame:
    data = pd.DataFrame.from_records(
        [row.properties for row in rows], index=pd.Index([r.fid for r in rows], name="fid")
    )
    geometry = gpd.GeoSeries(shapely.from_wkb([row.geometry for row in rows]), index=data.index, crs=crs.STORED)
    return gpd.GeoDataFrame(data, geometry=geometry)
