"""What do the cameras see, by image-quality level and area, and which streets does none of them see?"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo import crs
from geo.analyses.drawing import DRAWN_TO_M, drawn, labelled
from geo.analyses.fields import Looking, rows_of
from geo.analyses.grounds import Grounds
from geo.analyses.inputs import COVERAGE as INPUTS
from geo.city import City
from geo.coverage.gaps import countable, missed
from geo.coverage.homes import groups_of
from geo.coverage.image_quality import EDITIONS
from geo.coverage.pose import equipped, viewpoints
from geo.coverage.reach import DENSITIES
from geo.coverage.sights import sights_of
from geo.coverage.survey import Surveyed
from geo.coverage.surveys import Scene, find, plan_of, reached
from geo.errors import BadInput
from geo.geometry.isovist import prepare
from geo.geometry.overlay import polygons_of
from geo.geometry.slabs import EXPECTED, ONCE, THRICE, TWICE
from geo.model.camera import POSE
from geo.model.result import Result
from geo.storage.store import Selection, Store

#: Gaps with fewer metres of street than this are left out of the list; the shares count them all the same.
LEAST_GAP_M = 15.0
#: From so many cameras on the compiled kernel pays.
MANY = 1000
#: Under this name the store keeps what was found for pieces of a city.
MEMO = "coverage"
_SUMS = ("ground_m2", "street_m", "seen_m2", "twice_m2", "thrice_m2", "effective_m2", "seen_street_m")
#: What is told step by step, beside the densities: the city made ready, shapes drawn.
_STEPS = 2

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Inputs:
    """The inputs in metres; masks name the register's reference of their camera."""

    profile: City
    areas: gpd.GeoDataFrame
    cameras: gpd.GeoDataFrame
    footprints: gpd.GeoDataFrame
    streets: gpd.GeoDataFrame
    masks: gpd.GeoDataFrame


def run(store: Store, city: City, progress: Progress | None = None) -> Result:
    """Compute the fields of view of all working outdoor cameras, their cover by area and the gaps between them.

    What an earlier run found for pieces of the city that have not changed since is taken from the store's memo; the
    result has the same bytes as one computed without it.

    Raises
    ------
    BadInput
        If there are no areas or no cameras; the message says which command brings them.
    """
    told = progress or (lambda done, total: None)
    steps = iter(range(1, len(DENSITIES) + _STEPS + 1))

    def step() -> None:
        told(next(steps), len(DENSITIES) + _STEPS)

    inputs = read_inputs(store, city)
    grounds = Grounds(store)
    looking, stretches_, scene = made_ready(inputs, grounds)
    grounds.keep()
    plan = plan_of(scene)
    step()

    def keep(density: dict[bytes, bytes]) -> None:
        # Density by density: a run that is broken off goes on from there next time.
        with store.writing() as writing:
            writing.remember(MEMO, density, keep=plan.keys())

    def finish(density: int, seen: Surveyed) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
        px = DENSITIES[density]
        gaps = missed(stretches_, seen.missed, seen.missed_stretch, seen.missed_m, least_m=LEAST_GAP_M)
        return drawn(_coverage(inputs, scene, seen).assign(px_per_m=px)), drawn(gaps.assign(px_per_m=px))

    found = find(scene, plan, store.remembered(MEMO, plan.keys()), finish, keep, step)
    views, blind = rows_of(inputs.cameras, looking, scene, found)
    covered, gaps = (pd.concat(frames, ignore_index=True) for frames in zip(*found.finished, strict=True))
    frames = {
        "fields-of-view": drawn(views),
        "coverage": labelled(covered, crs_=crs.STORED),
        "gaps": labelled(gaps.round({"length_m": 1, "area_m2": 1}), crs_=crs.STORED),
    }
    step()
    return _result(store, inputs, frames, blind)


def read_inputs(store: Store, city: City, *, status: Collection[str] = ("working",)) -> Inputs:
    """Return what coverage is computed from, in metres.

    Parameters
    ----------
    status
        Which outdoor cameras of the register count.

    Raises
    ------
    BadInput
        If there are no areas or no cameras; the message says which command brings them.
    """
    areas = store.read("areas", Selection(equal={"kind": city.report_by}))
    areas = areas if len(areas) else store.read("areas", Selection(equal={"kind": "city"}))
    cameras = store.read("cameras", Selection(equal={"indoor": False}))
    cameras = cameras[cameras["status"].isin(status)]
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
        crs.to_metric(store.read("masks"), city.crs),
    )


def heights_m(footprints: gpd.GeoDataFrame) -> np.ndarray:
    """Return the heights of footprints; an unknown one hides all behind it, so that nothing is promised."""
    height_m = footprints["height_m"].to_numpy(dtype=float)
    return np.where(np.isnan(height_m), np.inf, height_m)


