"""Are there more incidents than before, fewer, or is no change shown?"""

from __future__ import annotations

import numpy as np
import pandas as pd
import scipy
from numpy.typing import NDArray

from geo.hotspots.significance import q_values

Counts = NDArray[np.int64]

VERDICTS = ("more", "fewer", "no change shown")
#: Lengths of the two periods that are compared, in days: the longest that fits twice.
PERIODS_DAYS = (365.0, 182.0, 91.0, 28.0)


def last_two_periods(days: NDArray[np.float64], *, until: float) -> float | None:
    """Return how long the last two periods are that incidents fill, each as long as the other; none if too short.

    A year is compared with the year before where there are two; otherwise the seasons differ, which must be said.

    Parameters
    ----------
    days
        (N,) when incidents were, in days from any day on.
    until
        The day on which the last period ends.

    Examples
    --------
    >>> last_two_periods(np.array([0.0, 100.0]), until=100.0), last_two_periods(np.array([0.0, 10.0]), until=10.0)
    (28.0, None)
    """
    if not len(days):
        return None
    known = until - float(np.min(days))
    return next((length for length in PERIODS_DAYS if 2 * length <= known + 1), None)


def rate_change(
    before: Counts, after: Counts, *, days_before: float, days_after: float, confidence: float = 0.95
) -> pd.DataFrame:
    """Compare the rates of each cell in two periods.

    Were a cell's rate the same in both periods, then of its n incidents those after would follow a binomial
    distribution with the share of the days that the period after has: the conditional exact test of two Poisson rates.

    Parameters
    ----------
    before, after
        (N,) incidents in each cell.
    days_before, days_after
        Lengths of the periods. Seasons differ: compare the same months.

    Returns
    -------
    frame
        ``ratio`` of the rates (after to before; infinite where there was none before, NaN without incidents) with
        ``low`` and ``high``, the exact interval; two-sided ``p``; ``q``, adjusted for the number of cells; and
        ``verdict``, told by q: with many cells an interval without 1 is by itself no change shown.

    References
    ----------
    Przyborowski, J., Wilenski, H. (1940), Biometrika 31(3/4), doi:10.2307/2332612

    Examples
    --------
    >>> told = rate_change(np.array([20, 20]), np.array([22, 50]), days_before=365, days_after=365)
    >>> told["ratio"].tolist(), told["verdict"].tolist()
    ([1.1, 2.5], ['no change shown', 'more'])
    """
    before, after = np.asarray(before), np.asarray(after)
    n, share, tail = before + after, days_after / (days_before + days_after), (1 - confidence) / 2
    low = np.nan_to_num(scipy.stats.beta.ppf(tail, after, before + 1), nan=0.0)
    high = np.nan_to_num(scipy.stats.beta.ppf(1 - tail, after + 1, before), nan=1.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio, low, high = (part / (1 - part) * days_before / days_after for part in (after / n, low, high))
    nearer = np.minimum(scipy.stats.binom.cdf(after, n, share), scipy.stats.binom.sf(after - 1, n, share))
    p = np.minimum(2 * nearer, 1.0)
    q = q_values(p)
    changed = [(q <= 1 - confidence) & (after * days_before > before * days_after), q <= 1 - confidence]
    verdict = np.select(changed, VERDICTS[:2], default=VERDICTS[2]).astype(object)
    return pd.DataFrame({"ratio": ratio, "low": low, "high": high, "p": p, "q": q, "verdict": verdict})


def share_change_p(before: Counts, after: Counts) -> NDArray[np.float64]:
    """Return (N,) p-values of each cell's share of all incidents being the same in both periods.

    A chi-squared test with Yates's correction of the cell against all others: has the pattern moved, whatever the total
    did? The share of cells whose p is above 0.05 is Andresen's index of similarity S.

    References
    ----------
    Andresen, M. A. (2016), Journal of Experimental Criminology 12, doi:10.1007/s11292-016-9257-8
    """
    table = np.array([[before, before.sum() - before], [after, after.sum() - after]], dtype=float)
    total = table.sum(axis=(0, 1))
    expected = table.sum(axis=1, keepdims=True) * table.sum(axis=0, keepdims=True) / total
    off = np.abs(table - expected)
    # Yates: a half nearer, but not beyond.
    off = np.maximum(off - 0.5, 0.0)
    squares = np.divide(off**2, expected, out=np.zeros_like(off), where=expected > 0).sum(axis=(0, 1))
    return np.asarray(scipy.stats.chi2.sf(squares, 1))


def similarity(before: Counts, after: Counts, *, p: float = 0.05) -> float:
    """Return Andresen's index S: the share of cells whose share of incidents did not change significantly."""
    return float((share_change_p(before, after) > p).mean())
