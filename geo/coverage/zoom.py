"""How far does a turning camera see on one spot, when it zooms in?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.coverage.image_quality import radius_m
from geo.coverage.reach import DENSITIES, Pose, covers
from geo.geometry.isovist import Occluders, isovists
from geo.geometry.sector import disc


def zoomed_m(pose: Pose, *, target_height_m: float) -> dict[float, float]:
    """Return how far each density (px per m) reaches at the tele end of the lens; nothing for a lens without one.

    Parameters
    ----------
    pose
        As ``geo.coverage.pose.equipped`` returns it.

    Notes
    -----
    A number of one spot at a time. Cover counts the wide end only: zoomed in, the picture of a lens of 2.7° holds less
    than a hundredth of the circle.

    Examples
    --------
    >>> ptz = dict(camera_type="panning", height_m=8, sensor_width_px=1920, hfov_deg=60, tele_hfov_deg=2.7)
    >>> round(zoomed_m(ptz, target_height_m=0)[250])
    163
    """
    if not pose.get("tele_hfov_deg") or not covers(pose):
        return {}
    lens = {"sensor_width_px": pose["sensor_width_px"], "hfov_deg": pose["tele_hfov_deg"]}
    drop_m = max(pose["height_m"] - target_height_m, 0.0)
    reached = {px: radius_m(px, **lens, drop_m=drop_m) for px in DENSITIES}
    return {px: radius for px, radius in reached.items() if radius > 0}


def zoomed_in_sight_m(
    viewpoints: np.ndarray, poses: Sequence[Pose], occluders: Occluders, *, target_height_m: float, most_m: float
) -> list[dict[float, float]]:
    """Return for each camera how far the farthest ground lies that it can see at each density by zooming in.

    Parameters
    ----------
    viewpoints
        (N,) points where the lenses hang, metres; one inside a building sees nothing.
    poses
        N poses.
    most_m
        No farther is told, whatever the lens.
    """
    reached = [_reached_m(pose, target_height_m, most_m) for pose in poses]
    zooming = [i for i, each in enumerate(reached) if each]
    places = shapely.get_coordinates(viewpoints)
    seen = isovists(
        places[zooming],
        occluders,
        range_m=np.array([max(reached[i].values()) for i in zooming]),
        viewpoint_height_m=np.array([poses[i]["height_m"] for i in zooming], dtype=float),
        target_height_m=target_height_m,
        inside="empty",
    ).polygons()
    told: list[dict[float, float]] = [{} for _ in poses]
    for i, shape in zip(zooming, seen, strict=True):
        told[i] = _seen_m(shape, (float(places[i, 0]), float(places[i, 1])), reached[i])
    return told


def _reached_m(pose: Pose, target_height_m: float, most_m: float) -> dict[float, float]:
    return {px: min(radius, most_m) for px, radius in zoomed_m(pose, target_height_m=target_height_m).items()}


def _seen_m(seen: BaseGeometry, here: tuple[float, float], reached: Mapping[float, float]) -> dict[float, float]:
    # Over low roofs ground can be seen again behind ground that is hidden, so that each range is cut by itself.
    within = {radius: shapely.intersection(seen, disc(here, range_m=radius)) for radius in set(reached.values())}
    return {px: _farthest_m(within[radius], here) for px, radius in reached.items()}


def _farthest_m(seen: BaseGeometry, here: tuple[float, float]) -> float:
    away = shapely.get_coordinates(seen) - np.array(here)
    return float(np.hypot(away[:, 0], away[:, 1]).max(initial=0.0))
