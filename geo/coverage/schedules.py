"""Which lamps are on at a moment, how long, and for how long is a place dark?

Durations are measured in UTC: a night in which the clock is moved is neither longer nor shorter for it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np

from geo.coverage.sun import CIVIL_DEG, SUNSET_DEG, passes
from geo.errors import BadInput
from geo.profile.lighting import Lighting, Schedule, Switch

#: Keys of the schedules that are on at the same time.
State = frozenset[str]

_DAY = timedelta(days=1)
_HEIGHT_DEG = {"civil": CIVIL_DEG, "sunset": SUNSET_DEG}


@dataclass(frozen=True, slots=True)
class Place:
    """Where the sun is watched, and which clock is read there.

    Attributes
    ----------
    lon, lat
        Degrees, EPSG:4326.
    """

    lon: float
    lat: float
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class Night:
    """One night.

    Attributes
    ----------
    evening
        The local day on which it begins.
    dusk, dawn
        In UTC, to the full minute; equal where it does not get dark.
    """

    evening: date
    dusk: datetime
    dawn: datetime

    @property
    def hours(self) -> float:
        """How long it is dark."""
        return (self.dawn - self.dusk) / timedelta(hours=1)


def nights(first: date, last: date, lighting: Lighting, at: Place) -> list[Night]:
    """Return the nights that begin on the days from the first to the last.

    Limits
    ------
    The local day is taken to be that of UTC at noon, as it is from 12 h west to 12 h east of Greenwich.
    """
    days = np.arange(np.datetime64(first), np.datetime64(last + 2 * _DAY), dtype="datetime64[D]")
    morning, evening = passes(days, at.lon, at.lat, sun_deg=_HEIGHT_DEG[lighting.night])
    return [
        Night(day.item(), _minute(dusk), _minute(dawn))
        for day, dusk, dawn in zip(days[:-1], evening[:-1], morning[1:], strict=True)
    ]


def readings(local: datetime, zone: ZoneInfo) -> list[datetime]:
    """Return the moments, in UTC, at which the clocks show a local time: one; two or none where they are moved.

    Examples
    --------
    >>> warsaw = ZoneInfo("Europe/Warsaw")
    >>> len(readings(datetime(2026, 10, 25, 2, 30), warsaw)), len(readings(datetime(2027, 3, 28, 2, 30), warsaw))
    (2, 0)
    """
    told = [local.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)]
    return sorted({moment for moment in told if moment.astimezone(zone).replace(tzinfo=None) == local})


def first_shown(local: datetime, zone: ZoneInfo) -> datetime:
    """Return the moment at which the clocks first show a local time or, where they leap over it, a later one.

    Examples
    --------
    >>> first_shown(datetime(2027, 3, 28, 2, 30), ZoneInfo("Europe/Warsaw")).isoformat()
    '2027-03-28T01:00:00+00:00'
    """
    shown = readings(local, zone)
    if shown:
        return shown[0]
    late, early = (local.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    while late - early > timedelta(seconds=1):
        middle = early + (late - early) / 2
        past = middle.astimezone(zone).replace(tzinfo=None) >= local
        early, late = (early, middle) if past else (middle, late)
    return late.replace(microsecond=0)


def lit_times(schedule: Schedule, night: Night, zone: ZoneInfo) -> list[tuple[datetime, datetime]]:
    """Return when lamps of a schedule go on and off in a night, in UTC; on at the first moment, off at the last."""
    told = schedule.times(night.evening)
    pairs = [(_moment(on, night, zone), _moment(off, night, zone)) for on, off in told]
    return [(on, off) for on, off in pairs if on < off]


def state(when: datetime, lighting: Lighting, at: Place) -> State:
    """Return the schedules whose lamps are on at a moment.

    Raises
    ------
    BadInput
        If the moment has no time zone.
    """
    around = _around(when, lighting, at)
    return frozenset(
        key
        for key, schedule in lighting.schedules.items()
        if any(on <= when < off for night in around for on, off in lit_times(schedule, night, at.zone))
    )


def night_of(when: datetime, lighting: Lighting, at: Place) -> Night | None:
    """Return the night in which a moment lies; none if it is light then."""
    return next((night for night in _around(when, lighting, at) if night.dusk <= when < night.dawn), None)


def state_hours(first: date, last: date, lighting: Lighting, at: Place, *, keys: Collection[str]) -> dict[State, float]:
    """Return for how many dark hours each state of the lamps holds, in the nights from the first to the last evening.

    Parameters
    ----------
    keys
        The schedules that matter; others are taken as off.

    Returns
    -------
    hours
        The state with the most schedules first; only those that occur.
    """
    held: dict[State, timedelta] = {}
    for night in nights(first, last, lighting, at):
        for now, lasting in _held(night, lighting, at.zone, keys):
            held[now] = held.get(now, timedelta()) + lasting
    ordered = sorted(held, key=lambda now: (-len(now), sorted(now)))
    return {now: held[now] / timedelta(hours=1) for now in ordered}


def dark_hours(lit_by: Collection[str], first: date, last: date, lighting: Lighting, at: Place) -> float:
    """Return the hours between dusk and dawn in which no lamp lights a place.

    Parameters
    ----------
    lit_by
        The schedules of the lamps that light it; none for a place that no lamp reaches.
    first, last
        The first and the last evening.
    """
    return dark_of(lit_by, state_hours(first, last, lighting, at, keys=lit_by))


def dark_of(lit_by: Collection[str], hours: dict[State, float]) -> float:
    """Return the hours of those states in which none of some schedules is on."""
    return sum(lasting for now, lasting in hours.items() if now.isdisjoint(lit_by))


def named(now: State) -> str:
    """Return a state as one word: its schedules in order of the alphabet, or ``none``.

    Examples
    --------
    >>> named(frozenset({"street", "park"})), named(frozenset())
    ('park+street', 'none')
    """
    return "+".join(sorted(now)) or "none"


def of_name(name: str) -> State:
    """Return the state that a word names."""
    return frozenset() if name == "none" else frozenset(name.split("+"))


def _held(night: Night, lighting: Lighting, zone: ZoneInfo, keys: Collection[str]) -> Iterator[tuple[State, timedelta]]:
    """Return the states of a night, one after the other, and how long each lasts."""
    lit = {key: lit_times(lighting.schedules[key], night, zone) for key in keys}
    switched = {moment for times in lit.values() for pair in times for moment in pair}
    cuts = sorted({night.dusk, night.dawn} | {moment for moment in switched if night.dusk < moment < night.dawn})
    for begins, ends in pairwise(cuts):
        now = (key for key, times in lit.items() if any(on <= begins < off for on, off in times))
        yield frozenset(now), ends - begins


def _around(when: datetime, lighting: Lighting, at: Place) -> list[Night]:
    """Return the nights in which a moment may lie."""
    if when.tzinfo is None:
        raise BadInput("A moment must have a time zone, but {given} has none.", given=when.isoformat(" "))
    day = when.astimezone(at.zone).date()
    return nights(day - _DAY, day, lighting, at)


def _moment(switch: Switch, night: Night, zone: ZoneInfo) -> datetime:
    if switch.clock is None:
        sun = night.dusk if switch.sun == "dusk" else night.dawn
        return sun + timedelta(minutes=switch.minutes)
    day = night.evening if switch.in_the_evening else night.evening + _DAY
    return first_shown(datetime.combine(day, switch.clock), zone)


def _minute(moment: np.datetime64) -> datetime:
    rounded: datetime = (moment + np.timedelta64(30, "s")).astype("datetime64[m]").item()
    return rounded.replace(tzinfo=UTC)
