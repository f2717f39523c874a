"""Each camera with how much it sees, level by level: a list to be searched and put in an order."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from geo import crs
from geo.coverage.reach import LEVELS
from geo.storage.store import Store
from layers.base import EVERYONE, LayerQuery, integer, number, text
from layers.camera_status import STATUS, staged
from layers.cameras import CAMERAS
from layers.choose import choose
from layers.fields import MOST_LEVELS, State, by_density
from layers.results import ResultLayer

_OF_CAMERA = (
    *("ref", "name", "kind", "camera_type", "mount", "height_m", "bearing_deg", "assumed"),
    *("system", "operator", "owner", "stage", "status", "indoor"),
)
#: What is told of a camera as the register's own layer tells it.
_LIKE_CAMERAS = ("kind", "camera_type", "mount", "height_m", "bearing_deg", "system", "operator", "owner")
_LEVEL = ("norm_edition", "level", "px_per_m")


@dataclass(frozen=True, kw_only=True)
class CameraViewsLayer(ResultLayer):
    """All cameras of the register beside what the coverage measured of each."""

    def choose(self, query: LayerQuery, store: Store) -> tuple[gpd.GeoDataFrame, int]:
        """Return a page of cameras, and how many match in all; none before the coverage was computed."""
        asked = [
            (rank, label)
            for rank, label in enumerate(LEVELS)
            if all(query.equal.get(name, value) == value for name, value in zip(_LEVEL, label, strict=True))
        ]
        result = store.result(self.analysis)
        if result is None or not asked:
            empty = gpd.GeoDataFrame(columns=[*self.properties], geometry=[], crs=crs.STORED)
            return choose(empty, query, searched=self.searched)
        if query.counts_all:
            return gpd.GeoDataFrame(geometry=[], crs=crs.STORED), store.count("cameras") * len(asked)
        blind = frozenset(result.summary.get("blind", ()))
        known = _known(_State(store.path, store.digest(["cameras"]), result.made_at, store))
        frames = [known.at_level(rank, label, blind) for rank, label in asked]
        told = gpd.GeoDataFrame(pd.concat(frames).sort_index(), crs=crs.STORED)
        return choose(told, query, searched=self.searched)


@dataclass(frozen=True, slots=True)
class _State:
    """A state of a store, whichever object reads it."""

    path: Path
    cameras: str
    made_at: datetime
    store: Store = field(compare=False)


@dataclass(frozen=True, slots=True)
class _Known:
    """The cameras of a state, and what the coverage told of each: camera, density, radius and ground."""

    cameras: gpd.GeoDataFrame
    told: pd.DataFrame

    def at_level(self, rank: int, label: tuple[str, str, float], blind: frozenset[str]) -> gpd.GeoDataFrame:
        """Return one row a camera; one that counts and sees nothing so well has no ground, one that does not, none."""
        mine = self.told[self.told["px_per_m"] == label[2]].drop_duplicates("camera").set_index("camera")
        camera = self.cameras["camera"]
        counted = camera.isin(self.told["camera"]) | self.cameras["ref"].isin(blind)
        area_m2 = camera.map(mine["area_m2"])
        frame = self.cameras.assign(
            **dict(zip(_LEVEL, label, strict=True)),
            area_m2=area_m2.where(~counted | area_m2.notna(), 0.0),
            radius_m=camera.map(mine["radius_m"]),
        )
        return frame.set_index(np.asarray(frame.index) * MOST_LEVELS + rank).rename_axis("fid")


@lru_cache(maxsize=1)
def _known(state: _State) -> _Known:
    """Read a state once: a large city is asked for many pages of the list."""
    cameras, told = staged(state.store.read("cameras")), by_density(State(state.path, state.made_at, state.store))
    listed = cameras[[*_OF_CAMERA, "geometry"]].assign(camera=cameras.index.to_numpy())
    return _Known(listed.assign(name=listed["name"].fillna(listed["ref"])), told)


CAMERA_VIEWS = CameraViewsLayer(
    id="camera-views",
    analysis="coverage",
    title="Cameras with what they see",
    description="All cameras of the register with the ground that each sees at an image-quality level.",
    geometry="point",
    exact_for=EVERYONE,
    searched=("ref", "name", "system", "operator", "owner"),
    properties={
        "camera": integer("Id of the camera in the collection of cameras"),
        "ref": text("Reference of the camera in its register"),
        "name": text("Name of the camera, or its reference where it has none"),
        "norm_edition": text("Edition of the image-quality norm"),
        "level": text("Image-quality level of that edition"),
        "px_per_m": number("Pixels per metre that the level asks for"),
        "area_m2": number("Ground that is seen, square metres; none of a camera that counts in no area"),
        "radius_m": number("Distance at which the level ends, metres"),
    }
    | {name: CAMERAS.properties[name] for name in _LIKE_CAMERAS}
    | STATUS
    | {name: CAMERAS.properties[name] for name in ("indoor", "assumed")},
)
