"""How is a difference laid beside the coverage as it was computed, area by area and level by level?"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.analyses.coverage import Inputs
from geo.analyses.inputs import COVERAGE
from geo.coverage.area import Ground, ground_of
from geo.errors import BadInput
from geo.storage.store import Store

LEVEL = ["norm_edition", "level", "px_per_m"]
#: Areas are drawn to this tolerance, metres: here they only stand for their numbers.
_DRAWN_TO_M = 1.0


def coverage_now(store: Store) -> pd.DataFrame:
    """Return the stored coverage of the areas, one row an area and level.

    Raises
    ------
    BadInput
        If it was not computed for the city as it is now.
    """
    made = store.result("coverage")
    if made is None or made.inputs_digest != store.digest(COVERAGE):
        raise BadInput(
            "This is laid beside the coverage as it is now, which must be computed first: czujka run coverage."
        )
    return pd.DataFrame(store.result_items("coverage").drop(columns="geometry"))


def ground_around(inputs: Inputs, shapes: np.ndarray) -> Ground:
    """Return the ground of the areas around shapes; what lies elsewhere is as it was.

    Parameters
    ----------
    shapes
        (N,) polygons in metres; empty ones have no surroundings.
    """
    there = shapes[~shapely.is_empty(shapes)]
    if not len(there):
        return ground_of(inputs.areas.iloc[:0], [], [])
    around = shapely.union_all(shapely.box(*shapely.bounds(there).T))
    areas = inputs.areas.set_geometry(shapely.intersection(inputs.areas.geometry.array, around))
    footprints, streets = (_meeting(frame, around) for frame in (inputs.footprints, inputs.streets))
    return ground_of(areas, footprints, streets)


def beside(inputs: Inputs, now: pd.DataFrame, changes: pd.DataFrame) -> gpd.GeoDataFrame:
    """Return the coverage with what is laid beside it, the areas as geometry.

    Parameters
    ----------
    now
        As ``coverage_now`` returns it.
    changes
        ``area``, ``px_per_m`` and further columns.
    """
    told = ["area", "area_name", *LEVEL, "ground_m2", "street_m", "seen_m2", "seen_street_m"]
    frame = now[told].merge(changes, on=["area", "px_per_m"])
    shapes = shapely.simplify(inputs.areas.geometry.array, _DRAWN_TO_M)
    of_area = dict(zip(inputs.areas["ref"], shapes, strict=True))
    return gpd.GeoDataFrame(frame, geometry=[of_area[area] for area in frame["area"]], crs=inputs.profile.crs)


def _meeting(frame: gpd.GeoDataFrame, place: shapely.Geometry) -> np.ndarray:
    shapes = np.asarray(frame.geometry.array, dtype=object)
    met: np.ndarray = shapes[np.unique(shapely.STRtree(shapes).query(place, predicate="intersects"))]
    return met
