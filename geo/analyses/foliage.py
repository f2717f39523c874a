"""What do the cameras see in summer, when trees have leaves, beside what they see in winter?"""

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
from geo.analyses.beside import LEVEL, beside, coverage_now, ground_around
from geo.analyses.coverage import Inputs, heights_m, read_inputs
from geo.analyses.drawing import drawn, labelled
from geo.analyses.inputs import FOLIAGE as INPUTS
from geo.analyses.watched import Watched, watched
from geo.city import City
from geo.coverage.area import cover
from geo.coverage.foliage import Crowns, crowns, cut_off, standing_in
from geo.coverage.image_quality import EDITIONS
from geo.coverage.reach import DENSITIES
from geo.coverage.unshared import lost
from geo.geometry.isovist import Occluders, prepare
from geo.model.result import Result
from geo.storage.store import Store

#: What a camera loses less than this is the rounding of edges.
LEAST_M2 = 0.1

Progress = Callable[[int, int], None]


def run(store: Store, city: City, progress: Progress | None = None) -> Result:
    """Compare what the working cameras see among buildings with what they see among buildings and crowns.

    Without trees the result is empty: nothing is known of summer.

    Raises
    ------
    BadInput
        If there are no areas or no cameras, or if the coverage was not computed for them as they are now.
    """
    told = progress or (lambda done, total: None)
    inputs = read_inputs(store, city)
    trees = crowns(crs.to_metric(store.read("trees"), city.crs), city.trees)
    if not len(trees):
        return _result(store, city, inputs, trees, {}, 0)
    now = coverage_now(store)
    looking = watched(inputs)
    within = standing_in(trees, looking.points)
    seasons = _seasons(inputs, looking, trees, within)
    ground = ground_around(inputs, cut_off(*seasons.seen(looking, DENSITIES[0])))
    changes, shade, cameras = [], [], []
    for done, px in enumerate(DENSITIES, start=1):
        before, after = seasons.seen(looking, px)
        found = lost(ground, cut_off(before, after), cover(ground, after).seen)
        m2, street_m = found.per_area(areas=len(inputs.areas))
        refs = {"area": inputs.areas["ref"].to_numpy(), "px_per_m": px}
        changes.append(pd.DataFrame(refs | {"lost_m2": m2, "lost_street_m": street_m}))
        shade.append(_shade(inputs, found.area_shapes(areas=len(inputs.areas)), m2).assign(px_per_m=px))
        cameras.append(_cameras(inputs, before, after, within).assign(px_per_m=px))
        told(done, len(DENSITIES))
    frames = {
        "seasons": _areas(inputs, now, pd.concat(changes)),
        "leaf-shade": drawn(labelled(pd.concat(shade), crs_=city.crs)),
        "leafy-cameras": labelled(pd.concat(cameras), crs_=city.crs).to_crs(crs.STORED),
    }
    return _result(store, city, inputs, trees, frames, len(within))


@dataclass(frozen=True, slots=True)
class Seasons:
    """What stands before the cameras.

    Attributes
    ----------
    winter, summer
        Buildings; buildings and crowns.
    own
        Of cameras within crowns, what stands around them in summer but for these crowns.
    """

    winter: Occluders
    summer: Occluders
    own: dict[int, Occluders]

    def seen(self, looking: Watched, px_per_m: float) -> tuple[np.ndarray, np.ndarray]:
        """Return what each camera sees at a density in winter and in summer."""
        free = np.setdiff1d(np.arange(len(looking.points)), list(self.own))
        summer = looking.seen(px_per_m, self.summer, chosen=free)
        for camera, occluders in self.own.items():
            summer[camera] = looking.seen(px_per_m, occluders, chosen=np.array([camera]))[camera]
        return looking.seen(px_per_m, self.winter), summer


