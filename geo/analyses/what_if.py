"""What would cameras that are only thought of add? Answered while the hand moves, and stored nowhere."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Lock
from typing import Annotated, Any

import geopandas as gpd
import numpy as np
import shapely
from pydantic import BaseModel, ConfigDict, Field

from geo import crs
from geo.analyses import coverage
from geo.city import City
from geo.coverage.area import Ground, ground_of
from geo.coverage.image_quality import edition
from geo.coverage.pose import facades
from geo.coverage.what_if import Gain, Unseen, gain, unseen
from geo.coverage.zones import Zone, zones
from geo.errors import BadInput
from geo.geometry.isovist import Occluders, prepare
from geo.model.camera import CameraType
from geo.storage.store import Store

#: A camera that is thought of on a facade is set in front of the nearest one within this reach.
SNAP_M = 8.0


class Idea(BaseModel):
    """A camera that is thought of.

    Attributes
    ----------
    kind
        Key of a camera kind of the city profile; it gives the pixels.
    bearing_deg
        Straight away from its facade unless told; north for a camera that stands free.
    facade
        Hang it on the nearest facade.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    lon: Annotated[float, Field(ge=-180, le=180)]
    lat: Annotated[float, Field(ge=-90, le=90)]
    camera_type: CameraType = "fixed"
    kind: str = "box_4mp"
    height_m: Annotated[float, Field(gt=0, le=100)] = 4.5
    bearing_deg: Annotated[float | None, Field(ge=0, lt=360)] = None
    tilt_deg: Annotated[float, Field(ge=0, le=90)] = 27.0
    hfov_deg: Annotated[float, Field(ge=1, lt=180)] = 85.0
    facade: bool = True


@dataclass(frozen=True, slots=True)
class Placed:
    """An idea where it can really hang.

    Attributes
    ----------
    lon, lat
        Where the lens hangs, degrees.
    moved_m
        How far it was moved to its facade.
    outward_deg
        Where its facade faces; none for a camera that stands free.
    bearing_deg
        Where it looks.
    zones
        What it sees, the farthest first; none where walls hide all ground.
    gain
        What it alone would add at the level asked for.
    """

    lon: float
    lat: float
    moved_m: float
    outward_deg: float | None
    bearing_deg: float
    zones: list[Zone]
    gain: Gain


@dataclass(frozen=True, slots=True)
class Outcome:
    """What ideas would add, each alone and all together."""

    placed: list[Placed]
    together: Gain
    areas: list[tuple[str, str]]


@dataclass(slots=True)
class Situation:
    """A city as it is now, held ready for many questions.

    Attributes
    ----------
    digest
        State of the inputs; another state in the store means that a new situation is needed.
    """

    city: City
    digest: str
    areas: gpd.GeoDataFrame
    footprints: np.ndarray
    tree: shapely.STRtree
    occluders: Occluders
    ground: Ground
    views: dict[float, np.ndarray]
    _unseen: dict[float, Unseen] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def unseen(self, px_per_m: float) -> Unseen:
        """Return what nobody sees at a density; computed at the first question."""
        with self._lock:
            if px_per_m not in self._unseen:
                self._unseen[px_per_m] = unseen(self.ground, self.views[px_per_m], areas=len(self.areas))
            return self._unseen[px_per_m]


def situation(store: Store, city: City) -> Situation:
    """Read a city as it is now.

    Raises
    ------
    BadInput
        If there are no areas or no cameras.
    """
    inputs = coverage.read_inputs(store, city)
    views = crs.to_metric(store.result_items("fields-of-view"), city.crs)
    footprints = np.asarray(inputs.footprints.geometry.array, dtype=object)
    return Situation(
        city=city,
        digest=store.digest(coverage.INPUTS),
        areas=inputs.areas,
        footprints=footprints,
        tree=shapely.STRtree(footprints),
        occluders=prepare(footprints, coverage.heights_m(inputs.footprints)),
        ground=ground_of(inputs.areas, footprints, inputs.streets.geometry.array),
        views=coverage.by_density(views.drop_duplicates(["camera", "px_per_m"])),
    )


