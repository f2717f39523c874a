"""How a camera hangs and looks where its register does not say: documented defaults, marked as assumed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geo import crs
from geo.city import City
from geo.coverage.optics import vertical_field_of_view_deg
from geo.geometry.touching import blocks
from geo.model.camera import POSE
from geo.profile.cameras import CameraKind

#: What a kind brings along that no register tells of a single camera.
OF_THE_KIND = ("tele_hfov_deg", "sensors", "spread_deg", "spectrum", "gate")
_STEP_M = 0.05

Shapes = Sequence[BaseGeometry] | np.ndarray


@dataclass(frozen=True, slots=True)
class Facade:
    """The nearest facade of each point.

    Attributes
    ----------
    foot
        (N,) points on the facade, metres.
    outward
        (N, 2) unit vectors that lead away from the building.
    distance_m
        (N,) from the point to its foot.
    inside
        (N,) whether the point lies within a footprint.
    """

    foot: np.ndarray
    outward: np.ndarray
    distance_m: np.ndarray
    inside: np.ndarray


def facades(points: Shapes, buildings: Shapes) -> Facade | None:
    """Find the nearest facade of each point; none if there are no buildings.

    Parameters
    ----------
    points
        (N,) points in metres.
    buildings
        (M,) footprints in metres; walls between touching ones are no facades.
    """
    houses = np.asarray(buildings, dtype=object)
    if len(houses) == 0:
        return None
    whole = blocks(houses)
    walls = shapely.get_parts(shapely.boundary(whole))
    here = np.asarray(points, dtype=object)
    nearest = shapely.STRtree(walls).query_nearest(here, all_matches=False)[1]
    wall = walls[nearest]
    along = shapely.line_locate_point(wall, here)
    foot = shapely.line_interpolate_point(wall, along)
    normal = _normals(wall, along)
    tree = shapely.STRtree(whole)
    probe = shapely.points(shapely.get_coordinates(foot) + _STEP_M * normal)
    normal[_within(tree, probe)] *= -1
    return Facade(foot, normal, shapely.distance(here, foot), _within(tree, here))


def complete(cameras: gpd.GeoDataFrame, buildings: gpd.GeoDataFrame, city: City) -> pd.DataFrame:
    """Fill in what the register does not say of cameras.

    A camera whose kind is told looks as its kind does. Another one on a facade is taken as fixed, looking straight
    away from the wall; one that stands free is taken as a dome that sees all round. A fixed camera without a bearing
    looks away from the nearest facade. Height follows the mount; pixels and opening follow the kind; the tilt is half
    the vertical opening, so that the upper edge of the picture meets the horizon. Every value filled in is named in
    ``assumed``; values that were assumed before are assumed anew.

    Parameters
    ----------
    cameras, buildings
        As the store gives them: indexed by fid, EPSG:4326.

    Returns
    -------
    frame
        The columns of ``geo.model.camera.POSE`` and ``assumed``, indexed as ``cameras``.
    """
    points = crs.to_metric(cameras, city.crs).geometry.array
    wall = facades(points, crs.to_metric(buildings, city.crs).geometry.array) if len(cameras) else None
    rows = []
    for i, camera in enumerate(cameras.to_dict("records")):
        stated = {name: camera[name] for name in POSE if not _unknown(camera, name)}
        away = None if wall is None else _bearing(wall.outward[i])
        near = wall is not None and bool(wall.inside[i] or wall.distance_m[i] <= city.cameras.facade_reach_m)
        full = _filled(stated, city, near_facade=near, away_deg=away)
        rows.append(full | {"assumed": [name for name in POSE if name not in stated and full[name] is not None]})
    return pd.DataFrame(rows, index=cameras.index, columns=[*POSE, "assumed"], dtype=object)


def viewpoints(cameras: gpd.GeoDataFrame, buildings: Shapes, *, gap_m: float) -> tuple[np.ndarray, np.ndarray]:
    """Return where lenses hang in free air: a lens in or on a wall is put in front of its nearest facade.

    Parameters
    ----------
    cameras
        In metres.
    buildings
        (M,) footprints in metres.
    gap_m
        Distance from the facade that a lens keeps.

    Returns
    -------
    points
        (N,) points in metres.
    moved_m
        (N,) how far each was moved.
    """
    here = np.asarray(cameras.geometry.array, dtype=object)
    wall = facades(here, buildings) if len(here) else None
    if wall is None:
        return here, np.zeros(len(here))
    stuck = wall.inside | (wall.distance_m < gap_m)
    free = shapely.points(shapely.get_coordinates(wall.foot) + gap_m * wall.outward)
    placed = np.where(stuck, free, here)
    return placed, shapely.distance(here, placed)


def equipped(pose: Mapping[str, Any], city: City) -> dict[str, Any]:
    """Return a complete pose with what its kind and its city bring along: all that decides what is seen.

    Parameters
    ----------
    pose
        The values of ``geo.model.camera.POSE``, complete; further ones, such as ``presets``, are kept.
    """
    kind = _kind(pose["kind"], pose["camera_type"], city)
    brought = {name: getattr(kind, name) for name in OF_THE_KIND}
    return {**pose, **brought, "longest_sight_m": city.cameras.longest_sight_m}


def infrared_m(cameras: pd.DataFrame, city: City) -> tuple[np.ndarray, np.ndarray]:
    """Return how far the infrared light of cameras reaches.

    Parameters
    ----------
    cameras
        Columns ``ir_range_m``, ``kind`` and ``camera_type``, completed.

    Returns
    -------
    reach_m
        (N,) as the register tells it, otherwise that of the kind.
    assumed
        (N,) where the register is silent.
    """
    told_m = cameras["ir_range_m"].to_numpy(dtype=float)
    kinds = (_kind(kind, type_, city) for kind, type_ in zip(cameras["kind"], cameras["camera_type"], strict=True))
    usual_m = np.array([kind.ir_range_m for kind in kinds], dtype=float)
    silent = np.isnan(told_m)
    return np.where(silent, usual_m, told_m), silent


def _filled(stated: dict[str, Any], city: City, *, near_facade: bool, away_deg: float | None) -> dict[str, Any]:
    defaults = city.cameras
    full: dict[str, Any] = dict.fromkeys(POSE) | stated
    full["mount"] = stated.get("mount", "wall" if near_facade else "pole")
    full["camera_type"] = stated.get("camera_type") or _type_by_kind(stated, city, near_facade=near_facade)
    lens = _kind(stated.get("kind"), full["camera_type"], city)
    full["kind"] = stated.get("kind") or defaults.kind[full["camera_type"]]
    for name in ("hfov_deg", "sensor_width_px", "sensor_height_px"):
        full[name] = stated.get(name, getattr(lens, name))
    full["height_m"] = stated.get("height_m", defaults.height_m[full["mount"]])
    if full["camera_type"] == "fixed":
        full["bearing_deg"] = stated.get("bearing_deg", away_deg or 0.0)
    ratio = full["sensor_height_px"] / full["sensor_width_px"]
    vfov_deg = vertical_field_of_view_deg(full["hfov_deg"], height_to_width=ratio)
    full["tilt_deg"] = stated.get("tilt_deg", round(vfov_deg / 2, 1))
    return full


def _type_by_kind(stated: dict[str, Any], city: City, *, near_facade: bool) -> str:
    """Return how a camera of untold type looks; a dome of which a bearing is told looks that way."""
    kind = city.camera_kinds.get(stated.get("kind", ""))
    if kind is not None and (kind.camera_type != "dome" or "bearing_deg" not in stated):
        return kind.camera_type
    return "fixed" if near_facade or "bearing_deg" in stated else "dome"


def _kind(name: str | None, camera_type: str, city: City) -> CameraKind:
    """Return a kind of the profile; that of the type for a name which the profile does not know."""
    return city.camera_kinds.get(name or "") or city.camera_kinds[city.cameras.kind[camera_type]]


def _unknown(camera: dict[str, Any], name: str) -> bool:
    value = camera[name]
    return value is None or value != value or name in (camera.get("assumed") or ())


def _normals(walls: np.ndarray, along: np.ndarray) -> np.ndarray:
    """Return unit normals (N, 2) of walls at distances along them, on either side.

    Walls are closed rings: the corner where a ring begins is a corner like the others.
    """
    length = shapely.length(walls)
    before = shapely.get_coordinates(shapely.line_interpolate_point(walls, (along - _STEP_M) % length))
    after = shapely.get_coordinates(shapely.line_interpolate_point(walls, (along + _STEP_M) % length))
    tangent = after - before
    normal = np.column_stack([-tangent[:, 1], tangent[:, 0]])
    size = np.hypot(normal[:, 0], normal[:, 1])
    return normal / np.where(size > 0, size, 1.0)[:, None]


def _within(tree: shapely.STRtree, points: np.ndarray) -> np.ndarray:
    """Tell which of (N,) points lie within a geometry of the tree."""
    inside = np.zeros(len(points), dtype=bool)
    inside[tree.query(points, predicate="within")[0]] = True
    return inside


def _bearing(direction: np.ndarray) -> float:
    """Return the bearing of a vector (east, north), clockwise from north, to a tenth of a degree."""
    return round(float(np.degrees(np.arctan2(direction[0], direction[1]))) % 360, 1) % 360
