"""Marks of safety walks, by hand and by chance."""

from __future__ import annotations

import numpy as np
import pytest

from geo.errors import BadInput
from geo.evaluation.safety_walk import level, marked


def test_a_mean_and_its_interval_are_those_of_students_t_by_hand() -> None:
    # Five marks 0, 1, 1, 2, 3: mean 1.4, variance 5.2 / 4 = 1.3, and t with 4 degrees of freedom is 2.776.
    told = marked(np.array([[1, 2, 1, 1]])).iloc[0]
    assert told["mean"] == pytest.approx(1.4)
    assert told["high"] - told["mean"] == pytest.approx(2.776 * np.sqrt(1.3 / 5), abs=1e-3)
    assert (told["weak"], told["marks"]) == (pytest.approx(0.6), 5)


def test_like_marks_are_not_taken_as_certain() -> None:
    told = marked(np.array([[0, 20, 0, 0]])).iloc[0]
    others = 1 - 0.025 ** (1 / 20)
    assert told["low"] == pytest.approx(1 - others)
    assert told["high"] == pytest.approx(1 + 2 * others)


def test_an_interval_stays_on_the_scale() -> None:
    told = marked(np.array([[1, 0, 0, 2], [3, 1, 0, 0]]))
    ends = told[["low", "mean", "high"]].to_numpy()
    assert (np.diff(ends) > 0).all()
    assert (ends.min(), ends.max()) == (0, 3)


def test_the_interval_holds_the_true_mean_about_nineteen_times_in_twenty() -> None:
    rng = np.random.default_rng(7)
    for shares in ([0.25, 0.25, 0.25, 0.25], [0.5, 0.3, 0.15, 0.05], [0.02, 0.08, 0.3, 0.6]):
        told = marked(rng.multinomial(25, shares, size=4000))
        held = ((told["low"] <= np.dot(shares, range(4))) & (told["high"] >= np.dot(shares, range(4)))).mean()
        assert held == pytest.approx(0.95, abs=0.025)


def test_a_word_is_told_only_where_the_interval_leaves_the_middle_out() -> None:
    assert level(np.array([1.5, 1.51, 0.0]), np.array([2.0, 2.0, 1.49])).tolist() == [
        "not told apart",
        "rather good",
        "rather bad",
    ]


def test_one_mark_alone_tells_no_mean() -> None:
    with pytest.raises(BadInput, match="at least two"):
        marked(np.array([[1, 0, 0, 0]]))
