"""What the cameras see in the dark, which streets are dark, and what the lamps light."""

from geo.analyses.kept import night_column
from geo.coverage.reach import NEED_LIGHT
from layers.base import EVERYONE, Property, flag, integer, number, text, texts
from layers.results import ResultLayer

_STATE = {"state": text("Schedules whose lamps are on, joined by a plus; none where all are off")}
_HOURS: dict[str, Property] = {
    "dark_h_year": number("Dark hours in a year, averaged over its ground"),
    "dark_h_summer": number("Dark hours in the night of 21 June"),
    "dark_h_equinox": number("Dark hours in the night of 22 September"),
    "dark_h_winter": number("Dark hours in the night of 21 December"),
}

NIGHT_COVERAGE = ResultLayer(
    id="night-coverage",
    analysis="night",
    title="Coverage in the dark",
    description="How much of the ground and of the streets of each area the cameras see while it is dark, by the lamps"
    " that are on. The lowest level of a norm needs no light and is not repeated here.",
    geometry="polygon",
    exact_for=EVERYONE,
    properties=_STATE
    | {
        "area": text("Reference of the area"),
        "area_name": text("Name of the area"),
        "norm_edition": text("Edition of the image-quality norm"),
        "level": text("Image-quality level of that edition"),
        "px_per_m": number("Pixels per metre that the level asks for"),
        "night_m2": number("Open ground that at least one camera sees in the dark, square metres"),
        "seen_m2": number("Open ground that at least one camera sees by day, square metres"),
        "ground_m2": number("Open ground, square metres"),
        "night_street_m": number("Length of streets that at least one camera sees in the dark, metres"),
        "seen_street_m": number("Length of streets that at least one camera sees by day, metres"),
        "dark_street_m": number("Length of streets that no lamp lights, metres"),
        "street_m": number("Length of streets, metres"),
    },
)

NIGHT_CAMERAS = ResultLayer(
    id="night-cameras",
    analysis="night",
    title="Cameras in the dark",
    description="Which share of the ground that a camera sees by day it can use in the dark, by the lamps that are on.",
    geometry="point",
    exact_for=EVERYONE,
    properties=_STATE
    | {
        "camera": integer("Id of the camera in the collection of cameras"),
        "ref": text("Reference of the camera in its register"),
        "name": text("Name of the camera"),
        "camera_type": text("fixed looks one way; dome and panning can turn all round"),
        "bearing_deg": number("Where it points, degrees clockwise from north"),
        "status": text("State of the camera"),
        "ir_range_m": number("How far its own infrared light reaches, metres"),
        "ir_assumed": flag("The infrared range is that of its kind"),
        "day_px_per_m": number("Finest density of a level that it reaches by day, pixels per metre"),
        "night_px_per_m": number("Finest density of which enough ground can be used in the dark, pixels per metre"),
    }
    | {
        night_column(px): number(f"Share of its ground of {px:g} px per metre that can be used in the dark")
        for px in NEED_LIGHT
    },
)

DARK_STREETS = ResultLayer(
    id="dark-streets",
    analysis="night",
    title="Dark streets",
    description="Stretches of street that no lamp lights, by the lamps that are on, and for how long they are dark.",
    geometry="polygon",
    exact_for=EVERYONE,
    properties=_STATE
    | {
        "area": text("Reference of the area"),
        "area_name": text("Name of the area"),
        "street": text("Name of the street"),
        "length_m": number("Length of the street in it, metres"),
        "area_m2": number("Size, square metres"),
        "never_lit": number("Share of it that no lamp ever lights, 0 to 1"),
        "dark_shares": texts("Share of it that is dark by the lamps that are on, as state=share"),
    }
    | _HOURS,
)

LIT_GROUND = ResultLayer(
    id="lit-ground",
    analysis="night",
    title="Lit ground",
    description="Ground that the lamps of a schedule light well enough for a camera, cut by squares of 100 m.",
    geometry="polygon",
    exact_for=EVERYONE,
    properties={"schedule": text("Lighting schedule of the city profile")},
)
