"""How far does a thermal camera detect, recognise and identify, by a named profile and never by the norm's levels?"""

from __future__ import annotations

from dataclasses import dataclass

from shapely.geometry.base import BaseGeometry

from geo.coverage.reach import Look, Pose, reaching
from geo.coverage.zones import zones_of_looks
from geo.errors import BadInput
from geo.geometry.isovist import Occluders
from geo.profile.cameras import ThermalDefaults, ThermalProfile

_PX_PER_CYCLE = 2


@dataclass(frozen=True, slots=True)
class ThermalRange:
    """The reach of one task of a thermal camera.

    Attributes
    ----------
    profile
        Name of the profile by which it was reckoned; without it the number means nothing.
    task
        ``johnson_detect``, ``johnson_recognise`` or ``johnson_identify``.
    px_per_m
        Pixels per metre that the task asks for on the target.
    near_m, radius_m
        Where its ground begins and how far it reaches.
    """

    profile: str
    task: str
    px_per_m: float
    near_m: float
    radius_m: float


def densities(profile: ThermalProfile) -> dict[str, float]:
    """Return the pixels per metre that each task asks for: two a cycle, over the critical dimension of the target."""
    return {
        f"johnson_{task}": _PX_PER_CYCLE * cycles / profile.critical_dimension_m
        for task, cycles in profile.cycles.items()
    }


def thermal_ranges(
    pose: Pose, defaults: ThermalDefaults, *, target_height_m: float, profile: str | None = None
) -> list[ThermalRange]:
    """Return how far a thermal camera reaches, task by task; nothing for any other camera.

    Parameters
    ----------
    pose
        As ``geo.coverage.pose.equipped`` returns it.
    profile
        Name of a profile of the city; its default one unless told.

    Raises
    ------
    BadInput
        If the city knows no such profile.

    Limits
    ------
    Pixels only: neither the contrast of warmth nor the damping by air and rain is reckoned with.

    References
    ----------
    .. [1] Johnson, J. (1958). Analysis of image forming systems. Image Intensifier Symposium, Fort Belvoir, 244-273.
    """
    name, looks = _looks(pose, defaults, target_height_m, profile)
    if not looks:
        return []
    asked = densities(defaults.profiles[name])
    # The sensors of one camera are alike: they differ only in where they look.
    [look, *_] = looks
    return [
        ThermalRange(name, task, px, look.near_m, look.radii_m[px]) for task, px in asked.items() if px in look.radii_m
    ]


def thermal_zones(
    viewpoint: BaseGeometry,
    pose: Pose,
    occluders: Occluders,
    defaults: ThermalDefaults,
    *,
    target_height_m: float,
    profile: str | None = None,
) -> dict[str, BaseGeometry]:
    """Return the ground that a thermal camera watches task by task; nothing for any other camera.

    Raises
    ------
    BadInput
        If walls hide all of it, the camera hangs inside a building, or the city knows no such profile.
    """
    name, looks = _looks(pose, defaults, target_height_m, profile)
    seen = zones_of_looks(viewpoint, looks, pose, occluders, target_height_m=target_height_m)
    shapes = {zone.px_per_m: zone.shape for zone in seen}
    return {task: shapes[px] for task, px in densities(defaults.profiles[name]).items() if px in shapes}


def chosen_profile(profile: str | None, defaults: ThermalDefaults) -> str:
    """Return the name of the profile that is asked for, or of the city's own one.

    Raises
    ------
    BadInput
        If the city knows no such profile; the message names the choices.
    """
    name = profile or defaults.profile
    if name not in defaults.profiles:
        raise BadInput(
            "A thermal profile must be one of {choices}, not {given!r}.",
            choices=", ".join(defaults.profiles),
            given=name[:80],
        )
    return name


def _looks(
    pose: Pose, defaults: ThermalDefaults, target_height_m: float, profile: str | None
) -> tuple[str, list[Look]]:
    name = chosen_profile(profile, defaults)
    if pose.get("spectrum") != "thermal":
        return name, []
    asked = densities(defaults.profiles[name]).values()
    return name, reaching(pose, asked, target_height_m=target_height_m)
