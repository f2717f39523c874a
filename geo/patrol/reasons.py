"""Why is a place visited? Its evidence, its trend, its last visit, what it is owed and what its area is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.model.patrol import Reason
from geo.patrol.shares import Shares

#: From this factor on a place is said to have been visited too little.
_UNDER_SERVED = 1.2


@dataclass(frozen=True, slots=True, eq=False)
class Facts:
    """What is known of all places for one shift.

    Attributes
    ----------
    count, in_hours
        (P,) incidents near the place, and those of them in the hours of the shift.
    worth
        (P,) what a visit is worth, what is owed counted in.
    due_minutes, had_minutes, factor
        (P,) its part of the minutes of the horizon, what it had, and by how much it counts more for that.
    last_at
        When a patrol was there last; none if that was never recorded.
    trend
        ``before``, ``after``, ``verdict`` of the two halves of the period.
    """

    count: NDArray[np.float64]
    in_hours: NDArray[np.float64]
    worth: NDArray[np.float64]
    due_minutes: NDArray[np.float64]
    had_minutes: NDArray[np.float64]
    factor: NDArray[np.float64]
    last_at: Sequence[datetime | None]
    trend: pd.DataFrame
    radius_m: float
    horizon_days: int
    floor_a_week: float
    grids: int


def reasons(facts: Facts, given: Shares, at: int, *, drawn: int, evidence: str, grids: int, area: str) -> list[Reason]:
    """Return why a place is visited, the weightiest first; values are named later in the reader's language.

    Parameters
    ----------
    given
        What places may expect.
    at
        Which place.
    drawn
        How often it is visited this time.
    evidence, grids
        Of its cell, and in how many grids it is hot; -1 if that was not asked.
    """
    told = [_evidence(evidence, grids, facts.grids), _incidents(facts, at), _trend(facts.trend.iloc[at])]
    told += [_last(facts, at), *_owed(facts, at), *_floor(facts, given, at, area), _chance(given, at, drawn)]
    return told


def _evidence(evidence: str, grids: int, of: int) -> Reason:
    if evidence == "none":
        return _told("No hotspot: the place with the most incidents of its area.")
    if grids < 0:
        return _told("Evidence: {evidence}.", evidence=evidence)
    return _told("Evidence: {evidence}, hot in {grids} of {of} grids.", evidence=evidence, grids=grids, of=of)


def _incidents(facts: Facts, at: int) -> Reason:
    return _told(
        "Incidents within {radius} m: {n}, of them in the hours of this shift: {hours}.",
        radius=round(facts.radius_m),
        n=int(facts.count[at]),
        hours=round(float(facts.in_hours[at]), 1),
    )


def _trend(row: pd.Series) -> Reason:
    said = {
        "more": "Rising: {after} incidents in the second half of the period after {before} in the first.",
        "fewer": "Falling: {after} incidents in the second half of the period after {before} in the first.",
    }.get(row["verdict"], "No change shown: {after} incidents in the second half of the period, {before} in the first.")
    return _told(said, after=int(row["after"]), before=int(row["before"]))


def _last(facts: Facts, at: int) -> Reason:
    when = facts.last_at[at]
    if when is None:
        return _told("No visit was ever recorded here.")
    return _told("Last recorded visit: {when}.", when=when.isoformat())


def _owed(facts: Facts, at: int) -> list[Reason]:
    if facts.factor[at] < _UNDER_SERVED:
        return []
    return [
        _told(
            "Under-served: {had} minutes in {days} days, its part would have been {due}.",
            had=round(float(facts.had_minutes[at])),
            due=round(float(facts.due_minutes[at])),
            days=facts.horizon_days,
        )
    ]


def _floor(facts: Facts, given: Shares, at: int, area: str) -> list[Reason]:
    if given.horizon[at] <= given.without_floors[at]:
        return []
    return [
        _told(
            "The floor of its area: {area} gets {floor} visits a week of this shift.",
            area=area,
            floor=facts.floor_a_week,
        )
    ]


def _chance(given: Shares, at: int, drawn: int) -> Reason:
    expected = round(float(given.expected[at]), 2)
    return _told(
        "Drawn: {drawn} visits, where {expected} may be expected of such a shift.", drawn=drawn, expected=expected
    )


def _told(template: str, **values: Any) -> Reason:
    return Reason(template=template, values=values)
