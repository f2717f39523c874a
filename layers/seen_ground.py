"""The ground that the cameras see, cut to the box that is asked for: a map of a large city need not load it whole."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely

from geo.storage.store import Store
from layers.base import EVERYONE, LayerQuery, number, text
from layers.choose import choose
from layers.results import ResultLayer, stored_values


@dataclass(frozen=True, kw_only=True)
class SeenGroundLayer(ResultLayer):
    """The shapes of another layer of the same analysis, cut to the box of the query."""

    of: str

    def choose(self, query: LayerQuery, store: Store) -> tuple[gpd.GeoDataFrame, int]:
        """Return a page of items, and how many match in all."""
        frame = store.result_items(self.of, query.bbox, equal=stored_values(query))
        if query.bbox is not None:
            cut = _polygons(shapely.intersection(np.asarray(frame.geometry.array), shapely.box(*query.bbox)))
            frame = frame.set_geometry(gpd.GeoSeries(cut, index=frame.index, crs=frame.crs))
            frame = frame[~shapely.is_empty(cut)]
        return choose(frame, query)


def _polygons(shapes: np.ndarray) -> np.ndarray:
    """Return the polygons of (N,) geometries; where a box only touches one, nothing is left."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    flat = shapely.get_dimensions(parts) == 2
    kept = np.full(len(shapes), shapely.MultiPolygon(), dtype=object)
    shapely.multipolygons(parts[flat], indices=owner[flat], out=kept)
    return kept


_OF_AREA = {
    "area": text("Reference of the area"),
    "area_name": text("Name of the area"),
    "norm_edition": text("Edition of the image-quality norm"),
    "level": text("Image-quality level of that edition"),
    "px_per_m": number("Pixels per metre that the level asks for"),
}

NIGHT_GROUND = SeenGroundLayer(
    id="night-ground",
    analysis="night",
    of="night-coverage",
    title="Ground seen in the dark",
    description="Ground that at least one camera sees while it is dark, by area, level and lamps that are on; cut to"
    " the box where one is asked for.",
    geometry="polygon",
    exact_for=EVERYONE,
    properties={"state": text("Schedules whose lamps are on, joined by a plus; none where all are off")} | _OF_AREA,
)

SEEN_GROUND = SeenGroundLayer(
    id="seen-ground",
    analysis="coverage",
    of="coverage",
    title="Seen ground",
    description="Ground that at least one camera sees, by area and level; cut to the box where one is asked for.",
    geometry="polygon",
    exact_for=EVERYONE,
    properties=_OF_AREA,
)
