"""Where incidents gather more than chance would have it."""

from layers.base import EVERYONE, integer, number, text
from layers.results import ResultLayer

HOTSPOTS = ResultLayer(
    id="hotspots",
    analysis="hotspots",
    title="Hotspots",
    description="Hexagons with the number of incidents in them and how surely that is more than chance.",
    geometry="polygon",
    exact_for=EVERYONE,
    properties={
        "street": text("Name of the street with the most metres in the hexagon"),
        "count": integer("Number of incidents"),
        "around": integer("Number of incidents in the hexagon and its neighbours"),
        "expected": number("Number of incidents that chance would bring to the same ground"),
        "z": number("Getis-Ord Gi* as a standard score"),
        "p": number("Probability of so many or more by chance, from the exact binomial distribution"),
        "q": number("The same, held against all hexagons at once (false discovery rate)"),
        "evidence": text("certain, probable, uncertain or none"),
        "area_m2": number("Size, square metres"),
    },
)
