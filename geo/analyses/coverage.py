"""What do the cameras see, by image-quality level and area, and which streets does none of them see?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo import crs
from geo.city import City
from geo.coverage.area import Cover, Ground, cover, ground_of
from geo.coverage.gaps import countable, gaps, stretches
from geo.coverage.image_quality import EDITIONS
from geo.coverage.pose import viewpoints
from geo.coverage.reach import DENSITIES, LEVELS
from geo.coverage.zones import Zone, zones, zones_of_many
from geo.errors import BadInput
from geo.geometry.isovist import prepare
from geo.model.camera import POSE
from geo.model.result import Result
from geo.storage.store import Selection, Store

INPUTS = ("areas", "cameras", "buildings", "streets")
#: Gaps with fewer metres of street than this are left out of the list; the shares count them all the same.
LEAST_GAP_M = 15.0
#: From so many cameras on the compiled kernel pays.
MANY = 1000
#: Shapes are drawn to this tolerance; numbers are measured before.
DRAWN_TO_M = 0.05
VIEW = ("camera", "ref", "name", *POSE, "assumed", "moved_m", "near_m", "px_per_m", "radius_m", "area_m2")

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Inputs:
    """The inputs in metres."""

    profile: City
    areas: gpd.GeoDataFrame
    cameras: gpd.GeoDataFrame
    footprints: gpd.GeoDataFrame
    streets: gpd.GeoDataFrame


def run(store: Store, city: City, progress: Progress | None = None) -> Result:
    """Compute the fields of view of all working outdoor cameras, their cover by area and the gaps between them.

    Raises
    ------
    BadInput
        If there are no areas or no cameras; the message says which command brings them.
    """
    told = progress or (lambda done, total: None)
    inputs = read_inputs(store, city)
    steps = len(inputs.cameras) + len(DENSITIES)
    views, blind = _views(inputs, lambda done: told(done, steps))
    ground = ground_of(inputs.areas, inputs.footprints.geometry.array, inputs.streets.geometry.array)
    streets = stretches(inputs.streets, inputs.areas, inputs.footprints.geometry.array, city.streets)
    covered, missed = [], []
    for done, (px, shapes) in enumerate(by_density(views).items(), start=len(inputs.cameras) + 1):
        seen = cover(ground, shapes)
        covered.append(_coverage(inputs, ground, seen).assign(px_per_m=px))
        known = dict(zip(covered[-1]["area"], covered[-1].geometry, strict=True))
        missed.append(gaps(streets, known, least_m=LEAST_GAP_M).assign(px_per_m=px))
        told(done, steps)
    frames = {
        "fields-of-view": _drawn(_labelled(views, crs_=city.crs)),
        "coverage": _drawn(_labelled(pd.concat(covered), crs_=city.crs)),
        "gaps": _drawn(_labelled(pd.concat(missed), crs_=city.crs)).round({"length_m": 1, "area_m2": 1}),
    }
    return _result(store, inputs, frames, blind)


def read_inputs(store: Store, city: City) -> Inputs:
    """Return what coverage is computed from, in metres.

    Raises
    ------
    BadInput
        If there are no areas or no cameras; the message says which command brings them.
    """
    areas = store.read("areas", Selection(equal={"kind": city.report_by}))
    areas = areas if len(areas) else store.read("areas", Selection(equal={"kind": "city"}))
    cameras = store.read("cameras", Selection(equal={"status": "working", "indoor": False}))
    for frame, family in ((areas, "areas"), (cameras, "cameras")):
        if frame.empty:
            raise BadInput(
                "Coverage needs {family}, and there are none yet: czujka import {family} FILE.", family=family
            )
    buildings = store.read("buildings")
    streets = countable(store.read("streets"), city.streets)
    return Inputs(
        city,
        crs.to_metric(areas, city.crs),
        crs.to_metric(cameras, city.crs),
        crs.to_metric(buildings[buildings["min_height_m"] < city.buildings.passage_height_m], city.crs),
        crs.to_metric(streets, city.crs),
    )


def heights_m(footprints: gpd.GeoDataFrame) -> np.ndarray:
    """Return the heights of footprints; an unknown one hides all behind it, so that nothing is promised."""
    height_m = footprints["height_m"].to_numpy(dtype=float)
    return np.where(np.isnan(height_m), np.inf, height_m)


def _views(inputs: Inputs, told: Callable[[int], None]) -> tuple[gpd.GeoDataFrame, dict[str, str]]:
    """Return one field of view a camera and density, and why some cameras see no ground at all."""
    occluders = prepare(inputs.footprints.geometry.array, heights_m(inputs.footprints))
    gap_m = inputs.profile.cameras.facade_gap_m
    points, moved_m = viewpoints(inputs.cameras, inputs.footprints.geometry.array, gap_m=gap_m)
    poses = inputs.cameras[["ref", "name", *POSE, "assumed"]].to_dict("records")
    target_height_m = inputs.profile.cameras.target_height_m
    many = len(poses) >= MANY
    seen = zones_of_many(points, poses, occluders, target_height_m=target_height_m) if many else None
    rows: list[dict[str, Any]] = []
    blind: dict[str, str] = {}
    for i, (fid, pose) in enumerate(zip(inputs.cameras.index, poses, strict=True)):
        try:
            found = (seen and seen[i]) or zones(points[i], pose, occluders, target_height_m=target_height_m)
        except BadInput as error:
            blind[str(pose["ref"])] = str(error)
            continue
        finally:
            told(i + 1)
        told_of = pose | {"camera": fid, "moved_m": round(float(moved_m[i]), 2)}
        rows += [told_of | _row(zone) for zone in found]
    return gpd.GeoDataFrame(rows, columns=[*VIEW, "geometry"], geometry="geometry", crs=inputs.profile.crs), blind


def _row(zone: Zone) -> dict[str, Any]:
    told = {"px_per_m": zone.px_per_m, "near_m": round(zone.near_m, 2), "radius_m": round(zone.radius_m, 2)}
    return told | {"area_m2": round(zone.shape.area, 1), "geometry": zone.shape}


def by_density(views: gpd.GeoDataFrame) -> dict[float, np.ndarray]:
    """Return the fields of view by px per m, also the densities that no camera reaches."""
    none = np.empty(0, dtype=object)
    shapes = {px: np.asarray(group.geometry.array, dtype=object) for px, group in views.groupby("px_per_m")}
    return {px: shapes.get(px, none) for px in DENSITIES}


def _coverage(inputs: Inputs, ground: Ground, seen: Cover) -> gpd.GeoDataFrame:
    """Return one row an area: what is there, what is seen, how often."""
    areas = inputs.areas
    n = len(areas)
    total = {
        "ground_m2": ground.per_area(shapely.area(ground.ground), areas=n),
        "street_m": ground.per_area(shapely.length(ground.streets), areas=n),
        "seen_m2": ground.per_area(seen.depth_m2[:, 0], areas=n),
        "twice_m2": ground.per_area(seen.depth_m2[:, 1], areas=n),
        "thrice_m2": ground.per_area(seen.depth_m2[:, 2], areas=n),
        "seen_street_m": ground.per_area(seen.seen_street_m, areas=n),
    }
    cameras = shapely.STRtree(areas.geometry.array).query(inputs.cameras.geometry.array, predicate="intersects")[1]
    return gpd.GeoDataFrame(
        {"area": areas["ref"], "area_name": areas["name"], "area_kind": areas["kind"]}
        | {"cameras": np.bincount(cameras, minlength=n)}
        | {name: np.round(values, 1) for name, values in total.items()}
        | {"share": _share(total["seen_m2"], total["ground_m2"])}
        | {"street_share": _share(total["seen_street_m"], total["street_m"])},
        geometry=[shapely.union_all(seen.seen[ground.area == i]) for i in range(n)],
        crs=areas.crs,
    )


def _share(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    share: np.ndarray = np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)
    return share.round(4)


def _labelled(frame: pd.DataFrame, *, crs_: str) -> gpd.GeoDataFrame:
    """Give every density the names that the editions have for it."""
    names = pd.DataFrame(LEVELS, columns=["norm_edition", "level", "px_per_m"])
    return gpd.GeoDataFrame(names.merge(frame, on="px_per_m"), geometry="geometry", crs=crs_)


def _drawn(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the frame as it is kept and drawn: a little simpler, in longitude and latitude."""
    shapes = shapely.make_valid(shapely.simplify(frame.geometry.array, DRAWN_TO_M))
    return frame.set_geometry(gpd.GeoSeries(shapes, index=frame.index, crs=frame.crs)).to_crs(crs.STORED)


