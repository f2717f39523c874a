"""A city surveyed at every density, block by block, and only where nothing is known from before."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from concurrent.futures import CancelledError, ThreadPoolExecutor
from dataclasses import dataclass
from threading import Event
from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.coverage.cells import BLOCK, FINE_M, Floats, Ints, block_of, code_of, cut
from geo.coverage.homes import Findings, Groups, home_noted, home_packed, note, note_together
from geo.coverage.laid import Views
from geo.coverage.memo import key_of, packed, unpacked
from geo.coverage.reach import DENSITIES
from geo.coverage.sights import Sights, rings_at, seen
from geo.coverage.survey import Part, Surveyed, Town, survey, together
from geo.geometry.isovist import Occluders
from geo.geometry.ragged import members, spread

_SIDE_M = BLOCK * FINE_M
#: Footprints are told apart by squares of this side, metres: a changed one makes what is seen from near it unknown.
_TILE_M = 100.0


@dataclass(frozen=True, slots=True)
class Scene:
    """A city as it is to be surveyed.

    Attributes
    ----------
    areas
        How many there are.
    masks
        What each camera masks, polygons in metres by camera.
    groups
        Which cameras have several sectors.
    """

    town: Town
    areas: int
    sights: Sights
    occluders: Occluders
    masks: Mapping[int, NDArray[np.object_]]
    groups: Groups


class Plan(NamedTuple):
    """What is to be found out.

    Attributes
    ----------
    blocks, block_keys
        (B,) the blocks that sectors may reach, rising, and the digest of all that what is found there depends on.
    starts, sectors
        Where the sectors that may reach each block begin in ``sectors`` (B + 1,).
    home, homes, home_keys
        (S,) the block in which each sector's lens hangs, those blocks, and the digest for what its sectors see.
    """

    blocks: Ints
    block_keys: list[bytes]
    starts: Ints
    sectors: Ints
    home: Ints
    homes: Ints
    home_keys: list[bytes]

    def keys(self) -> list[bytes]:
        """Return the keys of all pieces: of each digest one a density."""
        return [_at(key, density) for key in (*self.block_keys, *self.home_keys) for density in range(len(DENSITIES))]


def reached(sights: Sights) -> tuple[Ints, Ints]:
    """Return the pairs of sectors and blocks that their bounds meet."""
    reach_m = sights.radius_m.max(axis=1, initial=0.0)[:, None]
    low = np.floor((sights.places - reach_m) / _SIDE_M).astype(np.int64)
    high = np.floor((sights.places + reach_m) / _SIDE_M).astype(np.int64)
    column, which = spread(low[:, 0], high[:, 0])
    row, pair = spread(low[which, 1], high[which, 1])
    return which[pair], block_of(code_of(column[pair] * BLOCK, row * BLOCK))


def plan_of(scene: Scene) -> Plan:
    """Return what is to be found out of a city, each piece under a key of all that it depends on."""
    sights = scene.sights
    sector, block = reached(sights)
    order = np.lexsort((sector, block))
    sector, block = sector[order], block[order]
    blocks, starts = np.unique(block, return_index=True)
    starts = np.append(starts, len(block))
    tiles = _Tiles(scene.occluders)
    place = np.floor(sights.places / FINE_M).astype(np.int64)
    home = block_of(code_of(place[:, 0], place[:, 1]))
    homes = np.unique(home)
    grounds = _Grounds(scene.town)
    block_keys = [
        key_of(_sight_key(scene, sector[a:b], tiles), *grounds.of(int(one)))
        for one, a, b in zip(blocks, starts[:-1], starts[1:], strict=True)
    ]
    home_keys = [key_of("home", _sight_key(scene, np.flatnonzero(home == one), tiles)) for one in homes]
    return Plan(blocks, block_keys, starts, sector, home, homes, home_keys)


def find(
    scene: Scene,
    plan: Plan,
    known: Mapping[bytes, bytes],
    finish: Callable[[int, Surveyed], Any],
    keep: Callable[[dict[bytes, bytes]], None],
    told: Callable[[], None],
) -> Findings:
    """Find out what is not known, at some densities at a time.

    Parameters
    ----------
    known
        What was found before, by key.
    finish
        Makes of the place of a density and of what was found at it what is kept of it; called in threads.
    keep
        Is handed what was not known, by key, of one density after the other; other densities go on meanwhile.
    told
        Called as often as there are `DENSITIES`.
    """
    sectors = len(scene.sights.camera)
    found = Findings(np.zeros((sectors, len(DENSITIES))), np.full(sectors, shapely.Polygon(), dtype=object))
    stop = Event()

    def work(density: int) -> tuple[Any, dict[bytes, bytes]]:
        surveyed, fresh = _at_density(scene, plan, known, density, found, stop)
        return finish(density, surveyed), fresh

    with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        jobs = [pool.submit(work, density) for density in range(len(DENSITIES))]
        try:
            for job in jobs:
                made, fresh = job.result()
                found.finished.append(made)
                found.recomputed += len(fresh)
                keep(fresh)
                told()
        except BaseException:
            stop.set()
            pool.shutdown(cancel_futures=True)
            raise
    return found


def _at_density(
    scene: Scene, plan: Plan, known: Mapping[bytes, bytes], density: int, found: Findings, stop: Event
) -> tuple[Surveyed, dict[bytes, bytes]]:
    """Return what is found at a density and what of it was not known; note what each sector sees."""
    missing = np.array([_at(key, density) not in known for key in plan.block_keys], dtype=bool)
    unseen = np.array([_at(key, density) not in known for key in plan.home_keys], dtype=bool)
    wanted = np.isin(plan.home, plan.homes[unseen])
    wanted[plan.sectors[members(plan.starts, np.flatnonzero(missing))[0]]] = True
    place = np.flatnonzero(wanted)
    some = scene.sights.of(place)
    sector, views = seen(some, density, scene.occluders, scene.masks)
    note(found, scene.sights, place[sector], views, density)
    note_together(found, scene.sights, scene.groups, place[sector], views, density)
    _go_on(stop)
    over = Views(cut(rings_at(some, sector, views)), scene.sights.counts, scene.sights.share)
    _go_on(stop)
    parts = survey(scene.town, over, plan.blocks[missing])
    _go_on(stop)
    fresh = {
        _at(key, density): packed(parts.get(block, ()))
        for block, key, new in zip(plan.blocks.tolist(), plan.block_keys, missing, strict=True)
        if new
    }
    for block, key, new in zip(plan.blocks.tolist(), plan.block_keys, missing, strict=True):
        arrays = () if new else unpacked(known[_at(key, density)])
        parts |= {block: Part(*arrays)} if arrays else {}
    fresh |= _homes(scene.sights, plan, known, unseen, found, density)
    return together(scene.town, sorted(parts.items()), scene.areas), fresh


def _at(key: bytes, density: int) -> bytes:
    return key + bytes([density])


def _go_on(stop: Event) -> None:
    if stop.is_set():
        raise CancelledError


def _homes(
    sights: Sights, plan: Plan, known: Mapping[bytes, bytes], unseen: NDArray[np.bool_], found: Findings, density: int
) -> dict[bytes, bytes]:
    """Take what sectors see at a density from what is known, and return what was not."""
    fresh: dict[bytes, bytes] = {}
    order = np.argsort(plan.home, kind="stable")
    starts = np.searchsorted(plan.home[order], plan.homes)
    for key, new, mine in zip(plan.home_keys, unseen, np.split(order, starts[1:]), strict=True):
        cameras = np.unique(sights.camera[mine])
        if new:
            fresh[_at(key, density)] = home_packed(found, sights.radius_m[mine], mine, cameras, density)
        else:
            home_noted(found, known[_at(key, density)], mine, cameras, density)
    return fresh


class _Tiles:
    """Digests of the footprints that stand in squares."""

    def __init__(self, occluders: Occluders) -> None:
        bounds = np.floor(shapely.bounds(occluders.polygons).reshape(-1, 4) / _TILE_M).astype(np.int64)
        column, which = spread(bounds[:, 0], bounds[:, 2])
        row, pair = spread(bounds[which, 1], bounds[which, 3])
        digests = [
            key_of(wkb, height)
            for wkb, height in zip(shapely.to_wkb(occluders.polygons), occluders.heights_m, strict=True)
        ]
        self._tiles: dict[tuple[int, int], list[bytes]] = {}
        for at, owner in zip(zip(column[pair].tolist(), row.tolist(), strict=True), which[pair].tolist(), strict=True):
            self._tiles.setdefault(at, []).append(digests[owner])
        # The grid by which the kernel looks for walls: on another one it meets them in another order.
        self.grid = str(occluders.squares.square_m)

    def around(self, low: Floats, high: Floats) -> bytes:
        """Return the digests of what stands in the squares of a rectangle."""
        west, south = np.floor(low / _TILE_M).astype(int).tolist()
        east, north = np.floor(high / _TILE_M).astype(int).tolist()
        found = []
        for column in range(west, east + 1):
            for row in range(south, north + 1):
                found += self._tiles.get((column, row), [])
        return self.grid.encode() + b"".join(found)


class _Grounds:
    """What there is to be surveyed in each block."""

    def __init__(self, town: Town) -> None:
        self._town = town
        self._blocks = [block_of(each.code) for each in (town.ground.jobs, town.streets, town.space, town.lines)]

    def of(self, block: int) -> list[NDArray[np.generic]]:
        """Return the arrays that describe the ground, the streets and the street space of a block."""
        town = self._town
        ground, streets, space, lines = (slice(*np.searchsorted(each, [block, block + 1])) for each in self._blocks)
        told: list[NDArray[np.generic]] = [town.streets.code[streets], town.streets.ends[streets]]
        told += [town.lines.code[lines], _ranks(town.lines.owner[lines]), town.lines.ends[lines]]
        for jobs, mine in ((town.ground.jobs, ground), (town.space, space)):
            starts = jobs.starts[mine.start : mine.stop + 1]
            rings = jobs.rings[starts[0] : starts[-1] + 1]
            told += [jobs.code[mine], _ranks(jobs.owner[mine]), np.diff(starts), np.diff(rings)]
            told += [jobs.coords[rings[0] : rings[-1]]]
        areas = town.ground.jobs.owner[ground]
        return [*told, np.searchsorted(np.unique(areas), town.area_of[town.space.owner[space]])]


def _ranks(owner: Ints) -> Ints:
    """Return owners by their order within a block: how many there are elsewhere does not matter."""
    return np.unique(owner, return_inverse=True)[1]


def _sight_key(scene: Scene, sector: Ints, tiles: _Tiles) -> bytes:
    """Return a digest of how sectors look and of all that may stand in their way."""
    some = scene.sights.of(sector)
    reach_m = some.radius_m.max(axis=1, initial=0.0)[:, None]
    around = tiles.around((some.places - reach_m).min(axis=0), (some.places + reach_m).max(axis=0))
    views = np.unique(some.view)
    cameras = enumerate(np.unique(some.camera).tolist())
    hidden = [
        key_of(str(rank), *shapely.to_wkb(scene.masks[camera])) for rank, camera in cameras if camera in scene.masks
    ]
    looks = (some.places, some.height_m, some.bearing_deg, some.opening_deg, some.near_m, some.radius_m)
    numbers = (_ranks(some.view), _ranks(some.camera), scene.sights.counts[views], scene.sights.share[views])
    return key_of(*looks, *numbers, str(some.target_height_m), around, *hidden)
