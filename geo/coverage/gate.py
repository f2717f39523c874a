"""Where can a camera read number plates? A gate across a lane, which is no area."""

from __future__ import annotations

import math
from dataclasses import dataclass

import shapely

from geo.coverage.optics import depth_m, focal_length_px, horizontal_range_m, picture_width_m
from geo.coverage.reach import Pose, ground_in_picture
from geo.errors import BadInput
from geo.profile.cameras import GateDefaults


@dataclass(frozen=True, slots=True)
class Gate:
    """The line on which plates can just be read.

    Attributes
    ----------
    line
        Across the field of view, metres.
    far_m
        How far from the camera's foot it lies.
    near_m
        Where plates come into the picture; between the two they can be read.
    width_m
        How wide the picture is on the line.
    lane_m
        How wide the lane is that it must span.
    """

    line: shapely.LineString
    far_m: float
    near_m: float
    width_m: float
    lane_m: float

    @property
    def warning(self) -> BadInput | None:
        """What must be said of a gate that does not span its lane; none if it does."""
        if self.width_m >= self.lane_m:
            return None
        return BadInput(
            "A gate must span a lane of {lane_m} m, but {far_m} m from the camera its picture is {width_m} m wide;"
            " plates beside it are not read.",
            lane_m=self.lane_m,
            far_m=round(self.far_m, 1),
            width_m=round(self.width_m, 1),
        )


def gate(viewpoint: shapely.Point, pose: Pose, defaults: GateDefaults) -> Gate | None:
    """Return the gate of a camera that reads plates; none if no plate in its picture has the pixels it needs.

    Parameters
    ----------
    viewpoint
        Where the lens hangs, metres.
    pose
        The values of ``geo.model.camera.POSE``, complete; the camera looks one way.
    defaults
        Pixels per metre and height of a plate, and the width of a lane.

    Notes
    -----
    The line is that of the density, or the upper edge of the picture where that comes first. Along it the depth is the
    same everywhere, so that every plate on it has the pixels.

    Limits
    ------
    Neither walls nor the speed of cars, shutter and slant of plates are reckoned with.
    """
    hung = {"height_m": pose["height_m"], "tilt_deg": pose["tilt_deg"], "target_height_m": defaults.plate_height_m}
    near_m, edge_m = ground_in_picture(pose, defaults.plate_height_m)
    focal_px = focal_length_px(pose["sensor_width_px"], pose["hfov_deg"])
    far_m = min(horizontal_range_m(focal_px / defaults.px_per_m, **hung), edge_m)
    if far_m <= near_m:
        return None
    width_m = picture_width_m(depth_m(far_m, **hung), pose["hfov_deg"])
    return Gate(_line(viewpoint, pose["bearing_deg"], far_m, width_m), far_m, near_m, width_m, defaults.lane_m)


def _line(viewpoint: shapely.Point, bearing_deg: float, away_m: float, width_m: float) -> shapely.LineString:
    east, north = math.sin(math.radians(bearing_deg)), math.cos(math.radians(bearing_deg))
    middle = (viewpoint.x + away_m * east, viewpoint.y + away_m * north)
    ends = [(middle[0] + side * width_m / 2 * north, middle[1] - side * width_m / 2 * east) for side in (-1, 1)]
    return shapely.LineString(ends)
