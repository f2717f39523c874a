"""How far cameras reach in what no area counts: gates of plates, ground in warmth, single spots by zooming in."""

from layers.base import EVERYONE, flag, integer, number, text
from layers.results import ResultLayer

_CAMERA = {
    "camera": integer("Id of the camera in the collection of cameras"),
    "ref": text("Reference of the camera in its register"),
    "name": text("Name of the camera"),
}

GATES = ResultLayer(
    id="gates",
    analysis="beyond",
    title="Gates of number plates",
    description="Lines on which cameras can just read number plates; no area counts them.",
    geometry="line",
    exact_for=EVERYONE,
    properties=_CAMERA
    | {
        "near_m": number("Distance at which plates come into the picture, metres"),
        "far_m": number("Distance of the line from the camera, metres; up to it plates can be read"),
        "width_m": number("Width of the picture on the line, metres"),
        "lane_m": number("Width of the lane that a gate must span, metres"),
        "spans": flag("Whether the picture spans the lane"),
    },
)

THERMAL_GROUND = ResultLayer(
    id="thermal-ground",
    analysis="beyond",
    title="Ground of thermal cameras",
    description="What thermal cameras watch by the tasks of a named profile; never by the levels of the norm.",
    geometry="polygon",
    exact_for=EVERYONE,
    properties=_CAMERA
    | {
        "profile": text("Name of the profile by which it was reckoned, as the city profile has it"),
        "task": text("johnson_detect, johnson_recognise or johnson_identify"),
        "px_per_m": number("Pixels per metre that the task asks for"),
        "near_m": number("Distance at which the ground begins, metres"),
        "radius_m": number("How far the task reaches on open ground, metres"),
        "area_m2": number("Ground that is watched among the buildings, square metres"),
    },
)

ZOOM_REACH = ResultLayer(
    id="zoom-reach",
    analysis="beyond",
    title="Reach by zooming in",
    description="How far turning cameras see one spot at a time at the tele end of their lenses; no area counts it.",
    geometry="point",
    exact_for=EVERYONE,
    properties=_CAMERA
    | {
        "px_per_m": number("Pixels per metre"),
        "wide_m": number("Reach at the wide end of the lens, metres"),
        "tele_m": number("Reach at the tele end of the lens, metres"),
        "seen_m": number("Farthest ground in the line of sight within that reach, metres"),
    },
)
