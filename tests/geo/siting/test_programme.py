"""Can a city's programme be carried out, and if not, is what stands in its way named?"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.sparse import csr_array

from geo.siting.feasible import covered_weight
from geo.siting.problem import SitingProblem
from geo.siting.programme import TORUN, ledger, under
from geo.siting.solve import is_feasible, solve

#: How many candidates of each kind there are, and what one costs in PLN.
KINDS = {"new": (160, 15_000), "replace": (50, 9_000), "modernise": (12, 4_000), "document": (20, 1_000)}


def candidates(**changes):
    """Return a made-up city of 1,500 demand points with candidates of each kind; replaced cameras stand today."""
    random = np.random.default_rng(4)
    kinds = {name: changes.get(name, given) for name, given in KINDS.items()}
    kind = np.repeat(list(kinds), [number for number, _ in kinds.values()])
    cost = np.repeat([pln * 100 for _, pln in kinds.values()], [number for number, _ in kinds.values()])
    points, places = random.random((1500, 2)) * 10, random.random((len(kind), 2)) * 10
    far = ((points[None] - places[:, None]) ** 2).sum(axis=2)
    renewing = np.isin(kind, ["replace", "modernise"])
    stands = csr_array(far[renewing] < 0.08)
    replaces = np.full(len(kind), -1)
    replaces[renewing] = np.arange(renewing.sum())
    sees = (far < 0.16) & (kind != "document")[:, None]
    return SitingProblem(
        weights=random.integers(1, 30, 1500),
        covers=csr_array(sees),
        site=np.arange(len(kind)),
        cost_grosze=cost,
        kind=kind,
        budget_grosze=None,
        covered=np.asarray(stands.sum(axis=0)).ravel() + (random.random(1500) < 0.1),
        stands=stands,
        replaces=replaces,
    )


def plan_of(problem, seconds=3.0):
    return solve(problem, time_limit_s=seconds, rng=np.random.default_rng(0), gap=0.01)


def test_the_programme_of_torun_is_carried_out_and_its_books_end_at_765() -> None:
    problem = under(TORUN, candidates())
    plan = plan_of(problem)
    books = ledger(TORUN, problem, plan)
    assert is_feasible(problem, plan)
    assert {entry.kind: entry.chosen for entry in books.entries} == dict(TORUN.numbers)
    assert all(entry.chosen == entry.asked for entry in books.entries)
    # 80 x 15,000 + 34 x 9,000 + 7 x 4,000 + 13 x 1,000 PLN of 1,650,000.
    assert plan.spent_grosze == sum(entry.spent_grosze for entry in books.entries) == 154_700_000
    assert books.left_grosze == 10_300_000
    assert (books.cameras_before, books.cameras_after) == (685, 765)
    assert plan.objective > covered_weight(problem, np.array([], dtype=int))


def test_a_budget_that_is_too_small_is_named_to_the_grosz() -> None:
    programme = replace(TORUN, budget_grosze=154_699_999)
    plan = plan_of(under(programme, candidates()), seconds=20)
    assert plan.status == "infeasible"
    assert "too small by 0.01 PLN" in {broken.constraint: broken.message for broken in plan.why}["budget"]


@pytest.mark.parametrize("kind", TORUN.numbers)
def test_too_few_candidates_of_a_kind_are_named(kind) -> None:
    plan = plan_of(under(TORUN, candidates(**{kind: (5, 1_000)})))
    assert plan.status == "infeasible"
    told = f"{TORUN.numbers[kind]} of the kind {kind} are needed, but 5 can be had."
    assert [broken.message for broken in plan.why] == [told]


def test_numbers_that_are_only_caps_leave_a_small_budget_feasible() -> None:
    problem = under(replace(TORUN, budget_grosze=50_000_000), candidates(), exactly=False)
    plan = plan_of(problem)
    assert is_feasible(problem, plan)
    assert 0 < plan.spent_grosze <= 50_000_000


def test_kinds_that_a_programme_does_not_name_are_not_chosen() -> None:
    problem = under(replace(TORUN, numbers={"new": 10}), candidates())
    assert set(problem.kind[plan_of(problem).chosen]) == {"new"}


def test_an_area_that_cannot_reach_its_minimum_is_named() -> None:
    problem = replace(
        candidates(),
        area=np.arange(1500) % 2,
        area_names=("Wrzosy", "Rudak"),
        area_minimum={1: 0.9},
        budget_grosze=5_000_000,
    )
    plan = plan_of(problem, seconds=20)
    assert plan.status == "infeasible"
    assert any(broken.message.startswith("In Rudak a share of at most 0.") for broken in plan.why)


def test_private_ground_that_locked_options_see_is_named() -> None:
    problem = replace(
        candidates(), private_m2=np.full(242, 10.0), privacy_total_m2=15.0, locked=[0, 1], budget_grosze=None
    )
    plan = plan_of(problem, seconds=20)
    assert [broken.message for broken in plan.why] == [
        "Any plan sees at least 20.0 m² of private ground; 15.0 m² are allowed."
    ]
    barred = plan_of(replace(problem, privacy_total_m2=None, privacy_cap_m2=9.0), seconds=20)
    assert [broken.constraint for broken in barred.why] == ["locked"]
