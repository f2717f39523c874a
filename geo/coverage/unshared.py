"""Which ground does nobody see but some views: what is lost when they fall away or grow smaller?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.coverage.area import Ground
from geo.geometry.overlay import grouped, polygons_of

Shapes = Sequence[BaseGeometry] | np.ndarray
#: A view that is none of the others.
_STRANGER = -1
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


def unshared(
    ground: Ground, views: Shapes, others: Shapes, *, own: Sequence[int] | np.ndarray | None = None
) -> Unshared:
    """Return what each view sees of a ground that none of the others sees.

    Parameters
    ----------
    views, others
        (V,) and (O,) fields of view at one density, metres.
    own
        (V,) which of the others each view is itself; none of them unless told.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from geo.coverage.area import ground_of
    >>> field = ground_of(gpd.GeoDataFrame(geometry=[shapely.box(0, 0, 50, 50)], crs="EPSG:2177"), [], [])
    >>> two = [shapely.box(0, 0, 20, 10), shapely.box(15, 0, 30, 10)]
    >>> unshared(field, two, two, own=[0, 1]).per_view(views=2)[0].tolist()
    [150.0, 100.0]
    """
    looking = np.asarray(views, dtype=object)
    itself = np.full(len(looking), _STRANGER) if own is None else np.asarray(own, dtype=int)
    view, piece, left = [], [], []
    for one, mine, seen, other, theirs in _by_piece(ground, looking, np.asarray(others, dtype=object)):
        for self_, at in grouped(itself[mine]):
            left.append(shapely.difference(seen[at], shapely.union_all(theirs[other != self_])))
            view.append(mine[at])
            piece.append(np.full(len(at), one))
    return _kept(ground, _joined(view, int), _joined(piece, int), _joined(left, object))


def lost(ground: Ground, before: Shapes, after: Shapes) -> Unshared:
    """Return what some views see together, counted once, that none of the later ones sees; its view is always 0.

    Parameters
    ----------
    before
        Fields of view that fall away, or what was cut off from them.
    after
        All fields of view that remain.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from geo.coverage.area import ground_of
    >>> field = ground_of(gpd.GeoDataFrame(geometry=[shapely.box(0, 0, 50, 50)], crs="EPSG:2177"), [], [])
    >>> two = [shapely.box(0, 0, 20, 10), shapely.box(15, 0, 30, 10)]
    >>> lost(field, two, []).per_view(views=1)[0].tolist()
    [300.0]
    """
    piece, left = [], []
    for one, _, seen, _, theirs in _by_piece(ground, np.asarray(before, dtype=object), np.asarray(after, dtype=object)):
        piece.append(one)
        left.append(shapely.difference(shapely.union_all(seen), shapely.union_all(theirs)))
    return _kept(ground, np.zeros(len(piece), dtype=int), np.array(piece, dtype=int), np.array(left, dtype=object))


def _by_piece(
    ground: Ground, views: np.ndarray, others: np.ndarray
) -> Iterator[tuple[int, np.ndarray, np.ndarray, np.ndarray, np.ndarray]]:
    """Return each piece that views meet: which views and what they see of it, which others and what they see of it."""
    view, piece = shapely.STRtree(ground.ground).query(views, predicate="intersects")
    seen = shapely.intersection(views[view], ground.ground[piece])
    wanted = np.unique(piece)
    at, other = shapely.STRtree(others).query(ground.ground[wanted], predicate="intersects")
    theirs = shapely.intersection(others[other], ground.ground[wanted[at]])
    beside = dict(grouped(at))
    nobody = np.empty(0, dtype=int)
    for i, (one, mine) in enumerate(grouped(piece)):
        near = beside.get(i, nobody)
        yield one, view[mine], seen[mine], other[near], theirs[near]


def _joined(parts: list[np.ndarray], kind: type) -> np.ndarray:
    return np.concatenate(parts) if parts else np.empty(0, dtype=kind)


def _kept(ground: Ground, view: np.ndarray, piece: np.ndarray, left: np.ndarray) -> Unshared:
    """Return the pieces of which anything with an extent is left, with the streets on them."""
    flat = polygons_of(left, np.arange(len(left)), len(left))
    there = shapely.area(flat) > 0
    flat, piece = flat[there], piece[there]
    streets = shapely.intersection(ground.streets[piece], flat)
    return Unshared(view[there], ground.area[piece], flat, streets)
