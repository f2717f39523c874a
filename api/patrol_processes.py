"""The long computations about patrols: the map with chosen sources, a shift, a change by hand, a year."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict

from geo.analyses import hotspots, patrol_change, patrol_kept
from geo.analyses.registry import RESTS_ON
from geo.analyses.renew import renew
from geo.city import City
from geo.engine import Doing
from geo.model.patrol import ChangeWishes, ShiftWishes, YearWishes
from geo.storage.audit import Entry
from geo.storage.store import Store


class Tellers(BaseModel):
    """Whose word counts in the map for patrols; none: as the city profile has it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    tellers: tuple[str, ...] | None = None


def run_map(store: Store, city: City, inputs: Tellers, doing: Doing) -> Mapping[str, Any]:
    """Count anew with the chosen sources, and all that rests on the same incidents."""
    beside = [name for name, below in RESTS_ON.items() if below == "hotspots"]
    doing.tell(0, len(beside) + 1)
    result = hotspots.run(store, city, chosen=inputs.tellers)
    with store.writing() as writing:
        writing.save(result)
    for done, name in enumerate(beside):
        doing.tell(done + 1, len(beside) + 1)
        renew(store, city, name)
    return {"analysis": "hotspots", "n": result.n, "tellers": list(result.parameters["tellers"])}


def run_shift(store: Store, city: City, inputs: ShiftWishes, doing: Doing, by: Entry) -> Mapping[str, Any]:
    """Plan a shift and keep the plan."""
    day, shift = inputs.day, inputs.shift
    number = patrol_kept.keep_shift(
        store, city, by=by, day=day, shift=shift, patrols=inputs.patrols, progress=doing.tell
    )
    return _told(number, day, shift)


def run_change(store: Store, city: City, inputs: ChangeWishes, doing: Doing, by: Entry) -> Mapping[str, Any]:
    """Plan a shift again as a hand has changed it, and keep what comes of it."""
    change = patrol_change.Change.of(inputs.pinned, inputs.dropped, inputs.added)
    number = patrol_kept.keep_change(store, city, inputs.plan, change, by=by, progress=doing.tell)
    kept, _ = patrol_kept.shift_plan(store, number)
    return _told(number, kept.day, kept.shift)


def run_year(store: Store, city: City, inputs: YearWishes, doing: Doing, by: Entry) -> Mapping[str, Any]:
    """Spread a year's patrols over its shifts, and keep the plan."""
    doing.tell(0, 1)
    first, year = inputs.first_day, inputs.first_day.year
    number = patrol_kept.keep_year(store, city, by=by, year=year, total=inputs.total, done=inputs.done, first_day=first)
    return _told(number, first, list(city.patrols.shifts)[-1])


def _told(number: int, day: date, shift: str) -> Mapping[str, Any]:
    return {"plan": number, "links": [f"/maps/patrol/plan?day={day.isoformat()}&shift={shift}"]}
