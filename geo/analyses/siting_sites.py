"""Which sites of new cameras are weighed against each other: where anything can hang and nothing stands in its way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely
from scipy.spatial import KDTree

from geo import crs
from geo.analyses.coverage import Inputs, heights_m
from geo.analyses.siting_demand import Demand
from geo.city import City
from geo.coverage.privacy import Private
from geo.model.plan import SitingWishes
from geo.siting import candidates
from geo.siting.candidates import Sites
from geo.siting.problem import Floats
from geo.storage.store import Selection, Store

#: The kinds of areas in which nothing new is put, and on whose facades and posts nothing is put.
NO_CAMERAS, MONUMENT = "no_cameras", "monument"
#: How far a camera sees usefully, while sites are compared before anything is computed.
_ABOUT_M = 45.0


@dataclass(frozen=True, slots=True)
class Weighed:
    """The sites that are weighed against each other, the street of each, and how many were found before."""

    sites: Sites
    streets: list[str | None]
    found: int


@dataclass(frozen=True, slots=True)
class Barred:
    """Where nothing new is put, metres."""

    zones: shapely.Geometry
    monuments: shapely.Geometry
    private: np.ndarray

    def of(self, sites: Sites, *, off_private: bool) -> np.ndarray:
        """Return which sites are barred."""
        points = shapely.points(sites.lens)
        barred: np.ndarray = shapely.intersects(self.zones, points) | shapely.intersects(self.monuments, points)
        if off_private and len(self.private):
            barred[shapely.STRtree(self.private).query(points, predicate="within")[0]] = True
        return barred


def sites_of(
    store: Store, inputs: Inputs, demand: Demand, private: Private, wishes: SitingWishes, *, standing: Floats
) -> Weighed:
    """Return the sites that are weighed against each other.

    Parameters
    ----------
    standing
        ``(S, 2)`` where cameras hang today, metres: beside them nothing new is put.
    """
    city, rules = inputs.profile, inputs.profile.siting
    found = candidates.together(list(_hosts(store, inputs, wishes)))
    barred = barred_of(store, city, private).of(found, off_private=wishes.off_private)
    within = shapely.STRtree(inputs.areas.geometry.array).query(shapely.points(found.lens), predicate="intersects")[0]
    allowed = np.zeros(len(found), dtype=bool)
    allowed[within] = True
    found = found.some(allowed & ~barred)
    worth = _worth(found, demand, standing, apart_m=rules.from_cameras_m)
    pinned = {ref.split("/")[0] for ref in wishes.locked}
    refs = [f"{host}:{x:.0f}:{y:.0f}" for host, (x, y) in zip(found.host, found.lens, strict=True)]
    # What is pinned stays a candidate whatever its neighbours are worth.
    worth = np.where([ref in pinned for ref in refs], np.inf, worth)
    able = np.flatnonzero(worth > 0)
    kept = able[candidates.spaced(found.lens[able], worth[able], spacing_m=rules.spacing_m, most=rules.most_sites)]
    sites = found.some(kept)
    return Weighed(sites, _streets(sites, demand), len(found))


def _hosts(store: Store, inputs: Inputs, wishes: SitingWishes) -> Iterator[Sites]:
    city, rules = inputs.profile, inputs.profile.siting
    hosts = rules.hosts if wishes.hosts is None else wishes.hosts
    footprints = np.asarray(inputs.footprints.geometry.array, dtype=object)
    height_m, gap_m = city.cameras.height_m, city.cameras.facade_gap_m
    facades = candidates.on_facades(
        footprints,
        step_m=rules.facade_step_m,
        least_m=rules.least_facade_m,
        corner_deg=rules.corner_deg,
        gap_m=gap_m,
        height_m=height_m["wall"],
    )
    yield facades.some(np.isin(facades.host, hosts))
    if "lamp" in hosts:
        lamps = crs.to_metric(store.read("lamps"), city.crs)
        yield candidates.on_posts(shapely.get_coordinates(lamps.geometry.array), height_m=height_m["pole"])
    if "roof" in hosts:
        lowest_m, highest_m = rules.roof_m
        yield candidates.on_roofs(
            footprints,
            heights_m(inputs.footprints),
            lowest_m=lowest_m,
            highest_m=highest_m,
            gap_m=gap_m,
            corner_deg=rules.corner_deg,
        )


def barred_of(store: Store, city: City, private: Private) -> Barred:
    """Return where nothing new is put."""
    zones, monuments = (
        shapely.union_all(crs.to_metric(store.read("areas", Selection(equal={"kind": kind})), city.crs).geometry.array)
        for kind in (NO_CAMERAS, MONUMENT)
    )
    shapely.prepare([zones, monuments])
    return Barred(zones, monuments, private.ground)


def _worth(sites: Sites, demand: Demand, standing: Floats, *, apart_m: float) -> Floats:
    """Return about how much weight each site has around it; none beside a camera that stands."""
    if not len(sites) or not len(demand.weight):
        return np.zeros(len(sites))
    near = KDTree(demand.along.xy).query_ball_point(sites.lens, _ABOUT_M)
    worth = np.array([demand.weight[each].sum() for each in near])
    if len(standing):
        away_m, _ = KDTree(standing).query(sites.lens)
        # Where cameras stand already, less is left to be seen: a guess that only sets the order.
        worth *= np.where(away_m < apart_m, 0.0, np.clip(away_m / _ABOUT_M, 0.1, 1.0))
    return worth * np.where(sites.host == "corner", 1.15, 1.0)


def _streets(sites: Sites, demand: Demand) -> list[str | None]:
    """Return the nearest named street of each site."""
    named = np.flatnonzero([name is not None for name in demand.street])
    if not len(named) or not len(sites):
        return [None] * len(sites)
    _, at = KDTree(demand.along.xy[named]).query(sites.lens)
    return [str(name) for name in demand.street[named[at]]]
