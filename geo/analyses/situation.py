"""How is the city watched now? Held ready for many questions, and worked out where it is asked about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from threading import Lock

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo import crs
from geo.analyses import coverage, privacy
from geo.analyses.inputs import SITUATION as INPUTS
from geo.city import City
from geo.coverage.area import CELL_M, ground_in
from geo.coverage.privacy import Private
from geo.coverage.watching import Watch, views, watch
from geo.coverage.what_if import Unseen, gathered, nobody, unseen
from geo.geometry.isovist import Occluders, prepare
from geo.geometry.overlay import without
from geo.storage.store import Store

#: When so many cells are kept, all are let go: some 100 MB.
_KEPT = 2_000

Cell = tuple[int, int]


@dataclass(slots=True)
class Situation:
    """A city as it is now.

    What nobody sees is worked out cell by cell, for the cells that a question touches, and kept.

    Attributes
    ----------
    digest
        State of the inputs; another state in the store means that a new situation is needed.
    areas, area_names
        By which gains are told, metres; reference and name of each.
    footprints, streets, lamps
        Geometries in metres, each beside its index.
    watching
        What the cameras that work watch.
    masks, masked
        (M,) what is blacked out in their pictures, metres, and the number of the camera of each.
    private
        What is private.
    """

    city: City
    digest: str
    areas: np.ndarray
    area_names: list[tuple[str, str]]
    footprints: np.ndarray
    footprint_tree: shapely.STRtree
    streets: np.ndarray
    street_tree: shapely.STRtree
    lamps: np.ndarray
    lamp_tree: shapely.STRtree
    occluders: Occluders
    watching: Watch
    masks: np.ndarray
    masked: np.ndarray
    private: Private
    _ground: dict[Cell, Unseen] = field(default_factory=dict)
    _views: dict[tuple[float, int], BaseGeometry] = field(default_factory=dict)
    _unseen: dict[tuple[float, Cell], Unseen] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def unseen(self, looking: Mapping[float, BaseGeometry]) -> dict[float, Unseen]:
        """Return what nobody sees of the ground that views may touch, by density.

        Parameters
        ----------
        looking
            A view at each density that is asked for.
        """
        wanted = {px: _cells(view) for px, view in looking.items()}
        with self._lock:
            if len(self._unseen) > _KEPT:
                for kept in (self._ground, self._views, self._unseen):
                    kept.clear()
            missing = {px: [cell for cell in cells if (px, cell) not in self._unseen] for px, cells in wanted.items()}
            self._lay_out({cell for cells in missing.values() for cell in cells})
            self._look({px: cells for px, cells in missing.items() if cells})
            return {px: gathered([self._unseen[px, cell] for cell in cells]) for px, cells in wanted.items()}

    def _lay_out(self, cells: set[Cell]) -> None:
        """Cut the ground and the streets of cells that are not known yet."""
        new = [cell for cell in cells if cell not in self._ground]
        if not new:
            return
        here = _rectangle(new)
        area, shapes = self._areas(here)
        footprints = self.footprints[self.footprint_tree.query(here)]
        ground = ground_in(shapes, footprints, self.streets[self.street_tree.query(here)])
        found = nobody(replace(ground, area=area[ground.area]))
        corners = np.floor(shapely.bounds(ground.cells)[ground.cell, :2] / CELL_M + 0.5).astype(int)
        # The others in the rectangle are whole, too: the hand may move on to them.
        for cell in _within(new):
            self._ground.setdefault(cell, found.some((corners == cell).all(axis=1)))

    def _look(self, missing: Mapping[float, Sequence[Cell]]) -> None:
        """Take what the cameras see out of the ground of cells, at each density."""
        sectors = {px: self.watching.over(_rectangle(cells), px) for px, cells in missing.items()}
        rows = [(px, i) for px, found in sectors.items() for i in found if (px, i) not in self._views]
        self._views |= zip(rows, self._unmasked(rows), strict=True)
        for px, cells in missing.items():
            grounds = [self._ground[cell] for cell in cells]
            left = unseen(gathered(grounds), [self._views[px, i] for i in sectors[px]])
            ends = np.cumsum([len(ground.area) for ground in grounds])
            for cell, ground, end in zip(cells, grounds, ends, strict=True):
                self._unseen[px, cell] = left.some(slice(end - len(ground.area), end))

    def _unmasked(self, rows: Sequence[tuple[float, int]]) -> np.ndarray:
        """Return what sectors see at densities, without the masks of their cameras."""
        seen = views(self.watching, rows, self.occluders)
        cameras = self.watching.camera[[i for _, i in rows]] if rows else np.empty(0, dtype=int)
        row, mask = np.nonzero(cameras[:, None] == self.masked)
        return without(seen, self.masks, (row, mask))

    def _areas(self, here: BaseGeometry) -> tuple[np.ndarray, np.ndarray]:
        """Return the numbers of the areas that meet a rectangle, and what of them lies in it."""
        met = np.flatnonzero(shapely.intersects(self.areas, here))
        cut = shapely.intersection(self.areas[met], here)
        kept = shapely.area(cut) > 0
        return met[kept], cut[kept]


def situation(store: Store, city: City) -> Situation:
    """Read a city as it is now.

    Raises
    ------
    BadInput
        If there are no areas or no cameras.
    """
    digest = store.digest(INPUTS)
    inputs = coverage.read_inputs(store, city)
    footprints = np.asarray(inputs.footprints.geometry.array, dtype=object)
    streets = np.asarray(inputs.streets.geometry.array, dtype=object)
    lamps = np.asarray(crs.to_metric(store.read("lamps"), city.crs).geometry.array, dtype=object)
    looking = coverage.looking_of(inputs)
    place = {ref: i for i, ref in enumerate(inputs.cameras["ref"])}
    masks = inputs.masks[inputs.masks["camera"].isin(place)]
    return Situation(
        city=city,
        digest=digest,
        areas=np.asarray(inputs.areas.geometry.array, dtype=object),
        area_names=list(zip(inputs.areas["ref"], inputs.areas["name"], strict=True)),
        footprints=footprints,
        footprint_tree=shapely.STRtree(footprints),
        streets=streets,
        street_tree=shapely.STRtree(streets),
        lamps=lamps,
        lamp_tree=shapely.STRtree(lamps),
        occluders=prepare(footprints, coverage.heights_m(inputs.footprints)),
        watching=watch(looking.points, looking.poses, target_height_m=city.cameras.target_height_m),
        masks=np.asarray(masks.geometry.array, dtype=object),
        masked=np.array([place[ref] for ref in masks["camera"]], dtype=int),
        private=privacy.private_of(privacy.read_inputs(store, city)),
    )


def _cells(view: BaseGeometry) -> list[Cell]:
    """Return column and row of the cells that a view meets; none for an empty view."""
    if view.is_empty:
        return []
    west, south, east, north = (int(edge) for edge in np.floor(np.array(view.bounds) / CELL_M))
    cells = np.array(_within([(west, south), (east, north)]))
    corners = cells * CELL_M
    met = shapely.intersects(view, shapely.box(*corners.T, *(corners + CELL_M).T))
    return [(int(column), int(row)) for column, row in cells[met]]


def _rectangle(cells: Sequence[Cell]) -> BaseGeometry:
    """Return the rectangle around cells, metres."""
    corners = np.array(cells, dtype=float)
    return shapely.box(*(corners.min(axis=0) * CELL_M), *((corners.max(axis=0) + 1) * CELL_M))


def _within(cells: Sequence[Cell]) -> list[Cell]:
    """Return all cells of the rectangle around some."""
    columns, rows = zip(*cells, strict=True)
    return list(product(range(min(columns), max(columns) + 1), range(min(rows), max(rows) + 1)))
