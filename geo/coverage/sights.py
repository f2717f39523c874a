"""What do all cameras of a city see at each density, as arrays for compiled code?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.coverage.arcs import CLEAR, as_large, inner_as_large, steps_deg
from geo.coverage.cells import Floats, Ints, Rings
from geo.coverage.masks import masked
from geo.coverage.reach import DENSITIES, Look, looks, turns
from geo.coverage.turning import dwelling
from geo.geometry.isovist import Isovists, Occluders, isovists
from geo.geometry.seen import isovists_of, joined, replaced


@dataclass(frozen=True, slots=True)
class Sights:
    """The sectors that cameras watch, and how they count.

    Sectors of one view count once where they overlap. A camera that turns between presets has one view of all that it
    can watch, which counts in depth, and one for each part of it that it watches for another share of the time.

    Attributes
    ----------
    camera, view
        (S,) the camera and the view of each sector.
    places, height_m
        (S, 2) where the lens hangs, metres, (S,) and how high.
    bearing_deg, opening_deg, near_m
        (S,) as in `Look`.
    radius_m
        (S, D) how far it reaches each of `DENSITIES`; 0 where it does not.
    counts, share
        (V,) whether a view counts in depth, and the share of the time for which its camera looks there.
    target_height_m
        Height at which things are to be seen.
    """

    camera: Ints
    view: Ints
    places: Floats
    height_m: Floats
    bearing_deg: Floats
    opening_deg: Floats
    near_m: Floats
    radius_m: Floats
    counts: NDArray[np.bool_]
    share: Floats
    target_height_m: float

    def of(self, chosen: NDArray[Any]) -> Sights:
        """Return some of the sectors."""
        rows = ("camera", "view", "places", "height_m", "bearing_deg", "opening_deg", "near_m", "radius_m")
        return replace(self, **{name: getattr(self, name)[chosen] for name in rows})


def sights_of(points: NDArray[np.object_], poses: Sequence[Mapping[str, Any]], *, target_height_m: float) -> Sights:
    """Return the sectors that cameras watch.

    Parameters
    ----------
    points
        (N,) where the lenses hang, metres.
    poses
        N poses, as ``geo.coverage.pose.equipped`` returns them.
    """
    rows: list[tuple[int, int, Look]] = []
    counts: list[bool] = []
    share: list[float] = []
    for i, pose in enumerate(poses):
        for sectors, in_depth, part in _views(pose, target_height_m):
            rows += [(i, len(counts), look) for look in sectors]
            counts.append(in_depth)
            share.append(part)
    camera = np.array([i for i, _, _ in rows], dtype=np.int64)
    told = [(look.bearing_deg, look.opening_deg, look.near_m) for *_, look in rows]
    bearing_deg, opening_deg, near_m = np.array(told, dtype=float).reshape(-1, 3).T
    radii = [[look.radii_m.get(px, 0.0) for px in DENSITIES] for *_, look in rows]
    radius_m = np.array(radii, dtype=float).reshape(-1, len(DENSITIES))
    radius_m = np.where(near_m[:, None] * CLEAR < radius_m, radius_m, 0.0)
    return Sights(
        camera,
        np.array([view for _, view, _ in rows], dtype=np.int64),
        shapely.get_coordinates(points)[camera],
        np.array([pose["height_m"] for pose in poses], dtype=float)[camera],
        bearing_deg,
        opening_deg,
        near_m,
        radius_m,
        np.array(counts, dtype=bool),
        np.array(share, dtype=float),
        target_height_m,
    )


def _views(pose: Mapping[str, Any], target_height_m: float) -> list[tuple[list[Look], bool, float]]:
    """Return the views of a camera: their sectors, whether they count in depth, and their share of the time."""
    whole = looks(pose, target_height_m=target_height_m)
    if not whole or not turns(pose):
        return [(whole, True, 1.0)] if whole else []
    watched = dwelling(pose, target_height_m=target_height_m)
    if [look for look, _ in watched] == whole:
        return [(whole, True, watched[0][1])]
    return [(whole, True, 0.0), *(([look], False, share) for look, share in watched)]


def seen(
    sights: Sights, density: int, occluders: Occluders, masks: Mapping[int, NDArray[np.object_]]
) -> tuple[Ints, Isovists]:
    """Return which sectors see anything at a density, and what each of them sees.

    Parameters
    ----------
    density
        The place of the density in `DENSITIES`.
    masks
        What each camera masks, polygons in metres by camera.
    """
    radius_m = sights.radius_m[:, density]
    steps = _steps(radius_m, sights.near_m)
    steps[radius_m <= 0] = 0
    groups = [group for group in np.unique(steps, axis=0).tolist() if group[0]]
    sectors = [np.flatnonzero((steps == group).all(axis=1)) for group in groups]
    parts = [_looked(sights, some, density, occluders, *group) for group, some in zip(groups, sectors, strict=True)]
    if not parts:
        return np.empty(0, dtype=np.int64), isovists([], occluders, range_m=1.0)
    sector = np.concatenate(sectors)
    found = _unmasked(joined(parts), sights.camera[sector], masks)
    there = np.diff(found.offsets[2]) > 0
    kept = np.flatnonzero(there)[np.argsort(sector[there], kind="stable")]
    return sector[kept], found.some(kept)


def _steps(radius_m: Floats, near_m: Floats) -> Floats:
    """Return the steps (S, 2), degrees, of each sector's outer arc and of its inner one, a multiple of the outer."""
    outer = steps_deg(radius_m)
    inner = np.maximum(steps_deg(near_m), outer)
    times = np.floor(inner / outer)
    return np.column_stack([outer, outer * times])


def _looked(
    sights: Sights, sector: Ints, density: int, occluders: Occluders, outer_deg: float, inner_deg: float
) -> Isovists:
    """Return what sectors see, arcs drawn so that a whole one bounds as much as the circle."""
    some = sights.of(sector)
    return isovists(
        some.places,
        occluders,
        range_m=some.radius_m[:, density] * as_large(outer_deg),
        bearing_deg=some.bearing_deg,
        field_of_view_deg=some.opening_deg,
        near_m=some.near_m * inner_as_large(inner_deg),
        viewpoint_height_m=some.height_m,
        target_height_m=some.target_height_m,
        inside="empty",
        arc_step_deg=outer_deg,
        near_step_deg=inner_deg,
    )


def _unmasked(found: Isovists, camera: Ints, masks: Mapping[int, NDArray[np.object_]]) -> Isovists:
    """Return what is seen without what cameras mask."""
    mine = np.flatnonzero(np.isin(camera, list(masks)))
    if not len(mine):
        return found
    hidden = [masks[int(camera[i])] for i in mine]
    owner = np.repeat(np.arange(len(mine)), [len(each) for each in hidden])
    left = masked(found.some(mine).polygons(), np.concatenate(hidden), owner)
    return replaced(found, mine, isovists_of(left, shapely.area(left)))


def rings_at(sights: Sights, sector: Ints, found: Isovists) -> Rings:
    """Return what sectors see as the rings of their views."""
    rings, polygons, sectors = found.offsets
    owner = np.repeat(np.repeat(sights.view[sector], np.diff(sectors)), np.diff(polygons))
    return Rings(found.coords, rings.astype(np.int64), owner)
