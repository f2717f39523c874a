"""How many minutes did each place get, when was a patrol there last, and what had been planned?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import numpy as np
import pandas as pd
from numpy.typing import NDArray


def belongs(
    refs: Sequence[str],
    centres: NDArray[np.float64],
    visits: pd.DataFrame,
    where: NDArray[np.float64],
    *,
    radius_m: float,
) -> NDArray[np.int_]:
    """Return (V,) to which place each visit belongs, -1 for none.

    Parameters
    ----------
    refs, centres
        (P,) references and (P, 2) middles of the places, metres.
    visits
        ``area``: what the record names; a place is meant where it is the place's reference.
    where
        (V, 2) metres, NaN where only the area is known.
    """
    known = {ref: at for at, ref in enumerate(refs)}
    found = np.array([known.get(str(area), -1) for area in visits["area"]], dtype=int)
    placed = np.flatnonzero(np.isfinite(where).all(axis=1) & (found < 0))
    if len(placed) and len(centres):
        far = np.hypot(*(where[placed, None, :] - centres[None, :, :]).transpose(2, 0, 1))
        close = far.argmin(axis=1)
        found[placed] = np.where(far.min(axis=1) <= radius_m, close, -1)
    return found


def dose(
    place: NDArray[np.int_], visits: pd.DataFrame, *, places: int, first: datetime, last: datetime
) -> pd.DataFrame:
    """Return what each place got in a span of time.

    Parameters
    ----------
    place
        (V,) to which place each visit belongs, -1 for none.
    visits
        ``began_at``, ``minutes``.

    Returns
    -------
    frame
        (P,) ``visits``, ``minutes``, and ``last_at``, also before the span; NaT where there was never one.
    """
    began = pd.Series(pd.to_datetime(visits["began_at"], utc=True).array)
    mine = place >= 0
    before = mine & (began < pd.Timestamp(last)).to_numpy()
    within = before & (began >= pd.Timestamp(first)).to_numpy()
    minutes = visits["minutes"].to_numpy(dtype=float)
    return pd.DataFrame(
        {
            "visits": np.bincount(place[within], minlength=places),
            "minutes": np.bincount(place[within], minutes[within], minlength=places),
            "last_at": began[before].groupby(place[before]).max().reindex(range(places)).array,
        }
    )
