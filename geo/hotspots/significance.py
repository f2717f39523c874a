"""How sure a hotspot is: p-values under false-discovery control, told in three classes."""

from __future__ import annotations

import numpy as np
import pandas as pd
import scipy
from scipy.sparse import csr_array

from geo.hotspots.getis_ord import gi_star

#: What a cell's evidence is called, strongest first; ``none`` is no hotspot.
EVIDENCE = ("certain", "probable", "uncertain", "none")
CERTAIN_Q = 0.01
PROBABLE_Q = 0.05
UNCERTAIN_P = 0.05


def exact_p_values(around: np.ndarray, *, n: int, share: np.ndarray) -> np.ndarray:
    """Return how likely at least so many of n incidents would lie in places by chance alone.

    Were all ground alike, the incidents in a cell and its neighbours, which the binary Gi* sums up, would follow a
    binomial distribution. The normal approximation of Gi* is no stand-in for it where a cell expects about one
    incident or fewer: on maps of complete spatial randomness it shows hotspots far too often.

    Parameters
    ----------
    around
        (N,) incidents in each cell and its neighbours.
    share
        (N,) share of the city's ground that they cover.

    Examples
    --------
    >>> exact_p_values(np.array([0, 2]), n=2, share=np.array([0.5, 0.5])).tolist()
    [1.0, 0.25]
    """
    return np.asarray(scipy.stats.binom.sf(around - 1, n, share))


def p_values(z: np.ndarray) -> np.ndarray:
    """Return two-sided p-values of z-scores under the normal approximation, good only where counts are many.

    Examples
    --------
    >>> p_values(np.array([0.0, 1.959964])).round(4).tolist()
    [1.0, 0.05]
    """
    return np.asarray(2 * scipy.stats.norm.sf(np.abs(z)))


def q_values(p: np.ndarray) -> np.ndarray:
    """Return p-values adjusted so that, of the cells called hot at q, a share of at most q is expected to be wrong.

    References
    ----------
    Benjamini, Y., Hochberg, Y. (1995), Journal of the Royal Statistical Society B 57(1),
    doi:10.1111/j.2517-6161.1995.tb02031.x
    """
    return np.asarray(scipy.stats.false_discovery_control(p, method="bh"))


def evidence(z: np.ndarray, p: np.ndarray, q: np.ndarray) -> np.ndarray:
    """Return the class of each cell: only high counts can be hot.

    ``certain`` at q <= 0.01, ``probable`` at q <= 0.05, ``uncertain`` where only the p-value by itself is at most
    0.05: among many cells some such are expected by chance alone.
    """
    hot = z > 0
    classes = [hot & (q <= CERTAIN_Q), hot & (q <= PROBABLE_Q), hot & (p <= UNCERTAIN_P)]
    return np.select(classes, EVIDENCE[:3], default="none").astype(object)


def judge(counts: np.ndarray, area_m2: np.ndarray, weights: csr_array) -> pd.DataFrame:
    """Return what lies in and around each cell, and how surely that is more than chance.

    Parameters
    ----------
    counts
        (N,) incidents in each cell.
    area_m2
        (N,) ground of each cell, clipped to the city.
    weights
        (N, N) binary weights, each cell with itself.

    Returns
    -------
    frame
        ``count``, ``around`` (with the neighbours), ``expected`` (what their share of the ground would bring), ``z``
        of Gi*, the exact ``p``, ``q`` and ``evidence``. Where all counts are equal nothing can be compared: no z, p, q.
    """
    n = int(counts.sum())
    around, share = (weights @ counts).astype(int), (weights @ area_m2) / area_m2.sum()
    frame = pd.DataFrame({"count": counts, "around": around, "expected": (n * share).round(2)})
    if len(counts) < 3 or np.ptp(counts) == 0:
        return frame.assign(z=None, p=None, q=None, evidence="none")
    z = gi_star(counts, weights)
    p = exact_p_values(around, n=n, share=np.minimum(share, 1.0))
    q = q_values(p)
    return frame.assign(z=z, p=p, q=q, evidence=evidence(z, p, q))
