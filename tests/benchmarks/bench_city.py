"""Which city do all benchmarks stand in? Ours: 20,000 buildings in blocks along streets, 22,842 cameras, seeded.

70 % turned rectangles, 30 % L shapes, no two touching; 92,112 edges. Half of the cameras hang on facades, 0.25 m off
the wall, half on street poles; range 60-100 m, field of view 60-360 degrees. EPSG:2178.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

BUILDINGS, CAMERAS = 20_000, 22_273 + 569
BLOCK_M, STREET_M = np.array([96.0, 52.0]), 16.0
PITCH_M = BLOCK_M + STREET_M
LOT_M = BLOCK_M / [6, 2]
ORIGIN = np.array([7_420_000.0, 5_548_000.0])
TURN = np.radians(17.0)


@dataclass(frozen=True)
class BenchCity:
    """Footprints, and cameras ``(N, 2)`` with range, bearing and opening ``(N,)``."""

    buildings: np.ndarray
    cameras: np.ndarray
    range_m: np.ndarray
    bearing_deg: np.ndarray
    field_of_view_deg: np.ndarray


def build(seed: int = 7) -> BenchCity:
    rng = np.random.default_rng(seed)
    blocks = int(np.ceil(BUILDINGS / 12))
    columns = int(np.ceil(np.sqrt(blocks * PITCH_M[1] / PITCH_M[0])))
    rows = int(np.ceil(blocks / columns))
    rings = [_house(rng, i, columns) for i in range(BUILDINGS)]
    places, headings = _cameras(rng, rings, columns, rows)
    turn = _rotation(TURN)
    heading = np.mod(headings + TURN + np.pi, 2 * np.pi) - np.pi
    range_m = rng.uniform(60, 100, CAMERAS)
    opening_deg = rng.choice([60.0, 90.0, 120.0, 180.0, 360.0], CAMERAS, p=[0.25, 0.25, 0.2, 0.1, 0.2])
    buildings = np.array([shapely.Polygon(ring @ turn.T + ORIGIN) for ring in rings])
    return BenchCity(buildings, places @ turn.T + ORIGIN, range_m, (90 - np.degrees(heading)) % 360, opening_deg)


def _rotation(angle: float) -> np.ndarray:
    return np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])


def _house(rng: np.random.Generator, index: int, columns: int) -> np.ndarray:
    block, lot = divmod(index, 12)
    row, column = divmod(lot, 6)
    middle = np.array([block % columns, block // columns]) * PITCH_M + (np.array([column, row]) + 0.5) * LOT_M
    w, h = rng.uniform(9, 14.2), rng.uniform(12, 22)
    ring = np.array([(0, 0), (w, 0), (w, h), (0, h)])
    if rng.random() < 0.3:
        a, d = rng.uniform(0.35, 0.6) * w, rng.uniform(0.35, 0.6) * h
        ring = np.array([(0, 0), (w, 0), (w, d), (a, d), (a, h), (0, h)])
        if rng.random() < 0.5:
            ring = (np.array([w, 0]) + ring * [-1, 1])[::-1]
        if row:
            ring = (np.array([0, h]) + ring * [1, -1])[::-1]
    return (ring - [w / 2, h / 2]) @ _rotation(np.radians(rng.uniform(-3, 3))).T + middle


def _cameras(
    rng: np.random.Generator, rings: list[np.ndarray], columns: int, rows: int
) -> tuple[np.ndarray, np.ndarray]:
    tree = shapely.STRtree([shapely.Polygon(ring) for ring in rings])
    places, headings = [], []
    while len(places) < CAMERAS:
        place, heading = _on_facade(rng, rings) if rng.random() < 0.5 else _on_street(rng, columns, rows)
        if not len(tree.query(shapely.Point(place).buffer(0.05), predicate="intersects")):
            places.append(place)
            headings.append(heading)
    return np.array(places), np.array(headings)


def _on_facade(rng: np.random.Generator, rings: list[np.ndarray]) -> tuple[np.ndarray, float]:
    ring = rings[rng.integers(BUILDINGS)]
    i = rng.integers(len(ring))
    start, along = ring[i], ring[(i + 1) % len(ring)] - ring[i]
    share = rng.uniform(0.1, 0.9)
    outward = np.array([along[1], -along[0]]) / np.hypot(*along)
    return start + share * along + 0.25 * outward, np.arctan2(outward[1], outward[0]) + np.radians(rng.uniform(-40, 40))


def _on_street(rng: np.random.Generator, columns: int, rows: int) -> tuple[np.ndarray, float]:
    width, height = columns * PITCH_M[0], rows * PITCH_M[1]
    if rng.random() < 0.5:
        place = [rng.uniform(0, width), rng.integers(0, rows) * PITCH_M[1] - rng.uniform(2, STREET_M - 2)]
    else:
        place = [rng.integers(0, columns) * PITCH_M[0] - rng.uniform(2, STREET_M - 2), rng.uniform(0, height)]
    return np.array(place), rng.uniform(-np.pi, np.pi)
