"""Are only those columns fixed that no better plan could have otherwise?"""

from __future__ import annotations

import itertools

import numpy as np
from scipy.sparse import csr_array, random_array

from geo.siting.exact import relax, without_idle
from geo.siting.layout import lay_out
from geo.siting.model import model_of, point_of
from geo.siting.problem import SitingProblem


def test_every_plan_worth_so_much_is_left() -> None:
    fixed = 0
    for seed in range(15):
        rng = np.random.default_rng(seed)
        problem = SitingProblem(
            weights=rng.integers(1, 9, 40),
            covers=csr_array(random_array((9, 40), density=0.2, rng=rng)),
            site=np.arange(9) // 2,
            cost_grosze=rng.integers(50, 150, 9),
            kind=["new"] * 9,
            budget_grosze=int(rng.integers(200, 500)),
        )
        layout = lay_out(problem)
        model = model_of(problem, layout)
        _, _, prices = relax(model, "cover", seconds=10, asked=lambda point, bound: False)
        plans = [np.array(plan, dtype=int) for n in range(10) for plan in itertools.combinations(range(9), n)]
        points = np.array([point_of(problem, layout, plan) for plan in plans])
        rows = points @ model.rows.matrix.T
        able = np.all((rows <= model.rows.high + 1e-9) & (rows >= model.rows.low - 1e-9), axis=1)
        worth = points @ model.goals["cover"]
        for wanted in np.unique(worth[able]):
            less = without_idle(model, "cover", prices, float(wanted))
            good = points[able & (worth >= wanted)]
            assert np.all((good >= less.low) & (good <= less.high))
            fixed += int((less.low == less.high).sum())
    assert fixed > 0
