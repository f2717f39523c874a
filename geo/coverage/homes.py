"""What does each camera see at each density, noted sector by sector and kept by the block in which it hangs?"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.coverage.cells import Floats, Ints
from geo.coverage.memo import packed, shapes_of, unpacked, wkb_of
from geo.coverage.sights import Sights
from geo.geometry.seen import Isovists


class Groups(NamedTuple):
    """The sectors of cameras that count in depth.

    Attributes
    ----------
    several
        (N,) whether a camera has more than one.
    alike
        (N,) whether all reach equally far at every density.
    first
        (N,) the first density that any reaches.
    """

    several: NDArray[np.bool_]
    alike: NDArray[np.bool_]
    first: Ints


@dataclass(slots=True)
class Findings:
    """What was found.

    Attributes
    ----------
    area_m2
        (S, D) ground that each sector sees at each of `DENSITIES`.
    farthest
        (S,) what it sees at the first density that it reaches; empty where that is nothing.
    together
        By camera with several sectors and density: what they see together, square metres and shape. Where all reach
        equally far, only the first density that they reach has a shape.
    finished
        (D,) what was made of the city at each density.
    recomputed
        How many pieces were not known.
    """

    area_m2: Floats
    farthest: NDArray[np.object_]
    together: dict[tuple[int, int], tuple[float, BaseGeometry | None]] = field(default_factory=dict)
    finished: list[Any] = field(default_factory=list)
    recomputed: int = 0


def groups_of(sights: Sights, cameras: int) -> Groups:
    """Return which of (N,) cameras have several sectors."""
    counted = np.flatnonzero(sights.counts[sights.view])
    camera, starts, sizes = np.unique(sights.camera[counted], return_index=True, return_counts=True)
    radius_m = sights.radius_m[counted]
    same = (radius_m == np.repeat(radius_m[starts], sizes, axis=0)).all(axis=1)
    several, alike, first = np.zeros(cameras, bool), np.ones(cameras, bool), np.zeros(cameras, np.int64)
    several[camera] = sizes > 1
    if len(camera):
        alike[camera] = np.logical_and.reduceat(same, starts)
        first[camera] = np.argmax(np.maximum.reduceat(radius_m, starts, axis=0) > 0, axis=1)
    return Groups(several, alike, first)


def note(found: Findings, sights: Sights, sector: Ints, views: Isovists, density: int) -> None:
    """Note what sectors see at a density, and the shapes of those that reach no coarser one."""
    found.area_m2[sector, density] = views.areas()
    first = np.flatnonzero(~(sights.radius_m[sector, :density] > 0).any(axis=1))
    found.farthest[sector[first]] = views.some(first).polygons()


def note_together(found: Findings, sights: Sights, groups: Groups, sector: Ints, views: Isovists, density: int) -> None:
    """Note what the sectors of one camera see together at a density, where it has several that count."""
    mine = np.flatnonzero(sights.counts[sights.view[sector]] & groups.several[sights.camera[sector]])
    camera, starts = np.unique(sights.camera[sector[mine]], return_index=True)
    for one, parts in zip(camera.tolist(), np.split(views.some(mine).polygons(), starts[1:]), strict=False):
        whole = shapely.union_all(parts)
        kept = not groups.alike[one] or groups.first[one] == density
        found.together[one, density] = whole.area, whole if kept else None


def home_packed(found: Findings, radius_m: Floats, mine: Ints, cameras: Ints, density: int) -> bytes:
    """Return as bytes what the sectors of one block see at a density.

    Parameters
    ----------
    radius_m, mine, cameras
        (M, D) how far they reach, (M,) which sectors they are, and (C,) their cameras, rising.
    """
    area_m2 = found.area_m2[mine, density]
    at = np.flatnonzero((area_m2 > 0) & ~(radius_m[:, :density] > 0).any(axis=1))
    told = [
        (i, *found.together[one, density]) for i, one in enumerate(cameras.tolist()) if (one, density) in found.together
    ]
    which = np.array([i for i, *_ in told], dtype=np.int64)
    whole_m2 = np.array([area for _, area, _ in told], dtype=float)
    whole = np.array([shape for *_, shape in told], dtype=object)
    return packed([area_m2, at, *wkb_of(found.farthest[mine[at]]), which, whole_m2, *wkb_of(whole)])


def home_noted(found: Findings, told: bytes, mine: Ints, cameras: Ints, density: int) -> None:
    """Note what the sectors of one block see at a density, as `home_packed` told it."""
    area_m2, at, sizes, wkb, which, whole_m2, whole_sizes, whole_wkb = unpacked(told)
    found.area_m2[mine, density] = area_m2
    found.farthest[mine[at]] = shapes_of(sizes, wkb)
    whole = zip(cameras[which].tolist(), whole_m2.tolist(), shapes_of(whole_sizes, whole_wkb), strict=True)
    found.together |= {(one, density): (area, shape) for one, area, shape in whole}
