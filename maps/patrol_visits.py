"""What was planned and what was done, which places had too little, and did it help?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from markupsafe import Markup

from geo import crs
from geo.city import City
from geo.errors import Fault
from geo.model.patrol import Effect, PlannedPlace, ShiftPlan
from geo.patrol.dosage import belongs, dose
from geo.storage import duties
from geo.storage.duties import Duty
from geo.storage.store import Store
from layers.base import Audience, LayerQuery
from layers.gate import read
from maps.patrol_words import place_name
from maps.render import Rendered, render
from maps.words import Words

#: A place that had less than this part of its due is under-served.
_TOO_LITTLE = 0.75
_EFFECTS = 5


@dataclass(frozen=True, slots=True)
class Tried:
    """What was not done, and why.

    Attributes
    ----------
    wrong
        In the reader's language.
    faults
        Of a file, each with its row and column.
    """

    wrong: str
    faults: Sequence[Fault] = field(default_factory=tuple)


def newest_places(store: Store) -> tuple[PlannedPlace, ...]:
    """Return the places of the newest plan; none where no shift was ever planned."""
    with store.connection() as connection:
        found = duties.newest(connection, "shift")
    return ShiftPlan.model_validate(found[0].body).places if found else ()


def visits_page(
    store: Store,
    city: City,
    words: Words,
    *,
    audience: Audience,
    now: datetime,
    tried: Tried | None = None,
    done: str = "",
) -> Rendered:
    """Return the page of visits.

    Parameters
    ----------
    now
        The weeks before this moment are told.
    done
        What has just been done, in the reader's language.
    """
    days = city.patrols.horizon_days
    first = now - timedelta(days=days)
    places = newest_places(store)
    with store.connection() as connection:
        plans = duties.between(connection, "shift", first.date(), now.date())
        effects = duties.newest(connection, "effect", _EFFECTS)
    found = read("visits", LayerQuery(audience=audience), store, city)
    rows = _rows(places, found.frame, plans, city, words, first, now)
    told = found.frame["minutes"].sum() if len(found.frame) else 0.0
    return render(
        "patrol_visits.html",
        words,
        city,
        page="patrol",
        aspect="visits",
        title=words("What was planned, and what was done?"),
        answer=_answer(rows, words, days),
        rows=rows,
        days=days,
        n=len(found.frame),
        minutes=words.number(told),
        sources=found.sources,
        synthetic=found.synthetic,
        may_record=audience == Audience.COORDINATOR,
        choices={place.ref: place_name(place, words) for place in places},
        kinds={kind: words.name("patrol", kind) for kind in city.patrols.speed_m_per_s},
        today=now.astimezone(city.zone).date().isoformat(),
        effects=[_effect(one, city, words) for one in effects],
        tried=tried,
        faults=[] if tried is None else [_fault(one, words) for one in tried.faults],
        done=done,
    )


def _rows(
    places: Sequence[PlannedPlace],
    visits: gpd.GeoDataFrame,
    plans: Sequence[Duty],
    city: City,
    words: Words,
    first: datetime,
    now: datetime,
) -> list[dict[str, Any]]:
    """Return plan and done of each place, the most under-served first."""
    if not places:
        return []
    had = _had(places, visits, city, first, now)
    planned: dict[str, int] = {}
    for one in plans:
        for _, stop in ShiftPlan.model_validate(one.body).stops:
            planned[stop.place] = planned.get(stop.place, 0) + stop.minutes
    part = np.array([place.horizon_visits for place in places], dtype=float)
    due = part / max(part.sum(), 1) * had["minutes"].sum()
    weeks = (now - first).days / 7
    rows = [
        {
            "ref": place.ref,
            "name": place_name(place, words),
            "planned": planned.get(place.ref, 0),
            "had": float(had["minutes"].iloc[at]),
            "weekly": float(had["minutes"].iloc[at]) / weeks,
            "due": float(due[at]),
            "low": bool(had["minutes"].iloc[at] < _TOO_LITTLE * due[at]),
            "last": None if pd.isna(had["last_at"].iloc[at]) else words.day(had["last_at"].iloc[at], city.zone),
        }
        for at, place in enumerate(places)
    ]
    return sorted(rows, key=lambda row: (not row["low"], row["had"] - row["due"]))


def _had(
    places: Sequence[PlannedPlace], visits: gpd.GeoDataFrame, city: City, first: datetime, now: datetime
) -> pd.DataFrame:
    points = gpd.GeoSeries(shapely.points([(place.lon, place.lat) for place in places]), crs=crs.STORED)
    centres = np.asarray(shapely.get_coordinates(points.to_crs(city.crs).array))
    where = np.full((len(visits), 2), np.nan)
    placed = visits.geometry.notna().to_numpy()
    where[placed] = shapely.get_coordinates(crs.to_metric(visits[placed], city.crs).geometry.array)
    mine = belongs([place.ref for place in places], centres, visits, where, radius_m=city.patrols.radius_m)
    return dose(mine, visits, places=len(places), first=first, last=now)


def _answer(rows: Sequence[dict[str, Any]], words: Words, days: int) -> Markup:
    if not rows:
        return words.rich("No shift has been planned yet, so that nothing can be held against a plan.")
    had, planned = sum(row["had"] for row in rows), sum(row["planned"] for row in rows)
    low = sum(row["low"] for row in rows)
    return words.rich(
        "In the last {days} days patrols stayed {had} min at the places of the plan; {planned} min were planned. {low}.",
        days=days,
        had=words.number(had),
        planned=words.number(planned),
        low=words.count("{n} place had too little", "{n} places had too little", low),
    )


def _effect(kept: Duty, city: City, words: Words) -> dict[str, Any]:
    made = Effect.model_validate(kept.body)
    said = {
        "better": words("Better: fewer incidents than the places compared with let expect."),
        "worse": words("Worse: more incidents than the places compared with let expect."),
        "inconclusive": words("Inconclusive: the numbers do not show whether anything changed."),
    }[made.decision]
    pairs = (
        (words("visited places"), made.treated),
        (words("ground around them"), made.treated_ring),
        (words("places compared with"), made.control),
        (words("ground around those"), made.control_ring),
    )
    return {
        "said": said,
        "where": ", ".join(made.names),
        "first": made.first.isoformat(),
        "weeks": made.weeks,
        "pairs": pairs,
        "controls": words.count("{n} place compared with", "{n} places compared with", made.controls),
        "numbers": words(
            "Weighted displacement difference {estimate}, standard error {error}, interval of 95 % from {low} to {high}.",
            estimate=words.number(made.estimate, digits=1),
            error=words.number(made.standard_error, digits=1),
            low=words.number(made.low, digits=1),
            high=words.number(made.high, digits=1),
        ),
        "limits": _limits(made, words),
        "synthetic": kept.synthetic,
    }


def _limits(made: Effect, words: Words) -> str:
    """Return why nothing can be decided by the places that are left; nothing where it can."""
    few = words("Fewer than five incidents in a place: the interval is too narrow, so that nothing is decided.")
    unlike = words(
        "The visited places had {treated} incidents before, those compared with {control}: none as hot were left, so that"
        " nothing is decided.",
        treated=words.number(made.treated[0]),
        control=words.number(made.control[0]),
    )
    return unlike if made.unlike else few if made.few else ""


def _fault(fault: Fault, words: Words) -> str:
    place = [words("row {row}", row=fault.row)] if fault.row is not None else []
    place += [words("column {column}", column=fault.column)] if fault.column else []
    said = words.error(fault)
    return f"{', '.join(place)}: {said}" if place else said
