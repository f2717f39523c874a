"""Which masks would hide the private ground that the points of a plan are about to see?"""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from geo.analyses.siting_problem import Prepared
from geo.coverage.masks import proposed
from geo.coverage.privacy import footprint
from geo.coverage.reach import looks
from geo.geometry.isovists import isovists
from geo.siting.problem import Ints

#: Less than this is the rounding of edges.
_LEAST_M2 = 0.05


def masks_of(asked: Prepared, chosen: Ints) -> gpd.GeoDataFrame:
    """Return masks for chosen options, numbered as they are, at the density that counts for privacy; metres."""
    rules = asked.inputs.profile.privacy
    seen = footprint(asked.private, _views(asked, chosen)).shapes()
    rows = [
        {
            "n": k + 1,
            "site": asked.options["ref"].iloc[chosen[k]],
            "hides_m2": round(float(hides_m2), 1),
            "geometry": mask,
        }
        for k, shape in enumerate(seen)
        for mask in proposed(shape, margin_m=rules.mask_margin_m, corners=rules.mask_corners)
        if (hides_m2 := shapely.area(shapely.intersection(shape, mask))) >= _LEAST_M2
    ]
    columns = ["n", "site", "hides_m2", "geometry"]
    return gpd.GeoDataFrame(rows, columns=columns, geometry="geometry", crs=asked.inputs.profile.crs)


def _views(asked: Prepared, chosen: Ints) -> np.ndarray:
    """Return all that each chosen option may see at that density, (C,) polygons in metres; empty for a design."""
    made, rules = asked.made, asked.inputs.profile.privacy
    rows: list[tuple[int, Any]] = [
        (k, look)
        for k, i in enumerate(chosen)
        if made.looks[i]
        for look in looks(made.poses[i], target_height_m=rules.target_height_m)
        if rules.px_per_m in look.radii_m
    ]
    shapes = np.full(len(chosen), shapely.Polygon(), dtype=object)
    if not rows:
        return shapes
    of = np.array([k for k, _ in rows])
    eye = asked.options["eye"].to_numpy(dtype=int)[chosen[of]]
    found = isovists(
        np.array(made.lens)[eye],
        asked.occluders,
        range_m=np.array([look.radii_m[rules.px_per_m] for _, look in rows]),
        bearing_deg=np.array([look.bearing_deg for _, look in rows]),
        field_of_view_deg=np.array([look.opening_deg for _, look in rows]),
        near_m=np.array([look.near_m for _, look in rows]),
        viewpoint_height_m=np.array(made.height_m)[eye],
        target_height_m=rules.target_height_m,
        inside="empty",
    ).polygons()
    for k in np.unique(of):
        shapes[k] = shapely.union_all(found[of == k])
    return shapes
