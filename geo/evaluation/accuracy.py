"""How much of what came lay on the little ground that a map had called hot?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import scipy
from numpy.typing import NDArray

from geo.errors import BadInput

Floats = NDArray[np.float64]
Counts = NDArray[np.integer[Any]] | NDArray[np.floating[Any]]
#: Shares of the area, or of the length of streets, at which maps are told apart.
SHARES = (0.01, 0.02, 0.05, 0.10)
#: What a map is worth beside the naive one: only a difference beyond chance makes it better.
VERDICTS = ("better than naive", "no better shown", "worse than naive")
NAIVE = "naive"
BETTER_P = 0.05


def hottest(score: Floats, measure: Floats, *, share: float) -> NDArray[np.bool_]:
    """Tell which cells come first by score and make up a share of the measure, as nearly as whole cells can.

    Parameters
    ----------
    score
        (N,) higher is hotter, NaN coldest; of equal cells the first come first.
    measure
        (N,) area or street length of the cells, positive in sum.

    Examples
    --------
    >>> hottest(np.array([1.0, 3.0, 2.0, 0.0]), np.ones(4), share=0.5).tolist()
    [False, True, True, False]
    """
    if not (len(measure) and np.sum(measure) > 0):
        raise BadInput(
            "Cells must have some area or street length in all; {given} cells have none.", given=len(measure)
        )
    order = np.argsort(-np.nan_to_num(score, nan=-np.inf), kind="stable")
    reached = np.cumsum(measure[order])
    last = np.argmin(np.abs(reached - share * reached[-1]))
    chosen = np.zeros(len(score), dtype=bool)
    chosen[order[: last + 1]] = True
    return chosen


def most_hits(hits: Counts, measure: Floats, *, within: float) -> float:
    """Return the most hits that cells of so much measure can hold, a part of the last cell included.

    With equal cells it is the sum of the highest counts; with unequal ones no choice of whole cells holds more.
    """
    order = np.argsort(-hits / np.where(measure > 0, measure, np.nan), kind="stable")
    part = np.clip(
        (within - (np.cumsum(measure[order]) - measure[order])) / np.where(measure > 0, measure, 1)[order], 0, 1
    )
    return float((part * hits[order]).sum())


def accuracy(
    score: Floats, hits: Counts, measure: Floats, *, known: Counts | None = None, shares: Sequence[float] = SHARES
) -> pd.DataFrame:
    """Return how accurate a map was, one row for each share.

    With n of N incidents on a of the measure A, hit rate = n / N, PAI = (n / N) / (a / A), and PEI* = PAI over the
    highest PAI that so much ground could have reached, the ceiling.

    Parameters
    ----------
    score
        (N,) of the cells, from the past.
    hits
        (N,) incidents that came, in each cell.
    measure
        (N,) area or street length of the cells.
    known
        (N,) incidents from which the map was made; with them the recapture rate index is told.

    Returns
    -------
    frame
        ``share``, ``cells``, ``measure_share`` (what whole cells made of the share), ``hits``, ``n``, ``hit_rate``,
        ``pai``, ``pai_max``, ``pei`` and ``rri``. Without incidents the last five are NaN.

    References
    ----------
    Chainey, S., Tompson, L., Uhlig, S. (2008), Security Journal 21, doi:10.1057/palgrave.sj.8350066
    Hunt, J. M. (2016), Do crime hot spots move? (PEI), American University
    Levine, N. (2008), Security Journal 21 (RRI), doi:10.1057/sj.2008.11

    Examples
    --------
    >>> told = accuracy(np.array([9, 5, 1, 0]), np.array([6, 0, 2, 2]), np.ones(4), shares=[0.25])
    >>> told[["hits", "hit_rate", "pai", "pei"]].to_dict("records")
    [{'hits': 6, 'hit_rate': 0.6, 'pai': 2.4, 'pei': 1.0}]
    """
    return pd.DataFrame([_row(hottest(score, measure, share=share), share, hits, measure, known) for share in shares])


def _row(
    chosen: NDArray[np.bool_], share: float, hits: Counts, measure: Floats, known: Counts | None
) -> dict[str, float]:
    n, held, area = hits.sum(), hits[chosen].sum(), measure[chosen].sum() / measure.sum()
    rate, best = (
        count / n if n else np.nan for count in (held, most_hits(hits, measure, within=measure[chosen].sum()))
    )
    before = np.nan if known is None or not known[chosen].sum() else known[chosen].sum() / known.sum()
    return {
        "share": share,
        "cells": int(chosen.sum()),
        "measure_share": area,
        "hits": held,
        "n": n,
        "hit_rate": rate,
        "pai": rate / area,
        "pai_max": best / area,
        "pei": rate / best if n else np.nan,
        "rri": rate / before,
    }


def area_under_curve(score: Floats, hits: Counts, measure: Floats) -> float:
    """Return the area under the hit rate drawn against the share of ground: 0.5 is chance.

    It is the chance that a place of an incident has a higher score than a place anywhere, ties counted half.
    """
    values, place = np.unique(np.nan_to_num(score, nan=-np.inf), return_inverse=True)
    ground = np.bincount(place, measure, len(values))
    below = np.cumsum(ground) - ground / 2
    return float((hits * below[place]).sum() / (hits.sum() * measure.sum())) if hits.sum() else float("nan")


def compare(
    scores: Mapping[str, Floats],
    hits: Counts,
    measure: Floats,
    *,
    naive: Mapping[str, Floats],
    shares: Sequence[float] = SHARES,
) -> pd.DataFrame:
    """Return the accuracy of maps and of the naive ones, with a verdict on each map at each share.

    Parameters
    ----------
    scores, naive
        (N,) scores of the cells by the method's name; the best of the naive ones at a share is what a map must beat.

    Returns
    -------
    frame
        As ``accuracy`` tells it, with ``method``, ``verdict`` (``naive`` for the naive ones) and ``p``: how likely
        chance alone would part so unevenly the incidents that only one of the two maps held (exact sign test): ``won``
        by the map alone, ``lost`` to the naive one.
    """
    rows = []
    for share in shares:
        rivals = {name: hottest(score, measure, share=share) for name, score in naive.items()}
        best = max(rivals.values(), key=lambda chosen: hits[chosen].sum())
        for name, chosen in rivals.items():
            unjudged = {"verdict": NAIVE, "p": np.nan, "won": 0, "lost": 0}
            rows.append({"method": name, **_row(chosen, share, hits, measure, None), **unjudged})
        for name, score in scores.items():
            chosen = hottest(score, measure, share=share)
            won, lost = int(hits[chosen & ~best].sum()), int(hits[best & ~chosen].sum())
            said, p = verdict(won, lost)
            judged = {"verdict": said, "p": p, "won": won, "lost": lost}
            rows.append({"method": name, **_row(chosen, share, hits, measure, None), **judged})
    return pd.DataFrame(rows).drop(columns="rri")


def verdict(won: int, lost: int) -> tuple[str, float]:
    """Judge a map by the incidents that it alone held and those that only the naive one held.

    Fewer is worse at once; more is better only beyond chance: the map must prove its worth, not the naive one.

    Examples
    --------
    >>> verdict(3, 4)[0], verdict(4, 3)[0], verdict(20, 3)[0]
    ('worse than naive', 'no better shown', 'better than naive')
    """
    p = float(scipy.stats.binomtest(won, won + lost).pvalue) if won + lost else 1.0
    if won < lost:
        return VERDICTS[2], p
    return VERDICTS[0] if won > lost and p <= BETTER_P else VERDICTS[1], p
