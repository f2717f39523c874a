"""What does each camera of the register see at a density, exactly as the coverage counts it?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from geo.analyses.coverage import Inputs, looking_of, masks_of
from geo.coverage.reach import DENSITIES
from geo.coverage.sights import Sights, seen, sights_of
from geo.geometry.isovist import Occluders
from geo.geometry.overlay import grouped


@dataclass(frozen=True, slots=True)
class Watched:
    """How the cameras of the register look.

    Attributes
    ----------
    points
        (N,) where their lenses hang, metres.
    sights
        The sectors that count.
    masks
        What cameras mask, polygons in metres by the place of the camera.
    """

    points: np.ndarray
    sights: Sights
    masks: dict[int, np.ndarray]

    def reach_m(self, px_per_m: float = DENSITIES[0]) -> np.ndarray:
        """Return how far each camera reaches a density, (N,), the coarsest one unless told; 0 where it never does."""
        reach_m = np.zeros(len(self.points))
        np.maximum.at(reach_m, self.sights.camera, self.sights.radius_m[:, DENSITIES.index(px_per_m)])
        return reach_m

    def seen(self, px_per_m: float, occluders: Occluders, *, chosen: np.ndarray | None = None) -> np.ndarray:
        """Return what each camera sees at a density, (N,) polygons; empty ones where it sees nothing so well.

        Parameters
        ----------
        px_per_m
            One of ``geo.coverage.reach.DENSITIES``.
        chosen
            The places of the cameras that are asked for; the others get empty polygons.
        """
        some = self.sights if chosen is None else self.sights.of(np.isin(self.sights.camera, chosen))
        sector, views = seen(some, DENSITIES.index(px_per_m), occluders, self.masks)
        shapes, camera = views.polygons(), some.camera[sector]
        found = np.full(len(self.points), shapely.Polygon(), dtype=object)
        for one, at in grouped(camera):
            found[one] = shapes[at[0]] if len(at) == 1 else shapely.union_all(shapes[at])
        return found


def watched(inputs: Inputs) -> Watched:
    """Return how the cameras of the register look."""
    looking = looking_of(inputs)
    sights = sights_of(looking.points, looking.poses, target_height_m=inputs.profile.cameras.target_height_m)
    # A part that a turning camera watches for some of its time is seen in its whole view already.
    return Watched(looking.points, sights.of(sights.counts[sights.view]), masks_of(inputs))
