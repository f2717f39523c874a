"""What does a city's own programme ask for, and how do its books end?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from geo.siting.problem import SitingProblem
from geo.siting.solution import SitingSolution

#: The kind of option that adds a camera; the others renew one that stands, or add none yet.
ADDS = "new"


@dataclass(frozen=True, slots=True)
class Programme:
    """How many of each kind a programme pays for.

    Attributes
    ----------
    numbers
        How many points of each kind.
    budget_grosze
        For all of it.
    cameras_before
        How many stand today.
    """

    numbers: Mapping[str, int]
    budget_grosze: int
    cameras_before: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One kind in the books: how many were asked for and chosen, and what they cost."""

    kind: str
    asked: int
    chosen: int
    spent_grosze: int


@dataclass(frozen=True, slots=True)
class Ledger:
    """The books of a programme: an entry a kind, what is left, and how many cameras stand before and after."""

    entries: tuple[Entry, ...]
    left_grosze: int
    cameras_before: int
    cameras_after: int


#: Toruń 2025-2026, as the city announced it: 80 new points, 34 replaced, 7 modernised, documentation for 13 more, with
#: over 1.4 million PLN of European money and over 250 thousand of its own; 553 and 132 cameras stood before.
TORUN = Programme({"new": 80, "replace": 34, "modernise": 7, "document": 13}, 165_000_000, 685)


def under(programme: Programme, problem: SitingProblem, *, exactly: bool = True) -> SitingProblem:
    """Return a problem under a programme's budget and numbers.

    Parameters
    ----------
    exactly
        Exactly so many of each kind, as the programme says; otherwise at most so many. Kinds that it does not name are
        not chosen.
    """
    caps = {str(kind): 0 for kind in np.unique(problem.kind)} | dict(programme.numbers)
    least = programme.numbers if exactly else {}
    return replace(problem, kind_cap=caps, kind_least=least, budget_grosze=programme.budget_grosze)


def ledger(programme: Programme, problem: SitingProblem, solution: SitingSolution) -> Ledger:
    """Return the books of a programme that a plan carries out."""
    kind, cost = problem.kind[solution.chosen], problem.cost_grosze[solution.chosen]
    entries = [
        Entry(name, asked, int((kind == name).sum()), int(cost[kind == name].sum()))
        for name, asked in programme.numbers.items()
    ]
    added = int((kind == ADDS).sum())
    left = programme.budget_grosze - solution.spent_grosze
    return Ledger(tuple(entries), left, programme.cameras_before, programme.cameras_before + added)
