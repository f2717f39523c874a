"""How safety walks mark the areas: means with intervals for those who see reports, words of the last close for all."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd

from geo.analyses.kept import PUBLIC_WALKS
from geo.city import City
from geo.storage.store import Store
from layers.base import Coarse, flag, integer, moment, number, text
from layers.reports import REPORTS
from layers.results import ResultLayer

_AREA = {
    "area_name": text("Name of the area"),
    "factor": text(
        "What was marked: light, openness, visibility, people, security, walk_path, transport, gender_usage or feeling"
    ),
}


def _closed(store: Store, city: City) -> gpd.GeoDataFrame:
    """Return what was told when the last period was closed."""
    kept = store.result_items(PUBLIC_WALKS)
    return kept.assign(until=pd.to_datetime(kept["until"], utc=True)) if len(kept) else kept


SAFETY_WALKS = ResultLayer(
    id="safety-walks",
    analysis="walks",
    title="Safety walks",
    description="The mean mark, 0 to 3, that reported places of each area got on safety walks, factor by factor, with"
    " its interval. With few marks no mean is told. People choose the places that they mark.",
    geometry="polygon",
    exact_for=REPORTS.exact_for,
    properties=_AREA
    | {
        "marks": integer("How many places were marked"),
        "mean": number("Mean mark, 0 (bad) to 3 (good)"),
        "low": number("Lower end of the 95 % interval"),
        "high": number("Upper end of the 95 % interval"),
        "weak": number("Share of the marks 0 and 1"),
        "weak_low": number("Lower end of the 95 % interval of that share"),
        "weak_high": number("Upper end of the 95 % interval of that share"),
        "city_mean": number("Mean mark in the whole city"),
        "standing": text("above, below, not told apart or too few marked"),
    },
    coarse=Coarse(
        description="Whether the places that were marked on safety walks are rather good or rather bad, area by area"
        " and factor by factor, as it stood when a period was closed. Areas with few marks are left out, numbers are"
        " bands, and what is told of an area changes only where several new marks came.",
        properties=_AREA
        | {
            "band": text("How many places were marked, as a band: 20-49, 50+"),
            "level": text("rather good, rather bad or not told apart, by the interval of the mean mark"),
            "approximate": flag("Always true: words and bands in the place of numbers"),
            "synthetic": flag("Rests on reports that were made for a demo or a test"),
            "until": moment("Marks that came later do not count yet"),
        },
        geometry="polygon",
        closed=_closed,
        source="Reports by residents and the Women's Council",
    ),
)
