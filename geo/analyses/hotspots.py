"""Where do incidents gather? Hexagons with counts and Gi* under false-discovery control."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo import crs
from geo.city import City
from geo.errors import BadInput
from geo.geometry.grid import hexagons
from geo.geometry.naming import longest_within
from geo.hotspots.counts import count_in
from geo.hotspots.getis_ord import contiguity
from geo.hotspots.significance import EVIDENCE, judge
from geo.model.result import Result
from geo.storage.store import Selection, Store

INPUTS = ("areas", "incidents", "streets")


def run(store: Store, city: City, progress: Callable[[int, int], None] | None = None) -> Result:
    """Count incidents in hexagons clipped to the city and tell which counts are high together.

    Incidents of categories that the city's safety profile leaves out (parking, speeding, …) do not count.

    Raises
    ------
    BadInput
        If there is no city boundary.
    """
    boundary = city_boundary(store, city)
    incidents = _counted(crs.to_metric(store.read("incidents"), city.crs), city)
    cells = hexagons(boundary, spacing_m=city.hotspots.hexagon_m)
    counts = count_in(cells, incidents.geometry, within=boundary)
    ground = shapely.intersection(cells, boundary)
    frame = _judged(cells, counts, shapely.area(ground), city)
    frame = gpd.GeoDataFrame(frame, geometry=ground, crs=city.crs)
    frame["area_m2"] = frame.area.round(1)
    streets = crs.to_metric(store.read("streets"), city.crs)
    frame["street"] = longest_within(cells, streets.geometry.to_numpy(), streets["name"].to_numpy(dtype=object))
    sources = [source for source in store.sources("incidents") if source.name in set(incidents["source"])]
    return Result(
        name="hotspots",
        parameters={"hexagon_m": city.hotspots.hexagon_m},
        frames={"hotspots": frame.to_crs(crs.STORED)},
        summary=_summary(frame, int(counts.sum()), city),
        sources=tuple(dict.fromkeys(source.name for source in sources)),
        period=_period(incidents),
        n=int(counts.sum()),
        norm_edition=None,
        synthetic=any(source.synthetic for source in sources),
        inputs_digest=store.digest(INPUTS),
        made_at=datetime.now(UTC),
    )


def city_boundary(store: Store, city: City) -> shapely.Geometry:
    """Return the city's ground in metres: its boundary, or else all of its areas together."""
    areas = store.read("areas", Selection(equal={"kind": "city"}))
    areas = areas if len(areas) else store.read("areas")
    if areas.empty:
        raise BadInput("The city must have a boundary or areas; none are there yet: czujka import areas FILE.")
    return shapely.union_all(crs.to_metric(areas, city.crs).geometry.array)


def _counted(incidents: gpd.GeoDataFrame, city: City) -> gpd.GeoDataFrame:
    left_out = {name for name, category in city.incident_categories.items() if not category.safety}
    return incidents[~incidents["category"].isin(left_out)]


def _judged(cells: np.ndarray, counts: np.ndarray, area_m2: np.ndarray, city: City) -> pd.DataFrame:
    """Return counts with their evidence; too few incidents make nothing hot."""
    frame = judge(counts, area_m2, contiguity(cells, reach_m=1.01 * city.hotspots.hexagon_m))
    if counts.sum() < city.hotspots.fewest_incidents:
        return frame.assign(z=None, p=None, q=None, evidence="none")
    return frame


def _summary(frame: gpd.GeoDataFrame, n: int, city: City) -> dict[str, object]:
    hot = frame["evidence"].isin(EVIDENCE[:2])
    return {
        "cells": len(frame),
        "n": n,
        "too_few": n < city.hotspots.fewest_incidents,
        "fewest_incidents": city.hotspots.fewest_incidents,
        "by_evidence": {name: int((frame["evidence"] == name).sum()) for name in EVIDENCE},
        "hot_share_of_incidents": float(frame.loc[hot, "count"].sum() / n) if n else 0.0,
        "hot_share_of_area": float(frame.loc[hot, "area_m2"].sum() / frame["area_m2"].sum()) if len(frame) else 0.0,
    }


def _period(incidents: gpd.GeoDataFrame) -> tuple[datetime, datetime] | None:
    if incidents.empty:
        return None
    return incidents["occurred_from"].min().to_pydatetime(), incidents["occurred_to"].max().to_pydatetime()
