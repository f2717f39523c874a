"""How are the areas that many viewpoints see handed on without an object for each?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import GeometryType, Polygon

from geo.geometry.occluders import Floats, Indices

Offsets: TypeAlias = tuple[Indices, Indices, Indices]


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

    def some(self, chosen: Indices) -> Isovists:
        """Return those of chosen viewpoints."""
        # Here, not above: importing numba takes 0.25 s.
        from geo.geometry.picking import picked

        chosen = np.ascontiguousarray(chosen, dtype=np.int64)
        coords, rings, polygons, viewpoints = picked(self.coords, *self.offsets, chosen)
        return Isovists(coords, (rings, polygons, viewpoints), self.areas_m2[chosen])


def isovists_of(areas: NDArray[np.object_], areas_m2: Floats) -> Isovists:
    """Return areas ``(N,)`` as arrays, exteriors counterclockwise; empty parts are left out."""
    parts, viewpoint = shapely.get_parts(shapely.orient_polygons(areas), return_index=True)
    kept = ~shapely.is_empty(parts)
    parts, viewpoint = parts[kept], viewpoint[kept]
    rings, polygon = shapely.get_rings(parts, return_index=True)
    coords, ring = shapely.get_coordinates(rings, return_index=True)
    offsets = (
        np.searchsorted(ring, np.arange(len(rings) + 1)),
        np.searchsorted(polygon, np.arange(len(parts) + 1)),
        np.searchsorted(viewpoint, np.arange(len(areas) + 1)),
    )
    return Isovists(coords, offsets, areas_m2)


def joined(parts: Sequence[Isovists]) -> Isovists:
    """Return the areas of all parts, one after the other."""
    rings, polygons, viewpoints = (_joined([part.offsets[level] for part in parts]) for level in range(3))
    return Isovists(
        np.concatenate([part.coords for part in parts]),
        (rings, polygons, viewpoints),
        np.concatenate([part.areas_m2 for part in parts]),
    )


def replaced(seen: Isovists, chosen: Indices, others: Isovists) -> Isovists:
    """Return the areas with those of chosen viewpoints replaced by others."""
    order = np.arange(len(seen))
    order[chosen] = len(seen) + np.arange(len(chosen))
    return joined([seen, others]).some(order)


def _joined(starts: Sequence[Indices]) -> Indices:
    before = np.cumsum([0, *(each[-1] for each in starts[:-1])])
    return np.concatenate([[0], *(each[1:] + shift for each, shift in zip(starts, before, strict=True))])
