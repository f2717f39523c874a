"""When the street lamps of a city are on, and how far they light the ground."""

from __future__ import annotations

import re
from datetime import date, time
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from geo.profile.part import Part, Words

_AT_SUN = re.compile(r"(?P<sun>dusk|dawn)(?P<minutes>[+-]\d{1,3})?")
_AT_CLOCK = re.compile(r"(?P<hour>[01]\d|2[0-3]):(?P<minute>[0-5]\d)")
_DAY = r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$"
_NOON = time(12)


class Switch(Part):
    """When lamps are switched: by the sun or by the clock.

    Attributes
    ----------
    sun
        ``dusk`` in the evening or ``dawn`` in the morning; none for a fixed time.
    minutes
        How long after it; before it if negative.
    clock
        The local time of a fixed time; from noon on it is in the evening of the night, otherwise in its morning.

    Examples
    --------
    >>> Switch.model_validate("dusk+10").minutes, Switch.model_validate("23:00").clock
    (10, datetime.time(23, 0))
    """

    sun: Literal["dusk", "dawn"] | None = None
    minutes: int = 0
    clock: time | None = None

    @model_validator(mode="before")
    @classmethod
    def _read(cls, given: Any) -> Any:
        if not isinstance(given, str):
            return given
        if found := _AT_SUN.fullmatch(given):
            return {"sun": found["sun"], "minutes": int(found["minutes"] or 0)}
        if found := _AT_CLOCK.fullmatch(given):
            return {"clock": time(int(found["hour"]), int(found["minute"]))}
        raise ValueError(f"a switch must be written as dusk, dusk+10, dawn-15 or 23:00, not {given!r}")

    @property
    def in_the_evening(self) -> bool:
        """Whether it comes on the day on which the night begins."""
        return self.sun == "dusk" if self.clock is None else self.clock >= _NOON


Times = Annotated[tuple[tuple[Switch, Switch], ...], Field(min_length=1)]


class Season(Part):
    """Another schedule for a part of the year.

    Attributes
    ----------
    first, last
        Month and day of the first and the last evening, as ``06-01``; a season may lie across the new year.
    lit
        When the lamps are on, as of a schedule.
    """

    first: Annotated[str, Field(pattern=_DAY)]
    last: Annotated[str, Field(pattern=_DAY)]
    lit: Times

    def holds(self, evening: date) -> bool:
        """Tell whether a night that begins on a day belongs to the season.

        Examples
        --------
        >>> winter = Season(first="11-01", last="02-29", lit=[("dusk", "dawn")])
        >>> winter.holds(date(2027, 1, 15)), winter.holds(date(2027, 3, 1))
        (True, False)
        """
        day = f"{evening:%m-%d}"
        if self.first <= self.last:
            return self.first <= day <= self.last
        return day >= self.first or day <= self.last


class Schedule(Part):
    """When some of the lamps are on, and how they light the ground.

    Attributes
    ----------
    lit
        Pairs of on and off; a pair that ends before it begins lights nothing that night.
    seasons
        What holds instead in parts of the year; the first that holds counts.
    lit_radius_m
        How far a lamp lights the ground well enough for a camera, where its register is silent.
    lamp_height_m
        How high a lamp hangs: it lights the ground behind lower buildings.
    """

    words: Words
    lit: Times
    seasons: tuple[Season, ...] = ()
    lit_radius_m: float = Field(gt=0, le=100)
    lamp_height_m: float = Field(gt=0, le=50)

    def times(self, evening: date) -> tuple[tuple[Switch, Switch], ...]:
        """Return the pairs of on and off of the night that begins on a day."""
        return next((season.lit for season in self.seasons if season.holds(evening)), self.lit)

    def without_seasons(self) -> Schedule:
        """Return the schedule as it would be all the year round."""
        return self.model_copy(update={"seasons": ()})


class Lighting(Part):
    """When the lamps of a city are on.

    Attributes
    ----------
    night
        What dusk and dawn are: ``civil`` twilight, when the sun is 6° below the horizon, or ``sunset`` and sunrise.
    usable_share
        A camera keeps a level in the dark where this share of its ground at that level can be used.
    default
        Schedule of the lamps of which no source tells one.
    schedules
        By the key that lamps name.
    least_m
        Dark stretches with fewer metres of street are not listed: the ground between two lamps is seldom lit evenly.
    """

    night: Literal["civil", "sunset"]
    usable_share: float = Field(gt=0, le=1)
    default: str
    schedules: dict[str, Schedule]
    least_m: float = Field(gt=0)

    @model_validator(mode="after")
    def _default_is_there(self) -> Lighting:
        if self.default not in self.schedules:
            raise ValueError(f"the default schedule must be one of {', '.join(self.schedules)}, not {self.default!r}")
        return self
