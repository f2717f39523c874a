"""With how few corners may arcs be drawn, and how large must their circle be so that it bounds as much?"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

#: Steps between the vertices of arcs, degrees, each up to the radius (m) at which a side leaves its arc by 20 mm.
STEPS_DEG = np.array([5.0, 3.0, 2.0, 1.5, 1.0])
#: A ring whose outer radius is not so many times its inner one is none: sides of its arcs might cross.
CLEAR = float(1 + np.radians(STEPS_DEG[0]) ** 2)
_UP_TO_M = 0.16 / np.radians(STEPS_DEG[:-1]) ** 2


def steps_deg(radius_m: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the widest step, degrees, at which arcs of (N,) radii are drawn to 20 mm, up to 230 m."""
    wide: NDArray[np.float64] = STEPS_DEG[np.searchsorted(_UP_TO_M, radius_m)]
    return wide


def as_large(step_deg: float) -> float:
    """Return the radius of the polygon with a vertex each step that is as large as the unit disc.

    Examples
    --------
    >>> round(as_large(5.0), 5)
    1.00063
    """
    step = math.radians(step_deg)
    return math.sqrt(step / math.sin(step))


def inner_as_large(step_deg: float) -> float:
    """Return by what the radius of an inner arc is multiplied: the kernel draws it around its circle."""
    return as_large(step_deg) * math.cos(math.radians(step_deg) / 2)
