"""Where do cameras hang, how do they look, and what does each see at each density of pixels?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from geo.city import City
from geo.coverage.pose import equipped, viewpoints
from geo.coverage.reach import looks
from geo.coverage.zones import Zone, zones, zones_of_many
from geo.errors import BadInput
from geo.geometry.isovist import Occluders
from geo.model.camera import POSE

#: From so many cameras on the compiled kernel pays, once it is compiled.
_MANY = 100
_NOTHING = shapely.Polygon()


@dataclass(frozen=True, slots=True)
class Eyes:
    """Cameras as they look.

    Attributes
    ----------
    points
        (N,) where the lenses hang, metres.
    poses
        N complete poses with what their kinds bring along.
    reach_m
        (N,) how far each sees anything at the coarsest density; 0 for one that sees no ground.
    target_height_m
        Height at which things are to be seen.
    """

    points: np.ndarray
    poses: list[dict[str, Any]]
    reach_m: np.ndarray
    target_height_m: float

    def __getitem__(self, chosen: np.ndarray) -> Eyes:
        """Return some of them, by a mask or by their places."""
        at = np.arange(len(self.poses))[chosen]
        return Eyes(self.points[at], [self.poses[i] for i in at], self.reach_m[at], self.target_height_m)

    def __len__(self) -> int:
        return len(self.poses)


def eyes(cameras: gpd.GeoDataFrame, footprints: gpd.GeoDataFrame, city: City) -> Eyes:
    """Return cameras as they look, moved in front of their facades where they are registered in buildings.

    Parameters
    ----------
    cameras, footprints
        In metres.
    """
    points, _ = viewpoints(cameras, footprints.geometry.array, gap_m=city.cameras.facade_gap_m)
    poses = [equipped(pose, city) for pose in cameras[[*POSE, "presets"]].to_dict("records")]
    target_height_m = city.cameras.target_height_m
    radii = ([max(look.radii_m.values()) for look in looks(pose, target_height_m=target_height_m)] for pose in poses)
    reach_m = np.array([max(each, default=0.0) for each in radii])
    return Eyes(np.asarray(points, dtype=object), poses, reach_m, target_height_m)


def seen(looking: Eyes, occluders: Occluders) -> list[list[Zone]]:
    """Return the zones of each camera, the farthest first; none for one that sees no ground."""
    target_height_m = looking.target_height_m
    if len(looking) >= _MANY:
        return zones_of_many(looking.points, looking.poses, occluders, target_height_m=target_height_m)
    found = []
    for point, pose in zip(looking.points, looking.poses, strict=True):
        try:
            found.append(zones(point, pose, occluders, target_height_m=target_height_m))
        except BadInput:
            found.append([])
    return found


def at(found: Sequence[list[Zone]], px_per_m: float) -> np.ndarray:
    """Return what each camera sees at a density, (N,) polygons; an empty one where it sees nothing so well."""
    shapes = ({zone.px_per_m: zone.shape for zone in zones_} for zones_ in found)
    return np.array([mine.get(px_per_m, _NOTHING) for mine in shapes], dtype=object)
