"""Which of many cameras see a piece of ground, and what does each see at some densities of pixels?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.coverage.arcs import CLEAR, as_large, inner_as_large, steps_deg
from geo.coverage.reach import Look, looks
from geo.geometry.isovist import Occluders, isovists

_NOTHING = shapely.Polygon()


@dataclass(frozen=True, slots=True)
class Watch:
    """The sectors that cameras watch, indexed by the ground that they can reach.

    Attributes
    ----------
    looks
        L sectors.
    camera
        (L,) number of the camera that each belongs to.
    places
        (L, 2) where their lenses hang, metres.
    height_m
        (L,) how high.
    target_height_m
        Height at which things are to be seen.
    tree
        The index of the squares that they reach at the coarsest density.
    """

    looks: list[Look]
    camera: np.ndarray
    places: np.ndarray
    height_m: np.ndarray
    target_height_m: float
    tree: shapely.STRtree

    def over(self, ground: BaseGeometry, px_per_m: float) -> list[int]:
        """Return the places of the sectors that may reach a rectangle at a density, in rising order."""
        near = np.sort(self.tree.query(ground))
        west, south, east, north = ground.bounds
        away = np.maximum([west, south] - self.places[near], self.places[near] - [east, north])
        away_m = np.hypot(*np.maximum(away, 0.0).T)
        return [
            i
            for i, metres in zip(near.tolist(), away_m, strict=True)
            if metres < self.looks[i].radii_m.get(px_per_m, 0.0)
        ]


def watch(viewpoints: np.ndarray, poses: Sequence[Mapping[str, Any]], *, target_height_m: float) -> Watch:
    """Return the sectors that cameras watch; those that see no ground well enough for any level have none.

    Parameters
    ----------
    viewpoints
        (N,) points in metres.
    poses
        N poses, as ``geo.coverage.pose.equipped`` returns them.
    """
    told = [(i, look) for i, pose in enumerate(poses) for look in looks(pose, target_height_m=target_height_m)]
    camera = np.array([i for i, _ in told], dtype=int)
    places = shapely.get_coordinates(viewpoints)[camera]
    height_m = np.array([pose["height_m"] for pose in poses], dtype=float)[camera]
    reach_m = np.array([max(look.radii_m.values()) for _, look in told])[:, None]
    corners = np.hstack([places - reach_m, places + reach_m]) if told else np.empty((0, 4))
    tree = shapely.STRtree(shapely.box(*corners.T))
    return Watch([look for _, look in told], camera, places, height_m, target_height_m, tree)


def views(watching: Watch, rows: Sequence[tuple[float, int]], occluders: Occluders) -> np.ndarray:
    """Return what sectors see at densities, (R,) polygons; empty ones where they see nothing so well.

    Parameters
    ----------
    rows
        R densities, each with the place of a sector.

    Notes
    -----
    Arcs are drawn to 20 mm, see ``geo.coverage.arcs``. All go through the compiled kernel at once; it takes some ten
    seconds to compile at the first call on a machine.
    """
    shapes = np.full(len(rows), _NOTHING, dtype=object)
    reached = np.array([k for k, (px, i) in enumerate(rows) if _reaches(watching.looks[i], px)], dtype=int)
    radius_m = np.array([watching.looks[rows[k][1]].radii_m[rows[k][0]] for k in reached])
    step_deg = steps_deg(radius_m)
    for step in np.unique(step_deg).tolist():
        at = step_deg == step
        sector = np.array([rows[k][1] for k in reached[at]])
        shapes[reached[at]] = _looked(watching, sector, radius_m[at], step, occluders)
    return shapes


def _looked(
    watching: Watch, sector: np.ndarray, radius_m: np.ndarray, step_deg: float, occluders: Occluders
) -> np.ndarray:
    told = [watching.looks[i] for i in sector]
    seen: np.ndarray = isovists(
        watching.places[sector],
        occluders,
        range_m=radius_m * as_large(step_deg),
        bearing_deg=np.array([look.bearing_deg for look in told]),
        field_of_view_deg=np.array([look.opening_deg for look in told]),
        near_m=np.array([look.near_m for look in told]) * inner_as_large(step_deg),
        viewpoint_height_m=watching.height_m[sector],
        target_height_m=watching.target_height_m,
        inside="empty",
        arc_step_deg=step_deg,
    ).polygons()
    return seen


def _reaches(look: Look, px_per_m: float) -> bool:
    return look.near_m * CLEAR < look.radii_m.get(px_per_m, -1.0)
