"""Which incidents do two sources tell of, so that they must count once?"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.spatial import KDTree

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

#: Whose time is less well known than this is matched with nobody: it would meet everything of its day.
LONGEST_MIN = 360.0


def same_as(
    xy: Floats,
    begin: pd.Series,
    end: pd.Series,
    *,
    category: NDArray[np.object_],
    source: NDArray[np.object_],
    rank: Ints,
    within_m: float,
    within_min: float,
) -> Ints:
    """Return (N,) the row of the incident that stands for each; its own where it stands for itself.

    Two incidents are taken for one if different sources tell of them, in the same category, no farther apart than
    ``within_m``, and with no more than ``within_min`` between their intervals. The one with the lower rank stands; it
    takes of every other source only the nearest one, for a source knows its own incidents apart.

    Parameters
    ----------
    xy
        (N, 2) metres.
    begin, end
        (N,) aware; intervals of more than six hours are matched with nobody.
    rank
        (N,) the lower is kept; of equals the earlier.

    Notes
    -----
    Limits: two thefts at one place within the limits that two services each recorded once are taken for one. The pairs
    are a proposal, and stand in the list of what did not count.
    """
    own = np.arange(len(xy))
    first, last = (pd.DatetimeIndex(when).as_unit("s").asi8 / 60.0 for when in (begin, end))
    known = np.flatnonzero(last - first <= LONGEST_MIN)
    if len(known) < 2:
        return own
    pairs = known[_near(xy[known], (first + last)[known] / 2, within_m, within_min)]
    i, j = pairs.T
    gap_min = np.maximum(first[i], first[j]) - np.minimum(last[i], last[j])
    apart_m = np.hypot(*(xy[i] - xy[j]).T)
    alike = (source[i] != source[j]) & (category[i] == category[j]) & (apart_m <= within_m) & (gap_min <= within_min)
    return _taken(own, pairs[alike], apart_m[alike], first, source, rank)


def _near(xy: Floats, middle_min: Floats, within_m: float, within_min: float) -> Ints:
    """Return (P, 2) pairs that may be near enough in place and time; intervals may reach far from their middles."""
    scaled = np.column_stack([xy / within_m, middle_min / (within_min + LONGEST_MIN)])
    return np.asarray(KDTree(scaled).query_pairs(1.0, p=np.inf, output_type="ndarray"), dtype=np.int64)


def _taken(own: Ints, pairs: Ints, apart_m: Floats, first: Floats, source: NDArray[np.object_], rank: Ints) -> Ints:
    """Let each incident, in the order of rank and time, take the nearest one of every other source."""
    near: dict[int, list[tuple[float, int]]] = {}
    for (a, b), metres in zip(pairs.tolist(), apart_m.tolist(), strict=True):
        near.setdefault(a, []).append((metres, b))
        near.setdefault(b, []).append((metres, a))
    stands = own.copy()
    free = dict.fromkeys(near, True)
    for one in _in_order(near, first, rank):
        if not free[one]:
            continue
        free[one], met = False, {source[one]}
        for _, other in sorted(near[one]):
            if free[other] and source[other] not in met:
                free[other], stands[other] = False, one
                met.add(source[other])
    return stands


def _in_order(rows: Iterable[int], first: Floats, rank: Ints) -> list[int]:
    return sorted(rows, key=lambda row: (rank[row], first[row], row))
