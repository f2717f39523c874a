"""The map of a sheet as a drawing of its own: streets, buildings, ways and stops, readable in black and white."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from markupsafe import escape
from numpy.typing import NDArray

from geo import crs
from geo.city import City
from geo.model.patrol import Round, ShiftPlan
from geo.storage.store import Store
from layers.base import Audience, LayerQuery
from layers.gate import read

#: Ground around a way that is drawn, metres, and the least side of a picture.
_MARGIN_M, _LEAST_M = 120.0, 500.0
#: No more buildings than this: a file must open on a phone.
_MOST_BUILDINGS = 3_000
_COARSE_M = 0.7


@dataclass(frozen=True, slots=True)
class Drawn:
    """The parts of the map.

    Attributes
    ----------
    ground
        Streets and buildings, to be referred to by every picture.
    rounds
        One picture a patrol.
    """

    ground: str
    rounds: tuple[str, ...]


def drawing(store: Store, city: City, plan: ShiftPlan, *, audience: Audience) -> Drawn:
    """Return the drawings of a plan's rounds."""
    ways = [_metres(one.way, city) for one in plan.rounds]
    if not ways:
        return Drawn("", ())
    boxes = [_box(way) for way in ways]
    west, south = min(box[0] for box in boxes), min(box[1] for box in boxes)
    east, north = max(box[2] for box in boxes), max(box[3] for box in boxes)
    frame = gpd.GeoSeries([shapely.box(west, south, east, north)], crs=city.crs).to_crs(crs.STORED)
    query = LayerQuery(bbox=tuple(frame.total_bounds.tolist()), audience=audience)
    origin = np.array([west, north])
    streets = crs.to_metric(read("streets", query, store, city).frame, city.crs)
    houses = crs.to_metric(read("buildings", query, store, city).frame, city.crs)
    houses = houses if len(houses) <= _MOST_BUILDINGS else houses.head(0)
    ground = _ground(houses, streets, origin)
    pictures = [
        _picture(plan, at, way, box, origin, city) for at, (way, box) in enumerate(zip(ways, boxes, strict=True))
    ]
    return Drawn(ground, tuple(pictures))


def _ground(houses: gpd.GeoDataFrame, streets: gpd.GeoDataFrame, origin: NDArray[np.float64]) -> str:
    paths = _paths(shapely.get_rings(shapely.get_parts(houses.geometry.to_numpy())), origin, closed=True)
    lines = _paths(shapely.get_parts(streets.geometry.to_numpy()), origin)
    return (
        f'<path d="{paths}" fill="#e2dfd9" stroke="#b5b0a6" stroke-width="0.8"/>'
        f'<path d="{lines}" fill="none" stroke="#9aa1a9" stroke-width="2.2"/>'
        f'<path d="{lines}" fill="none" stroke="#ffffff" stroke-width="1.2"/>'
    )


def _picture(
    plan: ShiftPlan, at: int, way: NDArray[np.float64], box: tuple[float, ...], origin: NDArray[np.float64], city: City
) -> str:
    one = plan.rounds[at]
    west, south, east, north = box
    width, height = east - west, north - south
    size = max(width, height) / 26
    view = f"{west - origin[0]:.1f} {origin[1] - north:.1f} {width:.1f} {height:.1f}"
    line = _paths([shapely.LineString(way)], origin)
    signs = "".join(_sign(place, label, size) for place, label in _labels(plan, one, at, origin, city))
    return (
        f'<svg class="map" viewBox="{view}" role="img" aria-label="{escape(chr(ord("A") + at))}">'
        f'<use href="#ground"/><path d="{line}" fill="none" stroke="#ffffff" stroke-width="{size / 2.2:.1f}"/>'
        f'<path d="{line}" fill="none" stroke="#005a9c" stroke-width="{size / 4:.1f}" stroke-linejoin="round"/>'
        f"{signs}{_scale(west - origin[0], origin[1] - south, width, size)}</svg>"
    )


def _labels(
    plan: ShiftPlan, one: Round, at: int, origin: NDArray[np.float64], city: City
) -> list[tuple[NDArray[np.float64], str]]:
    """Return the places of a round with the numbers of the stops there: two visits of one place share a sign."""
    numbers: dict[str, list[str]] = {}
    for number, stop in enumerate(one.stops, start=1):
        numbers.setdefault(stop.place, []).append(str(number))
    known = [plan.place(ref) for ref in numbers]
    where = _metres([(place.lon, place.lat) for place in known], city) if known else np.zeros((0, 2))
    letter = chr(ord("A") + at)
    told = [f"{letter}{'/'.join(here)}" for here in numbers.values()]
    places = [(_flip(place, origin), label) for place, label in zip(where, told, strict=True)]
    base = _metres([plan.base[1:]], city)[0]
    return [(_flip(base, origin), "●"), *places]


def _sign(place: NDArray[np.float64], label: str, size: float) -> str:
    x, y = place
    width = size * (0.9 + 0.55 * len(label))
    return (
        f'<rect x="{x - width / 2:.1f}" y="{y - size * 0.75:.1f}" width="{width:.1f}" height="{size * 1.5:.1f}"'
        f' rx="{size * 0.7:.1f}" fill="#ffffff" stroke="#000000" stroke-width="{size / 9:.1f}"/>'
        f'<text x="{x:.1f}" y="{y + size * 0.36:.1f}" font-size="{size:.1f}" font-weight="700" text-anchor="middle"'
        f' fill="#000000">{escape(label)}</text>'
    )


def _scale(left: float, foot: float, width: float, size: float) -> str:
    metres = 200 if width > 800 else 100
    x, y = left + size, foot - size
    return (
        f'<path d="M{x:.1f} {y - size / 3:.1f}V{y:.1f}H{x + metres:.1f}V{y - size / 3:.1f}" fill="none" stroke="#000"'
        f' stroke-width="{size / 9:.1f}"/><text x="{x + metres / 2:.1f}" y="{y - size / 4:.1f}" font-size="{size * 0.8:.1f}"'
        f' text-anchor="middle">{metres} m</text>'
        f'<text x="{left + width - size:.1f}" y="{foot - size:.1f}" font-size="{size * 1.2:.1f}"'
        f' text-anchor="end">N ↑</text>'
    )


def _box(way: NDArray[np.float64]) -> tuple[float, float, float, float]:
    (west, south), (east, north) = way.min(axis=0) - _MARGIN_M, way.max(axis=0) + _MARGIN_M
    x, y = max(_LEAST_M - (east - west), 0) / 2, max(_LEAST_M - (north - south), 0) / 2
    return float(west - x), float(south - y), float(east + x), float(north + y)


def _metres(places: Iterable[tuple[float, float]], city: City) -> NDArray[np.float64]:
    points = gpd.GeoSeries(shapely.points(np.array(list(places), dtype=float)), crs=crs.STORED).to_crs(city.crs)
    return np.asarray(shapely.get_coordinates(points.to_numpy()))


def _flip(place: NDArray[np.float64], origin: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray([place[0] - origin[0], origin[1] - place[1]])


def _paths(lines: Iterable[object], origin: NDArray[np.float64], *, closed: bool = False) -> str:
    """Return lines as one path, in metres from the north-west, to a decimetre."""
    simple = shapely.simplify(np.array(list(lines), dtype=object), _COARSE_M)
    end = "Z" if closed else ""
    told = []
    for line in simple:
        places = (shapely.get_coordinates(line) - origin) * [1, -1]
        told.append("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in places) + end)
    return "".join(told)
