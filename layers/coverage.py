"""What the cameras see, what is seen of each area, and which streets nobody sees."""

from layers.base import EVERYONE, integer, number, text, texts
from layers.fields import FieldsLayer
from layers.results import ResultLayer

_EDITION = {
    "norm_edition": text("Edition of the image-quality norm"),
    "level": text("Image-quality level of that edition"),
}
_DENSITY = {"px_per_m": number("Pixels per metre that the level asks for")}

FIELDS_OF_VIEW = FieldsLayer(
    id="fields-of-view",
    analysis="coverage",
    title="Fields of view",
    description="What each camera sees among the buildings, out to the distance at which the image-quality level ends.",
    geometry="polygon",
    exact_for=EVERYONE,
    properties={
        "camera": integer("Id of the camera in the collection of cameras"),
        "ref": text("Reference of the camera in its register"),
        "name": text("Name of the camera"),
    }
    | _EDITION
    | _DENSITY
    | {
        "radius_m": number("Distance at which the level ends, metres"),
        "area_m2": number("Ground that is seen, square metres"),
        "camera_type": text("fixed looks one way; dome and panning can turn all round"),
        "mount": text("What it hangs on"),
        "kind": text("Kind of camera"),
        "height_m": number("Height of the lens above the ground, metres"),
        "bearing_deg": number("Where it points, degrees clockwise from north"),
        "tilt_deg": number("Angle below the horizon, degrees"),
        "hfov_deg": number("Horizontal field of view, degrees"),
        "near_m": number("Distance at which the seen ground begins, metres"),
        "moved_m": number("How far the viewpoint was moved out of a building, metres"),
        "assumed": texts("Names of the values that no source gives: documented defaults"),
    },
)

COVERAGE = ResultLayer(
    id="coverage",
    analysis="coverage",
    title="Coverage",
    description="How much of the ground and of the streets of each area the cameras see.",
    geometry="polygon",
    exact_for=EVERYONE,
    properties={
        "area": text("Reference of the area"),
        "area_name": text("Name of the area"),
        "area_kind": text("Kind of the area"),
    }
    | _EDITION
    | _DENSITY
    | {
        "seen_m2": number("Open ground that at least one camera sees, square metres"),
        "ground_m2": number("Open ground, square metres"),
        "share": number("Seen share of the open ground, 0 to 1"),
        "seen_street_m": number("Length of streets that at least one camera sees, metres"),
        "street_m": number("Length of streets, metres"),
        "street_share": number("Seen share of the length of streets, 0 to 1"),
        "twice_m2": number("Ground that at least two cameras see, square metres"),
        "thrice_m2": number("Ground that at least three cameras see, square metres"),
        "effective_m2": number("Ground that is looked at at a moment, as is to be expected, square metres"),
        "effective_share": number("Share of the open ground that is looked at at a moment, 0 to 1"),
        "cameras": integer("Number of cameras that see some of it"),
    },
)

GAPS = ResultLayer(
    id="gaps",
    analysis="coverage",
    title="Gaps",
    description="Stretches of street that no camera sees at the image-quality level.",
    geometry="polygon",
    exact_for=EVERYONE,
    properties={
        "area": text("Reference of the area"),
        "area_name": text("Name of the area"),
    }
    | _EDITION
    | {
        "street": text("Name of the longest street in it"),
        "length_m": number("Length of the streets in it, metres"),
        "area_m2": number("Size, square metres"),
    },
)
