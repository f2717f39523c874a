"""Regular cells over a place: squares to work by, hexagons to count by."""

from __future__ import annotations

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry


def squares(place: BaseGeometry, *, side_m: float) -> np.ndarray:
    """Return the squares of an anchored grid that meet a place, as (N,) polygons in metres.

    The grid is anchored at the origin of the CRS, so that the same ground always lies in the same cell.

    Examples
    --------
    >>> len(squares(shapely.box(0, 0, 250, 100), side_m=100))
    3
    >>> len(squares(shapely.Polygon(), side_m=100))
    0
    """
    if place.is_empty:
        return np.empty(0, dtype=object)
    left, bottom, right, top = (np.asarray(place.bounds) / side_m).tolist()
    columns = np.arange(np.floor(left), max(np.ceil(right), np.floor(left) + 1))
    rows = np.arange(np.floor(bottom), max(np.ceil(top), np.floor(bottom) + 1))
    x, y = (axis.ravel() * side_m for axis in np.meshgrid(columns, rows))
    return _meeting(shapely.box(x, y, x + side_m, y + side_m), place)


def hexagons(place: BaseGeometry, *, spacing_m: float) -> np.ndarray:
    """Return the hexagons that meet a place, as (N,) polygons in metres, row by row from the south-west.

    Parameters
    ----------
    spacing_m
        Distance between the centres of neighbours; a hexagon has the area ``spacing_m ** 2 * sqrt(3) / 2``.

    Examples
    --------
    >>> round(hexagons(shapely.Point(0, 0), spacing_m=100)[0].area)
    8660
    """
    if place.is_empty:
        return np.empty(0, dtype=object)
    rise = spacing_m * np.sqrt(3) / 2
    left, bottom, right, top = place.bounds
    rows = np.arange(np.floor(bottom / rise) - 1, np.ceil(top / rise) + 2)
    columns = np.arange(np.floor(left / spacing_m) - 1, np.ceil(right / spacing_m) + 2)
    column, row = (axis.ravel() for axis in np.meshgrid(columns, rows))
    x = (column + (row % 2) / 2) * spacing_m
    angles = np.radians(np.arange(6) * 60 + 30)
    radius = spacing_m / np.sqrt(3)
    corners = np.stack([radius * np.cos(angles), radius * np.sin(angles)], axis=1)
    centres = np.stack([x, row * rise], axis=1)
    return _meeting(shapely.polygons(centres[:, None, :] + corners[None, :, :]), place)


def _meeting(cells: np.ndarray, place: BaseGeometry) -> np.ndarray:
    shapely.prepare(place)
    met: np.ndarray = cells[shapely.intersects(place, cells)]
    return met
