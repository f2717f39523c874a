"""What is to be seen by new cameras: points along the streets of the areas, weighed by what lies and happens there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo import crs
from geo.analyses.coverage import Inputs
from geo.analyses.kept import REPORTED_SQUARES
from geo.city import City
from geo.disclosure.suppression import BANDS
from geo.siting.demand import Along, along, nearest, spread, weighed
from geo.siting.problem import Floats, Ints
from geo.storage.store import Store

#: States of a threat map's incidents that nobody has verified.
UNVERIFIED = ("new", "rejected")
_LEAST_OF_BAND = {name: least for least, name in BANDS.items()}


@dataclass(frozen=True, slots=True)
class Demand:
    """Points that are to be seen.

    Attributes
    ----------
    along
        The points, and the streets they lie on.
    weight
        ``(N,)`` what each counts, whole numbers.
    area
        ``(N,)`` the area of each.
    street
        ``(N,)`` the name of its street; none for a way without a name.
    share
        The share of all weight that each source has.
    parts
        What each source has at each point: metres of street, incidents, parts of places.
    counts
        What each source has in the city, and what of it lies near enough to a street to count.
    """

    along: Along
    weight: Floats
    area: Ints
    street: np.ndarray
    share: dict[str, float]
    parts: dict[str, Floats]
    counts: dict[str, tuple[int, int]]


def demand_of(store: Store, inputs: Inputs, weights: Mapping[str, float]) -> Demand:
    """Return what is to be seen.

    Notes
    -----
    Reports count as the public sees them, by the squares in which there are several: a plan that followed exact places
    would give them away. Of a threat map only confirmed threats count. What the city's own patrols find and, unless it
    is given a weight, what camera operators see make no demand: they find what they look at.
    """
    city = inputs.profile
    rules = city.siting
    lines = np.asarray(inputs.streets.geometry.array, dtype=object)
    found = along(lines, step_m=rules.demand_step_m)
    area, outside = _areas(found.xy, inputs)
    kept = np.flatnonzero(outside)
    points = Along(found.xy[kept], found.metres[kept], found.line[kept])
    parts: dict[str, Floats] = {"streets": points.metres}
    counts = {"streets": (round(float(found.metres.sum())), round(float(points.metres.sum())))}
    for name, shapes in _happened(store, city).items():
        parts[name] = nearest(points.xy, shapely.get_coordinates(shapes), within_m=rules.near_m)
        counts[name] = (len(shapes), round(float(parts[name].sum())))
    places = crs.to_metric(store.read("places"), city.crs).geometry.array
    parts["places"] = spread(points.xy, np.asarray(places, dtype=object), within_m=rules.near_m)
    counts["places"] = (len(places), round(float(parts["places"].sum())))
    squares = reported_squares(store, city)
    number = squares["band"].map(_LEAST_OF_BAND).to_numpy(dtype=float)
    shapes = np.asarray(squares.geometry.array, dtype=object)
    parts["reports"] = spread(points.xy, shapes, within_m=0.0, count=number)
    counts["reports"] = (int(number.sum()), round(float(parts["reports"].sum())))
    weight, share = weighed(parts, weights)
    names = inputs.streets["name"].to_numpy(dtype=object)[points.line]
    street = np.array([None if pd.isna(name) else name for name in names], dtype=object)
    return Demand(points, weight, area[kept], street, share, parts, counts)


def reported_squares(store: Store, city: City) -> gpd.GeoDataFrame:
    """Return where several places were reported, as the public sees it, in metres."""
    squares = store.result_items(REPORTED_SQUARES).reindex(columns=["band", "geometry"])
    return crs.to_metric(squares, city.crs)


def _happened(store: Store, city: City) -> dict[str, np.ndarray]:
    """Return the places of verified incidents by who tells of them."""
    incidents = crs.to_metric(store.read("incidents"), city.crs)
    left_out = {name for name, category in city.incident_categories.items() if not category.safety}
    counts = ~incidents["category"].isin(left_out) & ~incidents["state"].isin(UNVERIFIED)
    counts &= ~incidents["source_kind"].isin(city.siting.never)
    told = incidents[counts]
    return {
        str(kind): np.asarray(mine.geometry.array, dtype=object)
        for kind, mine in told.groupby("source_kind", sort=True)
    }


def _areas(xy: Floats, inputs: Inputs) -> tuple[Ints, np.ndarray]:
    """Return the area of each point, and which points lie in one and out of doors."""
    points = shapely.points(xy)
    point, area = shapely.STRtree(inputs.areas.geometry.array).query(points, predicate="intersects")
    of = np.full(len(xy), -1, dtype=np.int64)
    of[point[::-1]] = area[::-1]
    within = shapely.STRtree(inputs.footprints.geometry.array).query(points, predicate="within")[0]
    counted = of >= 0
    counted[within] = False
    return of, counted
