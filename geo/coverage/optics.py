"""What does a lens without distortion make of distances and angles?"""

from __future__ import annotations

import math

from geo.errors import BadInput


def focal_length_px(sensor_width_px: float, hfov_deg: float) -> float:
    """Return the focal length in pixels of a lens without distortion, ``W / (2 tan(hfov / 2))``.

    Examples
    --------
    >>> round(focal_length_px(1920, 90), 6)
    960.0
    """
    require_pixels(sensor_width_px=sensor_width_px)
    return sensor_width_px / (2 * _half_tangent(hfov_deg=hfov_deg))


def vertical_field_of_view_deg(hfov_deg: float, *, height_to_width: float) -> float:
    """Return the vertical angle of a lens from its horizontal one and the shape of the sensor.

    Parameters
    ----------
    hfov_deg
        Horizontal field of view.
    height_to_width
        Height of the sensor over its width, 0.5625 for 16:9.

    Examples
    --------
    >>> round(vertical_field_of_view_deg(90, height_to_width=9 / 16), 2)
    58.72
    """
    if not (math.isfinite(height_to_width) and height_to_width > 0):
        raise BadInput("height_to_width must be a finite ratio above 0, not {given}.", given=height_to_width)
    return math.degrees(2 * math.atan(_half_tangent(hfov_deg=hfov_deg) * height_to_width))


def depth_m(horizontal_m: float, *, height_m: float, tilt_deg: float, target_height_m: float = 0.0) -> float:
    """Return the depth along the optical axis of a target straight ahead, ``D cos(tilt) + (H - z) sin(tilt)``.

    Parameters
    ----------
    horizontal_m
        Distance D of the target from the camera's foot.
    height_m, target_height_m
        Heights of camera H and target z above flat ground.
    tilt_deg
        How far the axis points below the horizon.

    Examples
    --------
    >>> depth_m(10, height_m=5, tilt_deg=0)
    10.0
    """
    require_finite(horizontal_m=horizontal_m, height_m=height_m, target_height_m=target_height_m)
    tilt = _tilt(tilt_deg)
    return horizontal_m * math.cos(tilt) + (height_m - target_height_m) * math.sin(tilt)


def horizontal_range_m(depth_m: float, *, height_m: float, tilt_deg: float, target_height_m: float = 0.0) -> float:
    """Return how far ahead of the camera's foot a target stands at a depth along the optical axis.

    The inverse of `depth_m`; with ``depth_m = focal_px / px_per_m`` it is the reach of a density straight ahead.
    0 when the depth ends above the target.

    Limits
    ------
    Right on the axis only and not a lower bound beside it: to draw arcs use `ranges_m`.

    Examples
    --------
    >>> horizontal_range_m(10, height_m=5, tilt_deg=0)
    10.0
    >>> horizontal_range_m(1, height_m=5, tilt_deg=45)
    0.0
    """
    require_finite(depth_m=depth_m, height_m=height_m, target_height_m=target_height_m)
    if tilt_deg == 90:
        raise BadInput("tilt_deg must be under 90: looking straight down, all of the ground has one depth.")
    tilt = _tilt(tilt_deg)
    return max(0.0, (depth_m - (height_m - target_height_m) * math.sin(tilt)) / math.cos(tilt))


def picture_width_m(depth_m: float, hfov_deg: float) -> float:
    """Return how wide the strip in the picture is at a depth along the optical axis, ``2 Z tan(hfov / 2)``.

    Examples
    --------
    >>> round(picture_width_m(10, 90), 6)
    20.0
    """
    require_finite(depth_m=depth_m)
    return 2 * depth_m * _half_tangent(hfov_deg=hfov_deg)


def near_ground_m(height_m: float, tilt_deg: float, vfov_deg: float, target_height_m: float = 0.0) -> float:
    """Return where the blind ground at the camera's foot ends, ``(H - z) / tan(tilt + vfov / 2)``.

    0 when the image holds the point straight below, infinite when it lies above the horizon altogether.

    Examples
    --------
    >>> round(near_ground_m(5, 15, 54.432), 2)
    5.51
    >>> near_ground_m(5, 80, 40)
    0.0
    """
    _half_tangent(vfov_deg=vfov_deg)
    return _ground_m(height_m, math.degrees(_tilt(tilt_deg)) + vfov_deg / 2, target_height_m)


def far_ground_m(height_m: float, tilt_deg: float, vfov_deg: float, target_height_m: float = 0.0) -> float:
    """Return where the ground in the image ends, ``(H - z) / tan(tilt - vfov / 2)``; infinite with the horizon in it.

    Examples
    --------
    >>> far_ground_m(5, 15, 54.432)
    inf
    >>> round(far_ground_m(5, 45, 30), 2)
    8.66
    """
    _half_tangent(vfov_deg=vfov_deg)
    return _ground_m(height_m, math.degrees(_tilt(tilt_deg)) - vfov_deg / 2, target_height_m)


def _ground_m(height_m: float, below_horizon_deg: float, target_height_m: float) -> float:
    """Where a ray meets the height of the target."""
    require_finite(height_m=height_m, target_height_m=target_height_m)
    if height_m <= target_height_m:
        raise BadInput(
            "A camera must hang above its target, but their heights are {height_m} and {target_height_m} m.",
            height_m=height_m,
            target_height_m=target_height_m,
        )
    if below_horizon_deg <= 0:
        return math.inf
    if below_horizon_deg >= 90:
        return 0.0
    return (height_m - target_height_m) / math.tan(math.radians(below_horizon_deg))


def _half_tangent(**fov_deg: float) -> float:
    ((name, value),) = fov_deg.items()
    if not 0 < value < 180:
        raise BadInput("{name} must lie between 0 and 180 degrees, not {given}.", name=name, given=value)
    return math.tan(math.radians(value) / 2)


def _tilt(tilt_deg: float) -> float:
    """The tilt in radians; 90 looks straight down, below 0 above the horizon."""
    if not -90 < tilt_deg <= 90:
        raise BadInput("tilt_deg must be above -90 and up to 90 degrees below level, not {given}.", given=tilt_deg)
    return math.radians(tilt_deg)


def require_pixels(**counts_px: float) -> None:
    """Raise unless every named number of pixels is above 0."""
    for name, value in counts_px.items():
        if not (math.isfinite(value) and value > 0):
            raise BadInput("{name} must be a number of pixels above 0, not {given}.", name=name, given=value)


def require_finite(**lengths_m: float) -> None:
    """Raise unless every named length is a finite number of metres."""
    for name, value in lengths_m.items():
        if not math.isfinite(value):
            raise BadInput("{name} must be a finite number of metres, not {given}.", name=name, given=value)
