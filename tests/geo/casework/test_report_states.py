"""Only the steps of the table can happen, each with what it must tell."""

from __future__ import annotations

import itertools
from typing import get_args

import pytest

from geo.casework.report_states import OPEN, TRANSITIONS, UNITS, State, require, steps
from geo.errors import BadInput

STATES = get_args(State)
THERE = {(step.start, step.end): step for step in TRANSITIONS}


@pytest.mark.parametrize(("start", "end"), list(itertools.product(STATES, STATES)))
def test_a_step_is_taken_if_and_only_if_it_is_in_the_table(start, end) -> None:
    if (start, end) in THERE:
        assert require(start, end, reason="bo tak", unit="road") is THERE[start, end]
    else:
        with pytest.raises(BadInput, match=f"that is {start} can become"):
            require(start, end, reason="bo tak", unit="road")


@pytest.mark.parametrize("step", [step for step in TRANSITIONS if step.reason], ids=str)
@pytest.mark.parametrize("reason", ["", "   "])
def test_a_step_that_closes_or_reopens_wants_its_reason(step, reason) -> None:
    with pytest.raises(BadInput, match="a reason must be given"):
        require(step.start, step.end, reason=reason, unit="road")


@pytest.mark.parametrize("unit", [None, "", "police"])
def test_action_is_somebodys(unit) -> None:
    with pytest.raises(BadInput, match="unit that acts must be one of lighting"):
        require("confirmed", "in_action", reason="", unit=unit)
    assert require("confirmed", "in_action", reason="", unit=UNITS[0])


def test_nothing_is_resolved_without_a_second_look() -> None:
    assert [step.start for step in TRANSITIONS if step.end == "resolved"] == ["not_yet_checked_again"]


def test_every_state_can_be_reached_from_new_and_every_open_one_left() -> None:
    reached, queue = {"new"}, ["new"]
    while queue:
        fresh = set(steps(queue.pop())) - reached
        reached |= fresh
        queue += fresh
    assert reached == set(STATES)
    assert all(steps(state) for state in OPEN)
    assert steps("withdrawn") == ()
