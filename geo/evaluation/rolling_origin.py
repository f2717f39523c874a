"""How well would a method have foretold each period from what was known before it?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.errors import BadInput
from geo.evaluation.accuracy import SHARES, compare

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
#: Scores the cells from the cells and days of past incidents and the day on which the forecast is made.
Method = Callable[[Ints, Floats, float], Floats]


@dataclass(frozen=True, slots=True, eq=False)
class Fold:
    """One origin in time: (N,) which incidents were known before it, and which fell in the horizon after it."""

    origin_day: float
    known: Bools
    to_come: Bools


def folds(days: Floats, *, origins: Sequence[float], horizon_days: float) -> list[Fold]:
    """Part incidents at each origin: known before it, to come from it until before the horizon's end.

    Parameters
    ----------
    days
        (N,) when incidents were, in days from any day on.
    origins
        Days of the same count; those with nothing known or nothing to come are passed over.

    Raises
    ------
    BadInput
        If no origin has incidents on both of its sides.
    """
    parted = [Fold(day, days < day, (days >= day) & (days < day + horizon_days)) for day in origins]
    parted = [fold for fold in parted if fold.known.any() and fold.to_come.any()]
    if not parted:
        raise BadInput(
            "A forecast can be tried only where incidents lie before an origin and within {horizon:g} days after it; "
            "of {given} origins none has both.",
            horizon=horizon_days,
            given=len(origins),
        )
    return parted


def counts_so_far(n_cells: int) -> Method:
    """Return the simplest method: all counts so far."""
    return lambda cells, _days, _origin: np.bincount(cells, minlength=n_cells).astype(float)


def counts_of_last_period(n_cells: int, *, period_days: float) -> Method:
    """Return the method "same as last period": the counts of the days right before the origin."""
    return lambda cells, days, origin: np.bincount(cells[days >= origin - period_days], minlength=n_cells).astype(float)


def rolling_origin(
    cells: Ints,
    days: Floats,
    measure: Floats,
    methods: Mapping[str, Method],
    *,
    naive: Mapping[str, Method],
    origins: Sequence[float],
    horizon_days: float,
    shares: Sequence[float] = SHARES,
) -> pd.DataFrame:
    """Return how accurate each method was at each origin, as ``compare`` tells it.

    Parameters
    ----------
    cells
        (N,) the cell of each incident, 0 to M - 1.
    days
        (N,) when it was.
    measure
        (M,) area or street length of the cells.
    methods, naive
        What is tried, and what it must beat; each scores the M cells from the past alone.

    Returns
    -------
    frame
        One row for each origin, method and share, with ``origin_day``.

    References
    ----------
    Tashman, L. J. (2000), International Journal of Forecasting 16(4), doi:10.1016/S0169-2070(00)00065-0
    """
    rows = []
    for fold in folds(days, origins=origins, horizon_days=horizon_days):
        past = cells[fold.known], days[fold.known], fold.origin_day
        hits = np.bincount(cells[fold.to_come], minlength=len(measure))
        scores, simple = ({name: method(*past) for name, method in of.items()} for of in (methods, naive))
        rows.append(compare(scores, hits, measure, naive=simple, shares=shares).assign(origin_day=fold.origin_day))
    return pd.concat(rows, ignore_index=True)
