"""What can no plan exceed, told at once and roughly, while the solver's own bound is still to come?"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_array

from geo.siting.problem import Floats, Ints, SitingProblem

#: Steps of the prices, and after how many without a lower bound they become half as long.
STEPS, PATIENCE = 150, 6
#: The best price of money is searched from so many times less to so many times more than the last one, by as many cuts.
AROUND, CUTS = 1.5, 10


class _Offer(NamedTuple):
    """Options ordered by site, with the place where each site begins; at most so many are bought of a site."""

    order: Ints
    first: Ints
    cost: Floats
    most: int
    budget: float


def rough_bound(problem: SitingProblem) -> float:
    r"""Return a weight that no plan covers more than, by prices of demand points and of money.

    Notes
    -----
    Of the constraints only sites and the budget are kept. With prices :math:`0 \le y_j \le w_j` of the points that
    nobody sees today and :math:`\lambda \ge 0` of money, no plan x covers more than

    .. math:: W_0 + \sum_j (w_j - y_j) + \lambda G
        + m \sum_{\text{sites}} \max_i \Big(0, \sum_j a_{ij} y_j - \lambda g_i\Big),

    with :math:`W_0` what is seen today: for each point :math:`w_j z_j \le (w_j - y_j) + y_j \sum_i a_{ij} x_i`, as z is
    at most one and at most the sum; :math:`\lambda (G - \sum_i g_i x_i) \ge 0`; and of a site at most m options are
    chosen, each worth at most the best. Subgradient steps lower the sum, and the lowest one met is returned.

    References
    ----------
    Galvão, R. D., ReVelle, C. (1996), European Journal of Operational Research 88, doi:10.1016/0377-2217(94)00159-6.

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
    open_points = np.flatnonzero(problem.covered == 0)
    weight, whole = problem.weights[open_points], float(problem.weights.sum())
    able = ~np.isin(np.arange(problem.options), problem.forbidden)
    covers = csr_array(problem.covers[:, open_points])[able]
    if covers.nnz == 0:
        return whole - float(weight.sum())
    offer, seen = _offer(problem, able), csr_array(covers.T)
    prices, best, reached, length, since = weight.copy(), np.inf, 0.0, 1.0, 0
    money = _first_price(covers @ prices, offer)
    for _ in range(STEPS):
        bought, value, money = _bought(covers @ prices, offer, money)
        bound, count = float((weight - prices).sum()) + value, seen @ bought
        since = 0 if bound < best * (1 - 1e-5) else since + 1
        best = min(best, bound)
        reached = max(reached, float(weight[seen @ (bought >= 1.0) > 0].sum()))
        if since >= PATIENCE:
            length, since = length / 2, 0
        slope: Floats = np.where(prices < weight, 1.0, 0.0) - count
        slope[(prices >= weight) & (slope > 0)] = 0.0
        steep = float(slope @ slope)
        if steep == 0 or bound <= reached:
            break
        prices = np.clip(prices + length * (bound - reached) / steep * slope, 0.0, weight)
    return min(whole - float(weight.sum()) + best, whole)


def _offer(problem: SitingProblem, able: np.ndarray) -> _Offer:
    site, cost = problem.site[able], problem.cost_grosze[able].astype(float)
    if problem.per_site >= np.bincount(np.unique(site, return_inverse=True)[1]).max():
        # As many as there are: each option by itself.
        site, most = np.arange(len(site)), 1
    else:
        most = problem.per_site
    order = np.argsort(site, kind="stable")
    first = np.flatnonzero(np.diff(site[order], prepend=site.min() - 1))
    budget = np.inf if problem.budget_grosze is None else float(problem.budget_grosze)
    return _Offer(order, first, cost[order], most, budget)


def _first_price(worth: Floats, offer: _Offer) -> float:
    """Return what the last option bought brings for its cost where the best ones are bought first."""
    if not np.isfinite(offer.budget):
        return 0.0
    ratio = worth[offer.order] / np.maximum(offer.cost, 1.0)
    order = np.argsort(-ratio)
    last = int(np.searchsorted(np.cumsum(offer.cost[order]), offer.budget))
    return float(ratio[order[min(last, len(order) - 1)]])


def _bought(worth: Floats, offer: _Offer, money: float) -> tuple[Floats, float, float]:
    """Return how much of each option is bought at the best price of money, what all is worth then, and the price."""
    worth = worth[offer.order]

    def value(price: float) -> float:
        best = np.maximum.reduceat(worth - price * offer.cost, offer.first)
        paid = price * offer.budget if price > 0 else 0.0
        return paid + offer.most * float(np.maximum(best, 0.0).sum())

    low, high = money / AROUND, money * AROUND
    for _ in range(CUTS if money > 0 else 0):
        third = (high - low) / 3
        low, high = (low, high - third) if value(low + third) <= value(high - third) else (low + third, high)
    price = min((low + high) / 2, money, key=value)
    return _basket(worth - price * offer.cost, offer), value(price), price


def _basket(left: Floats, offer: _Offer) -> Floats:
    """Return how much of each option is bought: of each site the best, the best sites first, the last one in part."""
    best = np.maximum.reduceat(left, offer.first)
    sizes = np.diff(offer.first, append=len(left))
    one = np.flatnonzero(left == np.repeat(best, sizes))
    one = one[np.unique(np.searchsorted(offer.first, one, side="right"), return_index=True)[1]]
    one = one[np.argsort(-best, kind="stable")]
    cost = offer.cost[one] * offer.most
    spent = np.cumsum(cost)
    part = np.clip((offer.budget - (spent - cost)) / np.maximum(cost, 1e-9), 0.0, 1.0)
    bought = np.zeros(len(left))
    bought[offer.order[one]] = part * offer.most * (left[one] > -1e-9 * max(float(best.max()), 1.0))
    return bought
