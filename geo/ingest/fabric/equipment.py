"""Of which kind is each made-up camera, how does it look, and what is told of its light and its presets?"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
import shapely

from geo.coverage.optics import vertical_field_of_view_deg
from geo.ingest.fabric.spots import Spots
from geo.model.camera import Preset
from geo.profile.cameras import CameraKind

#: Chances of the kinds on a facade, on a pole, and on a pole beside a main street.
_ON_FACADE = {
    "dome_4mp": 0.34,
    "bullet_4mp": 0.25,
    "box_4mp": 0.15,
    "bullet_8mp": 0.14,
    "varifocal_4mp": 0.1,
    "multi_4x4mp": 0.02,
}
_ON_POLE = {
    "ptz_2mp": 0.5,
    "bullet_8mp": 0.21,
    "dome_4mp": 0.12,
    "varifocal_4mp": 0.1,
    "multi_4x4mp": 0.05,
    "thermal_640": 0.02,
}
_ON_MAIN_POLE = {"ptz_2mp": 0.45, "bullet_8mp": 0.2, "anpr_2mp": 0.2, "varifocal_4mp": 0.1, "multi_4x4mp": 0.05}
#: A pole no farther from a main street than this reads its plates.
_MAIN_M = 12.0
_ASIDE_DEG = 40.0
_LEAST_TILT_DEG = 8.0
#: Of how many cameras the register tells the reach of infrared light, and of how many turning ones the presets.
_LIT_SHARE = 0.5
_PRESETS_SHARE = 0.7
_MOST_PRESETS = 6
_OPENINGS_DEG = (None, 40.0, 25.0, 15.0)
#: Percent of its time that a turning camera spends at its presets; the rest it is led by hand.
_AT_PRESETS = 90


def looks(
    spots: Spots,
    most_m: np.ndarray,
    main: np.ndarray,
    kinds: Mapping[str, CameraKind],
    rng: np.random.Generator,
) -> dict[str, object]:
    """Return kinds, lenses and directions of the cameras at spots, and what is told of light and presets.

    Parameters
    ----------
    most_m
        (N,) the most height that a lens has there.
    main
        Lines of the main streets, metres.
    kinds
        The camera kinds of the city profile.
    """
    n = len(spots.pole)
    kind = np.where(spots.pole, _drawn(_ON_POLE, kinds, n, rng), _drawn(_ON_FACADE, kinds, n, rng))
    beside = np.zeros(n, dtype=bool)
    along_deg = spots.outward_deg
    if len(main):
        beside, along_deg = _beside(spots, main)
        kind = np.where(spots.pole & beside, _drawn(_ON_MAIN_POLE, kinds, n, rng), kind)
    lenses = pd.DataFrame({name: _lens(lens) for name, lens in kinds.items()}).T.loc[kind]
    type_ = np.array([kinds[name].camera_type for name in kind], dtype=object)
    gate = np.array([kinds[name].gate for name in kind])
    aside_deg = np.where(gate, 0.0, rng.uniform(-_ASIDE_DEG, _ASIDE_DEG, n))
    bearing_deg = np.round((np.where(gate, along_deg, spots.outward_deg) + aside_deg) % 360, 1) % 360
    height_m = np.where(spots.pole, rng.uniform(5.0, 8.5, n), np.minimum(rng.uniform(3.2, 6.0, n), most_m))
    tilt_deg = np.maximum(lenses["vfov_deg"].to_numpy() / 2, _LEAST_TILT_DEG) + rng.uniform(0, 5, n)
    return {
        "camera_type": type_,
        "kind": kind,
        "mount": np.where(spots.pole, "pole", "wall").astype(object),
        "height_m": np.round(height_m, 1),
        "bearing_deg": np.where(type_ == "fixed", bearing_deg, np.nan),
        "tilt_deg": np.round(tilt_deg, 1),
        "hfov_deg": lenses["hfov_deg"].to_numpy(dtype=float),
        "sensor_width_px": lenses["sensor_width_px"].to_numpy(dtype=int),
        "sensor_height_px": lenses["sensor_height_px"].to_numpy(dtype=int),
        "ir_range_m": np.where(rng.random(n) < _LIT_SHARE, lenses["ir_range_m"].to_numpy(dtype=float), np.nan),
        "presets": [
            _presets(outward_deg, rng) if turning and rng.random() < _PRESETS_SHARE else []
            for outward_deg, turning in zip(spots.outward_deg, type_ == "panning", strict=True)
        ],
    }


def _presets(outward_deg: float, rng: np.random.Generator) -> list[dict[str, float | None]]:
    """Return the views of one turning camera, the first of them outward."""
    count = int(rng.integers(2, _MOST_PRESETS + 1))
    weight = rng.uniform(1, 2, count)
    share = np.floor(_AT_PRESETS * weight / weight.sum()) / 100
    bearing_deg = (outward_deg + np.append(0.0, rng.uniform(0, 360, count - 1))).round() % 360
    views = zip(bearing_deg, rng.integers(0, len(_OPENINGS_DEG), count), share, strict=True)
    return [
        Preset(bearing_deg=float(b), hfov_deg=_OPENINGS_DEG[opening], share=float(part)).model_dump()
        for b, opening, part in views
    ]


def _beside(spots: Spots, main: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Tell which spots are beside a main street, and the bearing of its nearest stretch at each."""
    points = shapely.points(spots.xy)
    line = main[shapely.STRtree(main).query_nearest(points, all_matches=False)[1]]
    at_m = np.clip(shapely.line_locate_point(line, points), 0.5, np.maximum(shapely.length(line) - 0.5, 0.5))
    before = shapely.get_coordinates(shapely.line_interpolate_point(line, at_m - 0.5))
    ahead = shapely.get_coordinates(shapely.line_interpolate_point(line, at_m + 0.5)) - before
    bearing_deg = np.degrees(np.arctan2(ahead[:, 0], ahead[:, 1])) % 360
    return shapely.distance(line, points) <= _MAIN_M, bearing_deg


def _lens(kind: CameraKind) -> dict[str, float]:
    ratio = kind.sensor_height_px / kind.sensor_width_px
    vfov_deg = vertical_field_of_view_deg(kind.hfov_deg, height_to_width=ratio)
    told = kind.model_dump(include={"hfov_deg", "sensor_width_px", "sensor_height_px", "ir_range_m"})
    return told | {"vfov_deg": vfov_deg}


def _drawn(
    chances: dict[str, float], kinds: Mapping[str, CameraKind], count: int, rng: np.random.Generator
) -> np.ndarray:
    known = [name for name in chances if name in kinds] or list(kinds)
    chance = np.array([chances.get(name, 1.0) for name in known])
    return rng.choice(np.array(known, dtype=object), count, p=chance / chance.sum())
