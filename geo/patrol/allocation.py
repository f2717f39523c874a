"""How many visits does each place get?"""

from __future__ import annotations

import heapq

import numpy as np

from geo.errors import BadInput


def apportion(weights: np.ndarray, *, total: int, floor: int = 0) -> np.ndarray:
    """Divide a whole number by weights: each place has its floor, the rest goes by largest remainders.

    Parameters
    ----------
    weights
        (N,) at least 0, one of them above; the first of equal remainders comes first.
    total
        What is divided.
    floor
        The least that each place gets.

    Returns
    -------
    numbers
        (N,) whole numbers that sum to ``total``.

    Raises
    ------
    BadInput
        If the weights are none, or the floors are more than the total.

    Examples
    --------
    >>> apportion(np.array([1.0, 2.0, 3.0]), total=10, floor=1).tolist()
    [2, 3, 5]
    """
    weights = _weights(weights)
    left = total - floor * len(weights)
    if left < 0:
        raise BadInput(
            "The floors must fit into the total: {places} places with {floor} each are more than {total}.",
            places=len(weights),
            floor=floor,
            total=total,
        )
    quota = left * weights / weights.sum()
    numbers: np.ndarray = np.floor(quota).astype(int)
    numbers[np.argsort(numbers - quota, kind="stable")[: left - numbers.sum()]] += 1
    return numbers + floor


def allocate(
    value: np.ndarray, *, visits: int, floor: np.ndarray | int = 0, cap: np.ndarray | int | None = None
) -> np.ndarray:
    """Spend visits where each next one brings most, with a return that falls from visit to visit.

    Parameters
    ----------
    value
        (N,) what a place is worth, at least 0.
    visits
        How many there are to spend.
    floor, cap
        (N,) or one for all: the least and the most that a place gets.

    Returns
    -------
    numbers
        (N,) whole numbers that sum to ``visits``.

    Raises
    ------
    BadInput
        If floors and caps leave no such numbers.

    Notes
    -----
    The model: maximise ``sum_i value_i log(1 + y_i)`` over whole ``y_i`` with ``floor_i <= y_i <= cap_i`` and
    ``sum_i y_i = visits``. The return is concave in every place, so that taking the best next visit again and again
    is optimal (Fox 1966, doi:10.1287/opre.14.2.210). The logarithm makes the visits proportional to the values where
    neither floor nor cap binds.

    Examples
    --------
    >>> allocate(np.array([4.0, 1.0, 0.0]), visits=10, floor=1, cap=6).tolist()
    [6, 3, 1]
    """
    value = _weights(value)
    numbers = np.broadcast_to(np.asarray(floor, dtype=int), value.shape).copy()
    most = np.broadcast_to(np.asarray(visits if cap is None else cap, dtype=int), value.shape)
    if numbers.sum() > visits or np.minimum(most, visits).sum() < visits or (numbers > most).any():
        raise BadInput(
            "Visits must lie between the floors of the places, together {floors}, and their caps, together {caps};"
            " {visits} do not.",
            floors=int(numbers.sum()),
            caps=int(most.sum()),
            visits=visits,
        )
    queue = [(-_next(value[i], numbers[i]), i) for i in range(len(value)) if numbers[i] < most[i]]
    heapq.heapify(queue)
    for _ in range(visits - int(numbers.sum())):
        _, i = heapq.heappop(queue)
        numbers[i] += 1
        if numbers[i] < most[i]:
            heapq.heappush(queue, (-_next(value[i], numbers[i]), i))
    return numbers


def _next(value: float, there: int) -> float:
    """Return what one more visit brings."""
    return float(value * np.log((there + 2) / (there + 1)))


def _weights(weights: np.ndarray) -> np.ndarray:
    weights = np.asarray(weights, dtype=float)
    if not (np.isfinite(weights).all() and (weights >= 0).all() and weights.sum() > 0):
        raise BadInput("The weights of places must be finite and at least 0, and one of them above 0.")
    return weights