def _result(store: Store, inputs: Inputs, frames: dict[str, gpd.GeoDataFrame], blind: dict[str, str]) -> Result:
    sources = store.sources(*INPUTS)
    return Result(
        name="coverage",
        parameters={
            "target_height_m": inputs.profile.cameras.target_height_m,
            "least_gap_m": LEAST_GAP_M,
            "drawn_to_m": DRAWN_TO_M,
        },
        frames=frames,
        summary=_summary(store, inputs, frames) | {"blind": blind},
        sources=tuple(dict.fromkeys(source.name for source in sources)),
        period=None,
        n=len(inputs.cameras),
        norm_edition="; ".join(EDITIONS),
        synthetic=any(source.synthetic for source in sources if source.family != "areas"),
        inputs_digest=store.digest(INPUTS),
        made_at=datetime.now(UTC),
    )


def _summary(store: Store, inputs: Inputs, frames: dict[str, gpd.GeoDataFrame]) -> dict[str, Any]:
    sums = ["ground_m2", "street_m", "seen_m2", "twice_m2", "thrice_m2", "seen_street_m"]
    totals = frames["coverage"].groupby(["norm_edition", "level", "px_per_m"], sort=False)[sums].sum().round(1)
    assumed = inputs.cameras["assumed"].explode().value_counts()
    return {
        "totals": totals.reset_index().to_dict("records"),
        "cameras": {
            "all": store.count("cameras"),
            "counted": len(inputs.cameras),
            "turning": int((inputs.cameras["camera_type"] != "fixed").sum()),
            "moved": int((frames["fields-of-view"].drop_duplicates("camera")["moved_m"] > 0).sum()),
            "assumed": {str(name): int(count) for name, count in assumed.items()},
        },
        "buildings": {
            "all": len(inputs.footprints),
            "assumed_height": int(inputs.footprints["assumed"].map(lambda names: "height_m" in names).sum()),
        },
    }
