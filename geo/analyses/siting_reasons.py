"""Why this plan, and what would another budget, another minimum or fairness change?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from geo.analyses.siting_problem import Prepared
from geo.engine import Doing
from geo.siting.explain import Fairness, Step
from geo.siting.feasible import judge
from geo.siting.goals import measure
from geo.siting.problem import Ints, SitingProblem
from geo.siting.rivals import Rival, rivals
from geo.siting.solution import SitingSolution
from geo.siting.solve import solve

#: What one more step of the budget is, and how many are told.
MORE_GROSZE, MORE = 10_000_000, 2
#: The reasons take such a part of the time of the search, between a least and a most, and little once it is enough.
SHARE, LEAST_S, MOST_S, ENOUGH_S = 0.4, 3.0, 60.0, 3.0
#: By how much the minimum of the area that is covered worst is raised, step by step.
RAISED = (0.02, 0.05, 0.1)


@dataclass(frozen=True, slots=True)
class Reasons:
    """What explains a plan.

    Attributes
    ----------
    rivals
        Of each option of the plan.
    curve
        What budgets bring, the smallest first, with the plan itself among them.
    area, minimum
        The area that is covered worst, and what changes when its minimum rises; none where there is one area only.
    fairness
        What it costs to help the worst area first; none where it was not asked or could not be told in time.
    """

    rivals: tuple[Rival, ...] = ()
    curve: tuple[Step, ...] = ()
    area: int | None = None
    minimum: tuple[Step, ...] = ()
    fairness: Fairness | None = None


def reasons_of(
    asked: Prepared, solution: SitingSolution, smaller: list[Step], *, rng: np.random.Generator, doing: Doing
) -> Reasons:
    """Return what explains a plan; of none that there is no reason but its constraints."""
    if not solution.goals:
        return Reasons()
    problem = asked.problem
    seconds = min(max(SHARE * asked.wishes.time_limit_s, LEAST_S), MOST_S)
    seconds = min(seconds, ENOUGH_S) if doing.finish_early.is_set() else seconds
    found = rivals(problem, solution.chosen)
    curve = tuple(_curve(problem, solution, smaller, seconds / 4, rng))
    fair = problem.objective in ("cover", "backup") and problem.areas > 1
    fairness = _fairness(problem, solution, seconds / 2, rng) if fair else None
    worst = _worst_area(problem, solution) if fairness is not None else None
    minimum = () if worst is None else tuple(_raised(problem, solution, worst, fairness, seconds / 4, rng))
    return Reasons(found, curve, worst, minimum, fairness)


def _fairness(
    problem: SitingProblem, solution: SitingSolution, seconds: float, rng: np.random.Generator
) -> Fairness | None:
    """Return what it costs to help the worst area first, beside the plan itself."""
    fair = solve(replace(problem, objective="max_min"), time_limit_s=seconds, rng=rng)
    if not fair.goals:
        return None
    least, total = ([measure(problem, goal, plan.chosen) for plan in (fair, solution)] for goal in ("share", "cover"))
    return Fairness(fair, solution, *least, *total)


def _raised(
    problem: SitingProblem,
    solution: SitingSolution,
    area: int,
    fairness: Fairness | None,
    seconds: float,
    rng: np.random.Generator,
) -> list[Step]:
    """Return what changes as the minimum of an area rises, up to its end; of minima that one plan meets the highest."""
    now, steps = float(solution.by_area[area]), list[Step]()
    known = [] if fairness is None else [fairness.fair.chosen]
    for more in RAISED:
        share = min(now + more, 1.0)
        asked = replace(problem, area_minimum={**problem.area_minimum, area: share})
        able = [plan for plan in known if judge(asked, plan)]
        start = max(able, key=lambda plan: measure(problem, "cover", plan), default=None)
        found = solve(asked, time_limit_s=seconds / len(RAISED), rng=rng, start=start)
        if steps and np.array_equal(steps[-1].solution.chosen, found.chosen):
            steps.pop()
        steps.append(_step(share, found, solution.chosen))
        known.append(found.chosen)
        if found.status == "infeasible":
            break
    return steps


def _curve(
    problem: SitingProblem, solution: SitingSolution, smaller: list[Step], seconds: float, rng: np.random.Generator
) -> Iterator[Step]:
    """Return what budgets bring; each larger one is planned from the one before, so that it never brings less."""
    if problem.budget_grosze is None:
        return
    yield from smaller
    before = smaller[-1].solution.chosen if smaller else np.empty(0, dtype=np.int64)
    yield _step(float(problem.budget_grosze), solution, before)
    start = solution
    for more in range(1, MORE + 1):
        budget = problem.budget_grosze + more * MORE_GROSZE
        larger = replace(problem, budget_grosze=budget)
        found = solve(larger, time_limit_s=seconds / MORE, rng=rng, start=start.chosen)
        yield _step(float(budget), found, start.chosen)
        start = found


def _step(asked: float, solution: SitingSolution, before: Ints) -> Step:
    added, dropped = np.setdiff1d(solution.chosen, before), np.setdiff1d(before, solution.chosen)
    return Step(asked, solution, added, dropped)


def _worst_area(problem: SitingProblem, solution: SitingSolution) -> int | None:
    """Return the area with any weight that is covered worst; none where there is one only."""
    weight = np.bincount(problem.area, problem.weights, problem.areas)
    able = np.flatnonzero(weight > 0)
    return int(able[np.argmin(solution.by_area[able])]) if len(able) > 1 else None
