"""Which places are most like the treated ones, where nothing was done?"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def matched(
    treated_before: NDArray[np.float64],
    before: NDArray[np.float64],
    centres: NDArray[np.float64],
    *,
    apart_m: float,
) -> list[int]:
    """Return one control for each treated place: as many incidents before as can be, far from the other controls.

    Parameters
    ----------
    treated_before
        (T,) incidents of the treated places before.
    before, centres
        (N,) incidents of the candidates before, and (N, 2) their middles in metres; those that were treated, or lie
        where incidents may have been displaced to, are left out beforehand.
    apart_m
        Controls are no nearer to each other.

    Returns
    -------
    chosen
        Indices of candidates; fewer than T where there are not enough.

    Notes
    -----
    Only what was before is looked at: a control that is chosen by what came after proves nothing. The treated place
    with the most incidents chooses first; of candidates that are equally like it, the first.

    Examples
    --------
    >>> far = np.array([[0.0, 0.0], [500.0, 0.0], [1000.0, 0.0]])
    >>> matched(np.array([4.0, 9.0]), np.array([5.0, 8.0, 4.0]), far, apart_m=100)
    [1, 2]
    """
    chosen: list[int] = []
    free = np.ones(len(before), dtype=bool)
    for count in sorted(treated_before.tolist(), reverse=True):
        if not free.any():
            break
        unlike = np.where(free, np.abs(before - count), np.inf)
        best = int(unlike.argmin())
        chosen.append(best)
        free &= np.hypot(*(centres - centres[best]).T) >= apart_m
    return chosen
