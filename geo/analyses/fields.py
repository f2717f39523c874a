"""Which rows tell what each camera sees, and why do some see nothing?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np

from geo.coverage.field_of_view import walled_in
from geo.coverage.homes import Findings
from geo.coverage.reach import DENSITIES, covers
from geo.coverage.sights import Sights
from geo.coverage.surveys import Scene
from geo.coverage.zones import zones
from geo.errors import BadInput
from geo.model.camera import POSE

#: The columns of a row beside its shape: of one camera, with each density, how far it reaches and what is seen there.
VIEW = ("camera", "ref", "name", *POSE, "assumed", "moved_m", "near_m", "lens", "levels")


@dataclass(frozen=True, slots=True)
class Looking:
    """Where cameras hang, metres, how far each was moved there, and how they look."""

    points: np.ndarray
    moved_m: np.ndarray
    poses: list[dict[str, Any]]


def rows_of(
    cameras: gpd.GeoDataFrame, looking: Looking, scene: Scene, found: Findings
) -> tuple[gpd.GeoDataFrame, dict[str, str]]:
    """Return one row a camera with what it sees farthest, and why some cameras see no ground at all.

    What a camera sees at a finer density is that row's shape within the radius of the density around its lens. Where
    it watches sectors of unlike radii that does not hold, and each density has a row of its own.

    Returns
    -------
    frame
        The columns of ``VIEW``; ``lens`` is easting and northing, ``levels`` is density, radius and square metres.
    blind
        By reference of the camera.
    """
    sights = scene.sights
    inside = np.flatnonzero(sights.counts[sights.view])
    owner, begins, sizes = np.unique(sights.camera[inside], return_index=True, return_counts=True)
    radii_m, areas_m2 = sights.radius_m.round(2).tolist(), found.area_m2.round(1).tolist()
    rows: list[tuple[int, int, list[list[float]], Any]] = []
    for camera, begin, size in zip(owner.tolist(), begins.tolist(), sizes.tolist(), strict=True):
        sector, first = inside[begin : begin + size], int(inside[begin])
        told = (
            _one(radii_m[first], areas_m2[first], found.farthest[first])
            if size == 1
            else _several(sights.radius_m[sector], scene, found, camera)
        )
        rows += [(camera, first, levels, shape) for levels, shape in told]
    seeing = {camera for camera, *_ in rows}
    blind = np.array([i for i, pose in enumerate(looking.poses) if i not in seeing and covers(pose)], dtype=np.int64)
    why = dict(zip(cameras["ref"].iloc[blind].map(str), _reasons(blind, looking, scene), strict=True))
    return _frame(cameras, looking, sights, rows), why


def _one(radius_m: list[float], area_m2: list[float], shape: Any) -> list[tuple[list[list[float]], Any]]:
    """Return the row of a camera with one sector; none if it sees nothing."""
    levels = [list(told) for told in zip(DENSITIES, radius_m, area_m2, strict=True) if told[2] > 0]
    return [(levels, shape)] if levels else []


def _several(radius_m: np.ndarray, scene: Scene, found: Findings, camera: int) -> list[tuple[list[list[float]], Any]]:
    """Return the rows of a camera with several sectors: together they are one view."""
    rows = []
    for density, px in enumerate(DENSITIES):
        if (camera, density) in found.together:
            area_m2, shape = found.together[camera, density]
            rows.append(([[px, round(float(radius_m[:, density].max()), 2), round(area_m2, 1)]], shape))
    if rows and scene.groups.alike[camera]:
        return [([level for levels, _ in rows for level in levels], rows[0][1])]
    return rows


def _reasons(blind: np.ndarray, looking: Looking, scene: Scene) -> list[str]:
    """Return why each of (B,) cameras sees no ground."""
    sights = scene.sights
    roofed = np.isin(np.arange(len(blind)), scene.occluders.tree.query(looking.points[blind], predicate="within")[0])
    looks_out = np.flatnonzero(sights.radius_m.any(axis=1))
    # The last sector of each that looks anywhere.
    camera, last = np.unique(sights.camera[looks_out][::-1], return_index=True)
    sector = dict(zip(camera.tolist(), looks_out[::-1][last].tolist(), strict=True))
    return [
        # Of one in the open without masks nothing but walls can take all: no need to look again.
        str(walled_in(float(sights.radius_m[sector[i]].max()), float(sights.bearing_deg[sector[i]])))
        if i in sector and i not in scene.masks and not under_roof
        else _why(looking.points[i], looking.poses[i], scene)
        for i, under_roof in zip(blind.tolist(), roofed.tolist(), strict=True)
    ]


def _why(point: Any, pose: dict[str, Any], scene: Scene) -> str:
    try:
        zones(point, pose, scene.occluders, target_height_m=scene.sights.target_height_m)
    except BadInput as error:
        return str(error)
    return "A camera must see some ground, but all that it sees is masked or too narrow to be measured."


def _frame(
    cameras: gpd.GeoDataFrame, looking: Looking, sights: Sights, rows: list[tuple[int, int, list[list[float]], Any]]
) -> gpd.GeoDataFrame:
    camera = np.array([row[0] for row in rows], dtype=int)
    sector = np.array([row[1] for row in rows], dtype=int)
    told = cameras.iloc[camera]
    columns: dict[str, Any] = {"camera": told.index.to_numpy()}
    columns |= {name: told[name].to_numpy() for name in ("ref", "name", *POSE, "assumed")}
    columns |= {"moved_m": looking.moved_m[camera].round(2), "near_m": sights.near_m[sector].round(2)}
    columns |= {"lens": sights.places[sector].round(3).tolist(), "levels": [row[2] for row in rows]}
    shapes = np.array([row[3] for row in rows], dtype=object)
    return gpd.GeoDataFrame(columns, columns=[*VIEW], geometry=shapes, crs=cameras.crs)
