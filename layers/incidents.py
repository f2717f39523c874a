"""The incidents, each as one source tells it: exact for those who plan and coordinate, coarse for the public."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd

from geo.analyses.hotspots_closed import SQUARES
from geo.city import City
from geo.storage.store import Store
from layers.base import Audience, Coarse, flag, moment, number, text
from layers.results import ResultLayer
from layers.stored import PROVENANCE, REF, StoredLayer

#: Who plans, coordinates, advises and checks, and so sees where incidents were.
SEEN_BY = frozenset({Audience.COORDINATOR, Audience.PLANNER, Audience.COUNCIL, Audience.AUDITOR})

_COLUMNS = ("cell", "band", "approximate", "synthetic", "until")


def _closed(store: Store, city: City) -> gpd.GeoDataFrame:
    """Return the squares that were counted with the hotspots, by the number of each in the grid."""
    kept = store.result_items(SQUARES).reindex(columns=[*_COLUMNS, "geometry"])
    kept["until"] = pd.to_datetime(kept["until"], utc=True)
    return kept.astype({"cell": "int64"}).set_index("cell").rename_axis("fid")


INCIDENTS = StoredLayer(
    id="incidents",
    title="Incidents",
    description="What happened, where and in which interval of time, as one source tells it. Sources are never mixed:"
    " each incident names its own.",
    geometry="point",
    exact_for=SEEN_BY,
    when=("occurred_from", "occurred_to"),
    properties=REF
    | {
        "category": text("What happened, in the word of its source"),
        "state": text("What became of it where the source tells: new, confirmed, rejected"),
        "occurred_from": moment("First moment at which it can have happened"),
        "occurred_to": moment("Last moment at which it can have happened"),
    }
    | PROVENANCE,
    coarse=Coarse(
        description="Squares of a fixed grid in which several incidents happened before the last period was closed,"
        " with a band for how many. Squares with few incidents are not shown; exact places, times and kinds are seen"
        " only by those who plan and coordinate. The datetime parameter is not looked at here.",
        properties={
            "band": text("How many incidents, as a band: 5-9, 10-19, 20-49, 50+"),
            "approximate": flag("Always true: a square stands for the places in it"),
            "synthetic": flag("Holds incidents that were made for a demo or a test"),
            "until": moment("Later incidents do not count yet"),
        },
        geometry="polygon",
        closed=_closed,
        source="Incidents as the city's services tell them",
    ),
)

TOLD_TWICE = ResultLayer(
    id="told-twice",
    analysis="hotspots",
    title="Incidents told twice",
    description="Incidents that do not count because another source tells of them, too: near in place and time, of the"
    " same category. The one whose source comes first in the order of sources counts.",
    geometry="point",
    exact_for=SEEN_BY,
    properties={
        "ref": text("Reference of the incident that does not count"),
        "source": text("Name of its source"),
        "category": text("Category of the profile"),
        "occurred_from": moment("First moment at which it can have happened"),
        "stands": text("Reference of the incident that counts in its place"),
        "stands_source": text("Name of the source of that one"),
        "apart_m": number("Distance between the two, metres"),
    },
)
