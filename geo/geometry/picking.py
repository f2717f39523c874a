"""How are chosen ones of many areas, kept as arrays that run on, copied at once?"""

from __future__ import annotations

from typing import Any

import numpy as np

from geo.geometry.occluders import Floats
from geo.geometry.views import Ints, kernel


@kernel
def picked(coords: Floats, rings: Ints, polygons: Ints, viewpoints: Ints, chosen: Ints) -> Any:
    """Return the arrays of chosen viewpoints, in the order in which they are chosen; as in `geo.geometry.seen`."""
    vertices, ringed, parts = 0, 0, 0
    for i in chosen:
        first, last = polygons[viewpoints[i]], polygons[viewpoints[i + 1]]
        vertices += rings[last] - rings[first]
        ringed += last - first
        parts += viewpoints[i + 1] - viewpoints[i]
    out, ring_starts = np.empty((vertices, 2)), np.zeros(ringed + 1, np.int64)
    polygon_starts, view_starts = np.zeros(parts + 1, np.int64), np.zeros(len(chosen) + 1, np.int64)
    v, r, p = 0, 0, 0
    for k in range(len(chosen)):
        begin, end = viewpoints[chosen[k]], viewpoints[chosen[k] + 1]
        first, last = polygons[begin], polygons[end]
        for at in range(begin, end):
            polygon_starts[p + at - begin + 1] = r + polygons[at + 1] - first
        for ring in range(first, last):
            ring_starts[r + ring - first + 1] = v + rings[ring + 1] - rings[first]
        for at in range(rings[first], rings[last]):
            out[v + at - rings[first], 0], out[v + at - rings[first], 1] = coords[at, 0], coords[at, 1]
        v, r, p = v + rings[last] - rings[first], r + last - first, p + end - begin
        view_starts[k + 1] = p
    return out, ring_starts, polygon_starts, view_starts
