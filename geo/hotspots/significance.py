"""How sure a hotspot is: p-values under false-discovery control, told in three classes."""

from __future__ import annotations

import numpy as np
from scipy.stats import false_discovery_control, norm

#: What a cell's evidence is called, strongest first; ``none`` is no hotspot.
EVIDENCE = ("certain", "probable", "uncertain", "none")
CERTAIN_Q = 0.01
PROBABLE_Q = 0.05
UNCERTAIN_P = 0.05


def p_values(z: np.ndarray) -> np.ndarray:
    """Return two-sided p-values of z-scores under the normal approximation.

    Examples
    --------
    >>> p_values(np.array([0.0, 1.959964])).round(4).tolist()
    [1.0, 0.05]
    """
    return np.asarray(2 * norm.sf(np.abs(z)))


def q_values(p: np.ndarray) -> np.ndarray:
    """Return p-values adjusted so that, of the cells called hot at q, a share of at most q is expected to be wrong.

    References
    ----------
    Benjamini, Y., Hochberg, Y. (1995), Journal of the Royal Statistical Society B 57(1),
    doi:10.1111/j.2517-6161.1995.tb02031.x
    """
    return np.asarray(false_discovery_control(p, method="bh"))


def evidence(z: np.ndarray, p: np.ndarray, q: np.ndarray) -> np.ndarray:
    """Return the class of each cell: only high counts can be hot.

    ``certain`` at q <= 0.01, ``probable`` at q <= 0.05, ``uncertain`` where only the p-value by itself is at most
    0.05: among many cells some such are expected by chance alone.
    """
    hot = z > 0
    classes = [hot & (q <= CERTAIN_Q), hot & (q <= PROBABLE_Q), hot & (p <= UNCERTAIN_P)]
    return np.select(classes, EVIDENCE[:3], default="none").astype(object)
