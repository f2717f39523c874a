"""When does each crew set out, and when is it where? The tours of a shift, timed so that nobody can foresee them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from geo.patrol.route import Fleet, Tour, fleet_tours

#: Crews set out at full steps of so many seconds.
_STEP_S = 300
#: Seconds of detour that a drawn stop is worth at least: more than a crew is out. What is set by hand is worth more.
_DRAWN_S, _PINNED_S = 20_000, 80_000


@dataclass(frozen=True, slots=True)
class Watch:
    """What a shift lets its crews do.

    Attributes
    ----------
    shift_s, out_s
        Length of the shift, and how long a crew is out at most.
    stops_at_most
        Of one crew.
    spacing_s
        Between two visits of one place.
    """

    shift_s: int
    out_s: int
    stops_at_most: int
    spacing_s: int


@dataclass(frozen=True, slots=True)
class Timed:
    """The tour of a crew with its times.

    Attributes
    ----------
    places
        Which places, in their order.
    begin_s
        When each visit begins, seconds after the shift begins.
    leaves_s, back_s
        When it leaves the base and when it is back.
    fleet
        Which fleet the crew is of.
    """

    places: tuple[int, ...]
    begin_s: tuple[int, ...]
    leaves_s: int
    back_s: int
    fleet: int


def windows(times: int, *, service_s: int, watch: Watch) -> NDArray[np.int_]:
    """Return (times, 2) seconds within which the visits of one place begin, so that they are apart.

    Examples
    --------
    >>> windows(2, service_s=600, watch=Watch(7200, 7200, 9, 1800)).tolist()
    [[0, 2100], [4500, 6600]]
    >>> windows(1, service_s=600, watch=Watch(7200, 7200, 9, 1800)).tolist()
    [[0, 6600]]
    """
    pause = watch.spacing_s + service_s
    width = max((watch.shift_s - service_s - (times - 1) * pause) // times, 0)
    begins = np.arange(times) * (width + pause)
    return np.stack([begins, begins + width], axis=1)


def rounds(
    fleets: Sequence[Fleet],
    visits: NDArray[np.int_],
    *,
    service_s: NDArray[np.int_],
    worth: NDArray[np.float64],
    pinned: NDArray[np.bool_],
    watch: Watch,
    rng: np.random.Generator,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[list[Timed], NDArray[np.int_]]:
    """Return the rounds of all crews, and how many visits of each place fit into none.

    Parameters
    ----------
    fleets
        Their matrices are (P + 1, P + 1): the base, then all places, visited or not.
    visits
        (P,) of each place in this shift.
    service_s
        (P,) how long one visit takes.
    worth
        (P,) more of it stays where not all fits; what is pinned stays first.

    Notes
    -----
    The order is the shortest or, by chance, the same backwards; each crew sets out at a moment that is drawn among all
    that keep every window and the end of the shift.
    """
    place = np.repeat(np.arange(len(visits)), visits)
    if len(place) == 0 or not sum(fleet.crews for fleet in fleets):
        return [], visits.copy()
    window = np.concatenate(
        [windows(int(n), service_s=int(service_s[i]), watch=watch) for i, n in enumerate(visits) if n]
    )
    at = np.concatenate([[0], place + 1])
    own = [replace(fleet, travel_s=np.asarray(fleet.travel_s)[np.ix_(at, at)]) for fleet in fleets]
    prize = np.where(pinned[place], _PINNED_S, _DRAWN_S * (1 + worth[place] / worth.max()))
    found = fleet_tours(
        own,
        service_s=service_s[place],
        shift_s=watch.shift_s,
        out_s=watch.out_s,
        stops_at_most=watch.stops_at_most,
        prize=prize,
        windows_s=window,
        seed=int(rng.integers(2**31)),
        progress=progress,
    )
    timed = [_timed(tour, own[tour.fleet], service_s[place], window, watch, rng) for tour in found]
    left = visits - np.bincount(place[[stop for tour in found for stop in tour.stops]], minlength=len(visits))
    return [replace(one, places=tuple(place[list(one.places)].tolist())) for one in timed], left


def _timed(
    tour: Tour,
    fleet: Fleet,
    service_s: NDArray[np.int_],
    window: NDArray[np.int_],
    watch: Watch,
    rng: np.random.Generator,
) -> Timed:
    travel = np.asarray(fleet.travel_s).round().astype(int)
    orders = [tour.stops, tour.stops[::-1]] if rng.random() < 0.5 else [tour.stops[::-1], tour.stops]
    for order in orders:
        tried = [_gone(order, leaves, travel, service_s, window) for leaves in range(0, watch.shift_s, _STEP_S)]
        kept = [one for one in tried if one and one[-1] <= watch.shift_s and one[-1] - one[0] <= watch.out_s]
        if kept:
            leaves, *begins, back = kept[int(rng.integers(len(kept)))]
            return Timed(order, tuple(begins), leaves, back, tour.fleet)
    leaves = tour.begin_s[0] - int(travel[0, tour.stops[0] + 1])
    return Timed(tour.stops, tour.begin_s, leaves, tour.end_s, tour.fleet)


def _gone(
    order: Sequence[int],
    leaves_s: int,
    travel: NDArray[np.int_],
    service_s: NDArray[np.int_],
    window: NDArray[np.int_],
) -> list[int]:
    """Return when a crew leaves, begins each visit and is back; nothing if it comes too late somewhere."""
    now, here, told = leaves_s, 0, [leaves_s]
    for stop in order:
        now = max(now + int(travel[here, stop + 1]), int(window[stop, 0]))
        if now > window[stop, 1]:
            return []
        told.append(now)
        now, here = now + int(service_s[stop]), stop + 1
    return [*told, now + int(travel[here, 0])]
