"""Which totals of a whole city can be told beside its squares, so that together they tell of nobody?"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import shapely

from geo.disclosure.differencing import Told, isolated
from geo.disclosure.suppression import BANDS, FEWEST, band
from geo.disclosure.units import Units


def told_totals(
    places: gpd.GeoDataFrame, units: Units, labels: Sequence[str], *, choices: Sequence[str], fewest: int
) -> dict[str, str]:
    """Return in how large a band each label stands over the whole city; what would isolate somebody is left out.

    Parameters
    ----------
    places
        In metres; those without a geometry count in the totals alone.
    labels
        One for each place.

    Notes
    -----
    Totals are told together or not at all: if any group of a square and a label, or any hidden total, could be
    shown by all bands at once to hold one to four places, none is told.

    Examples
    --------
    >>> spots = gpd.GeoDataFrame(geometry=gpd.points_from_xy([10.0] * 12, [10.0] * 12))
    >>> told_totals(spots, Units(250, {}), ["a"] * 12, choices=["a", "b"], fewest=5)
    {'a': '10-19'}
    >>> told_totals(spots, Units(250, {}), ["a"] * 9 + ["b"] * 3, choices=["a", "b"], fewest=5)
    {}
    """
    table = _table(places, units, list(labels), list(choices))
    least = max(fewest, FEWEST)
    totals = table.sum(axis=0)
    told = {choice: band(int(n)) for choice, n in zip(choices, totals, strict=True) if n >= least}
    return {} if _isolates(table, least) else told


def _table(places: gpd.GeoDataFrame, units: Units, labels: list[str], choices: list[str]) -> np.ndarray:
    """Return how many places of each label lie in each square, and in the last row those in no square."""
    placed = np.flatnonzero(~(places.geometry.isna() | places.geometry.is_empty).to_numpy())
    points = shapely.get_coordinates(shapely.point_on_surface(places.geometry.array[placed]))
    cells = dict(zip(placed.tolist(), units.of(points), strict=True))
    known = sorted({cell for cell in cells.values() if cell is not None})
    table = np.zeros((len(known) + 1, len(choices)), dtype=int)
    for at, label in enumerate(labels):
        cell = cells.get(at)
        table[known.index(cell) if cell is not None else -1, choices.index(label)] += 1
    return table


def _isolates(table: np.ndarray, fewest: int) -> bool:
    """Tell whether the bands of squares and of totals together isolate a group."""
    squares = _alike(table[:-1].sum(axis=1), fewest)
    # One row more: places in no square, of which nobody learns a number.
    atom = np.arange((len(squares) + 1) * table.shape[1]).reshape(len(squares) + 1, -1)
    told = [Told(tuple(atom[at].tolist()), *bounds) for at, bounds in enumerate(squares)]
    told += [Told(tuple(atom[:, at].tolist()), *_known(int(n), fewest)) for at, n in enumerate(table.sum(axis=0))]
    targets = [*((one,) for one in atom.ravel().tolist()), *(tuple(column) for column in atom.T.tolist())]
    return bool(isolated(told, targets, fewest=fewest))


def _alike(counts: np.ndarray, fewest: int) -> list[tuple[float, float]]:
    """Return the bounds of squares, of each band one by itself and the others together.

    Squares of one band have the same bounds, and numbers that fit the sum of them can be divided among them: the
    programmes over all squares would tell the same of each.
    """
    bands = Counter(_known(int(count), fewest) for count in counts)
    return [
        bounds
        for (least, most), n in sorted(bands.items())
        for bounds in ([(least, most), (least * (n - 1), most * (n - 1))] if n > 1 else [(least, most)])
    ]


def _known(count: int, fewest: int) -> tuple[float, float]:
    """Return within what a reader knows a number to lie."""
    if count < fewest:
        return 0, fewest - 1
    edges = [*BANDS, math.inf]
    least = max(edge for edge in BANDS if edge <= count)
    return max(least, fewest), edges[edges.index(least) + 1] - 1
