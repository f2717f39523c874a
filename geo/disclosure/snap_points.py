"""At which public point is a square told: a crossing or a park, else a place on a street that has a name?"""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

#: Corners of streets so near to each other are one crossing.
_SAME_M = 0.5
#: A park from this size on is told by its entrances, not by its middle.
_LARGE_M2 = 20_000.0


@dataclass(frozen=True, slots=True)
class PublicPoint:
    """Where something is told to the public.

    Attributes
    ----------
    x, y
        Metres.
    near
        Its streets, as ``Łazienna / Szeroka``, or its park; none where nothing there has a name.
    """

    x: float
    y: float
    near: str | None


@dataclass(frozen=True, slots=True)
class _Known:
    """Where something may be told: points with their names, and lines along which one is chosen otherwise."""

    at: np.ndarray
    called: list[str]
    corners: shapely.STRtree
    lines: np.ndarray
    names: np.ndarray
    along: shapely.STRtree


def public_points(
    squares: np.ndarray, streets: gpd.GeoDataFrame, parks: gpd.GeoDataFrame | None = None
) -> list[PublicPoint]:
    """Return the public point of each square: the crossing or park nearest to its middle, else a named street in it.

    It follows from streets and parks alone, never from what was reported.

    Parameters
    ----------
    squares
        (N,) polygons in metres; the addresses of a square are the catchment of its point.
    streets
        In metres, with ``name``.
    parks
        In metres, with ``name``; points or areas.

    Examples
    --------
    >>> streets = gpd.GeoDataFrame(
    ...     {"name": ["Szeroka", "Łazienna"]},
    ...     geometry=[shapely.LineString([(0, 9), (5, 9), (9, 9)]), shapely.LineString([(5, 0), (5, 9)])],
    ... )
    >>> public_points(np.array([shapely.box(0, 0, 10, 10)]), streets)
    [PublicPoint(x=5.0, y=9.0, near='Szeroka / Łazienna')]
    >>> parks = gpd.GeoDataFrame({"name": ["park Glazja"]}, geometry=[shapely.Point(4, 4)])
    >>> public_points(np.array([shapely.box(0, 0, 10, 10)]), streets, parks)
    [PublicPoint(x=4.0, y=4.0, near='park Glazja')]
    """
    named = streets[streets["name"].notna() & ~streets.geometry.is_empty]
    lines = np.asarray(named.geometry.array, dtype=object)
    names = named["name"].to_numpy(dtype=object)
    at, called = _crossings(lines, names)
    if parks is not None:
        green, of = _park_points(parks, np.asarray(streets.geometry.array, dtype=object))
        at, called = np.concatenate([at, green]), [*called, *of]
    known = _Known(at, called, shapely.STRtree(shapely.points(at)), lines, names, shapely.STRtree(lines))
    return [_point_of(square, known) for square in squares]


def _park_points(parks: gpd.GeoDataFrame, ways: np.ndarray) -> tuple[np.ndarray, list[str]]:
    """Return where parks are known to be (N, 2): a large one at its entrances, where ways cross its edge."""
    known = parks[parks["name"].notna() & ~(parks.geometry.isna() | parks.geometry.is_empty)]
    tree = shapely.STRtree(ways)
    at, called = [np.empty((0, 2))], []
    for park, name in zip(known.geometry, known["name"], strict=True):
        spots = shapely.get_coordinates(park.representative_point())
        if park.area >= _LARGE_M2:
            crossing = ways[tree.query(park.boundary, predicate="intersects")]
            entered = shapely.get_coordinates(shapely.point_on_surface(shapely.intersection(crossing, park.boundary)))
            spots = entered if len(entered) else spots
        at.append(spots)
        called += [str(name)] * len(spots)
    return np.concatenate(at), called


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


def _point_of(square: shapely.Polygon, known: _Known) -> PublicPoint:
    middle, at = square.centroid, known.at
    inside = known.corners.query(square, predicate="intersects")
    if len(inside):
        best = inside[np.argmin(np.hypot(*(at[inside] - (middle.x, middle.y)).T))]
        return PublicPoint(float(at[best, 0]), float(at[best, 1]), known.called[best])
    met = known.along.query(square, predicate="intersects")
    if len(met) == 0:
        return PublicPoint(middle.x, middle.y, None)
    parts = shapely.intersection(known.lines[met], square)
    best = int(np.argmin(shapely.distance(parts, middle)))
    spot = shapely.ops.nearest_points(parts[best], middle)[0]
    return PublicPoint(spot.x, spot.y, str(known.names[met[best]]))
