"""Where must edges be broken so that none of them cross?"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from geo.geometry.ragged import members


def broken_at(
    edges: NDArray[np.float64],
    edge_starts: NDArray[np.intp],
    crossings: NDArray[np.float64],
    pairs: NDArray[np.intp],
    *,
    tolerance_m: float,
) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """Break edges where the boundaries of two polygons cross.

    Parameters
    ----------
    edges, edge_starts
        Edges ``(E, 2, 2)``, and where those of each polygon begin ``(N + 1,)``.
    crossings, pairs
        Where boundaries cross ``(C, 2)``, and the two polygons ``(C, 2)``.
    tolerance_m
        An edge that passes a crossing within this distance runs through it.

    Returns
    -------
    edges
        ``(B, 2, 2)``, in the order and the direction of the whole ones. All that run through a crossing end there
        exactly, so that nothing passes between them.
    starts
        Where those of each polygon begin ``(N + 1,)``.

    Examples
    --------
    >>> across = np.array([[[0.0, 0.0], [4.0, 0.0]], [[2.0, -1.0], [2.0, 1.0]]])
    >>> where, whose = np.array([[2.0, 0.0]]), np.array([[0, 1]])
    >>> broken_at(across, np.array([0, 1, 2]), where, whose, tolerance_m=1e-8)[1].tolist()
    [0, 2, 4]
    """
    edge, which = members(edge_starts, pairs.ravel())[0], _repeated(edge_starts, pairs)
    place = crossings[which]
    start, along = edges[edge, 0], edges[edge, 1] - edges[edge, 0]
    length_m = np.hypot(along[:, 0], along[:, 1])
    from_start = place - start
    run_m = (from_start * along).sum(axis=1) / length_m
    off_m = np.abs(along[:, 0] * from_start[:, 1] - along[:, 1] * from_start[:, 0]) / length_m
    cut = (off_m <= tolerance_m) & (run_m > tolerance_m) & (run_m < length_m - tolerance_m)
    order = np.lexsort((run_m[cut], edge[cut]))
    edge, place = edge[cut][order], place[cut][order]
    position = np.concatenate([np.arange(len(edges)), edge])
    order = np.argsort(position, kind="stable")
    begins = np.concatenate([edges[:, 0], place])[order]
    position = position[order]
    last = np.append(position[1:] != position[:-1], True)[: len(position)]
    ends = np.where(last[:, None], edges[position, 1], np.roll(begins, -1, axis=0))
    return np.stack([begins, ends], axis=1), np.searchsorted(position, edge_starts)


def _repeated(edge_starts: NDArray[np.intp], pairs: NDArray[np.intp]) -> NDArray[np.intp]:
    """The crossing of each edge that its two polygons have."""
    counts = (edge_starts[pairs + 1] - edge_starts[pairs]).sum(axis=1)
    return np.repeat(np.arange(len(pairs)), counts)
