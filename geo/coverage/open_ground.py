"""Which ground of areas is open, and how many metres of street lie on it?"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.coverage.along import Sections
from geo.coverage.cells import Floats, Ints, block_of, cut, rings_of
from geo.coverage.laid import Jobs, Views, job_of_piece, jobs_of, jobs_under, laid, spans_of, street_m
from geo.geometry.slabs import BARE, ONCE


class OpenGround(NamedTuple):
    """The open ground of areas.

    Attributes
    ----------
    jobs
        What of it lies in the cells that were asked for; owners are the areas.
    ground_m2, street_m
        (A,) all of it, and the streets on it.
    """

    jobs: Jobs
    ground_m2: Floats
    street_m: Floats


def open_ground(
    areas: NDArray[np.object_], footprints: NDArray[np.object_], streets: Sections, blocks: Ints
) -> OpenGround:
    """Take footprints out of areas.

    Parameters
    ----------
    areas, footprints
        (A,) and (B,) polygons in metres; both may overlap.
    streets
        Lines cut by cells, none over another.
    blocks
        Where the ground itself is wanted.
    """
    whole, built = jobs_of(cut(rings_of(areas))), cut(rings_of(footprints))
    spans = spans_of(built, whole.code)
    wanted = np.isin(block_of(whole.code), blocks) | np.isin(whole.code, np.unique(streets.code))
    chosen = np.flatnonzero(wanted | (spans[:, 1] > spans[:, 0]))
    count = int(built.owner.max()) + 1 if len(built.owner) else 0
    opaque = Views(built, np.ones(count, dtype=bool), np.ones(count))
    found = laid(whole, opaque, spans, chosen, traced=BARE)
    built_m2 = np.bincount(whole.owner[chosen], weights=found.measures[:, ONCE], minlength=len(areas))
    job, first = np.unique(found.of, return_index=True)
    ground = Jobs(whole.code[job], whole.owner[job], np.append(first, len(found.of)), found.coords, found.rings)
    at, under = jobs_under(streets.code, whole)
    metres = street_m(streets, at, under, found)
    per_area = np.bincount(whole.owner[job_of_piece(found)], weights=metres, minlength=len(areas))
    return OpenGround(ground, shapely.area(areas) - built_m2, per_area.astype(float))
