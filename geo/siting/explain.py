"""Why was a site chosen or left out, and what would more money or another minimum change?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from geo.siting.feasible import judge
from geo.siting.goals import GOALS, measure
from geo.siting.problem import Ints, Objective, SitingProblem
from geo.siting.solution import SitingSolution
from geo.siting.solve import solve


@dataclass(frozen=True, slots=True)
class Merit:
    """Why an option is in a plan: what it sees, and what would be lost without it, which others do not see."""

    option: int
    sees: float
    adds: float


@dataclass(frozen=True, slots=True)
class Defeat:
    """Why an option is not in a plan.

    Attributes
    ----------
    by
        ``barred``: forbidden, or over the privacy cap; ``worse``: the best exchange for one chosen option would lose
        ``loss``; ``no_exchange``: no exchange for a single chosen option keeps all constraints.
    instead_of, loss
        The option that it would best be exchanged for, or -1 where it would only be added, and what that would lose of
        the first goal; 0 is a draw, and a negative loss shows a plan that is not proven best.
    """

    option: int
    by: Literal["barred", "worse", "no_exchange"]
    instead_of: int | None
    loss: float | None


@dataclass(frozen=True, slots=True)
class Step:
    """One point of a curve: what was asked for, what is reached and proven, and how the plan changed from the last."""

    asked: float
    solution: SitingSolution
    added: Ints
    dropped: Ints


@dataclass(frozen=True, slots=True)
class Fairness:
    """What it costs to leave no area behind: the plan that helps the worst area first, and that of most weight.

    Attributes
    ----------
    least_share, free_least_share
        The share of the area covered worst, under either plan.
    total, free_total
        All weight covered.
    """

    fair: SitingSolution
    free: SitingSolution
    least_share: float
    free_least_share: float
    total: float
    free_total: float

    @property
    def price(self) -> float:
        """The share of the total that fairness takes away."""
        return 1 - self.total / self.free_total if self.free_total else 0.0


def merits(problem: SitingProblem, solution: SitingSolution) -> tuple[Merit, ...]:
    """Return why each option of a plan is in it, in the plan's order."""
    chosen = solution.chosen
    goal = "cover" if problem.objective == "least_cost" else GOALS[problem.objective][-1]
    full = measure(problem, goal, chosen)
    sees = problem.covers[chosen] @ problem.weights
    without = [measure(problem, goal, np.delete(chosen, k)) for k in range(len(chosen))]
    return tuple(Merit(int(i), float(s), full - w) for i, s, w in zip(chosen, sees, without, strict=True))


def defeat(problem: SitingProblem, solution: SitingSolution, option: int) -> Defeat:
    """Return why an option is not in a plan, by trying every exchange for one that is."""
    cap = problem.privacy_cap_m2
    if option in problem.forbidden or (cap is not None and problem.private_m2[option] > cap):
        return Defeat(option, "barred", None, None)
    goal = GOALS[problem.objective][0]
    now = measure(problem, goal, solution.chosen)
    losses = {
        out: now - measure(problem, goal, plan)
        for out, plan in _exchanges(solution.chosen, option)
        if judge(problem, plan)
    }
    if not losses:
        return Defeat(option, "no_exchange", None, None)
    out = min(losses, key=lambda one: losses[one])
    return Defeat(option, "worse", out, losses[out])


def _exchanges(chosen: Ints, option: int) -> Iterator[tuple[int, Ints]]:
    yield -1, np.sort(np.append(chosen, option))
    for k, out in enumerate(chosen):
        yield int(out), np.sort(np.append(np.delete(chosen, k), option))


def budget_curve(
    problem: SitingProblem, budgets_grosze: Iterable[int], *, time_limit_s: float, rng: np.random.Generator
) -> tuple[Step, ...]:
    """Return what each budget would bring, the smallest first: solved anew for each, from the plan before.

    More money never brings less, for the smaller plan is where the search begins.
    """
    asked = [(float(budget), replace(problem, budget_grosze=budget)) for budget in sorted(budgets_grosze)]
    return _steps(asked, time_limit_s, rng)


def minimum_curve(
    problem: SitingProblem, area: int, shares: Iterable[float], *, time_limit_s: float, rng: np.random.Generator
) -> tuple[Step, ...]:
    """Return what a rising minimum of one area would change, each solved anew, up to one that cannot be met."""
    asked = [(share, replace(problem, area_minimum={**problem.area_minimum, area: share})) for share in sorted(shares)]
    return _steps(asked, time_limit_s, rng)


def _steps(asked: list[tuple[float, SitingProblem]], time_limit_s: float, rng: np.random.Generator) -> tuple[Step, ...]:
    steps: list[Step] = []
    before: Ints | None = None
    for value, problem in asked:
        solution = solve(problem, time_limit_s=time_limit_s / len(asked), rng=rng, start=before)
        last = solution.chosen if before is None else before
        added, dropped = np.setdiff1d(solution.chosen, last), np.setdiff1d(last, solution.chosen)
        steps.append(Step(value, solution, added, dropped))
        if solution.status == "infeasible":
            break
        before = solution.chosen
    return tuple(steps)


def price_of_fairness(problem: SitingProblem, *, time_limit_s: float, rng: np.random.Generator) -> Fairness | None:
    """Return what fairness costs; none where there is no plan at all."""
    objectives: tuple[Objective, Objective] = ("max_min", "cover")
    asked = [replace(problem, objective=objective, privacy_price=0.0) for objective in objectives]
    fair, free = (solve(one, time_limit_s=time_limit_s / 2, rng=rng) for one in asked)
    if not fair.goals or not free.goals:
        return None
    least, total = ([measure(problem, goal, plan.chosen) for plan in (fair, free)] for goal in ("share", "cover"))
    return Fairness(fair, free, *least, *total)
