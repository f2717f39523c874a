"""Which masks would hide the private ground that the points of a plan are about to see?"""

from __future__ import annotations

import geopandas as gpd
import shapely

from geo.analyses.siting_cover import option_views, private_sectors
from geo.analyses.siting_problem import Prepared
from geo.coverage.masks import proposed
from geo.coverage.privacy import footprint
from geo.siting.problem import Ints

#: Less than this is the rounding of edges.
_LEAST_M2 = 0.05


def masks_of(asked: Prepared, chosen: Ints) -> gpd.GeoDataFrame:
    """Return masks for chosen options, numbered as they are, at the density that counts for privacy; metres."""
    city = asked.inputs.profile
    rules = city.privacy
    density = {"px": rules.px_per_m, "target_height_m": rules.target_height_m}
    sectors = private_sectors(asked.made, chosen.tolist(), city)
    views = option_views(asked.made, chosen, sectors, asked.occluders, **density)
    seen = footprint(asked.private, views).shapes()
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
    return gpd.GeoDataFrame(rows, columns=columns, geometry="geometry", crs=city.crs)
