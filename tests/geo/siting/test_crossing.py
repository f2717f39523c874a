"""Do crossed plans keep all constraints, only become better, and fall into place the same way each time?"""

from __future__ import annotations

import itertools

import numpy as np
from scipy.sparse import csr_array

from geo.siting.crossing import crossed
from geo.siting.feasible import covered_weight, judge
from geo.siting.greedy import STEPS, ground_of, search
from geo.siting.layout import lay_out
from geo.siting.problem import SitingProblem


def discs(*, seed, cost=None, budget=12):
    """Return cells of a square and overlapping discs, two options at a site, one locked and one forbidden."""
    random = np.random.default_rng(seed)
    cells, sites = random.random((500, 2)) * 10, random.random((160, 2)) * 10
    near = ((cells[None] - sites[:, None]) ** 2).sum(axis=2) < random.uniform(0.8, 2, 160)[:, None]
    return SitingProblem(
        weights=random.integers(1, 100, 500),
        covers=csr_array(near),
        site=np.arange(160) // 2,
        cost_grosze=np.ones(160, dtype=int) if cost is None else random.integers(*cost, 160),
        kind=np.where(np.arange(160) % 3, "new", "other"),
        kind_cap={"other": 4},
        budget_grosze=budget,
        locked=[7],
        forbidden=[20],
    )


def plans_of(problem, *, plans, each, crossings):
    """Return the plans that are yielded until so many crossings are done; time is looked at for each stretch of one."""
    looks = itertools.count()
    stop = lambda: next(looks) > plans * (STEPS + 2) + crossings  # noqa: E731
    return list(crossed(lay_out(problem), rng=np.random.default_rng(0), plans=plans, each=each, stop=stop))


def test_each_crossed_plan_is_feasible_and_better_than_the_one_before() -> None:
    for problem in (discs(seed=1), discs(seed=2, cost=(50, 150), budget=1200)):
        plans = plans_of(problem, plans=4, each=400, crossings=20)
        values = [covered_weight(problem, plan) for plan in plans]
        assert all(judge(problem, plan) for plan in plans)
        assert values == sorted(set(values))


def test_the_same_generator_gives_the_same_plans() -> None:
    problem = discs(seed=3)
    one, other = (plans_of(problem, plans=4, each=400, crossings=20) for _ in range(2))
    assert [plan.tolist() for plan in one] == [plan.tolist() for plan in other]


def test_crossing_betters_the_best_of_the_plans_that_are_crossed() -> None:
    random = np.random.default_rng(5)
    cells, sites = random.random((1500, 2)) * 20, random.random((700, 2)) * 20
    problem = SitingProblem(
        weights=random.integers(1, 100, 1500),
        covers=csr_array(((cells[None] - sites[:, None]) ** 2).sum(axis=2) < 4),
        site=np.arange(700),
        cost_grosze=np.ones(700, dtype=int),
        kind=["new"] * 700,
        budget_grosze=28,
    )
    layout, rng = lay_out(problem), np.random.default_rng(0)
    ground = ground_of(layout)
    alone = [covered_weight(problem, search(layout, ground, rounds=2000, rng=rng)) for _ in range(6)]
    plans = plans_of(problem, plans=6, each=2000, crossings=200)
    assert covered_weight(problem, plans[-1]) > max(alone)
