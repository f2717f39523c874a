"""Where the city lies, for collections to tell as their extent: never where their features happen to lie."""

from __future__ import annotations

from geo.city import City
from geo.storage.store import Store
from layers import gate
from layers.base import BBox, LayerQuery
from layers.formats.values import DECIMALS


def city_extent(store: Store, city: City) -> BBox | None:
    """Return west, south, east, north of the areas of the city; none before any are imported."""
    frame = gate.read("areas", LayerQuery(), store, city).frame
    whole = frame[frame["kind"] == "city"]
    if frame.empty:
        return None
    west, south, east, north = (frame if whole.empty else whole).total_bounds.round(DECIMALS).tolist()
    return west, south, east, north
