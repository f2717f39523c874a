"""What can be seen from a viewpoint among buildings?"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.errors import BadInput
from geo.geometry.isovists import isovists
from geo.geometry.occluders import Area, Floats, Indices, Occluders, polygonal, prepare
from geo.geometry.sector import Viewpoint, disc, require_length, viewpoint_xy
from geo.geometry.seen import Isovists
from geo.geometry.shadow import GRID_M, TOLERANCE_M, distances_m, hidden_ground, require_heights, shadow_factors
from geo.geometry.star import holds_origin, star

__all__ = ["Area", "Isovists", "Occluders", "isovist", "isovists", "polygonal", "prepare"]


def isovist(
    viewpoint: Viewpoint,
    occluders: Occluders | Sequence[Area] | NDArray[np.object_],
    *,
    within: Area | None = None,
    range_m: float | None = None,
    viewpoint_height_m: float | None = None,
    occluder_heights_m: Sequence[float] | Floats | None = None,
    target_height_m: float = 0.0,
) -> Area:
    """Return the ground that is seen from a viewpoint.

    Parameters
    ----------
    viewpoint
        Where the eye stands, plane metres. On a wall it sees the half plane before the wall, on a corner the rest
        of the corner; within 1e-6 m of a wall counts as on it.
    occluders
        The buildings, as polygons or prepared; courtyards are free ground.
    within
        What bounds sight: nothing outside is seen, and no ray leaves it.
    range_m
        How far the eye sees. Without it and without ``within``, buildings must enclose the viewpoint.
    viewpoint_height_m, occluder_heights_m
        Heights above flat ground. A building lower than the viewpoint hides what lies in its shadow only; without
        one of the two every building is opaque.
    target_height_m
        Height of what is to be seen.

    Returns
    -------
    Polygon | MultiPolygon
        Valid, never empty. It holds the viewpoint (on its edge for an eye on a wall), unless the eye stands above
        a roof: the ground under a building is never seen.

    Raises
    ------
    BadInput
        When the viewpoint stands inside an opaque building or outside ``within``, when nothing bounds sight, when
        no ground is seen, or when a number is out of bounds.

    Limits
    ------
    Exact to rounding on flat ground with buildings of one height each, save that the range is an inscribed polygon
    with a vertex each half degree: up to 1.3e-5 of the disc is not counted. Gaps narrower than 1e-8 m are closed.
    A target taller than the viewpoint is counted as hidden by every building that reaches the viewpoint's height.

    References
    ----------
    .. [1] Benedikt, M. L. (1979). To take hold of space: isovists and isovist fields.
       Environment and Planning B, 6(1), 47-65. https://doi.org/10.1068/b060047
    .. [2] Asano, T. (1985). An efficient algorithm for finding the visibility polygon for a polygonal region with
       holes. IEICE Transactions, E68(9), 557-559.

    Examples
    --------
    >>> room, pillar = shapely.box(0, 0, 10, 10), shapely.box(4, 4, 6, 6)
    >>> isovist((1, 5), [pillar], within=room).area
    76.0
    >>> isovist((4, 5), [pillar], within=room).area
    40.0
    """
    origin = np.array(viewpoint_xy(viewpoint))
    city = _prepared(occluders, occluder_heights_m)
    _check_sight(range_m=range_m, viewpoint_height_m=viewpoint_height_m, target_height_m=target_height_m)
    bounds = None if within is None else _local_edges(within, origin)
    near, reach_m = _in_reach(city, origin, bounds=bounds, range_m=range_m)
    factors = np.full(len(near), np.inf)
    if viewpoint_height_m is not None:
        heights_m = city.heights_m[near]
        factors = shadow_factors(heights_m, viewpoint_height_m=viewpoint_height_m, target_height_m=target_height_m)
    opaque = np.isinf(factors)
    seen = star(city, near[opaque], origin, bounds=bounds, reach_m=reach_m, bounded=range_m is not None)
    if range_m is not None:
        seen = shapely.intersection(seen, disc((0.0, 0.0), range_m=range_m))
    if not opaque.all():
        hidden = hidden_ground(city, near[~opaque], origin, factors=factors[~opaque], reach_m=reach_m)
        seen = shapely.difference(seen, hidden, grid_size=GRID_M)
    return _placed(seen, origin)


# What comes in


def _prepared(
    occluders: Occluders | Sequence[Area] | NDArray[np.object_], heights_m: Sequence[float] | Floats | None
) -> Occluders:
    if not isinstance(occluders, Occluders):
        return prepare(occluders, heights_m)
    if heights_m is not None:
        raise BadInput("Prepared occluders carry their heights; give the heights to prepare(), not again here.")
    return occluders


def _check_sight(*, range_m: float | None, viewpoint_height_m: float | None, target_height_m: float) -> None:
    require_heights(target_height_m=target_height_m)
    if viewpoint_height_m is not None:
        require_heights(viewpoint_height_m=viewpoint_height_m)
    if range_m is not None:
        require_length(range_m=range_m)


def _local_edges(within: Area, origin: Floats) -> Floats:
    """The edges ``(E, 2, 2)`` of what bounds sight, seen from the viewpoint, which must lie in it."""
    bounds = prepare([within])
    edges = bounds.edges - origin
    if not holds_origin(edges) and distances_m(edges).min() > TOLERANCE_M:
        raise BadInput(
            "The viewpoint must lie inside the area that bounds its sight, but it lies {distance_m} m outside.",
            distance_m=round(float(distances_m(edges).min()), 2),
        )
    return edges


def _in_reach(
    city: Occluders, origin: Floats, *, bounds: Floats | None, range_m: float | None
) -> tuple[Indices, float]:
    """The occluders ``(N,)`` that can matter, and the distance beyond which nothing does."""
    reach_m = math.inf
    if range_m is not None:
        reach_m = range_m
    if bounds is not None:
        reach_m = min(reach_m, float(np.hypot(bounds[..., 0], bounds[..., 1]).max()))
    if math.isinf(reach_m):
        local = city.edges - origin
        return np.arange(len(city)), float(np.hypot(local[..., 0], local[..., 1]).max(initial=1.0))
    window = shapely.box(*(origin - reach_m), *(origin + reach_m))
    return np.sort(city.tree.query(window)), reach_m


# Low occluders and the result


def _placed(seen: BaseGeometry, origin: Floats) -> Area:
    """What is seen, moved back to the plane's coordinates."""
    area = shapely.transform(seen, lambda xy: xy + origin)
    area = polygonal(area if area.is_valid else shapely.make_valid(area))
    if area.is_empty:
        raise BadInput(
            "A viewpoint must see some ground, but walls or the roof below hide all of it; move it to a facade, "
            "raise it or lengthen its range."
        )
    return area
