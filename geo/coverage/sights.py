"""What do all cameras of a city see at each density, as arrays for compiled code?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.coverage.cells import Floats, Ints, Rings
from geo.coverage.masks import masked
from geo.coverage.reach import DENSITIES, Look, looks, turns
from geo.coverage.turning import dwelling
from geo.geometry.isovist import Isovists, Occluders, isovists
from geo.geometry.seen import isovists_of, joined, replaced

#: Arcs have a vertex each degree, shorter ones each two: up to 5e-5 of a disc is not counted, or up to 2 mm.
_STEP_DEG, _SHORT_STEP_DEG, _SHORT_M = 1.0, 2.0, 13.0


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
    half = np.radians(np.where(radius_m > _SHORT_M, _STEP_DEG, _SHORT_STEP_DEG)) / 2
    # A ring whose outer arc hardly clears its inner one is none.
    radius_m = np.where(near_m[:, None] / np.cos(half) < radius_m * np.cos(half), radius_m, 0.0)
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
    short = radius_m <= _SHORT_M
    parts = [
        _looked(sights, np.flatnonzero((radius_m > 0) & which), density, occluders, step_deg)
        for which, step_deg in ((~short, _STEP_DEG), (short, _SHORT_STEP_DEG))
    ]
    sector = np.concatenate([np.flatnonzero((radius_m > 0) & which) for which in (~short, short)])
    found = _unmasked(joined(parts), sights.camera[sector], masks)
    there = np.diff(found.offsets[2]) > 0
    kept = np.flatnonzero(there)[np.argsort(sector[there], kind="stable")]
    return sector[kept], found.some(kept)


def _looked(sights: Sights, sector: Ints, density: int, occluders: Occluders, step_deg: float) -> Isovists:
    some = sights.of(sector)
    return isovists(
        some.places,
        occluders,
        range_m=some.radius_m[:, density],
        bearing_deg=some.bearing_deg,
        field_of_view_deg=some.opening_deg,
        near_m=some.near_m,
        viewpoint_height_m=some.height_m,
        target_height_m=some.target_height_m,
        inside="empty",
        arc_step_deg=step_deg,
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
