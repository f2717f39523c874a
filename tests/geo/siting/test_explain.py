"""Are the reasons for a plan true, each checked by trying it?"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.sparse import csr_array

from geo.siting.explain import budget_curve, defeat, merits, minimum_curve, price_of_fairness
from geo.siting.feasible import covered_weight
from geo.siting.problem import SitingProblem
from geo.siting.solve import solve


def rng():
    return np.random.default_rng(0)


#: Option 0 sees a and b, 1 sees b and c, 2 sees c, 3 sees d alone in a poor area, 4 all but a private yard with it.
PROBLEM = SitingProblem(
    weights=[5, 4, 3, 2],
    covers=csr_array([[1, 1, 0, 0], [0, 1, 1, 0], [0, 0, 1, 0], [0, 0, 0, 1], [1, 1, 1, 1]]),
    site=np.arange(5),
    cost_grosze=np.full(5, 10_000_000),
    kind=["new"] * 5,
    budget_grosze=20_000_000,
    area=[0, 0, 0, 1],
    area_names=("Centrum", "Kaszczorek"),
    private_m2=[0, 0, 0, 0, 50],
    privacy_cap_m2=10,
)


def test_each_chosen_option_is_worth_what_would_be_lost_without_it() -> None:
    plan = solve(PROBLEM, time_limit_s=5, rng=rng())
    assert plan.objective == 12
    first, second = merits(PROBLEM, plan)
    assert (first.option, first.sees) == (0, 9)
    assert first.adds == 12 - covered_weight(PROBLEM, plan.chosen[1:])
    assert second.adds == 3


def test_each_option_left_out_loses_for_a_reason() -> None:
    plan = solve(replace(PROBLEM, forbidden=[1]), time_limit_s=5, rng=rng())
    assert plan.chosen.tolist() == [0, 2]
    problem = replace(PROBLEM, forbidden=[1])
    third = defeat(problem, plan, 3)
    assert (third.by, third.instead_of, third.loss) == ("worse", 2, 1.0)
    assert defeat(problem, plan, 4).by == "barred"
    assert defeat(problem, plan, 1).by == "barred"
    dear = replace(problem, cost_grosze=[10_000_000] * 3 + [90_000_000, 10_000_000])
    assert defeat(dear, plan, 3).by == "no_exchange"


def test_more_money_never_brings_less_and_the_change_is_told() -> None:
    steps = budget_curve(PROBLEM, [30_000_000, 0, 10_000_000, 20_000_000], time_limit_s=20, rng=rng())
    assert [step.solution.objective for step in steps] == [0, 9, 12, 14]
    assert [step.asked for step in steps] == [0, 10_000_000, 20_000_000, 30_000_000]
    assert steps[-1].added.tolist() == [3]
    assert all(len(step.dropped) == 0 for step in steps[:2])


def test_a_rising_minimum_is_told_up_to_the_one_that_cannot_be_met() -> None:
    steps = minimum_curve(PROBLEM, 1, [0.0, 0.5, 1.0], time_limit_s=20, rng=rng())
    assert [step.solution.objective for step in steps] == [12, 11, 11]
    assert steps[1].added.tolist() == [3]
    poor = replace(PROBLEM, forbidden=[3])
    last = minimum_curve(poor, 1, [0.0, 0.5, 1.0], time_limit_s=20, rng=rng())[-1]
    assert (last.asked, last.solution.status) == (0.5, "infeasible")
    assert "Kaszczorek" in last.solution.why[0].message


def test_fairness_has_a_price() -> None:
    fairness = price_of_fairness(PROBLEM, time_limit_s=20, rng=rng())
    assert fairness is not None
    assert (fairness.least_share, fairness.total) == (pytest.approx(9 / 12), 11)
    assert (fairness.free_least_share, fairness.free_total) == (0, 12)
    assert fairness.price == pytest.approx(1 / 12)
    assert price_of_fairness(replace(PROBLEM, kind_least={"replace": 1}), time_limit_s=20, rng=rng()) is None
