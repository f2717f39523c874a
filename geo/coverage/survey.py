"""What is seen and what is missed of a city at one density, block by block."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, TypeAlias

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from geo.coverage.along import Sections, sections_of
from geo.coverage.cells import Cut, Floats, Ints, block_of, cut, rings_of
from geo.coverage.laid import (
    Jobs,
    Laid,
    Views,
    job_of_piece,
    jobs_of,
    jobs_under,
    laid,
    polygons,
    spans_of,
    street_m,
)
from geo.coverage.memo import packed, unpacked
from geo.coverage.open_ground import OpenGround, open_ground
from geo.geometry.slabs import BARE, UNDER


class Town(NamedTuple):
    """A city made ready to be surveyed.

    Attributes
    ----------
    ground
        The open ground of its areas.
    streets
        Centre lines, none over another.
    space, lines
        The street space of stretches as jobs, and their centre lines; owners are the stretches.
    area_of
        (T,) the area of each stretch.
    bare
        What is missed of the street space where there are no views at all.
    bare_m
        The centre lines in each piece of it, metres.
    """

    ground: OpenGround
    streets: Sections
    space: Jobs
    lines: Sections
    area_of: Ints
    bare: Laid
    bare_m: Floats


#: Vertices, how many of them each ring has, the job and the piece of each ring; those of nothing.
Rings: TypeAlias = tuple[Floats, Ints, Ints, Ints]
_NONE = np.empty(0, dtype=np.int64)
_NO_RINGS: Rings = (np.empty((0, 2)), _NONE, _NONE, _NONE)


class Part(NamedTuple):
    """What was found in one block at one density; jobs and pieces are counted from the first of the block.

    Attributes
    ----------
    job, measures, street_m
        (N,) the jobs of open ground that views reach, (N, 5) their measures, and the metres of street that are seen.
    seen, seen_rings, seen_of, seen_piece
        The rings around what is seen: vertices, how many each ring has, its job and its piece.
    stretch_job
        (M,) the jobs of street space that views reach.
    bare, bare_rings, bare_of, bare_piece, bare_m
        The rings around what of them is missed, likewise, and the metres of centre line in each piece.
    """

    job: Ints
    measures: Floats
    street_m: Floats
    seen: Floats
    seen_rings: Ints
    seen_of: Ints
    seen_piece: Ints
    stretch_job: Ints
    bare: Floats
    bare_rings: Ints
    bare_of: Ints
    bare_piece: Ints
    bare_m: Floats


class Surveyed(NamedTuple):
    """What was found in a whole city at one density.

    Attributes
    ----------
    measures, street_m
        (A, 5) and (A,) by area.
    seen, seen_area
        (P,) polygons in metres, and the area of each.
    missed, missed_stretch, missed_m
        (G,) polygons of street space, the stretch of each, and the metres of its centre lines in it.
    """

    measures: Floats
    street_m: Floats
    seen: NDArray[np.object_]
    seen_area: Ints
    missed: NDArray[np.object_]
    missed_stretch: Ints
    missed_m: Floats


def town(
    areas: gpd.GeoDataFrame,
    footprints: NDArray[np.object_],
    streets: NDArray[np.object_],
    stretches: gpd.GeoDataFrame,
    blocks: Ints,
) -> Town:
    """Make a city ready to be surveyed.

    Parameters
    ----------
    areas, footprints, streets
        In metres.
    stretches
        As ``geo.coverage.gaps.stretches`` gives them.
    blocks
        Those that any view may reach.
    """
    apart = sections_of([shapely.union_all(streets)])
    ground = open_ground(np.asarray(areas.geometry.array, dtype=object), footprints, apart, blocks)
    space = jobs_of(cut(rings_of(stretches.geometry.array)))
    lines = sections_of(stretches["line"].to_numpy(dtype=object))
    place = {ref: i for i, ref in enumerate(areas["ref"])}
    area_of = np.array([place[ref] for ref in stretches["area"]], dtype=np.int64)
    nothing = Views(cut(rings_of([])), np.zeros(0, dtype=bool), np.zeros(0))
    every = np.arange(len(space.code))
    bare = laid(space, nothing, np.zeros((len(every), 2), dtype=np.int64), every, traced=BARE)
    return Town(ground, apart, space, lines, area_of, bare, _line_m(lines, space, bare, every))


def town_packed(ready: Town) -> bytes:
    """Return a city made ready as bytes."""
    ground, streets, space, lines, area_of, bare, bare_m = ready
    return packed([*ground.jobs, *ground[1:], *streets, *space, *lines, area_of, *bare, bare_m])


def town_unpacked(told: bytes) -> Town:
    """Return the city that was packed."""
    # Copies: compiled code is compiled once more for arrays that can only be read.
    arrays = iter([array.copy() for array in unpacked(told)])

    def take(kind: type[Any]) -> Any:
        return kind(*(next(arrays) for _ in kind._fields))

    ground = OpenGround(take(Jobs), next(arrays), next(arrays))
    return Town(ground, take(Sections), take(Jobs), take(Sections), next(arrays), take(Laid), next(arrays))


def survey(city: Town, views: Views, blocks: Ints) -> dict[int, Part]:
    """Return what is found in blocks, by block; nothing of those that no view reaches."""
    jobs, space = city.ground.jobs, city.space
    spans = spans_of(views.cut, jobs.code)
    reached = np.flatnonzero((spans[:, 1] > spans[:, 0]) & np.isin(block_of(jobs.code), blocks))
    seen = laid(jobs, views, spans, reached, traced=UNDER)
    at, under = jobs_under(city.streets.code, jobs)
    metres = _per(job_of_piece(seen), street_m(city.streets, at, under, seen), len(jobs.code))[reached]
    over = _job_at(jobs, space.code, city.area_of[space.owner])
    rings = np.column_stack([np.searchsorted(seen.of, over), np.searchsorted(seen.of, over, side="right")])
    crossed = np.flatnonzero(rings[:, 1] > rings[:, 0])
    bare = laid(space, _as_views(seen), rings, crossed, traced=BARE)
    bare_m = _line_m(city.lines, space, bare, crossed)
    found = np.unique(block_of(jobs.code[reached]))
    # From and to which job of open ground and of street space each block has.
    own = np.column_stack([np.searchsorted(block_of(jobs.code), found + past) for past in (0, 1)])
    own_space = np.column_stack([np.searchsorted(block_of(space.code), found + past) for past in (0, 1)])
    return {
        block: _part(tuple(mine), tuple(mine_space), seen, metres, bare, bare_m)
        for block, mine, mine_space in zip(found.tolist(), own.tolist(), own_space.tolist(), strict=True)
    }


def together(city: Town, parts: Sequence[tuple[int, Part]], areas: int) -> Surveyed:
    """Put the parts of blocks, in rising order, together to what is found in the whole city."""
    jobs, space = city.ground.jobs, city.space
    blocks = np.array([block for block, _ in parts], dtype=np.int64)
    first = np.searchsorted(block_of(jobs.code), blocks).tolist()
    first_space = np.searchsorted(block_of(space.code), blocks).tolist()
    told = [part for _, part in parts]
    reached = _joined([part.job + shift for part, shift in zip(told, first, strict=True)])
    measures = np.zeros((areas, 5))
    np.add.at(measures, jobs.owner[reached], _joined([part.measures for part in told], (0, 5)))
    metres = _per(jobs.owner[reached], _joined([part.street_m for part in told], dtype=float), areas)
    rings = [(p.seen, p.seen_rings, p.seen_of, p.seen_piece) for p in told]
    seen = polygons(_whole([*rings, _NO_RINGS], [*first, 0]), jobs, jobs.owner)
    crossed = np.zeros(len(space.code), dtype=bool)
    crossed[_joined([part.stretch_job + shift for part, shift in zip(told, first_space, strict=True)])] = True
    pieces = [(p.bare, p.bare_rings, p.bare_of, p.bare_piece) for p in told]
    untouched, untouched_m = _untouched(city, crossed)
    missed = polygons(_whole([*pieces, untouched], [*first_space, 0]), space, space.owner)
    lengths = np.concatenate([*(part.bare_m for part in told), untouched_m])
    drawn = missed.polygon_of >= 0
    missed_m = _per(missed.polygon_of[drawn], lengths[: len(drawn)][drawn], len(missed.polygons))
    return Surveyed(measures, metres, seen.polygons, seen.group, missed.polygons, missed.group, missed_m)


def _untouched(city: Town, crossed: NDArray[np.bool_]) -> tuple[Rings, Floats]:
    """Return the street space that no view reaches, as the rings of a part."""
    bare = city.bare
    kept = ~crossed[bare.of]
    vertex = np.repeat(kept, np.diff(bare.rings))
    return (bare.coords[vertex], np.diff(bare.rings)[kept], bare.of[kept], bare.piece[kept]), city.bare_m


def _whole(parts: list[Rings], first: list[int]) -> Laid:
    """Return the rings of parts in one, jobs and pieces counted through the whole city."""
    pieces = np.cumsum([0, *(int(piece.max()) + 1 if len(piece) else 0 for *_, piece in parts)])
    coords = np.concatenate([part[0] for part in parts])
    rings = np.concatenate([[0], np.cumsum(np.concatenate([part[1] for part in parts]))])
    of = np.concatenate([part[2] + shift for part, shift in zip(parts, first, strict=True)])
    piece = np.concatenate([part[3] + shift for part, shift in zip(parts, pieces, strict=False)])
    return Laid(np.unique(of), np.empty((0, 5)), coords, rings.astype(np.int64), of, piece)


def _part(
    own: tuple[int, ...], own_space: tuple[int, ...], seen: Laid, metres: Floats, bare: Laid, bare_m: Floats
) -> Part:
    first, last = own
    first_space, last_space = own_space
    mine = slice(*np.searchsorted(seen.job, [first, last]))
    coords, counts, of, piece, _ = _rings_between(seen, first, last)
    crossed = bare.job[slice(*np.searchsorted(bare.job, [first_space, last_space]))] - first_space
    left, left_counts, left_of, left_piece, which = _rings_between(bare, first_space, last_space)
    return Part(
        seen.job[mine] - first,
        seen.measures[mine],
        metres[mine],
        coords,
        counts,
        of,
        piece,
        crossed,
        left,
        left_counts,
        left_of,
        left_piece,
        bare_m[which],
    )


def _rings_between(found: Laid, first: int, last: int) -> tuple[Floats, Ints, Ints, Ints, slice]:
    begin, end = np.searchsorted(found.of, [first, last])
    coords = found.coords[found.rings[begin] : found.rings[end]]
    piece = found.piece[begin:end]
    # Pieces are counted through the jobs, so that those of a block follow each other.
    low, high = (int(piece.min()), int(piece.max()) + 1) if len(piece) else (0, 0)
    return coords, np.diff(found.rings[begin : end + 1]), found.of[begin:end] - first, piece - low, slice(low, high)


def _job_at(jobs: Jobs, code: Ints, owner: Ints) -> Ints:
    """Return the job of each cell and owner; one past the last where there is none."""
    many = int(max(jobs.owner.max(initial=0), owner.max(initial=0))) + 1
    key, wanted = jobs.code * many + jobs.owner, code * many + owner
    at = np.searchsorted(key, wanted)
    found = np.minimum(at, max(len(key) - 1, 0))
    return np.where(key[found] == wanted, found, len(key)) if len(key) else np.zeros(len(code), dtype=np.int64)


def _as_views(seen: Laid) -> Views:
    """Return what was traced as one view."""
    cut_ = Cut(np.empty(0, np.int64), np.zeros(1, np.int64), seen.coords, seen.rings, np.zeros(len(seen.of), np.int64))
    return Views(cut_, np.ones(1, dtype=bool), np.ones(1))


def _line_m(lines: Sections, space: Jobs, found: Laid, among: Ints) -> Floats:
    """Return the metres of the centre lines of stretches in each piece of their own space."""
    job = _job_at(space, lines.code, lines.owner)
    there = np.isin(job, among)
    return street_m(lines, np.flatnonzero(there), job[there], found)


def _per(group: Ints, values: Floats, count: int) -> Floats:
    # Of nothing, numpy counts in whole numbers.
    return np.bincount(group, weights=values, minlength=count).astype(float)


def _joined(parts: list[Any], shape: tuple[int, ...] = (0,), dtype: type = np.int64) -> Any:
    return np.concatenate(parts) if parts else np.zeros(shape, dtype=dtype)
