"""Which stretches of street no camera sees."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geo.city import StreetDefaults
from geo.crs import require_metric
from geo.geometry.overlay import without


def countable(streets: gpd.GeoDataFrame, defaults: StreetDefaults) -> gpd.GeoDataFrame:
    """Return the streets that a camera could see: above ground, and streets by kind."""
    return streets[~streets["underground"].astype(bool) & ~streets["kind"].isin(defaults.left_out)]


def stretches(
    streets: gpd.GeoDataFrame,
    areas: gpd.GeoDataFrame,
    footprints: Sequence[BaseGeometry] | np.ndarray,
    defaults: StreetDefaults,
) -> gpd.GeoDataFrame:
    """Divide the open street space of areas among the streets, each square metre to one street.

    Where streets cross, the longer one has the crossing; ways without a name come last and keep what no named
    street has.

    Parameters
    ----------
    streets
        Lines with ``name`` and ``kind``, in a metric CRS.
    areas
        Polygons with ``ref`` and ``name``, in the same CRS.
    footprints
        What is not open, metres.

    Returns
    -------
    frame
        One row a street and area: ``street`` (None for the ways without a name), ``area``, ``area_name``, ``line``
        (its centre lines in the area) and its space as geometry.

    Notes
    -----
    Limits: the width follows the street's kind, for no open register gives it.
    """
    require_metric(streets.crs)
    width_m = streets["kind"].map(defaults.width_m).fillna(defaults.other_width_m).to_numpy(dtype=float)
    lines = np.asarray(streets.geometry.array, dtype=object)
    spaces = shapely.buffer(lines, width_m / 2, cap_style="flat")
    names, street = np.unique(streets["name"].fillna("").to_numpy(dtype=str), return_inverse=True)
    line = np.array([shapely.union_all(lines[street == i]) for i in range(len(names))], dtype=object)
    space = _divided(
        np.array([shapely.union_all(spaces[street == i]) for i in range(len(names))], dtype=object),
        rank=np.argsort(np.lexsort((-shapely.length(line), names == ""))),
        footprints=np.asarray(footprints, dtype=object),
    )
    shapes = np.asarray(areas.geometry.array, dtype=object)
    area, part = shapely.STRtree(space).query(shapes, predicate="intersects")
    frame = gpd.GeoDataFrame(
        {
            "street": pd.Series([names[i] or None for i in part], dtype=object),
            "area": areas["ref"].to_numpy(dtype=object)[area],
            "area_name": areas["name"].to_numpy(dtype=object)[area],
            "line": shapely.intersection(line[part], shapes[area]),
        },
        geometry=shapely.intersection(space[part], shapes[area]),
        crs=streets.crs,
    )
    return frame[frame.area > 0].reset_index(drop=True)


def gaps(stretches: gpd.GeoDataFrame, seen: Mapping[str, BaseGeometry], *, least_m: float) -> gpd.GeoDataFrame:
    """Return the connected pieces of street space that are not seen, the longest first.

    Parameters
    ----------
    stretches
        As ``stretches`` gives them.
    seen
        What is seen, by area, metres.
    least_m
        Pieces with fewer metres of street are corners and rounding, and left out.

    Returns
    -------
    frame
        ``street``, ``area``, ``area_name``, ``length_m`` of its centre lines, ``area_m2``, geometry.
    """
    space = np.asarray(stretches.geometry.array, dtype=object)
    # What is seen is taken piece by piece: a street meets few of the many pieces of a city.
    pieces, area = shapely.get_parts(np.array(list(seen.values()), dtype=object), return_index=True)
    street, piece = shapely.STRtree(pieces).query(space, predicate="intersects")
    same = stretches["area"].to_numpy(dtype=object)[street] == np.array(list(seen), dtype=object)[area[piece]]
    left = without(space, pieces, (street[same], piece[same]))
    pieces, owner = shapely.get_parts(left, return_index=True)
    flat = shapely.area(pieces) > 0
    pieces, owner = pieces[flat], owner[flat]
    line = stretches["line"].to_numpy(dtype=object)[owner]
    return missed(stretches, pieces, owner, shapely.length(shapely.intersection(line, pieces)), least_m=least_m)


def missed(
    stretches: gpd.GeoDataFrame, pieces: np.ndarray, stretch: np.ndarray, length_m: np.ndarray, *, least_m: float
) -> gpd.GeoDataFrame:
    """Return pieces of street space as gaps, the longest first.

    Parameters
    ----------
    pieces, stretch, length_m
        (G,) polygons in metres, the row of the stretch that each is of, and the metres of its centre lines in it.
    stretches, least_m
        As for ``gaps``.
    """
    kept = np.flatnonzero(length_m >= least_m)
    kept = kept[np.argsort(-length_m[kept], kind="stable")]
    told = stretches[["street", "area", "area_name"]].iloc[stretch[kept]].reset_index(drop=True)
    told = told.assign(length_m=length_m[kept], area_m2=shapely.area(pieces[kept]))
    return gpd.GeoDataFrame(told, geometry=pieces[kept], crs=stretches.crs)


def _divided(spaces: np.ndarray, *, rank: np.ndarray, footprints: np.ndarray) -> np.ndarray:
    """Return the spaces without overlap: each takes what no space of a lower rank and no footprint has."""
    divided = without(spaces, footprints, shapely.STRtree(footprints).query(spaces, predicate="intersects"))
    mine, other = shapely.STRtree(spaces).query(spaces, predicate="intersects")
    first = rank[other] < rank[mine]
    return without(divided, spaces, (mine[first], other[first]))
