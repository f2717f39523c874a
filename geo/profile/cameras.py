"""What a profile says of cameras: their kinds, what is assumed of them, and how thermal and plate readers are told."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from geo.model.camera import CameraType
from geo.profile.part import Part, Words


class CameraKind(Part):
    """What a kind of camera brings along where its register is silent.

    Attributes
    ----------
    camera_type
        How a camera of the kind looks unless its register says otherwise.
    hfov_deg
        Opening of one sensor; of a zoom lens at its wide end.
    tele_hfov_deg
        Opening of a zoom lens at its tele end; none for a lens that does not zoom while it watches.
    ir_range_m
        How far its own infrared light reaches.
    sensors, spread_deg
        How many sensors hang on one mast and over how much of the circle they are spread; the first looks along the
        camera's bearing, the others follow clockwise at equal steps.
    spectrum
        A thermal camera is never told by the levels of the norm, only by a named profile of its own.
    gate
        It reads plates on a line across a lane and counts in no area.
    """

    words: Words
    camera_type: CameraType
    sensor_width_px: int
    sensor_height_px: int
    hfov_deg: float
    tele_hfov_deg: float | None = None
    ir_range_m: float = 0.0
    sensors: int = 1
    spread_deg: float = 360.0
    spectrum: Literal["visible", "thermal"] = "visible"
    gate: bool = False


class CameraDefaults(Part):
    """What is assumed of a camera where its register is silent.

    Attributes
    ----------
    facade_reach_m
        A camera without a mount hangs on a facade no farther away than this, otherwise on a pole.
    facade_gap_m
        How far in front of its facade a lens hangs.
    kind
        Camera kind by camera type.
    height_m
        Height of the lens by mount.
    longest_sight_m
        No reach by zooming in is told beyond it, whatever the lens: haze and a trembling mast.
    facade_snap_m, pole_snap_m
        How far a camera that is thought of is moved to the nearest facade, or to the nearest lamp post.
    beside_m
        Walls this near to a lens are in its way, so that it is not turned towards them.
    target_height_m
        Height at which things are to be seen; 0 is the ground.
    """

    facade_reach_m: float
    facade_gap_m: float
    kind: dict[str, str]
    height_m: dict[str, float]
    longest_sight_m: float
    facade_snap_m: float
    pole_snap_m: float
    beside_m: float
    target_height_m: float = 0.0


class ThermalProfile(Part):
    """How many cycles a thermal picture must lay on its target for each task.

    Attributes
    ----------
    words
        Whose target it is, and at which probability.
    critical_dimension_m
        Side of the target on which the cycles are counted; a cycle takes two pixels.
    cycles
        By task: detect, recognise, identify.
    source
        Where the numbers were read.
    """

    words: Words
    critical_dimension_m: float = Field(gt=0)
    cycles: dict[Literal["detect", "recognise", "identify"], float]
    source: str


class ThermalDefaults(Part):
    """By which profile the ranges of thermal cameras are told, and which there are."""

    profile: str
    profiles: dict[str, ThermalProfile]


class GateDefaults(Part):
    """What reading a number plate asks for.

    Attributes
    ----------
    px_per_m
        Pixels per metre on the plate.
    plate_height_m
        Height of the plate above the road.
    lane_m
        Width of the lane that a gate must span.
    source
        Where the density was read.
    """

    px_per_m: float
    plate_height_m: float
    lane_m: float
    source: str
