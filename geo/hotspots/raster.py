"""Which ground of a city lies in each cell of a fine square grid?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Raster:
    """A square grid laid over a place, anchored at the origin of the CRS, with a cell of margin on every side.

    Attributes
    ----------
    place
        In metres.
    west, south
        The south-west corner of the first cell, metres.
    cell_m
        Side of a cell.
    ground
        (rows, columns) share of each cell that belongs to the place, 0 to 1; the first row is the southernmost.
    border
        (rows, columns) which cells the boundary may cross or touch.
    """

    place: BaseGeometry
    west: float
    south: float
    cell_m: float
    ground: Floats
    border: NDArray[np.bool_]

    def centres(self) -> tuple[Floats, Floats]:
        """Return the x of the columns' middles and the y of the rows' middles, metres."""
        rows, columns = self.ground.shape
        x, y = (np.arange(side, dtype=np.float64) + 0.5 for side in (columns, rows))
        return self.west + self.cell_m * x, self.south + self.cell_m * y

    def within(self, xy: Floats) -> NDArray[np.bool_]:
        """Tell which of the (N, 2) points lie in the place; only those in cells on its boundary are asked of GEOS."""
        column, row = np.floor((xy - (self.west, self.south)) / self.cell_m).astype(np.int64).T
        rows, columns = self.ground.shape
        here = (row >= 0) & (row < rows) & (column >= 0) & (column < columns)
        inside, asked = np.zeros(len(xy), dtype=bool), np.zeros(len(xy), dtype=bool)
        inside[here] = self.ground[row[here], column[here]] > 0
        asked[here] = self.border[row[here], column[here]]
        shapely.prepare(self.place)
        inside[asked] = shapely.intersects_xy(self.place, *xy[asked].T)
        return inside


def raster(place: BaseGeometry, *, cell_m: float) -> Raster:
    """Lay a grid over a place and measure its ground in each cell, exactly.

    Parameters
    ----------
    place
        Not empty, in metres.

    Examples
    --------
    >>> raster(shapely.box(0, 0, 100, 50), cell_m=100).ground.tolist()
    [[0.0, 0.0, 0.0], [0.0, 0.5, 0.0], [0.0, 0.0, 0.0]]
    """
    left, bottom, right, top = (np.asarray(place.bounds) / cell_m).tolist()
    column, row = np.floor(left) - 1, np.floor(bottom) - 1
    shape = (int(np.ceil(top) - row) + 1, int(np.ceil(right) - column) + 1)
    west, south = float(column * cell_m), float(row * cell_m)
    crossed = _crossed(place, west, south, cell_m, shape)
    ground = _filled(place, west, south, cell_m, crossed)
    rows, columns = np.nonzero(crossed)
    x, y = west + columns * cell_m, south + rows * cell_m
    # A strip of the place first: cutting every cell from a boundary of thousands of corners would take minutes.
    strip_south = south + np.arange(shape[0]) * cell_m
    strips = shapely.intersection(shapely.box(west, strip_south, west + shape[1] * cell_m, strip_south + cell_m), place)
    cut = shapely.intersection(strips[rows], shapely.box(x, y, x + cell_m, y + cell_m))
    ground[rows, columns] = np.minimum(shapely.area(cut) / cell_m**2, 1.0)
    return Raster(place, west, south, cell_m, ground, crossed)


def _crossed(
    place: BaseGeometry, west: float, south: float, cell_m: float, shape: tuple[int, int]
) -> NDArray[np.bool_]:
    """Tell which cells the boundary may cross: those it steps into at half a cell's stride, and their neighbours."""
    steps = shapely.get_coordinates(shapely.segmentize(shapely.boundary(place), cell_m / 2))
    column, row = np.floor((steps - (west, south)) / cell_m).astype(np.int64).T
    crossed = np.zeros(shape, dtype=bool)
    crossed[np.clip(row, 0, shape[0] - 1), np.clip(column, 0, shape[1] - 1)] = True
    return np.asarray(scipy.ndimage.binary_dilation(crossed, np.ones((3, 3), dtype=bool)))


def _filled(place: BaseGeometry, west: float, south: float, cell_m: float, crossed: NDArray[np.bool_]) -> Floats:
    """Return 1 for the cells wholly in the place: of each patch between boundaries one cell is asked."""
    patch, patches = scipy.ndimage.label(~crossed)
    _, first = np.unique(patch, return_index=True)
    first = first[-patches:] if patches else first[:0]
    row, column = np.unravel_index(first, crossed.shape)
    inside = shapely.contains_xy(place, west + (column + 0.5) * cell_m, south + (row + 0.5) * cell_m)
    ground: Floats = np.concatenate([[0.0], inside])[patch]
    return ground
