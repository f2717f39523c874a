"""Which points does each option see well enough, by day or in the dark, and how much private ground?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from scipy.sparse import csr_array, diags_array

from geo import crs
from geo.analyses.coverage import Inputs, masks_of
from geo.analyses.siting_demand import Demand
from geo.analyses.siting_options import Options
from geo.city import City
from geo.coverage.image_quality import Level
from geo.coverage.privacy import Private, footprint
from geo.coverage.reach import Look, looks
from geo.errors import BadInput
from geo.geometry.isovist import Occluders
from geo.geometry.isovists import isovists
from geo.siting.problem import Floats, Ints
from geo.siting.sight import Sight, covers, sight
from geo.storage.store import Store

#: A view of private ground smaller than this is none.
_LEAST_M2 = 0.05


@dataclass(frozen=True, slots=True)
class Picture:
    """Which points cameras see well enough; in the dark where lamps light or infrared light reaches."""

    seen: Sight
    level: Level
    lit: np.ndarray
    dark: bool

    def of(self, sectors: list[Any], poses: list[dict[str, Any]], eye: Ints) -> csr_array:
        """Return `a_ij` of cameras with sectors at eyes."""
        by_day = covers(self.seen, eye, sectors, self.level.px_per_m)
        if not self.dark:
            return by_day
        reach_m = [float(pose.get("ir_range_m") or 0.0) for pose in poses]
        short = [[_within(look, far) for look in mine] for mine, far in zip(sectors, reach_m, strict=True)]
        by_infrared = covers(self.seen, eye, short, self.level.px_per_m)
        return csr_array(by_day @ diags_array(self.lit.astype(float)) + by_infrared)


def _within(look: Look, far_m: float) -> Look:
    return Look(look.bearing_deg, look.opening_deg, look.near_m, {px: min(r, far_m) for px, r in look.radii_m.items()})


def eyes_of(made: Options) -> Ints:
    """Return the place of each option's eye."""
    return np.array([row["eye"] for row in made.rows], dtype=np.int64)


def sight_of(made: Options, demand: Demand, occluders: Occluders, city: City) -> Sight:
    """Return which points each eye sees within the farthest reach of what may hang there."""
    reach_m = np.zeros(len(made.lens))
    at = [
        *enumerate(made.standing),
        *((row["eye"], sectors) for row, sectors in zip(made.rows, made.looks, strict=True)),
    ]
    for eye, sectors in at:
        far = max((max(look.radii_m.values()) for look in sectors), default=0.0)
        reach_m[eye] = max(reach_m[eye], far)
    lens = np.array(made.lens).reshape(-1, 2)
    return sight(
        lens,
        demand.along.xy,
        occluders,
        reach_m=np.minimum(reach_m, city.cameras.longest_sight_m),
        height_m=np.array(made.height_m),
        target_height_m=city.siting.target_height_m,
    )


def lit_of(store: Store, city: City, demand: Demand) -> np.ndarray:
    """Return which points lamps light that are on all night.

    Raises
    ------
    BadInput
        If it was never computed what the lamps light.
    """
    if store.result("night") is None:
        raise BadInput("What is seen in the dark must be computed first: czujka run night.")
    lit = crs.to_metric(store.result_items("lit-ground", equal={"schedule": city.lighting.default}), city.crs)
    found = np.zeros(len(demand.weight), dtype=bool)
    points = shapely.points(demand.along.xy)
    found[shapely.STRtree(lit.geometry.array).query(points, predicate="intersects")[0]] = True
    return found


def unmasked(stands: csr_array, inputs: Inputs, demand: Demand) -> csr_array:
    """Take out of what cameras see what they mask."""
    masks = masks_of(inputs)
    if not masks:
        return stands
    there = stands.tocoo()
    kept = np.ones(len(there.data), dtype=bool)
    for camera, shapes in masks.items():
        mine = np.flatnonzero(there.coords[0] == camera)
        hidden = shapely.union_all(shapes)
        kept[mine] = ~shapely.intersects_xy(hidden, demand.along.xy[there.coords[1][mine]])
    row, column = (each[kept] for each in there.coords)
    return csr_array((np.ones(kept.sum()), (row, column)), shape=stands.shape)


def private_m2_of(made: Options, private: Private, occluders: Occluders, city: City) -> Floats:
    """Return the private ground that each option sees at the density that counts for privacy."""
    rules = city.privacy
    sectors = private_sectors(made, range(len(made.poses)), city)
    views = sector_views(made, sectors, occluders, px=rules.px_per_m, target_height_m=rules.target_height_m)
    option = np.array([i for i, _ in sectors], dtype=np.int64)
    found = np.bincount(option, weights=footprint(private, views).m2, minlength=len(made.rows))
    return np.where(found < _LEAST_M2, 0.0, found)


def private_sectors(made: Options, chosen: Iterable[int], city: City) -> list[tuple[int, Look]]:
    """Return the sectors of chosen options that reach the density that counts for privacy, each with its option."""
    rules = city.privacy
    return [
        (i, look)
        for i in chosen
        if made.looks[i]
        for look in looks(made.poses[i], target_height_m=rules.target_height_m)
        if rules.px_per_m in look.radii_m
    ]


def option_views(
    made: Options,
    chosen: Ints,
    sectors: list[tuple[int, Look]],
    occluders: Occluders,
    *,
    px: float,
    target_height_m: float,
) -> np.ndarray:
    """Return what each chosen option sees by its sectors, (C,) polygons in metres; empty for one without any."""
    shapes = np.full(len(chosen), shapely.Polygon(), dtype=object)
    views = sector_views(made, sectors, occluders, px=px, target_height_m=target_height_m)
    option = np.array([i for i, _ in sectors], dtype=np.int64)
    for k in np.flatnonzero(np.isin(chosen, option)):
        shapes[k] = shapely.union_all(views[option == chosen[k]])
    return shapes


def sector_views(
    made: Options, sectors: list[tuple[int, Look]], occluders: Occluders, *, px: float, target_height_m: float
) -> np.ndarray:
    """Return what each of (S,) sectors sees at a density that it reaches, polygons in metres."""
    eye = eyes_of(made)[[i for i, _ in sectors]] if sectors else np.empty(0, dtype=np.int64)
    return isovists(
        np.array(made.lens).reshape(-1, 2)[eye],
        occluders,
        range_m=np.array([look.radii_m[px] for _, look in sectors], dtype=float),
        bearing_deg=np.array([look.bearing_deg for _, look in sectors], dtype=float),
        field_of_view_deg=np.array([look.opening_deg for _, look in sectors], dtype=float),
        near_m=np.array([look.near_m for _, look in sectors], dtype=float),
        viewpoint_height_m=np.array(made.height_m, dtype=float)[eye],
        target_height_m=target_height_m,
        inside="empty",
    ).polygons()
