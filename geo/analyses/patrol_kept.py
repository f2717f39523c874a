"""Making plans of patrols and keeping them, with who made them, from which seed and on what."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from geo.analyses import patrol_shift, patrol_year
from geo.analyses.patrol_change import Change, change_shift
from geo.analyses.patrol_rounds import shift_of
from geo.analyses.patrol_shift import digest
from geo.city import City
from geo.errors import NotFound
from geo.model.duty import PatrolKind
from geo.model.patrol import ShiftPlan, YearPlan
from geo.storage import audit, duties
from geo.storage.audit import Entry
from geo.storage.duties import Duty
from geo.storage.store import Store


def keep_year(
    store: Store,
    city: City,
    *,
    by: Entry,
    year: int,
    total: int | None = None,
    done: int = 0,
    first_day: date | None = None,
    seed: int | None = None,
) -> int:
    """Plan a year, keep it and return its number.

    Parameters
    ----------
    by
        Who made it; its action, subject and purpose are filled in here.
    """
    made = patrol_year.plan_year(store, city, year=year, total=total, done=done, first_day=first_day, seed=seed)
    return _kept(store, city, "year", made, date(year, 1, 1), "", by)


def keep_shift(
    store: Store,
    city: City,
    *,
    by: Entry,
    day: date,
    shift: str,
    patrols: Mapping[PatrolKind, int] | None = None,
    seed: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> int:
    """Plan a shift, keep it and return its number.

    Parameters
    ----------
    patrols
        As many as the year's plan gives the shift unless told; without such a plan all crews.
    """
    told = shift_of(city, shift)
    given = patrols if patrols is not None else by_year(store, city, day, shift, told.crews)
    made = patrol_shift.plan_shift(store, city, day=day, shift=shift, patrols=given, seed=seed, progress=progress)
    return _kept(store, city, "shift", made, day, shift, by)


def keep_change(
    store: Store,
    city: City,
    plan_id: int,
    change: Change,
    *,
    by: Entry,
    progress: Callable[[int, int], None] | None = None,
) -> int:
    """Change a plan by hand, keep what comes of it and return its number."""
    old, plan = shift_plan(store, plan_id)
    made = change_shift(store, city, plan, plan_id, change, progress)
    return _kept(store, city, "shift", made, old.day, old.shift, by)


def undo(store: Store, plan_id: int, *, by: Entry) -> int:
    """Withdraw a plan that was made by hand, so that the one before stands again, whose number is returned."""
    old, plan = shift_plan(store, plan_id)
    if plan.changed_from is None:
        raise NotFound("A plan must have been changed by hand to be undone; {given} was not.", given=plan_id)
    with store.connection(writing=True) as connection:
        duties.withdraw(connection, plan_id)
        audit.append(connection, _line(by, old.day, old.shift, f"undo of plan {plan_id}"))
    return plan.changed_from


def shift_plan(store: Store, plan_id: int) -> tuple[Duty, ShiftPlan]:
    """Return a kept plan of a shift."""
    with store.connection() as connection:
        found = duties.of(connection, plan_id, "shift")
    return found, ShiftPlan.model_validate(found.body)


def year_plan(store: Store, year: int) -> YearPlan | None:
    """Return the plan of a year that stands; none if there is none."""
    with store.connection() as connection:
        found = duties.current(connection, "year", date(year, 1, 1))
    return None if found is None else YearPlan.model_validate(found.body)


def by_year(
    store: Store, city: City, day: date, shift: str, crews: Mapping[PatrolKind, int]
) -> Mapping[PatrolKind, int]:
    """Return how many patrols of each kind the year's plan gives a shift; all crews where no year is planned."""
    plan = year_plan(store, day.year)
    if plan is None or day not in plan.numbers:
        return crews
    number = plan.numbers[day].get(shift, 0)
    given = dict.fromkeys(crews, 0)
    for _ in range(number):
        kind = max(crews, key=lambda one: (crews[one] - given[one], one))
        given[kind] += 1
    return given


def same_again(store: Store, city: City, plan_id: int) -> bool | None:
    """Tell whether a plan comes out again from its seed; none where what it rests on has changed since.

    A plan that was changed by hand comes out again from the plan before and what was changed, so that it is asked
    of that one.
    """
    found, plan = shift_plan(store, plan_id)
    if plan.changed_from is not None:
        return same_again(store, city, plan.changed_from)
    if found.inputs_digest != digest(store, city):
        return None
    again = patrol_shift.plan_shift(store, city, day=plan.day, shift=plan.shift, patrols=plan.patrols, seed=plan.seed)
    return again == plan


def _kept(
    store: Store, city: City, kind: duties.Kind, made: YearPlan | ShiftPlan, day: date, shift: str, by: Entry
) -> int:
    inputs, synthetic = digest(store, city), any(one.synthetic for one in store.sources("incidents"))
    with store.connection(writing=True) as connection:
        number = duties.keep(
            connection,
            kind,
            made.model_dump(mode="json"),
            day=day,
            shift=shift,
            seed=made.seed,
            inputs_digest=inputs,
            synthetic=synthetic,
            by=by.actor,
        )
        audit.append(connection, _line(by, day, shift, f"plan {number}, seed {made.seed}, inputs {inputs[:16]}"))
    return number


def _line(by: Entry, day: date, shift: str, told: str) -> Entry:
    return Entry(by.actor, by.role, "plan", f"patrol/{day.isoformat()}/{shift or 'year'}", told)
