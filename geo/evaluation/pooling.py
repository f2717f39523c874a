"""What would a district's share be, read in the light of all the others? Fay and Herriot's model."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.errors import BadInput

Floats = NDArray[np.float64]
_STEPS = 500


@dataclass(frozen=True, slots=True, eq=False)
class Pooled:
    """Estimates drawn together.

    Attributes
    ----------
    estimate, se
        (N,) of the districts.
    own_share
        (N,) how much of each estimate is the district's own, 0 to 1.
    coefficients
        (K,) the mean, and the slopes of the covariates.
    variance
        Between districts, τ².
    """

    estimate: Floats
    se: Floats
    own_share: Floats
    coefficients: Floats
    variance: float


def pooled(estimate: Floats, se: Floats, covariates: Floats | None = None) -> Pooled:
    """Draw noisy estimates towards their common mean, the more so the noisier they are: partial pooling.

    With y_i = x_i β + u_i + e_i, u_i of variance τ² and e_i of the known variance se_i², τ² comes from restricted
    maximum likelihood and β from weighted least squares; the estimate is γ_i y_i + (1 - γ_i) x_i β with
    γ_i = τ² / (τ² + se_i²).

    Parameters
    ----------
    estimate, se
        (N,) direct estimates and their standard errors, above zero.
    covariates
        (N, K - 1) what is known of the districts; None: a common mean.

    Raises
    ------
    BadInput
        With fewer than two districts more than coefficients, or a standard error that is not above zero.

    Notes
    -----
    Limits: the standard errors take τ² as known, so with few districts they are somewhat too small.

    References
    ----------
    Fay, R. E., Herriot, R. A. (1979), Journal of the American Statistical Association 74(366), doi:10.2307/2286322
    """
    y, v = np.asarray(estimate, dtype=float), np.asarray(se, dtype=float) ** 2
    x = np.ones((len(y), 1)) if covariates is None else np.column_stack([np.ones(len(y)), covariates])
    if len(y) < x.shape[1] + 2 or not (v > 0).all():
        raise BadInput(
            "Pooling needs at least {fewest} districts, each with a standard error above zero; {given} were given.",
            fewest=x.shape[1] + 2,
            given=len(y),
        )
    variance = _restricted_likelihood(y, v, x)
    weight = 1 / (v + variance)
    spread = np.linalg.inv(x.T @ (weight[:, None] * x))
    coefficients = spread @ (x.T @ (weight * y))
    own = variance * weight
    synthetic_variance = np.einsum("ij,jk,ik->i", x, spread, x)
    return Pooled(
        estimate=own * y + (1 - own) * (x @ coefficients),
        se=np.sqrt(own * v + (1 - own) ** 2 * synthetic_variance),
        own_share=own,
        coefficients=coefficients,
        variance=variance,
    )


def _restricted_likelihood(y: Floats, v: Floats, x: Floats) -> float:
    """Return τ² by Fisher's scoring, 0 at least."""
    variance = max(float(y.var(ddof=1) - v.mean()), 0.0)
    for _ in range(_STEPS):
        weight = 1 / (v + variance)
        weighted = weight[:, None] * x
        project = np.diag(weight) - weighted @ np.linalg.inv(x.T @ weighted) @ weighted.T
        off = project @ y
        step = (off @ off - np.trace(project)) / np.sum(project * project)
        before, variance = variance, max(variance + float(step), 0.0)
        if abs(variance - before) <= 1e-14 + 1e-12 * variance:
            break
    return variance
