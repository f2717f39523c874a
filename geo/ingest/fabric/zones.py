"""Which character does each neighbourhood of a made-up city have, from the old town to open land?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from geo.city import Fabric

#: Distance from a street's centre line to the nearest facade that may stand on it, by OpenStreetMap's word.
FACADE_M = {"primary": 13.0, "secondary": 11.0, "tertiary": 9.0}
#: Chances of the characters within the dense radius, within twice of it, and beyond.
_CHANCES = {
    "dense": {"tenements": 0.86, "park": 0.06, "works": 0.03, "slabs": 0.05},
    "middle": {"tenements": 0.24, "slabs": 0.32, "houses": 0.3, "works": 0.08, "park": 0.06},
    "outer": {"slabs": 0.18, "houses": 0.68, "works": 0.09, "park": 0.05},
}
#: More is built up than the expected number asks for; what is too much is left out again.
_RESERVE = 1.1
_STRAY = 0.28


@dataclass(frozen=True, slots=True)
class Zone:
    """How a neighbourhood of one character is laid out.

    Attributes
    ----------
    length_m, width_m
        The largest block, from centre line to centre line of the streets around it.
    street
        OpenStreetMap's word for the streets between the blocks.
    facade_m
        Distance of the blocks from the centre lines of these streets.
    per_km2
        About how many houses there are.
    """

    length_m: float
    width_m: float
    street: str
    facade_m: float
    per_km2: float


ZONES = {
    "old": Zone(105, 72, "living_street", 4.2, 3000),
    "tenements": Zone(150, 112, "residential", 7.5, 1090),
    "slabs": Zone(330, 230, "residential", 8.0, 95),
    "houses": Zone(230, 78, "residential", 6.0, 745),
    "works": Zone(300, 240, "service", 8.0, 52),
    "park": Zone(900, 900, "footway", 9.0, 0),
}


@dataclass(frozen=True, slots=True)
class Character:
    """The character of each neighbourhood, and the order in which they were built up.

    Attributes
    ----------
    zone
        (N,) keys of ``ZONES``; ``open`` where nothing is built.
    rank
        (N,) the lower, the earlier built up.
    """

    zone: np.ndarray
    rank: np.ndarray


def characters(
    neighbourhoods: np.ndarray, old: np.ndarray, centre: np.ndarray, fabric: Fabric, rng: np.random.Generator
) -> Character:
    """Give each neighbourhood a character by its distance from the centre and by chance.

    Parameters
    ----------
    neighbourhoods
        (N,) polygons in metres.
    old
        (N,) whether it belongs to the old town.
    centre
        (2,) metres.
    """
    middle = shapely.get_coordinates(shapely.centroid(neighbourhoods))
    away_m = np.hypot(*(middle - centre).T)
    felt_m = np.where(old, 0.0, away_m * rng.lognormal(0.0, _STRAY, len(away_m)))
    zone = np.select(
        [old, felt_m < fabric.dense_radius_m, felt_m < 2 * fabric.dense_radius_m],
        [np.full(len(old), "old", dtype=object), *(_drawn(name, len(old), rng) for name in ("dense", "middle"))],
        default=_drawn("outer", len(old), rng),
    )
    order = np.argsort(felt_m, kind="stable")
    rank = np.empty(len(order), dtype=int)
    rank[order] = np.arange(len(order))
    expected = np.array([ZONES[name].per_km2 for name in zone]) * shapely.area(neighbourhoods) / 1e6
    enough = np.cumsum(expected[order]) - expected[order] > fabric.buildings * _RESERVE
    zone[order[enough]] = "open"
    return Character(zone, rank)


def _drawn(place: str, count: int, rng: np.random.Generator) -> np.ndarray:
    names = np.array(list(_CHANCES[place]), dtype=object)
    return rng.choice(names, size=count, p=list(_CHANCES[place].values()))
