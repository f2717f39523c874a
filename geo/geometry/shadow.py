"""Which ground does a building hide from a camera that looks over it?"""

from __future__ import annotations

import math

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from geo.errors import BadInput
from geo.geometry.occluders import Floats, Indices, Occluders, boundary_edges
from geo.geometry.ragged import members
from geo.geometry.sector import Viewpoint, require_length, viewpoint_xy

#: An edge or vertex this near the viewpoint is taken to run through it, in metres.
TOLERANCE_M = 1e-6
#: Edges seen under a smaller angle hide nothing and let nothing through, in radians.
NEGLIGIBLE_RAD = 1e-12
#: Overlays snap to this grid, in metres from the viewpoint: without one GEOS 3.14 silently loses areas between
#: edges that nearly coincide.
GRID_M = 1e-9


def shadow_factors(
    heights_m: NDArray[np.float64], *, viewpoint_height_m: float | NDArray[np.float64], target_height_m: float = 0.0
) -> NDArray[np.float64]:
    """Return how many times farther than its building a shadow ends, per building.

    Parameters
    ----------
    heights_m
        Heights ``(N,)`` of the buildings above flat ground.
    viewpoint_height_m
        Height H of the camera, or of the camera that looks at each building ``(N,)``.
    target_height_m
        Height t of what is to be seen.

    Returns
    -------
    NDArray
        ``(H - t) / (H - h)``; infinite where h >= H, 1 (nothing but the footprint) where t >= h.

    Limits
    ------
    The ground is flat. With t > H a building with H <= h < t is taken to hide everything behind it; in truth the
    top of a near target shows above it, so the answer errs towards seeing too little.

    Examples
    --------
    >>> shadow_factors(np.array([3.0, 9.0, 1.0]), viewpoint_height_m=9, target_height_m=1.5)
    array([1.25,  inf, 1.  ])
    """
    above_m = viewpoint_height_m - heights_m
    over = (above_m > 0) & (heights_m > target_height_m)
    factors = np.divide(viewpoint_height_m - target_height_m, above_m, out=np.ones_like(heights_m), where=over)
    factors[above_m <= 0] = np.inf
    return factors


def shadow(
    footprint: Polygon | MultiPolygon,
    viewpoint: Viewpoint,
    *,
    height_m: float,
    viewpoint_height_m: float,
    reach_m: float,
    target_height_m: float = 0.0,
) -> Polygon | MultiPolygon:
    """Return the ground that one building hides, its own footprint included.

    Parameters
    ----------
    footprint
        The building, a valid polygon in plane metres; courtyards are holes.
    viewpoint
        Where the camera stands; above the footprint is allowed when it is higher than the building.
    height_m, viewpoint_height_m, target_height_m
        Heights of the building, the camera and what is to be seen, above flat ground.
    reach_m
        How far from the viewpoint the answer must be right; an endless shadow ends somewhere beyond it.

    Notes
    -----
    With the camera as origin the shadow is the union of ``s Q`` for s from 1 to k: the footprint Q and, for each
    edge e where a ray leaves Q, the quadrangle between e and ``k e``. This needs neither convexity nor a camera
    outside of Q.

    Examples
    --------
    >>> low = shapely.box(10, -4, 15, 4)
    >>> shadow(low, (0, 0), height_m=3, viewpoint_height_m=9, reach_m=100).area
    140.0
    >>> shadow(low, (0, 0), height_m=3, viewpoint_height_m=9, target_height_m=3, reach_m=100).area
    40.0
    """
    require_length(reach_m=reach_m)
    require_heights(height_m=height_m, viewpoint_height_m=viewpoint_height_m, target_height_m=target_height_m)
    origin = np.array(viewpoint_xy(viewpoint))
    heights_m = np.array([height_m], dtype=np.float64)
    factors = shadow_factors(heights_m, viewpoint_height_m=viewpoint_height_m, target_height_m=target_height_m)
    local = shapely.transform(shapely.orient_polygons(footprint), lambda xy: xy - origin)
    edges, _ = boundary_edges(np.array([local]))
    quads = shadow_quads(edges, np.repeat(factors, len(edges)), reach_m=reach_m)
    hidden: Polygon | MultiPolygon = shapely.union_all([local, *shapely.polygons(quads)], grid_size=GRID_M)
    return shapely.transform(hidden, lambda xy: xy + origin)


def hidden_ground(city: Occluders, low: Indices, origin: Floats, *, factors: Floats, reach_m: float) -> BaseGeometry:
    """Return footprints and shadows of the occluders that the viewpoint looks over, with it as origin."""
    index, owner = members(city.edge_starts, low)
    edge_factors = factors[np.searchsorted(low, owner)]
    quads = shadow_quads(city.edges[index] - origin, edge_factors, reach_m=reach_m)
    footprints = shapely.transform(city.polygons[low], lambda xy: xy - origin)
    hidden: BaseGeometry = shapely.union_all(np.concatenate([footprints, shapely.polygons(quads)]), grid_size=GRID_M)
    return hidden


