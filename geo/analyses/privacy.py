"""How much private ground and how many homes do the cameras see, and which masks would hide them?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo import crs
from geo.analyses.coverage import heights_m
from geo.analyses.drawing import drawn
from geo.analyses.inputs import PRIVACY as INPUTS
from geo.analyses.watched import Watched
from geo.city import City
from geo.coverage.gaps import countable
from geo.coverage.image_quality import EDITIONS
from geo.coverage.masks import masked, proposed
from geo.coverage.pose import equipped, viewpoints
from geo.coverage.privacy import Footprint, Private, footprint, of_houses, of_parcels, street_space, together
from geo.coverage.reach import DENSITIES
from geo.coverage.sights import sights_of
from geo.coverage.zoom import zoomed_m
from geo.errors import BadInput
from geo.geometry.isovist import Occluders, prepare
from geo.geometry.overlay import polygons_of
from geo.model.camera import POSE
from geo.model.result import Result
from geo.storage.store import Store

#: The densities that are told beside the one that counts: below the first nobody can be made out.
LEVELS = tuple(px for px in DENSITIES if px >= 25.0)

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Inputs:
    """The inputs in metres.

    Attributes
    ----------
    masks, owner
        (M,) polygons, and the place of each mask's camera among the cameras.
    """

    city: City
    cameras: gpd.GeoDataFrame
    footprints: gpd.GeoDataFrame
    parcels: gpd.GeoDataFrame
    streets: gpd.GeoDataFrame
    masks: np.ndarray
    owner: np.ndarray


def run(store: Store, city: City, progress: Progress | None = None) -> Result:
    """Measure the private ground in view of every camera, before and after its masks, and propose masks.

    Raises
    ------
    BadInput
        If there are no cameras, or if the density of the city profile is that of no level of the norm.
    """
    told = progress or (lambda done, total: None)
    inputs = read_inputs(store, city)
    private = private_of(inputs)
    poses = _poses(inputs)
    looking, occluders = _looking(inputs, poses)
    told(1, len(LEVELS) + 1)
    by_level: list[gpd.GeoDataFrame] = []
    levels: list[dict[str, Any]] = []
    for done, px in enumerate(LEVELS, start=2):
        views = looking.seen(px, occluders)
        left = masked(views, inputs.masks, inputs.owner) if len(inputs.masks) else views
        before = footprint(private, views)
        after = footprint(private, left) if len(inputs.masks) else before
        by_level.append(_cameras(inputs, shapely.area(views), before, after).assign(px_per_m=px))
        told_together = _together(private, (views, left), (before, after), _counted(inputs.cameras))
        levels.append({"px_per_m": px, "reach_m": _usual_reach_m(looking, views, px)} | told_together)
        told(done, len(LEVELS) + 1)
    counting = by_level[LEVELS.index(city.privacy.px_per_m)]
    frames = {
        "private-ground": _drawn(_ground(private, city)),
        "privacy": _drawn(pd.concat(by_level, ignore_index=True)),
        "masks-proposed": _proposals(counting, city, set(store.read("masks")["ref"])).to_crs(crs.STORED),
    }
    thermal = sum(pose["spectrum"] == "thermal" for pose in poses)
    summary = _summary(store, inputs, private) | {"levels": levels, "zoom": _zoom(poses, city), "thermal": thermal}
    summary["masks"]["proposed"] = len(frames["masks-proposed"])
    return _result(store, city, frames, summary)


def read_inputs(store: Store, city: City) -> Inputs:
    """Return what is measured, in metres.

    Raises
    ------
    BadInput
        If there are no cameras, or if the density of the city profile is that of no level of the norm.
    """
    if city.privacy.px_per_m not in LEVELS:
        raise BadInput(
            "The density that counts for privacy must be one of {choices} px per metre, not {given}.",
            choices=", ".join(f"{px:g}" for px in LEVELS),
            given=city.privacy.px_per_m,
        )
    cameras, buildings = store.read("cameras"), store.read("buildings")
    if cameras.empty:
        raise BadInput("Privacy needs cameras, and there are none yet: czujka import cameras FILE.")
    place = pd.Series(np.arange(len(cameras)), index=cameras["ref"])
    masks, parcels = store.read("masks"), store.read("parcels")
    masks = masks[masks["camera"].isin(place.index)]
    return Inputs(
        city,
        crs.to_metric(cameras, city.crs),
        crs.to_metric(buildings[buildings["min_height_m"] < city.buildings.passage_height_m], city.crs),
        crs.to_metric(parcels[parcels["kind"].isin(city.privacy.parcel_kinds)], city.crs),
        crs.to_metric(countable(store.read("streets"), city.streets), city.crs),
        np.asarray(crs.to_metric(masks, city.crs).geometry.array, dtype=object),
        place.loc[masks["camera"]].to_numpy(dtype=int),
    )


def private_of(inputs: Inputs) -> Private:
    """Return what is private: the parcels where there are any, else what is taken to be private around homes."""
    rules, footprints, homes = inputs.city.privacy, inputs.footprints.geometry.array, _homes(inputs)
    if len(inputs.parcels):
        return of_parcels(inputs.parcels.geometry.array, footprints, homes, rules)
    space = street_space(inputs.streets, inputs.city.streets, beside_m=rules.beside_street_m, yard_ways=rules.yard_ways)
    return of_houses(footprints, homes, space, rules)


def _homes(inputs: Inputs) -> np.ndarray:
    """Return which buildings are residential, by the word of their source."""
    kind = inputs.footprints["kind"].fillna("").astype(str).str.strip().str.casefold()
    homes: np.ndarray = kind.isin(inputs.city.privacy.building_kinds).to_numpy(dtype=bool)
    return homes


def _counted(cameras: gpd.GeoDataFrame) -> np.ndarray:
    """Return which cameras are in the totals: those that work outdoors, as for coverage."""
    counted: np.ndarray = ((cameras["status"] == "working") & ~cameras["indoor"].astype(bool)).to_numpy(dtype=bool)
    return counted


def _poses(inputs: Inputs) -> list[dict[str, Any]]:
    """Return the poses; a gate is taken as any other camera: houses beside its lane are in its picture."""
    told = inputs.cameras[[*POSE, "presets"]].to_dict("records")
    return [equipped(pose, inputs.city) | {"gate": False} for pose in told]


def _looking(inputs: Inputs, poses: list[dict[str, Any]]) -> tuple[Watched, Occluders]:
    """Return how each camera would look when it works, without masks, and among what; none indoors sees anything."""
    footprints = np.asarray(inputs.footprints.geometry.array, dtype=object)
    points, _ = viewpoints(inputs.cameras, footprints, gap_m=inputs.city.cameras.facade_gap_m)
    sights = sights_of(points, poses, target_height_m=inputs.city.privacy.target_height_m)
    indoor = inputs.cameras["indoor"].to_numpy(dtype=bool)
    outdoors = sights.of(sights.counts[sights.view] & ~indoor[sights.camera])
    return Watched(np.asarray(points, dtype=object), outdoors, {}), prepare(footprints, heights_m(inputs.footprints))


def _usual_reach_m(looking: Watched, views: np.ndarray, px_per_m: float) -> float | None:
    """Return how far half of the cameras reach a density that reach it at all; none if none does."""
    reached = looking.reach_m(px_per_m)[shapely.area(views) > 0]
    return round(float(np.median(reached)), 1) if len(reached) else None


def _cameras(inputs: Inputs, view_m2: np.ndarray, before: Footprint, after: Footprint) -> gpd.GeoDataFrame:
    """Return one row a camera, also where it sees nothing private; its geometry is what masks leave in view."""
    cameras = inputs.cameras
    share = np.divide(before.m2, view_m2, out=np.zeros_like(view_m2), where=view_m2 > 0)
    columns = {
        "camera": cameras.index.to_numpy(),
        "ref": cameras["ref"].to_numpy(dtype=object),
        "name": cameras["name"].to_numpy(dtype=object),
        "counted": _counted(cameras),
        "private_m2": before.m2.round(1),
        "after_masks_m2": after.m2.round(1),
        "homes": before.homes,
        "homes_after_masks": after.homes,
        "view_m2": view_m2.round(1),
        "share": np.minimum(share, 1.0).round(4),
        "masks": np.bincount(inputs.owner, minlength=len(cameras)),
    }
    return gpd.GeoDataFrame(columns, geometry=after.shapes(), crs=inputs.city.crs)


def _together(
    private: Private,
    views: tuple[np.ndarray, np.ndarray],
    found: tuple[Footprint, Footprint],
    counted: np.ndarray,
) -> dict[str, Any]:
    """Return what all counted cameras see together before and after masks, beside the sum over cameras."""
    before, after = found
    private_m2, homes = after_m2, homes_after = together(private, views[0], before, counted)
    if after is not before:
        after_m2, homes_after = together(private, views[1], after, counted)
    return {
        "private_m2": round(private_m2, 1),
        "after_masks_m2": round(after_m2, 1),
        "homes": homes,
        "homes_after_masks": homes_after,
        "cameras": int(np.count_nonzero(after.m2[counted].round(1) > 0)),
        "sum_m2": round(float(before.m2[counted].sum()), 1),
        "sum_after_masks_m2": round(float(after.m2[counted].sum()), 1),
    }


def _ground(private: Private, city: City) -> gpd.GeoDataFrame:
    area_m2 = shapely.area(private.ground).round(1)
    return gpd.GeoDataFrame({"area_m2": area_m2, "assumed": private.assumed}, geometry=private.ground, crs=city.crs)


def _proposals(cameras: gpd.GeoDataFrame, city: City, taken: set[str]) -> gpd.GeoDataFrame:
    """Return masks that would hide what is in view; none has the reference of one that is there already."""
    rules = city.privacy
    rows = []
    for ref, seen in zip(cameras["ref"], cameras.geometry, strict=True):
        free = (name for name in (f"{ref}-maska-{n}" for n in count(1)) if name not in taken)
        for mask in proposed(seen, margin_m=rules.mask_margin_m, corners=rules.mask_corners):
            hides_m2 = round(float(shapely.intersection(seen, mask).area), 1)
            rows.append({"ref": next(free), "camera": ref, "hides_m2": hides_m2, "geometry": mask})
    columns = ["ref", "camera", "hides_m2", "geometry"]
    return gpd.GeoDataFrame(rows, columns=columns, geometry="geometry", crs=city.crs)


def _drawn(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return a frame as it is kept and drawn, of polygons only: simpler shapes may fall to lines."""
    kept = drawn(frame)
    shapes = polygons_of(np.asarray(kept.geometry.array, dtype=object), np.arange(len(kept)), len(kept))
    return kept.set_geometry(gpd.GeoSeries(shapes, index=kept.index, crs=kept.crs))