def ask(now: Situation, ideas: list[Idea], *, norm_edition: str, level: str) -> Outcome:
    """Return what ideas would add at a level of image quality.

    Raises
    ------
    BadInput
        If there is no such edition, level or kind of camera.
    """
    px_per_m = _density(norm_edition, level)
    open_now = now.unseen(px_per_m)
    placed = [_placed(now, idea, open_now, px_per_m) for idea in ideas]
    views = [shape for one in placed for shape in _at(one.zones, px_per_m)]
    names = list(zip(now.areas["ref"], now.areas["name"], strict=True))
    return Outcome(placed, gain(open_now, views), names)


def drawn(placed: Placed, city: City) -> np.ndarray:
    """Return the shapes of what a camera sees as they are drawn: a little simpler, longitude and latitude."""
    shapes = shapely.simplify([zone.shape for zone in placed.zones], coverage.DRAWN_TO_M)
    return np.asarray(gpd.GeoSeries(shapes, crs=city.crs).to_crs(crs.STORED).array, dtype=object)


def _density(norm_edition: str, level: str) -> float:
    levels = {one.name: one.px_per_m for one in edition(norm_edition).levels}
    if level not in levels:
        raise BadInput(
            "A level of {edition} must be one of {choices}, not {given!r}.",
            edition=norm_edition,
            choices=", ".join(levels),
            given=level[:80],
        )
    return levels[level]


def _placed(now: Situation, idea: Idea, open_now: Unseen, px_per_m: float) -> Placed:
    here = gpd.GeoSeries([shapely.Point(idea.lon, idea.lat)], crs=crs.STORED).to_crs(now.city.crs).iloc[0]
    lens, outward_deg = _hung(now, idea, here)
    bearing_deg = idea.bearing_deg if idea.bearing_deg is not None else outward_deg or 0.0
    pose = _pose(now.city, idea) | {"bearing_deg": bearing_deg}
    seen = _seen(now, lens, pose)
    there = gpd.GeoSeries([lens], crs=now.city.crs).to_crs(crs.STORED).iloc[0]
    added = gain(open_now, _at(seen, px_per_m))
    return Placed(there.x, there.y, float(shapely.distance(here, lens)), outward_deg, bearing_deg, seen, added)


def _hung(now: Situation, idea: Idea, here: shapely.Point) -> tuple[shapely.Point, float | None]:
    """Return where the lens hangs: in front of the nearest facade, or where it was put."""
    gap_m = now.city.cameras.facade_gap_m
    near = now.footprints[now.tree.query(here, predicate="dwithin", distance=SNAP_M)]
    wall = facades([here], near) if len(near) else None
    if wall is None or not (idea.facade or wall.inside[0]):
        return here, None
    foot, outward = shapely.get_coordinates(wall.foot[0])[0], wall.outward[0]
    bearing = float(np.degrees(np.arctan2(outward[0], outward[1]))) % 360
    return shapely.Point(foot + gap_m * outward), round(bearing, 1)


def _pose(city: City, idea: Idea) -> dict[str, Any]:
    if idea.kind not in city.camera_kinds:
        raise BadInput(
            "A camera kind must be one of {choices}, not {given!r}.",
            choices=", ".join(city.camera_kinds),
            given=idea.kind[:80],
        )
    lens = city.camera_kinds[idea.kind]
    pixels = {"sensor_width_px": lens.sensor_width_px, "sensor_height_px": lens.sensor_height_px}
    return idea.model_dump(exclude={"lon", "lat", "facade"}) | pixels


def _seen(now: Situation, lens: shapely.Point, pose: dict[str, Any]) -> list[Zone]:
    """Return what a camera sees; one that faces its wall sees nothing, which is an answer and no error."""
    try:
        return zones(lens, pose, now.occluders, target_height_m=now.city.cameras.target_height_m)
    except BadInput:
        return []


def _at(seen: list[Zone], px_per_m: float) -> list[Any]:
    return [zone.shape for zone in seen if zone.px_per_m == px_per_m]
