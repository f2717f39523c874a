"""Which lamps has the city, when are they on, and what does each light?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo import crs
from geo.analyses.coverage import Inputs, heights_m
from geo.city import City
from geo.coverage.light import lamplight
from geo.coverage.pose import viewpoints
from geo.geometry.isovist import Occluders
from geo.storage.store import Store

#: Walls no farther than this can be the nearest to a lamp that is registered within a house.
_AROUND_M = 60.0


@dataclass(frozen=True, slots=True)
class Lamps:
    """The lamps of a city.

    Attributes
    ----------
    schedule
        (N,) key of the lighting schedule of each.
    lit
        (N,) the ground that each lights, metres.
    counts
        How many there are, and of how many what is assumed.
    """

    schedule: np.ndarray
    lit: np.ndarray
    counts: dict[str, int]

    def __len__(self) -> int:
        return len(self.schedule)

    @property
    def schedules(self) -> list[str]:
        """The schedules that any lamp has, in order of the alphabet."""
        return sorted(set(self.schedule))

    def on(self, schedules: Collection[str]) -> np.ndarray:
        """Return the ground that each lamp of some schedules lights."""
        chosen: np.ndarray = self.lit[np.isin(self.schedule, list(schedules))]
        return chosen


def read_lamps(store: Store, city: City, inputs: Inputs, occluders: Occluders) -> Lamps:
    """Return the lamps; a schedule or a radius that no source tells is the profile's.

    A schedule that the profile does not have, since it was changed after the import, is taken as not told.
    """
    frame = crs.to_metric(store.read("lamps"), city.crs)
    lighting = city.lighting
    known = frame["schedule"].isin(list(lighting.schedules)).to_numpy(dtype=bool)
    schedule = np.where(known, frame["schedule"].to_numpy(dtype=object), lighting.default)
    height_m = np.array([lighting.schedules[key].lamp_height_m for key in schedule], dtype=float)
    usual_m = np.array([lighting.schedules[key].lit_radius_m for key in schedule], dtype=float)
    told_m = pd.to_numeric(frame["lit_radius_m"]).to_numpy(dtype=float)
    points, moved = _in_free_air(frame, inputs.footprints, height_m, city)
    counts = {
        "all": len(frame),
        "schedule_assumed": int((~known).sum()),
        "radius_assumed": int(np.isnan(told_m).sum()),
        "moved": moved,
    }
    radius_m = np.where(np.isnan(told_m), usual_m, told_m)
    return Lamps(schedule, lamplight(points, occluders, radius_m=radius_m, height_m=height_m), counts)


def _in_free_air(
    lamps: gpd.GeoDataFrame, footprints: gpd.GeoDataFrame, height_m: np.ndarray, city: City
) -> tuple[np.ndarray, int]:
    """Return where the lamps hang, and how many were moved in front of the wall of a house that they are drawn in."""
    points = np.asarray(lamps.geometry.array, dtype=object)
    shapes = np.asarray(footprints.geometry.array, dtype=object)
    tree = shapely.STRtree(shapes)
    lamp, house = tree.query(points, predicate="within")
    stuck = np.unique(lamp[heights_m(footprints)[house] >= height_m[lamp]])
    if len(stuck):
        near = np.unique(tree.query(points[stuck], predicate="dwithin", distance=_AROUND_M)[1])
        points = points.copy()
        points[stuck] = viewpoints(lamps.iloc[stuck], shapes[near], gap_m=city.cameras.facade_gap_m)[0]
    return points, len(stuck)
