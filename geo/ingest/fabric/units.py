"""Which houses do the municipal units of a made-up city use, and what are the units called?"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely

#: Units that have houses of their own kind.
_OWN = {
    "school": ("Szkoła Podstawowa nr {n}", "Szkoła Podstawowa nr {n}", "Liceum Ogólnokształcące nr {n}"),
    "kindergarten": ("Przedszkole nr {n}",),
    "hospital": ("Szpital Miejski nr {n}",),
    "townhall": ("Ratusz",),
    "church": ("Kościół nr {n}",),
}
#: Units that move into any house, with the kind that it has then.
_ANY = {
    "Biblioteka Miejska, filia nr {n}": "civic",
    "Dom Kultury nr {n}": "civic",
    "Ośrodek Pomocy Społecznej, filia nr {n}": "office",
    "Przychodnia Miejska nr {n}": "clinic",
    "Zarząd Budynków Komunalnych, rejon nr {n}": "office",
    "Żłobek Samorządowy nr {n}": "kindergarten",
    "Ośrodek Sportu nr {n}": "sports_centre",
    "Urząd Miasta, wydział nr {n}": "office",
    "Szkoła Podstawowa nr 1{n:02d}": "school",
    "Warsztat Komunikacji Miejskiej nr {n}": "industrial",
}
_LEAST_M2 = 140.0


def with_units(houses: gpd.GeoDataFrame, count: int, rng: np.random.Generator) -> gpd.GeoDataFrame:
    """Name the houses of municipal units and churches, and move further units into houses until there are enough.

    Returns
    -------
    frame
        With the columns ``name`` and ``unit``: whether a municipal unit uses the house.
    """
    kinds, names = houses["kind"].to_numpy(dtype=object).copy(), np.full(len(houses), None, dtype=object)
    for kind, own in _OWN.items():
        for n, i in enumerate(np.flatnonzero(kinds == kind)):
            names[i] = own[n % len(own)].format(n=n + 1)
    unit = (names != None) & (kinds != "church")  # noqa: E711
    free = np.flatnonzero((names == None) & (shapely.area(houses.geometry.array) > _LEAST_M2))  # noqa: E711
    further = rng.permutation(free)[: max(0, count - int(unit.sum()))]
    patterns = list(_ANY)
    for n, i in enumerate(further):
        pattern = patterns[n % len(patterns)]
        names[i], kinds[i] = pattern.format(n=n // len(patterns) + 1), _ANY[pattern]
    unit[further] = True
    return houses.assign(kind=kinds, name=names, unit=unit)
