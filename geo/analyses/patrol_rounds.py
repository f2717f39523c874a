"""Which crew goes where, when, and along which streets? The visits of a shift as rounds."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from itertools import pairwise

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from geo import crs
from geo.analyses.patrol_bases import base_of
from geo.city import City
from geo.errors import BadInput
from geo.model.duty import PatrolKind
from geo.model.patrol import PlannedPlace, Round, ShiftPlan, Stop
from geo.patrol.rounds import Timed, Watch, rounds
from geo.patrol.route import Fleet
from geo.patrol.streets import Between, Streets, between, network
from geo.profile.patrols import PatrolShift
from geo.storage.store import Store


def shift_of(city: City, name: str) -> PatrolShift:
    """Return a shift of the city's profile.

    Raises
    ------
    BadInput
        If there is none of this name.
    """
    if name not in city.patrols.shifts:
        choices = ", ".join(city.patrols.shifts)
        raise BadInput("A shift must be one of {choices}, not {given!r}.", choices=choices, given=name[:40])
    return city.patrols.shifts[name]


def begins(city: City, shift: PatrolShift, day: date) -> datetime:
    """Return when a shift begins, aware."""
    return datetime.combine(day, shift.begins, tzinfo=city.zone)


def streets_of(store: Store, city: City) -> Streets:
    """Return the network of the streets above ground."""
    frame = store.read("streets")
    return network(crs.to_metric(frame[~frame["underground"].astype(bool)], city.crs).geometry.to_numpy())


def routed(
    city: City,
    streets: Streets,
    found: Sequence[PlannedPlace],
    *,
    day: date,
    shift: str,
    patrols: Mapping[PatrolKind, int],
    seed: int,
    rng: np.random.Generator,
    progress: Callable[[int, int], None] | None = None,
) -> ShiftPlan:
    """Return the plan of a shift whose visits are known: which crew goes where, when, along which streets."""
    told = shift_of(city, shift)
    base, assumed = base_of(city, streets)
    places = gpd.GeoSeries(
        gpd.points_from_xy([base[1], *(p.lon for p in found)], [base[2], *(p.lat for p in found)]), crs=crs.STORED
    )
    among = between(streets, shapely.get_coordinates(places.to_crs(city.crs).array))
    kinds: list[PatrolKind] = list(patrols)
    timed, left = rounds(
        [Fleet(among.metres / city.patrols.speed_m_per_s[kind], patrols[kind]) for kind in kinds],
        np.array([place.visits for place in found]),
        service_s=np.array([60 * place.minutes for place in found]),
        worth=np.array([place.value for place in found]),
        pinned=np.array([place.pinned for place in found]),
        watch=Watch(
            shift_s=round(3600 * told.hours),
            out_s=round(3600 * min(city.patrols.hours, told.hours)),
            stops_at_most=city.patrols.stops_at_most,
            spacing_s=60 * city.patrols.spacing_minutes,
        ),
        rng=rng,
        progress=progress,
    )
    timed.sort(key=lambda one: one.leaves_s)
    return ShiftPlan(
        day=day,
        shift=shift,
        patrols=dict(patrols),
        seed=seed,
        base=base,
        base_assumed=assumed,
        places=tuple(found),
        rounds=tuple(
            _round(one, kinds[one.fleet], found, among, city) for one in sorted(timed, key=lambda one: one.leaves_s)
        ),
        left_out=tuple(found[at].ref for at, n in enumerate(left) for _ in range(int(n))),
    )


def _round(timed: Timed, kind: PatrolKind, found: Sequence[PlannedPlace], among: Between, city: City) -> Round:
    legs = [0, *(place + 1 for place in timed.places), 0]
    pairs = list(pairwise(legs))
    way = np.concatenate([among.way(a, b) for a, b in pairs])
    return Round(
        kind=kind,
        leaves_s=timed.leaves_s,
        back_s=timed.back_s,
        length_m=round(float(sum(among.metres[a, b] for a, b in pairs)), 1),
        stops=tuple(
            Stop(place=found[place].ref, begins_s=begin, minutes=found[place].minutes)
            for place, begin in zip(timed.places, timed.begin_s, strict=True)
        ),
        way=_degrees(way, city),
    )


def _degrees(way: NDArray[np.float64], city: City) -> tuple[tuple[float, float], ...]:
    kept = np.concatenate([[True], (np.diff(way, axis=0) != 0).any(axis=1)])
    line = gpd.GeoSeries(gpd.points_from_xy(*way[kept].T), crs=city.crs).to_crs(crs.STORED)
    return tuple((round(point.x, 6), round(point.y, 6)) for point in line)
