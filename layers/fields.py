"""How the fields of view of cameras are shown level by level, though only the farthest of each is stored."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from geo import crs
from geo.coverage.reach import LEVELS
from geo.coverage.zones import within_radius
from geo.storage.store import Store
from layers.base import LayerQuery
from layers.choose import choose
from layers.results import ResultLayer

#: Features are numbered by the stored row and the place of their level in `LEVELS`.
MOST_LEVELS = 16
#: Properties by which the store itself can choose.
_STORED = ("camera", "ref")
_LEVEL = ("norm_edition", "level", "px_per_m")


@dataclass(frozen=True, kw_only=True)
class FieldsLayer(ResultLayer):
    """The fields of view: a feature for each camera and level, cut out of what the camera sees farthest."""

    def choose(self, query: LayerQuery, store: Store) -> tuple[gpd.GeoDataFrame, int]:
        """Return a page of features, and how many match in all."""
        result = store.result(self.analysis)
        if query.counts_all and result is not None:
            labels = pd.Series([px for *_, px in LEVELS]).value_counts()
            told = by_density(State(store.path, result.made_at, store))["px_per_m"]
            return gpd.GeoDataFrame(geometry=[], crs=crs.STORED), int(told.map(labels).sum())
        stored = {name: value for name, value in query.equal.items() if name in _STORED}
        row = None if query.fid is None else query.fid // MOST_LEVELS
        frame = store.result_items(self.id, query.bbox, equal=stored, fid=row)
        if "levels" not in frame:
            return choose(frame, query)
        found, _ = choose(_by_level(frame, query), replace(query, bbox=None, limit=None, offset=0))
        if query.bbox is None:
            page, matched = choose(found, LayerQuery(limit=query.limit, offset=query.offset))
            return (self._cut(page, store) if query.shapes else page), matched
        # A shape must be cut before it is known whether it meets the box.
        return choose(self._cut(found, store), LayerQuery(bbox=query.bbox, limit=query.limit, offset=query.offset))

    def _cut(self, frame: gpd.GeoDataFrame, store: Store) -> gpd.GeoDataFrame:
        """Cut what cameras see farthest to the radii of the levels."""
        result = store.result(self.analysis)
        nearer = np.flatnonzero(frame["px_per_m"] != frame["farthest_px_per_m"])
        if result is None or not len(nearer):
            return frame
        metric = crs.to_metric(frame.iloc[nearer][["geometry"]], result.parameters["crs"])
        lens, radius_m = np.array(frame["lens"].iloc[nearer].tolist()), frame["radius_m"].to_numpy(dtype=float)[nearer]
        cut = within_radius(np.asarray(metric.geometry.array, dtype=object), lens, radius_m)
        shapes = np.asarray(frame.geometry.array, dtype=object)
        shapes[nearer] = gpd.GeoSeries(cut, crs=metric.crs).to_crs(crs.STORED).array
        return frame.set_geometry(gpd.GeoSeries(shapes, index=frame.index, crs=frame.crs))


@dataclass(frozen=True, slots=True)
class State:
    """What the coverage left in a store, whichever object reads it."""

    path: Path
    made_at: datetime
    store: Store = field(compare=False)


@lru_cache(maxsize=1)
def by_density(state: State) -> pd.DataFrame:
    """Return camera, density, radius and ground of all that cameras see; read once: a large city tells of 130,000."""
    views = state.store.result_values("fields-of-view", "camera", "levels")
    rows = [
        (camera, px, radius_m, area_m2)
        for camera, levels in zip(views["camera"], views["levels"], strict=True)
        for px, radius_m, area_m2 in levels
    ]
    return pd.DataFrame(rows, columns=["camera", "px_per_m", "radius_m", "area_m2"])


def _by_level(frame: gpd.GeoDataFrame, query: LayerQuery) -> gpd.GeoDataFrame:
    """Return a row for each level that a stored row tells of, of those that may be asked for."""
    asked = {name: query.equal[name] for name in _LEVEL if name in query.equal}
    labels: dict[float, list[tuple[int, Any]]] = {}
    for rank, label in enumerate(LEVELS):
        if all(dict(zip(_LEVEL, label, strict=True))[name] == value for name, value in asked.items()):
            labels.setdefault(label[2], []).append((rank, label))
    told = [
        (row, rank, *label, radius_m, area_m2, levels[0][0])
        for row, levels in enumerate(frame["levels"])
        for px, radius_m, area_m2 in levels
        for rank, label in labels.get(px, ())
    ]
    told.sort(key=lambda one: one[:2])
    at, place, *columns = ([row[column] for row in told] for column in range(8))
    names = (*_LEVEL, "radius_m", "area_m2", "farthest_px_per_m")
    rows = frame.iloc[at].assign(**dict(zip(names, columns, strict=True)))
    return rows.set_index(np.asarray(rows.index) * MOST_LEVELS + np.array(place, dtype=int)).rename_axis("fid")
