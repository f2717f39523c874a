"""What would one more camera add to what is seen?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.coverage.area import Ground
from geo.coverage.cells import cut, rings_of
from geo.coverage.laid import Views, jobs_of, laid, polygons, spans_of
from geo.coverage.stitching import valid
from geo.geometry.overlay import polygons_of
from geo.geometry.slabs import BARE

Shapes = Sequence[BaseGeometry] | np.ndarray


@dataclass(frozen=True, slots=True)
class Unseen:
    """The ground and the streets that nobody sees yet at one density, piece by piece.

    Attributes
    ----------
    area
        (P,) number of the area that each piece belongs to.
    ground
        (P,) what is there.
    open_ground, open_streets
        (P,) what of it, and which streets on it, are not seen yet.
    """

    area: np.ndarray
    ground: np.ndarray
    open_ground: np.ndarray
    open_streets: np.ndarray

    def some(self, chosen: np.ndarray | slice) -> Unseen:
        """Return some of the pieces: by a mask, by their places or in a row."""
        return Unseen(self.area[chosen], self.ground[chosen], self.open_ground[chosen], self.open_streets[chosen])


@dataclass(frozen=True, slots=True)
class Gain:
    """What views would add.

    Attributes
    ----------
    seen_m2
        Open ground that they see at all.
    gain_m2, gain_street_m
        (areas,) ground and metres of street that nobody sees now.
    """

    seen_m2: float
    gain_m2: np.ndarray
    gain_street_m: np.ndarray

    @property
    def overlap_m2(self) -> float:
        """Ground that they share with what is seen already."""
        return max(self.seen_m2 - float(self.gain_m2.sum()), 0.0)


def nobody(ground: Ground) -> Unseen:
    """Return a ground as nobody sees any of it."""
    return Unseen(ground.area, ground.ground, ground.ground, ground.streets)


def unseen(before: Unseen, views: Shapes) -> Unseen:
    """Return what further views leave unseen.

    Parameters
    ----------
    views
        (V,) fields of view at one density, metres.

    Notes
    -----
    All pieces and views go through the compiled kernel of ``cover`` at once: where many views lie over each other it
    takes half as long as a union of them, and the worst places hardly longer than others.
    """
    looking = np.asarray(views, dtype=object)
    piece, view = shapely.STRtree(looking).query(before.open_ground, predicate="intersects")
    met, near = np.unique(piece), looking[np.unique(view)]
    if not len(met):
        return before
    over = Views(cut(rings_of(near)), np.ones(len(near), dtype=bool), np.ones(len(near)))
    rings = rings_of(before.open_ground[met])
    jobs = jobs_of(cut(rings._replace(owner=met[rings.owner])))
    found = laid(jobs, over, spans_of(over.cut, jobs.code), np.arange(len(jobs.code)), traced=BARE)
    bare = polygons(found, jobs, jobs.owner)
    left = polygons_of(valid(bare.polygons), bare.group, len(before.ground))[met]
    open_ground, open_streets = before.open_ground.copy(), before.open_streets.copy()
    open_ground[met], open_streets[met] = left, shapely.intersection(open_streets[met], left)
    return Unseen(before.area, before.ground, open_ground, open_streets)


def gathered(parts: Sequence[Unseen]) -> Unseen:
    """Return the pieces of all parts, one after the other."""
    none = np.empty(0, dtype=object)
    return Unseen(
        np.concatenate([np.empty(0, dtype=int), *(part.area for part in parts)]),
        np.concatenate([none, *(part.ground for part in parts)]),
        np.concatenate([none, *(part.open_ground for part in parts)]),
        np.concatenate([none, *(part.open_streets for part in parts)]),
    )


def gain(unseen: Unseen, views: Shapes, *, areas: int) -> Gain:
    """Return what further views would add together, counted once where they overlap.

    Parameters
    ----------
    areas
        How many areas there are.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from geo.coverage.area import ground_of
    >>> field = gpd.GeoDataFrame(geometry=[shapely.box(0, 0, 50, 50)], crs="EPSG:2177")
    >>> open_ = nobody(ground_of(field, [], []))
    >>> gain(open_, [shapely.box(0, 0, 10, 10), shapely.box(5, 0, 15, 10)], areas=1).gain_m2.tolist()
    [150.0]
    """
    view = shapely.union_all(np.asarray(views, dtype=object))
    shapely.prepare(view)
    met = unseen.some(shapely.intersects(unseen.ground, view))
    new_m2 = shapely.area(shapely.intersection(met.open_ground, view))
    new_street_m = shapely.length(shapely.intersection(met.open_streets, view))
    return Gain(
        float(shapely.area(shapely.intersection(met.ground, view)).sum()),
        np.bincount(met.area, weights=new_m2, minlength=areas),
        np.bincount(met.area, weights=new_street_m, minlength=areas),
    )
