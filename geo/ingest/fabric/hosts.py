"""Which houses of a made-up city carry the cameras of a system, and how likely each?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from geo.ingest.fabric.cityscape import Cityscape

#: How fast cameras on streets become rarer away from the centre.
CENTRAL_M = 1600.0
#: Houses so near to a unit's own carry some of its cameras.
_NEIGHBOUR_M = 30.0
_OWN_WEIGHT = 8.0


@dataclass(frozen=True, slots=True)
class Hosts:
    """Houses that may carry cameras.

    Attributes
    ----------
    house
        (K,) number of the house.
    unit
        (K,) number of the house of the municipal unit whose cameras these are; the house itself where there is none.
    weight
        (K,) how likely.
    """

    house: np.ndarray
    unit: np.ndarray
    weight: np.ndarray

    def draw(self, count: int, rng: np.random.Generator) -> np.ndarray:
        """Return the numbers of hosts, the likelier ones more often."""
        return rng.choice(len(self.house), count, p=self.weight / self.weight.sum())


def on_streets(scape: Cityscape) -> Hosts:
    """Return all houses, those in the centre as the likeliest."""
    shapes = np.asarray(scape.houses.geometry.array, dtype=object)
    away_m = shapely.distance(shapes, shapely.points(scape.centre))
    every = np.arange(len(shapes))
    return Hosts(every, every, np.exp(-away_m / CENTRAL_M) * shapely.length(shapes))


def on_estates(scape: Cityscape) -> Hosts:
    """Return the houses of estates; where there are none, all houses."""
    inhabited = (scape.houses["zone"] == "slabs") & (scape.houses["kind"] == "apartments")
    house = np.flatnonzero(inhabited) if inhabited.any() else np.arange(len(scape.houses))
    return Hosts(house, house, np.ones(len(house)))


def on_units(scape: Cityscape, rng: np.random.Generator) -> Hosts:
    """Return the houses of municipal units and those beside them; units have many cameras or few."""
    shapes = np.asarray(scape.houses.geometry.array, dtype=object)
    units = np.flatnonzero(scape.houses["unit"])
    size = rng.lognormal(0.0, 0.6, len(units))
    of, house = shapely.STRtree(shapes).query(shapes[units], predicate="dwithin", distance=_NEIGHBOUR_M)
    own = house == units[of]
    order = np.lexsort((house, of))
    weight = (size[of] * np.where(own, _OWN_WEIGHT, 1.0) * np.sqrt(shapely.length(shapes[house])))[order]
    return Hosts(house[order], units[of][order], weight)
