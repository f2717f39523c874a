"""Into which made-up areas is a city divided, without gaps or overlaps?"""

from __future__ import annotations

import numpy as np
import shapely
from scipy.spatial import cKDTree

_SAMPLE = 4000
_ROUNDS = 12
#: Share of the sample that gathers around the centre, so that areas are smaller there.
_CENTRAL = 0.35


def partition(
    boundary: shapely.Geometry, count: int, centre: np.ndarray, rng: np.random.Generator
) -> list[shapely.Geometry]:
    """Divide a city by the nearest of seeded places; the first area is the nearest to the centre.

    Parameters
    ----------
    boundary
        Polygon in metres.
    centre
        (2,) metres.
    """
    sample = _sample(boundary, centre, rng)
    places = sample[rng.choice(len(sample), count, replace=False)]
    for _ in range(_ROUNDS):
        nearest = cKDTree(places).query(sample)[1]
        weight = np.maximum(np.bincount(nearest, minlength=count), 1)[:, None]
        sums = np.column_stack([np.bincount(nearest, sample[:, k], minlength=count) for k in (0, 1)])
        places = np.where(weight > 1, sums / weight, places)
    places = places[np.argsort(np.hypot(*(places - centre).T), kind="stable")]
    cells = shapely.voronoi_polygons(shapely.multipoints(places), extend_to=boundary, ordered=True)
    cut = shapely.intersection(shapely.get_parts(cells), boundary)
    return [_polygons(shape) for shape in cut]


def _sample(boundary: shapely.Geometry, centre: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    west, south, east, north = boundary.bounds
    anywhere = rng.uniform((west, south), (east, north), (_SAMPLE, 2))
    around = centre + rng.normal(0, 0.14 * (east - west + north - south), (_SAMPLE, 2))
    drawn = np.where(rng.random(_SAMPLE)[:, None] < _CENTRAL, around, anywhere)
    shapely.prepare(boundary)
    inside: np.ndarray = drawn[shapely.contains_xy(boundary, drawn[:, 0], drawn[:, 1])]
    return inside


def _polygons(shape: shapely.Geometry) -> shapely.Geometry:
    """Leave out lines and points in which an area merely touches the boundary."""
    parts = shapely.get_parts(shape)
    kept = parts[shapely.get_dimensions(parts) == 2]
    return kept[0] if len(kept) == 1 else shapely.multipolygons(kept)
