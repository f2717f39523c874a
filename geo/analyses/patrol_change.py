"""What becomes of a shift's plan when a hand pins, drops or adds a stop?"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from geo.analyses.patrol_rounds import routed, streets_of
from geo.city import City
from geo.errors import BadInput
from geo.model.patrol import PlannedPlace, Reason, ShiftPlan
from geo.storage.store import Store


@dataclass(frozen=True, slots=True)
class Change:
    """What a hand changes in a plan.

    Attributes
    ----------
    pinned
        References of places that must be visited.
    dropped
        References of places that are not.
    added
        Names with longitude and latitude of places that the plan did not know.
    """

    pinned: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    added: tuple[tuple[str, float, float], ...] = ()

    @classmethod
    def of(cls, pinned: Sequence[str], dropped: Sequence[str], added: Sequence[tuple[str, float, float]]) -> Change:
        """Return a change in which nothing is both pinned and dropped: what is dropped is dropped."""
        gone = set(dropped)
        kept = tuple(ref for ref in dict.fromkeys(pinned) if ref not in gone)
        return cls(kept, tuple(sorted(gone)), tuple(added))


def change_shift(
    store: Store,
    city: City,
    plan: ShiftPlan,
    plan_id: int,
    change: Change,
    progress: Callable[[int, int], None] | None = None,
) -> ShiftPlan:
    """Plan a shift again with what a hand has changed; nothing is drawn anew but the times.

    Parameters
    ----------
    plan, plan_id
        The plan that is changed, and its number.

    Raises
    ------
    BadInput
        If a place is not known to the plan, or no stop is left.
    """
    refs = {place.ref for place in plan.places}
    strangers = sorted({*change.pinned, *change.dropped} - refs)
    if strangers:
        raise BadInput("A place must be one of the plan's; {given} is none.", given=strangers[0][:40])
    added = [_added(name, lon, lat, plan) for name, lon, lat in change.added]
    changed = [_by_hand(place, change) for place in plan.places]
    found = [*changed, *added]
    if not any(place.visits for place in found):
        raise BadInput("A plan must have at least one stop.")
    rng = np.random.default_rng([plan.seed, plan_id])
    streets, day, shift = streets_of(store, city), plan.day, plan.shift
    made = routed(
        city, streets, found, day=day, shift=shift, patrols=plan.patrols, seed=plan.seed, rng=rng, progress=progress
    )
    return made.model_copy(update={"changed_from": plan_id})


def _by_hand(place: PlannedPlace, change: Change) -> PlannedPlace:
    if place.ref in change.dropped:
        return place.model_copy(update={"visits": 0, "pinned": False})
    if place.ref in change.pinned:
        return place.model_copy(update={"visits": max(place.visits, 1), "pinned": True})
    return place


def _added(name: str, lon: float, lat: float, plan: ShiftPlan) -> PlannedPlace:
    known = plan.places[0]
    return PlannedPlace(
        ref=f"H{hashlib.sha256(f'{lon:.5f} {lat:.5f}'.encode()).hexdigest()[:8]}",
        name=name or None,
        area="",
        area_name="",
        lon=round(lon, 6),
        lat=round(lat, 6),
        value=max(place.value for place in plan.places),
        horizon_visits=0,
        expected=0.0,
        visits=1,
        minutes=max(known.minutes, min(place.minutes for place in plan.places)),
        pinned=True,
        reasons=(Reason(template="Added by hand.", values={}),),
    )
