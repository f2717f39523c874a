"""What remains of shapes without others, and what pieces make together."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from geo.geometry.overlay import disjoint, polygons_of, without


def discs(n: int, seed: int = 3) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return shapely.buffer(shapely.points(rng.uniform(0, 40, (n, 2))), rng.uniform(1, 6, n))


def test_disjoint_shapes_have_the_ground_of_their_union_and_share_none() -> None:
    parted = disjoint(discs(60))
    assert shapely.area(parted).sum() == pytest.approx(shapely.union_all(discs(60)).area, rel=1e-9)
    mine, other = shapely.STRtree(parted).query(parted, predicate="overlaps")
    assert shapely.area(shapely.intersection(parted[mine], parted[other])).sum() == pytest.approx(0, abs=1e-6)


def test_without_takes_away_only_what_is_paired() -> None:
    shapes, others = shapely.box([0, 10], 0, [4, 14], 1), shapely.box([1, 11, 3], 0, [2, 12, 4], 1)
    pairs = (np.array([0, 0]), np.array([0, 2]))
    assert shapely.area(without(shapes, others, pairs)).tolist() == [2, 4]


def test_nothing_remains_of_nothing() -> None:
    none = np.empty(0, dtype=object)
    assert len(disjoint(none)) == 0
    assert polygons_of(none, np.empty(0, dtype=int), 2).tolist() == [shapely.MultiPolygon()] * 2


def test_pieces_of_an_owner_become_one_shape_whatever_their_order() -> None:
    line = shapely.LineString([(0, 0), (1, 1)])
    two = shapely.MultiPolygon([shapely.box(0, 0, 1, 1), shapely.box(2, 0, 3, 1)])
    mixed = shapely.GeometryCollection([two, line])
    pieces = np.array([shapely.box(5, 0, 7, 1), mixed, line, shapely.box(8, 0, 9, 1)], dtype=object)
    made = polygons_of(pieces, np.array([2, 0, 1, 2]), 3)
    assert shapely.area(made).tolist() == [2, 0, 3]
    assert {shape.geom_type for shape in made} == {"MultiPolygon"}
