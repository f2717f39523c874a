"""What do masks leave of a view, and which masks would hide what a camera sees of private ground?"""

from __future__ import annotations

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.geometry.overlay import without

#: Smaller pieces are the rounding of edges, and hidden by no mask.
LEAST_M2 = 0.001
#: A mask is simplified by this share of its margin, so that it still hides all that it is to hide.
_SIMPLER = 0.5
_QUARTER = 2
#: However ragged, no ground is halved more often than this.
_HALVINGS = 12


def masked(views: np.ndarray, masks: np.ndarray, camera: np.ndarray) -> np.ndarray:
    """Return (V,) views without the masks of their cameras.

    Parameters
    ----------
    views
        (V,) what each camera sees, metres.
    masks
        (M,) polygons in metres.
    camera
        (M,) the number of each mask's view.
    """
    return without(views, masks, (camera, np.arange(len(masks))))


def proposed(seen: BaseGeometry, *, margin_m: float, corners: int) -> list[BaseGeometry]:
    """Return masks that hide all of some ground, and little more.

    Parameters
    ----------
    seen
        What is to be hidden, metres.
    margin_m
        How far a mask reaches beyond; at sharp corners up to twice as far.
    corners
        The most corners of a mask; ground that needs more is hidden by several masks.

    Examples
    --------
    >>> [mask] = proposed(shapely.box(0, 0, 4, 2), margin_m=0.3, corners=12)
    >>> mask.covers(shapely.box(0, 0, 4, 2)), mask.area < 4.9 * 2.9
    (True, True)
    """
    around = shapely.buffer(seen, margin_m, quad_segs=_QUARTER)
    near = [shapely.intersection(seen, part) for part in shapely.get_parts(around)]
    return [mask for part in near for mask in _masks(part, margin_m, corners, _HALVINGS)]


def _masks(seen: BaseGeometry, margin_m: float, corners: int, halvings: int) -> list[BaseGeometry]:
    """Return the mask of one piece of ground, or those of its halves where it has too many corners."""
    if seen.area <= LEAST_M2:
        return []
    around = shapely.buffer(seen, margin_m, quad_segs=_QUARTER)
    mask = shapely.simplify(around, _SIMPLER * margin_m)
    mask = mask if shapely.covers(mask, seen) else around
    simple = mask.geom_type == "Polygon" and not mask.interiors and len(mask.exterior.coords) - 1 <= corners
    if simple or halvings == 0:
        return list(shapely.get_parts(mask))
    return [mask for half in _halves(seen) for mask in _masks(half, margin_m, corners, halvings - 1)]


def _halves(shape: BaseGeometry) -> list[BaseGeometry]:
    """Cut a shape across the middle of its longer extent."""
    west, south, east, north = shape.bounds
    if east - west > north - south:
        boxes = shapely.box([west, (west + east) / 2], south, [(west + east) / 2, east], north)
    else:
        boxes = shapely.box(west, [south, (south + north) / 2], east, [(south + north) / 2, north])
    return list(shapely.intersection(shape, boxes))
