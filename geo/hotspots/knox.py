"""Do incidents follow near and soon upon one another more often than chance lets them? Knox's test."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import KDTree

from geo.crs import require_metric
from geo.errors import BadInput

Floats = NDArray[np.float64]


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

    Parameters
    ----------
    points
        (N,) in a metric CRS.
    days
        (N,) when they were, in days from any day on.
    within_m, within_days
        Up to here a pair is close, the limit included.

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
    near = KDTree(xy).query_pairs(within_m, output_type="ndarray")
    days = np.asarray(days, dtype=float)
    both = _soon(days, near, within_days)
    chance = [_soon(rng.permutation(days), near, within_days) for _ in range(permutations)]
    pairs, soon = n * (n - 1) // 2, _close_in_time(days, within_days)
    return Knox(
        close_both=both,
        close_space=len(near),
        close_time=soon,
        pairs=pairs,
        expected=len(near) * soon / pairs,
        p=(sum(count >= both for count in chance) + 1) / (permutations + 1),
    )


def _soon(days: Floats, pairs: NDArray[np.int64], within_days: float) -> int:
    return int((np.abs(days[pairs[:, 0]] - days[pairs[:, 1]]) <= within_days).sum())


def _close_in_time(days: Floats, within_days: float) -> int:
    """Return how many of all pairs are close in time, without forming them."""
    when = KDTree(days[:, None])
    return (int(when.count_neighbors(when, within_days, p=1)) - len(days)) // 2
