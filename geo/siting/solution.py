"""What is known of a plan: its worth, how far any other can be better, and why there is none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from geo.siting.feasible import Violation
from geo.siting.problem import Floats, Ints

Status = Literal["optimal", "within_gap", "time_limit", "stopped", "infeasible"]


@dataclass(frozen=True, slots=True)
class Goal:
    """What was reached of one goal.

    Attributes
    ----------
    name
        ``cover`` weight covered, ``again`` weight covered to the full depth, ``share`` of the area that is covered
        worst, ``spend`` grosze.
    value, bound
        Of the plan; what no plan exceeds, and of grosze what any plan costs at least.
    """

    name: str
    value: float
    bound: float

    @property
    def gap(self) -> float:
        """How far the bound is from the value, as a share of the value."""
        off = abs(self.bound - self.value)
        return off / abs(self.value) if self.value else float(np.where(off > 0, np.inf, 0.0))


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a search stands after so many seconds: the best plan so far, and the goal that it works on."""

    chosen: Ints
    goal: Goal
    seconds: float


#: Told now and then where a search stands; True ends it.
Told = Callable[[Progress], bool]


@dataclass(frozen=True, slots=True)
class SitingSolution:
    """A plan with what is proven of it.

    Attributes
    ----------
    chosen
        The options, in order; empty where there is no plan.
    goals
        All goals in their order: ``backup`` and ``max_min`` have two. Each bound holds while the goals before it keep
        the value that they have here.
    status
        ``optimal`` (proven, for all goals), ``within_gap`` (of the gap that was asked for), ``time_limit``, ``stopped``
        or ``infeasible``.
    by_area
        ``(K,)`` share of the weight of each area that is covered.
    why
        Where there is no plan, the constraints that stand in its way.
    """

    chosen: Ints
    goals: tuple[Goal, ...]
    status: Status
    seconds: float
    by_area: Floats
    spent_grosze: int
    why: tuple[Violation, ...] = ()

    @property
    def objective(self) -> float:
        """The value of the first goal; nan where there is no plan."""
        return self.goals[0].value if self.goals else float("nan")

    @property
    def bound(self) -> float:
        """What no plan exceeds of the first goal."""
        return self.goals[0].bound if self.goals else float("nan")

    @property
    def gap(self) -> float:
        """How far apart the two are, as a share of the value."""
        return self.goals[0].gap if self.goals else float("nan")
