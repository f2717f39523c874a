"""What does a whole made-up city look like: its streets and its houses, in metres?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.city import Fabric
from geo.ingest.fabric import estates
from geo.ingest.fabric.cells import divide, faces, frames
from geo.ingest.fabric.houses import closed_rows, garden_houses
from geo.ingest.fabric.landmarks import chosen, landmarks, town_hall
from geo.ingest.fabric.names import addresses, street_names
from geo.ingest.fabric.roads import Roads, main_roads
from geo.ingest.fabric.units import with_units
from geo.ingest.fabric.zones import FACADE_M, ZONES, Character, characters

#: Streets and blocks keep this far from the boundary, so that no lamp beside them stands outside.
_WITHIN_M = 9.0
#: The green belt between the old town and the road around it.
_BELT_M = 38.0
#: How far the blocks of the old town keep from its edge lane.
_DEEP_M = ZONES["old"].facade_m
_NEIGHBOURHOOD_M = (560.0, 400.0)
_SQUARE_WITHIN_M = 130.0
#: Blocks have no corners smaller than this.
_SMOOTH_M = 1.0
#: A lane of the old town that is longer than this leads out of it through a gate.
_GATE_M = 160.0
#: What builds on the blocks of a zone; slabs come with ways of their own.
_BUILD: dict[str, Callable[[np.ndarray, np.random.Generator], gpd.GeoDataFrame]] = {
    "old": partial(closed_rows, zone="old"),
    "tenements": partial(closed_rows, zone="tenements"),
    "houses": garden_houses,
    "works": estates.halls,
}


@dataclass(frozen=True, slots=True)
class Cityscape:
    """Streets and houses in metres.

    Attributes
    ----------
    streets
        Columns ``kind``, ``name``, ``zone`` and ``importance``: the lower, the nearer to the old town.
    houses
        Columns ``kind``, ``name``, ``address``, ``levels``, ``height_m``, ``zone``, ``unit``, ``block``.
    blocks, zones
        (B,) what may be built on between the streets, and its zone; ``block`` of a house is its place among them.
    square
        The block that is the market square; -1 where there is none.
    centre
        (2,) metres.
    """

    streets: gpd.GeoDataFrame
    houses: gpd.GeoDataFrame
    blocks: np.ndarray
    zones: np.ndarray
    square: int
    centre: np.ndarray


@dataclass(frozen=True, slots=True)
class _Blocks:
    """Blocks between streets: what may be built on, up to the centre lines, of which zone, in which order."""

    shapes: np.ndarray
    cells: np.ndarray
    zone: np.ndarray
    rank: np.ndarray


def cityscape(boundary: shapely.Geometry, centre: np.ndarray, fabric: Fabric, rng: np.random.Generator) -> Cityscape:
    """Make up streets and houses within a boundary.

    Parameters
    ----------
    boundary
        Polygon in metres.
    centre
        (2,) metres.
    """
    ground = shapely.buffer(boundary, -_WITHIN_M, join_style="mitre")
    roads = main_roads(ground, centre, fabric.old_radius_m, rng)
    quarters = faces(roads.cuts, ground)
    old = shapely.contains_properly(roads.old, shapely.point_on_surface(quarters))
    hoods, hood_old, inner = _neighbourhoods(quarters, old, rng)
    character = characters(hoods, hood_old, centre, fabric, rng)
    built = hoods[character.zone != "open"]
    blocks, lanes = _blocks(hoods, character, rng)
    square = _market(blocks, centre)
    houses, further = _houses(blocks, square, rng)
    houses = with_units(_limited(houses, fabric.buildings), fabric.units, rng)
    streets = _streets(roads, _beside(inner, built), [lanes, *further, _belt(roads, ground)], centre, rng)
    named = streets[streets["name"].notna()]
    lines, names = np.asarray(named.geometry.array, dtype=object), named["name"].to_numpy(dtype=object)
    houses["address"] = addresses(np.asarray(houses.geometry.array, dtype=object), lines, names)
    return Cityscape(streets, houses, blocks.shapes, blocks.zone, square, centre)


def _neighbourhoods(
    quarters: np.ndarray, old: np.ndarray, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Divide the quarters between main roads; return neighbourhoods, which are old, and the roads between."""
    new = quarters[~old]
    n = len(new)
    sizes = [np.full(n, size) for size in _NEIGHBOURHOOD_M]
    margin_m = np.full(n, FACADE_M["primary"] - FACADE_M["tertiary"])
    cut = divide(new, length_m=sizes[0], width_m=sizes[1], margin_m=margin_m, rng=rng)
    hoods = np.concatenate([quarters[old], cut.cells])
    return hoods, np.arange(len(hoods)) < old.sum(), cut.lines


