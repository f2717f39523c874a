"""What can be seen from each of many viewpoints among buildings, within range and angle?"""

from __future__ import annotations

import math
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely import GeometryType, Polygon

from geo.errors import BadInput
from geo.geometry.occluders import Area, Floats, Indices, Occluders, polygonal
from geo.geometry.sector import ARC_STEP_DEG, FINEST_DEG, FINEST_M, blind_radius_m, towards
from geo.geometry.shadow import GRID_M, TOLERANCE_M, hidden_ground, require_heights, shadow_factors

if TYPE_CHECKING:
    from geo.geometry.views import Circle, Scene

Offsets: TypeAlias = tuple[Indices, Indices, Indices]

#: Viewpoints that a thread takes at once.
_AT_ONCE = 256


@dataclass(frozen=True, slots=True, eq=False)
class Isovists:
    """What many viewpoints see, as arrays that run on (GeoArrow's layout of multipolygons).

    Attributes
    ----------
    coords
        Vertices ``(V, 2)`` of closed rings, plane metres.
    offsets
        Where rings begin in the vertices ``(R + 1,)``, polygons in the rings ``(P + 1,)`` and viewpoints in the
        polygons ``(N + 1,)``. The first ring of a polygon is its exterior; a viewpoint may have no polygon or many.
    areas_m2
        The area that each viewpoint sees ``(N,)``.
    """

    coords: Floats
    offsets: Offsets
    areas_m2: Floats

    def __len__(self) -> int:
        return len(self.areas_m2)

    def areas(self) -> Floats:
        """Return the area that each viewpoint sees ``(N,)``, m²; 0 where it sees no ground."""
        return self.areas_m2

    def polygons(self) -> NDArray[np.object_]:
        """Return what each viewpoint sees ``(N,)``: a polygon, a multipolygon, or an empty polygon."""
        rings, polygons, viewpoints = self.offsets
        parts = shapely.from_ragged_array(GeometryType.POLYGON, self.coords, (rings, polygons))
        counts = np.diff(viewpoints)
        if np.all(counts == 1):
            return np.asarray(parts)
        seen = np.full(len(self), Polygon(), dtype=object)
        seen[counts == 1] = parts[viewpoints[:-1][counts == 1]]
        for i in np.flatnonzero(counts > 1):
            seen[i] = shapely.multipolygons(parts[viewpoints[i] : viewpoints[i + 1]])
        return seen


def isovists(
    viewpoints: ArrayLike,
    occluders: Occluders,
    *,
    range_m: ArrayLike,
    bearing_deg: ArrayLike = 0.0,
    field_of_view_deg: ArrayLike = 360.0,
    near_m: ArrayLike = 0.0,
    viewpoint_height_m: ArrayLike | None = None,
    target_height_m: float = 0.0,
    inside: Literal["raise", "empty"] = "raise",
    threads: int | None = None,
) -> Isovists:
    """Return the ground that is seen from each of many viewpoints.

    Parameters
    ----------
    viewpoints
        Where the eyes stand ``(N, 2)``, plane metres with y to the north; on walls and corners as for `isovist`.
    occluders
        The buildings, prepared.
    range_m, bearing_deg, field_of_view_deg, near_m
        How far and where each eye sees, as for `geo.geometry.sector.sector`: numbers or ``(N,)``.
    viewpoint_height_m
        Heights of the eyes above flat ground, a number or ``(N,)``; ``None`` takes every building as opaque.
    target_height_m
        Height of what is to be seen.
    inside
        What to do with a viewpoint inside an opaque building: raise, or see nothing.
    threads
        How many threads compute; as many as processors unless told. The answer does not depend on it.

    Raises
    ------
    BadInput
        When viewpoints stand inside opaque buildings, all of them named at once, or numbers are out of bounds.

    Limits
    ------
    Vertices at walls are exact to rounding. Arcs are polygons with a vertex each half degree, the outer one inscribed
    and the inner one circumscribed: up to 1.3e-5 of each disc is not counted. Gaps narrower than 1e-8 m are closed.
    A viewpoint that walls shut in sees nothing: its area is 0. Viewpoints that look over lower buildings take the
    slower way of `geo.geometry.shadow`, a millisecond each. The first call of a machine compiles for some 20 s; see
    `warm`.

    Examples
    --------
    >>> from geo.geometry.occluders import prepare
    >>> city = prepare([shapely.box(2, -1, 4, 1)])
    >>> seen = isovists([(0, 0), (9, 0)], city, range_m=[10, 5], bearing_deg=90, field_of_view_deg=90)
    >>> seen.areas().round(1).tolist(), [area.geom_type for area in seen.polygons()]
    ([34.2, 19.6], ['Polygon', 'Polygon'])
    """
    places = _places(viewpoints)
    require_heights(target_height_m=target_height_m)
    views = _views(places, range_m, bearing_deg, field_of_view_deg, near_m, viewpoint_height_m)
    _shut_inside(views, occluders, inside)
    seen, low = _computed(views, occluders, threads or len(os.sched_getaffinity(0)))
    return _mended(seen, low, views, occluders, target_height_m)
