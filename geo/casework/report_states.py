"""Which states does a report go through, and who may move it on?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from geo.errors import BadInput

State = Literal[
    "new", "under_check", "confirmed", "not_confirmed", "in_action", "resolved", "not_yet_checked_again", "withdrawn"
]


@dataclass(frozen=True, slots=True)
class Transition:
    """One step of a report.

    Attributes
    ----------
    reason
        Whether the step must be explained to the reporter.
    unit
        Whether it must name the unit that is to act.
    """

    start: State
    end: State
    reason: bool = False
    unit: bool = False


#: Every step there is; what is not here cannot happen.
TRANSITIONS = (
    Transition("new", "under_check"),
    Transition("new", "confirmed"),
    Transition("new", "not_confirmed", reason=True),
    Transition("under_check", "confirmed"),
    Transition("under_check", "not_confirmed", reason=True),
    Transition("confirmed", "in_action", unit=True),
    Transition("confirmed", "not_confirmed", reason=True),
    Transition("in_action", "not_yet_checked_again", reason=True),
    Transition("in_action", "confirmed", reason=True),
    Transition("not_yet_checked_again", "resolved", reason=True),
    Transition("not_yet_checked_again", "in_action", reason=True, unit=True),
    Transition("resolved", "under_check", reason=True),
    Transition("not_confirmed", "under_check", reason=True),
    *(Transition(state, "withdrawn") for state in ("new", "under_check", "confirmed", "not_confirmed")),
)
#: Where a report stands once its reporter has put it elsewhere: what was found of one place does not hold for another.
CHECKED_ANEW: dict[State, State] = {
    "confirmed": "under_check",
    "in_action": "under_check",
    "not_yet_checked_again": "under_check",
}
#: The units that can mend a place.
UNITS = ("lighting", "greenery", "road", "patrol", "camera")
#: States in which somebody still has to do something.
OPEN: tuple[State, ...] = ("new", "under_check", "confirmed", "in_action", "not_yet_checked_again")


def steps(state: State) -> tuple[State, ...]:
    """Return the states that a report can be moved to.

    Examples
    --------
    >>> steps("confirmed")
    ('in_action', 'not_confirmed', 'withdrawn')
    """
    return tuple(step.end for step in TRANSITIONS if step.start == state)


def require(start: State, end: str, *, reason: str, unit: str | None) -> Transition:
    """Return the step from one state to another.

    Raises
    ------
    BadInput
        If there is no such step, or it lacks its reason or the unit that is to act.
    """
    for step in TRANSITIONS:
        if (step.start, step.end) == (start, end):
            _require_told(step, reason, unit)
            return step
    raise BadInput(
        "A report that is {state} can become {choices}, not {given!r}.",
        state=start,
        choices=", ".join(steps(start)) or "–",
        given=end[:40],
    )


def _require_told(step: Transition, reason: str, unit: str | None) -> None:
    if step.reason and not reason.strip():
        raise BadInput("To make a report {state} a reason must be given, in words for the reporter.", state=step.end)
    if step.unit and unit not in UNITS:
        raise BadInput(
            "The unit that acts must be one of {choices}, not {given!r}.", choices=", ".join(UNITS), given=unit
        )
