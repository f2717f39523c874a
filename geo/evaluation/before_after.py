"""Did a measure work, seen against a place like it where nothing was done?"""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import scipy
import shapely
from shapely.geometry.base import BaseGeometry

from geo.crs import require_metric
from geo.errors import BadInput

#: Of a measure against incidents: fewer is better.
VERDICTS = ("better", "worse", "inconclusive")
#: Incidents before and after.
Pair = tuple[float, float]


@dataclass(frozen=True, slots=True)
class WeightedDisplacementDifference:
    """Incidents more (or, below zero, fewer) than the controls let expect, displacement included, with its interval."""

    estimate: float
    standard_error: float
    low: float
    high: float
    verdict: str

    @property
    def z(self) -> float:
        """Estimate over standard error; NaN where there is no incident at all."""
        return self.estimate / self.standard_error if self.standard_error else float("nan")


def weighted_displacement_difference(
    *,
    treated: Pair,
    control: Pair,
    treated_ring: Pair = (0, 0),
    control_ring: Pair = (0, 0),
    after_to_before: float = 1.0,
    confidence: float = 0.95,
) -> WeightedDisplacementDifference:
    """Return how incidents changed in the treated area and the ring around it, over what they did in the controls.

    With T, C the treated and control counts, D, K those of their rings, each before (0) and after (1),

        WDD = (T_1 - T_0) - (C_1 - C_0) + (D_1 - D_0) - (K_1 - K_0),  SE² = the sum of all counts.

    Parameters
    ----------
    treated, control
        Incidents before and after.
    treated_ring, control_ring
        The same where incidents may have been displaced to; left out when none was chosen beforehand.
    after_to_before
        Length of the period after over that of the period before: counts before are brought to it.

    Returns
    -------
    difference
        ``better`` where the whole interval lies below zero, ``worse`` where it lies above, else ``inconclusive``.

    Notes
    -----
    Limits: counts are taken as Poisson, and the control as what would have happened. With fewer than some five
    incidents in a place the interval is too narrow.

    References
    ----------
    Wheeler, A. P., Ratcliffe, J. H. (2018), Crime Science 7:11, doi:10.1186/s40163-018-0085-5

    Examples
    --------
    >>> told = weighted_displacement_difference(treated=(50, 30), control=(50, 45))
    >>> told.estimate, told.verdict
    (-15.0, 'inconclusive')
    """
    counts = np.array([treated, treated_ring, control, control_ring], dtype=float)
    _require_counts(counts)
    scale = np.array([after_to_before, 1.0])
    sign = np.array([1.0, 1.0, -1.0, -1.0])
    estimate = float((sign * (counts[:, 1] - after_to_before * counts[:, 0])).sum())
    error = float(np.sqrt((counts * scale**2).sum()))
    reach = float(scipy.stats.norm.ppf((1 + confidence) / 2)) * error
    low, high = estimate - reach, estimate + reach
    verdict = VERDICTS[0] if high < 0 else VERDICTS[1] if low > 0 else VERDICTS[2]
    return WeightedDisplacementDifference(estimate, error, low, high, verdict)


@dataclass(frozen=True, slots=True)
class WeightedDisplacementQuotient:
    """What of a success was displaced, or diffused.

    Attributes
    ----------
    success, buffer
        Change of target and of buffer as parts of the control.
    quotient
        Buffer over success: above 0 the benefit spread, below 0 incidents moved, below -1 more moved than were
        prevented. NaN where the target did not change against the control.
    gross_effect
        Incidents fewer in the target.
    total_net_effect
        Incidents prevented in target and buffer, against the control.
    """

    success: float
    buffer: float
    quotient: float
    gross_effect: float
    total_net_effect: float


def weighted_displacement_quotient(*, target: Pair, buffer: Pair, control: Pair) -> WeightedDisplacementQuotient:
    """Return the quotient of displacement; it has no interval, so it proves nothing by itself.

    Raises
    ------
    BadInput
        If the control had no incidents before or after.

    References
    ----------
    Bowers, K. J., Johnson, S. D. (2003), Journal of Quantitative Criminology 19(3), doi:10.1023/A:1024909009240
    Guerette, R. T. (2009), Analyzing crime displacement and diffusion, POP Center tool guide 10 (total net effect)
    """
    _require_counts(np.array([target, buffer, control], dtype=float))
    if not min(control) > 0:
        raise BadInput(
            "The control area must have incidents before and after, not {before} and {after}.",
            before=control[0],
            after=control[1],
        )
    (t_0, t_1), (b_0, b_1), (c_0, c_1) = target, buffer, control
    success, moved = t_1 / c_1 - t_0 / c_0, b_1 / c_1 - b_0 / c_0
    return WeightedDisplacementQuotient(
        success=success,
        buffer=moved,
        quotient=moved / success if success else float("nan"),
        gross_effect=t_0 - t_1,
        total_net_effect=(t_0 * c_1 / c_0 - t_1) + (b_0 * c_1 / c_0 - b_1),
    )


def poisson_interval(count: float, *, confidence: float = 0.95) -> tuple[float, float]:
    """Return the exact interval of the mean of a Poisson count.

    References
    ----------
    Garwood, F. (1936), Biometrika 28(3/4), doi:10.2307/2333958

    Examples
    --------
    >>> [round(end, 3) for end in poisson_interval(10)], round(poisson_interval(0)[1], 3)
    ([4.795, 18.39], 3.689)
    """
    _require_counts(np.array([count], dtype=float))
    tail = (1 - confidence) / 2
    low = scipy.stats.chi2.ppf(tail, 2 * count) / 2 if count else 0.0
    return float(low), float(scipy.stats.chi2.ppf(1 - tail, 2 * count + 2) / 2)


def displacement_ring(treated: gpd.GeoSeries, *, width_m: float, within: BaseGeometry) -> BaseGeometry:
    """Return the ground around treated areas to which incidents may have been displaced.

    Parameters
    ----------
    treated
        Areas in a metric CRS.
    width_m
        How far from them.
    within
        The city, metres: nothing is counted beyond.
    """
    require_metric(treated.crs)
    areas = shapely.union_all(np.asarray(treated.array, dtype=object))
    ring: BaseGeometry = shapely.intersection(shapely.difference(shapely.buffer(areas, width_m), areas), within)
    return ring


def _require_counts(counts: np.ndarray) -> None:
    if not (np.isfinite(counts) & (counts >= 0)).all():
        raise BadInput("Counts of incidents must be zero or more; {given} were given.", given=counts.tolist())
