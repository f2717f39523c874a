"""How many pairs of incidents lie near in time, in many arrangements of the times at once? The compiled loop."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

# Threads may call it. The innermost loops run over arrangements that lie side by side, and become vector code.
kernel = njit(cache=True, nogil=True, error_model="numpy")


@kernel
def soon(
    one: NDArray[np.int32],
    other: NDArray[np.int32],
    days: NDArray[np.float64],
    within_days: NDArray[np.float64],
    counts: NDArray[np.int64],
) -> None:
    """Count for each limit and arrangement the pairs that are no more days apart.

    Parameters
    ----------
    one, other
        (P,) the incidents of each pair.
    days
        (N, K) when each incident was in each of K arrangements.
    within_days
        (T,) limits, included.
    counts
        (T, K) added to.
    """
    limits, turns = len(within_days), days.shape[1]
    apart = np.empty(turns)
    for pair in range(len(one)):
        a, b = np.uint64(one[pair]), np.uint64(other[pair])
        for turn in range(turns):
            apart[turn] = abs(days[a, turn] - days[b, turn])
        for limit in range(limits):
            within = within_days[limit]
            for turn in range(turns):
                counts[limit, turn] += apart[turn] <= within
