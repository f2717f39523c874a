"""The places that residents and the Women's Council told of: exact for those who act on them, coarse for the public."""

import geopandas as gpd

from geo.city import City
from geo.disclosure.suppression import suppressed
from layers.base import Audience, Coarse, flag, moment, text
from layers.stored import PROVENANCE, REF, StoredLayer


def _cells(reports: gpd.GeoDataFrame, city: City) -> gpd.GeoDataFrame:
    rule = city.disclosure
    return suppressed(reports, crs=city.crs, cell_m=rule.cell_m, fewest=rule.fewest_reports)


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
        "day_part": text("day, dusk, night or always"),
        "text": text("What was told"),
        "reporter": text("resident or council"),
        "created_at": moment("When it was told"),
    }
    | PROVENANCE,
    coarse=Coarse(
        description="Squares of a fixed grid in which several places were reported, with a band for how many."
        " Squares with few reports are not shown; exact places, texts and times are seen only by those who act on"
        " them. The datetime parameter is not looked at here.",
        properties={
            "band": text("How many reports, as a band: 5-9, 10-19, 20-49, 50+"),
            "approximate": flag("Always true: a square stands for the places in it"),
            "synthetic": flag("Holds reports that were made for a demo or a test"),
        },
        geometry="polygon",
        coarsen=_cells,
        source="Reports by residents and the Women's Council",
    ),
)
