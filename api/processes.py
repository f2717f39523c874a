"""The long computations that can be asked for over HTTP; a new one is one line in ``PROCESSES``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from pydantic import BaseModel, ConfigDict

from api import patrol_processes as patrols
from geo.analyses import siting
from geo.analyses.renew import renew
from geo.city import City
from geo.engine import Doing
from geo.errors import NotFound
from geo.model.patrol import ChangeWishes, ShiftWishes, YearWishes
from geo.model.plan import SitingWishes
from geo.storage import plans
from geo.storage.store import Store
from layers.base import Audience

PLANNERS = frozenset({Audience.PLANNER})
COORDINATORS = frozenset({Audience.COORDINATOR})


class Nothing(BaseModel):
    """The inputs of a process that needs none: it works on what is in the store."""

    model_config = ConfigDict(frozen=True, extra="forbid")


@dataclass(frozen=True, slots=True)
class Process:
    """A computation that takes longer than a reader waits.

    Attributes
    ----------
    title, description
        English, keys of the message catalogues.
    inputs
        What it is given, as a model that checks itself.
    roles
        Who may ask for it.
    run
        Computes, keeps what it finds in the store itself, and returns a small summary as plain JSON values.
    signed
        Whether it is also given who asks, because what it keeps says who made it.
    """

    title: str
    description: str
    inputs: type[BaseModel]
    roles: frozenset[Audience]
    run: Callable[..., Mapping[str, Any]]
    signed: bool = False


def _run_analysis(name: str, store: Store, city: City, inputs: Nothing, doing: Doing) -> Mapping[str, Any]:
    result = renew(store, city, name, doing.tell)
    return {"analysis": name, "n": result.n, "made_at": result.made_at.isoformat()}


def _analysis(name: str, title: str, roles: frozenset[Audience]) -> Process:
    description = "Computes anew, with what it rests on where that is stale, in the place of the last result."
    return Process(title, description, Nothing, roles, partial(_run_analysis, name))


def _run_siting(store: Store, city: City, inputs: SitingWishes, doing: Doing) -> Mapping[str, Any]:
    made = siting.run(store, city, inputs, doing)
    with store.connection(writing=True) as connection:
        plan = plans.add(connection, made)
    return {"plan": plan, "status": made.summary["status"], "links": [f"/maps/siting?plan={plan}"]}


_SITING = Process(
    "Siting plan",
    "Chooses where the next cameras should stand for a budget, with a bound on how much better any plan could be.",
    SitingWishes,
    PLANNERS,
    _run_siting,
)


PROCESSES: dict[str, Process] = {
    "coverage": _analysis("coverage", "Coverage", PLANNERS),
    "availability": _analysis("availability", "Cameras out of order", PLANNERS),
    "foliage": _analysis("foliage", "What leaves hide", PLANNERS),
    "night": _analysis("night", "What cameras see at night", PLANNERS),
    "privacy": _analysis("privacy", "Private ground in view", PLANNERS),
    "siting": _SITING,
    "beyond": _analysis("beyond", "Plates, warmth and zoom", PLANNERS),
    "hotspots": _analysis("hotspots", "Hotspots", COORDINATORS),
    "patrol-map": Process(
        "The map for patrols",
        "Counts incidents of the chosen sources anew, with their density, their hours and the map's accuracy.",
        patrols.Tellers,
        COORDINATORS,
        patrols.run_map,
    ),
    "patrol-plan": Process(
        "Plan of a shift",
        "Draws which places are visited and routes the crews along the streets; the plan is kept with its seed.",
        ShiftWishes,
        COORDINATORS,
        patrols.run_shift,
        signed=True,
    ),
    "patrol-change": Process(
        "Change of a plan",
        "Plans a shift again with places that were pinned, dropped or added by hand.",
        ChangeWishes,
        COORDINATORS,
        patrols.run_change,
        signed=True,
    ),
    "patrol-year": Process(
        "Plan of a year",
        "Spreads a year's patrols over its shifts by weekday and season, never above the crews.",
        YearWishes,
        COORDINATORS,
        patrols.run_year,
        signed=True,
    ),
    "surfaces": _analysis("surfaces", "Density of incidents", COORDINATORS),
    "rhythm": _analysis("rhythm", "When incidents happen", COORDINATORS),
    "accuracy": _analysis("accuracy", "Was the map right", COORDINATORS),
}


def visible(audience: Audience) -> list[str]:
    """Return the processes that a role may ask for, in their order."""
    return [name for name, process in PROCESSES.items() if audience in process.roles]


def get(name: str, audience: Audience) -> Process:
    """Return a process that a role may ask for.

    Raises
    ------
    NotFound
        If there is none; the message lists those there are.
    """
    if name not in visible(audience):
        choices = ", ".join(visible(audience)) or "none for your role"
        raise NotFound("A process must be one of {choices}, not {given!r}.", choices=choices, given=name[:80])
    return PROCESSES[name]
