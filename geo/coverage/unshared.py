"""Which ground does nobody see but some views: what is lost when they fall away or grow smaller?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.coverage.area import Ground
from geo.geometry.overlay import grouped, polygons_of

Shapes = Sequence[BaseGeometry] | np.ndarray
#: The edges along which pieces were cut meet to this: shapes are drawn without seams, numbers are measured before.
_SEAM_M = 1e-4


@dataclass(frozen=True, slots=True)
class Unshared:
    """What nobody but some views sees of a ground, piece by piece.

    Attributes
    ----------
    view
        (K,) whose it is, as the views were given.
    area
        (K,) in which area it lies.
    ground, streets
        (K,) the ground, and the centre lines of streets on it.
    """

    view: np.ndarray
    area: np.ndarray
    ground: np.ndarray
    streets: np.ndarray

    def per_view(self, *, views: int) -> tuple[np.ndarray, np.ndarray]:
        """Return ground (m²) and metres of street by view, (views,) each."""
        return self._sums(self.view, views)

    def per_area(self, *, areas: int) -> tuple[np.ndarray, np.ndarray]:
        """Return ground (m²) and metres of street by area, (areas,) each."""
        return self._sums(self.area, areas)

    def view_shapes(self, *, views: int) -> np.ndarray:
        """Return the ground of each view as (views,) multipolygons."""
        return self._merged(self.view, views)

    def area_shapes(self, *, areas: int) -> np.ndarray:
        """Return the ground in each area as (areas,) multipolygons; of one view, or of several that do not overlap."""
        return self._merged(self.area, areas)

    def _merged(self, owner: np.ndarray, count: int) -> np.ndarray:
        merged = np.full(count, shapely.MultiPolygon(), dtype=object)
        for one, at in grouped(owner):
            merged[one] = shapely.union_all(self.ground[at], grid_size=_SEAM_M)
        return merged

    def _sums(self, owner: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
        m2, street_m = shapely.area(self.ground), shapely.length(self.streets)
        return np.bincount(owner, weights=m2, minlength=count), np.bincount(owner, weights=street_m, minlength=count)


def unshared(ground: Ground, views: Shapes, seen: np.ndarray, *, among: bool = False) -> Unshared:
    """Return what each view sees of a ground that is not seen anyway.

    Parameters
    ----------
    views
        (V,) fields of view at one density, metres.
    seen
        (P,) what of each piece others see, as ``geo.coverage.area.cover`` gives it.
    among
        Whether what another of the views sees is taken away, too.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from geo.coverage.area import cover, ground_of
    >>> field = ground_of(gpd.GeoDataFrame(geometry=[shapely.box(0, 0, 50, 50)], crs="EPSG:2177"), [], [])
    >>> two = [shapely.box(0, 0, 20, 10), shapely.box(15, 0, 30, 10)]
    >>> unshared(field, two, cover(field, []).seen, among=True).per_view(views=2)[0].tolist()
    [150.0, 100.0]
    """
    view, piece, mine = _on_pieces(ground, views)
    left = shapely.difference(mine, seen[piece])
    if among:
        for _, at in grouped(piece):
            for i in at if len(at) > 1 else ():
                left[i] = shapely.difference(left[i], shapely.union_all(mine[at[at != i]]))
    return _kept(ground, view, piece, left)


def lost(ground: Ground, before: Shapes, seen: np.ndarray) -> Unshared:
    """Return what some views see together, counted once, that is not seen anyway; its view is always 0.

    Parameters
    ----------
    before
        Fields of view that fall away, or what was cut off from them.
    seen
        (P,) what of each piece all views that remain see, as ``geo.coverage.area.cover`` gives it.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from geo.coverage.area import cover, ground_of
    >>> field = ground_of(gpd.GeoDataFrame(geometry=[shapely.box(0, 0, 50, 50)], crs="EPSG:2177"), [], [])
    >>> two = [shapely.box(0, 0, 20, 10), shapely.box(15, 0, 30, 10)]
    >>> lost(field, two, cover(field, []).seen).per_view(views=1)[0].tolist()
    [300.0]
    """
    _, pieces, mine = _on_pieces(ground, before)
    together = [(piece, shapely.union_all(mine[at])) for piece, at in grouped(pieces)]
    piece = np.array([one for one, _ in together], dtype=int)
    whole = np.array([shape for _, shape in together], dtype=object)
    return _kept(ground, np.zeros(len(piece), dtype=int), piece, shapely.difference(whole, seen[piece]))


def _on_pieces(ground: Ground, views: Shapes) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the pairs of views and pieces that they meet, and what the view sees of the piece."""
    looking = np.asarray(views, dtype=object)
    view, piece = shapely.STRtree(ground.ground).query(looking, predicate="intersects")
    return view, piece, shapely.intersection(looking[view], ground.ground[piece])


def _kept(ground: Ground, view: np.ndarray, piece: np.ndarray, left: np.ndarray) -> Unshared:
    """Return the pieces of which anything with an extent is left, with the streets on them."""
    flat = polygons_of(left, np.arange(len(left)), len(left))
    there = shapely.area(flat) > 0
    flat, piece = flat[there], piece[there]
    streets = shapely.intersection(ground.streets[piece], flat)
    return Unshared(view[there], ground.area[piece], flat, streets)