def _blocks(hoods: np.ndarray, character: Character, rng: np.random.Generator) -> tuple[_Blocks, gpd.GeoDataFrame]:
    """Divide neighbourhoods into blocks; return them and the streets between."""
    built = np.flatnonzero(character.zone != "open")
    zones = [ZONES[name] for name in character.zone[built]]
    facade_m = np.array([zone.facade_m for zone in zones])
    around_m = np.where(character.zone[built] == "old", _BELT_M, FACADE_M["tertiary"])
    length_m, width_m = (np.array([getattr(zone, name) for zone in zones]) for name in ("length_m", "width_m"))
    cut = divide(
        hoods[built], length_m=length_m, width_m=width_m, margin_m=np.maximum(around_m - facade_m, 0.0), rng=rng
    )
    shapes = shapely.simplify(
        shapely.buffer(cut.cells, -facade_m[cut.parent], join_style="mitre", mitre_limit=2.5), 1.0
    )
    whole = (shapely.get_type_id(shapes) == 3) & (shapely.area(shapes) > 200)
    parent = built[cut.parent[whole]]
    blocks = _Blocks(shapes[whole], cut.cells[whole], character.zone[parent], character.rank[parent])
    of = built[cut.line_parent]
    kinds = [ZONES[name].street for name in character.zone[of]]
    lines = cut.lines.copy()
    short = (character.zone[of] == "old") & (shapely.length(lines) < _GATE_M)
    lines[short] = shapely.intersection(lines[short], _walls(hoods[character.zone == "old"]))
    return blocks, _ways(lines, kinds, character.zone[of])


def _walls(old: np.ndarray) -> shapely.Geometry:
    """Return the old town without the green belt around it."""
    return shapely.buffer(shapely.union_all(old), _DEEP_M - _BELT_M, join_style="mitre", mitre_limit=2.0)


def _market(blocks: _Blocks, centre: np.ndarray) -> int:
    """Return the block that is the market square: the largest near the centre; -1 where there is no block."""
    if len(blocks.shapes) == 0:
        return -1
    away_m = shapely.distance(blocks.shapes, shapely.points(centre))
    near = away_m <= max(_SQUARE_WITHIN_M, away_m.min())
    return int(np.argmax(np.where(near, shapely.area(blocks.shapes), 0.0)))


def _houses(blocks: _Blocks, square: int, rng: np.random.Generator) -> tuple[gpd.GeoDataFrame, list[gpd.GeoDataFrame]]:
    """Build on all blocks; return the houses, and the ways that come with them."""
    special = chosen(blocks.zone, rng)
    special[square] = ""
    parts = [_placed(town_hall(blocks.shapes[square]), np.array([square])), landmarks(blocks.shapes, special)]
    plain = (special == "") & (np.arange(len(special)) != square)
    mine = {zone: np.flatnonzero(plain & (blocks.zone == zone)) for zone in ZONES}
    parts += [
        _placed(build(blocks.shapes[mine[zone]], rng), mine[zone]) for zone, build in _BUILD.items() if len(mine[zone])
    ]
    ways = [_ways(paths := _paths(blocks.cells[mine["park"]]), ["footway"] * len(paths), "park")]
    if len(estate := mine["slabs"]):
        pitch_m = rng.uniform(38.0, 46.0, len(estate))
        parts.append(_placed(estates.slabs(blocks.shapes[estate], pitch_m, rng), estate))
        service, foot = estates.ways(blocks.shapes[estate], blocks.cells[estate], pitch_m)
        ways.append(
            _ways(np.concatenate([service, foot]), ["service"] * len(service) + ["footway"] * len(foot), "slabs")
        )
    houses = pd.concat([part for part in parts if len(part)], ignore_index=True)
    return houses.assign(zone=blocks.zone[houses["block"]], rank=blocks.rank[houses["block"]]), ways


