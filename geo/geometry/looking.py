"""Where do many eyes stand and look, as checked numbers?"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geo.errors import BadInput
from geo.geometry.occluders import Floats
from geo.geometry.sector import ARC_STEP_DEG, FINEST_DEG, FINEST_M, towards

#: Columns of a view: place, range, radius of the blind ground, height, right and left edge, its kind.
X, Y, RANGE, BLIND, HEIGHT, RIGHT_X, RIGHT_Y, LEFT_X, LEFT_Y, KIND = range(10)
#: Kinds of a view: up to half a turn, more than half, the whole turn, and one that sees nothing.
NARROW, WIDE, ROUND, NOTHING = 0.0, 1.0, 2.0, 3.0


def places_of(viewpoints: ArrayLike) -> Floats:
    """Return places ``(N, 2)`` from whatever is shaped like them."""
    places = np.asarray(viewpoints, dtype=np.float64)
    if places.size == 0:
        return places.reshape(0, 2)
    if places.ndim != 2 or places.shape[1] != 2:
        raise BadInput(
            "Viewpoints must be (N, 2) plane coordinates in metres, not of shape {given}.", given=places.shape
        )
    _require("A viewpoint must be two finite plane coordinates", np.isfinite(places[:, 0] + places[:, 1]), places)
    return places


def _require(what: str, good: NDArray[np.bool_], given: Floats) -> None:
    if not good.all():
        wrong = np.flatnonzero(~good)
        raise BadInput(
            what + "; {count} are not, the first being that of viewpoint {index}: {given}.",
            count=wrong.size,
            index=int(wrong[0]),
            given=given[wrong[0]],
        )


def looking(
    places: Floats,
    range_m: ArrayLike,
    bearing: ArrayLike,
    opening: ArrayLike,
    near: ArrayLike,
    height: ArrayLike | None,
    arc_step_deg: float = ARC_STEP_DEG,
    near_step_deg: float = ARC_STEP_DEG,
) -> Floats:
    """Return the views ``(N, 10)`` whose columns are named above, all of them checked."""
    n = len(places)
    ranges_m, bearings, openings, nears_m = (_column(value, n) for value in (range_m, bearing, opening, near))
    _require(
        f"range_m must be a finite number of metres, at least {FINEST_M}",
        np.isfinite(ranges_m) & (ranges_m >= FINEST_M),
        ranges_m,
    )
    _require("bearing_deg must be a finite number of degrees from north", np.isfinite(bearings), bearings)
    _require(
        f"field_of_view_deg must lie between {FINEST_DEG} and 360 degrees",
        (openings >= FINEST_DEG) & (openings <= 360),
        openings,
    )
    _require("near_m must be a finite number of metres, 0 or more", np.isfinite(nears_m) & (nears_m >= 0), nears_m)
    blind_m = np.where(nears_m >= FINEST_M, nears_m / math.cos(math.radians(near_step_deg) / 2), 0.0)
    clear = blind_m < ranges_m * math.cos(math.radians(arc_step_deg) / 2)
    _require("near_m must lie clearly inside range_m", clear, nears_m)
    heights_m = np.full(n, -np.inf)
    if height is not None:
        heights_m = _column(height, n)
        good = np.isfinite(heights_m) & (heights_m >= 0)
        _require("viewpoint_height_m must be a finite height in metres, 0 or more", good, heights_m)
    whole = openings > 360 - FINEST_DEG
    left = (bearings - openings / 2) % 360
    right_edge = np.where(whole[:, None], [0.0, 1.0], towards(left + openings))
    left_edge = np.where(whole[:, None], [0.0, 1.0], towards(left))
    kind = np.where(whole, ROUND, np.where(openings > 180, WIDE, NARROW))
    return np.column_stack([places, ranges_m, blind_m, heights_m, right_edge, left_edge, kind])


def _column(value: ArrayLike, n: int) -> Floats:
    column = np.asarray(value, dtype=np.float64)
    if column.shape not in ((), (n,)):
        raise BadInput(
            "What viewpoints are told must be one number or one for each of the {count}, not of shape {given}.",
            count=n,
            given=column.shape,
        )
    return column if column.shape else np.full(n, column)
