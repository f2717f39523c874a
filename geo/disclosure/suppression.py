"""How reported places become squares that tell of no single report."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo import crs as systems
from geo.errors import BadInput

#: Least number of reports of each band; the last band is open.
BANDS = {5: "5-9", 10: "10-19", 20: "20-49", 50: "50+"}
#: No profile may show squares with fewer reports than the lowest band has.
FEWEST = min(BANDS)
#: Column and row are packed into one id below 2**53, so that every JSON reader keeps it exactly.
_HALF = 2**25


def suppressed(places: gpd.GeoDataFrame, *, crs: str, cell_m: float, fewest: int) -> gpd.GeoDataFrame:
    """Return the squares of a fixed grid in which at least ``fewest`` places lie.

    Parameters
    ----------
    places
        Points, lines or polygons of any CRS; a line or polygon counts where its representative point lies, a place
        without a geometry counts nowhere. A column ``synthetic`` is looked at if there is one.
    crs
        Metric CRS of the city; the grid is anchored at its origin, so that no report can move it.
    cell_m
        Side of a square.
    fewest
        Squares with fewer places are not returned; below five it is taken as five.

    Returns
    -------
    GeoDataFrame
        EPSG:4326, indexed by ``fid``: the place in the grid, in whose order the squares come, and nothing else.
        Columns: ``band``, one of ``BANDS``; ``approximate``, always true; ``synthetic``, whether any place in the
        square is.

    Notes
    -----
    Limits: a reader who keeps asking sees when a square passes the edge of a band. Whoever can add four places
    to a square learns whether there was a fifth. Editions with closed periods are the remedy, not this function.

    Examples
    --------
    >>> places = gpd.GeoDataFrame(geometry=gpd.points_from_xy([10.0] * 6 + [900.0], [10.0] * 7), crs="EPSG:2180")
    >>> suppressed(places, crs="EPSG:2180", cell_m=250, fewest=5)["band"].tolist()
    ['5-9']
    >>> suppressed(places.iloc[:0], crs="EPSG:2180", cell_m=250, fewest=5).empty
    True
    """
    if not cell_m >= 1:
        raise BadInput("A square must be at least 1 m wide, not {given}.", given=cell_m)
    metric = systems.to_metric(places[~(places.geometry.isna() | places.geometry.is_empty)], crs)
    points = shapely.get_coordinates(shapely.point_on_surface(metric.geometry.array))
    synthetic = metric["synthetic"].to_numpy(dtype=bool) if "synthetic" in metric else np.zeros(len(metric), dtype=bool)
    counted = _counted(np.floor(points / cell_m).astype(np.int64), synthetic)
    return _squares(counted[counted["count"] >= max(fewest, FEWEST)], crs, cell_m)


def band(count: int) -> str:
    """Return the band of a number of reports; it must not be below the lowest band.

    Examples
    --------
    >>> band(9), band(10), band(4000)
    ('5-9', '10-19', '50+')
    """
    return BANDS[max(least for least in BANDS if least <= count)]


def _counted(cells: np.ndarray, synthetic: np.ndarray) -> pd.DataFrame:
    """Count places by their square, in the order of the grid; ``cells`` is ``(N, 2)``, columns and rows."""
    frame = pd.DataFrame({"column": cells[:, 0], "row": cells[:, 1], "synthetic": synthetic})
    grouped = frame.groupby(["row", "column"], sort=True)["synthetic"]
    return grouped.agg(count="size", synthetic="any").reset_index()


def _squares(counted: pd.DataFrame, crs: str, cell_m: float) -> gpd.GeoDataFrame:
    west = counted["column"].to_numpy() * cell_m
    south = counted["row"].to_numpy() * cell_m
    fid = pd.Index((counted["row"] + _HALF) * 2 * _HALF + counted["column"] + _HALF, dtype="int64", name="fid")
    told = {
        "band": [band(count) for count in counted["count"]],
        "approximate": np.ones(len(counted), dtype=bool),
        "synthetic": counted["synthetic"].to_numpy(dtype=bool),
    }
    squares = shapely.box(west, south, west + cell_m, south + cell_m)
    return gpd.GeoDataFrame(told, geometry=squares, crs=crs, index=fid).to_crs(systems.STORED)
