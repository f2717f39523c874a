"""Visits are shared out by worth, floors and caps, and drawn so that each place gets what it may expect."""

from __future__ import annotations

import numpy as np
import pytest

from geo.errors import BadInput
from geo.patrol.shares import draw, served_factor, shared_out, value


def test_worth_is_incidents_times_their_share_in_the_hours_times_the_weight_of_evidence() -> None:
    # (8 + 4 * 0.5) / (16 + 4) = 0.5 of 16 incidents, with weight 0.25.
    found = value(np.array([16.0]), np.array([8.0]), np.array([0.25]), city=0.5, prior=4.0)
    assert found.tolist() == [2.0]


def test_a_place_without_incidents_keeps_a_little_worth() -> None:
    found = value(np.array([0.0, 4.0]), np.array([0.0, 4.0]), np.array([1.0, 1.0]), city=0.5, prior=0.0)
    assert found.tolist() == [0.01, 4.0]


def test_visits_of_many_shifts_follow_worth_where_nothing_binds() -> None:
    # 28 shifts of 6 visits: 168 shared out as 4 : 2 : 1, nearly 96, 48 and 24.
    found = shared_out(np.array([4.0, 2.0, 1.0]), np.zeros(3, dtype=int), visits=6, days=28, floor=0, most=9)
    assert found.horizon.sum() == 168
    assert np.abs(found.horizon - [96, 48, 24]).max() <= 1
    assert found.expected.sum() == pytest.approx(6)


def test_an_area_keeps_its_floor_though_it_is_worth_nothing() -> None:
    worth, area = np.array([100.0, 100.0, 0.01]), np.array([0, 0, 1])
    found = shared_out(worth, area, visits=4, days=28, floor=8, most=4)
    assert found.without_floors[2] == 0
    assert found.horizon.tolist() == [52, 52, 8]


def test_floors_that_do_not_fit_are_cut_to_what_there_is() -> None:
    found = shared_out(np.ones(4), np.arange(4), visits=1, days=2, floor=8, most=1)
    assert found.horizon.sum() == 2


def test_no_place_expects_more_than_its_cap_in_one_shift() -> None:
    found = shared_out(np.array([1000.0, 1.0, 1.0]), np.zeros(3, dtype=int), visits=5, days=7, floor=0, most=2)
    assert found.expected.max() == 2
    rng = np.random.default_rng(1)
    nobody = np.zeros(3, dtype=bool)
    assert max(draw(found.expected, nobody, rng=rng).max() for _ in range(200)) == 2


def test_more_visits_than_places_can_take_are_refused() -> None:
    with pytest.raises(BadInput, match="2 for each of its 3 places; 7"):
        shared_out(np.ones(3), np.zeros(3, dtype=int), visits=7, days=7, floor=0, most=2)


def test_each_place_is_drawn_as_often_as_it_may_expect_and_the_number_of_visits_is_kept() -> None:
    expected = np.array([1.25, 0.75, 0.5, 0.5])
    rng = np.random.default_rng(3)
    drawn = np.array([draw(expected, np.zeros(4, dtype=bool), rng=rng) for _ in range(4000)])
    assert (drawn.sum(axis=1) == 3).all()
    # Three standard errors of a share of one half among 4000.
    assert np.abs(drawn.mean(axis=0) - expected).max() < 3 * np.sqrt(0.25 / 4000)


def test_what_is_pinned_is_visited_whatever_is_drawn() -> None:
    rng = np.random.default_rng(4)
    for _ in range(50):
        assert draw(np.array([0.01, 0.99]), np.array([True, False]), rng=rng)[0] >= 1


def test_a_place_that_had_less_than_its_part_counts_more_but_no_more_than_twice() -> None:
    factor = served_factor(np.array([1.0, 1.0, 2.0]), np.array([0.0, 30.0, 30.0]))
    assert factor[0] > 1 > factor[1]
    assert factor[2] == pytest.approx(1.0)
    assert served_factor(np.array([9.0, 1.0]), np.array([0.0, 90.0])).tolist() == [2.0, 0.5]
