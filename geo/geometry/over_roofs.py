"""What do many eyes see that look over lower buildings?"""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.geometry.looking import BLIND, HEIGHT, RANGE, X, Y
from geo.geometry.occluders import Area, Floats, Indices, Occluders, polygonal
from geo.geometry.shadow import GRID_M, hidden_ground, shadow_factors


def over_roofs(
    areas: NDArray[np.object_], low: NDArray[np.bool_], views: Floats, city: Occluders, target_height_m: float
) -> dict[int, Area]:
    """Return what those views ``(N, 10)`` see, by index, that look over buildings which stand in their areas."""
    looking = np.flatnonzero(low & ~shapely.is_empty(areas))
    if not looking.size:
        return {}
    view, building = city.tree.query(
        shapely.points(views[looking][:, [X, Y]]), predicate="dwithin", distance=views[looking, RANGE]
    )
    view = looking[view]
    within = city.heights_m[building] < views[view, HEIGHT]
    view, building = view[within], building[within]
    # What opaque walls hide throws no shadow on ground that is seen; what stands on the blind ground does.
    blind = shapely.dwithin(city.polygons[building], shapely.points(views[view][:, [X, Y]]), views[view, BLIND])
    matters = blind | shapely.intersects(areas[view], city.polygons[building])
    view, building = view[matters], building[matters]
    order = np.lexsort((building, view))
    view, building = view[order], building[order]
    found, begins = np.unique(view, return_index=True)
    ends = [*begins[1:], len(view)][: len(found)]
    return {
        int(i): _without_shadows(areas[i], views[i], city, building[begin:end], target_height_m)
        for i, begin, end in zip(found, begins, ends, strict=True)
    }


def _without_shadows(area: Area, view: Floats, city: Occluders, low: Indices, target_height_m: float) -> Area:
    origin = view[[X, Y]]
    factors = shadow_factors(city.heights_m[low], viewpoint_height_m=view[HEIGHT], target_height_m=target_height_m)
    hidden = hidden_ground(city, low, origin, factors=factors, reach_m=view[RANGE])
    local = shapely.transform(area, lambda xy: xy - origin)
    seen = shapely.transform(shapely.difference(local, hidden, grid_size=GRID_M), lambda xy: xy + origin)
    return polygonal(seen if seen.is_valid else shapely.make_valid(seen))
