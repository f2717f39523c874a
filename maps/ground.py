"""The quiet ground that every map lies on: our own streets and buildings, in greys."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from geo.city import City
from geo.storage.store import Store
from layers.base import BBox, LayerQuery
from layers.extent import city_extent
from layers.gate import read
from maps.legend import SHADES, SHARE_EDGES
from maps.page import Drawing, LocalMap

#: More features than this are not sent to one page.
MOST = 10_000
#: A layer with more features than this is fetched for what is in view.
MOST_AT_ONCE = 3_000
WINDOW_ZOOM = 15.5
#: Beyond any zoom of a map.
MOST_ZOOM = 99.0
#: In a large city seen ground is drawn from this zoom on; farther out, each area by its share.
SEEN_ZOOM = 16.5
#: A camera's sign costs a browser as much as several shapes.
CAMERAS_WEIGH = 5
MAIN_STREETS = ("motorway", "trunk", "primary", "secondary", "tertiary")


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
    known = city_extent(store, city)
    if known is not None:
        return known
    for layer in ("streets", "cameras"):
        frame = read(layer, LayerQuery(), store, city).frame
        if len(frame):
            west, south, east, north = frame.total_bounds.tolist()
            return west, south, east, north
    return None


def made_up(store: Store) -> bool:
    """Tell whether the very streets or buildings of the city are made up, and not only what happens among them."""
    return any(source.synthetic for source in store.sources("streets", "buildings"))


def windowed(count: int) -> dict[str, float]:
    """Return how a layer of so many features is fetched: whole, or from a zoom on for what is in view.

    Examples
    --------
    >>> windowed(200), windowed(20_000)
    ({}, {'window': 15.5})
    """
    return {"window": WINDOW_ZOOM} if count > MOST_AT_ONCE else {}


def is_large(store: Store) -> bool:
    """Tell whether a city has too many cameras to draw all that they see at once."""
    return bool(windowed(store.count("cameras") * CAMERAS_WEIGH))


def ground_map(bounds: BBox, store: Store, *, closer: bool = False) -> LocalMap:
    """Return a map with streets and buildings."""
    page = LocalMap(bounds, closer=closer, made_up=made_up(store))
    if windowed(store.count("streets")):
        _main_streets(page)
    for layer in ("streets", "buildings"):
        page.add(Drawing(layer, items(layer), **windowed(store.count(layer))))
    return page


def by_share(store: Store, city: City, *, kind: str, shares: Mapping[str, float], until: float = MOST_ZOOM) -> Drawing:
    """Return the areas of a kind shaded by a share of each.

    Parameters
    ----------
    shares
        By reference of the area.
    until
        The zoom from which on they are not shown.
    """
    areas = read("areas", LayerQuery(equal={"kind": kind}), store, city).frame
    centres = areas.geometry.representative_point()
    at = {ref: (round(point.x, 6), round(point.y, 6)) for ref, point in zip(areas["ref"], centres, strict=True)}
    told = {ref: float(share) for ref, share in shares.items()}
    return Drawing(
        "shares", items("areas", kind=kind), shares=told, at=at, until=until, shades=SHADES, edges=SHARE_EDGES
    )


def _main_streets(page: LocalMap) -> None:
    """Draw the main streets of a city whose others are fetched for what is in view."""
    for kind in MAIN_STREETS:
        page.add(Drawing("streets", items("streets", kind=kind)))
