"""How far does a camera see well enough, by the edition of the norm that a tender quotes?"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from geo.coverage.optics import (
    depth_m,
    far_ground_m,
    focal_length_px,
    horizontal_range_m,
    near_ground_m,
    require_finite,
    require_pixels,
    vertical_field_of_view_deg,
)
from geo.errors import BadInput

__all__ = [
    "EDITIONS",
    "Edition",
    "Level",
    "Zone",
    "depth_m",
    "edition",
    "far_ground_m",
    "focal_length_px",
    "horizontal_range_m",
    "near_ground_m",
    "radius_m",
    "ranges_m",
    "vertical_field_of_view_deg",
    "zones",
]


@dataclass(frozen=True, slots=True)
class Level:
    """A level of image quality: what it is called and the pixels per metre that it asks on the target."""

    name: str
    px_per_m: float


@dataclass(frozen=True, slots=True)
class Edition:
    """An edition of the norm.

    Attributes
    ----------
    name
        As tenders quote it; kept with every result as ``norm_edition``.
    levels
        From the coarsest to the finest.
    source
        Where names and numbers were read.
    """

    name: str
    levels: tuple[Level, ...]
    source: str


EDITIONS: Mapping[str, Edition] = MappingProxyType(
    {
        edition.name: edition
        for edition in (
            Edition(
                name="EN 62676-4:2015",
                levels=(
                    Level("monitor", 12.5),
                    Level("detect", 25.0),
                    Level("observe", 62.5),
                    Level("recognise", 125.0),
                    Level("identify", 250.0),
                    Level("inspect", 1000.0),
                ),
                source="EN 62676-4:2015, table of the six levels, read from secondary pages",
            ),
            Edition(
                name="IEC 62676-4:2025",
                levels=(
                    Level("overview", 20.0),
                    Level("outline", 40.0),
                    Level("discern", 80.0),
                    Level("perceive", 125.0),
                    Level("characterise", 250.0),
                    Level("validate", 500.0),
                    Level("scrutinise", 1500.0),
                ),
                source="IEC 62676-4:2025, in force 2025-10-09; names and numbers paired by order, secondary pages",
            ),
        )
    }
)


@dataclass(frozen=True, slots=True)
class Zone:
    """The ground of one level before any building stands in the way: an arc from ``near_m`` to ``radius_m``.

    The edition belongs to it, because a level means nothing without.
    """

    level: str
    px_per_m: float
    near_m: float
    radius_m: float
    norm_edition: str

    @property
    def is_reached(self) -> bool:
        """Whether any ground has this quality."""
        return self.radius_m > self.near_m


def edition(norm_edition: str | None) -> Edition:
    """Return the edition of that name.

    Raises
    ------
    BadInput
        When it is missing or unknown; the message names the choices.

    Examples
    --------
    >>> [level.name for level in edition("EN 62676-4:2015").levels][:2]
    ['monitor', 'detect']
    >>> edition(None)
    Traceback (most recent call last):
    ...
    geo.errors.BadInput: A zone must name its norm_edition, EN 62676-4:2015 or IEC 62676-4:2025; none was given.
    """
    choices = " or ".join(EDITIONS)
    if not norm_edition:
        raise BadInput("A zone must name its norm_edition, {choices}; none was given.", choices=choices)
    if norm_edition not in EDITIONS:
        raise BadInput("norm_edition must be {choices}, not {given}.", choices=choices, given=norm_edition)
    return EDITIONS[norm_edition]


def ranges_m(
    *, sensor_width_px: float, hfov_deg: float, norm_edition: str | None = None, drop_m: float = 0.0
) -> dict[str, float]:
    """Return how far from the camera's foot each level of image quality reaches at least.

    Parameters
    ----------
    sensor_width_px
        Pixels across the image.
    hfov_deg
        Horizontal field of view.
    norm_edition
        One of `EDITIONS`; refused when missing.
    drop_m
        Height of the camera above its target.

    Returns
    -------
    dict
        Radii of the arcs by level, coarsest first; 0 where the camera hangs too high for the level.

    Notes
    -----
    Density at slant range s is at least ``fp / s``, since the depth of a point in the image is never more than its
    distance. So ``fp / density`` is a slant range that promises nothing too much anywhere in the sector, and
    ``sqrt(s^2 - drop^2)`` its radius on the ground.

    Limits
    ------
    For lenses without strong distortion; for wide ones use the maker's table.

    References
    ----------
    .. [1] EN 62676-4:2015, Video surveillance systems for use in security applications, application guidelines.
    .. [2] IEC 62676-4:2025, the same, second edition.

    Examples
    --------
    >>> radii = ranges_m(sensor_width_px=1920, hfov_deg=90, norm_edition="EN 62676-4:2015")
    >>> {level: round(radius, 2) for level, radius in radii.items() if level in ("detect", "identify")}
    {'detect': 38.4, 'identify': 3.84}
    """
    lens = {"sensor_width_px": sensor_width_px, "hfov_deg": hfov_deg, "drop_m": drop_m}
    return {level.name: radius_m(level.px_per_m, **lens) for level in edition(norm_edition).levels}


def radius_m(px_per_m: float, *, sensor_width_px: float, hfov_deg: float, drop_m: float = 0.0) -> float:
    """Return how far from the camera's foot one density of pixels reaches at least, as `ranges_m` says of levels.

    Examples
    --------
    >>> round(radius_m(25, sensor_width_px=1920, hfov_deg=90), 2)
    38.4
    """
    require_finite(drop_m=drop_m)
    slant_m = focal_length_px(sensor_width_px, hfov_deg) / px_per_m
    return math.sqrt(max(slant_m**2 - drop_m**2, 0.0))


def zones(
    *,
    sensor_width_px: float,
    sensor_height_px: float,
    hfov_deg: float,
    height_m: float,
    tilt_deg: float,
    target_height_m: float = 0.0,
    norm_edition: str | None = None,
) -> tuple[Zone, ...]:
    """Return the zones of a camera in an edition of the norm, coarsest first, before any building.

    Parameters
    ----------
    sensor_width_px, sensor_height_px
        Pixels of the image; they are taken to be square.
    hfov_deg
        Horizontal field of view.
    height_m
        Mount height above flat ground.
    tilt_deg
        How far the axis points below the horizon.
    target_height_m
        Height of what is to be seen: 0 for the ground, 1.7 for a head.
    norm_edition
        One of `EDITIONS`; refused when missing.

    Limits
    ------
    The edges of the image are taken as arcs; towards the corners it sees ground a little farther and nearer.

    Examples
    --------
    >>> camera = dict(sensor_width_px=1920, sensor_height_px=1080, hfov_deg=90, height_m=5, tilt_deg=20)
    >>> zone = zones(**camera, norm_edition="IEC 62676-4:2025")[1]
    >>> zone.level, round(zone.near_m, 2), round(zone.radius_m, 2)
    ('outline', 4.29, 23.47)
    """
    chosen = edition(norm_edition)
    require_pixels(sensor_width_px=sensor_width_px, sensor_height_px=sensor_height_px)
    vfov_deg = vertical_field_of_view_deg(hfov_deg, height_to_width=sensor_height_px / sensor_width_px)
    near_m = near_ground_m(height_m, tilt_deg, vfov_deg, target_height_m)
    far_m = far_ground_m(height_m, tilt_deg, vfov_deg, target_height_m)
    radii_m = ranges_m(
        sensor_width_px=sensor_width_px,
        hfov_deg=hfov_deg,
        norm_edition=chosen.name,
        drop_m=height_m - target_height_m,
    )
    return tuple(
        Zone(level.name, level.px_per_m, near_m, min(radii_m[level.name], far_m), chosen.name)
        for level in chosen.levels
    )
