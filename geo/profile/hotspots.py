"""What a city takes for granted when hotspots are counted: whose word counts, which shifts, which grids."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from geo.errors import BadInput
from geo.hotspots.tellers import SWITCHED
from geo.profile.part import Part, Words


class Category(Part):
    """One category of incidents.

    Attributes
    ----------
    safety
        Whether it belongs to the default safety profile.
    also
        What registers call it; compared without case, diacritics and punctuation.
    """

    words: Words
    safety: bool = True
    also: tuple[str, ...] = ()


class Shift(Part):
    """One shift of the day.

    Attributes
    ----------
    first, last
        Hours of the clock at which it begins and ends; one that ends at or before its beginning passes midnight.
    weekend
        Days on which its beginning makes it a shift of the weekend, from 0 for Monday to 6 for Sunday.
    """

    words: Words
    first: int = Field(ge=0, le=23)
    last: int = Field(ge=0, le=23)
    weekend: tuple[int, ...]


class HotspotDefaults(Part):
    """How hotspots are counted.

    Attributes
    ----------
    grid_scales
        By which the spacing is multiplied for the grids in which a place must stay hot.
    stable_grids
        In so many of the grids a place must be hot to be called stable.
    tellers
        Whose word counts unless a coordinator says otherwise.
    twice_within_m, twice_within_min
        Two sources tell of one incident where place, time and category agree so closely.
    summer_months
        First and last month of the summer half of the year; the rest is winter.
    shifts
        By their keys; together they fill the day and no hour twice.
    bandwidths_m
        Among which the bandwidth of the density is chosen; standard deviations.
    half_life_days
        After so long an incident counts half in the density.
    """

    hexagon_m: float = Field(description="Distance between the centres of two neighbouring hexagons.")
    fewest_incidents: int
    grid_scales: tuple[float, ...]
    stable_grids: int
    tellers: tuple[str, ...]
    twice_within_m: float
    twice_within_min: float
    summer_months: tuple[int, int]
    shifts: dict[str, Shift]
    bandwidths_m: tuple[float, ...]
    half_life_days: float
    density_cell_m: float

    @model_validator(mode="after")
    def _tellers_are_known(self) -> Self:
        strangers = [name for name in self.tellers if name not in SWITCHED]
        if strangers:
            given, choices = ", ".join(strangers), ", ".join(SWITCHED)
            raise BadInput("A source must be one of {choices}, not {given}.", choices=choices, given=given)
        return self

    @model_validator(mode="after")
    def _shifts_fill_the_day(self) -> Self:
        hours = sorted(hour for shift in self.shifts.values() for hour in hours_of(shift))
        if hours != list(range(24)):
            raise ValueError("the shifts together must fill the 24 hours of the day, and none of them twice")
        return self


def hours_of(shift: Shift) -> list[int]:
    """Return the hours of the clock that a shift holds, in their order.

    Examples
    --------
    >>> night = Shift(words=Words(pl="noc", en="night"), first=22, last=1, weekend=(4,))
    >>> hours_of(night)
    [22, 23, 0]
    """
    length = (shift.last - shift.first) % 24 or 24
    return [(shift.first + i) % 24 for i in range(length)]
