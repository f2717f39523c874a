"""How safe people feel, area by area."""

from layers.base import EVERYONE, integer, number, text
from layers.results import ResultLayer

SURVEY = ResultLayer(
    id="survey",
    analysis="survey",
    title="Survey of safety",
    description="The share of people in each area who agreed, by question and wave, with its interval. An area is told"
    " apart from the city only where its interval excludes the city's mean; with few answers no share is told.",
    geometry="polygon",
    exact_for=EVERYONE,
    properties={
        "area_name": text("Name of the area"),
        "question": text("The question"),
        "wave": text("The wave of the survey"),
        "asked": integer("How many people were asked"),
        "share": number("Share of them who agreed"),
        "low": number("Lower end of the 95 % interval"),
        "high": number("Upper end of the 95 % interval"),
        "margin": number("Half the normal 95 % interval"),
        "city_share": number("Share in the whole city"),
        "standing": text("above, below, not told apart or too few asked"),
        "pooled": number("Share drawn towards that of all areas, the more the fewer were asked (Fay and Herriot)"),
        "change": text("rose, fell or no change shown since the wave before"),
        "difference": number("Difference to the wave before"),
        "detectable": number("The least true difference that would likely be shown"),
    },
)