def require_heights(**heights_m: float) -> None:
    """Raise unless every named height is a finite number of metres, 0 or more."""
    for name, value in heights_m.items():
        if not (math.isfinite(value) and value >= 0):
            raise BadInput("{name} must be a finite height in metres, 0 or more, not {given}.", name=name, given=value)


def cross(first: NDArray[np.float64], second: NDArray[np.float64]) -> NDArray[np.float64]:
    """Twice the signed area between vectors ``(..., 2)``: positive where ``second`` lies to the left."""
    product: NDArray[np.float64] = first[..., 0] * second[..., 1] - first[..., 1] * second[..., 0]
    return product


def distances_m(edges: NDArray[np.float64]) -> NDArray[np.float64]:
    """Distance ``(E,)`` of edges ``(E, 2, 2)`` from the origin."""
    start, along = edges[:, 0], edges[:, 1] - edges[:, 0]
    share = np.clip(-(start * along).sum(axis=1) / (along * along).sum(axis=1), 0.0, 1.0)
    nearest = start + share[:, None] * along
    distance_m: NDArray[np.float64] = np.hypot(nearest[:, 0], nearest[:, 1])
    return distance_m


def shadow_quads(edges: NDArray[np.float64], factors: NDArray[np.float64], *, reach_m: float) -> NDArray[np.float64]:
    """Return the quadrangles ``(M, 4, 2)`` between edges and their images, with the viewpoint as origin.

    Parameters
    ----------
    edges
        Edges ``(E, 2, 2)`` with the building on their left.
    factors
        The shadow factor ``(E,)`` of the building of each edge.
    reach_m
        How far from the origin the quadrangles must be right.
    """
    return cast(edges, factors, reach_m=np.full(len(edges), float(reach_m)))[0]


def cast(edges: Floats, factors: Floats, *, reach_m: Floats) -> tuple[Floats, Indices]:
    """Return the quadrangles of `shadow_quads` for edges seen by many eyes, and the edge ``(M,)`` of each.

    Parameters
    ----------
    edges, factors
        As there, each edge with its own eye as origin.
    reach_m
        How far each eye sees ``(E,)``.
    """
    lengths = np.hypot(edges[..., 0], edges[..., 1])
    # Only where a ray leaves the building: the origin lies to the left of these edges too.
    leaving = cross(edges[:, 0], edges[:, 1]) > NEGLIGIBLE_RAD * lengths.prod(axis=1)
    of = np.flatnonzero(leaving & (factors > 1))
    distance_m = distances_m(edges[of])
    of = of[(distance_m > TOLERANCE_M) & (distance_m < reach_m[of])]
    pieces, row = _split(edges[of], factors[of], cap_m=2 * reach_m[of])
    of = of[row]
    lengths = np.hypot(pieces[..., 0], pieces[..., 1])
    stretch = np.maximum(np.minimum(factors[of, None], 2 * reach_m[of, None] / lengths), 1.0)
    far = pieces * stretch[..., None]
    return np.stack([pieces[:, 0], far[:, 0], far[:, 1], pieces[:, 1]], axis=1), of


def _split(edges: Floats, factors: Floats, *, cap_m: Floats) -> tuple[Floats, Indices]:
    """Cut edges whose shadow passes ``cap_m`` so that each piece ends its shadow wholly before or beyond it.

    Returns the pieces and the edge of each. A piece spans at most 60 degrees: the chord of a capped shadow stays beyond
    0.86 of the cap.
    """
    start, along = edges[:, 0], edges[:, 1] - edges[:, 0]
    length = np.hypot(along[:, 0], along[:, 1])
    foot = -(start * along).sum(axis=1) / length**2
    height_m = np.abs(cross(start, along)) / length
    sixty = math.sqrt(3) * height_m / length
    half = np.sqrt(np.maximum((cap_m / factors) ** 2 - height_m**2, 0.0)) / length
    cuts = np.stack([foot - sixty, foot, foot + sixty, foot - half, foot + half], axis=1)
    farthest_m = factors * np.hypot(edges[..., 0], edges[..., 1]).max(axis=1)
    cuts[farthest_m <= cap_m] = 0.0
    ends = np.zeros((len(edges), 1))
    cuts = np.sort(np.concatenate([ends, np.clip(cuts, 0.0, 1.0), ends + 1.0], axis=1), axis=1)
    row, column = np.nonzero(np.diff(cuts, axis=1) > NEGLIGIBLE_RAD)
    shares = np.stack([cuts[row, column], cuts[row, column + 1]], axis=1)
    pieces = start[row, None] + shares[..., None] * along[row, None]
    # The end itself, not the sum that rounds to its neighbour: GEOS loses areas between edges one ulp apart.
    return np.where(shares[..., None] == 1, edges[row, 1:], pieces), row
