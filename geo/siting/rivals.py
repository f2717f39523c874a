"""For each point of a plan, which one would stand in its place if it could not be had, and what would that lose?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from geo.siting.feasible import counts, spent_grosze
from geo.siting.problem import Floats, Ints, SitingProblem

#: Stands for no option at all.
NONE = -1


@dataclass(frozen=True, slots=True)
class Rival:
    """The best option in the place of one of a plan.

    Attributes
    ----------
    option
        The option of the plan.
    only
        ``(P,)`` the points that it alone covers.
    adds
        The weight of those points: what would be lost without it.
    runner_up, loss
        The option that would lose least in its place, at another site, of the same kind and within the budget, or -1
        where there is none, and the weight that would be lost. A loss below 0 shows a plan that is not the best by its
        weight alone, because it keeps other constraints or was not proven.
    """

    option: int
    only: Ints
    adds: float
    runner_up: int
    loss: float


def rivals(problem: SitingProblem, chosen: Ints) -> tuple[Rival, ...]:
    """Return the rival of each option of a plan, by the weight that is covered at all.

    Limits
    ------
    One option is exchanged at a time, whatever minima of areas or caps of private ground would say to the exchange.

    Examples
    --------
    >>> problem = SitingProblem(
    ...     weights=[3, 2, 2], covers=csr_array([[1, 1, 0], [0, 1, 1], [0, 0, 1]]), site=[0, 1, 2],
    ...     cost_grosze=[100, 100, 50], kind=["new"] * 3, budget_grosze=150,
    ... )
    >>> [(one.option, one.adds, one.runner_up, one.loss) for one in rivals(problem, np.array([0, 2]))]
    [(0, 5.0, 1, 3.0), (2, 2.0, -1, 2.0)]
    """
    depth = counts(problem, chosen)
    open_weight = np.where(depth == 0, problem.weights, 0.0)
    gain = problem.covers @ open_weight
    backwards = csr_array(problem.covers.T)
    left = np.inf if problem.budget_grosze is None else problem.budget_grosze - spent_grosze(problem, chosen)
    able = ~np.isin(np.arange(problem.options), problem.forbidden) & ~np.isin(problem.site, problem.site[chosen])
    if problem.privacy_cap_m2 is not None:
        able &= problem.private_m2 <= problem.privacy_cap_m2
    return tuple(_rival(problem, int(k), depth, gain, backwards, able, left) for k in chosen)


def _rival(
    problem: SitingProblem,
    option: int,
    depth: Ints,
    gain: Floats,
    backwards: csr_array,
    able: np.ndarray,
    left_grosze: float,
) -> Rival:
    mine = problem.covers.indices[problem.covers.indptr[option] : problem.covers.indptr[option + 1]]
    only = mine[depth[mine] == 1].astype(np.int64)
    adds = float(problem.weights[only].sum())
    again = np.zeros(problem.options)
    for point in only:
        seen_by = backwards.indices[backwards.indptr[point] : backwards.indptr[point + 1]]
        again[seen_by] += problem.weights[point]
    can = able & (problem.kind == problem.kind[option])
    can &= problem.cost_grosze <= left_grosze + problem.cost_grosze[option]
    if not can.any():
        return Rival(option, only, adds, NONE, adds)
    worth = np.where(can, gain + again, -np.inf)
    best = int(np.argmax(worth))
    if worth[best] <= 0:
        return Rival(option, only, adds, NONE, adds)
    return Rival(option, only, adds, best, adds - float(worth[best]))
