"""A draw keeps the shares, the number of places, and the seed's promise."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import BadInput
from geo.patrol.chance import drawn
from geo.patrol.year import spread

SHARES = np.array([0.9, 0.75, 0.6, 0.35, 0.25, 0.1, 0.05, 0.0, 1.0])


@given(st.lists(st.floats(0, 1), max_size=30), st.integers(0, 1000))
def test_as_many_are_drawn_as_the_shares_sum_to(shares, seed) -> None:
    chosen = drawn(np.array(shares), rng=np.random.default_rng(seed))
    assert np.floor(sum(shares) - 1e-6) <= chosen.sum() <= np.ceil(sum(shares) + 1e-6)
    certain = np.array([share == 1 for share in shares], dtype=bool)
    never = np.array([share == 0 for share in shares], dtype=bool)
    assert chosen[certain].all()
    assert not chosen[never].any()


def test_each_place_comes_up_with_its_share() -> None:
    rng = np.random.default_rng(20261121)
    times = 20_000
    often = sum(drawn(SHARES, rng=rng).astype(int) for _ in range(times)) / times
    # Four standard errors of a share of one half in 20,000 draws.
    assert np.abs(often - SHARES).max() < 4 * 0.5 / np.sqrt(times)


def test_same_seed_same_draw_and_another_seed_another() -> None:
    shares = np.full(40, 0.5)
    first, again, other = (drawn(shares, rng=np.random.default_rng(seed)) for seed in (7, 7, 8))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


@pytest.mark.parametrize("shares", [[1.2], [-0.1], [np.nan]])
def test_shares_must_be_shares(shares) -> None:
    with pytest.raises(BadInput, match="between 0 and 1"):
        drawn(np.array(shares), rng=np.random.default_rng(0))


@given(
    st.lists(st.floats(0, 5), min_size=1, max_size=40),
    st.integers(0, 4),
    st.floats(0, 1),
    st.integers(0, 100),
)
def test_a_year_sums_to_its_patrols_and_no_shift_is_above_its_capacity(demand, capacity, part, seed) -> None:
    patrols = int(part * capacity * len(demand))
    numbers = spread(np.array(demand), patrols=patrols, capacity=capacity, rng=np.random.default_rng(seed))
    assert numbers.sum() == patrols
    assert (numbers <= capacity).all()


def test_two_thousand_patrols_are_planned_to_the_last_one() -> None:
    demand = np.tile([1.0, 2.0, 5.0], 365)
    numbers = spread(demand, patrols=2000, capacity=4, rng=np.random.default_rng(1))
    assert numbers.sum() == 2000
    by_shift = numbers.reshape(365, 3).sum(axis=0)
    # Whole numbers are drawn around 250, 500, 1,250; they stray by less than one draw a shift allows.
    assert np.abs(by_shift - [250, 500, 1250]).max() < 60


def test_shifts_that_cannot_do_the_year_are_refused_in_words() -> None:
    with pytest.raises(BadInput, match="2000 are planned, 1095 can be done"):
        spread(np.ones(365), patrols=2000, capacity=3, rng=np.random.default_rng(1))
