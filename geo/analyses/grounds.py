"""The ground that a city is surveyed on, made ready once and kept until areas, buildings or streets change."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.city import StreetDefaults
from geo.coverage.cells import Ints
from geo.coverage.gaps import stretches
from geo.coverage.memo import key_of, packed, shapes_of, unpacked, wkb_of
from geo.coverage.survey import Town, town, town_packed, town_unpacked
from geo.storage.store import Store

#: Under this name the store keeps grounds.
GROUND = "coverage-ground"
_TOLD = ("street", "area", "area_name")


@dataclass(slots=True)
class Grounds:
    """The grounds that a store keeps.

    Attributes
    ----------
    store
        None means that nothing is known.
    needed
        The keys of all that was asked for.
    fresh
        What of it was not known.
    """

    store: Store | None
    needed: list[bytes] = field(default_factory=list)
    fresh: dict[bytes, bytes] = field(default_factory=dict)

    def space(
        self, areas: gpd.GeoDataFrame, footprints: np.ndarray, streets: gpd.GeoDataFrame, defaults: StreetDefaults
    ) -> gpd.GeoDataFrame:
        """Return the street space of a city as ``geo.coverage.gaps.stretches`` does."""
        key = _space_key(areas, footprints, streets, defaults)
        if (told := self._known(key)) is not None:
            return _frame(told, areas.crs)
        frame = stretches(streets, areas, footprints, defaults)
        names = json.dumps([frame[name].tolist() for name in _TOLD]).encode()
        shapes = (frame["line"].to_numpy(dtype=object), np.asarray(frame.geometry.array, dtype=object))
        arrays = [part for each in shapes for part in wkb_of(each)]
        self.fresh[key] = packed([np.frombuffer(names, dtype=np.uint8), *arrays])
        return frame

    def town(
        self,
        areas: gpd.GeoDataFrame,
        footprints: np.ndarray,
        streets: np.ndarray,
        space: gpd.GeoDataFrame,
        blocks: Ints,
    ) -> Town:
        """Return a city made ready as ``geo.coverage.survey.town`` does."""
        lines, shapes = space["line"].to_numpy(dtype=object), np.asarray(space.geometry.array, dtype=object)
        told = (_digest(areas.geometry.array), _digest(footprints), _digest(streets), _digest(lines), _digest(shapes))
        key = key_of("town", *told, json.dumps([areas["ref"].tolist(), space["area"].tolist()]), blocks)
        if (known := self._known(key)) is not None:
            return town_unpacked(known)
        ready = town(areas, footprints, streets, space, blocks)
        self.fresh[key] = town_packed(ready)
        return ready

    def keep(self) -> None:
        """Keep what was not known, and forget what was not asked for."""
        if self.store is not None:
            with self.store.writing() as writing:
                writing.remember(GROUND, self.fresh, keep=self.needed)
        self.fresh.clear()

    def _known(self, key: bytes) -> bytes | None:
        self.needed.append(key)
        return None if self.store is None else self.store.remembered(GROUND, [key]).get(key)


def _frame(told: bytes, crs: object) -> gpd.GeoDataFrame:
    names, *shapes = unpacked(told)
    columns = dict(zip(_TOLD, json.loads(names.tobytes()), strict=True))
    data = {name: pd.Series(values, dtype=object) for name, values in columns.items()}
    return gpd.GeoDataFrame(data | {"line": shapes_of(*shapes[:2])}, geometry=shapes_of(*shapes[2:]), crs=crs)


def _digest(shapes: np.ndarray) -> bytes:
    return key_of(*shapely.to_wkb(shapes))


def _space_key(
    areas: gpd.GeoDataFrame, footprints: np.ndarray, streets: gpd.GeoDataFrame, defaults: StreetDefaults
) -> bytes:
    shapes = (_digest(areas.geometry.array), _digest(footprints), _digest(streets.geometry.array))
    names = [
        frame[name].astype(object).where(frame[name].notna(), None).tolist()
        for frame, name in ((areas, "ref"), (areas, "name"), (streets, "name"), (streets, "kind"))
    ]
    return key_of("space", *shapes, json.dumps(names), repr(defaults), str(areas.crs))
