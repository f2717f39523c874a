"""Who would stand in the place of a point, held against every exchange."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array, random_array

from geo.siting.feasible import covered_weight
from geo.siting.problem import SitingProblem
from geo.siting.rivals import NONE, rivals
from geo.siting.solve import solve


def some_problem(seed: int) -> SitingProblem:
    rng = np.random.default_rng(seed)
    covers = csr_array(random_array((14, 60), density=0.12, rng=rng))
    return SitingProblem(
        weights=rng.integers(1, 9, 60),
        covers=covers,
        site=np.arange(14) // 2,
        cost_grosze=rng.integers(50, 150, 14),
        kind=["new"] * 14,
        budget_grosze=300,
    )


def test_the_runner_up_is_the_best_of_all_exchanges() -> None:
    for seed in range(12):
        problem = some_problem(seed)
        plan = solve(problem, time_limit_s=10, rng=np.random.default_rng(0)).chosen
        full = covered_weight(problem, plan)
        for one in rivals(problem, plan):
            rest = plan[plan != one.option]
            assert one.adds == full - covered_weight(problem, rest)
            left = 300 - int(problem.cost_grosze[rest].sum())
            free = [
                i for i in range(14) if problem.site[i] not in problem.site[plan] and problem.cost_grosze[i] <= left
            ]
            worth = {i: covered_weight(problem, np.append(rest, i)) for i in free}
            best = max(worth.values(), default=-1)
            if one.runner_up == NONE:
                assert best <= full - one.adds
                continue
            assert worth[one.runner_up] == best
            assert one.loss == full - best
