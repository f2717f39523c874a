"""How results of analyses are written and read; the latest run of each analysis is kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely
from sqlalchemy import Connection, Row, delete, func, insert, select

from geo import crs
from geo.model.result import Result
from geo.storage import sqlite
from geo.storage.families import BBox, index, records
from geo.storage.tables import result, result_item


def save(connection: Connection, made: Result) -> None:
    """Keep a result whole in the place of the last one of its name."""
    _forget(connection, made.name)
    start, end = made.period or (None, None)
    statement = insert(result).values(
        name=made.name,
        parameters=dict(made.parameters),
        summary=dict(made.summary),
        sources=list(made.sources),
        period_start=start,
        period_end=end,
        n=made.n,
        norm_edition=made.norm_edition,
        synthetic=made.synthetic,
        inputs_digest=made.inputs_digest,
        made_at=made.made_at,
    )
    result_id = connection.execute(statement.returning(result.c.id)).scalar_one()
    for layer, frame in made.frames.items():
        _add_items(connection, result_id, layer, frame)


def head(connection: Connection, name: str) -> Result | None:
    """Return what is told of the latest result of an analysis, without its frames."""
    row = connection.execute(select(result).where(result.c.name == name)).one_or_none()
    return None if row is None else _head(row)


def items(
    connection: Connection,
    layer: str,
    bbox: BBox | None = None,
    *,
    equal: Mapping[str, int | str] | None = None,
    fid: int | None = None,
) -> gpd.GeoDataFrame:
    """Return the items of a layer, indexed by ``fid``, EPSG:4326; with a box, those that meet it.

    Parameters
    ----------
    equal
        Values that properties must have.
    fid
        The one item asked for.
    """
    statement = select(result_item.c.fid, result_item.c.properties, result_item.c.geometry)
    statement = statement.where(result_item.c.layer == layer).order_by(result_item.c.fid)
    for name, value in (equal or {}).items():
        told = result_item.c.properties[name]
        statement = statement.where((told.as_string() if isinstance(value, str) else told.as_integer()) == value)
    if fid is not None:
        statement = statement.where(result_item.c.fid == fid)
    if bbox is not None:
        statement = statement.where(sqlite.in_bbox(result_item, bbox))
    rows = connection.execute(statement).all()
    frame = _items_frame(rows)
    return frame if bbox is None else frame[shapely.intersects(frame.geometry.array, shapely.box(*bbox))]


def _forget(connection: Connection, name: str) -> None:
    old = select(result.c.id).where(result.c.name == name).scalar_subquery()
    fids = list(connection.scalars(select(result_item.c.fid).where(result_item.c.result_id == old)))
    sqlite.unindex(connection, result_item, fids)
    connection.execute(delete(result_item).where(result_item.c.result_id == old))
    connection.execute(delete(result).where(result.c.name == name))


def _add_items(connection: Connection, result_id: int, layer: str, frame: gpd.GeoDataFrame) -> None:
    first = (connection.scalar(select(func.max(result_item.c.fid))) or 0) + 1
    fids = list(range(first, first + len(frame)))
    properties = records(pd.DataFrame(frame.drop(columns=frame.geometry.name)))
    rows = [
        {"fid": fid, "result_id": result_id, "layer": layer, "properties": values, "geometry": shape}
        for fid, values, shape in zip(fids, properties, shapely.to_wkb(frame.geometry.array), strict=True)
    ]
    if rows:
        connection.execute(insert(result_item), rows)
    index(connection, result_item, fids, frame.geometry)


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