def looking_of(inputs: Inputs) -> Looking:
    """Return where the cameras hang and how they look."""
    gap_m = inputs.profile.cameras.facade_gap_m
    points, moved_m = viewpoints(inputs.cameras, inputs.footprints.geometry.array, gap_m=gap_m)
    told = inputs.cameras[[*POSE, "presets"]].to_dict("records")
    return Looking(np.asarray(points, dtype=object), moved_m, [equipped(pose, inputs.profile) for pose in told])


def made_ready(inputs: Inputs, grounds: Grounds | None = None) -> tuple[Looking, gpd.GeoDataFrame, Scene]:
    """Return how the cameras look, the street space, and the city as it is to be surveyed."""
    footprints, streets = (
        np.asarray(each.geometry.array, dtype=object) for each in (inputs.footprints, inputs.streets)
    )
    looking = looking_of(inputs)
    sights = sights_of(looking.points, looking.poses, target_height_m=inputs.profile.cameras.target_height_m)
    known = grounds or Grounds(None)
    space = known.space(inputs.areas, footprints, inputs.streets, inputs.profile.streets)
    town = known.town(inputs.areas, footprints, streets, space, np.unique(reached(sights)[1]))
    occluders = prepare(footprints, heights_m(inputs.footprints))
    groups = groups_of(sights, len(inputs.cameras))
    return looking, space, Scene(town, len(inputs.areas), sights, occluders, masks_of(inputs), groups)


def masks_of(inputs: Inputs) -> dict[int, np.ndarray]:
    """Return what cameras mask, polygons in metres by the place of the camera; strangers' masks are left aside."""
    place = {ref: i for i, ref in enumerate(inputs.cameras["ref"])}
    owner = [place.get(ref, -1) for ref in inputs.masks["camera"]]
    shapes = np.asarray(inputs.masks.geometry.array, dtype=object)
    return {camera: shapes[np.equal(owner, camera)] for camera in set(owner) - {-1}}


def _coverage(inputs: Inputs, scene: Scene, seen: Surveyed) -> gpd.GeoDataFrame:
    """Return one row an area: what is there, what is seen, how often."""
    areas, ground = inputs.areas, scene.town.ground
    n = len(areas)
    cameras = shapely.STRtree(areas.geometry.array).query(inputs.cameras.geometry.array, predicate="intersects")[1]
    seen_m2, effective_m2 = seen.measures[:, ONCE], seen.measures[:, EXPECTED]
    total = {
        "ground_m2": ground.ground_m2,
        "street_m": ground.street_m,
        "seen_m2": seen_m2,
        "twice_m2": seen.measures[:, TWICE],
        "thrice_m2": seen.measures[:, THRICE],
        "effective_m2": effective_m2,
        "seen_street_m": seen.street_m,
    }
    return gpd.GeoDataFrame(
        {"area": areas["ref"], "area_name": areas["name"], "area_kind": areas["kind"]}
        | {"cameras": np.bincount(cameras, minlength=n)}
        | {name: np.round(values, 1) for name, values in total.items()}
        | {"share": _share(seen_m2, ground.ground_m2)}
        | {"effective_share": _share(effective_m2, ground.ground_m2)}
        | {"street_share": _share(seen.street_m, ground.street_m)},
        geometry=polygons_of(seen.seen, seen.seen_area, n),
        crs=areas.crs,
    )


def _share(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    share: np.ndarray = np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)
    return share.round(4)


def _result(store: Store, inputs: Inputs, frames: dict[str, gpd.GeoDataFrame], blind: dict[str, str]) -> Result:
    sources = store.sources(*INPUTS)
    return Result(
        name="coverage",
        parameters={
            "target_height_m": inputs.profile.cameras.target_height_m,
            "least_gap_m": LEAST_GAP_M,
            "drawn_to_m": DRAWN_TO_M,
            "crs": inputs.profile.crs,
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
    totals = frames["coverage"].groupby(["norm_edition", "level", "px_per_m"], sort=False)[list(_SUMS)].sum().round(1)
    assumed = inputs.cameras["assumed"].explode().value_counts()
    known = inputs.profile.camera_kinds
    kinds = [known[kind] for kind in inputs.cameras["kind"] if kind in known]
    return {
        "totals": totals.reset_index().to_dict("records"),
        "cameras": {
            "all": store.count("cameras"),
            "counted": len(inputs.cameras),
            "turning": int((inputs.cameras["camera_type"] != "fixed").sum()),
            "gates": sum(kind.gate for kind in kinds),
            "thermal": sum(kind.spectrum == "thermal" for kind in kinds),
            "moved": int((frames["fields-of-view"].drop_duplicates("camera")["moved_m"] > 0).sum()),
            "assumed": {str(name): int(count) for name, count in assumed.items()},
        },
        "buildings": {
            "all": len(inputs.footprints),
            "assumed_height": int(inputs.footprints["assumed"].map(lambda names: "height_m" in names).sum()),
        },
    }
