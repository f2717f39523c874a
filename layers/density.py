"""How densely incidents lie, on the ground and along the streets: for those who plan and coordinate alone."""

from layers.base import integer, number, text
from layers.incidents import SEEN_BY
from layers.results import ResultLayer

_BAND = {"band": text("1 for the densest hundredth of the city, then 2, 3 and 4 for what 2, 5 and 10 % add")}

DENSITY = ResultLayer(
    id="density",
    analysis="surfaces",
    title="Density of incidents",
    description="The densest ground of the city: incidents smoothed by a normal kernel, corrected at the boundary,"
    " older ones counting less.",
    geometry="polygon",
    exact_for=SEEN_BY,
    properties=_BAND
    | {
        "densest_share": number("Share of the city's ground that this band and those before it make up"),
        "area_m2": number("Size, square metres"),
        "count": integer("Number of incidents in it"),
        "per_km2": number("Mean density, incidents per square kilometre, older ones counting less"),
    },
)

STREET_DENSITY = ResultLayer(
    id="street-density",
    analysis="surfaces",
    title="Density of incidents along streets",
    description="The densest pieces of street: incidents smoothed along the streets and never across them.",
    geometry="line",
    exact_for=SEEN_BY,
    properties=_BAND
    | {
        "street": text("Name of the street"),
        "length_m": number("Length, metres"),
        "count": integer("Number of incidents on it"),
        "per_km": number("Mean density, incidents per kilometre, older ones counting less"),
    },
)

INCIDENT_RATES = ResultLayer(
    id="incident-rates",
    analysis="rhythm",
    title="Rates of incidents by area",
    description="Areas with their incidents per kilometre of street and per thousand people, drawn towards the city's"
    " rate where chance has a great say.",
    geometry="polygon",
    exact_for=SEEN_BY,
    properties={
        "area": text("Reference of the area"),
        "area_name": text("Name of the area"),
        "count": integer("Number of incidents"),
        "street_m": number("Streets, metres"),
        "per_km": number("Incidents per kilometre of street, empirical Bayes"),
        "raw_per_km": number("Incidents per kilometre of street, as counted"),
        "people": integer("People who live there, where the register of areas tells"),
        "per_1000": number("Incidents per thousand people, empirical Bayes"),
        "raw_per_1000": number("Incidents per thousand people, as counted"),
        "low_per_1000": number("Lower end of the interval of 95 % of the rate as counted (Garwood)"),
        "high_per_1000": number("Upper end of the interval of 95 % of the rate as counted (Garwood)"),
    },
)
