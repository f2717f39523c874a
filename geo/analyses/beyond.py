"""How far do cameras reach in what no area counts: plates on a gate, people by their warmth, one spot by zooming in?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from geo.analyses.coverage import Inputs, heights_m, looking_of, read_inputs
from geo.analyses.drawing import drawn
from geo.analyses.fields import Looking
from geo.analyses.inputs import BEYOND as INPUTS
from geo.city import City
from geo.coverage.gate import gate
from geo.coverage.reach import Pose, turns
from geo.coverage.thermal import densities, thermal_ranges, thermal_zones
from geo.coverage.zoom import zoomed_in_sight_m, zoomed_m
from geo.errors import BadInput
from geo.geometry.isovist import Occluders, prepare
from geo.model.result import Result
from geo.storage.store import Store

Progress = Callable[[int, int], None]
Row = dict[str, Any]


def run(store: Store, city: City, progress: Progress | None = None) -> Result:
    """Tell the gates of cameras that read plates, the ground of thermal ones, and how far zooming lenses reach.

    Raises
    ------
    BadInput
        If there are no areas or no cameras.
    """
    told = progress or (lambda done, total: None)
    inputs = read_inputs(store, city)
    looking = looking_of(inputs)
    occluders = prepare(np.asarray(inputs.footprints.geometry.array, dtype=object), heights_m(inputs.footprints))
    special = [i for i, pose in enumerate(looking.poses) if _is_special(pose)]
    gates: list[Row] = []
    thermal: list[Row] = []
    zoom: list[Row] = []
    sights = _zoomed_in_sight_m(looking, special, occluders, city)
    for done, i in enumerate(special, start=1):
        camera = {"camera": inputs.cameras.index[i]} | inputs.cameras.iloc[i][["ref", "name"]].to_dict()
        point, pose = looking.points[i], looking.poses[i]
        gates += [camera | row for row in gate_of(point, pose, city)]
        thermal += [camera | row for row in thermal_of(point, pose, occluders, city)]
        zoom += [camera | row for row in zoom_rows(point, pose, sights[done - 1], city)]
        if done % 20 == 0 or done == len(special):
            told(done, len(special))
    frames = {
        "gates": _frame(gates, GATE, city),
        "thermal-ground": drawn(_frame(thermal, THERMAL, city)),
        "zoom-reach": _frame(zoom, ZOOM, city),
    }
    return _result(store, city, inputs, frames)


_CAMERA = ("camera", "ref", "name")
GATE = ("near_m", "far_m", "width_m", "lane_m", "spans")
THERMAL = ("profile", "task", "px_per_m", "near_m", "radius_m", "area_m2")
ZOOM = ("px_per_m", "wide_m", "tele_m", "seen_m")


def gate_of(point: shapely.Point, pose: Pose, city: City) -> list[Row]:
    """Return the gate of a camera that reads plates; nothing for any other, and where no plate has its pixels."""
    found = gate(point, pose, city.gates) if pose.get("gate") else None
    if found is None:
        return []
    told = {"near_m": found.near_m, "far_m": found.far_m, "width_m": found.width_m}
    rounded: Row = {name: round(value, 1) for name, value in told.items()}
    return [rounded | {"lane_m": found.lane_m, "spans": found.warning is None, "geometry": found.line}]


def thermal_of(
    point: shapely.Point, pose: Pose, occluders: Occluders, city: City, *, profiles: tuple[str, ...] | None = None
) -> list[Row]:
    """Return how far a thermal camera reaches and what it watches, task by task and by each profile of the city."""
    rows: list[Row] = []
    if pose.get("spectrum") != "thermal":
        return rows
    height_m = city.cameras.target_height_m
    for profile in tuple(city.thermal.profiles) if profiles is None else profiles:
        ranges = thermal_ranges(pose, city.thermal, target_height_m=height_m, profile=profile)
        try:
            shapes = thermal_zones(point, pose, occluders, city.thermal, target_height_m=height_m, profile=profile)
        except BadInput:
            # Walls hide all of it: its ranges on open ground are told all the same.
            shapes = {}
        for one in ranges:
            shape = shapes.get(one.task, shapely.Polygon())
            told = {"near_m": round(one.near_m, 1), "radius_m": round(one.radius_m, 1), "area_m2": round(shape.area, 1)}
            rows.append({"profile": profile, "task": one.task, "px_per_m": one.px_per_m} | told | {"geometry": shape})
    return rows


def zoom_of(point: shapely.Point, pose: Pose, occluders: Occluders, city: City) -> list[Row]:
    """Return how far each density reaches at the wide end, at the tele end, and there in the line of sight."""
    if not _zooms(pose):
        return []
    reach = {"target_height_m": city.cameras.target_height_m, "most_m": city.cameras.longest_sight_m}
    [seen_m] = zoomed_in_sight_m(np.array([point]), [pose], occluders, **reach)
    return zoom_rows(point, pose, seen_m, city)


def zoom_rows(point: shapely.Point, pose: Pose, seen_m: Mapping[float, float], city: City) -> list[Row]:
    """Return what ``zoom_of`` does, where it is known how far each density is seen in the line of sight."""
    if not _zooms(pose):
        return []
    height_m = city.cameras.target_height_m
    tele_m = zoomed_m(pose, target_height_m=height_m)
    wide_m = zoomed_m({**pose, "tele_hfov_deg": pose["hfov_deg"]}, target_height_m=height_m)
    return [
        {"px_per_m": px, "wide_m": round(wide_m.get(px, 0.0), 1), "tele_m": round(far_m, 1)}
        | {"seen_m": round(seen_m.get(px, 0.0), 1), "geometry": point}
        for px, far_m in tele_m.items()
    ]


def _zoomed_in_sight_m(
    looking: Looking, special: list[int], occluders: Occluders, city: City
) -> list[dict[float, float]]:
    poses = [looking.poses[i] if _zooms(looking.poses[i]) else {} for i in special]
    reach = {"target_height_m": city.cameras.target_height_m, "most_m": city.cameras.longest_sight_m}
    return zoomed_in_sight_m(looking.points[special], poses, occluders, **reach)


def _zooms(pose: Pose) -> bool:
    return bool(pose.get("tele_hfov_deg")) and turns(pose)


def _is_special(pose: Pose) -> bool:
    return bool(pose.get("gate") or pose.get("spectrum") == "thermal" or pose.get("tele_hfov_deg"))


def _frame(rows: list[Row], columns: tuple[str, ...], city: City) -> gpd.GeoDataFrame:
    shapes = [row["geometry"] for row in rows]
    told = {name: [row[name] for row in rows] for name in (*_CAMERA, *columns)}
    return gpd.GeoDataFrame(told, geometry=shapes, crs=city.crs).to_crs("EPSG:4326")


def _result(store: Store, city: City, inputs: Inputs, frames: dict[str, gpd.GeoDataFrame]) -> Result:
    sources = store.sources(*INPUTS)
    summary = {
        "gates": {"all": len(frames["gates"]), "narrow": int((~frames["gates"]["spans"].astype(bool)).sum())},
        "thermal": {"all": int(frames["thermal-ground"]["camera"].nunique())},
        "zoom": {"all": int(frames["zoom-reach"]["camera"].nunique())},
    }
    profiles = {name: densities(profile) for name, profile in city.thermal.profiles.items()}
    return Result(
        name="beyond",
        parameters={
            "target_height_m": city.cameras.target_height_m,
            "longest_sight_m": city.cameras.longest_sight_m,
            "profiles": profiles,
            "crs": city.crs,
        },
        frames=frames,
        summary=summary,
        sources=tuple(dict.fromkeys(source.name for source in sources)),
        period=None,
        n=len(inputs.cameras),
        norm_edition=None,
        synthetic=any(source.synthetic for source in sources if source.family != "areas"),
        inputs_digest=store.digest(INPUTS),
        made_at=datetime.now(UTC),
    )
