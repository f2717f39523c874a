"""What lies under the views, and what under none, of ground that is cut by cells?"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from geo.coverage.along import Sections, lengths_within
from geo.coverage.cells import FINE_M, Cut, Floats, Ints, place_of
from geo.coverage.stitching import Stitched, Traced, stitched
from geo.geometry.ragged import spread
from geo.geometry.slabs import lay

#: Jobs that a thread takes at once.
_AT_ONCE = 256


class Jobs(NamedTuple):
    """The ground of each owner in each cell.

    Attributes
    ----------
    code, owner
        (J,) the cell, and whose ground it is, both rising.
    starts
        (J + 1,) where the rings of each begin.
    coords, rings
        As in `Cut`.
    """

    code: Ints
    owner: Ints
    starts: Ints
    coords: Floats
    rings: Ints


class Views(NamedTuple):
    """Views cut by cells, whether each counts in depth, and for which share of the time it looks there ``(V,)``."""

    cut: Cut
    counts: NDArray[np.bool_]
    share: Floats


class Laid(NamedTuple):
    """What was found on the ground of some jobs.

    Attributes
    ----------
    job
        (N,) which jobs.
    measures
        (N, 5) their ground, what of it lies under one, two, three views, and what is expected to be looked at; m².
    coords, rings
        Closed rings around what was traced, from the south-west corners of their cells.
    of, piece
        (R,) the job of each ring, rising, and the connected piece that it bounds, counted through all jobs.
    """

    job: Ints
    measures: Floats
    coords: Floats
    rings: Ints
    of: Ints
    piece: Ints


def jobs_of(ground: Cut) -> Jobs:
    """Return the jobs that cut ground makes."""
    code = np.repeat(ground.codes, np.diff(ground.starts))
    new = np.ones(len(code), dtype=bool)
    new[1:] = (code[1:] != code[:-1]) | (ground.owner[1:] != ground.owner[:-1])
    first = np.flatnonzero(new)
    return Jobs(code[first], ground.owner[first], np.append(first, len(code)), ground.coords, ground.rings)


def spans_of(over: Cut, code: Ints) -> Ints:
    """Return from and to which ring of a cut each of (N,) cells has something, (N, 2)."""
    if not len(over.codes):
        return np.zeros((len(code), 2), dtype=np.int64)
    at = np.minimum(np.searchsorted(over.codes, code), len(over.codes) - 1)
    there = over.codes[at] == code
    return np.column_stack([over.starts[at], np.where(there, over.starts[at + 1], over.starts[at])])


def laid(jobs: Jobs, over: Views, spans: Ints, chosen: Ints, *, traced: int) -> Laid:
    """Lay views over the ground of chosen jobs.

    Parameters
    ----------
    spans
        (J, 2) from and to which ring of the views lie in the cell of each job.
    traced
        ``UNDER`` or ``BARE``: what rings are drawn around.
    """
    views = over.cut

    def work(some: Ints) -> tuple[Floats, Floats, Ints, Ints, Ints]:
        ground = (jobs.coords, jobs.rings, jobs.starts)
        found: tuple[Floats, Floats, Ints, Ints, Ints] = lay(
            *ground, views.coords, views.rings, views.owner, spans, over.counts, over.share, some, traced, FINE_M
        )
        return found

    chunks = [chosen[begin : begin + _AT_ONCE] for begin in range(0, max(len(chosen), 1), _AT_ONCE)]
    with ThreadPoolExecutor() as pool:
        parts = list(pool.map(work, chunks))
    before = np.cumsum([0, *(len(part[1]) for part in parts)])
    rings = [part[2][1:] + shift for part, shift in zip(parts, before, strict=False)]
    measures, coords, of, within = (np.concatenate([part[k] for part in parts]) for k in (0, 1, 3, 4))
    return Laid(chosen, measures, coords, np.concatenate([[0], *rings]), of, _numbered(of, within))


def _numbered(of: Ints, within: Ints) -> Ints:
    """Number pieces, which were counted within their jobs, through all jobs; jobs come in rising order."""
    first = np.flatnonzero(np.diff(of, prepend=-1))
    most = np.maximum.reduceat(within, first) + 1 if len(first) else first
    before = np.cumsum(most) - most
    return np.repeat(before, np.diff(np.append(first, len(of)))) + within


def polygons(found: Laid, jobs: Jobs, group: Ints) -> Stitched:
    """Return what was traced as polygons in metres, joined over cells within groups.

    Parameters
    ----------
    group
        (J,) the group of each job.
    """
    cell = place_of(jobs.code)[found.of]
    return stitched(Traced(found.coords, found.rings, cell, group[found.of], found.piece))


def street_m(lines: Sections, at: Ints, job: Ints, found: Laid) -> Floats:
    """Return how many metres of lines lie in each traced piece.

    Parameters
    ----------
    at, job
        (N,) which sections are held against the traced rings of which jobs.
    """
    spans = np.column_stack([np.searchsorted(found.of, job), np.searchsorted(found.of, job, side="right")])
    count = int(found.piece.max()) + 1 if len(found.piece) else 0
    return np.asarray(lengths_within(lines.ends[at], found.coords, found.rings, spans, found.piece, count))


def jobs_under(code: Ints, jobs: Jobs) -> tuple[Ints, Ints]:
    """Return the pairs of (N,) cells, by their places, and the jobs in them."""
    first, last = np.searchsorted(jobs.code, code), np.searchsorted(jobs.code, code, side="right")
    job, at = spread(first, last - 1)
    return at, job


def job_of_piece(found: Laid) -> Ints:
    """Return the job of each traced piece."""
    of = np.zeros(int(found.piece.max()) + 1 if len(found.piece) else 0, dtype=np.int64)
    of[found.piece] = found.of
    return of
