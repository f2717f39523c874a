"""Do prices found by first-order steps bound every plan, as closely as the linear relaxation does?"""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import csr_array

from geo.siting.cuts import in_use, with_cuts
from geo.siting.exact import relax
from geo.siting.layout import lay_out
from geo.siting.model import model_of
from geo.siting.prices import priced
from geo.siting.problem import SitingProblem
from geo.siting.solve import is_feasible, solve

DATA = Path(__file__).parents[2] / "data" / "siting"


def discs(seed, **changes):
    random = np.random.default_rng(seed)
    cells, sites = random.random((400, 2)) * 8, random.random((150, 2)) * 8
    near = ((cells[None] - sites[:, None]) ** 2).sum(axis=2) < 3
    given = {
        "weights": random.integers(1, 100, 400),
        "covers": csr_array(near),
        "site": np.arange(150) // 2,
        "cost_grosze": np.ones(150, dtype=int),
        "kind": ["new"] * 150,
        "budget_grosze": 6,
    }
    return SitingProblem(**given | changes)


CASES = {
    "equal costs": {},
    "unequal costs": {"cost_grosze": np.arange(150) % 7 + 1, "budget_grosze": 18},
    "a least share and a locked option": {"area": np.arange(400) % 3, "area_minimum": {1: 0.3}, "locked": [5]},
}


@pytest.mark.parametrize("changes", CASES.values(), ids=CASES)
def test_prices_bound_all_plans_within_a_hundredth_of_the_relaxation(changes) -> None:
    problem = discs(1, **changes)
    layout = lay_out(problem)
    model = model_of(problem, layout)
    exact, _, _ = relax(model, "cover", seconds=20, asked=lambda point, bound: False)
    found = priced(model, "cover", start=None, asked=lambda bound: False)
    assert found.bound >= exact - 1e-6 * exact
    assert found.bound == pytest.approx(exact, rel=1e-2)
    best = solve(problem, time_limit_s=20, rng=np.random.default_rng(0))
    assert best.status == "optimal"
    cut, cuts = with_cuts(model, layout, found.point, np.random.default_rng(0))
    assert cuts > 0
    lower = priced(cut, "cover", start=found, asked=lambda bound: False)
    assert best.objective - 1e-6 <= lower.bound < found.bound
    kept, where = in_use(cut, lower, len(model.rows.low))
    assert len(model.rows.low) < len(where.prices) == len(kept.rows.low) <= len(cut.rows.low)
    assert best.objective - 1e-6 <= priced(kept, "cover", start=where, asked=lambda bound: False).bound < found.bound


def test_steps_that_are_ended_at_once_still_bound_all_plans() -> None:
    problem = discs(0)
    model = model_of(problem, lay_out(problem))
    heard = []
    found = priced(model, "cover", start=None, asked=lambda bound: bool(heard.append(bound) or True))
    assert heard == [found.bound]
    assert found.bound >= solve(problem, time_limit_s=20, rng=np.random.default_rng(0)).objective


def test_time_is_kept_on_dense_cover_that_is_not_proven() -> None:
    told = np.load(DATA / "siting_dense.npz")
    n = len(told["indptr"]) - 1
    covers = csr_array(
        (np.ones(len(told["indices"])), told["indices"], told["indptr"]), shape=(n, len(told["weights"]))
    )
    problem = discs(0, weights=told["weights"], covers=covers, site=np.arange(n), cost_grosze=np.ones(n, dtype=int),
                    kind=["new"] * n, budget_grosze=80)  # fmt: skip
    # All is compiled before.
    small = discs(0)
    layout = lay_out(small)
    model = model_of(small, layout)
    found = priced(model, "cover", start=None, asked=lambda bound: True)
    with_cuts(model, layout, found.point, np.random.default_rng(0))
    solve(small, time_limit_s=20, rng=np.random.default_rng(0))
    began = time.perf_counter()
    plan = solve(problem, time_limit_s=8, rng=np.random.default_rng(0))
    # Seconds over for a machine on which others work too.
    assert time.perf_counter() - began < 8 + 5
    assert plan.status == "time_limit"
    assert is_feasible(problem, plan)
    assert 1_400_000 < plan.objective < 1_530_000 < plan.bound < problem.weights.sum()
