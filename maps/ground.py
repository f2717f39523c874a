"""The quiet ground that every map lies on: our own streets and buildings, in greys."""

from __future__ import annotations

from urllib.parse import urlencode

from geo.city import City
from geo.storage.store import Store
from layers.base import BBox, LayerQuery
from layers.gate import read
from maps.page import Drawing, LocalMap

#: More features than this are not sent to one page.
MOST = 10_000


def items(layer: str, **parameters: object) -> str:
    """Return the address of a layer's features.

    Examples
    --------
    >>> items("gaps", level="detect")
    '/collections/gaps/items?limit=10000&level=detect'
    """
    return f"/collections/{layer}/items?" + urlencode({"limit": MOST} | parameters)


def extent(store: Store, city: City) -> BBox | None:
    """Return what a map of the city shows at first: its areas, or else its streets; none if there is nothing."""
    for layer in ("areas", "streets", "cameras"):
        frame = read(layer, LayerQuery(), store, city).frame
        if len(frame):
            west, south, east, north = frame.total_bounds.tolist()
            return west, south, east, north
    return None


def ground_map(bounds: BBox, *, closer: bool = False) -> LocalMap:
    """Return a map with streets and buildings."""
    page = LocalMap(bounds, closer=closer)
    return page.add(Drawing("streets", items("streets"))).add(Drawing("buildings", items("buildings")))
