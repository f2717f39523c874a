"""The places that residents and the Women's Council told of: exact for those who act on them, coarse for the public."""

import geopandas as gpd
import pandas as pd

from geo.analyses.kept import REPORTED_SQUARES
from geo.city import City
from geo.storage.store import Store
from layers.base import Audience, Coarse, flag, moment, text
from layers.stored import PROVENANCE, REF, StoredLayer

COLUMNS = ("cell", "band", "near", "approximate", "synthetic", "until")


def _closed(store: Store, city: City) -> gpd.GeoDataFrame:
    """Return the squares of the last close, by the number of each in the grid."""
    kept = store.result_items(REPORTED_SQUARES).reindex(columns=[*COLUMNS, "geometry"])
    kept["near"] = kept["near"].astype(object).where(kept["near"].notna(), None)
    kept["until"] = pd.to_datetime(kept["until"], utc=True)
    return kept.astype({"cell": "int64"}).set_index("cell").rename_axis("fid")


REPORTS = StoredLayer(
    id="reports",
    title="Reported places",
    description="Places that residents and the Women's Council told of, with what was told.",
    geometry="any",
    exact_for=frozenset({Audience.COUNCIL, Audience.MODERATOR, Audience.COORDINATOR}),
    when=("created_at", "created_at"),
    properties=REF
    | {
        "place_words": text("The place in the words of the reporter"),
        "feeling": text("good or bad"),
        "category": text("Category of the report, as the city profile names it"),
        "categories_version": text("Which list of categories it was chosen from"),
        "day_part": text("day, dusk, night or always"),
        "text": text("What was told"),
        "reporter": text("resident or council"),
        "created_at": moment("When it was told"),
    }
    | PROVENANCE,
    coarse=Coarse(
        description="Squares of a fixed grid in which several places were reported, with a band for how many, as they"
        " stood when the last period was closed. Squares with few reports, or with one to seven addresses, are not"
        " shown; exact places, texts and times are seen only by those who act on them. The datetime parameter is not"
        " looked at here.",
        properties={
            "band": text("How many reports, as a band: 5-9, 10-19, 20-49, 50+"),
            "near": text("The crossing or street at which the square is told"),
            "approximate": flag("Always true: a square stands for the places in it"),
            "synthetic": flag("Holds reports that were made for a demo or a test"),
            "until": moment("Reports that came later do not count yet"),
        },
        geometry="polygon",
        closed=_closed,
        source="Reports by residents and the Women's Council",
    ),
)
