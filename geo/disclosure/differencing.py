"""Can published numbers, taken together, tell that somewhere there are a few people and no more?"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import scipy

#: Bounds of the solver are taken as whole numbers where they lie so near to one.
_NEAR = 1e-6
#: What the solver says of a programme.
_CONTRADICTION, _UNBOUNDED = 2, 3


@dataclass(frozen=True, slots=True)
class Told:
    """One number that was published, or can be concluded because it was not.

    Attributes
    ----------
    atoms
        The smallest groups of which it is the sum.
    least, most
        Within which it lies; ``math.inf`` where nothing bounds it.
    """

    atoms: tuple[int, ...]
    least: float
    most: float = math.inf


def isolated(told: Sequence[Told], targets: Iterable[Sequence[int]], *, fewest: int) -> list[tuple[int, ...]]:
    """Return those of the targets of which the numbers tell that they hold somebody, but fewer than ``fewest``.

    Parameters
    ----------
    told
        All that was ever published of the same people.
    targets
        Groups of atoms, such as a square, or what a square of one edition holds beside that of another.

    Notes
    -----
    Each target's least and greatest number is found by a linear programme over all published ones at once and rounded
    to whole numbers, so that no chain of subtractions can do better; what only whole numbers would tell beyond that is
    not looked for.

    Examples
    --------
    Two hidden squares in a larger one that is told: each holds one to four.

    >>> isolated([Told((0,), 0, 4), Told((1,), 0, 4), Told((0, 1), 5, 9)], [(0,), (1,)], fewest=5)
    [(0,), (1,)]
    >>> isolated([Told((0,), 0, 4), Told((1,), 5, 9)], [(0,), (1,)], fewest=5)
    []
    """
    size = 1 + max((max(one.atoms) for one in told if one.atoms), default=0)
    found = []
    for target in targets:
        least, most = _bounds(told, target, size)
        if least >= 1 and most < fewest:
            found.append(tuple(target))
    return found


def _bounds(told: Sequence[Told], target: Sequence[int], size: int) -> tuple[float, float]:
    """Return the least and the greatest whole number that a group of atoms can hold."""
    rows = _rows(told, size)
    upper = np.array([one.most for one in told], dtype=float)
    bounded = np.isfinite(upper)
    matrix = np.vstack([rows[bounded], -rows])
    limits = np.concatenate([upper[bounded], -np.array([one.least for one in told], dtype=float)])
    goal = np.zeros(size)
    goal[list(target)] = 1
    least = scipy.optimize.linprog(goal, A_ub=matrix, b_ub=limits, method="highs")
    if least.status == _CONTRADICTION:
        raise ValueError("the published numbers must not contradict each other")
    most = scipy.optimize.linprog(-goal, A_ub=matrix, b_ub=limits, method="highs")
    greatest = math.inf if most.status == _UNBOUNDED else math.floor(_NEAR - (most.fun or 0.0))
    return math.ceil((least.fun or 0.0) - _NEAR), greatest


def _rows(told: Sequence[Told], size: int) -> np.ndarray:
    rows = np.zeros((len(told), size))
    for at, one in enumerate(told):
        rows[at, list(one.atoms)] = 1
    return rows
