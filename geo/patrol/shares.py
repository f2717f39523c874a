"""How many visits may each place expect of a shift, and which does it get this time?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.errors import BadInput
from geo.patrol.allocation import allocate
from geo.patrol.chance import drawn

#: A place's part is at most so many times larger or smaller for having been visited too little or too much.
SERVED_AT_MOST = 2.0


@dataclass(frozen=True, slots=True)
class Shares:
    """What each place gets.

    Attributes
    ----------
    horizon
        (N,) whole visits over the horizon.
    without_floors
        (N,) the same if areas had no floor.
    expected
        (N,) visits to be expected of one shift; they sum to the visits of the shift.
    """

    horizon: NDArray[np.int_]
    without_floors: NDArray[np.int_]
    expected: NDArray[np.float64]


def value(
    incidents: NDArray[np.float64],
    in_hours: NDArray[np.float64],
    weight: NDArray[np.float64],
    *,
    city: float,
    prior: float,
) -> NDArray[np.float64]:
    """Return (N,) what a visit of each place is worth.

    The incidents of a place times the share of them that falls into the shift's hours, drawn towards the city's own
    share where they are few, times the weight of its evidence; never quite nothing.

    Parameters
    ----------
    incidents, in_hours
        (N,) near the place, and those of them in the hours of the shift.
    city
        The share of all incidents in those hours.
    prior
        So many incidents of the city stand beside those of the place.

    Examples
    --------
    >>> value(np.array([10.0]), np.array([6.0]), np.array([0.5]), city=0.3, prior=5.0).round(3).tolist()
    [2.5]
    """
    share = (in_hours + prior * city) / (incidents + prior) if prior else in_hours / np.maximum(incidents, 1)
    return np.asarray(np.maximum(weight * incidents * share, 0.01))


def served_factor(worth: NDArray[np.float64], minutes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return (N,) by how much a place counts more for having had less than its part of the minutes, or less for more.

    Examples
    --------
    >>> served_factor(np.array([1.0, 1.0]), np.array([60.0, 0.0])).round(2).tolist()
    [0.6, 2.0]
    >>> served_factor(np.array([1.0, 3.0]), np.zeros(2)).tolist()
    [1.0, 1.0]
    """
    if minutes.sum() == 0:
        return np.ones(len(worth))
    slack = 1 / (2 * len(worth))
    due, had = worth / worth.sum(), minutes / minutes.sum()
    return np.asarray(np.clip((due + slack) / (had + slack), 1 / SERVED_AT_MOST, SERVED_AT_MOST))


def shared_out(
    worth: NDArray[np.float64], area: NDArray[np.int_], *, visits: int, days: int, floor: int, most: int
) -> Shares:
    """Share the visits of many equal shifts out among places.

    Parameters
    ----------
    worth
        (N,) what a visit is worth.
    area
        (N,) in which area each place lies.
    visits
        Of one shift.
    days
        How many such shifts there are.
    floor
        Visits that each area gets over all of them; less where there are too few for all areas.
    most
        Visits of one place in one shift.

    Notes
    -----
    ``allocate`` spends them by concave return. An area's floor goes to its own places by the same rule.
    """
    if visits < 1 or visits > most * len(worth):
        raise BadInput(
            "A shift must have at least one visit, and at most {most} for each of its {places} places;"
            " {visits} were asked for.",
            most=most,
            places=len(worth),
            visits=visits,
        )
    total, cap = visits * days, most * days
    areas = np.unique(area)
    least = min(floor, total // len(areas))
    floors = np.zeros(len(worth), dtype=int)
    for one in areas:
        mine = area == one
        floors[mine] = allocate(worth[mine], visits=min(least, cap * int(mine.sum())), cap=cap)
    free = allocate(worth, visits=total, cap=cap)
    kept = allocate(worth, visits=total, floor=floors, cap=cap)
    return Shares(kept, free, kept / days)


def draw(expected: NDArray[np.float64], pinned: NDArray[np.bool_], *, rng: np.random.Generator) -> NDArray[np.int_]:
    """Draw how often each place is visited this time: whole parts are certain, the rest is drawn fairly.

    Parameters
    ----------
    expected
        (N,) visits to be expected; what is drawn has this mean, and as many in all.
    pinned
        (N,) places that are visited at least once, whatever is drawn.

    Examples
    --------
    >>> draw(np.array([1.5, 0.5]), np.array([False, False]), rng=np.random.default_rng(1)).sum()
    np.int64(2)
    """
    whole = np.floor(expected + 1e-9).astype(int)
    visits = whole + drawn(np.clip(expected - whole, 0, 1), rng=rng)
    return np.asarray(np.where(pinned, np.maximum(visits, 1), visits))
