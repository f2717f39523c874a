"""Where is what somebody types? Streets, addresses and parts of the city, by the city's own data."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import shapely

from geo.casework.duplicates import plain
from geo.city import City
from geo.storage.store import Store

#: Another state of these families asks for another gazetteer.
FAMILIES = ("streets", "buildings", "addresses")
_FEWEST_LETTERS = 2


@dataclass(frozen=True, slots=True)
class Named:
    """A named place and a point in it, in degrees."""

    name: str
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """All named places of a city.

    Attributes
    ----------
    folded
        Their names without case and diacritics.
    """

    places: Sequence[Named]
    folded: Sequence[str]

    def search(self, typed: str, *, most: int = 8) -> list[Named]:
        """Return the places whose names hold what is typed; those that begin with it, and the shorter ones, first.

        Examples
        --------
        >>> known = of_places([Named("Łazienna", 18.6, 53.0), Named("Nowa Łazienna", 18.7, 53.0)])
        >>> [place.name for place in known.search("lazie")]
        ['Łazienna', 'Nowa Łazienna']
        >>> known.search("l")
        []
        """
        wanted = " ".join(plain(typed).split())
        if len(wanted) < _FEWEST_LETTERS:
            return []
        found = [(not name.startswith(wanted), len(name), at) for at, name in enumerate(self.folded) if wanted in name]
        return [self.places[at] for _, _, at in sorted(found)[:most]]


def of_places(places: Sequence[Named]) -> Gazetteer:
    """Return a gazetteer of named places."""
    return Gazetteer(places, [plain(place.name) for place in places])


def gazetteer_of(store: Store, city: City) -> Gazetteer:
    """Return what is named in the city: parts, streets, then addresses, none twice."""
    streets, buildings, addresses = (store.read(family) for family in FAMILIES)
    named = [*_parts(city), *_of(streets, "name"), *_of(addresses, "address"), *_of(buildings, "address")]
    return of_places(list({place.name: place for place in reversed(named)}.values())[::-1])


def _of(frame: gpd.GeoDataFrame, column: str) -> list[Named]:
    """Return the first thing of each name, at a point that lies in it."""
    known = frame[frame[column].notna()].drop_duplicates(column)
    spots = shapely.get_coordinates(shapely.point_on_surface(known.geometry.array))
    return [Named(str(name), round(x, 6), round(y, 6)) for name, (x, y) in zip(known[column], spots, strict=True)]


def _parts(city: City) -> list[Named]:
    if city.parts is None:
        return []
    wanted = set(city.part_names())
    features = json.loads(city.file(city.parts).read_text(encoding="utf-8"))["features"]
    return [
        Named(str(one["properties"]["nazwa"]), *one["geometry"]["coordinates"][:2])
        for one in features
        if one["properties"]["nazwa"] in wanted and one["geometry"]["type"] == "Point"
    ]
