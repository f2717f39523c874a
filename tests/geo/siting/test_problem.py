"""Does a problem refuse what it cannot mean, and is nothing lost when points are merged?"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.sparse import csr_array

from geo.errors import BadInput
from geo.siting.feasible import counts, covered_weight, judge
from geo.siting.layout import lay_out
from geo.siting.problem import SitingProblem

GIVEN = {
    "weights": [1, 2, 3],
    "covers": csr_array([[1, 1, 0], [0, 1, 1]]),
    "site": [0, 1],
    "cost_grosze": [100, 200],
    "kind": ["new", "replace"],
    "budget_grosze": 300,
}


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"weights": [1, 2]}, "weights must have 3 values"),
        ({"weights": [1, 2, -1]}, "weights must be finite and at least 0"),
        ({"weights": [1, 2, np.inf]}, "weights must be finite and at least 0"),
        ({"weights": [1, 2, np.nan]}, "weights must be finite and at least 0"),
        ({"cost_grosze": [100, 10.5]}, "cost_grosze must be whole"),
        ({"cost_grosze": [100, -1]}, "cost_grosze must be finite"),
        ({"budget_grosze": -1}, "budget_grosze must be"),
        ({"budget_grosze": 1.5}, "budget_grosze must be whole"),
        ({"objective": "best"}, "cover, backup, max_min, least_cost"),
        ({"locked": [2]}, "options from 0 to 1"),
        ({"locked": [0], "forbidden": [0]}, "both locked and forbidden"),
        ({"replaces": [0, -1]}, "row of stands, of which there are 0"),
        ({"stands": csr_array([[1, 0, 0]])}, "must include the cameras in stands"),
        ({"area": [0, 0, -1]}, "numbered from 0"),
        ({"area_minimum": {0: 1.2}}, "between 0 and 1"),
        ({"area_minimum": {3: 0.2}}, "from 0 to 0"),
        ({"privacy_price": 1.0, "objective": "max_min"}, "objective cover only"),
        ({"kind_cap": {"new": -1}}, "kind_cap must be"),
        ({"backup_depth": 1}, "backup_depth must be"),
        ({"per_site": 0}, "per_site must be"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_its_reason(wrong, told) -> None:
    with pytest.raises(BadInput, match=told):
        SitingProblem(**GIVEN | wrong)


def test_a_problem_cannot_be_changed_behind_its_back() -> None:
    with pytest.raises(ValueError, match="read-only"):
        SitingProblem(**GIVEN).weights[0] = 5


def test_points_that_no_plan_can_tell_apart_are_merged() -> None:
    problem = SitingProblem(
        weights=[1, 2, 4, 8, 16, 32],
        covers=csr_array([[1, 1, 1, 0, 0, 1], [0, 0, 1, 0, 1, 0]]),
        site=[0, 1],
        cost_grosze=[1, 1],
        kind=["new", "new"],
        budget_grosze=None,
        covered=[0, 0, 0, 0, 1, 0],
        area=[0, 0, 0, 0, 0, 1],
    )
    layout = lay_out(problem)
    # 0 and 1 merge; 5 lies in another area; nobody can see 3; 4 is seen already.
    assert sorted(layout.demand.weight) == [3, 4, 32]
    assert layout.settled.tolist() == [16, 0]
    assert layout.total.tolist() == [31, 32]


def test_a_replaced_camera_no_longer_sees() -> None:
    problem = SitingProblem(
        **GIVEN | {"covered": [2, 0, 0], "stands": csr_array([[1, 0, 0], [1, 0, 0]]), "replaces": [0, 0]}
    )
    assert counts(problem, np.array([], dtype=int)).tolist() == [2, 0, 0]
    assert counts(problem, np.array([1])).tolist() == [1, 1, 1]
    # Two options that replace the same camera take it down once.
    assert counts(problem, np.array([0, 1])).tolist() == [2, 2, 1]
    assert covered_weight(problem, np.array([1]), depth=2) == 0


def test_every_broken_constraint_is_named() -> None:
    problem = SitingProblem(
        **GIVEN
        | {
            "site": [0, 0],
            "budget_grosze": 299,
            "kind_cap": {"new": 0},
            "kind_least": {"replace": 2},
            "private_m2": [5, 9],
            "privacy_cap_m2": 6,
            "privacy_total_m2": 10,
            "forbidden": [1],
            "area_minimum": {0: 1.0},
            "area_names": ("Rubinkowo",),
        }
    )
    named = [broken.constraint for broken in judge(problem, np.array([0, 1])).violations]
    assert named == ["budget", "kind_cap", "kind_least", "site", "forbidden", "privacy", "privacy_total"]
    left = judge(replace(problem, forbidden=[], locked=[0]), np.array([], dtype=int))
    assert not left
    assert [broken.constraint for broken in left.violations] == ["kind_least", "locked", "area_minimum"]
    assert "In Rubinkowo a share of 0.0000 is covered" in left.violations[-1].message
    asked = replace(problem, objective="least_cost", share=0.9, area_minimum={}, kind_least={})
    assert judge(asked, np.array([], dtype=int)).violations[-1].constraint == "share"
