"""How often do shuffled counts reach what was counted around a cell? The compiled loop."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

Ints = NDArray[np.int32]

# No prange: threads call it, each with its own seeds, for numba's own pool of threads ends the process when two
# requests of a server enter it at once. Indices are unsigned, for numba asks of every signed one whether it counts from
# the end; that and the plain loops at the end, which become vector code, halve the time.
kernel = njit(cache=True, nogil=True, error_model="numpy")
_ONE, _HALF, _LOW = np.uint64(1), np.uint64(32), np.uint64(0xFFFFFFFF)


@kernel
def tails(counts: Ints, around: Ints, degrees: Ints, seeds: NDArray[np.uint64], at_least: Ints, at_most: Ints) -> None:
    """Shuffle all counts once a seed; add 1 where the neighbours' sum is at least, and at most, the one observed.

    After a shuffle the d counts behind a cell's own, the first following the last, are d others drawn without
    replacement: a neighbourhood under chance with the cell itself held fixed. A shuffle so serves all cells at once.

    Parameters
    ----------
    counts, around, degrees
        (N,) counts, sums over the neighbours without the cell itself, and how many neighbours these are.
    at_least, at_most
        (N,) added to.
    """
    n, turn = len(counts), np.int64(degrees.max())
    place, drawn = np.empty(n, dtype=np.int32), np.empty(n, dtype=np.int32)
    shuffled, sums = np.empty(n, dtype=np.int32), np.zeros(n + turn + 1, dtype=np.int32)
    for seed in seeds:
        shuffle(place, seed)
        for i in range(n):
            shuffled[np.uint64(place[i])] = counts[i]
        total = np.int32(0)
        for i in range(n):
            total += shuffled[i]
            sums[i + 1] = total
        for i in range(turn):
            sums[n + i + 1] = sums[n + i] + shuffled[i]
        for i in range(n):
            behind = np.uint64(place[i]) + _ONE
            drawn[i] = sums[behind + np.uint64(degrees[i])] - sums[behind]
        for i in range(n):
            at_least[i] += drawn[i] >= around[i]
        for i in range(n):
            at_most[i] += drawn[i] <= around[i]


@kernel
def shuffle(place: Ints, seed: np.uint64) -> None:
    """Put the numbers 0 to N - 1 into an order drawn by chance, all orders alike: Fisher and Yates by SplitMix64.

    A half of 64 drawn bits picks a place, biased by no more than N / 2³².

    References
    ----------
    Steele, G. L., Lea, D., Flood, C. H. (2014), OOPSLA, doi:10.1145/2660193.2660195
    """
    for k in range(len(place)):
        place[k] = k
    state, i = seed, np.uint64(len(place) - 1)
    while i > 0:
        state += np.uint64(0x9E3779B97F4A7C15)
        bits = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        bits = (bits ^ (bits >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        bits ^= bits >> np.uint64(31)
        j = ((bits >> _HALF) * (i + _ONE)) >> _HALF
        place[i], place[j] = place[j], place[i]
        i -= _ONE
        if i > 0:
            j = ((bits & _LOW) * (i + _ONE)) >> _HALF
            place[i], place[j] = place[j], place[i]
            i -= _ONE
