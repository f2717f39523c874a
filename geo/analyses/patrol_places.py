"""Which places does a plan of patrols know, and what is known of each?"""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo import crs
from geo.analyses.counted import chosen_before
from geo.analyses.counted import counted as judge_incidents
from geo.city import City
from geo.errors import BadInput
from geo.hotspots.significance import EVIDENCE
from geo.patrol import places
from geo.patrol.streets import Streets, nearest
from geo.storage.store import Store


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """Places and incidents, in metres.

    Attributes
    ----------
    frame
        One row a place: ``ref``, ``name``, ``area``, ``area_name``, ``evidence``, ``hot_grids``, ``x`` and ``y`` (where
        a crew stands).
    centres
        (P, 2) the middles of the places.
    incidents
        Those that count, with their times.
    near
        Which incidents lie within the radius of each place.
    """

    frame: pd.DataFrame
    centres: NDArray[np.float64]
    incidents: gpd.GeoDataFrame
    near: list[NDArray[np.int_]]


def known_places(store: Store, city: City, streets: Streets) -> Known:
    """Return the places of a city: its hotspots, and in areas without one the cell with the most incidents.

    Raises
    ------
    BadInput
        If the hotspots were not computed.
    """
    cells = crs.to_metric(store.result_items("hotspots"), city.crs)
    if cells.empty:
        raise BadInput("A plan of patrols must know the hotspots; compute them first: czujka run hotspots.")
    incidents = counted(store, city)
    centres = shapely.get_coordinates(shapely.centroid(cells.geometry.array))
    areas = _areas(store, city)
    area = _within(centres, areas)
    order = _order(cells, area)
    hot = np.isin(cells["evidence"].to_numpy(dtype=object)[order], EVIDENCE[:3])
    best = ~pd.Series(area[order]).duplicated().to_numpy() & (cells["around"].to_numpy()[order] > 0)
    chosen = order[hot | best]
    heads, _ = places.gather(centres, chosen, radius_m=city.patrols.radius_m, most=city.patrols.places_at_most)
    stand = streets.nodes[nearest(streets, centres[heads])[0]]
    frame = pd.DataFrame(
        {
            "ref": [f"P{x / 10:.0f}-{y / 10:.0f}" for x, y in centres[heads].tolist()],
            "name": cells["street"].to_numpy(dtype=object)[heads],
            "area": [areas[i][0] if i >= 0 else "" for i in area[heads]],
            "area_name": [areas[i][1] if i >= 0 else "" for i in area[heads]],
            "evidence": cells["evidence"].to_numpy(dtype=object)[heads],
            "hot_grids": cells["hot_grids"].to_numpy()[heads] if "hot_grids" in cells else -1,
            "x": stand[:, 0],
            "y": stand[:, 1],
        }
    )
    where = shapely.get_coordinates(incidents.geometry.array)
    return Known(frame, centres[heads], incidents, places.near(centres[heads], where, radius_m=city.patrols.radius_m))


def counted(store: Store, city: City) -> gpd.GeoDataFrame:
    """Return the incidents on which the map of hotspots rests, in metres; what patrols found is never among them."""
    judged = judge_incidents(store, city, chosen_before(store))
    return judged.apart[judged.counts].reset_index(drop=True)


def _order(cells: gpd.GeoDataFrame, area: NDArray[np.int_]) -> NDArray[np.int_]:
    """Return the cells, the surest first, among equals those with more incidents around."""
    rank = np.array([EVIDENCE.index(one) if one in EVIDENCE else len(EVIDENCE) for one in cells["evidence"]])
    around = cells["around"].to_numpy(dtype=float)
    return np.asarray(np.lexsort((cells.index.to_numpy(), -around, rank)))


def _areas(store: Store, city: City) -> list[tuple[str, str, shapely.Geometry]]:
    """Return reference, name and ground of the areas by which shares are told; of the city itself without any."""
    frame = crs.to_metric(store.read("areas"), city.crs)
    mine = frame[frame["kind"] == city.report_by]
    mine = mine if len(mine) else frame
    return list(zip(mine["ref"], mine["name"], mine.geometry, strict=True))


def _within(centres: NDArray[np.float64], areas: list[tuple[str, str, shapely.Geometry]]) -> NDArray[np.int_]:
    """Return (N,) which area each place lies in, -1 for none."""
    found = np.full(len(centres), -1)
    points = shapely.points(centres)
    for at, (_, _, ground) in reversed(list(enumerate(areas))):
        shapely.prepare(ground)
        found[shapely.contains(ground, points)] = at
    return found
