"""What would one more camera add to what is seen?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.coverage.area import Ground, cover

Shapes = Sequence[BaseGeometry] | np.ndarray


@dataclass(frozen=True, slots=True)
class Unseen:
    """The ground and the streets that nobody sees yet at one density, piece by piece.

    Attributes
    ----------
    ground
        What is there, cut by cells.
    open_ground, open_streets
        (P,) of each piece, what is not seen yet.
    tree
        The index of the pieces.
    areas
        How many areas the pieces belong to.
    """

    ground: Ground
    open_ground: np.ndarray
    open_streets: np.ndarray
    tree: shapely.STRtree
    areas: int


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


def unseen(ground: Ground, views: Shapes, *, areas: int) -> Unseen:
    """Return what the views leave unseen of a ground.

    Parameters
    ----------
    views
        (V,) fields of view at one density, metres.
    areas
        How many areas the ground was cut of.
    """
    seen = cover(ground, views).seen
    return Unseen(
        ground,
        shapely.difference(ground.ground, seen),
        shapely.difference(ground.streets, seen),
        shapely.STRtree(ground.ground),
        areas,
    )


def gain(unseen: Unseen, views: Shapes) -> Gain:
    """Return what further views would add together, counted once where they overlap.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from geo.coverage.area import ground_of
    >>> field = gpd.GeoDataFrame(geometry=[shapely.box(0, 0, 50, 50)], crs="EPSG:2177")
    >>> nobody = unseen(ground_of(field, [], []), [], areas=1)
    >>> gain(nobody, [shapely.box(0, 0, 10, 10), shapely.box(5, 0, 15, 10)]).gain_m2.tolist()
    [150.0]
    """
    view = shapely.union_all(np.asarray(views, dtype=object))
    piece = np.sort(unseen.tree.query(view, predicate="intersects"))
    area = unseen.ground.area[piece]
    new_m2 = shapely.area(shapely.intersection(unseen.open_ground[piece], view))
    new_street_m = shapely.length(shapely.intersection(unseen.open_streets[piece], view))
    return Gain(
        float(shapely.area(shapely.intersection(unseen.ground.ground[piece], view)).sum()),
        np.bincount(area, weights=new_m2, minlength=unseen.areas),
        np.bincount(area, weights=new_street_m, minlength=unseen.areas),
    )
