"""Which ground is the densest hundredth, the densest tenth of a city?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.hotspots.raster import Raster

Floats = NDArray[np.float64]

#: Upper ends of the bands, as shares of the ground or of the length of streets.
SHARES = (0.01, 0.02, 0.05, 0.10)
#: No band: less dense than all of them, or nothing at all.
NO_BAND = -1


def band_of(density: Floats, measure: Floats, *, shares: Sequence[float] = SHARES) -> NDArray[np.int64]:
    """Return the band of each cell: 0 for the densest share of the measure, 1 for what the next adds; -1 for the rest.

    Parameters
    ----------
    density
        (N,) NaN outside the place.
    measure
        (N,) ground or street length of the cells.

    Examples
    --------
    >>> band_of(np.array([5.0, 9.0, 0.0, 1.0]), np.ones(4), shares=[0.25, 0.5]).tolist()
    [1, 0, -1, -1]
    """
    order = np.argsort(-np.nan_to_num(density, nan=-1.0), kind="stable")
    reached = np.empty(len(density))
    # Half of a cell's own measure: a cell belongs to a band as soon as most of it does.
    reached[order] = np.cumsum(measure[order]) - measure[order] / 2
    total = float(measure.sum())
    band = np.searchsorted(np.asarray(shares) * total, reached, side="left")
    return np.where((band < len(shares)) & (np.nan_to_num(density) > 0), band, NO_BAND)


def band_shapes(band: NDArray[np.int64], raster: Raster) -> NDArray[np.object_]:
    """Return the ground of each band that has any, in metres, clipped to the place, its staircases smoothed.

    Neighbouring bands keep their common edges, so that none lies over another.

    Parameters
    ----------
    band
        (rows, columns) of the raster.

    Returns
    -------
    shapes
        (B,) for the bands 0 to B - 1 of ``SHARES``; one without any ground is empty.
    """
    shapes = [_ground(band == number, raster) for number in range(int(band.max(initial=NO_BAND)) + 1)]
    if not shapes:
        return np.empty(0, dtype=object)
    smooth = shapely.coverage_simplify(np.array(shapes, dtype=object), raster.cell_m)
    return np.asarray(shapely.intersection(shapely.make_valid(smooth), raster.place), dtype=object)


def _ground(chosen: NDArray[np.bool_], raster: Raster) -> shapely.Geometry:
    """Return the cells as one: runs along the rows first, so that few boxes are put together."""
    padded = np.zeros((chosen.shape[0], chosen.shape[1] + 2), dtype=np.int8)
    padded[:, 1:-1] = chosen
    step = np.diff(padded, axis=1)
    row, first = np.nonzero(step == 1)
    _, last = np.nonzero(step == -1)
    west, south = raster.west + first * raster.cell_m, raster.south + row * raster.cell_m
    boxes = shapely.box(west, south, raster.west + last * raster.cell_m, south + raster.cell_m)
    return shapely.union_all(boxes) if len(boxes) else shapely.Polygon()
