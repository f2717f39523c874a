"""Which cameras does each system of a made-up city have, and how do they look?"""

from __future__ import annotations

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.city import CameraKind, CameraSystem
from geo.coverage.optics import vertical_field_of_view_deg
from geo.ingest.fabric.cityscape import Cityscape
from geo.ingest.fabric.hosts import CENTRAL_M, Hosts, on_estates, on_streets, on_units
from geo.ingest.fabric.spots import GAP_M, Spots, crossings, drawn, facades, joined

#: Chances of the kinds on a facade and on a pole.
_ON_FACADE = {"dome_4mp": 0.35, "bullet_4mp": 0.25, "box_4mp": 0.15, "bullet_8mp": 0.15, "varifocal_4mp": 0.1}
_ON_POLE = {"ptz_2mp": 0.5, "bullet_8mp": 0.2, "dome_4mp": 0.12, "varifocal_4mp": 0.1, "anpr_2mp": 0.08}
_TURNING = {"dome_4mp": "dome", "ptz_2mp": "panning"}
_POLE_SHARE = 0.55
_YARD_SHARE = 0.15
_YARD_M = (2.0, 9.0)
_OFF_SHARE = 0.03
_ASIDE_DEG = 40.0
#: A camera of the streets hangs no farther from a street than this.
_STREET_M = 15.0
_LEAST_TILT_DEG = 8.0


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
        The columns of the family ``cameras``, in metres; every value is stated, none assumed.
    """
    if system.where == "streets":
        hosts = on_streets(scape)
        spots = _street_spots(scape, hosts, system.cameras, rng)
    else:
        hosts = on_estates(scape) if system.where == "estates" else on_units(scape, rng)
        spots = _yard_spots(scape, hosts, system.cameras, rng)
    operator = _operators(scape, system, hosts, spots)
    most_m = np.where(spots.host < 0, np.inf, scape.houses["height_m"].to_numpy()[hosts.house[spots.host]] * 0.9)
    looks = _looks(spots, most_m, kinds, rng)
    n = system.cameras
    told = {
        "ref": [f"{system.name.replace(' ', '-')}-{i + 1:05d}" for i in range(n)],
        "name": [f"Kamera {system.name} {i + 1}" for i in range(n)],
        "system": system.name,
        "operator": operator,
        "owner": system.owner,
        "status": np.where(rng.random(n) < _OFF_SHARE, "off", "working").astype(object),
        "indoor": False,
        "assumed": [[] for _ in range(n)],
    }
    return gpd.GeoDataFrame(told | looks, geometry=shapely.points(spots.xy))


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


def _looks(
    spots: Spots, most_m: np.ndarray, kinds: Mapping[str, CameraKind], rng: np.random.Generator
) -> dict[str, object]:
    """Return kinds, lenses and directions of the cameras at spots."""
    n = len(spots.pole)
    kind = np.where(spots.pole, _drawn(_ON_POLE, kinds, n, rng), _drawn(_ON_FACADE, kinds, n, rng))
    type_ = np.array([_TURNING.get(name, "fixed") for name in kind], dtype=object)
    lenses = pd.DataFrame({name: _lens(lens) for name, lens in kinds.items()}).T.loc[kind]
    aside_deg = rng.uniform(-_ASIDE_DEG, _ASIDE_DEG, n)
    bearing_deg = np.round((spots.outward_deg + aside_deg) % 360, 1) % 360
    height_m = np.where(spots.pole, rng.uniform(5.0, 8.5, n), np.minimum(rng.uniform(3.2, 6.0, n), most_m))
    tilt_deg = np.maximum(lenses["vfov_deg"].to_numpy() / 2, _LEAST_TILT_DEG) + rng.uniform(0, 5, n)
    return {
        "camera_type": type_,
        "kind": kind,
        "mount": np.where(spots.pole, "pole", "wall").astype(object),
        "height_m": np.round(height_m, 1),
        "bearing_deg": np.where(type_ == "fixed", bearing_deg, np.nan),
        "tilt_deg": np.round(tilt_deg, 1),
        "hfov_deg": lenses["hfov_deg"].to_numpy(dtype=float),
        "sensor_width_px": lenses["sensor_width_px"].to_numpy(dtype=int),
        "sensor_height_px": lenses["sensor_height_px"].to_numpy(dtype=int),
    }


def _lens(kind: CameraKind) -> dict[str, float]:
    ratio = kind.sensor_height_px / kind.sensor_width_px
    vfov_deg = vertical_field_of_view_deg(kind.hfov_deg, height_to_width=ratio)
    return kind.model_dump(include={"hfov_deg", "sensor_width_px", "sensor_height_px"}) | {"vfov_deg": vfov_deg}


def _drawn(
    chances: dict[str, float], kinds: Mapping[str, CameraKind], count: int, rng: np.random.Generator
) -> np.ndarray:
    known = [name for name in chances if name in kinds] or list(kinds)
    chance = np.array([chances.get(name, 1.0) for name in known])
    return rng.choice(np.array(known, dtype=object), count, p=chance / chance.sum())
