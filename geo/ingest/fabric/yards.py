"""Which ground around the houses of a made-up city is private: gardens, courtyards, the strip around a slab?"""

from __future__ import annotations

import numpy as np
import shapely

from geo.geometry.overlay import grouped
from geo.ingest.fabric.cityscape import Cityscape

#: The kinds of houses in which people live.
_HOMES = ("apartments", "house")
#: A slab's parcel reaches this far around it; the ground between slabs is the estate's and open to all.
_AROUND_SLAB_M = 3.0
#: No garden reaches farther from its house.
_GARDEN_M = 40.0


def yards(scape: Cityscape) -> np.ndarray:
    """Return the parcels of the houses in which people live, as polygons in metres, none over another.

    Notes
    -----
    A block of tenements or of houses in gardens is divided among its houses, each point to the nearest middle of one.
    """
    houses = np.asarray(scape.houses.geometry.array, dtype=object)
    home = scape.houses["kind"].isin(_HOMES).to_numpy()
    slab = (scape.houses["zone"] == "slabs").to_numpy()
    block = scape.houses["block"].to_numpy(dtype=int)
    around = shapely.buffer(houses[home & slab], _AROUND_SLAB_M, join_style="mitre")
    strips = shapely.intersection(around, scape.blocks[block[home & slab]])
    plots = [
        _divided(scape.blocks[one], houses[at], home[at]) for one, at in grouped(np.where(slab, -1, block)) if one >= 0
    ]
    return _whole(np.concatenate([strips, *plots]))


def _divided(block: shapely.Geometry, houses: np.ndarray, home: np.ndarray) -> np.ndarray:
    """Return the share of each home in the ground of a block."""
    middles = shapely.centroid(houses)
    if len(houses) == 1:
        cells = np.array([block], dtype=object)
    else:
        points = shapely.multipoints(middles)
        cells = shapely.get_parts(shapely.voronoi_polygons(points, extend_to=block, ordered=True))
    mine = shapely.intersection(cells[home], block)
    gardens: np.ndarray = shapely.intersection(mine, shapely.buffer(houses[home], _GARDEN_M, quad_segs=2))
    return gardens


def _whole(shapes: np.ndarray) -> np.ndarray:
    """Return the largest polygon of each shape; what has no extent is left out."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    area_m2 = np.where(shapely.get_dimensions(parts) == 2, shapely.area(parts), 0.0)
    largest = [at[np.argmax(area_m2[at])] for _, at in grouped(owner)]
    kept = parts[np.array(largest, dtype=int)]
    whole: np.ndarray = kept[shapely.area(kept) > 1.0]
    return whole
