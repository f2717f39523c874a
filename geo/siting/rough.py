"""What can no plan exceed, told at once and roughly, while the solver's own bound is still to come?"""

from __future__ import annotations

import numpy as np

from geo.siting.problem import Floats, SitingProblem


def rough_bound(problem: SitingProblem) -> float:
    r"""Return a weight that no plan covers more than: what is seen today and the sites that bring most for the budget.

    Notes
    -----
    Every site counts with the most that any of its options would add to what is seen today, for the price of its
    cheapest; sites are bought, the last one in part, until the budget is spent (the fractional knapsack). Overlaps are
    not reckoned with, so that the bound is loose.

    Examples
    --------
    >>> from scipy.sparse import csr_array
    >>> problem = SitingProblem(
    ...     weights=[3, 2, 2], covers=csr_array([[1, 1, 0], [0, 1, 1], [0, 0, 1]]), site=[0, 1, 2],
    ...     cost_grosze=[100, 100, 50], kind=["new"] * 3, budget_grosze=150,
    ... )
    >>> rough_bound(problem)
    7.0
    """
    unseen = np.where(problem.covered == 0, problem.weights, 0.0)
    gain = np.asarray(problem.covers @ unseen, dtype=float)
    today = float(problem.weights.sum() - unseen.sum())
    most = _of_sites(problem, gain, np.maximum, 0.0) * problem.per_site
    least = _of_sites(problem, problem.cost_grosze.astype(float), np.minimum, np.inf)
    if problem.budget_grosze is None:
        return min(today + float(most.sum()), float(problem.weights.sum()))
    order = np.argsort(-most / np.maximum(least, 1e-9), kind="stable")
    spent = np.cumsum(least[order])
    part = np.clip((problem.budget_grosze - (spent - least[order])) / np.maximum(least[order], 1e-9), 0.0, 1.0)
    return min(today + float((most[order] * part).sum()), float(problem.weights.sum()))


def _of_sites(problem: SitingProblem, values: Floats, better: np.ufunc, start: float) -> Floats:
    _, of = np.unique(problem.site, return_inverse=True)
    found: Floats = np.full(int(of.max(initial=-1)) + 1, start)
    better.at(found, of, values)
    return found
