"""Which plan is found first, whatever is asked for?"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from geo.siting.feasible import TOLERANCE, area_shares, judge
from geo.siting.goals import GOALS, measure
from geo.siting.greedy import cheapest_first, ground_of, search
from geo.siting.layout import Layout
from geo.siting.problem import Floats, Ints, SitingProblem

#: How often areas are weighed anew when a plan leaves one behind.
WEIGHINGS = 8
#: How much heavier the area becomes that is most behind, as a logarithm.
HEAVIER = 2.0
#: What covering again is worth beside covering at all, while searching.
AGAIN = 1e-4


def with_kept(problem: SitingProblem, chosen: Ints) -> Ints:
    """Return a plan as choices: its options, and the standing cameras that it does not replace."""
    kept = np.setdiff1d(np.arange(problem.stands.shape[0]), problem.replaces[chosen])
    return np.concatenate([chosen, problem.options + kept])


def quick_plan(
    problem: SitingProblem,
    layout: Layout,
    *,
    rounds: int,
    rng: np.random.Generator,
    start: Ints | None,
    stop: Callable[[], bool],
) -> Ints | None:
    """Return the best feasible plan that greedy and swaps find, or none; never one worse than a feasible start."""
    plans = [] if start is None else [start]
    for choices in _plans(problem, layout, rounds, rng, start, stop):
        plans.append(choices[choices < problem.options])
        if stop():
            break
    able = [plan for plan in plans if judge(problem, plan)]
    goals = GOALS[problem.objective]
    return max(able, key=lambda plan: [measure(problem, goal, plan) for goal in goals], default=None)


def _plans(
    problem: SitingProblem,
    layout: Layout,
    rounds: int,
    rng: np.random.Generator,
    start: Ints | None,
    stop: Callable[[], bool],
) -> Iterator[Ints]:
    if problem.objective == "least_cost":
        needed = problem.share * layout.total.sum() - layout.settled.sum()
        yield cheapest_first(layout, ground_of(layout), needed=needed, rng=rng)
        return
    first = None if start is None else with_kept(problem, start)
    if problem.objective == "backup":
        ground = ground_of(layout, depth=problem.backup_depth, again=AGAIN)
        yield search(layout, ground, rounds=rounds, rng=rng, start=first, stop=stop)
        return
    if problem.objective == "cover" and not problem.area_minimum:
        yield search(layout, ground_of(layout), rounds=rounds, rng=rng, start=first, stop=stop)
    if problem.objective == "max_min" or problem.area_minimum:
        yield from _weighed(problem, layout, rounds, rng, stop)


def _weighed(
    problem: SitingProblem, layout: Layout, rounds: int, rng: np.random.Generator, stop: Callable[[], bool]
) -> Iterator[Ints]:
    """Weigh an area more after each plan that leaves it behind, and less again after one that does not."""
    light: Floats = np.ones(problem.areas)
    if problem.objective == "max_min":
        light = 1 / np.where(layout.total > 0, layout.total, 1)
    factor, heavy, bare = light, None, ground_of(layout)
    for _ in range(WEIGHINGS):
        ground = bare._replace(weight=layout.demand.weight * factor[layout.demand.area])
        plan = search(layout, ground, rounds=rounds // WEIGHINGS, rng=rng, stop=stop)
        yield plan
        behind = _behind(problem, area_shares(problem, plan[plan < problem.options]))
        if behind.max() <= TOLERANCE:
            if factor is light:
                return
            heavy = factor
        else:
            light = factor
        factor = light * np.exp(HEAVIER * behind / behind.max()) if heavy is None else np.sqrt(light * heavy)


def _behind(problem: SitingProblem, shares: Floats) -> Floats:
    """Return how far each area is behind its minimum, or behind the mean where the worst one is to be helped."""
    wanted = np.zeros(problem.areas)
    for area, minimum in problem.area_minimum.items():
        wanted[area] = minimum
    if problem.objective == "max_min":
        wanted = np.maximum(wanted, shares.mean())
    return np.maximum(wanted - shares, 0)
