"""Which ground and which houses are private, and how much of them do cameras see?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.city import StreetDefaults
from geo.coverage.area import under
from geo.crs import require_metric
from geo.geometry.overlay import disjoint, grouped, polygons_of, without
from geo.geometry.touching import groups
from geo.profile.privacy import PrivacyDefaults

#: Round corners are drawn with so many points a quarter: yards are no finer than that.
_QUARTER = 2
#: Smaller pieces are the rounding of edges.
_LEAST_M2 = 0.01
#: Where edges nearly coincide, corners are snapped to this.
_SNAP_M = 1e-5

Shapes = Sequence[BaseGeometry] | np.ndarray


@dataclass(frozen=True, slots=True)
class Private:
    """What is private, held ready for many questions.

    Attributes
    ----------
    ground
        (G,) pieces of open ground in metres, none over another.
    houses
        (H,) footprints of residential buildings.
    facade_m
        A house is in view if what is seen comes this near to it.
    assumed
        Whether the ground is only taken to be private, because no parcels are known.
    ground_tree, house_tree
        Their indexes.
    """

    ground: np.ndarray
    houses: np.ndarray
    facade_m: float
    assumed: bool
    ground_tree: shapely.STRtree
    house_tree: shapely.STRtree


@dataclass(frozen=True, slots=True)
class Footprint:
    """What of private ground and houses each of V views has.

    Attributes
    ----------
    view, piece, part
        (K,) pairs of a view and a piece of private ground, and what the view sees of it.
    looker, house
        (L,) pairs of a view and a house in view.
    views
        How many views there are.
    """

    view: np.ndarray
    piece: np.ndarray
    part: np.ndarray
    looker: np.ndarray
    house: np.ndarray
    views: int

    @property
    def m2(self) -> np.ndarray:
        """Private ground that each view sees, (V,) m²."""
        return np.bincount(self.view, weights=shapely.area(self.part), minlength=self.views)

    @property
    def homes(self) -> np.ndarray:
        """How many residential buildings each view has, (V,)."""
        return np.bincount(self.looker, minlength=self.views)

    def shapes(self) -> np.ndarray:
        """Return the private ground that each view sees, as (V,) multipolygons."""
        return polygons_of(self.part, self.view, self.views)


def of_parcels(parcels: Shapes, footprints: Shapes, residential: np.ndarray, rules: PrivacyDefaults) -> Private:
    """Return what is private where parcels are known: their open ground, and the residential buildings.

    Parameters
    ----------
    parcels
        Private parcels, metres; where two overlap, the ground counts once.
    footprints
        (F,) all buildings: what stands on a parcel is no open ground.
    residential
        (F,) which of them are residential.
    rules
        Of the city profile.

    Examples
    --------
    >>> from geo.city import load_city
    >>> yard, house = shapely.box(0, 0, 10, 10), shapely.box(0, 0, 10, 4)
    >>> shapely.area(of_parcels([yard], [house], np.array([True]), load_city("torun").privacy).ground).tolist()
    [60.0]
    """
    return _ready(disjoint(_array(parcels)), _array(footprints), residential, rules, assumed=False)


def of_houses(footprints: Shapes, residential: np.ndarray, streets: Shapes, rules: PrivacyDefaults) -> Private:
    """Return what is taken to be private where no parcels are known: courtyards and a strip around houses.

    Parameters
    ----------
    footprints, residential, rules
        As for ``of_parcels``.
    streets
        The space of streets with their pavements, metres, which is never private.

    Notes
    -----
    A courtyard is ground that touching buildings enclose. What they enclose only in part counts as far as the strip
    reaches.

    Examples
    --------
    >>> from geo.city import load_city
    >>> house, street = shapely.box(0, 0, 10, 10), shapely.box(-50, -9, 50, -2)
    >>> around = of_houses([house], np.array([True]), [street], load_city("torun").privacy)
    >>> [round(piece.area) for piece in around.ground]
    [224]
    """
    bodies = _array(footprints)
    blocks = _blocks(bodies, residential, rules.residential_share)
    around = shapely.buffer(blocks, rules.yard_m, quad_segs=_QUARTER)
    taken = np.concatenate([_array(streets), bodies])
    open_ = without(around, taken, shapely.STRtree(taken).query(around, predicate="intersects"))
    wide = shapely.buffer(shapely.buffer(open_, -rules.least_yard_m / 2), rules.least_yard_m)
    return _ready(disjoint(shapely.intersection(open_, wide)), bodies, residential, rules, assumed=True)


def street_space(
    streets: gpd.GeoDataFrame, defaults: StreetDefaults, *, beside_m: float, yard_ways: Sequence[str]
) -> np.ndarray:
    """Return the space that streets take by their kinds with the pavements beside them, as (S,) polygons in metres.

    Parameters
    ----------
    beside_m
        How far beside a street the ground is its pavement.
    yard_ways
        The kinds of streets that have no pavement.
    """
    require_metric(streets.crs)
    width_m = streets["kind"].map(defaults.width_m).fillna(defaults.other_width_m).to_numpy(dtype=float)
    pavement_m = np.where(streets["kind"].isin(yard_ways), 0.0, beside_m)
    space: np.ndarray = shapely.buffer(streets.geometry.array, width_m / 2 + pavement_m, cap_style="flat")
    return space


def private_seen(private: Private, views: Shapes) -> tuple[float, int]:
    """Return the private ground (m²) and the residential buildings that views have together, each counted once.

    Parameters
    ----------
    views
        What cameras see at one density, metres.

    Notes
    -----
    A building is in view if what is seen comes within ``facade_m`` of its footprint.
    """
    view = shapely.union_all(_array(views))
    piece = private.ground_tree.query(view, predicate="intersects")
    house = private.house_tree.query(view, predicate="dwithin", distance=private.facade_m)
    return float(shapely.area(shapely.intersection(private.ground[piece], view)).sum()), len(house)


def footprint(private: Private, views: Shapes) -> Footprint:
    """Return what of private ground and houses each of many views has.

    Parameters
    ----------
    views
        (V,) what each camera sees at one density, metres; empty where it sees nothing.
    """
    looking = _array(views)
    view, piece = private.ground_tree.query(looking, predicate="intersects")
    part = _within(looking[view], private.ground[piece])
    there = shapely.area(part) > 0
    looker, house = private.house_tree.query(looking, predicate="dwithin", distance=private.facade_m)
    return Footprint(view[there], piece[there], part[there], looker, house, len(looking))


def _within(views: np.ndarray, ground: np.ndarray) -> np.ndarray:
    """Return what of (K,) views lies on their pieces of ground."""
    part: np.ndarray = shapely.intersection(views, ground)
    # Where a view runs along the edge of a piece, GEOS may give back all of the view: it then lies beside the piece.
    beside = np.flatnonzero(~shapely.is_empty(part) & ~shapely.intersects(shapely.point_on_surface(part), ground))
    part[beside] = shapely.intersection(views[beside], ground[beside], grid_size=_SNAP_M)
    return part


def together(private: Private, views: np.ndarray, found: Footprint, counted: np.ndarray) -> tuple[float, int]:
    """Return the private ground (m²) and the houses that some of many views see, each counted once.

    Parameters
    ----------
    views, found
        (V,) what each camera sees, and what of it is private.
    counted
        (V,) which views are counted.
    """
    return float(under(private.ground, views[counted]).sum()), len(np.unique(found.house[counted[found.looker]]))


def _ready(
    shapes: np.ndarray, footprints: np.ndarray, residential: np.ndarray, rules: PrivacyDefaults, *, assumed: bool
) -> Private:
    """Take the footprints out of private ground and index it."""
    open_ = without(shapes, footprints, shapely.STRtree(footprints).query(shapes, predicate="intersects"))
    whole = polygons_of(open_, np.arange(len(open_)), len(open_))
    ground, houses = whole[shapely.area(whole) > _LEAST_M2], footprints[residential]
    return Private(ground, houses, rules.facade_m, assumed, shapely.STRtree(ground), shapely.STRtree(houses))


def _blocks(footprints: np.ndarray, residential: np.ndarray, least_share: float) -> np.ndarray:
    """Return the residential buildings of each group of touching ones, with the courtyards between them."""
    blocks = [(footprints[at], residential[at]) for _, at in grouped(groups(footprints)) if residential[at].any()]
    return np.array([_with_courtyards(some, homes, least_share) for some, homes in blocks], dtype=object)


def _with_courtyards(footprints: np.ndarray, residential: np.ndarray, least_share: float) -> BaseGeometry:
    area_m2 = shapely.area(footprints)
    if area_m2[residential].sum() < least_share * area_m2.sum():
        return shapely.union_all(footprints[residential])
    parts = shapely.get_parts(shapely.union_all(footprints))
    yards = [shapely.polygons(ring) for part in parts for ring in part.interiors]
    return shapely.union_all([*footprints[residential], *yards])


def _array(shapes: Shapes) -> np.ndarray:
    return np.asarray(shapes, dtype=object)
