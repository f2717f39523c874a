"""What a city takes for granted of its patrols: how many a year, what one costs, when, and how they go."""

from __future__ import annotations

from datetime import time
from typing import Annotated, Self

from pydantic import Field, model_validator

from geo.model.duty import PatrolKind
from geo.profile.part import Part, Words

Share = Annotated[float, Field(gt=0)]


class PatrolShift(Part):
    """One shift of a day.

    Attributes
    ----------
    begins
        In the city's own time.
    hours
        How long it lasts; it may end on the next day.
    crews
        How many crews of each kind there are; each goes on one patrol a shift at most.
    """

    words: Words
    begins: time
    hours: Annotated[float, Field(gt=0, le=12)]
    crews: dict[PatrolKind, Annotated[int, Field(ge=0)]]

    @property
    def capacity(self) -> int:
        """The most patrols of one such shift."""
        return sum(self.crews.values())


class Response(Part):
    """A fast-response vehicle: how fast it goes along the streets, and for which minutes its reach is told."""

    speed_m_per_s: Share
    reach_minutes: Annotated[tuple[Annotated[int, Field(gt=0)], ...], Field(min_length=1)]


class PatrolBase(Part):
    """Where patrols set out and come back to, or where a fast-response vehicle stands.

    Attributes
    ----------
    made_up
        Whether the place is an example; what rests on it says so.
    response
        The vehicle that stands here; none: patrols set out from here, those of plans from the first such base.
    """

    words: Words
    lon: Annotated[float, Field(ge=-180, le=180)]
    lat: Annotated[float, Field(ge=-90, le=90)]
    made_up: bool = False
    response: Response | None = None


class PatrolDefaults(Part):
    """How patrols are planned.

    Attributes
    ----------
    yearly, yearly_before
        Patrols of a year, and how many there were before the number was raised.
    cost_grosze
        Of one patrol.
    hours
        How long a patrol is out, its way there and back among it.
    visit_minutes
        The shortest and the longest visit of a place.
    stops_at_most
        Of one patrol.
    visits_at_most
        Of one place in one shift.
    spacing_minutes
        Between two visits of one place in one shift, from the end of one to the beginning of the next.
    horizon_days
        Over so many days visits are shared out, and visits that were made count.
    floor_a_week
        Visits that each area gets in a week, in every shift of the day.
    places_at_most
        Places that one plan knows.
    radius_m
        How far around its middle a place reaches.
    evidence_weight
        What a place is worth by its evidence.
    hours_prior
        So many incidents of the city's own hours stand beside those of a place before its hours are believed.
    season_weight
        How much each month is in demand, from January on; only until incidents of a whole year tell it.
    speed_m_per_s
        By kind of patrol, along the streets.
    reach_minutes
        For which minutes the reach of a base is told.
    bases
        None from which patrols set out: the middle of the streets stands for one, and the plan says so.
    """

    yearly: Annotated[int, Field(gt=0)]
    yearly_before: Annotated[int, Field(gt=0)]
    cost_grosze: Annotated[int, Field(ge=0)]
    hours: Annotated[float, Field(gt=0)]
    visit_minutes: tuple[int, int]
    stops_at_most: Annotated[int, Field(gt=0)]
    visits_at_most: Annotated[int, Field(gt=0)]
    spacing_minutes: Annotated[int, Field(ge=0)]
    horizon_days: Annotated[int, Field(gt=0)]
    floor_a_week: Annotated[float, Field(ge=0)]
    places_at_most: Annotated[int, Field(gt=0)]
    radius_m: Annotated[float, Field(gt=0)]
    evidence_weight: dict[str, Share]
    hours_prior: Annotated[float, Field(ge=0)]
    season_weight: Annotated[tuple[Share, ...], Field(min_length=12, max_length=12)]
    speed_m_per_s: dict[PatrolKind, Share]
    reach_minutes: dict[PatrolKind, tuple[int, ...]]
    bases: tuple[PatrolBase, ...] = ()
    shifts: Annotated[dict[str, PatrolShift], Field(min_length=1)]

    @model_validator(mode="after")
    def _a_visit_fits_into_a_patrol(self) -> Self:
        short, long = self.visit_minutes
        if not 0 < short <= long <= 60 * self.hours:
            raise ValueError("the shortest visit must not be longer than the longest, nor that than a patrol")
        return self
