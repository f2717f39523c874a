"""Where incidents gather more than chance would have it: numbers for those who coordinate, words and bands for all."""

from __future__ import annotations

from collections.abc import Callable

import geopandas as gpd

from geo.analyses.hotspots_closed import CELLS, SHIFT_CELLS
from geo.city import City
from geo.storage.store import Store
from layers.base import Coarse, Property, flag, integer, number, text
from layers.incidents import SEEN_BY
from layers.results import ResultLayer

_EVIDENCE = {"evidence": text("certain, probable, uncertain or none")}
_STABLE = {"stable": flag("Hot in most of the grids, wherever they lie and however wide their cells are")}
_STREET = {"street": text("Name of the street with the most metres in the hexagon")}
_CELL: dict[str, Property] = (
    _STREET
    | {
        "count": integer("Number of incidents"),
        "around": integer("Number of incidents in the hexagon and its neighbours"),
        "expected": number("Number of incidents that chance would bring to the same ground"),
        "z": number("Getis-Ord Gi* as a standard score"),
        "p": number("Probability of so many or more by chance, from the exact binomial distribution"),
        "q": number("The same, held against all hexagons at once (false discovery rate)"),
    }
    | _EVIDENCE
    | {
        "hot_grids": integer("In how many of the shifted and resized grids the middle of the hexagon is hot"),
        "stability": number("The same as a share of all grids"),
    }
    | _STABLE
    | {"street_m": number("Streets, metres"), "area_m2": number("Size, square metres")}
)
_SHIFT: dict[str, Property] = {
    "shift": text("The shift, the part of the week and of the year, such as night-weekend-summer; or all"),
    "teller": text("Whose incidents: chosen for all that count together, or one source alone"),
}
_BAND = {"band": text("How many incidents, as a band: 5-9, 10-19, 20-49, 50+")}
_APPROXIMATE = {
    "approximate": flag("Always true: numbers are bands, and hexagons with few incidents are left out"),
    "synthetic": flag("Rests on incidents that were made for a demo or a test"),
}


def _closed(name: str) -> Callable[[Store, City], gpd.GeoDataFrame]:
    """Return a reader of what the public sees since the last period was closed."""
    return lambda store, city: store.result_items(name)


def _coarse(
    columns: dict[str, Property], closed: Callable[[Store, City], gpd.GeoDataFrame], description: str
) -> Coarse:
    return Coarse(
        description=description,
        properties=columns | _BAND | _STREET | _EVIDENCE | _STABLE | _APPROXIMATE,
        geometry="polygon",
        closed=closed,
        source="Incidents as the city's services tell them",
    )


_FEW = (
    " Hexagons with fewer than five incidents are left out; numbers are bands. Incidents count that were over before"
    " the last period was closed."
)

HOTSPOTS = ResultLayer(
    id="hotspots",
    analysis="hotspots",
    title="Hotspots",
    description="Hexagons with the number of incidents in them and how surely that is more than chance.",
    geometry="polygon",
    exact_for=SEEN_BY,
    properties=_CELL
    | {
        "rate_per_km": number("Incidents per kilometre of street, drawn towards the city's rate where there is little"),
        "quadrant": text("Local Moran's I: high among high, high among low, low among low, low among high, or none"),
        "before": integer("Number of incidents in the last period but one"),
        "after": integer("Number of incidents in the last period"),
        "trend": text("more, fewer or no change shown"),
    },
    coarse=_coarse({}, _closed(CELLS), "Hexagons with many incidents, and how surely that is more than chance." + _FEW),
)

SHIFT_HOTSPOTS = ResultLayer(
    id="shift-hotspots",
    analysis="hotspots",
    title="Hotspots by shift and by source",
    description="Hexagons where incidents gather in one shift of a part of the week and of the year, or by the word of"
    " one source alone; only those with any evidence.",
    geometry="polygon",
    exact_for=SEEN_BY,
    properties=_SHIFT | _CELL,
    coarse=_coarse(_SHIFT, _closed(SHIFT_CELLS), "Hexagons with many incidents in one shift." + _FEW),
)
