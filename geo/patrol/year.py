"""On which days are a year's patrols spent?"""

from __future__ import annotations

import numpy as np

from geo.errors import BadInput
from geo.patrol.chance import drawn


def spread(demand: np.ndarray, *, patrols: int, capacity: np.ndarray | int, rng: np.random.Generator) -> np.ndarray:
    """Spread a year's patrols over its shifts by demand, never above what a shift can do.

    Parameters
    ----------
    demand
        (S,) how much each shift of the year is in demand, at least 0.
    patrols
        The number of the whole year.
    capacity
        (S,) or one for all: how many patrols a shift can do.
    rng
        Which of the shifts with an open share get one more is drawn; same seed, same year.

    Returns
    -------
    numbers
        (S,) whole numbers that sum to ``patrols``.

    Raises
    ------
    BadInput
        If the shifts together cannot do so many.

    Notes
    -----
    In expectation each shift has its share of the demand, up to its capacity; what is cut off goes to the others by
    their demand. A shift without any demand has patrols only once the others are full.
    """
    demand = np.asarray(demand, dtype=float)
    most = np.broadcast_to(np.asarray(capacity, dtype=int), demand.shape).astype(float)
    if most.sum() < patrols:
        raise BadInput(
            "The shifts of a year must be able to do its patrols: {patrols} are planned, {most} can be done;"
            " add crews or shifts.",
            patrols=patrols,
            most=int(most.sum()),
        )
    target = _filled(demand, patrols, most)
    whole = np.floor(target + 1e-9)
    return np.asarray(whole + drawn(np.clip(target - whole, 0, 1), rng=rng), dtype=int)


def _filled(demand: np.ndarray, patrols: float, most: np.ndarray) -> np.ndarray:
    """Return real numbers in proportion to demand, cut at the capacity, that sum to the patrols."""
    target = np.zeros_like(most)
    weights = demand if demand.sum() > 0 else np.ones_like(demand)
    while patrols - target.sum() > 1e-9:
        room = (target < most) & (weights > 0)
        if not room.any():
            weights = np.ones_like(weights)
            continue
        share = np.where(room, weights, 0.0)
        target = np.minimum(target + (patrols - target.sum()) * share / share.sum(), most)
    return target
