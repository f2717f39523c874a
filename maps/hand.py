"""The planner's hand: a camera that is only thought of, put on the map and moved; what it needs to know."""

from __future__ import annotations

from geo.city import City
from geo.coverage.image_quality import edition as edition_of
from geo.coverage.optics import vertical_field_of_view_deg
from geo.profile.cameras import CameraKind
from maps.beyond import TASKS
from maps.page import Tool
from maps.words import Words


def hand(words: Words, city: City, *, edition: str, level: str, profile: str) -> Tool:
    """Return the hand on the map, with what it needs to know of cameras and levels."""
    options = {
        "city": city.id,
        "edition": edition,
        "level": level,
        "names": {f"{one.px_per_m:g}": one.name for one in edition_of(edition).levels},
        "levels": [(one.name, words.name("level", one.name)) for one in edition_of(edition).levels],
        "profile": profile,
        "profile_name": words.of(city.thermal.profiles[profile].words),
        "tasks": words.names("thermal_task", TASKS),
        "kind": city.cameras.kind["fixed"],
        "kinds": {key: _lens(kind) for key, kind in city.camera_kinds.items()},
        "heights_m": {mount: city.cameras.height_m[mount] for mount in ("wall", "pole")},
        "words": _told(words, city),
    }
    return Tool("whatIf", options)


def hand_kinds(words: Words, city: City) -> dict[str, str]:
    """Return the names of the kinds of camera that can be thought of."""
    return {key: words.of(kind.words) for key, kind in city.camera_kinds.items()}


def _lens(kind: CameraKind) -> dict[str, object]:
    """Return how a camera of a kind begins: the upper edge of its picture meets the horizon."""
    ratio = kind.sensor_height_px / kind.sensor_width_px
    return {
        "camera_type": kind.camera_type,
        "gate": kind.gate,
        "thermal": kind.spectrum == "thermal",
        "turns": kind.camera_type != "fixed",
        "hfov_deg": kind.hfov_deg,
        "tilt_deg": round(vertical_field_of_view_deg(kind.hfov_deg, height_to_width=ratio) / 2),
    }


def _told(words: Words, city: City) -> dict[str, str]:
    """Return what the hand's scripts say; %1 and %2 are bearings that they fill in."""
    _ = words
    wall, pole = words.length(city.cameras.facade_snap_m), words.length(city.cameras.pole_snap_m)
    return {
        "turn": _("Turn"),
        "new_view": _("new field of view"),
        "gain_streets": _("gain on streets"),
        "gain_ground": _("gain of ground"),
        "overlap": _("seen by others already"),
        "private_ground": _("private ground in view"),
        "homes": _("residential buildings in view"),
        "cameras_in_all": _("cameras in all"),
        "cost": _("cost"),
        "unknown": _("unknown"),
        "can_turn": _("The wall leaves it bearings from {start}° to {end}°.", start="%1", end="%2"),
        "wall_in_the_way": _("The wall is in the way: it can look from {start}° to {end}°.", start="%1", end="%2"),
        "wall_in_picture": _("Part of its picture is wall: the wall leaves it bearings from {start}° to {end}°.", start="%1", end="%2"),
        "hangs_wall_free": _("There is no wall within {reach}: it stands free.", reach=wall),
        "hangs_pole_free": _("There is no lamp post within {reach}: it stands on a pole of its own.", reach=pole),
        "hangs_pole_lamp": _("It hangs on a lamp post."),
        "hangs_pole_wall": _("No pole stands in a building: it hangs on the nearest wall."),
        "gate": _("number plates"),
        "profile": _("Thermal profile"),
        "gate_told": _("from {near} to {far} m away, on a line {width} m wide", near="{near}", far="{far}", width="{width}"),
        "gate_narrow": _("narrower than a lane"),
        "gate_none": _("no plate in its picture has the pixels it needs"),
        "counts_nowhere": _("A camera of this kind counts in no area: its reach is told by itself."),
        "at_a_moment": _("at a moment it looks at"),
        "of_it": _("{share} % of it", share="{share}"),
        "zoomed": _("zoomed in, {level}", level="{level}"),
        "blind": _("ground / head (1.7 m) in the picture from"),
        "sees_no_ground": _("From here it sees no ground: turn it away from the wall, or move it."),
        "preparing": _("The city is being made ready for the first question; this takes some seconds …"),
        "register_changed": _("The register has changed meanwhile: all numbers here were computed anew."),
        "copied": _("The link is copied."),
        "in_address": _("The link stands in the address bar."),
    }  # fmt: skip
