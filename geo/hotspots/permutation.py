"""How surely is what lies around a cell more than chance, were the counts of all other cells dealt out anew?"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from geo.errors import BadInput

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Tails:
    """In how many of the permutations the neighbours' sum was at least, and at most, what was observed; (N,) each."""

    at_least: Ints
    at_most: Ints
    permutations: int

    def upper_p(self) -> Floats:
        """Return (N,) p-values of high sums, (M + 1) / (R + 1)."""
        return np.asarray((self.at_least + 1) / (self.permutations + 1))

    def nearer_tail_p(self) -> Floats:
        """Return (N,) p-values of the nearer tail, not doubled: about one half where nothing is special."""
        return np.asarray((np.minimum(self.at_least, self.at_most) + 1) / (self.permutations + 1))


def permuted(
    counts: NDArray[np.int64],
    weights: csr_array,
    *,
    rng: np.random.Generator,
    permutations: int = 999,
    threads: int = 1,
) -> Tails:
    """Compare what lies around each cell with what chance would put there, the cell itself held fixed.

    For Gi* and for local Moran's I alike only the sum over the neighbours changes under such conditional permutation,
    so the tails of that sum are those of the statistic (of I where the cell itself is above the mean; else mirrored).

    Parameters
    ----------
    counts
        (N,) whole numbers.
    weights
        (N, N) binary weights; the diagonal is passed over.
    rng
        The same seed gives the same tails, whatever the number of threads.

    Raises
    ------
    BadInput
        For weights other than 0 and 1, counts that are not whole, or fewer than three cells.

    Notes
    -----
    Limits: the least p-value is 1 / (permutations + 1). Under false-discovery control 999 permutations cannot make a
    lone cell hot among more than fifty: it needs company, more permutations, or the exact p of
    ``geo.hotspots.significance``.

    References
    ----------
    Anselin, L. (1995), Geographical Analysis 27(2), doi:10.1111/j.1538-4632.1995.tb00338.x
    """
    whole = _whole(counts)
    near = csr_array(weights - _diagonal(weights))
    near.eliminate_zeros()
    if not (near.data == 1).all():
        raise BadInput("Permutations need binary weights: 1 for neighbours, 0 for all others.")
    around, degrees = near.astype(np.int32) @ whole, np.diff(near.indptr).astype(np.int32)
    seeds = rng.integers(2**64, size=permutations, dtype=np.uint64)
    parts = _dealt(whole, around, degrees, np.array_split(seeds, max(threads, 1)))
    at_least, at_most = np.sum(parts, axis=0)
    return Tails(at_least, at_most, permutations)


def _whole(counts: NDArray[np.int64]) -> Ints:
    whole = np.asarray(counts).astype(np.int32)
    if len(whole) < 3 or not (whole == counts).all():
        raise BadInput("Permutations need whole counts of at least three cells; {n} were given.", n=len(whole))
    return whole


def _diagonal(weights: csr_array) -> csr_array:
    own = np.arange(weights.shape[0])
    return csr_array((weights.diagonal(), (own, own)), shape=weights.shape)


def _dealt(counts: Ints, around: Ints, degrees: Ints, shares: list[NDArray[np.uint64]]) -> list[tuple[Ints, Ints]]:
    # Here, not above: importing numba takes 0.25 s, and a command that permutes nothing need not pay.
    from geo.hotspots.shuffles import tails

    def deal(seeds: NDArray[np.uint64]) -> tuple[Ints, Ints]:
        at_least, at_most = np.zeros_like(counts), np.zeros_like(counts)
        tails(counts, around, degrees, seeds, at_least, at_most)
        return at_least, at_most

    if len(shares) == 1:
        return [deal(shares[0])]
    with ThreadPoolExecutor(len(shares)) as pool:
        return list(pool.map(deal, shares))