def _zoom(poses: list[dict[str, Any]], city: City) -> dict[str, float]:
    """Return how many cameras can zoom in, and how far they reach the density that counts when they do."""
    rules = city.privacy
    reached = [zoomed_m(pose, target_height_m=rules.target_height_m).get(rules.px_per_m, 0.0) for pose in poses]
    return {"cameras": sum(radius > 0 for radius in reached), "reach_m": round(max(reached), 1)}


def _summary(store: Store, inputs: Inputs, private: Private) -> dict[str, Any]:
    cameras, counted = inputs.cameras, _counted(inputs.cameras)
    return {
        "ground": {
            "assumed": private.assumed,
            "parcels": len(inputs.parcels),
            "pieces": len(private.ground),
            "m2": round(float(shapely.area(private.ground).sum()), 1),
        },
        "homes": {
            "all": len(inputs.footprints),
            "homes": len(private.houses),
            "unknown": int(inputs.footprints["kind"].isna().sum()),
        },
        "cameras": {
            "all": len(cameras),
            "counted": int(counted.sum()),
            "indoor": int(cameras["indoor"].astype(bool).sum()),
            "turning": int((cameras["camera_type"][counted] != "fixed").sum()),
        },
        "masks": {"all": store.count("masks"), "counted": len(inputs.masks)},
    }


def _result(store: Store, city: City, frames: dict[str, gpd.GeoDataFrame], summary: dict[str, Any]) -> Result:
    sources = store.sources(*INPUTS)
    rules = city.privacy.model_dump(
        include={"px_per_m", "target_height_m", "yard_m", "beside_street_m", "facade_m", "mask_margin_m"}
    )
    return Result(
        name="privacy",
        parameters=rules,
        frames=frames,
        summary=summary,
        sources=tuple(dict.fromkeys(source.name for source in sources)),
        period=None,
        n=summary["cameras"]["all"],
        norm_edition="; ".join(EDITIONS),
        synthetic=any(source.synthetic for source in sources),
        inputs_digest=store.digest(INPUTS),
        made_at=datetime.now(UTC),
    )
