"""Where does a camera look, where does the ground in its picture begin, and how far does each density reach?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from geo.coverage.image_quality import EDITIONS, radius_m
from geo.coverage.optics import far_ground_m, near_ground_m, vertical_field_of_view_deg
from geo.model.camera import Preset

#: Every level of every edition as (edition, level, px per m): one density is computed once and labelled later.
LEVELS = tuple((edition.name, level.name, level.px_per_m) for edition in EDITIONS.values() for level in edition.levels)
DENSITIES = sorted({px for *_, px in LEVELS})
#: The lowest level of each edition (px per m) stays in the dark: something may still be noticed. The others need light.
LOWEST = frozenset(min(level.px_per_m for level in edition.levels) for edition in EDITIONS.values())
NEED_LIGHT = [px for px in DENSITIES if px not in LOWEST]
HORIZON_DEG = 0.1

Pose = Mapping[str, Any]


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


def looks(pose: Pose, *, target_height_m: float) -> list[Look]:
    """Return the sectors that a camera can watch; none if it sees no ground well enough for any density.

    What it can watch is not what it watches at one time: of a camera that turns, ``geo.coverage.turning.dwelling``
    says how long it looks where.

    Parameters
    ----------
    pose
        The values of ``geo.model.camera.POSE``, complete; beside them ``presets`` and what
        ``geo.coverage.pose.equipped`` adds of the kind, where there is any.

    Notes
    -----
    A camera that turns is given all that it can reach at the wide end of its lens, and what its presets see that are
    zoomed in; it can look straight down, while one that is fixed is blind below its picture. A mast with several
    sensors has a sector each. A camera that `covers` no ground has none.
    """
    if not covers(pose):
        return []
    zoomed = [look for preset, look in preset_looks(pose, target_height_m) if _is_zoomed(preset, pose)]
    return [*reaching(pose, DENSITIES, target_height_m=target_height_m), *zoomed]


def covers(pose: Pose) -> bool:
    """Tell whether a camera counts in the cover of an area at the levels of the norm.

    A gate reads plates on a line, see ``geo.coverage.gate``; the levels of the norm are not made for a thermal
    picture, see ``geo.coverage.thermal``.
    """
    return not pose.get("gate") and pose.get("spectrum") != "thermal"


def reaching(pose: Pose, densities: Iterable[float], *, target_height_m: float) -> list[Look]:
    """Return the sectors of a camera's sensors with the reach of any densities, whatever they stand for."""
    wanted = sorted(densities)
    found = (_look(sensor, wanted, target_height_m) for sensor in _sensors(pose))
    return [look for look in found if look is not None]


def preset_looks(pose: Pose, target_height_m: float) -> list[tuple[Preset, Look]]:
    """Return what each preset of a turning camera sees; presets that see no ground well enough are left out.

    Notes
    -----
    A preset does not say its tilt: the upper edge of its picture is taken to meet the horizon, as for a camera of
    which no tilt is known. One that is zoomed in is told no farther than the ``longest_sight_m`` of the pose.
    """
    if not turns(pose):
        return []
    found = []
    for told in pose.get("presets") or ():
        preset = Preset.model_validate(told)
        most_m = pose.get("longest_sight_m", np.inf) if _is_zoomed(preset, pose) else np.inf
        look = _look(_at_preset(pose, preset), DENSITIES, target_height_m, most_m=most_m)
        found += [(preset, look)] if look is not None else []
    return found


def turns(pose: Pose) -> bool:
    """Tell whether a camera can turn all round; a mast with several sensors stands still."""
    return pose["camera_type"] != "fixed" and _count(pose) == 1


def ground_in_picture(pose: Pose, target_height_m: float) -> tuple[float, float]:
    """Return the near and the far edge of the ground in the picture of a camera that does not turn, metres."""
    optics = (pose["height_m"], pose["tilt_deg"], _vfov_deg(pose), target_height_m)
    # The default tilt puts the horizon on the upper edge, give or take its rounding to a tenth of a degree.
    level = pose["tilt_deg"] - _vfov_deg(pose) / 2 < HORIZON_DEG
    return near_ground_m(*optics), np.inf if level else far_ground_m(*optics)


def _look(pose: Pose, densities: Iterable[float], target_height_m: float, *, most_m: float = np.inf) -> Look | None:
    fixed = not turns(pose)
    near_m, far_m = ground_in_picture(pose, target_height_m) if fixed else (0.0, np.inf)
    far_m = min(far_m, most_m)
    drop_m = max(pose["height_m"] - target_height_m, 0.0)
    reached = _reached_m(tuple(densities), pose["sensor_width_px"], pose["hfov_deg"], drop_m)
    radii_m = {px: min(radius, far_m) for px, radius in reached if min(radius, far_m) > near_m}
    if not radii_m:
        return None
    bearing_deg, opening_deg = (pose["bearing_deg"], pose["hfov_deg"]) if fixed else (0.0, 360.0)
    return Look(float(bearing_deg), float(opening_deg), near_m, radii_m)


# A city has thousands of cameras, but few kinds of lenses and heights.
@lru_cache(maxsize=4096)
def _reached_m(
    densities: tuple[float, ...], sensor_width_px: float, hfov_deg: float, drop_m: float
) -> tuple[tuple[float, float], ...]:
    """Return densities and how far a lens reaches them."""
    lens = {"sensor_width_px": sensor_width_px, "hfov_deg": hfov_deg, "drop_m": drop_m}
    return tuple((px, radius_m(px, **lens)) for px in densities)


def _sensors(pose: Pose) -> list[Pose]:
    """Return one pose a sensor; the first looks along the bearing, the others follow clockwise at equal steps."""
    count = _count(pose)
    if count == 1:
        return [pose]
    first_deg = pose["bearing_deg"]
    first_deg = 0.0 if first_deg is None or first_deg != first_deg else first_deg
    step_deg = pose["spread_deg"] / count
    alike = {**pose, "camera_type": "fixed", "sensors": 1}
    return [alike | {"bearing_deg": (first_deg + i * step_deg) % 360} for i in range(count)]


def _at_preset(pose: Pose, preset: Preset) -> Pose:
    seen = {**pose, "camera_type": "fixed", "bearing_deg": preset.bearing_deg}
    seen["hfov_deg"] = preset.hfov_deg or pose["hfov_deg"]
    return seen | {"tilt_deg": _vfov_deg(seen) / 2}


def _is_zoomed(preset: Preset, pose: Pose) -> bool:
    return preset.hfov_deg is not None and preset.hfov_deg < pose["hfov_deg"]


def _count(pose: Pose) -> int:
    return int(pose.get("sensors") or 1)


def _vfov_deg(pose: Pose) -> float:
    ratio = pose["sensor_height_px"] / pose["sensor_width_px"]
    return vertical_field_of_view_deg(pose["hfov_deg"], height_to_width=ratio)
