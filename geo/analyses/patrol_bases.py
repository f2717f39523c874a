"""Where do patrols set out, and where does a fast-response vehicle stand?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import geopandas as gpd

from geo import crs
from geo.city import City
from geo.patrol.streets import Streets, nearest

#: What the reach of a fast-response vehicle is called beside those of patrols on foot and by car.
RESPONSE = "response"


@dataclass(frozen=True, slots=True)
class Base:
    """A place from which somebody sets out.

    Attributes
    ----------
    name
        Empty where no base is known and the middle of the streets stands for one.
    assumed
        Whether nobody told where it is: the middle of the streets, or a place made up for an example.
    speed_m_per_s, reach_minutes
        By kind of patrol, or of the vehicle that stands there.
    """

    name: str
    lon: float
    lat: float
    assumed: bool
    speed_m_per_s: Mapping[str, float]
    reach_minutes: Mapping[str, tuple[int, ...]]


def bases_of(city: City, streets: Streets) -> list[Base]:
    """Return the bases of the profile, one of patrols among them: if it names none, the middle of the streets."""
    known = list(_known(city))
    if any(RESPONSE not in base.speed_m_per_s for base in known):
        return known
    lon, lat = _middle(city, streets)
    return [_of_patrols(city, "", lon, lat, assumed=True), *known]


def base_of(city: City, streets: Streets) -> tuple[tuple[str, float, float], bool]:
    """Return the base from which the patrols of a plan set out, and whether its place is assumed."""
    base = next(one for one in bases_of(city, streets) if RESPONSE not in one.speed_m_per_s)
    return (base.name, base.lon, base.lat), base.assumed


def _known(city: City) -> Iterator[Base]:
    for base in city.patrols.bases:
        if base.response is None:
            yield _of_patrols(city, base.words.pl, base.lon, base.lat, assumed=base.made_up)
        else:
            speed, minutes = base.response.speed_m_per_s, base.response.reach_minutes
            yield Base(base.words.pl, base.lon, base.lat, base.made_up, {RESPONSE: speed}, {RESPONSE: minutes})


def _of_patrols(city: City, name: str, lon: float, lat: float, *, assumed: bool) -> Base:
    speed = {str(kind): value for kind, value in city.patrols.speed_m_per_s.items()}
    minutes = {str(kind): value for kind, value in city.patrols.reach_minutes.items()}
    return Base(name, lon, lat, assumed, speed, minutes)


def _middle(city: City, streets: Streets) -> tuple[float, float]:
    """Return the node of the streets nearest to their middle."""
    main = streets.nodes[streets.main]
    node = streets.nodes[nearest(streets, main.mean(axis=0)[None, :])[0][0]]
    point = gpd.GeoSeries(gpd.points_from_xy([node[0]], [node[1]]), crs=city.crs).to_crs(crs.STORED).iloc[0]
    return round(point.x, 6), round(point.y, 6)
