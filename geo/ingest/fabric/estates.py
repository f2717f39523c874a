"""Which houses stand free in rows, with ways between them: slabs, pavilions, halls?"""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely

from geo.ingest.fabric.cells import frames
from geo.ingest.fabric.houses import rectangles

#: How far a house keeps from the edge of its block.
_CLEAR_M = 2.0
#: From one column of slabs to the next.
_LOT_M = 92.0
#: Shares of works, stores, shops and offices.
_HALLS = (0.4, 0.25, 0.2, 0.15)


@dataclass(frozen=True, slots=True)
class Rows:
    """Lots of equal size in rows within the smallest rectangle around each block.

    Attributes
    ----------
    block
        (L,) the block of each lot.
    middle, along
        (L, 2) metres; unit vectors of the rows.
    size_m
        (L, 2) of each lot, along and across.
    """

    block: np.ndarray
    middle: np.ndarray
    along: np.ndarray
    size_m: np.ndarray


def slabs(blocks: np.ndarray, pitch_m: np.ndarray, rng: np.random.Generator) -> gpd.GeoDataFrame:
    """Put rows of slabs into blocks, five or ten storeys high, with pavilions between them.

    Parameters
    ----------
    pitch_m
        (B,) from one row to the next.

    Returns
    -------
    frame
        Columns ``block``, ``kind``, ``levels``, ``height_m``, in metres.
    """
    lots = _rows(blocks, np.full(len(blocks), _LOT_M), pitch_m)
    n = len(lots.block)
    tower = (rng.random(len(blocks)) < 0.15)[lots.block]
    pavilion = rng.random(n) < 0.1
    long_m = rng.uniform(0.6, 0.8, n) * lots.size_m[:, 0]
    length_m = np.select([pavilion, tower], [rng.uniform(18, 30, n), 21.0], long_m)
    width_m = np.select([pavilion, tower], [13.0, 21.0], 11.8)
    tall = np.where(rng.random(len(blocks)) < 0.4, 10, 5)[lots.block]
    levels = np.select([pavilion, tower], [1, 11], np.where(rng.random(n) < 0.1, 15 - tall, tall))
    kinds = np.where(pavilion, "retail", "apartments").astype(object)
    there = rng.random(n) > 0.08
    return _fitting(blocks, lots, length_m, width_m, kinds, levels, np.where(pavilion, 4.2, 2.8), there)


def halls(blocks: np.ndarray, rng: np.random.Generator) -> gpd.GeoDataFrame:
    """Put works, stores and offices into blocks."""
    lots = _rows(blocks, rng.uniform(70, 120, len(blocks)), rng.uniform(55, 80, len(blocks)))
    n = len(lots.block)
    fill = rng.uniform(0.45, 0.72, (n, 2))
    kinds = rng.choice(np.array(["industrial", "warehouse", "retail", "office"], dtype=object), n, p=_HALLS)
    office = kinds == "office"
    length_m, width_m = lots.size_m[:, 0] * fill[:, 0], np.where(office, 16.0, lots.size_m[:, 1] * fill[:, 1])
    levels = np.where(office, rng.integers(3, 7, n), 1)
    storey_m = np.where(office, 3.4, rng.uniform(5.5, 9.0, n))
    return _fitting(blocks, lots, length_m, width_m, kinds, levels, storey_m, rng.random(n) > 0.15)


def ways(blocks: np.ndarray, cells: np.ndarray, pitch_m: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return service ways between the rows of slabs, and footways across them, as lines in metres.

    Parameters
    ----------
    cells
        (B,) the blocks with their share of the streets around, which the ways are to meet.
    """
    return _lanes(blocks, cells, 0, pitch_m), _lanes(blocks, cells, 1, np.full(len(blocks), _LOT_M))


def _lanes(blocks: np.ndarray, cells: np.ndarray, along: int, step_m: np.ndarray) -> np.ndarray:
    corner, axis, size = frames(blocks)
    rows = np.maximum(1, (size[:, 1 - along] / step_m).astype(int))
    block, place = _counted(rows - 1)
    offset_m = (place + 1) / rows[block] * size[block, 1 - along]
    begin = corner[block] + axis[block, 1 - along] * offset_m[:, None]
    reach = axis[block, along] * size[block, along][:, None]
    lines = shapely.linestrings(np.stack([begin - 0.2 * reach, begin + 1.2 * reach], axis=1))
    cut = shapely.get_parts(shapely.intersection(lines, cells[block]))
    lanes: np.ndarray = cut[(shapely.get_type_id(cut) == 1) & (shapely.length(cut) > 15)]
    return lanes


def _counted(count: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return owners and places: 2, 1 gives (0, 0, 1), (0, 1, 0)."""
    owner = np.repeat(np.arange(len(count)), count)
    return owner, np.arange(len(owner)) - np.repeat(np.cumsum(count) - count, count)


def _rows(blocks: np.ndarray, length_m: np.ndarray, width_m: np.ndarray) -> Rows:
    corner, axis, size = frames(blocks)
    many = np.maximum(1, (size / np.column_stack([length_m, width_m])).astype(int))
    block, place = _counted(many.prod(axis=1))
    at = np.column_stack([place % many[block, 0], place // many[block, 0]])
    lot = size[block] / many[block]
    middle = corner[block] + (axis[block] * ((at + 0.5) * lot)[:, :, None]).sum(axis=1)
    return Rows(block, middle, axis[block, 0], lot)


def _fitting(
    blocks: np.ndarray,
    lots: Rows,
    length_m: np.ndarray,
    width_m: np.ndarray,
    kinds: np.ndarray,
    levels: np.ndarray,
    storey_m: np.ndarray,
    there: np.ndarray,
) -> gpd.GeoDataFrame:
    """Return the houses on lots that fit into their blocks."""
    shapes = rectangles(lots.middle, lots.along, length_m, width_m)
    clear = shapely.buffer(blocks, -_CLEAR_M)
    there = there & shapely.contains_properly(clear[lots.block], shapes)
    columns = {"block": lots.block, "kind": kinds, "levels": levels.astype(float)}
    columns["height_m"] = np.round(levels * storey_m + 1.2, 1)
    frame = gpd.GeoDataFrame(columns, geometry=shapes)
    return frame[there].reset_index(drop=True)
