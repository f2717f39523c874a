"""The trees, and what their leaves hide from the cameras in summer."""

from layers.base import EVERYONE, flag, integer, number, text
from layers.results import ResultLayer
from layers.stored import PROVENANCE, REF, StoredLayer

_LEVEL = {
    "norm_edition": text("Edition of the image-quality norm"),
    "level": text("Image-quality level of that edition"),
    "px_per_m": number("Pixels per metre that the level asks for"),
}
_AREA = {"area": text("Reference of the area"), "area_name": text("Name of the area")}

TREES = StoredLayer(
    id="trees",
    title="Trees",
    description="Trees with their heights and crowns.",
    geometry="point",
    exact_for=EVERYONE,
    properties=REF
    | {
        "height_m": number("Height, metres; the profile's own if none is told"),
        "crown_m": number("Diameter of the crown, metres; the profile's own if none is told"),
    }
    | PROVENANCE,
)

SEASONS = ResultLayer(
    id="seasons",
    analysis="foliage",
    title="Cover in winter and in summer",
    description="What the cameras see of each area without leaves, and with crowns that hide all behind them.",
    geometry="polygon",
    exact_for=EVERYONE,
    properties=_AREA
    | _LEVEL
    | {
        "ground_m2": number("Open ground, square metres"),
        "winter_m2": number("Ground seen in winter, square metres"),
        "summer_m2": number("Ground seen in summer, square metres"),
        "lost_m2": number("The difference, square metres"),
        "street_m": number("Length of streets, metres"),
        "winter_street_m": number("Length of streets seen in winter, metres"),
        "summer_street_m": number("Length of streets seen in summer, metres"),
        "lost_street_m": number("The difference, metres"),
    },
)

LEAF_SHADE = ResultLayer(
    id="leaf-shade",
    analysis="foliage",
    title="Ground that leaves hide",
    description="Ground of each area that some camera sees in winter and none in summer.",
    geometry="polygon",
    exact_for=EVERYONE,
    properties=_AREA | _LEVEL | {"area_m2": number("Size, square metres")},
)

LEAFY_CAMERAS = ResultLayer(
    id="leafy-cameras",
    analysis="foliage",
    title="Cameras behind trees",
    description="Cameras that see less in summer than in winter, whoever else sees the same ground.",
    geometry="point",
    exact_for=EVERYONE,
    properties={
        "camera": integer("Id of the camera in the collection of cameras"),
        "ref": text("Reference of the camera in its register"),
        "name": text("Name of the camera"),
    }
    | _LEVEL
    | {
        "winter_m2": number("Ground that it sees in winter, square metres"),
        "summer_m2": number("Ground that it sees in summer, square metres"),
        "lost_m2": number("The difference, square metres"),
        "lost_share": number("Lost share of what it sees in winter, 0 to 1"),
        "in_crown": flag("Stands within a crown, which is left out for it"),
        "status": text("working"),
        "camera_type": text("fixed looks one way; dome and panning can turn all round"),
        "bearing_deg": number("Where it points, degrees clockwise from north; none for a camera that turns all round"),
    },
)
