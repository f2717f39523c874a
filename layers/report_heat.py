"""Where the public squares of reported places lie thick, smoothed from these squares alone."""

from layers.base import EVERYONE, integer, number
from layers.results import ResultLayer

REPORT_HEAT = ResultLayer(
    id="report-heat",
    analysis="reports",
    title="Heat of reported places",
    description="The public squares of reported places, smoothed: each counts as the least number of its band, and the"
    " places themselves are not looked at, so that the heat tells no more than the squares do.",
    geometry="polygon",
    exact_for=EVERYONE,
    properties={
        "level": integer("1, the coolest, to 5"),
        "at_least_per_km2": number("From how many reports a square kilometre on ground belongs to the level, smoothed"),
        "area_m2": number("Size, square metres"),
    },
)
