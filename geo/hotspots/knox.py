"""Do incidents follow near and soon upon one another more often than chance lets them? Knox's test."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import KDTree

from geo.crs import require_metric
from geo.errors import BadInput

Floats = NDArray[np.float64]
#: So many arrangements of the times are counted at once: one row of them fills two lines of the cache.
_AT_ONCE = 16


@dataclass(frozen=True, slots=True)
class Knox:
    """What was found among all pairs of incidents.

    Attributes
    ----------
    close_both
        Pairs near in space and in time.
    expected
        What space and time would give were they independent, close_space close_time / pairs.
    p
        How often permuted times gave at least as many, (M + 1) / (R + 1).
    """

    close_both: int
    close_space: int
    close_time: int
    pairs: int
    expected: float
    p: float

    @property
    def ratio(self) -> float:
        """Observed over expected: 1 is chance, 1.5 half as many again."""
        return self.close_both / self.expected if self.expected else float("nan")


def knox(
    points: gpd.GeoSeries,
    days: Floats,
    *,
    within_m: float,
    within_days: float,
    rng: np.random.Generator,
    permutations: int = 999,
) -> Knox:
    """Count the pairs of incidents that are close in space, in time and in both; judge by permuting the times.

    Parameters, errors and limits are those of ``knox_table``, with one distance and one number of days.
    """
    table = knox_table(points, days, within_m=[within_m], within_days=[within_days], rng=rng, permutations=permutations)
    return table[0][0]


def knox_table(
    points: gpd.GeoSeries,
    days: Floats,
    *,
    within_m: Sequence[float],
    within_days: Sequence[float],
    rng: np.random.Generator,
    permutations: int = 999,
) -> list[list[Knox]]:
    """Try several distances and numbers of days at once, on the same permutations of the times.

    Parameters
    ----------
    points
        (N,) in a metric CRS.
    days
        (N,) when they were, in days from any day on.
    within_m, within_days
        Up to here a pair is close, the limit included.

    Returns
    -------
    table
        A list for each distance with what was found for each number of days.

    Raises
    ------
    BadInput
        With fewer than two incidents.

    Notes
    -----
    Limits: incidents known only by their month, or put at one point of a street, look near and soon by that alone.

    References
    ----------
    Knox, E. G. (1964), Applied Statistics 13(1), doi:10.2307/2985220
    Ratcliffe, J. H., Rengert, G. F. (2008), Security Journal 21, doi:10.1057/palgrave.sj.8350068
    """
    require_metric(points.crs)
    n = len(points)
    if n < 2:
        raise BadInput("Near repeats need at least two incidents; {n} were given.", n=n)
    xy = shapely.get_coordinates(np.asarray(points.array, dtype=object))
    days = np.asarray(days, dtype=float)
    near = KDTree(xy).query_pairs(max(within_m), output_type="ndarray")
    apart_m2 = ((xy[near[:, 0]] - xy[near[:, 1]]) ** 2).sum(axis=1)
    turns = np.column_stack([days, *(rng.permutation(days) for _ in range(permutations))])
    pairs, table = n * (n - 1) // 2, []
    all_soon = [_close_in_time(days, within) for within in within_days]
    for close, counts in _cumulative(near, apart_m2, turns, within_m, within_days):
        both = counts[:, 0]
        reached = (counts[:, 1:] >= both[:, None]).sum(axis=1)
        told = zip(both.tolist(), all_soon, reached.tolist(), strict=True)
        table.append(
            [
                Knox(b, close, soon, pairs, close * soon / pairs, (more + 1) / (permutations + 1))
                for b, soon, more in told
            ]
        )
    return [table[at] for at in np.argsort(np.argsort(within_m)).tolist()]


def _cumulative(
    near: NDArray[np.int64], apart_m2: Floats, turns: Floats, within_m: Sequence[float], within_days: Sequence[float]
) -> Iterator[tuple[int, NDArray[np.int64]]]:
    """Yield for each distance, the least first, how many pairs are close and (T, K) how many of them soon."""
    # Here, not above: importing numba takes 0.25 s, and a command that pairs nothing need not pay.
    from geo.hotspots.soon import soon

    limits = np.asarray(within_days, dtype=float)
    ring = np.searchsorted(np.sort(within_m) ** 2, apart_m2)
    close, counts = 0, np.zeros((len(limits), turns.shape[1]), dtype=np.int64)
    parts = [np.ascontiguousarray(turns[:, at : at + _AT_ONCE]) for at in range(0, turns.shape[1], _AT_ONCE)]
    for at in range(len(within_m)):
        one, other = near[ring == at].T.astype(np.int32)
        close += len(one)
        for number, part in enumerate(parts):
            added = np.zeros((len(limits), part.shape[1]), dtype=np.int64)
            soon(one, other, part, limits, added)
            counts[:, number * _AT_ONCE : number * _AT_ONCE + part.shape[1]] += added
        yield close, counts


def _close_in_time(days: Floats, within_days: float) -> int:
    """Return how many of all pairs are close in time, without forming them."""
    when = KDTree(days[:, None])
    return (int(when.count_neighbors(when, within_days, p=1)) - len(days)) // 2
