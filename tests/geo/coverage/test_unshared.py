"""Switching cameras off costs exactly what nobody else sees."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo.coverage.area import Ground, cover, ground_of
from geo.coverage.unshared import lost, unshared

#: Cover before minus cover after equals what is unshared to this part of it, and to so many m² at least.
REL, ABS = 1e-6, 1e-4


@pytest.fixture(scope="module")
def ground() -> Ground:
    """Return two areas side by side with houses and streets, 300 m by 200 m."""
    rng = np.random.default_rng(3)
    corner = rng.uniform(0, 280, (25, 2)) * (1, 0.65)
    houses = shapely.box(corner[:, 0], corner[:, 1], corner[:, 0] + 15, corner[:, 1] + 10)
    areas = gpd.GeoDataFrame(geometry=[shapely.box(0, 0, 140, 200), shapely.box(140, 0, 300, 200)], crs="EPSG:2177")
    streets = [shapely.LineString([(0, y), (300, y + 7)]) for y in (20, 90, 150)]
    return ground_of(areas, houses, streets)


def views(seed: int, n: int = 12) -> np.ndarray:
    rng = np.random.default_rng(seed)
    discs = shapely.buffer(shapely.points(rng.uniform(0, 1, (n, 2)) * (300, 200)), rng.uniform(15, 50, n))
    return shapely.difference(discs, shapely.box(*rng.uniform(0, 150, 2), 180, 190))


def nobody(ground: Ground) -> np.ndarray:
    """Return what of each piece is seen where there are no cameras."""
    return cover(ground, []).seen


def sums(ground: Ground, seen: np.ndarray) -> tuple[float, float]:
    found = cover(ground, seen)
    return float(found.depth_m2[:, 0].sum()), float(found.seen_street_m.sum())


@pytest.mark.parametrize("seed", range(4))
def test_switching_one_camera_off_costs_exactly_its_unique_area(ground: Ground, seed: int) -> None:
    all_ = views(seed)
    alone_m2, alone_street_m = unshared(ground, all_, nobody(ground), among=True).per_view(views=len(all_))
    paper_m2, paper_street_m = sums(ground, all_)
    for i in range(len(all_)):
        left_m2, left_street_m = sums(ground, np.delete(all_, i))
        assert paper_m2 - left_m2 == pytest.approx(alone_m2[i], rel=REL, abs=ABS)
        assert paper_street_m - left_street_m == pytest.approx(alone_street_m[i], rel=REL, abs=ABS)


@pytest.mark.parametrize("seed", range(4))
def test_switching_several_off_costs_what_none_of_the_others_sees_and_no_less_than_each_alone(
    ground: Ground, seed: int
) -> None:
    all_ = views(seed)
    off = np.random.default_rng(seed).permutation(len(all_))[:5]
    working = np.delete(all_, off)
    m2, street_m = (values.sum() for values in lost(ground, all_[off], cover(ground, working).seen).per_area(areas=2))
    paper, left = sums(ground, all_), sums(ground, working)
    assert m2 == pytest.approx(paper[0] - left[0], rel=REL, abs=ABS)
    assert street_m == pytest.approx(paper[1] - left[1], rel=REL, abs=ABS)
    alone_m2 = unshared(ground, all_[off], cover(ground, working).seen, among=True).per_view(views=5)[0].sum()
    blind_m2 = unshared(ground, all_[off], cover(ground, working).seen).per_view(views=5)[0].sum()
    # What two of them share is nobody's alone, and is blinded by both.
    assert alone_m2 - ABS <= m2 <= blind_m2 + ABS


def test_two_that_see_the_same_have_nothing_alone_but_blind_it_together(ground: Ground) -> None:
    same = np.array([shapely.box(100, 100, 130, 110)] * 2, dtype=object)
    assert unshared(ground, same, nobody(ground), among=True).per_view(views=2)[0].tolist() == [0.0, 0.0]
    both = lost(ground, same, nobody(ground)).per_view(views=1)[0][0]
    assert both == pytest.approx(unshared(ground, same, nobody(ground)).per_view(views=2)[0][1])
    assert both > 0


def test_areas_get_their_own_share_and_shapes_have_no_seams(ground: Ground) -> None:
    across = np.array([shapely.box(100, 192, 190, 199)], dtype=object)
    found = lost(ground, across, nobody(ground))
    m2 = found.per_area(areas=2)[0]
    assert m2.tolist() == pytest.approx([40 * 7, 50 * 7])
    [shape] = found.view_shapes(views=1)
    assert shapely.get_num_geometries(shape) == 1
    assert shape.area == pytest.approx(m2.sum(), rel=1e-5)
    assert shapely.area(found.area_shapes(areas=2)).tolist() == pytest.approx(m2.tolist(), rel=1e-5)


def test_views_of_nothing_lose_nothing(ground: Ground) -> None:
    empty = np.array([shapely.Polygon()], dtype=object)
    assert unshared(ground, empty, cover(ground, views(1)).seen).per_view(views=1)[0].tolist() == [0.0]
    assert lost(ground, np.empty(0, dtype=object), cover(ground, views(1)).seen).per_area(areas=2)[0].tolist() == [
        0.0,
        0.0,
    ]
