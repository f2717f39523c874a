"""What stands in the tiny city: its ground, its cameras, what happened and what was reported there."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

WHEN = datetime(2026, 7, 1, 12, tzinfo=UTC)
#: When the reports of the tiny city were counted for the public.
CLOSED_AT = WHEN + timedelta(days=45)
#: Hostile words that every text field must bear.
WORDS = ["=1+1", "Łąkowa 7", "</script><b>", "a,b;\"c\"\n'd'", "@cmd", None]
#: Where the tiny city lies; the reports of one square are drawn around a square's middle.
WEST, SOUTH = 24.93, 60.16
#: The report whose place no public answer may tell: alone, far from all others.
CANARY = (24.9876543, 60.1987654)


def points(n: int, seed: int = 7) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return shapely.points(WEST + rng.uniform(0, 0.02, n), SOUTH + rng.uniform(0, 0.01, n))


def boxes(n: int, seed: int = 8) -> np.ndarray:
    corners = shapely.get_coordinates(points(n, seed))
    return shapely.box(corners[:, 0], corners[:, 1], corners[:, 0] + 0.0004, corners[:, 1] + 0.0002)


def frame_of(geometry: Any, **columns: Any) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, geometry=list(geometry), crs="EPSG:4326")


def refs(prefix: str, n: int) -> list[str]:
    return [f"{prefix}-{i}" for i in range(n)]


def areas() -> gpd.GeoDataFrame:
    whole = shapely.box(WEST - 0.001, SOUTH - 0.001, WEST + 0.022, SOUTH + 0.012)
    halves = [
        shapely.box(WEST, SOUTH, WEST + 0.01, SOUTH + 0.01),
        shapely.box(WEST + 0.01, SOUTH, WEST + 0.02, SOUTH + 0.01),
    ]
    return frame_of([whole, *halves], ref=refs("area", 3), kind=["city", "sector", "sector"], name=["Miasto", "A", "B"])


def cameras(n: int = 37) -> gpd.GeoDataFrame:
    return frame_of(
        points(n),
        ref=refs("cam", n),
        name=[WORDS[i % len(WORDS)] for i in range(n)],
        camera_type=[("fixed", "dome", None)[i % 3] for i in range(n)],
        height_m=[None if i % 4 == 0 else 4.5 + i % 3 for i in range(n)],
        bearing_deg=[None if i % 3 else float(10 * i % 360) for i in range(n)],
        sensor_width_px=[None if i % 2 else 2560 for i in range(n)],
        status=["working"] * n,
        indoor=[i % 9 == 0 for i in range(n)],
        assumed=[["height_m", "mount"] if i % 2 else [] for i in range(n)],
    )


def buildings() -> gpd.GeoDataFrame:
    plain = boxes(11)
    holed = plain[0].buffer(0.0004).difference(plain[0].buffer(0.0001))
    two = shapely.union_all([plain[1], shapely.transform(plain[1], lambda xy: xy + 0.003)])
    shapes = [*plain, holed, two]
    n = len(shapes)
    heights = [None if i % 5 == 0 else 12.25 for i in range(n)]
    return frame_of(shapes, ref=refs("b", n), height_m=heights, min_height_m=[0.0] * n, assumed=[[]] * n)


def streets() -> gpd.GeoDataFrame:
    lines = [shapely.LineString([(WEST, SOUTH + i / 1000), (WEST + 0.02, SOUTH + i / 900)]) for i in range(9)]
    names = [WORDS[i % len(WORDS)] for i in range(9)]
    return frame_of(lines, ref=refs("s", 9), kind=["residential"] * 9, name=names, underground=[False] * 9)


def incidents(n: int = 30) -> gpd.GeoDataFrame:
    starts = [WHEN + timedelta(days=i) for i in range(n)]
    ends = [start + timedelta(hours=2) for start in starts]
    kinds = [("theft", "robbery")[i % 2] for i in range(n)]
    return frame_of(points(n, 9), ref=refs("i", n), category=kinds, occurred_from=starts, occurred_to=ends)


def reports(places: Any) -> gpd.GeoDataFrame:
    n = len(places)
    return frame_of(
        places,
        ref=refs("tajne", n),
        place_words=["za sklepem"] * n,
        feeling=["bad"] * n,
        category=["lighting"] * n,
        day_part=["night"] * n,
        text=[f"sekret {i}" for i in range(n)],
        reporter=["resident"] * n,
        created_at=[WHEN + timedelta(minutes=17 * i) for i in range(n)],
    )


def around(column: int, row: int, n: int, seed: int = 1) -> list[Any]:
    """Return places within one square of 250 m of the city's grid (EPSG:3879)."""
    rng = np.random.default_rng(seed)
    xy = (np.array([column, row]) + rng.uniform(0.05, 0.95, (n, 2))) * 250.0
    return list(gpd.GeoSeries(shapely.points(xy), crs="EPSG:3879").to_crs("EPSG:4326"))


def reported_places() -> list[Any]:
    """Return 7 places in one square, 23 in another, 4 in a third, a line, an area and one in words only."""
    [line_at, area_at] = around(101985, 26686, 2, seed=5)
    shapes = [shapely.LineString([(line_at.x, line_at.y), (line_at.x + 1e-4, line_at.y)]), area_at.buffer(1e-4)]
    dense = around(101985, 26685, 7) + around(101987, 26685, 23, seed=2)
    return [*dense, *around(101989, 26687, 4, seed=3), *shapes, None]


def addresses() -> gpd.GeoDataFrame:
    """Return enough addresses in every square around the reported places that each is counted by itself."""
    spots = [
        place
        for column in range(101984, 101990)
        for row in range(26684, 26688)
        for place in around(column, row, 9, seed=column + row)
    ]
    return frame_of(spots, ref=refs("adr", len(spots)), address=[f"Łąkowa {n + 1}" for n in range(len(spots))])


def visits() -> gpd.GeoDataFrame:
    began = [WHEN + timedelta(hours=i) for i in range(3)]
    told = {"area": ["A", WORDS[2], "P1-1"], "kind": ["foot", "motor", "foot"], "minutes": [10.0, 15.0, 12.5]}
    return frame_of(points(3, 15), ref=refs("v", 3), began_at=began, **told)
