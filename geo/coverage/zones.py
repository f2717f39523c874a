"""Which ground does one camera see at each density of pixels?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.coverage.field_of_view import zones_of_view
from geo.coverage.reach import DENSITIES, Look, covers, looks
from geo.errors import BadInput
from geo.geometry.isovist import Occluders, isovists
from geo.geometry.overlay import polygons_of
from geo.geometry.sector import towards

#: The corners of a disc of radius 1, one a degree; so many discs are cut at once.
_CIRCLE = towards(np.arange(0.0, 360.0))
_DISCS_AT_ONCE = 1000


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

    A camera that counts in no area, a gate or a thermal one, has none.

    Parameters
    ----------
    viewpoint
        Where the lens hangs, metres.
    pose
        As ``geo.coverage.pose.equipped`` returns it.

    Raises
    ------
    BadInput
        If the camera sees no ground at all, or hangs inside a building.
    """
    sectors = looks(pose, target_height_m=target_height_m)
    if not sectors and covers(pose):
        raise BadInput(
            "A camera must see some ground, but at {height_m} m with a tilt of {tilt_deg} it sees none well enough"
            " for any level; lower or tilt it.",
            height_m=pose["height_m"],
            tilt_deg=pose["tilt_deg"],
        )
    return zones_of_looks(viewpoint, sectors, pose, occluders, target_height_m=target_height_m)


def zones_of_looks(
    viewpoint: BaseGeometry,
    sectors: Sequence[Look],
    pose: Mapping[str, Any],
    occluders: Occluders,
    *,
    target_height_m: float,
) -> list[Zone]:
    """Return what the sectors of one camera see together, by density; a sector that walls hide altogether has none.

    Raises
    ------
    BadInput
        If walls hide all of the sectors, or the camera hangs inside a building.
    """
    seen: list[Zone] = []
    hidden: BadInput | None = None
    for look in sectors:
        try:
            seen += _zones_of_look(viewpoint, look, pose, occluders, target_height_m)
        except BadInput as error:
            hidden = error
    if hidden is not None and not seen:
        raise hidden
    return together(seen)


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
    told = [(i, look) for i, pose in enumerate(poses) for look in looks(pose, target_height_m=target_height_m)]
    places = shapely.get_coordinates(viewpoints)
    height_m = np.array([pose["height_m"] for pose in poses], dtype=float)
    found: list[list[Zone]] = [[] for _ in poses]
    for px in DENSITIES:
        some = [(i, look) for i, look in told if px in look.radii_m]
        camera = np.array([i for i, _ in some], dtype=int)
        shapes = isovists(
            places[camera],
            occluders,
            range_m=np.array([look.radii_m[px] for _, look in some]),
            bearing_deg=np.array([look.bearing_deg for _, look in some]),
            field_of_view_deg=np.array([look.opening_deg for _, look in some]),
            near_m=np.array([look.near_m for _, look in some]),
            viewpoint_height_m=height_m[camera],
            target_height_m=target_height_m,
            inside="empty",
        ).polygons()
        for (i, look), shape in zip(some, shapes, strict=True):
            if not shape.is_empty:
                found[i].append(Zone(px, look.near_m, look.radii_m[px], shape))
    return [together(zones) for zones in found]


def within_radius(shapes: np.ndarray, lens: np.ndarray, radius_m: np.ndarray) -> np.ndarray:
    """Return what of shapes lies within a radius of their lenses, (N,) multipolygons.

    Parameters
    ----------
    shapes
        (N,) polygons in metres.
    lens, radius_m
        (N, 2) and (N,) metres.

    Examples
    --------
    >>> half = within_radius(np.array([shapely.box(0, -9, 9, 9)]), np.zeros((1, 2)), np.array([2.0]))
    >>> shapely.area(half).round(2).tolist()
    [6.28]
    """
    cut = np.full(len(shapes), shapely.MultiPolygon(), dtype=object)
    # Some at a time: a disc has as many corners as all else of a shape.
    for begin in range(0, len(shapes), _DISCS_AT_ONCE):
        some = slice(begin, begin + _DISCS_AT_ONCE)
        discs = shapely.polygons(lens[some, None] + radius_m[some, None, None] * _CIRCLE)
        pieces = shapely.intersection(shapes[some], discs)
        cut[some] = polygons_of(pieces, np.arange(len(pieces)), len(pieces))
    return cut


def together(zones: list[Zone]) -> list[Zone]:
    """Return one zone a density, the farthest first: what several sectors of one camera see is one zone."""
    by_density: dict[float, list[Zone]] = {}
    for zone in zones:
        by_density.setdefault(zone.px_per_m, []).append(zone)
    return [_joined(parts) for _, parts in sorted(by_density.items())]


def _joined(parts: list[Zone]) -> Zone:
    if len(parts) == 1:
        return parts[0]
    shape = shapely.union_all([part.shape for part in parts])
    return Zone(parts[0].px_per_m, min(part.near_m for part in parts), max(part.radius_m for part in parts), shape)


def _zones_of_look(
    viewpoint: BaseGeometry, look: Look, pose: Mapping[str, Any], occluders: Occluders, target_height_m: float
) -> list[Zone]:
    shapes = zones_of_view(
        viewpoint,
        occluders,
        radii_m={str(px): radius for px, radius in look.radii_m.items()},
        bearing_deg=look.bearing_deg,
        opening_deg=look.opening_deg,
        near_m=look.near_m,
        viewpoint_height_m=pose["height_m"],
        target_height_m=target_height_m,
    )
    return [
        Zone(float(px), look.near_m, look.radii_m[float(px)], shape)
        for px, shape in shapes.items()
        if not shape.is_empty
    ]
