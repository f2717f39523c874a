"""How much ground and how many metres of street cameras see, area by area.

Everything is cut by the cells of a grid first and added up afterwards: exact, and never one big union.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.coverage.cells import Cut, cut, rings_of
from geo.coverage.laid import Views, jobs_of, laid, polygons, spans_of
from geo.coverage.stitching import valid
from geo.crs import require_metric
from geo.geometry.grid import squares
from geo.geometry.overlay import grouped, polygons_of
from geo.geometry.slabs import UNDER

CELL_M = 100.0
#: Cover is counted up to this depth: once, twice, three times and more.
DEPTH = 3
#: So few cells are done before threads have begun.
_FEW = 16

Shapes = Sequence[BaseGeometry] | np.ndarray


@dataclass(frozen=True, slots=True)
class Ground:
    """The open ground and the streets of areas, cut by cells.

    Attributes
    ----------
    cells
        (C,) squares in metres.
    area, cell
        (P,) which area and which cell each piece belongs to.
    ground
        (P,) the piece of open ground: the area without its footprints.
    streets
        (P,) the centre lines of streets on it; may be empty.
    """

    cells: np.ndarray
    area: np.ndarray
    cell: np.ndarray
    ground: np.ndarray
    streets: np.ndarray

    def per_area(self, values: np.ndarray, *, areas: int) -> np.ndarray:
        """Add (P,) values up by area into (areas,)."""
        return np.bincount(self.area, weights=values, minlength=areas)


@dataclass(frozen=True, slots=True)
class Cover:
    """What is seen of a ground.

    Attributes
    ----------
    seen
        (P,) seen ground of each piece.
    seen_street_m
        (P,) seen metres of street.
    depth_m2
        (P, 3) ground seen at least once, twice, three times.
    effective_m2
        (P,) ground that is looked at at a moment, as is to be expected.
    """

    seen: np.ndarray
    seen_street_m: np.ndarray
    depth_m2: np.ndarray
    effective_m2: np.ndarray


def ground_of(areas: gpd.GeoDataFrame, footprints: Shapes, streets: Shapes) -> Ground:
    """Cut the open ground of areas and the streets on it by cells.

    Parameters
    ----------
    areas
        Polygons in a metric CRS.
    footprints, streets
        Geometries in the same CRS.

    Raises
    ------
    BadInput
        If the areas are in degrees or in Web Mercator.
    """
    require_metric(areas.crs)
    return ground_in(np.asarray(areas.geometry.array, dtype=object), footprints, streets)


def ground_in(shapes: np.ndarray, footprints: Shapes, streets: Shapes) -> Ground:
    """Return what ``ground_of`` does, of (A,) polygons in metres."""
    around = shapely.box(*shapely.total_bounds(shapes)) if len(shapes) else None
    cells = np.empty(0, dtype=object) if around is None else squares(around, side_m=CELL_M)
    area, cell = shapely.STRtree(cells).query(shapes, predicate="intersects")
    open_cells = shapely.difference(cells, _gathered(cells, np.asarray(footprints, dtype=object)))
    lines = _lines(shapely.intersection(_gathered(cells, np.asarray(streets, dtype=object)), open_cells))
    ground = open_cells[cell]
    whole = _within(shapes, area, cells, cell)
    ground[~whole] = shapely.intersection(shapes[area[~whole]], ground[~whole])
    ground = _polygons(ground)
    kept = shapely.area(ground) > 0
    area, cell, ground = area[kept], cell[kept], ground[kept]
    return Ground(cells, area, cell, ground, _lines(shapely.intersection(lines[cell], ground)))


def cover(ground: Ground, views: Shapes, *, share: np.ndarray | None = None) -> Cover:
    """Measure what fields of view cover of a ground.

    Parameters
    ----------
    views
        (V,) fields of view in metres, in the CRS of the ground.
    share
        (V,) the share of the time for which each looks there; all the time unless told.

    Notes
    -----
    Areas are exact sums of trapezia between the corners and crossings of the views, whatever edges coincide.
    """
    looking = np.asarray(views, dtype=object)
    all_the_time = np.ones(len(looking)) if share is None else np.asarray(share, dtype=float)
    over = Views(cut(rings_of(looking)), np.ones(len(looking), dtype=bool), all_the_time)
    near = np.unique(shapely.STRtree(looking).query(ground.ground)[0])
    jobs = jobs_of(_of_pieces(ground.ground[near], near))
    spans = spans_of(over.cut, jobs.code)
    found = laid(jobs, over, spans, np.flatnonzero(spans[:, 1] > spans[:, 0]), traced=UNDER)
    count = len(ground.ground)
    measures = np.zeros((count, found.measures.shape[1]))
    np.add.at(measures, jobs.owner[found.job], found.measures)
    whole = polygons(found, jobs, jobs.owner)
    # What is made valid may fall to lines, too.
    seen = polygons_of(valid(whole.polygons), whole.group, count)
    return Cover(seen, shapely.length(shapely.intersection(ground.streets, seen)), measures[:, 1:4], measures[:, 4])


def under(shapes: Shapes, views: Shapes) -> np.ndarray:
    """Return how much of each of (N,) shapes lies under any of the views, m²; exact as ``cover`` is.

    Parameters
    ----------
    shapes, views
        Polygons in metres, in the same CRS.

    Examples
    --------
    >>> under([shapely.box(0, 0, 4, 4), shapely.box(9, 9, 10, 10)], shapely.box([0, 1], 0, [2, 3], 2)).tolist()
    [6.0, 0.0]
    """
    pieces, looking = np.asarray(shapes, dtype=object), np.asarray(views, dtype=object)
    over = Views(cut(rings_of(looking)), np.ones(len(looking), dtype=bool), np.ones(len(looking)))
    near = np.unique(shapely.STRtree(looking).query(pieces)[0])
    jobs = jobs_of(_of_pieces(pieces[near], near))
    spans = spans_of(over.cut, jobs.code)
    found = laid(jobs, over, spans, np.flatnonzero(spans[:, 1] > spans[:, 0]), traced=UNDER)
    return np.bincount(jobs.owner[found.job], weights=found.measures[:, 1], minlength=len(pieces)).astype(float)


def _of_pieces(shapes: np.ndarray, owner: np.ndarray) -> Cut:
    rings = rings_of(shapes)
    return cut(rings._replace(owner=owner[rings.owner]))


def _within(shapes: np.ndarray, area: np.ndarray, cells: np.ndarray, cell: np.ndarray) -> np.ndarray:
    """Return which cells lie wholly in the area that they are paired with."""
    shapely.prepare(shapes)
    within: np.ndarray = shapely.contains_properly(shapes[area], cells[cell])
    return within


def _gathered(cells: np.ndarray, shapes: np.ndarray) -> np.ndarray:
    """Return the union of what of many shapes lies in each cell, as (C,) geometries."""
    gathered = np.full(len(cells), shapely.GeometryCollection(), dtype=object)
    cell, shape = shapely.STRtree(shapes).query(cells, predicate="intersects")
    places = list(grouped(cell))

    def union(at: np.ndarray) -> BaseGeometry:
        return shapely.union_all(shapely.intersection(shapes[shape[at]], cells[cell[at[0]]]))

    at = [at for _, at in places]
    if len(at) <= _FEW:
        unions = [union(one) for one in at]
    else:
        # GEOS lets go of the interpreter while it works, so that threads share the cells.
        with ThreadPoolExecutor() as threads:
            unions = list(threads.map(union, at))
    gathered[[i for i, _ in places]] = unions
    return gathered


def _lines(shapes: np.ndarray) -> np.ndarray:
    """Return the lines of (N,) geometries; what touched in mere points is dropped."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    kept = shapely.get_dimensions(parts) == 1
    out = np.full(len(shapes), shapely.MultiLineString(), dtype=object)
    shapely.multilinestrings(parts[kept], indices=owner[kept], out=out)
    return out


def _polygons(shapes: np.ndarray) -> np.ndarray:
    """Return the polygons of (N,) geometries; what touched in mere lines and points is dropped."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    kept = shapely.get_dimensions(parts) == 2
    out = np.full(len(shapes), shapely.MultiPolygon(), dtype=object)
    shapely.multipolygons(parts[kept], indices=owner[kept], out=out)
    return out
