"""Which ground do the leaves of trees hide in summer?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely

from geo.crs import require_metric
from geo.profile.upkeep import TreeDefaults

#: Points of a crown's outline a quarter; the outline lies around the circle, so that no crown is too small.
_QUARTER = 4


@dataclass(frozen=True, slots=True)
class Crowns:
    """The crowns of trees as bodies that hide what stands behind them.

    Attributes
    ----------
    shapes
        (T,) polygons in metres.
    height_m
        (T,) heights of the trees.
    assumed
        (T,) whether the height or the crown is the profile's own.
    """

    shapes: np.ndarray
    height_m: np.ndarray
    assumed: np.ndarray

    def __len__(self) -> int:
        return len(self.shapes)


def crowns(trees: gpd.GeoDataFrame, defaults: TreeDefaults) -> Crowns:
    """Return the crowns of trees.

    Parameters
    ----------
    trees
        Points with ``height_m`` and ``crown_m``, either unknown, in a metric CRS.

    Limits
    ------
    A crown is taken to reach down to the ground and to let nothing through: what lies behind a trunk counts as
    hidden. So summer is told too dark rather than too clear.

    Examples
    --------
    >>> one = gpd.GeoDataFrame({"height_m": [None], "crown_m": [4.0]}, geometry=[shapely.Point(0, 0)], crs=2177)
    >>> found = crowns(one, TreeDefaults(height_m=10, crown_m=6))
    >>> found.height_m.tolist(), found.assumed.tolist(), bool(found.shapes[0].contains(shapely.Point(1.99, 0)))
    ([10.0], [True], True)
    """
    require_metric(trees.crs)
    height_m, crown_m = (trees[name].to_numpy(dtype=float) for name in ("height_m", "crown_m"))
    radius_m = np.where(np.isnan(crown_m), defaults.crown_m, crown_m) / 2 / np.cos(np.pi / (4 * _QUARTER))
    shapes = shapely.buffer(np.asarray(trees.geometry.array, dtype=object), radius_m, quad_segs=_QUARTER)
    return Crowns(
        shapes, np.where(np.isnan(height_m), defaults.height_m, height_m), np.isnan(height_m) | np.isnan(crown_m)
    )


def standing_in(crowns: Crowns, viewpoints: np.ndarray) -> dict[int, np.ndarray]:
    """Return, by viewpoint that stands within crowns, which crowns those are.

    A camera within a crown looks through its leaves, or the crown was drawn too wide; nobody knows, so its own crowns
    are left out for it.

    Parameters
    ----------
    viewpoints
        (N,) points in metres.
    """
    viewpoint, crown = shapely.STRtree(crowns.shapes).query(viewpoints, predicate="intersects")
    return {int(i): crown[viewpoint == i] for i in np.unique(viewpoint)}


def cut_off(
    winter: Sequence[shapely.Geometry] | np.ndarray, summer: Sequence[shapely.Geometry] | np.ndarray
) -> np.ndarray:
    """Return what each of (N,) views loses in summer, without the dust that rounding leaves along its edges."""
    before, after = np.asarray(winter, dtype=object), np.asarray(summer, dtype=object)
    gone = np.full(len(before), shapely.Polygon(), dtype=object)
    smaller = shapely.area(before) - shapely.area(after) > 1e-6 * shapely.area(before)
    gone[smaller] = shapely.difference(before[smaller], after[smaller])
    return gone
