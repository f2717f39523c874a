"""What do the marks of safety walks say of a place, and how surely?"""

from __future__ import annotations

import numpy as np
import pandas as pd
import scipy
from numpy.typing import NDArray

from geo.errors import BadInput
from geo.evaluation.survey import proportions

Floats = NDArray[np.float64]

#: Marks of a factor, from bad to good.
MARKS = np.arange(4)
#: Marks up to this one are weak.
WEAK = 1
#: Where the interval of the mean mark lies beside the middle of the scale.
LEVELS = ("rather good", "rather bad", "not told apart")


def marked(counts: NDArray[np.int64], *, confidence: float = 0.95) -> pd.DataFrame:
    """Return the mean mark and the share of weak marks with their intervals.

    Parameters
    ----------
    counts
        (N, 4) how often each of the marks 0 to 3 was given; two marks at least in a row.

    Returns
    -------
    frame
        ``marks``, how many there are; ``mean`` with ``low`` and ``high`` by Student's t within 0 and 3 or, where all
        marks are the same, by what other marks could still be as often as chance allows; ``weak``, the share of 0 and
        1, with ``weak_low`` and ``weak_high`` as ``proportions`` has them.

    Notes
    -----
    Limits: of 25 marks that are mostly the best one the interval holds the truth 93 times in 100. It is that of chance
    alone: people choose the places they mark, and the marks of one walk are like each other, so that an area may be
    better or worse than the places of which somebody told.

    References
    ----------
    Student (1908), doi:10.2307/2331554

    Examples
    --------
    Ten times each mark: a mean of 1.5, give or take 2.02 standard errors of 0.179.

    >>> marked(np.array([[10, 10, 10, 10]])).round(2)[["mean", "low", "high", "weak"]].to_dict("records")
    [{'mean': 1.5, 'low': 1.14, 'high': 1.86, 'weak': 0.5}]

    Twenty times the best mark: others may be among as many as 17 % of all marks.

    >>> marked(np.array([[0, 0, 0, 20]])).round(2)[["mean", "low", "high", "weak_high"]].to_dict("records")
    [{'mean': 3.0, 'low': 2.49, 'high': 3.0, 'weak_high': 0.17}]
    """
    given: Floats = np.asarray(counts, dtype=float).reshape(-1, len(MARKS))
    n: Floats = given.sum(axis=1)
    if not (n >= 2).all():
        raise BadInput("A mean of marks must rest on at least two.")
    mean = given @ MARKS / n
    low, high = _interval(given, n, mean, confidence)
    weak = proportions(given[:, : WEAK + 1].sum(axis=1) / n, n, confidence=confidence)
    told = {"marks": n.astype(np.int64), "mean": mean, "low": low, "high": high}
    return pd.DataFrame(told | {"weak": weak["share"], "weak_low": weak["low"], "weak_high": weak["high"]})


def level(low: Floats, high: Floats) -> NDArray[np.object_]:
    """Return for each mean whether its interval lies above or below the middle of the scale, or does not tell.

    Examples
    --------
    >>> level(np.array([1.6, 0.2, 1.2]), np.array([2.0, 1.4, 1.9])).tolist()
    ['rather good', 'rather bad', 'not told apart']
    """
    beside = [np.asarray(low) > MARKS.mean(), np.asarray(high) < MARKS.mean()]
    return np.select(beside, LEVELS[:2], default=LEVELS[2]).astype(object)


def _interval(counts: Floats, n: Floats, mean: Floats, confidence: float) -> tuple[Floats, Floats]:
    spread = np.sqrt(np.maximum((counts @ MARKS**2 - n * mean**2) / (n - 1), 0.0) / n)
    reach = scipy.stats.t.ppf((1 + confidence) / 2, n - 1) * spread
    # Where all marks are the same: with what share of others would so many like ones still come by a half tail?
    same, others = (counts > 0).sum(axis=1) == 1, 1 - ((1 - confidence) / 2) ** (1 / n)
    low = np.where(same, mean * (1 - others), mean - reach)
    high = np.where(same, mean + (MARKS[-1] - mean) * others, mean + reach)
    return np.clip(low, MARKS[0], MARKS[-1]), np.clip(high, MARKS[0], MARKS[-1])
