"""What else could be done at the points of a plan and at the hotspots, and what would it cost a year?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from geo import crs
from geo.city import City
from geo.evaluation.alternatives import Measure, Prices, measures
from geo.model.patrol import Effect
from geo.storage import duties
from geo.storage.store import Store

#: How far around a point its streets are lit or dark.
AROUND_M = 40.0
#: So many of the newest evaluations are told.
EVALUATIONS = 3


@dataclass(frozen=True, slots=True)
class Choice:
    """A place, and what could be done there.

    Attributes
    ----------
    n, name
        Number of the point in its plan, none for a hotspot; nearest street.
    """

    n: int | None
    name: str | None
    measures: tuple[Measure, ...]


def choices(store: Store, city: City, sites: gpd.GeoDataFrame, hot: gpd.GeoDataFrame) -> list[Choice]:
    """Return what could be done at the points of a plan and at hotspots.

    Parameters
    ----------
    sites
        Points of a plan as the layer ``siting-sites`` has them, EPSG:4326.
    hot
        Hotspots with ``street``, EPSG:4326; each is given the plan's cameras in it, or one of the cheapest kind.
    """
    points, cells = crs.to_metric(sites, city.crs), crs.to_metric(hot, city.crs)
    dark = _dark(store, city)
    works = _works(store)
    rules = city.siting
    cheapest = min(rules.device_grosze[kind] + min(rules.host_grosze.values()) for kind in rules.kinds)
    found = [
        Choice(int(row["n"]), row["name"], _measures(city, place, row["cost_grosze"], row["private_m2"], dark, works))
        for row, place in zip(points.drop(columns="geometry").to_dict("records"), points.geometry, strict=True)
    ]
    for street, cell in zip(cells.get("street", []), cells.geometry, strict=True):
        inside = points[shapely.intersects(points.geometry.array, cell)] if len(points) else points
        cost = int(inside["cost_grosze"].sum()) if len(inside) else cheapest
        private = float(inside["private_m2"].sum()) if len(inside) else None
        found.append(Choice(None, street, _measures(city, cell, cost, private, dark, works)))
    return found


def measured(store: Store) -> list[Effect]:
    """Return what patrols changed where that was measured before and after, the newest first; none where it never was.

    No other measure is evaluated yet, so nothing is known of what cameras and lamps change.
    """
    with store.connection() as connection:
        return [Effect.model_validate(one.body) for one in duties.newest(connection, "effect", EVALUATIONS)]


def _measures(
    city: City, place: shapely.Geometry, cost: Any, private: Any, dark: gpd.GeoDataFrame | None, works: float | None
) -> tuple[Measure, ...]:
    rules = city.siting
    prices = Prices(
        rules.yearly_grosze,
        rules.life_years,
        rules.lamp_grosze,
        rules.lamp_yearly_grosze,
        rules.lamp_life_years,
        city.patrols.cost_grosze,
    )
    dark_m, hours = _dark_at(place, dark)
    return measures(
        prices,
        purchase_grosze=int(cost),
        private_m2=None if private is None else float(private),
        works_share=works,
        dark_street_m=dark_m,
        dark_hours=hours,
        stops=city.patrols.stops_at_most,
    )


def _dark(store: Store, city: City) -> gpd.GeoDataFrame | None:
    """Return the streets that are dark while all lamps are on, metres; none where that was never computed."""
    if store.result("night") is None:
        return None
    items = store.result_items("dark-streets", equal={"state": city.lighting.default})
    return crs.to_metric(items if len(items) else store.result_items("dark-streets").iloc[:0], city.crs)


def _dark_at(place: shapely.Geometry, dark: gpd.GeoDataFrame | None) -> tuple[float | None, float | None]:
    """Return how many metres of street around a place are dark, and for how many hours of a year."""
    if dark is None:
        return None, None
    if dark.empty:
        return 0.0, 0.0
    around = shapely.buffer(place, AROUND_M)
    met = dark[shapely.intersects(dark.geometry.array, around)]
    whole = np.maximum(shapely.area(met.geometry.array), 0.01)
    part = shapely.area(shapely.intersection(met.geometry.array, around)) / whole
    metres = float((met["length_m"].to_numpy(dtype=float) * part).sum())
    hours = met["dark_h_year"].to_numpy(dtype=float)
    known = hours[np.isfinite(hours)]
    return metres, float(known.max()) if len(known) else (0.0 if met.empty else None)


def _works(store: Store) -> float | None:
    """Return for which share of the time the cameras worked; none without a register of outages."""
    result = store.result("availability")
    if result is None or not result.summary["outages"] or result.period is None:
        return None
    days = (result.period[1] - result.period[0]).total_seconds() / 86_400
    down = store.result_items("downtime")["days_in_period"].to_numpy(dtype=float)
    cameras = result.summary["cameras"]["all"]
    return max(0.0, 1 - float(np.nansum(down)) / (days * cameras)) if days and cameras else None
