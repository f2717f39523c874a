"""What is known of one camera."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from geo.model.thing import Maybe, PointGeometry, Text, Thing

CameraType = Literal["fixed", "dome", "panning"]
Mount = Literal["wall", "pole", "ceiling", "roof", "other"]
CameraStatus = Literal["working", "off", "planned", "candidate"]
#: The values that follow defaults where the register is silent, in the order in which they are shown.
POSE = (
    "camera_type",
    "kind",
    "mount",
    "height_m",
    "bearing_deg",
    "tilt_deg",
    "hfov_deg",
    "sensor_width_px",
    "sensor_height_px",
)

Pixels = Annotated[int | None, Field(ge=1, le=100_000), Maybe]


class Preset(BaseModel):
    """One of the views between which a turning camera goes; as text ``bearing/opening@share``.

    Attributes
    ----------
    bearing_deg
        Where it looks, clockwise from north.
    hfov_deg
        How wide; the camera's own opening if not told.
    share
        Share of the time that it looks there, 0 to 1.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    bearing_deg: Annotated[float, Field(ge=0, lt=360)]
    hfov_deg: Annotated[float | None, Field(gt=0, lt=180)] = None
    share: Annotated[float, Field(gt=0, le=1)]

    def __str__(self) -> str:
        opening = "" if self.hfov_deg is None else f"/{self.hfov_deg:.10g}"
        return f"{self.bearing_deg:.10g}{opening}@{self.share:.10g}"


class Camera(Thing):
    """A camera: where it hangs, how it looks, whose it is.

    Attributes
    ----------
    geometry
        Point, EPSG:4326, longitude first.
    camera_type
        ``fixed`` looks one way; ``dome`` and ``panning`` can turn all round.
    kind
        Key of a camera kind of the city profile, such as ``bullet_4mp``.
    height_m
        Height of the lens above the ground.
    bearing_deg
        Where the optical axis points, clockwise from north; none for a camera that turns all round.
    tilt_deg
        Angle of the optical axis below the horizon.
    hfov_deg
        Horizontal field of view of the lens.
    ir_range_m
        How far its own infrared light reaches in the dark; 0 for a camera without any.
    presets
        The views between which a turning camera goes; none known unless told.
    cost_grosze
        What a candidate would cost, as its list tells; by the prices of the city profile where none does.
    assumed
        Names of the values that no source gives: defaults, documented in the city profile.
    indoor
        Inside a building or below ground: it sees no street and counts in no coverage.
    """

    geometry: PointGeometry
    name: Annotated[Text | None, Maybe] = None
    camera_type: Annotated[CameraType | None, Maybe] = None
    kind: Annotated[Text | None, Maybe] = None
    mount: Annotated[Mount | None, Maybe] = None
    height_m: Annotated[float | None, Field(gt=0, le=300), Maybe] = None
    bearing_deg: Annotated[float | None, Field(ge=0, lt=360), Maybe] = None
    tilt_deg: Annotated[float | None, Field(ge=-90, le=90), Maybe] = None
    hfov_deg: Annotated[float | None, Field(gt=0, lt=180), Maybe] = None
    sensor_width_px: Pixels = None
    sensor_height_px: Pixels = None
    ir_range_m: Annotated[float | None, Field(ge=0, le=1000), Maybe] = None
    presets: tuple[Preset, ...] = ()
    cost_grosze: Annotated[int | None, Field(ge=0, le=10**11), Maybe] = None
    system: Annotated[Text | None, Maybe] = None
    operator: Annotated[Text | None, Maybe] = None
    owner: Annotated[Text | None, Maybe] = None
    status: CameraStatus = "working"
    indoor: bool = False
    assumed: tuple[str, ...] = ()
