"""What rate of incidents does a district have, when chance has its greatest say in the smallest? Empirical Bayes."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from geo.errors import BadInput

Floats = NDArray[np.float64]


def global_rates(events: Floats, population: Floats) -> Floats:
    """Return rates drawn towards that of the whole city, the more so the fewer people there are.

    With rates p_i = e_i / n_i, b = Σ e / Σ n and a = Σ n_i (p_i - b)² / Σ n - b / n̄ (0 at least), the rate is
    b + (p_i - b) a / (a + b / n_i).

    Parameters
    ----------
    events, population
        (N,) e and n; n positive, people, addresses or any other exposure.

    References
    ----------
    Marshall, R. J. (1991), Applied Statistics 40(2), doi:10.2307/2347593

    Examples
    --------
    >>> global_rates(np.array([1.0, 40.0]), np.array([10.0, 1000.0])).round(4).tolist()
    [0.0406, 0.0406]
    """
    events, population = _checked(events, population)
    rates, mean = events / population, events.sum() / population.sum()
    spread = (population * (rates - mean) ** 2).sum() / population.sum()
    return _drawn(rates, population, mean, spread - mean / population.mean())


def local_rates(
    events: Floats, population: Floats, weights: csr_array, *, convention: Literal["geoda", "spdep"] = "geoda"
) -> Floats:
    """Return rates drawn towards that of each district's neighbourhood.

    Parameters
    ----------
    weights
        (N, N) binary weights, each district with itself.
    convention
        ``geoda`` measures the spread of the rates in a neighbourhood around that neighbourhood's own mean, as GeoDa,
        esda, and spdep with ``geoda=TRUE`` do; ``spdep``, its default, around the mean of each neighbour's own
        neighbourhood.

    References
    ----------
    Marshall, R. J. (1991), Applied Statistics 40(2), doi:10.2307/2347593
    """
    events, population = _checked(events, population)
    rates, people = events / population, weights @ population
    mean = (weights @ events) / people
    if convention == "geoda":
        squares = weights @ (population * rates**2) - 2 * mean * (weights @ events) + mean**2 * people
    else:
        squares = weights @ (population * (rates - mean) ** 2)
    return _drawn(rates, population, mean, squares / people - mean / (people / weights.sum(axis=1)))


def _checked(events: Floats, population: Floats) -> tuple[Floats, Floats]:
    events, population = np.asarray(events, dtype=float), np.asarray(population, dtype=float)
    empty = np.flatnonzero(~(population > 0))
    if empty.size:
        raise BadInput(
            "A rate needs a population above zero in every district; there is none in number {which}.",
            which=", ".join(map(str, empty.tolist())),
        )
    return events, population


def _drawn(rates: Floats, population: Floats, mean: Floats, variance: Floats) -> Floats:
    kept = np.maximum(variance, 0)
    chance = mean / population
    share = np.divide(kept, kept + chance, out=np.zeros_like(rates), where=kept + chance > 0)
    return np.asarray(mean + (rates - mean) * share)
