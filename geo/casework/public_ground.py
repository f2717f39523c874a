"""Into which squares is the city divided for the public, once and for all?"""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from geo import crs
from geo.city import City
from geo.disclosure.units import Units, counted_addresses
from geo.storage.store import Selection, Store


def public_units(store: Store, city: City) -> Units:
    """Return the squares of the public grid: those of the first close that knew addresses, for good.

    Squares that changed with each register of addresses could be subtracted from one another; one that has come to
    stand for a few houses is left out at the next close.
    """
    today = _addresses(store, city)
    kept = store.result("reports")
    if kept is not None and kept.parameters["rule"] == rule_of(city) and kept.parameters["addresses"]:
        first = {(c, r): n for c, r, n in kept.parameters["addresses"]}
        return Units(city.disclosure.cell_m, first, today=today)
    return Units(city.disclosure.cell_m, today)


def _addresses(store: Store, city: City) -> dict[tuple[int, int], int]:
    """Return how many addresses each square has now, by the register of addresses, else by the buildings."""
    frame = store.read("addresses")
    if frame.empty:
        housed = store.read("buildings")
        frame = housed[housed["address"].notna()].drop_duplicates("address")
    metric = crs.to_metric(frame, city.crs)
    places = shapely.get_coordinates(shapely.point_on_surface(np.asarray(metric.geometry.array, dtype=object)))
    return counted_addresses(places, cell_m=city.disclosure.cell_m)


def parks_of(store: Store) -> gpd.GeoDataFrame:
    """Return the parks, EPSG:4326, at which squares may be told."""
    return store.read("places", Selection(equal={"kind": "park"}))


def rule_of(city: City) -> dict[str, Any]:
    """Return what the squares rest on: another rule begins anew."""
    return {"crs": city.crs, "cell_m": city.disclosure.cell_m}
