"""The rough bound is one: no plan covers more."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array, random_array

from geo.siting.feasible import covered_weight
from geo.siting.problem import SitingProblem
from geo.siting.rough import rough_bound
from geo.siting.solve import solve


def test_no_plan_exceeds_the_rough_bound() -> None:
    for seed in range(12):
        rng = np.random.default_rng(seed)
        stands = csr_array(random_array((4, 60), density=0.1, rng=rng))
        problem = SitingProblem(
            weights=rng.integers(1, 9, 60),
            covers=csr_array(random_array((16, 60), density=0.12, rng=rng)),
            site=np.arange(16) // 2,
            cost_grosze=rng.integers(50, 150, 16),
            kind=["new"] * 16,
            budget_grosze=int(rng.integers(100, 500)),
            stands=stands,
            covered=(stands > 0).sum(axis=0),
            replaces=np.where(np.arange(16) < 4, np.arange(16), -1),
        )
        plan = solve(problem, time_limit_s=10, rng=rng)
        assert plan.status == "optimal"
        assert covered_weight(problem, plan.chosen) <= rough_bound(problem) <= problem.weights.sum()
