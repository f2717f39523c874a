"""Which places may a patrol visit? Hot cells put together to places that can be watched from one spot."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree


def gather(
    centres: NDArray[np.float64], order: NDArray[np.int_], *, radius_m: float, most: int
) -> tuple[NDArray[np.int_], NDArray[np.int_]]:
    """Put cells together around the best of them.

    Parameters
    ----------
    centres
        (N, 2) metres.
    order
        The cells, the best first; each that belongs to no place yet begins one and takes in what is near.
    radius_m
        How far a place reaches.
    most
        The most places; later cells belong to none.

    Returns
    -------
    heads
        (P,) the cell in the middle of each place, the best first.
    place
        (N,) the place of each cell, -1 for none.

    Examples
    --------
    >>> heads, place = gather(np.array([[0.0, 0], [100, 0], [500, 0]]), np.array([1, 0, 2]), radius_m=125, most=9)
    >>> heads.tolist(), place.tolist()
    ([1, 2], [0, 0, 1])
    """
    place = np.full(len(centres), -1)
    heads: list[int] = []
    tree = cKDTree(centres) if len(centres) else None
    for cell in order.tolist():
        if place[cell] >= 0 or len(heads) == most or tree is None:
            continue
        near = np.array(tree.query_ball_point(centres[cell], radius_m))
        place[near[place[near] < 0]] = len(heads)
        heads.append(cell)
    return np.array(heads, dtype=int), place


def near(places: NDArray[np.float64], things: NDArray[np.float64], *, radius_m: float) -> list[NDArray[np.int_]]:
    """Return which of (M, 2) things lie within the radius of each of (P, 2) places, metres."""
    if len(things) == 0:
        return [np.zeros(0, dtype=np.int_) for _ in range(len(places))]
    tree = cKDTree(things)
    return [np.array(sorted(tree.query_ball_point(place, radius_m)), dtype=np.int_) for place in places]
