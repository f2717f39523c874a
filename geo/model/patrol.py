"""What is planned for patrols: a year's days and one shift's rounds, as they are kept and handed out."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from geo.model.duty import PatrolKind

Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2100, 12, 31))]
Number = Annotated[int, Field(ge=0, lt=10**6)]
Refs = Annotated[tuple[Annotated[str, Field(max_length=60)], ...], Field(max_length=200)]
PlaceName = Annotated[str, Field(max_length=80)]
Lon = Annotated[float, Field(ge=-180, le=180)]
Lat = Annotated[float, Field(ge=-90, le=90)]


class Planned(BaseModel):
    """A part of a plan; it cannot be changed."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class YearPlan(Planned):
    """How many patrols each shift of a year gets.

    Attributes
    ----------
    total
        Patrols of the whole year.
    done
        Those that had been made before the first day of the plan.
    first_day
        From which day on the others are spread.
    seed
        Same seed and same inputs, same plan.
    numbers
        By day and shift.
    """

    year: int
    total: int
    done: int
    first_day: date
    seed: int
    numbers: dict[date, dict[str, int]]

    def until(self, day: date) -> int:
        """Return how many patrols are planned up to the end of a day, those made before among them."""
        return self.done + sum(sum(one.values()) for when, one in self.numbers.items() if when <= day)


class Reason(Planned):
    """One sentence of why a place is visited, as a template with its values."""

    template: str
    values: dict[str, Any] = Field(default_factory=dict)


class PlannedPlace(Planned):
    """A place that the plan knew, whether it is visited or not.

    Attributes
    ----------
    ref
        Stays the same as long as the cells of the hotspot map do.
    name, area, area_name
        The street, and the area in which it lies.
    lon, lat
        Where a crew stands: on the street nearest to the middle.
    value
        What a visit is worth against the others.
    horizon_visits
        Whole visits over the horizon, floors and caps kept.
    expected
        Visits that may be expected of this shift; what is drawn has this mean.
    visits
        Visits drawn for this shift.
    minutes
        Of each visit.
    pinned
        Set by hand: not drawn.
    """

    ref: str
    name: str | None
    area: str
    area_name: str
    lon: float
    lat: float
    value: float
    horizon_visits: int
    expected: float
    visits: int
    minutes: int
    pinned: bool = False
    evidence: str | None = None
    reasons: tuple[Reason, ...] = ()


class Stop(Planned):
    """One visit of a round.

    Attributes
    ----------
    place
        Reference of its place.
    begins_s
        Seconds after the shift begins.
    minutes
        How long it lasts.
    """

    place: str
    begins_s: int
    minutes: int


class Round(Planned):
    """What one crew does.

    Attributes
    ----------
    leaves_s, back_s
        Seconds after the shift begins.
    length_m
        Of the whole way.
    way
        Longitude and latitude along the streets, from the base and back.
    """

    kind: PatrolKind
    leaves_s: int
    back_s: int
    length_m: float
    stops: tuple[Stop, ...]
    way: tuple[tuple[float, float], ...]


class ShiftPlan(Planned):
    """One shift's patrols.

    Attributes
    ----------
    patrols
        How many there were to plan, by kind.
    seed
        Same seed and same inputs, same plan.
    base
        Name, longitude, latitude.
    base_assumed
        Whether no base is known and the middle of the streets stands for it.
    left_out
        Places that were drawn but fit into no round.
    changed_from
        The plan of which this one was made by hand; none where it was drawn.
    """

    day: date
    shift: str
    patrols: dict[PatrolKind, int]
    seed: int
    base: tuple[str, float, float]
    base_assumed: bool
    places: tuple[PlannedPlace, ...]
    rounds: tuple[Round, ...]
    left_out: tuple[str, ...] = ()
    changed_from: int | None = None

    def place(self, ref: str) -> PlannedPlace:
        """Return a place of the plan."""
        return next(place for place in self.places if place.ref == ref)

    @property
    def stops(self) -> list[tuple[int, Stop]]:
        """All stops with the number of their round, in the order of their times."""
        found = [(at, stop) for at, one in enumerate(self.rounds, start=1) for stop in one.stops]
        return sorted(found, key=lambda both: (both[1].begins_s, both[0]))


#: With fewer incidents before or after, the interval of an evaluation is too narrow.
FEWEST_INCIDENTS = 5


class Effect(Planned):
    """What patrols did at some places, against places like them.

    Attributes
    ----------
    first, weeks
        First day of the measure, and how long the periods before and after are.
    refs, names
        The treated places.
    controls
        How many places they are compared with.
    treated, treated_ring, control, control_ring
        Incidents before and after.
    estimate, standard_error, low, high
        Incidents more or, below zero, fewer than the controls let expect, with the interval of 95 %.
    verdict
        ``better``, ``worse`` or ``inconclusive``, as the interval by itself says.
    """

    first: date
    weeks: int
    refs: tuple[str, ...]
    names: tuple[str, ...]
    controls: int
    treated: tuple[int, int]
    treated_ring: tuple[int, int]
    control: tuple[int, int]
    control_ring: tuple[int, int]
    estimate: float
    standard_error: float
    low: float
    high: float
    verdict: str

    @property
    def decision(self) -> str:
        """The verdict; ``inconclusive`` where places are `unlike` or incidents `few`."""
        return "inconclusive" if self.unlike or self.few else self.verdict

    @property
    def unlike(self) -> bool:
        """Whether the places compared with had less than half, or more than twice, as many incidents before."""
        fewer, more = sorted((self.treated[0], self.control[0]))
        return 2 * fewer < more

    @property
    def few(self) -> bool:
        """Whether incidents are so few somewhere that the interval is too narrow."""
        return min(*self.treated, *self.control) < FEWEST_INCIDENTS


class ShiftWishes(Planned):
    """What is asked for where a shift is to be planned.

    Attributes
    ----------
    patrols
        How many of each kind; as many as the year's plan gives the shift unless told.
    """

    day: Day
    shift: Annotated[str, Field(max_length=40)]
    patrols: dict[PatrolKind, Number] | None = None


class ChangeWishes(Planned):
    """What a hand wishes to change in the plan of a shift.

    Attributes
    ----------
    plan
        Its number.
    pinned, dropped
        References of places that must be visited, and of those that must not; what is dropped is not pinned.
    added
        Names with longitude and latitude of places that the plan did not know.
    """

    plan: Annotated[int, Field(ge=0, lt=10**9)]
    pinned: Refs = ()
    dropped: Refs = ()
    added: Annotated[tuple[tuple[PlaceName, Lon, Lat], ...], Field(max_length=20)] = ()


class YearWishes(Planned):
    """What is asked for where a year's patrols are to be spread.

    Attributes
    ----------
    total, done
        Patrols of the whole year, and those that were made before the first day.
    first_day
        From which day on the others are spread; it names the year.
    """

    total: Number
    done: Number = 0
    first_day: Day
