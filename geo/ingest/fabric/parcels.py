"""Into which parcels does the strip along the edges of a block divide?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

#: An edge of the inner side of the strip must keep this much of its length.
_LEAST_EDGE_M = 0.5
#: Corners sharper than about 40 degrees get a shallower strip.
_SHARP = 0.24
_STRAY = 0.18


@dataclass(frozen=True, slots=True)
class Edges:
    """The edges of blocks and the same edges shifted inwards; an edge i is followed by ``after[i]``.

    Attributes
    ----------
    block
        (E,) the block of each edge.
    ends
        (E, 4, 2) metres: outer begin, outer end, inner end, inner begin.
    after
        (E,) the next edge of the same block.
    """

    block: np.ndarray
    ends: np.ndarray
    after: np.ndarray


@dataclass(frozen=True, slots=True)
class Parcels:
    """Parcels side by side along edges.

    Attributes
    ----------
    edge
        (P,) the edge of each.
    corners
        (P, 4, 2) metres: outer begin, outer end, inner end, inner begin; neighbours share corners exactly.
    first, last
        (P,) whether it is the first or the last of its edge.
    """

    edge: np.ndarray
    corners: np.ndarray
    first: np.ndarray
    last: np.ndarray


def edges(blocks: np.ndarray, depth_m: np.ndarray) -> Edges:
    """Shift the edges of blocks inwards; blocks that are too narrow or too ragged for it give none.

    Parameters
    ----------
    blocks
        (B,) polygons in metres, without holes.
    depth_m
        (B,) how far.
    """
    outer = shapely.get_exterior_ring(shapely.orient_polygons(blocks))
    xy, block = shapely.get_coordinates(outer, return_index=True)
    open_ = np.append(block[1:] == block[:-1], False)
    xy, block = xy[open_], block[open_]
    after, before = _neighbours(block)
    along = xy[after] - xy
    along /= np.maximum(np.linalg.norm(along, axis=1), 1e-9)[:, None]
    inward = np.column_stack([-along[:, 1], along[:, 0]])
    turn = np.maximum(1 + (inward * inward[before]).sum(axis=1), _SHARP)
    inner = xy + (depth_m[block] / turn)[:, None] * (inward + inward[before])
    kept_m = ((inner[after] - inner) * along).sum(axis=1)
    sound = _sound(blocks, block, inner, kept_m)[block]
    number = np.cumsum(sound) - 1
    ends = np.stack([xy, xy[after], inner[after], inner], axis=1)
    return Edges(block[sound], ends[sound], number[after[sound]])


def parcels(along: Edges, frontage_m: np.ndarray, rng: np.random.Generator, *, least_depth: float = 1.0) -> Parcels:
    """Divide the strip along each edge into parcels.

    Parameters
    ----------
    frontage_m
        (E,) about how wide a parcel is.
    least_depth
        How shallow a parcel's back may come, as a share of the strip's depth; 1 for straight backs.
    """
    length_m = np.linalg.norm(along.ends[:, 1] - along.ends[:, 0], axis=1)
    count = np.maximum(1, np.round(length_m / frontage_m)).astype(int)
    edge = np.repeat(np.arange(len(count)), count)
    place = np.arange(len(edge)) - np.repeat(np.cumsum(count) - count, count)
    last = place == count[edge] - 1
    share = (place + 1 + rng.uniform(-_STRAY, _STRAY, len(edge))) / count[edge]
    depth = np.where(last, 1.0, rng.uniform(least_depth, 1.0, len(edge)))
    share = np.where(last, 1.0, share)
    walls = _walls(along.ends[edge], share, depth)
    begin = np.roll(walls, 1, axis=0)
    begin[place == 0] = along.ends[edge[place == 0]][:, [0, 3]]
    corners = np.stack([begin[:, 0], walls[:, 0], walls[:, 1], begin[:, 1]], axis=1)
    return Parcels(edge, corners, place == 0, last)


def _walls(ends: np.ndarray, share: np.ndarray, depth: np.ndarray) -> np.ndarray:
    """Return the walls (P, 2, 2) between parcels, square to the front but for those that meet in a corner."""
    front, back = ends[:, 1] - ends[:, 0], ends[:, 2] - ends[:, 3]
    length2 = np.maximum((front**2).sum(axis=1), 1e-9)
    low = ((ends[:, 3] - ends[:, 0]) * front).sum(axis=1) / length2
    high = ((ends[:, 2] - ends[:, 0]) * front).sum(axis=1) / length2
    across = np.clip((share - low) / np.maximum(high - low, 1e-9), 0.0, 1.0)
    outer = ends[:, 0] + front * share[:, None]
    inner = ends[:, 3] + back * across[:, None]
    exact = share == 1.0
    outer[exact], inner[exact] = ends[exact, 1], ends[exact, 2]
    d = depth[:, None]
    walls: np.ndarray = np.stack([outer, np.where(d == 1.0, inner, outer * (1 - d) + inner * d)], axis=1)
    return walls


def _neighbours(owner: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return which point of its ring comes after and before each point."""
    _, first, count = np.unique(owner, return_index=True, return_counts=True)
    begin, size = np.repeat(first, count), np.repeat(count, count)
    place = np.arange(len(owner)) - begin
    return begin + (place + 1) % size, begin + (place - 1) % size


def _sound(blocks: np.ndarray, block: np.ndarray, inner: np.ndarray, kept_m: np.ndarray) -> np.ndarray:
    """Tell which blocks can be shifted inwards without any edge vanishing or crossing another."""
    sound: np.ndarray = np.bincount(block, kept_m < _LEAST_EDGE_M, minlength=len(blocks)) == 0
    rings = shapely.linearrings(inner, indices=block)
    within = shapely.polygons(rings)
    has = np.unique(block)
    sound[has] &= shapely.is_valid(within) & shapely.contains_properly(blocks[has], within)
    return sound
