"""At which public point is a square told: a crossing, else a place on a street that has a name?"""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

#: Corners of streets so near to each other are one crossing.
_SAME_M = 0.5


@dataclass(frozen=True, slots=True)
class PublicPoint:
    """Where something is told to the public.

    Attributes
    ----------
    x, y
        Metres.
    near
        Its streets, as ``Łazienna / Szeroka``; none where no street has a name.
    """

    x: float
    y: float
    near: str | None


def public_points(squares: np.ndarray, streets: gpd.GeoDataFrame) -> list[PublicPoint]:
    """Return the public point of each square: the crossing nearest to its middle, else the nearest named street in it.

    It follows from streets alone, never from what was reported.

    Parameters
    ----------
    squares
        (N,) polygons in metres; the addresses of a square are the catchment of its point.
    streets
        In metres, with ``name``.

    Examples
    --------
    >>> streets = gpd.GeoDataFrame(
    ...     {"name": ["Szeroka", "Łazienna"]},
    ...     geometry=[shapely.LineString([(0, 9), (5, 9), (9, 9)]), shapely.LineString([(5, 0), (5, 9)])],
    ... )
    >>> public_points(np.array([shapely.box(0, 0, 10, 10)]), streets)
    [PublicPoint(x=5.0, y=9.0, near='Szeroka / Łazienna')]
    """
    named = streets[streets["name"].notna() & ~streets.geometry.is_empty]
    lines = np.asarray(named.geometry.array, dtype=object)
    names = named["name"].to_numpy(dtype=object)
    at, called = _crossings(lines, names)
    corners, along = shapely.STRtree(shapely.points(at)), shapely.STRtree(lines)
    return [_point_of(square, at, called, corners, lines, names, along) for square in squares]


def _crossings(lines: np.ndarray, names: np.ndarray) -> tuple[np.ndarray, list[str]]:
    """Return the places (N, 2) at which streets of two names share a corner, and what they are called."""
    xy, line = shapely.get_coordinates(lines, return_index=True)
    grid = np.round(xy / _SAME_M).astype(np.int64)
    corners = pd.DataFrame({"u": grid[:, 0], "v": grid[:, 1], "name": names[line], "x": xy[:, 0], "y": xy[:, 1]})
    grouped = corners.groupby(["u", "v"], sort=True)
    crossed = grouped.agg(called=("name", _joined), n=("name", "nunique"), x=("x", "first"), y=("y", "first"))
    crossed = crossed[crossed["n"] > 1]
    return crossed[["x", "y"]].to_numpy(dtype=float).reshape(-1, 2), crossed["called"].tolist()


def _joined(names: pd.Series) -> str:
    return " / ".join(sorted(set(names))[:2])


def _point_of(
    square: shapely.Polygon,
    at: np.ndarray,
    called: list[str],
    corners: shapely.STRtree,
    lines: np.ndarray,
    names: np.ndarray,
    along: shapely.STRtree,
) -> PublicPoint:
    middle = square.centroid
    inside = corners.query(square, predicate="intersects")
    if len(inside):
        best = inside[np.argmin(np.hypot(*(at[inside] - (middle.x, middle.y)).T))]
        return PublicPoint(float(at[best, 0]), float(at[best, 1]), called[best])
    met = along.query(square, predicate="intersects")
    if len(met) == 0:
        return PublicPoint(middle.x, middle.y, None)
    parts = shapely.intersection(lines[met], square)
    best = int(np.argmin(shapely.distance(parts, middle)))
    spot = shapely.ops.nearest_points(parts[best], middle)[0]
    return PublicPoint(spot.x, spot.y, str(names[met[best]]))
