"""What may the public see of reported places once a period is closed?"""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from zoneinfo import ZoneInfo

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo import crs as systems
from geo.disclosure.snap_points import public_points
from geo.disclosure.suppression import FEWEST, band
from geo.disclosure.units import Cell, Units, number


def last_close(now: datetime, *, months: int, zone: ZoneInfo) -> datetime:
    """Return the last moment up to which reports count for the public: the beginning of a month.

    Parameters
    ----------
    now
        Aware.
    months
        How long a period lasts: 1, 2, 3, 4, 6 or 12; periods begin with the year.

    Examples
    --------
    >>> last_close(datetime(2026, 11, 28, 9, tzinfo=ZoneInfo("UTC")), months=3, zone=ZoneInfo("Europe/Warsaw")).date()
    datetime.date(2026, 10, 1)
    """
    local = now.astimezone(zone)
    return datetime(local.year, (local.month - 1) // months * months + 1, 1, tzinfo=zone)


def told_squares(
    places: gpd.GeoDataFrame,
    units: Units,
    streets: gpd.GeoDataFrame,
    parks: gpd.GeoDataFrame | None = None,
    *,
    fewest: int,
    sensitive: tuple[str, ...] = (),
    fewest_sensitive: int = 10,
) -> gpd.GeoDataFrame:
    """Return the squares in which so many places lie that none of them is told, with a band for how many.

    Parameters
    ----------
    places
        In metres, with ``category`` and ``synthetic``; a line or polygon counts where its representative point lies, a
        place without a geometry counts nowhere.
    streets, parks
        In metres, after which the squares are named.
    fewest
        Squares with fewer places are not told; below five it is taken as five.
    sensitive, fewest_sensitive
        Categories whose places count only in squares that hold at least so many of them.

    Returns
    -------
    GeoDataFrame
        EPSG:4326. Columns: ``cell``, the number of the square, in whose order the squares come; ``band``; ``near``, the
        crossing, park or street at which the square is told; ``approximate``, always true; ``synthetic``, whether any
        place in the square is.
    """
    placed = places[~(places.geometry.isna() | places.geometry.is_empty)]
    points = shapely.get_coordinates(shapely.point_on_surface(placed.geometry.array))
    delicate = placed["category"].isin(sensitive).to_numpy(dtype=bool)
    made_up = placed["synthetic"].to_numpy(dtype=bool)
    cells = units.of(points)
    plain = Counter(cell for cell, is_one in zip(cells, delicate, strict=True) if cell and not is_one)
    kept = Counter(cell for cell, is_one in zip(cells, delicate, strict=True) if cell and is_one)
    kept = Counter({cell: n for cell, n in kept.items() if n >= fewest_sensitive})
    counts = plain + kept
    many = [cell for cell, n in counts.items() if n >= max(fewest, FEWEST)]
    shown = sorted(filter(units.may_be_told, many), key=number)
    pretended = {cell for cell, is_one in zip(cells, made_up, strict=True) if is_one}
    return _frame(shown, [counts[cell] for cell in shown], [cell in pretended for cell in shown], units, streets, parks)


def _frame(
    cells: list[Cell],
    counts: list[int],
    synthetic: list[bool],
    units: Units,
    streets: gpd.GeoDataFrame,
    parks: gpd.GeoDataFrame | None,
) -> gpd.GeoDataFrame:
    squares = np.array([shapely.box(*units.box(cell)) for cell in cells], dtype=object)
    told = {
        "cell": [number(cell) for cell in cells],
        "band": [band(count) for count in counts],
        "near": pd.Series([point.near for point in public_points(squares, streets, parks)], dtype=object),
        "approximate": [True] * len(cells),
        "synthetic": synthetic,
    }
    return gpd.GeoDataFrame(told, geometry=list(squares), crs=streets.crs).to_crs(systems.STORED)