def _seasons(inputs: Inputs, looking: Watched, trees: Crowns, within: dict[int, np.ndarray]) -> Seasons:
    footprints = np.asarray(inputs.footprints.geometry.array, dtype=object)
    height_m, reach_m = heights_m(inputs.footprints), looking.reach_m()
    bodies, tops_m = np.concatenate([footprints, trees.shapes]), np.concatenate([height_m, trees.height_m])
    tree = shapely.STRtree(bodies)
    own = {}
    for camera, crowns_ in within.items():
        near = tree.query(looking.points[camera], predicate="dwithin", distance=reach_m[camera])
        others = np.setdiff1d(near, len(footprints) + crowns_)
        own[camera] = prepare(bodies[others], tops_m[others])
    return Seasons(prepare(footprints, height_m), prepare(bodies, tops_m), own)


def _shade(inputs: Inputs, shapes: np.ndarray, m2: np.ndarray) -> gpd.GeoDataFrame:
    """Return the ground of each area that leaves alone hide."""
    told = inputs.areas[["ref", "name"]].rename(columns={"ref": "area", "name": "area_name"})
    frame = gpd.GeoDataFrame(told.assign(area_m2=m2.round(1)), geometry=shapes, crs=inputs.profile.crs)
    return frame[m2 >= LEAST_M2]


def _cameras(inputs: Inputs, before: np.ndarray, after: np.ndarray, within: dict[int, np.ndarray]) -> gpd.GeoDataFrame:
    """Return the cameras that lose anything: what each sees in winter and in summer, whoever else sees it."""
    winter_m2, summer_m2 = shapely.area(before), shapely.area(after)
    frame = inputs.cameras[["ref", "name", "status", "camera_type", "bearing_deg", "geometry"]].assign(
        winter_m2=winter_m2.round(1),
        summer_m2=summer_m2.round(1),
        lost_m2=(winter_m2 - summer_m2).round(1),
        lost_share=np.divide(winter_m2 - summer_m2, winter_m2, out=np.zeros(len(before)), where=winter_m2 > 0).round(4),
        in_crown=np.isin(np.arange(len(before)), list(within)),
    )
    return frame[winter_m2 - summer_m2 >= LEAST_M2].reset_index(names="camera")


def _areas(inputs: Inputs, now: pd.DataFrame, changes: pd.DataFrame) -> gpd.GeoDataFrame:
    frame = beside(inputs, now, changes)
    for unit in ("m2", "street_m"):
        frame[f"winter_{unit}"] = frame.pop(f"seen_{unit}")
        frame[f"summer_{unit}"] = (frame[f"winter_{unit}"] - frame[f"lost_{unit}"]).clip(lower=0.0)
    return frame.round(1).to_crs(crs.STORED)


def _result(
    store: Store, city: City, inputs: Inputs, trees: Crowns, frames: dict[str, gpd.GeoDataFrame], within: int
) -> Result:
    sources = store.sources(*INPUTS)
    sums = ["ground_m2", "street_m", "winter_m2", "winter_street_m", "summer_m2", "summer_street_m", "lost_m2"]
    totals = (
        frames["seasons"].groupby(LEVEL, sort=False)[[*sums, "lost_street_m"]].sum().round(1).reset_index()
        if frames
        else pd.DataFrame()
    )
    summary: dict[str, Any] = {
        "trees": {"all": len(trees), "assumed": int(trees.assumed.sum())},
        "cameras": {"all": len(inputs.cameras), "in_crowns": within},
        "totals": totals.to_dict("records"),
    }
    return Result(
        name="foliage",
        parameters=city.trees.model_dump(),
        frames=frames,
        summary=summary,
        sources=tuple(dict.fromkeys(source.name for source in sources)),
        period=None,
        n=len(trees),
        norm_edition="; ".join(EDITIONS),
        synthetic=any(source.synthetic for source in sources if source.family != "areas"),
        inputs_digest=store.digest(INPUTS),
        made_at=datetime.now(UTC),
    )
