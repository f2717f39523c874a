"""Which bandwidth would have foretold best where the next incidents lie?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from geo.evaluation.rolling_origin import Fold, folds
from geo.hotspots.kde import Gaussian, Kernel, Smoother, decay_weights, density, read_at, smoother
from geo.hotspots.raster import Raster

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class BandwidthChoice:
    """The bandwidth with the best score, and how the others fared.

    Attributes
    ----------
    candidates_m, scores
        (C,) mean logarithm of the density, per square metre, that each candidate gave to the places of later incidents.
    n
        How many later incidents were scored.
    """

    bandwidth_m: float
    candidates_m: tuple[float, ...]
    scores: tuple[float, ...]
    n: int


def choose_bandwidth(
    points: gpd.GeoSeries,
    days: Floats,
    raster: Raster,
    *,
    candidates_m: Sequence[float],
    origins: Sequence[float],
    horizon_days: float,
    half_life_days: float | None = None,
    kernel: Callable[[float], Kernel] = Gaussian,
) -> BandwidthChoice:
    """Score each candidate by the incidents that came after each origin, seen from those before it.

    Parameters
    ----------
    points
        (N,) in a metric CRS; those outside the raster's place are left out.
    days
        (N,) when they were, in days from any day on.
    origins, horizon_days
        As in ``geo.evaluation.rolling_origin.folds``.
    half_life_days
        Older incidents count less; None counts all alike.

    Notes
    -----
    The score is the logarithm of the density at each later incident. One incident more, spread evenly over the place,
    is added to the known ones, so that a lone surprise does not decide all. Of equal candidates the widest is chosen.

    References
    ----------
    Gneiting, T., Raftery, A. E. (2007), Journal of the American Statistical Association 102(477),
    doi:10.1198/016214506000001437
    """
    xy = shapely.get_coordinates(np.asarray(points.array, dtype=object))
    here = raster.within(xy)
    points, xy, days = points[here], xy[here], np.asarray(days, dtype=float)[here]
    parted = folds(days, origins=origins, horizon_days=horizon_days)
    n = sum(int(fold.to_come.sum()) for fold in parted)
    widest_first = sorted(candidates_m, reverse=True)
    scores = []
    for candidate in widest_first:
        laid = smoother(raster, kernel(candidate))
        scores.append(sum(_score(points, xy, days, laid, fold, half_life_days) for fold in parted) / n)
    chosen = widest_first[int(np.argmax(scores))]
    return BandwidthChoice(chosen, tuple(widest_first), tuple(scores), n)


def _score(
    points: gpd.GeoSeries, xy: Floats, days: Floats, laid: Smoother, fold: Fold, half_life_days: float | None
) -> float:
    """Return the sum of the logarithms of the density at the incidents to come."""
    age_days = fold.origin_day - days[fold.known]
    weights = (
        np.ones(len(age_days)) if half_life_days is None else decay_weights(age_days, half_life_days=half_life_days)
    )
    known = density(points[fold.known], laid, weights=weights)
    found = read_at(known, xy[fold.to_come], laid.raster)
    return float(np.log((found + 1 / laid.raster.place.area) / (weights.sum() + 1)).sum())
