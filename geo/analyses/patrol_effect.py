"""Did patrols at some places work, seen against places like them?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from geo import crs
from geo.analyses.counted import city_boundary
from geo.analyses.patrol_places import counted
from geo.analyses.patrol_shift import digest
from geo.city import City
from geo.errors import BadInput
from geo.evaluation.before_after import displacement_ring, weighted_displacement_difference
from geo.evaluation.matching import matched
from geo.model.patrol import Effect, PlannedPlace
from geo.storage import audit, duties
from geo.storage.audit import Entry
from geo.storage.store import Store

MOST_WEEKS = 52


def keep_effect(
    store: Store, city: City, places: Sequence[PlannedPlace], *, refs: Sequence[str], first: date, weeks: int, by: Entry
) -> int:
    """Evaluate what patrols did at some places, keep it and return its number."""
    made = effect(store, city, places, refs=refs, first=first, weeks=weeks)
    with store.connection(writing=True) as connection:
        number = duties.keep(
            connection,
            "effect",
            made.model_dump(mode="json"),
            day=first,
            seed=0,
            inputs_digest=digest(store, city),
            synthetic=any(one.synthetic for one in store.sources("incidents", "visits")),
            by=by.actor,
        )
        told = f"evaluation {number}, {len(refs)} places, {weeks} weeks"
        audit.append(connection, Entry(by.actor, by.role, "evaluate", f"patrol/{first.isoformat()}/effect", told))
    return number


def effect(
    store: Store, city: City, places: Sequence[PlannedPlace], *, refs: Sequence[str], first: date, weeks: int
) -> Effect:
    """Compare incidents before and after at some places with places like them, displacement included.

    Parameters
    ----------
    places
        Those of a plan.
    refs
        Which of them were treated.
    first
        The first day of the measure; before and after it equally long periods are compared.
    weeks
        How long each of them is.

    Raises
    ------
    BadInput
        If no place is named, the periods are not covered by incidents, or too few places are left to compare with.

    Notes
    -----
    The places are circles of the profile's radius, their rings as wide again. Controls are cells of the hotspot map
    without a recorded visit in the period after, beyond the rings, chosen by their incidents before alone. Where none
    as hot are left, or incidents are few, the numbers are told and nothing is decided: a difference of counts takes for
    granted that both places would have changed by as many incidents.
    """
    treated = _treated(places, refs, city)
    incidents = counted(store, city)
    before, after = _periods(city, first, weeks, incidents)
    where = shapely.get_coordinates(incidents.geometry.array)
    when = incidents["occurred_from"]
    early, late = ((when >= start).to_numpy() & (when < end).to_numpy() for start, end in (before, after))
    radius_m = city.patrols.radius_m
    ground, own = city_boundary(store, city), _circles(treated, radius_m)
    ring = displacement_ring(gpd.GeoSeries(own, crs=city.crs), width_m=radius_m, within=ground)
    control = _controls(own, where[early], _candidates(store, city, own, after), radius_m=radius_m)
    beyond = shapely.union_all([*own, ring])
    control_ring = displacement_ring(gpd.GeoSeries(control, crs=city.crs), width_m=radius_m, within=ground)
    grounds = {
        "treated": shapely.union_all(own),
        "treated_ring": ring,
        "control": shapely.union_all(control),
        "control_ring": shapely.difference(control_ring, beyond),
    }
    pairs = {name: (_inside(one, where[early]), _inside(one, where[late])) for name, one in grounds.items()}
    found = weighted_displacement_difference(
        treated=pairs["treated"],
        control=pairs["control"],
        treated_ring=pairs["treated_ring"],
        control_ring=pairs["control_ring"],
    )
    return Effect(
        first=first,
        weeks=weeks,
        refs=tuple(refs),
        names=tuple(place.name or place.ref for place in places if place.ref in set(refs)),
        controls=len(control),
        estimate=found.estimate,
        standard_error=found.standard_error,
        low=found.low,
        high=found.high,
        verdict=found.verdict,
        **pairs,
    )


def _treated(places: Sequence[PlannedPlace], refs: Sequence[str], city: City) -> NDArray[np.float64]:
    mine = [place for place in places if place.ref in set(refs)]
    if not mine or len(mine) < len(set(refs)):
        raise BadInput("An evaluation must name at least one place of the plan.")
    points = gpd.GeoSeries(shapely.points([(place.lon, place.lat) for place in mine]), crs=crs.STORED)
    return np.asarray(shapely.get_coordinates(points.to_crs(city.crs).array))


def _periods(
    city: City, first: date, weeks: int, incidents: gpd.GeoDataFrame
) -> tuple[tuple[datetime, datetime], tuple[datetime, datetime]]:
    if not 1 <= weeks <= MOST_WEEKS:
        raise BadInput("A period must be 1 to {most} weeks long, not {given}.", most=MOST_WEEKS, given=weeks)
    middle = datetime.combine(first, time(), tzinfo=city.zone)
    start, end = middle - timedelta(weeks=weeks), middle + timedelta(weeks=weeks)
    known = (incidents["occurred_from"].min(), incidents["occurred_from"].max()) if len(incidents) else None
    if known is None or known[0].date() > start.date() or known[1].date() < (end - timedelta(days=1)).date():
        raise BadInput(
            "Incidents must cover both periods, from {start} to {end}; they are known from {first} to {last}.",
            start=start.date().isoformat(),
            end=(end - timedelta(days=1)).date().isoformat(),
            first="–" if known is None else known[0].date().isoformat(),
            last="–" if known is None else known[1].date().isoformat(),
        )
    return (start, middle), (middle, end)


def _candidates(
    store: Store, city: City, own: NDArray[np.object_], after: tuple[datetime, datetime]
) -> NDArray[np.float64]:
    """Return the middles of the cells that are far from the treated places and had no recorded visit."""
    cells = crs.to_metric(store.result_items("hotspots"), city.crs)
    centres = shapely.get_coordinates(shapely.centroid(cells.geometry.array))
    radius_m = city.patrols.radius_m
    near = shapely.buffer(shapely.union_all(own), 3 * radius_m)
    shapely.prepare(near)
    centres = centres[~shapely.contains(near, shapely.points(centres))]
    visits = crs.to_metric(store.read("visits"), city.crs)
    visited = visits[(visits["began_at"] >= after[0]) & (visits["began_at"] < after[1])]
    places = shapely.get_coordinates(visited.geometry[visited.geometry.notna()].array)
    if len(places) == 0 or len(centres) == 0:
        return np.asarray(centres)
    seen = shapely.union_all(shapely.buffer(shapely.points(places), radius_m))
    return np.asarray(centres[~shapely.contains(seen, shapely.points(centres))])


def _controls(
    own: NDArray[np.object_], before: NDArray[np.float64], centres: NDArray[np.float64], *, radius_m: float
) -> NDArray[np.object_]:
    """Return as many places to compare with as were treated, most like them by their incidents before."""
    counts = _count(_circles(centres, radius_m), before)
    chosen = matched(_count(own, before), counts, centres, apart_m=2 * radius_m)
    if len(chosen) < len(own):
        raise BadInput(
            "An evaluation must have as many places to compare with as were visited, {needed}; {found} are left, for"
            " patrols were near the others.",
            needed=len(own),
            found=len(chosen),
        )
    return _circles(centres[chosen], radius_m)


def _circles(centres: NDArray[np.float64], radius_m: float) -> NDArray[np.object_]:
    return np.asarray(shapely.buffer(shapely.points(centres), radius_m), dtype=object)


def _count(grounds: NDArray[np.object_], where: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.array([_inside(one, where) for one in grounds], dtype=float)


def _inside(ground: shapely.Geometry, where: NDArray[np.float64]) -> int:
    shapely.prepare(ground)
    return int(shapely.contains_xy(ground, where[:, 0], where[:, 1]).sum())
