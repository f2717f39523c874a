"""Where do the crews of one shift go? Shared out, drawn, routed along the streets, and explained."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo import crs
from geo.analyses.patrol_places import Known, known_places
from geo.analyses.patrol_rounds import begins, routed, shift_of, streets_of
from geo.city import City
from geo.errors import BadInput
from geo.hotspots.change import rate_change
from geo.hotspots.space_time import aoristic_table
from geo.model.duty import PatrolKind
from geo.model.patrol import PlannedPlace, ShiftPlan
from geo.patrol import dosage, shares
from geo.patrol.reasons import Facts, reasons
from geo.profile.patrols import PatrolShift
from geo.storage.store import Store

INPUTS = ("areas", "incidents", "streets", "visits")
SEEDS = 2**31


def digest(store: Store, city: City) -> str:
    """Return the state of all that a plan rests on, as a hash."""
    made = store.result("hotspots")
    told = "|".join([store.digest(INPUTS), city.patrols.model_dump_json(), str(made and made.made_at)])
    return hashlib.sha256(told.encode()).hexdigest()


def plan_shift(
    store: Store,
    city: City,
    *,
    day: date,
    shift: str,
    patrols: Mapping[PatrolKind, int],
    seed: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> ShiftPlan:
    """Plan the patrols of a shift.

    Parameters
    ----------
    patrols
        How many there are of each kind, at most as many as there are crews.
    seed
        Drawn unless told; same seed and same inputs, same plan.

    Raises
    ------
    BadInput
        If there are more patrols than crews, no streets, or no hotspots.
    """
    seed = secrets.randbelow(SEEDS) if seed is None else seed
    tell = progress or (lambda done, total: None)
    told = shift_of(city, shift)
    _require_capacity(patrols, told, shift)
    tell(0, 10)
    streets = streets_of(store, city)
    tell(1, 10)
    known = known_places(store, city, streets)
    tell(3, 10)
    facts = _facts(store, city, known, day, told)
    area = pd.factorize(known.frame["area"])[0]
    visits = _visits(city, sum(patrols.values()), len(known.frame))
    given = shares.shared_out(
        facts.worth,
        area,
        visits=visits,
        days=city.patrols.horizon_days,
        floor=round(city.patrols.floor_a_week * city.patrols.horizon_days / 7),
        most=city.patrols.visits_at_most,
    )
    rng = np.random.default_rng(seed)
    none = np.zeros(len(known.frame), dtype=bool)
    drawn = shares.draw(given.expected, none, rng=rng)
    found = _places(known.frame, facts, given, drawn, city)
    return routed(
        city,
        streets,
        found,
        day=day,
        shift=shift,
        patrols=patrols,
        seed=seed,
        rng=rng,
        progress=lambda done, total: tell(4 * total + 6 * done, 10 * total),
    )


def _require_capacity(patrols: Mapping[PatrolKind, int], shift: PatrolShift, name: str) -> None:
    over = [kind for kind, number in patrols.items() if not 0 <= number <= shift.crews.get(kind, 0)]
    if over or sum(patrols.values()) < 1:
        raise BadInput(
            "A shift must have at least one patrol and no more than it has crews; {shift} has {crews},"
            " {given} were asked for.",
            shift=name,
            crews=", ".join(f"{kind} {number}" for kind, number in shift.crews.items()),
            given=", ".join(f"{kind} {number}" for kind, number in patrols.items()) or 0,
        )


def _visits(city: City, patrols: int, places: int) -> int:
    return min(patrols * city.patrols.stops_at_most, places * city.patrols.visits_at_most)


def _facts(store: Store, city: City, known: Known, day: date, shift: PatrolShift) -> Facts:
    """Return what is known of each place for this shift; what came after its beginning does not count."""
    hours = _hours(shift)
    count = np.array([len(one) for one in known.near], dtype=float)
    in_hours = np.array([_within_hours(known.incidents.iloc[one], city, hours) for one in known.near])
    everywhere = _within_hours(known.incidents, city, hours) / max(len(known.incidents), 1)
    weight = np.array([city.patrols.evidence_weight[one] for one in known.frame["evidence"]])
    worth = shares.value(count, in_hours, weight, city=everywhere, prior=city.patrols.hours_prior)
    now = begins(city, shift, day)
    had = _dose(store, city, known, now)
    factor = shares.served_factor(worth, had["minutes"].to_numpy())
    return Facts(
        count=count,
        in_hours=in_hours,
        worth=worth * factor,
        due_minutes=worth / worth.sum() * had["minutes"].sum(),
        had_minutes=had["minutes"].to_numpy(),
        factor=factor,
        last_at=[None if pd.isna(when) else when.to_pydatetime() for when in had["last_at"]],
        trend=_trend(known),
        radius_m=city.patrols.radius_m,
        horizon_days=city.patrols.horizon_days,
        floor_a_week=city.patrols.floor_a_week,
        grids=city_grids(city),
    )


def city_grids(city: City) -> int:
    """Return in how many grids the hotspots of a city are asked for."""
    return int(getattr(city.hotspots, "grids", 16))


def _hours(shift: PatrolShift) -> list[int]:
    return sorted({(shift.begins.hour + n) % 24 for n in range(int(np.ceil(shift.hours)))})


def _within_hours(incidents: gpd.GeoDataFrame, city: City, hours: Sequence[int]) -> float:
    if incidents.empty:
        return 0.0
    table = aoristic_table(incidents["occurred_from"], incidents["occurred_to"], zone=city.zone)
    return float(table.sum(axis=(0, 1))[list(hours)].sum())


def _dose(store: Store, city: City, known: Known, now: datetime) -> pd.DataFrame:
    visits = crs.to_metric(store.read("visits"), city.crs)
    where = np.full((len(visits), 2), np.nan)
    placed = np.asarray([one is not None and not one.is_empty for one in visits.geometry], dtype=bool)
    where[placed] = shapely.get_coordinates(visits.geometry.array[placed])
    mine = dosage.belongs(known.frame["ref"].tolist(), known.centres, visits, where, radius_m=city.patrols.radius_m)
    first = now - timedelta(days=city.patrols.horizon_days)
    return dosage.dose(mine, visits, places=len(known.frame), first=first, last=now)


def _trend(known: Known) -> pd.DataFrame:
    """Return how incidents near each place changed between the halves of the period."""
    if known.incidents.empty:
        nothing = np.zeros(len(known.near), dtype=int)
        return rate_change(nothing, nothing, days_before=1, days_after=1).assign(before=nothing, after=nothing)
    when = known.incidents["occurred_from"]
    middle = when.min() + (known.incidents["occurred_to"].max() - when.min()) / 2
    late = (when >= middle).to_numpy()
    after = np.array([int(late[one].sum()) for one in known.near])
    before = np.array([len(one) for one in known.near]) - after
    return rate_change(before, after, days_before=1, days_after=1).assign(before=before, after=after)


def _places(
    frame: pd.DataFrame, facts: Facts, given: shares.Shares, drawn: NDArray[np.int_], city: City
) -> list[PlannedPlace]:
    points = gpd.GeoSeries(gpd.points_from_xy(frame["x"], frame["y"]), crs=city.crs).to_crs(crs.STORED)
    short, long = city.patrols.visit_minutes
    minutes = np.rint(short + (long - short) * facts.worth / facts.worth.max()).astype(int)
    return [
        PlannedPlace(
            ref=row["ref"],
            name=row["name"] if isinstance(row["name"], str) else None,
            area=row["area"],
            area_name=row["area_name"],
            lon=round(points.x.iloc[at], 6),
            lat=round(points.y.iloc[at], 6),
            value=round(float(facts.worth[at]), 4),
            horizon_visits=int(given.horizon[at]),
            expected=round(float(given.expected[at]), 6),
            visits=int(drawn[at]),
            minutes=int(minutes[at]),
            evidence=row["evidence"],
            reasons=tuple(
                reasons(
                    facts,
                    given,
                    at,
                    drawn=int(drawn[at]),
                    evidence=row["evidence"],
                    grids=int(row["hot_grids"]),
                    area=row["area_name"],
                )
            ),
        )
        for at, (_, row) in enumerate(frame.iterrows())
    ]
