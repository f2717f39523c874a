"""How siting plans are kept: several beside each other, renamed, taken away and brought back."""

from __future__ import annotations

from datetime import UTC, datetime

import geopandas as gpd
import pandas as pd
import shapely
from sqlalchemy import Connection, Row, delete, insert, select, update

from geo import crs
from geo.errors import NotFound
from geo.model.plan import KeptPlan, SitingPlan
from geo.storage.families import records
from geo.storage.tables import siting_item, siting_plan

#: So many plans are kept, the newest; those that were taken away go first.
MOST = 60


def add(connection: Connection, made: SitingPlan) -> int:
    """Keep a plan whole beside the others and return its id; plans beyond ``MOST`` are let go, the oldest first."""
    values = {
        "name": made.name,
        "wishes": dict(made.wishes),
        "summary": dict(made.summary),
        "sources": list(made.sources),
        "synthetic": made.synthetic,
        "norm_edition": made.norm_edition,
        "inputs_digest": made.inputs_digest,
        "made_at": made.made_at,
    }
    plan_id: int = connection.execute(insert(siting_plan).values(values).returning(siting_plan.c.id)).scalar_one()
    for layer, frame in made.frames.items():
        _add_items(connection, plan_id, layer, frame)
    _let_go(connection)
    return plan_id


def listed(connection: Connection, *, taken_away: bool = False) -> list[KeptPlan]:
    """Return what is told of the plans, the newest first; those that were taken away where they are asked for."""
    gone = siting_plan.c.deleted_at.is_not(None)
    statement = select(siting_plan).where(gone if taken_away else ~gone).order_by(siting_plan.c.id.desc())
    return [_told(row) for row in connection.execute(statement)]


def get(connection: Connection, plan_id: int) -> KeptPlan:
    """Return what is told of a plan.

    Raises
    ------
    NotFound
        If there is no such plan, or if it was taken away.
    """
    row = connection.execute(select(siting_plan).where(siting_plan.c.id == plan_id)).one_or_none()
    if row is None or row.deleted_at is not None:
        raise NotFound("There must be a siting plan {given}; there is none.", given=plan_id)
    return _told(row)


def rename(connection: Connection, plan_id: int, name: str) -> None:
    """Give a plan another name."""
    get(connection, plan_id)
    connection.execute(update(siting_plan).where(siting_plan.c.id == plan_id).values(name=name))


def take_away(connection: Connection, plan_id: int) -> None:
    """Take a plan off the list; it can be brought back."""
    get(connection, plan_id)
    connection.execute(update(siting_plan).where(siting_plan.c.id == plan_id).values(deleted_at=datetime.now(UTC)))


def bring_back(connection: Connection, plan_id: int) -> None:
    """Put a plan that was taken away on the list again."""
    there = connection.execute(update(siting_plan).where(siting_plan.c.id == plan_id).values(deleted_at=None))
    if not there.rowcount:
        raise NotFound("There must be a siting plan {given}; there is none.", given=plan_id)


def items(connection: Connection, layer: str, plan_id: int | None = None) -> gpd.GeoDataFrame:
    """Return the items of a layer of one plan, or of all that are listed; indexed by ``fid``, EPSG:4326."""
    columns = (siting_item.c.fid, siting_item.c.plan_id, siting_item.c.properties, siting_item.c.geometry)
    statement = select(*columns).join_from(siting_item, siting_plan).order_by(siting_item.c.fid)
    statement = statement.where(siting_item.c.layer == layer, siting_plan.c.deleted_at.is_(None))
    if plan_id is not None:
        statement = statement.where(siting_item.c.plan_id == plan_id)
    rows = connection.execute(statement).all()
    index = pd.Index([row.fid for row in rows], name="fid")
    data = pd.DataFrame.from_records([{"plan": row.plan_id, **row.properties} for row in rows], index=index)
    shapes = gpd.GeoSeries(shapely.from_wkb([row.geometry for row in rows]), index=index, crs=crs.STORED)
    return gpd.GeoDataFrame(data, geometry=shapes)


def _add_items(connection: Connection, plan_id: int, layer: str, frame: gpd.GeoDataFrame) -> None:
    properties = records(pd.DataFrame(frame.drop(columns=frame.geometry.name)))
    shapes = shapely.to_wkb(frame.geometry.array)
    rows = [
        {"plan_id": plan_id, "layer": layer, "properties": values, "geometry": shape}
        for values, shape in zip(properties, shapes, strict=True)
    ]
    if rows:
        connection.execute(insert(siting_item), rows)


def _let_go(connection: Connection) -> None:
    order = (siting_plan.c.deleted_at.is_not(None), siting_plan.c.id.desc())
    old = list(connection.scalars(select(siting_plan.c.id).order_by(*order).offset(MOST).limit(-1)))
    connection.execute(delete(siting_item).where(siting_item.c.plan_id.in_(old)))
    connection.execute(delete(siting_plan).where(siting_plan.c.id.in_(old)))


def _told(row: Row[tuple[object, ...]]) -> KeptPlan:
    return KeptPlan(
        id=row.id,
        name=row.name,
        wishes=row.wishes,
        summary=row.summary,
        sources=tuple(row.sources),
        synthetic=row.synthetic,
        norm_edition=row.norm_edition,
        inputs_digest=row.inputs_digest,
        made_at=row.made_at,
        deleted_at=row.deleted_at,
    )
