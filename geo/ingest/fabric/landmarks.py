"""Which houses stand alone in a block of their own: schools, churches, a town hall in its square?"""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely

from geo.ingest.fabric.cells import frames

#: Outlines within the square from -0.5 to 0.5, the longer side of the block to the right.
_WINGS = shapely.from_wkt("POLYGON ((-.5 -.5, .5 -.5, .5 .5, .25 .5, .25 -.15, -.25 -.15, -.25 .5, -.5 .5, -.5 -.5))")
_ANGLE = shapely.from_wkt("POLYGON ((-.5 -.5, .5 -.5, .5 0, -.1 0, -.1 .5, -.5 .5, -.5 -.5))")
_CROSS = shapely.from_wkt(
    "POLYGON ((-.5 -.2, .1 -.2, .1 -.5, .3 -.5, .3 -.2, .42 -.2, .5 -.1, .5 .1, .42 .2, .3 .2, .3 .5, .1 .5, .1 .2,"
    " -.5 .2, -.5 -.2))"
)
_COURT = shapely.box(-0.5, -0.5, 0.5, 0.5).difference(shapely.box(-0.25, -0.25, 0.25, 0.25))


@dataclass(frozen=True, slots=True)
class Landmark:
    """A kind of house that takes a block of its own.

    Attributes
    ----------
    most_m
        The largest outline, along and across.
    every
        One in so many blocks, by the block's zone.
    """

    outline: shapely.Polygon
    most_m: tuple[float, float]
    levels: float
    height_m: float
    every: dict[str, int]


LANDMARKS = {
    "school": Landmark(_WINGS, (75, 50), 3, 11.8, {"tenements": 24, "slabs": 8, "houses": 60, "old": 40}),
    "kindergarten": Landmark(_ANGLE, (45, 30), 1, 5.4, {"tenements": 40, "slabs": 9, "houses": 70}),
    "church": Landmark(_CROSS, (58, 34), 1, 26.5, {"old": 18, "tenements": 60, "slabs": 30, "houses": 90}),
    "hospital": Landmark(_WINGS, (95, 70), 5, 19.2, {"tenements": 60, "slabs": 24}),
    "office": Landmark(_COURT, (48, 40), 5, 20.0, {"tenements": 36, "works": 8}),
}
_TOWN_HALL = Landmark(_COURT, (46, 38), 3, 17.5, {})


def chosen(zones: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return the landmark that takes each block, by the blocks' zones; empty text for none."""
    names = np.full(len(zones), "", dtype=object)
    for name, landmark in LANDMARKS.items():
        chance = np.array([1 / landmark.every[zone] if zone in landmark.every else 0.0 for zone in zones])
        names[(rng.random(len(zones)) < chance) & (names == "")] = name
    return names


def landmarks(blocks: np.ndarray, names: np.ndarray) -> gpd.GeoDataFrame:
    """Build landmarks in the middle of blocks, as large as they allow.

    Returns
    -------
    frame
        Columns ``block``, ``kind``, ``levels``, ``height_m``, in metres.
    """
    built = [(i, name, _built(blocks[i : i + 1], LANDMARKS[name])) for i, name in enumerate(names) if name]
    return _frame([(i, name, LANDMARKS[name], shape) for i, name, shape in built if shape is not None])


def town_hall(square: shapely.Polygon) -> gpd.GeoDataFrame:
    """Build the town hall in the market square."""
    shape = _built(np.array([square], dtype=object), _TOWN_HALL)
    return _frame([] if shape is None else [(0, "townhall", _TOWN_HALL, shape)])


def _built(block: np.ndarray, landmark: Landmark) -> shapely.Polygon | None:
    corner, axis, size = frames(block)
    middle = corner[0] + (axis[0] * size[0][:, None] / 2).sum(axis=0)
    for share in (0.7, 0.55, 0.4):
        scale = np.minimum(size[0] * share, landmark.most_m)
        shape = shapely.transform(landmark.outline, lambda xy, scale=scale: middle + (xy * scale) @ axis[0])
        if scale.min() > 10 and shapely.contains_properly(block[0], shape):
            return shape
    return None


def _frame(built: list[tuple[int, str, Landmark, shapely.Polygon]]) -> gpd.GeoDataFrame:
    columns = {
        "block": np.array([row[0] for row in built], dtype=int),
        "kind": np.array([row[1] for row in built], dtype=object),
        "levels": np.array([row[2].levels for row in built], dtype=float),
        "height_m": np.array([row[2].height_m for row in built], dtype=float),
    }
    return gpd.GeoDataFrame(columns, geometry=[row[3] for row in built])
