"""What share of people says so, how surely, and has it changed?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import scipy
from numpy.typing import NDArray
from scipy.special import expit, logit

from geo.errors import BadInput

Floats = NDArray[np.float64]

#: How a district lies to the city: it is coloured only where its interval excludes the city's mean.
STANDING = ("above", "below", "not told apart")
CHANGE = ("rose", "fell", "no change shown")


def proportions(
    share: Floats, asked: Floats, *, population: Floats | None = None, confidence: float = 0.95
) -> pd.DataFrame:
    """Return shares with their intervals.

    Parameters
    ----------
    share
        (N,) of those asked who say so, 0 to 1.
    asked
        (N,) how many were asked, two at least.
    population
        (N,) how many people there are; a sample that is a good part of them is surer.

    Returns
    -------
    frame
        ``share``, ``asked``, ``se`` (with n - 1, as survey software has it), ``margin`` (half the normal interval),
        ``low`` and ``high``: the interval on the logit scale, which stays within 0 and 1; where all say the same, the
        exact one.

    References
    ----------
    Korn, E. L., Graubard, B. I. (1998), Survey Methodology 24(2)

    Examples
    --------
    >>> told = proportions(np.array([0.782]), np.array([100])).round(3)
    >>> told[["margin", "low", "high"]].to_dict("records")
    [{'margin': 0.081, 'low': 0.69, 'high': 0.853}]
    """
    share, asked = np.asarray(share, dtype=float), np.asarray(asked, dtype=float)
    if not ((asked >= 2) & (share >= 0) & (share <= 1)).all():
        raise BadInput("A share must lie between 0 and 1 and rest on at least two answers.")
    sampled = np.zeros_like(asked) if population is None else asked / np.asarray(population, dtype=float)
    se = np.sqrt((1 - sampled) * share * (1 - share) / (asked - 1))
    quantile = float(scipy.stats.norm.ppf((1 + confidence) / 2))
    low, high = _logit_interval(share, se, quantile)
    # Where all say the same, the exact interval: so many like answers had a chance of a half tail.
    all_but = ((1 - confidence) / 2) ** (1 / asked)
    low, high = np.where(share == 1, all_but, low), np.where(share == 0, 1 - all_but, high)
    return pd.DataFrame({"share": share, "asked": asked, "se": se, "margin": quantile * se, "low": low, "high": high})


@dataclass(frozen=True, slots=True)
class CityShare:
    """The share in a whole city, put together from its districts; ``design_effect`` is over a plain sample as large."""

    share: float
    se: float
    low: float
    high: float
    design_effect: float


def city_share(share: Floats, asked: Floats, population: Floats, *, confidence: float = 0.95) -> CityShare:
    """Return the share in the city when each district was asked by itself: districts weigh by their people.

    Parameters
    ----------
    share, asked, population
        (N,) of each district.

    References
    ----------
    Lumley, T. (2010), Complex Surveys, doi:10.1002/9780470580066
    """
    each = proportions(share, asked, population=population)
    people, n = np.asarray(population, dtype=float), float(np.sum(asked))
    weight = people / people.sum()
    mean, se = float((weight * each["share"]).sum()), float(np.sqrt((weight**2 * each["se"] ** 2).sum()))
    low, high = _logit_interval(
        np.array([mean]), np.array([se]), float(scipy.stats.t.ppf((1 + confidence) / 2, n - len(each)))
    )
    plain = (1 - n / people.sum()) * mean * (1 - mean) / (n - 1)
    return CityShare(mean, se, float(low[0]), float(high[0]), se**2 / plain if plain else float("nan"))


def standing(low: Floats, high: Floats, *, city: float) -> NDArray[np.object_]:
    """Return for each district whether its interval lies above or below the city's share, or does not tell.

    Limits: of twenty districts like the city, one is told apart by chance.

    Examples
    --------
    >>> standing(np.array([0.4, 0.1, 0.2]), np.array([0.6, 0.2, 0.4]), city=0.3).tolist()
    ['above', 'below', 'not told apart']
    """
    return np.select([np.asarray(low) > city, np.asarray(high) < city], STANDING[:2], default=STANDING[2]).astype(
        object
    )


@dataclass(frozen=True, slots=True)
class Waves:
    """A share in two waves: the difference, its interval, and the least true difference that would likely be seen."""

    difference: float
    low: float
    high: float
    detectable: float
    verdict: str


def waves(
    first: float, second: float, *, asked: tuple[int, int], confidence: float = 0.95, power: float = 0.8
) -> Waves:
    """Compare a share between two waves of a survey that asked different people.

    Parameters
    ----------
    first, second
        The shares, 0 to 1.
    power
        With what chance a true difference as large as ``detectable`` would be shown.

    Examples
    --------
    >>> told = waves(0.782, 0.732, asked=(100, 100))
    >>> told.verdict, round(told.detectable, 2)
    ('no change shown', 0.17)
    """
    each = proportions(np.array([first, second]), np.array(asked))
    quantile, difference = float(scipy.stats.norm.ppf((1 + confidence) / 2)), second - first
    reach = quantile * float(np.sqrt((each["se"] ** 2).sum()))
    common = (first * asked[0] + second * asked[1]) / sum(asked)
    spread = np.sqrt(common * (1 - common) * sum(1 / n for n in asked))
    detectable = float((quantile + scipy.stats.norm.ppf(power)) * spread)
    low, high = difference - reach, difference + reach
    verdict = CHANGE[0] if low > 0 else CHANGE[1] if high < 0 else CHANGE[2]
    return Waves(difference, low, high, detectable, verdict)


def _logit_interval(share: Floats, se: Floats, quantile: float) -> tuple[Floats, Floats]:
    """Return intervals that are even on the logit scale; a share of 0 or 1 gives itself."""
    inner = (share > 0) & (share < 1)
    safe = np.where(inner, share, 0.5)
    middle, reach = logit(safe), quantile * se / (safe * (1 - safe))
    low, high = expit(middle - reach), expit(middle + reach)
    return np.where(inner, low, share), np.where(inner, high, share)
