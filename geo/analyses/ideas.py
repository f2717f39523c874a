"""Where would a camera that is only thought of hang, and which way could it look?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import shapely

from geo import crs
from geo.analyses.situation import Situation
from geo.city import City
from geo.coverage.free_arc import Arc, free_arc
from geo.coverage.pose import equipped, facades
from geo.errors import BadInput
from geo.model.idea import Idea

#: Of a facade so much is looked at to each side of a lens: what runs on beyond takes no further degree.
_ALONG_M = 20.0


@dataclass(frozen=True, slots=True)
class Hung:
    """An idea where it can really hang.

    Attributes
    ----------
    lens
        Point in metres.
    lon, lat
        The same in degrees.
    at
        What it hangs on.
    moved_m
        How far it was moved there.
    outward_deg
        Where its facade faces; none for a camera that does not hang on one.
    free, turn
        The bearings that the walls beside it leave free, and those at which its whole picture lies between them; none
        for a camera that does not hang on a facade.
    pose
        How it looks, complete.
    """

    lens: shapely.Point
    lon: float
    lat: float
    at: Literal["wall", "lamp", "free"]
    moved_m: float
    outward_deg: float | None
    free: Arc | None
    turn: Arc | None
    pose: dict[str, Any]


def hung(now: Situation, idea: Idea) -> Hung:
    """Hang a camera that is thought of.

    Raises
    ------
    BadInput
        If there is no such kind of camera.
    """
    here = crs.moved(shapely.points([(idea.lon, idea.lat)]), crs.STORED, now.city.crs)[0]
    lens, at, outward_deg = _placed(now, idea, here)
    free = turn = None
    if outward_deg is not None:
        near = now.footprints[now.footprint_tree.query(lens, predicate="dwithin", distance=_ALONG_M)]
        free = free_arc(lens, near, outward_deg=outward_deg, beside_m=now.city.cameras.beside_m)
        turn = free.narrowed(idea.hfov_deg)
    pose = _pose(now.city, idea)
    if idea.bearing_deg is None:
        pose["bearing_deg"] = round(turn.nearest(outward_deg), 1) % 360 if turn and outward_deg is not None else 0.0
    there = crs.moved(np.array([lens]), now.city.crs, crs.STORED)[0]
    return Hung(lens, there.x, there.y, at, float(shapely.distance(here, lens)), outward_deg, free, turn, pose)


def _placed(
    now: Situation, idea: Idea, here: shapely.Point
) -> tuple[shapely.Point, Literal["wall", "lamp", "free"], float | None]:
    """Return where the lens hangs, on what, and where its facade faces."""
    defaults = now.city.cameras
    near = now.footprints[now.footprint_tree.query(here, predicate="dwithin", distance=defaults.facade_snap_m)]
    wall = facades([here], near) if len(near) else None
    if wall is not None and (idea.mount == "wall" or wall.inside[0]):
        foot, outward = shapely.get_coordinates(wall.foot[0])[0], wall.outward[0]
        bearing_deg = float(np.degrees(np.arctan2(outward[0], outward[1]))) % 360
        return shapely.Point(foot + defaults.facade_gap_m * outward), "wall", round(bearing_deg, 1) % 360
    lamp = now.lamp_tree.query_nearest(here, max_distance=defaults.pole_snap_m, all_matches=False)
    if idea.mount == "pole" and len(lamp):
        return now.lamps[lamp[0]], "lamp", None
    return here, "free", None


def _pose(city: City, idea: Idea) -> dict[str, Any]:
    if idea.kind not in city.camera_kinds:
        raise BadInput(
            "A camera kind must be one of {choices}, not {given!r}.",
            choices=", ".join(city.camera_kinds),
            given=idea.kind[:80],
        )
    lens = city.camera_kinds[idea.kind]
    pixels = {"sensor_width_px": lens.sensor_width_px, "sensor_height_px": lens.sensor_height_px}
    told = idea.model_dump(exclude={"lon", "lat"}) | pixels
    told["height_m"] = idea.height_m if idea.height_m is not None else city.cameras.height_m[idea.mount]
    return equipped(told, city)
