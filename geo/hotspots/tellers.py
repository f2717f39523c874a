"""Who tells of an incident, and does their word count?"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

#: Who can tell of an incident; of two who tell of the same one, the earlier in this list is kept.
TELLERS = (
    "police",
    "city_guard",
    "kmzb_confirmed",
    "council",
    "resident",
    "survey",
    "open_data",
    "register",
    "kmzb_new",
    "operator",
    "patrol",
    "kmzb_rejected",
)
#: What never counts: the service that checked it found nothing, or a patrol that a map had sent found it there.
NEVER = ("kmzb_rejected", "patrol")
#: Whose word a coordinator can switch on and off.
SWITCHED = tuple(name for name in TELLERS if name not in NEVER)
_OF_STATE = {"confirmed": "kmzb_confirmed", "rejected": "kmzb_rejected"}


def tellers(kind: pd.Series, state: pd.Series) -> NDArray[np.object_]:
    """Return who tells of each incident; the national threat map is parted by the state of its reports.

    Parameters
    ----------
    kind, state
        (N,) the kind of the source, and what became of the incident; one without a state is new.

    Examples
    --------
    >>> tellers(pd.Series(["police", "kmzb", "kmzb"]), pd.Series([None, "rejected", None])).tolist()
    ['police', 'kmzb_rejected', 'kmzb_new']
    """
    of_map = (kind == "kmzb").to_numpy()
    parted = np.array([_OF_STATE.get(told, "kmzb_new") for told in state.astype(object)], dtype=object)
    return np.where(of_map, parted, kind.to_numpy(dtype=object))


def rank(teller: NDArray[np.object_]) -> NDArray[np.int64]:
    """Return (N,) places in the order of tellers: of several the least is kept; one that nobody knows comes last."""
    places = {name: place for place, name in enumerate(TELLERS)}
    return np.array([places.get(name, len(TELLERS)) for name in teller], dtype=np.int64)