def _placed(houses: gpd.GeoDataFrame, blocks: np.ndarray) -> gpd.GeoDataFrame:
    """Number blocks as in the whole city, instead of among those that were built on together."""
    return houses.assign(block=blocks[houses["block"].to_numpy(dtype=int)])


def _limited(houses: gpd.GeoDataFrame, most: int) -> gpd.GeoDataFrame:
    """Keep no more houses than asked for, those of the neighbourhoods built up first."""
    return houses.sort_values(["rank", "block"], kind="stable").head(most).reset_index(drop=True)


def _paths(parks: np.ndarray) -> np.ndarray:
    """Return footways in parks: one around, and one along each middle."""
    if len(parks) == 0:
        return parks
    corner, axis, size = frames(parks)
    arms = axis * size[:, :, None] / 2
    middle = corner + arms.sum(axis=1)
    ends = np.stack([middle[:, None] - 1.2 * arms, middle[:, None] + 1.2 * arms], axis=2)
    lines = shapely.linestrings(ends.reshape(-1, 2, 2))
    across = shapely.get_parts(shapely.intersection(lines, np.repeat(parks, 2)))
    around = shapely.get_parts(shapely.boundary(shapely.buffer(parks, -30.0)))
    paths = np.concatenate([across, around])
    long: np.ndarray = paths[shapely.length(paths) > 15]
    return long


def _belt(roads: Roads, ground: shapely.Geometry) -> gpd.GeoDataFrame:
    """Return the footway in the green belt around the old town, and the lane along its edge."""
    old = shapely.intersection(roads.old, ground)
    path = shapely.get_parts(shapely.boundary(shapely.buffer(old, -_BELT_M / 2)))
    lane = shapely.get_parts(shapely.boundary(_walls(np.array([old], dtype=object))))
    kinds = ["footway"] * len(path) + ["living_street"] * len(lane)
    return _ways(np.concatenate([path, lane]), kinds, ["old"] * len(kinds))


def _beside(lines: np.ndarray, hoods: np.ndarray) -> np.ndarray:
    """Return the lines that run along a neighbourhood that is built up."""
    if len(lines) == 0 or len(hoods) == 0:
        return lines[:0]
    near = shapely.STRtree(lines).query(hoods, predicate="dwithin", distance=8.0)[1]
    beside: np.ndarray = lines[np.unique(near)]
    return beside


def _ways(lines: np.ndarray, kinds: object, zones: object) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"kind": kinds, "zone": zones}, geometry=list(lines))


def _streets(
    roads: Roads, inner: np.ndarray, others: list[gpd.GeoDataFrame], centre: np.ndarray, rng: np.random.Generator
) -> gpd.GeoDataFrame:
    """Join all streets, name those that have names, and say how important each is."""
    main = _ways(roads.lines, roads.kind, ["main"] * len(roads.lines))
    frames_ = [main, _ways(inner, ["tertiary"] * len(inner), ["main"] * len(inner)), *others]
    streets = pd.concat([frame for frame in frames_ if len(frame)], ignore_index=True)
    shapes = np.asarray(streets.geometry.array, dtype=object)
    named = ~streets["kind"].isin(["service", "footway"]).to_numpy()
    names = np.full(len(streets), None, dtype=object)
    names[named] = street_names(shapely.length(shapes[named]), rng)
    away_m = shapely.distance(shapes, shapely.points(centre))
    main_road = streets["kind"].isin(["primary", "secondary"]).to_numpy()
    return streets.assign(name=names, importance=np.where(main_road, away_m / 2, away_m))
