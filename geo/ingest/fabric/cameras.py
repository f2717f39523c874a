"""Which cameras does each system of a made-up city have, and how do they look?"""

from __future__ import annotations

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import shapely

from geo.city import CameraSystem
from geo.ingest.fabric.cityscape import Cityscape
from geo.ingest.fabric.equipment import looks
from geo.ingest.fabric.hosts import CENTRAL_M, Hosts, on_estates, on_streets, on_units
from geo.ingest.fabric.spots import GAP_M, Spots, crossings, drawn, facades, joined
from geo.profile.cameras import CameraKind

_POLE_SHARE = 0.55
_YARD_SHARE = 0.15
_YARD_M = (2.0, 9.0)
_OFF_SHARE = 0.03
#: A camera of the streets hangs no farther from a street than this.
_STREET_M = 15.0
#: The streets whose plates are read.
_MAIN = ("primary", "secondary", "tertiary")


def cameras(
    scape: Cityscape, system: CameraSystem, kinds: Mapping[str, CameraKind], rng: np.random.Generator
) -> gpd.GeoDataFrame:
    """Hang up the cameras of one system.

    Parameters
    ----------
    kinds
        The camera kinds of the city profile.

    Returns
    -------
    frame
        The columns of the family ``cameras``, in metres; every value of the pose is stated, none assumed.
    """
    if system.where == "streets":
        hosts = on_streets(scape)
        spots = _street_spots(scape, hosts, system.cameras, rng)
    else:
        hosts = on_estates(scape) if system.where == "estates" else on_units(scape, rng)
        spots = _yard_spots(scape, hosts, system.cameras, rng)
    operator = _operators(scape, system, hosts, spots)
    most_m = np.where(spots.host < 0, np.inf, scape.houses["height_m"].to_numpy()[hosts.house[spots.host]] * 0.9)
    main = np.asarray(scape.streets.geometry.array[scape.streets["kind"].isin(_MAIN).to_numpy()], dtype=object)
    n = system.cameras
    told = {
        "ref": [f"{system.name.replace(' ', '-')}-{i + 1:05d}" for i in range(n)],
        "name": [system.camera_name.format(n=i + 1) for i in range(n)],
        "system": system.name,
        "operator": operator,
        "owner": system.owner,
        "status": np.where(rng.random(n) < _OFF_SHARE, "off", "working").astype(object),
        "indoor": False,
        "assumed": [[] for _ in range(n)],
    }
    return gpd.GeoDataFrame(told | looks(spots, most_m, main, kinds, rng), geometry=shapely.points(spots.xy))


def _street_spots(scape: Cityscape, hosts: Hosts, count: int, rng: np.random.Generator) -> Spots:
    """Return spots on poles at crossings and before facades towards streets."""
    houses = np.asarray(scape.houses.geometry.array, dtype=object)
    lines = np.asarray(scape.streets.geometry.array, dtype=object)
    tree = shapely.STRtree(lines)
    corners = _crossings(lines[~scape.streets["kind"].isin(["footway", "service"]).to_numpy()])
    away_m = shapely.distance(corners, shapely.points(scape.centre))
    chance = np.exp(-away_m / CENTRAL_M)

    def on_poles(n: int) -> Spots:
        return crossings(corners[rng.choice(len(corners), n, p=chance / chance.sum())], rng)

    def on_facades(n: int) -> Spots:
        host = hosts.draw(3 * n, rng)
        spots = facades(houses[hosts.house[host]], host, np.full(len(host), GAP_M), rng)
        near = tree.query(shapely.points(spots.xy), predicate="dwithin", distance=_STREET_M)[0]
        return spots[np.unique(near)]

    poles = round(count * _POLE_SHARE)
    return joined([drawn(on_poles, poles, houses), drawn(on_facades, count - poles, houses)])


def _yard_spots(scape: Cityscape, hosts: Hosts, count: int, rng: np.random.Generator) -> Spots:
    """Return spots before facades, some of them on poles in the yard."""
    houses = np.asarray(scape.houses.geometry.array, dtype=object)

    def around(n: int) -> Spots:
        host = hosts.draw(n, rng)
        reach_m = np.where(rng.random(n) < _YARD_SHARE, rng.uniform(*_YARD_M, n), GAP_M)
        return facades(houses[hosts.house[host]], host, reach_m, rng)

    return drawn(around, count, houses)


def _crossings(lines: np.ndarray) -> np.ndarray:
    """Return the ends of lines that lie on others, or nearly so: most are crossings."""
    ends = np.concatenate([shapely.get_point(lines, 0), shapely.get_point(lines, -1)])
    tree = shapely.STRtree(lines)
    end = tree.query(ends, predicate="dwithin", distance=0.5)[0]
    met: np.ndarray = ends[np.bincount(end, minlength=len(ends)) > 1]
    return met if len(met) else ends


def _operators(scape: Cityscape, system: CameraSystem, hosts: Hosts, spots: Spots) -> object:
    if system.operator is not None:
        return system.operator
    return scape.houses["name"].to_numpy(dtype=object)[hosts.unit[spots.host]]
