"""Where do squares lie thick that everybody may see? Smoothed from these squares alone, so that it tells no more."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import scipy
import shapely
from numpy.typing import NDArray

from geo import crs as systems
from geo.disclosure.suppression import BANDS
from geo.hotspots.bands import NO_BAND, band_shapes
from geo.hotspots.raster import Raster

#: From how many reports a square kilometre on, smoothed, ground belongs to each level, in every city and month; between
#: the densities that whole squares of 250, 500 and 1,000 m can have, so that none lies on an edge.
LEVELS = (3.0, 8.0, 30.0, 100.0, 300.0)
#: Cells of the smoothed ground to a side of the smallest square.
_FINER = 10
#: Corners are left out within so many cells: an edge stands for no place.
_SMOOTHED = 3
_LEAST = {band: least for least, band in BANDS.items()}


def heat(squares: gpd.GeoDataFrame, *, crs: str, cell_m: float) -> gpd.GeoDataFrame:
    """Return the ground of each level of heat.

    Parameters
    ----------
    squares
        What the public sees: EPSG:4326, with ``band``; each counts as the least number of its band.
    crs
        Metric CRS of the city, in which the squares stand on a grid.
    cell_m
        Side of the smallest square; half of it is the standard deviation of the kernel.

    Returns
    -------
    GeoDataFrame
        EPSG:4326, the hottest first. Columns: ``level``, from 1 on; ``at_least_per_km2``; ``area_m2``.

    Notes
    -----
    The same squares give the same heat, whatever lies in them: whoever undoes the smoothing finds the squares again.

    Examples
    --------
    >>> square = gpd.GeoDataFrame({"band": ["10-19"]}, geometry=[shapely.box(0, 0, 250, 250)], crs="EPSG:2180")
    >>> heat(square.to_crs("EPSG:4326"), crs="EPSG:2180", cell_m=250)["at_least_per_km2"].tolist()
    [30.0, 8.0, 3.0]
    """
    step = cell_m / _FINER
    boxes = np.rint(squares.to_crs(crs).bounds.to_numpy().reshape(-1, 4) / step).astype(np.int64)
    if len(boxes) == 0:
        return _told(np.empty(0, dtype=object), crs)
    margin = 2 * _FINER
    west, south = (boxes[:, :2].min(axis=0) - margin).tolist()
    east, north = (boxes[:, 2:].max(axis=0) + margin).tolist()
    told = np.zeros((north - south, east - west))
    for band, (left, bottom, right, top) in zip(squares["band"], boxes.tolist(), strict=True):
        per_km2 = _LEAST[band] / ((right - left) * (top - bottom) * step**2) * 1e6
        told[bottom - south : top - south, left - west : right - west] = per_km2
    smooth = scipy.ndimage.gaussian_filter(told, _FINER / 2, mode="constant", truncate=3)
    return _told(_shapes(smooth, west * step, south * step, step), crs)


def _shapes(smooth: NDArray[np.float64], west: float, south: float, step: float) -> NDArray[np.object_]:
    """Return the ground of each level in metres, the hottest first."""
    level = np.searchsorted(LEVELS, smooth, side="right")
    rows, columns = smooth.shape
    place = shapely.box(west, south, west + columns * step, south + rows * step)
    nowhere = np.zeros(smooth.shape, dtype=bool)
    laid = Raster(place, west, south, step, np.ones(smooth.shape), nowhere)
    shapes = band_shapes(np.where(level > 0, len(LEVELS) - level, NO_BAND), laid)
    return np.asarray(shapely.coverage_simplify(shapes, _SMOOTHED * step), dtype=object)


def _told(shapes: NDArray[np.object_], crs: str) -> gpd.GeoDataFrame:
    levels = [len(LEVELS) - at for at in range(len(shapes))]
    columns = {
        "level": levels,
        "at_least_per_km2": [LEVELS[level - 1] for level in levels],
        "area_m2": shapely.area(shapes).round(0),
    }
    frame = gpd.GeoDataFrame(columns, geometry=list(shapes), crs=crs)
    return frame[~frame.geometry.is_empty].to_crs(systems.STORED)
