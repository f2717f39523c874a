"""Where does a camera look, where does the ground in its picture begin, and how far does each density reach?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from geo.coverage.image_quality import EDITIONS, ranges_m
from geo.coverage.optics import far_ground_m, near_ground_m, vertical_field_of_view_deg

#: Every level of every edition as (edition, level, px per m): one density is computed once and labelled later.
LEVELS = tuple((edition.name, level.name, level.px_per_m) for edition in EDITIONS.values() for level in edition.levels)
DENSITIES = sorted({px for *_, px in LEVELS})
HORIZON_DEG = 0.1


@dataclass(frozen=True, slots=True)
class Look:
    """One sector that a camera watches.

    Attributes
    ----------
    bearing_deg, opening_deg
        Its middle, clockwise from north, and its width; 360 all round.
    near_m
        Where the ground in the picture begins.
    radii_m
        How far each density (px per m) reaches; those that end before the ground begins are left out.
    """

    bearing_deg: float
    opening_deg: float
    near_m: float
    radii_m: dict[float, float]


def looks(pose: Mapping[str, Any], *, target_height_m: float) -> list[Look]:
    """Return the sectors that a camera can watch; none if it sees no ground well enough for any density.

    Parameters
    ----------
    pose
        The values of ``geo.model.camera.POSE``, complete.

    Notes
    -----
    A camera that turns is given all that it can reach, though it looks one way at a time; it can look straight
    down, while one that is fixed is blind below its picture.
    """
    fixed = pose["camera_type"] == "fixed"
    near_m, far_m = _ground_in_picture(pose, target_height_m) if fixed else (0.0, np.inf)
    radii_m = {px: min(radius, far_m) for px, radius in _radii(pose, target_height_m).items()}
    radii_m = {px: radius for px, radius in radii_m.items() if radius > near_m}
    if not radii_m:
        return []
    bearing_deg, opening_deg = (pose["bearing_deg"], pose["hfov_deg"]) if fixed else (0.0, 360.0)
    return [Look(float(bearing_deg), float(opening_deg), near_m, radii_m)]


def _radii(pose: Mapping[str, Any], target_height_m: float) -> dict[float, float]:
    """Return how far each density reaches; the densities that both editions name are computed once."""
    lens = {"sensor_width_px": pose["sensor_width_px"], "hfov_deg": pose["hfov_deg"]}
    drop_m = max(pose["height_m"] - target_height_m, 0.0)
    reached = {edition: ranges_m(**lens, norm_edition=edition, drop_m=drop_m) for edition in EDITIONS}
    radii = {px: reached[edition][level] for edition, level, px in LEVELS}
    return {px: radii[px] for px in DENSITIES}


def _ground_in_picture(pose: Mapping[str, Any], target_height_m: float) -> tuple[float, float]:
    """Return the near and the far edge of the ground in the picture of a camera that does not turn."""
    ratio = pose["sensor_height_px"] / pose["sensor_width_px"]
    vfov_deg = vertical_field_of_view_deg(pose["hfov_deg"], height_to_width=ratio)
    optics = (pose["height_m"], pose["tilt_deg"], vfov_deg, target_height_m)
    # The default tilt puts the horizon on the upper edge, give or take its rounding to a tenth of a degree.
    level = pose["tilt_deg"] - vfov_deg / 2 < HORIZON_DEG
    return near_ground_m(*optics), np.inf if level else far_ground_m(*optics)
