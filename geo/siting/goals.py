"""What is a plan measured by, in the model and outside of it?"""

from __future__ import annotations

import math

import numpy as np

from geo.siting.feasible import area_shares, covered_weight, spent_grosze
from geo.siting.layout import unit_grosze
from geo.siting.problem import Ints, Objective, SitingProblem

#: What is maximised, in this order, each with the value of those before it held.
GOALS: dict[Objective, tuple[str, ...]] = {
    "cover": ("cover",),
    "backup": ("cover", "again"),
    "max_min": ("share", "cover"),
    "least_cost": ("spend",),
}


def measure(problem: SitingProblem, goal: str, chosen: Ints) -> float:
    """Return the value of a plan, counted from the problem; of costs the negative."""
    if goal == "spend":
        return -float(spent_grosze(problem, chosen))
    if goal == "share":
        weight = np.bincount(problem.area, problem.weights, problem.areas)
        return float(area_shares(problem, chosen)[weight > 0].min(initial=1.0))
    if goal == "again":
        return covered_weight(problem, chosen, depth=problem.backup_depth)
    private = float(problem.private_m2[chosen].sum())
    return covered_weight(problem, chosen) - problem.privacy_price * private


def settled(problem: SitingProblem, goal: str) -> float:
    """Return what of a goal no plan can change, which the model leaves out."""
    base = problem.covered - np.asarray(problem.stands.sum(axis=0), dtype=np.int64).ravel()
    if goal == "cover":
        return float(problem.weights[base >= 1].sum())
    return float(problem.weights[base >= problem.backup_depth].sum()) if goal == "again" else 0.0


def least_step(problem: SitingProblem, goal: str) -> float:
    """Return by how much plans of different worth differ at least: sums of whole numbers by one, else by 0."""
    if goal == "spend":
        return float(unit_grosze(problem))
    whole = goal != "share" and not problem.privacy_price and not np.any(problem.weights % 1)
    return float(whole)


def rounded(problem: SitingProblem, goal: str, bound: float) -> float:
    """Return a bound lowered to the next value that a plan can have."""
    if not math.isfinite(bound):
        return bound
    if goal == "share":
        return min(bound, 1.0)
    unit = least_step(problem, goal)
    return float(math.floor(bound / unit + 1e-6) * unit) if unit else bound
