"""Where do the rows of groups of unequal size stand in one long array?"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def members(starts: NDArray[np.intp], chosen: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the indices ``(M,)`` of the rows that belong to chosen groups, and the group of each.

    Examples
    --------
    >>> members(np.array([0, 2, 2, 5]), np.array([0, 2]))
    (array([0, 1, 2, 3, 4]), array([0, 0, 2, 2, 2]))
    """
    index, which = spread(starts[chosen], starts[chosen + 1] - 1)
    return index, chosen[which]


def spread(first: NDArray[np.intp], last: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return all whole numbers ``(M,)`` from each first to its last, and the index of the pair that each is from.

    Examples
    --------
    >>> spread(np.array([3, 7]), np.array([5, 7]))
    (array([3, 4, 5, 7]), array([0, 0, 0, 1]))
    """
    counts = last - first + 1
    before = np.cumsum(counts) - counts
    return np.repeat(first - before, counts) + np.arange(counts.sum()), np.repeat(np.arange(len(counts)), counts)
