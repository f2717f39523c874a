"""Which ground does one camera see at each density of pixels?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.coverage.field_of_view import zones_of_view
from geo.coverage.image_quality import EDITIONS, ranges_m
from geo.coverage.optics import far_ground_m, near_ground_m, vertical_field_of_view_deg
from geo.errors import BadInput
from geo.geometry.isovist import Occluders, isovists

#: Every level of every edition as (edition, level, px per m): one density is computed once and labelled later.
LEVELS = tuple((edition.name, level.name, level.px_per_m) for edition in EDITIONS.values() for level in edition.levels)
DENSITIES = sorted({px for *_, px in LEVELS})
HORIZON_DEG = 0.1


@dataclass(frozen=True, slots=True)
class Zone:
    """The ground that a camera sees at one density.

    Attributes
    ----------
    px_per_m
        Pixels per metre that the ground has at least.
    near_m, radius_m
        Where it begins and how far it reaches.
    shape
        Polygons in metres.
    """

    px_per_m: float
    near_m: float
    radius_m: float
    shape: BaseGeometry


def zones(
    viewpoint: BaseGeometry, pose: Mapping[str, Any], occluders: Occluders, *, target_height_m: float
) -> list[Zone]:
    """Return the zones of a camera, the farthest first; densities that it reaches nowhere are left out.

    Parameters
    ----------
    viewpoint
        Where the lens hangs, metres.
    pose
        The values of ``geo.model.camera.POSE``, complete.

    Raises
    ------
    BadInput
        If the camera sees no ground at all, or hangs inside a building.

    Notes
    -----
    A camera that turns is given all that it can reach, though it looks one way at a time; it can look straight
    down, while one that is fixed is blind below its picture.
    """
    near_m, radii_m = _reach(pose, target_height_m)
    if not radii_m:
        raise BadInput(
            "A camera must see some ground, but at {height_m} m with a tilt of {tilt_deg} it sees none well enough"
            " for any level; lower or tilt it.",
            height_m=pose["height_m"],
            tilt_deg=pose["tilt_deg"],
        )
    shapes = zones_of_view(
        viewpoint,
        occluders,
        radii_m={str(px): radius for px, radius in radii_m.items()},
        bearing_deg=_bearing(pose),
        opening_deg=_opening(pose),
        near_m=near_m,
        viewpoint_height_m=pose["height_m"],
        target_height_m=target_height_m,
    )
    return [Zone(float(px), near_m, radii_m[float(px)], shape) for px, shape in shapes.items() if not shape.is_empty]


def zones_of_many(
    viewpoints: np.ndarray, poses: Sequence[Mapping[str, Any]], occluders: Occluders, *, target_height_m: float
) -> list[list[Zone]]:
    """Return the zones of many cameras, as ``zones`` gives them for one; a camera that sees no ground has none.

    Compiling the kernel takes some ten seconds at the first call on a machine, so this pays from about a thousand
    cameras on.

    Parameters
    ----------
    viewpoints
        (N,) points in metres.
    poses
        N poses.
    """
    places = shapely.get_coordinates(viewpoints)
    reaches = [_reach(pose, target_height_m) for pose in poses]
    bearing_deg = np.array([_bearing(pose) for pose in poses], dtype=float)
    opening_deg = np.array([_opening(pose) for pose in poses], dtype=float)
    height_m = np.array([pose["height_m"] for pose in poses], dtype=float)
    found: list[list[Zone]] = [[] for _ in poses]
    for px in DENSITIES:
        some = np.array([i for i, (_, radii_m) in enumerate(reaches) if px in radii_m], dtype=int)
        shapes = isovists(
            places[some],
            occluders,
            range_m=np.array([reaches[i][1][px] for i in some]),
            bearing_deg=bearing_deg[some],
            field_of_view_deg=opening_deg[some],
            near_m=np.array([reaches[i][0] for i in some]),
            viewpoint_height_m=height_m[some],
            target_height_m=target_height_m,
            inside="empty",
        ).polygons()
        for i, shape in zip(some, shapes, strict=True):
            if not shape.is_empty:
                found[i].append(Zone(px, reaches[i][0], reaches[i][1][px], shape))
    return found


def _bearing(pose: Mapping[str, Any]) -> float:
    return float(pose["bearing_deg"]) if pose["camera_type"] == "fixed" else 0.0


def _opening(pose: Mapping[str, Any]) -> float:
    return float(pose["hfov_deg"]) if pose["camera_type"] == "fixed" else 360.0


def _reach(pose: Mapping[str, Any], target_height_m: float) -> tuple[float, dict[float, float]]:
    """Return where the seen ground begins, and how far each density reaches that goes beyond that."""
    fixed = pose["camera_type"] == "fixed"
    near_m, far_m = _ground_in_picture(pose, target_height_m) if fixed else (0.0, np.inf)
    radii_m = {px: min(radius, far_m) for px, radius in _radii(pose, target_height_m).items()}
    return near_m, {px: radius for px, radius in radii_m.items() if radius > near_m}


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
