"""What must be said beside a map of hotspots, before anyone reads it?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array


@dataclass(frozen=True, slots=True)
class Caution:
    """A warning as a template and its values, like an error, so that a page says it in the reader's language."""

    template: str
    values: dict[str, object]

    @property
    def message(self) -> str:
        """The warning as an English sentence."""
        return self.template.format(**self.values)


def cautions(
    counts: NDArray[np.int64], weights: csr_array, *, fewest: int, exposure: NDArray[np.float64] | None = None
) -> tuple[Caution, ...]:
    """Return the warnings that hold for counts in cells; there may be none.

    Parameters
    ----------
    counts
        (N,) incidents.
    weights
        (N, N) spatial weights.
    fewest
        Below so many incidents nothing is called hot.
    exposure
        (N,) people, addresses or whatever the counts are held against; None: they are held against nothing.

    Examples
    --------
    >>> told = cautions(np.array([2, 1]), csr_array(np.ones((2, 2))), fewest=30, exposure=np.ones(2))
    >>> [caution.message for caution in told]
    ['There are only 3 incidents; with fewer than 30 no place can be told from chance.']
    """
    n, lonely = int(np.sum(counts)), int((weights.sum(axis=1) - weights.diagonal() == 0).sum())
    told: list[tuple[bool, str, dict[str, object]]] = [
        (
            n < fewest,
            "There are only {n} incidents; with fewer than {fewest} no place can be told from chance.",
            {"n": n, "fewest": fewest},
        ),
        (
            lonely > 0,
            "Cells without neighbours: {n} of {cells}; each of them is judged by itself alone.",
            {"n": lonely, "cells": len(counts)},
        ),
        (
            exposure is None,
            "These are counts, not rates: where more people are, more happens.",
            {},
        ),
    ]
    return tuple(Caution(template, values) for holds, template, values in told if holds)
