"""Where counts are high together: the Getis-Ord Gi* statistic."""

from __future__ import annotations

import numpy as np
import shapely
from scipy.sparse import csr_array
from scipy.spatial import KDTree

from geo.errors import BadInput


def contiguity(cells: np.ndarray, *, reach_m: float) -> csr_array:
    """Return binary spatial weights w_ij: 1 where two cells' centres are within reach, each cell with itself.

    Parameters
    ----------
    cells
        (N,) whole cells of a regular grid, metres, before any clipping.
    reach_m
        A little more than the spacing takes the six neighbours of a hexagon.

    Returns
    -------
    weights
        (N, N), symmetric, ones on the diagonal: the star of Gi*.
    """
    centres = shapely.get_coordinates(shapely.centroid(cells))
    pairs = KDTree(centres).query_pairs(reach_m, output_type="ndarray")
    own = np.arange(len(cells))
    i = np.concatenate([pairs[:, 0], pairs[:, 1], own])
    j = np.concatenate([pairs[:, 1], pairs[:, 0], own])
    return csr_array((np.ones(len(i)), (i, j)), shape=(len(cells), len(cells)))


def gi_star(counts: np.ndarray, weights: csr_array) -> np.ndarray:
    """Return the z-score of Gi* for each cell.

    With x_j the counts, w_ij the weights, n the number of cells, x̄ the mean and s the standard deviation of x,

        z_i = (Σ_j w_ij x_j − x̄ W_i) / (s √((n S_1i − W_i²) / (n − 1))),  W_i = Σ_j w_ij,  S_1i = Σ_j w_ij².

    Parameters
    ----------
    counts
        (n,) counts x.
    weights
        (n, n) weights w, the cell itself included.

    Raises
    ------
    BadInput
        With fewer than three cells, or where all counts are equal: nothing can be compared.

    Notes
    -----
    Limits: the normal approximation is poor where counts are few; see ``geo.hotspots.significance``.

    References
    ----------
    Ord, J. K., Getis, A. (1995), Geographical Analysis 27(4), doi:10.1111/j.1538-4632.1995.tb00912.x

    Examples
    --------
    >>> w = csr_array(np.array([[1.0, 1, 0, 0], [1, 1, 0, 0], [0, 0, 1, 1], [0, 0, 1, 1]]))
    >>> gi_star(np.array([5, 5, 0, 0]), w).round(3).tolist()
    [1.732, 1.732, -1.732, -1.732]
    """
    x = np.asarray(counts, dtype=float)
    n = len(x)
    if n < 3 or np.ptp(x) == 0:
        raise BadInput("Gi* needs at least three cells whose counts are not all equal; {n} were given.", n=n)
    total = weights.sum(axis=1)
    square = weights.power(2).sum(axis=1)
    spread = x.std() * np.sqrt((n * square - total**2) / (n - 1))
    return np.asarray((weights @ x - x.mean() * total) / spread)
