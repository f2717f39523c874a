"""Controls are chosen by what was before alone, one for each treated place, apart from each other."""

from __future__ import annotations

import numpy as np

from geo.evaluation.matching import matched


def test_the_most_alike_before_is_chosen_the_largest_first() -> None:
    centres = np.array([[0.0, 0], [1000, 0], [2000, 0], [3000, 0]])
    assert matched(np.array([3.0, 20.0]), np.array([2.0, 30.0, 19.0, 4.0]), centres, apart_m=250) == [2, 0]


def test_controls_do_not_lie_over_each_other() -> None:
    centres = np.array([[0.0, 0], [100, 0], [1000, 0]])
    assert matched(np.array([5.0, 5.0]), np.array([5.0, 5.0, 1.0]), centres, apart_m=250) == [0, 2]


def test_without_enough_candidates_there_are_fewer_controls() -> None:
    assert matched(np.array([5.0, 4.0]), np.array([1.0]), np.array([[0.0, 0.0]]), apart_m=250) == [0]
    assert matched(np.array([5.0]), np.zeros(0), np.zeros((0, 2)), apart_m=250) == []
