"""A camera that is only thought of, as a planner states it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from geo.model.camera import CameraType


class Idea(BaseModel):
    """A camera that is thought of.

    Attributes
    ----------
    kind
        Key of a camera kind of the city profile; it gives the pixels.
    mount
        On a ``wall`` it is set in front of the nearest facade, on a ``pole`` at the nearest lamp post; where none is
        near it stands free.
    height_m
        As the city profile has it for the mount unless told.
    bearing_deg
        Straight away from its facade unless told; north for a camera that stands free.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    lon: Annotated[float, Field(ge=-180, le=180)]
    lat: Annotated[float, Field(ge=-90, le=90)]
    camera_type: CameraType = "fixed"
    kind: str = "box_4mp"
    mount: Literal["wall", "pole"] = "wall"
    height_m: Annotated[float | None, Field(gt=0, le=100)] = None
    bearing_deg: Annotated[float | None, Field(ge=0, lt=360)] = None
    tilt_deg: Annotated[float, Field(ge=0, le=90)] = 27.0
    hfov_deg: Annotated[float, Field(ge=1, lt=180)] = 85.0
