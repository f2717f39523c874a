"""Is a cell like its neighbours, or their opposite? Local Moran's I."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from geo.errors import BadInput

Floats = NDArray[np.float64]

#: The quadrants: the cell, then its neighbours, against the mean; an island or a value at the mean is in none.
QUADRANTS = ("high among high", "low among high", "low among low", "high among low", "none")


@dataclass(frozen=True, slots=True, eq=False)
class LocalMoran:
    """(N,) I in the convention of esda, and the quadrant of each cell as a word of ``QUADRANTS``."""

    i: Floats
    quadrant: NDArray[np.object_]


def local_moran(values: Floats, weights: csr_array) -> LocalMoran:
    """Return local Moran's I of each cell with row-standardised weights.

    With z_j = x_j - x̄ and W_ij = w_ij / Σ_j w_ij, the cell itself left out,

        I_i = (n - 1) z_i Σ_j W_ij z_j / Σ_j z_j².

    Parameters
    ----------
    values
        (N,) counts or rates x.
    weights
        (N, N) weights w; the diagonal is passed over. A cell without neighbours has I = 0.

    Raises
    ------
    BadInput
        With fewer than three values, or where all are equal.

    Notes
    -----
    The convention is that of esda (PySAL) and GeoDa. That of spdep has n in the place of n - 1: its I is n / (n - 1)
    times ours.

    References
    ----------
    Anselin, L. (1995), Geographical Analysis 27(2), doi:10.1111/j.1538-4632.1995.tb00338.x

    Examples
    --------
    >>> w = csr_array(np.array([[0, 1, 0, 0], [1, 0, 0, 0], [0, 0, 0, 1], [0, 0, 1, 0]]))
    >>> told = local_moran(np.array([5.0, 5.0, 1.0, 1.0]), w)
    >>> told.i.tolist(), told.quadrant.tolist()[1:3]
    ([0.75, 0.75, 0.75, 0.75], ['high among high', 'low among low'])
    """
    x = np.asarray(values, dtype=float)
    n = len(x)
    if n < 3 or np.ptp(x) == 0:
        raise BadInput("Moran's I needs at least three values that are not all equal; {n} were given.", n=n)
    z = x - x.mean()
    others = weights.sum(axis=1) - weights.diagonal()
    around = weights @ z - weights.diagonal() * z
    lag = np.divide(around, others, out=np.zeros(n), where=others > 0)
    return LocalMoran((n - 1) * z * lag / (z**2).sum(), _quadrant(z, lag))


def _quadrant(z: Floats, lag: Floats) -> NDArray[np.object_]:
    of = [(z > 0) & (lag > 0), (z < 0) & (lag > 0), (z < 0) & (lag < 0), (z > 0) & (lag < 0)]
    return np.select(of, QUADRANTS[:4], default=QUADRANTS[4]).astype(object)
