"""The rough bound is one: no plan covers more."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array, random_array

from geo.siting.exact import relax
from geo.siting.feasible import covered_weight
from geo.siting.layout import lay_out
from geo.siting.model import model_of
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


def test_the_rough_bound_comes_near_the_linear_relaxation() -> None:
    rng = np.random.default_rng(4)
    cells, sites = rng.random((600, 2)) * 10, rng.random((150, 2)) * 10
    problem = SitingProblem(
        weights=rng.integers(1, 50, 600),
        covers=csr_array(((cells[None] - sites[:, None]) ** 2).sum(axis=2) < 1),
        site=np.arange(150) // 2,
        cost_grosze=rng.integers(100, 200, 150),
        kind=["new"] * 150,
        budget_grosze=1500,
        forbidden=[3, 4],
    )
    layout = lay_out(problem)
    relaxed, _, _ = relax(model_of(problem, layout), "cover", seconds=20, asked=lambda point, bound: False)
    assert relaxed - 1e-6 <= rough_bound(problem) <= 1.03 * relaxed
