"""Cover by area: hand-computed scenes, parts that sum to the city, and the one big union that is never made."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.coverage.area import cover, ground_of
from geo.errors import BadInput

EAST, NORTH = 6540604.65, 5875529.94


def areas(*shapes, crs="EPSG:2177"):
    return gpd.GeoDataFrame(geometry=list(shapes), crs=crs)


def measured(shapes, views, footprints=(), streets=()):
    """Return per area: ground, street, seen at least once, twice, three times, seen street."""
    ground = ground_of(areas(*shapes), list(footprints), list(streets))
    seen = cover(ground, np.array(list(views), dtype=object))
    values = [shapely.area(ground.ground), shapely.length(ground.streets), *seen.depth_m2.T, seen.seen_street_m]
    return np.column_stack([ground.per_area(each, areas=len(shapes)) for each in values])


def random_discs(rng, n, *, side_m=400.0):
    places = shapely.points(rng.uniform(0, side_m, (n, 2)))
    return shapely.buffer(places, rng.uniform(5, 90, n), quad_segs=8)


def random_streets(rng, n, *, side_m=400.0):
    return shapely.linestrings(rng.uniform(0, side_m, (n, 3, 2)))


def random_parts(rng, n, *, side_m=400.0):
    """Return a random division of a square: the cells of a Voronoi diagram within it."""
    city = shapely.box(0, 0, side_m, side_m)
    seeds = shapely.MultiPoint(rng.uniform(0, side_m, (n, 2)))
    cells = shapely.get_parts(shapely.voronoi_polygons(seeds, extend_to=city))
    return shapely.intersection(cells, city)


def test_one_square_view_over_one_square_area_with_a_house_and_a_street():
    area = shapely.box(0, 0, 200, 200)
    house = shapely.box(50, 50, 70, 80)  # 600 m2, 400 of them in view
    street = shapely.LineString([(-20, 60), (220, 60)])  # 200 m in the area, 20 of them under the house
    view = shapely.box(0, 0, 100, 70)  # 7000 m2
    [[ground, street_m, once, twice, thrice, seen_m]] = measured([area], [view], [house], [street])
    assert (ground, street_m) == pytest.approx((200 * 200 - 600, 180))
    assert (once, twice, thrice) == pytest.approx((7000 - 400, 0, 0))
    assert seen_m == pytest.approx(80)


def test_ground_seen_once_twice_and_three_times_by_three_overlapping_squares():
    views = [shapely.box(0, 0, 60, 60), shapely.box(30, 0, 90, 60), shapely.box(30, 30, 90, 90)]
    # A and B overlap in 30 x 60, B and C in 60 x 30, A and C in 30 x 30, which is also where all three do.
    once = 3 * 3600 - (1800 + 1800 + 900) + 900
    twice = 1800 + 1800 + 900 - 2 * 900
    for order in ([0, 1, 2], [2, 0, 1], [1, 2, 0]):
        [[_, _, *depth, _]] = measured([shapely.box(0, 0, 100, 100)], [views[i] for i in order])
        assert depth == pytest.approx([once, twice, 900])


def test_a_fourth_view_is_three_and_more():
    [[_, _, *depth, _]] = measured([shapely.box(0, 0, 100, 100)], [shapely.box(10, 10, 20, 20)] * 4)
    assert depth == pytest.approx([100, 100, 100])


def test_a_view_over_the_edge_counts_in_each_area_with_its_part_there():
    west, east = shapely.box(0, 0, 130, 100), shapely.box(130, 0, 260, 100)
    street = shapely.LineString([(0, 50), (260, 50)])
    told = measured([west, east], [shapely.box(100, 0, 200, 50)], streets=[street])
    assert told[:, 2] == pytest.approx([30 * 50, 70 * 50])
    assert told[:, 5] == pytest.approx([30, 70])


def test_a_view_may_have_parts_and_holes():
    ring = shapely.box(0, 0, 60, 60).difference(shapely.box(20, 20, 40, 40))
    both = shapely.MultiPolygon([ring, shapely.box(80, 80, 90, 90)])
    [[_, _, once, *_]] = measured([shapely.box(0, 0, 100, 100)], [both])
    assert once == pytest.approx(3600 - 400 + 100)


def test_areas_that_overlap_are_each_measured_whole():
    told = measured([shapely.box(0, 0, 100, 100), shapely.box(50, 0, 150, 100)], [shapely.box(60, 0, 80, 10)])
    assert told[:, 2] == pytest.approx([200, 200])


def test_without_views_nothing_is_seen():
    [[ground, street_m, *seen]] = measured(
        [shapely.box(0, 0, 50, 50)], [], streets=[shapely.LineString([(0, 5), (50, 5)])]
    )
    assert (ground, street_m, *seen) == pytest.approx((2500, 50, 0, 0, 0, 0))


def test_an_area_that_is_built_all_over_has_no_ground_to_see():
    told = measured(
        [shapely.box(0, 0, 50, 50), shapely.box(50, 0, 100, 50)],
        [shapely.box(0, 0, 100, 50)],
        [shapely.box(0, 0, 50, 50)],
    )
    assert told[:, 0] == pytest.approx([0, 2500])
    assert told[:, 2] == pytest.approx([0, 2500])


def test_a_view_that_only_touches_sees_nothing():
    [[_, _, once, *_]] = measured(
        [shapely.box(0, 0, 100, 100)], [shapely.box(100, 0, 200, 100), shapely.box(-10, 20, 0, 30)]
    )
    assert once == 0


def test_houses_that_overlap_take_their_ground_once():
    houses = [shapely.box(0, 0, 30, 30), shapely.box(20, 0, 50, 30), shapely.box(0, 0, 30, 30)]
    [[ground, *_]] = measured([shapely.box(0, 0, 100, 100)], [], houses)
    assert ground == pytest.approx(10_000 - 1500)


def test_a_street_that_is_drawn_twice_is_one_street():
    street = shapely.LineString([(0, 50), (100, 50)])
    [[_, street_m, *_]] = measured([shapely.box(0, 0, 100, 100)], [], streets=[street, shapely.reverse(street)])
    assert street_m == pytest.approx(100)


@pytest.mark.parametrize("seed", range(6))
def test_parts_of_a_city_sum_to_the_city(seed):
    rng = np.random.default_rng(seed)
    city = shapely.box(0, 0, 400, 400)
    views, houses, streets = random_discs(rng, 12), random_discs(rng, 5), random_streets(rng, 8)
    [whole] = measured([city], views, houses, streets)
    parts = measured(list(random_parts(rng, 7)), views, houses, streets).sum(axis=0)
    assert (whole > 0).all()
    assert parts == pytest.approx(whole, rel=1e-6)


@settings(max_examples=25)
@given(seed=st.integers(0, 2**32 - 1), views=st.integers(0, 10), houses=st.integers(0, 5))
def test_the_cells_measure_what_one_big_union_measures(seed, views, houses):
    rng = np.random.default_rng(seed)
    city = shapely.box(30, 20, 390, 370)
    seen, built, streets = random_discs(rng, views), random_discs(rng, houses), random_streets(rng, 4)
    [told] = measured([city], seen, built, streets)
    open_ground = city.difference(shapely.union_all(built))
    street = shapely.union_all(streets).intersection(open_ground)
    union = shapely.union_all(seen)
    expected = [
        open_ground.area,
        street.length,
        union.intersection(open_ground).area,
        union.intersection(street).length,
    ]
    assert told[[0, 1, 2, 5]] == pytest.approx(expected, rel=1e-9, abs=1e-6)


@settings(max_examples=25)
@given(seed=st.integers(0, 2**32 - 1), n=st.integers(1, 6))
def test_depth_is_what_points_thrown_at_random_find(seed, n):
    rng = np.random.default_rng(seed)
    views = random_discs(rng, n, side_m=200)
    [[_, _, *depth, _]] = measured([shapely.box(0, 0, 200, 200)], views)
    darts = shapely.points(rng.uniform(0, 200, (4000, 2)))
    hits = shapely.contains(views[:, None], darts[None]).sum(axis=0)
    assert [depth_m2 / 200**2 for depth_m2 in depth] == pytest.approx([(hits >= k).mean() for k in (1, 2, 3)], abs=0.04)
    assert depth[0] >= depth[1] >= depth[2] >= 0


def test_cover_grows_with_every_view_and_its_depths_sum_to_the_views():
    rng = np.random.default_rng(3)
    views = random_discs(rng, 3)
    told = np.array([measured([shapely.box(-100, -100, 500, 500)], views[:n])[0] for n in (1, 2, 3)])
    assert (np.diff(told[:, 2]) > 0).all()
    assert told[2, 2:5].sum() == pytest.approx(shapely.area(views).sum(), rel=1e-9)


def test_far_from_the_origin_the_numbers_are_the_same():
    rng = np.random.default_rng(11)
    scene = [shapely.box(0, 0, 400, 400)], random_discs(rng, 6), random_discs(rng, 3), random_streets(rng, 4)
    moved = [shapely.transform(np.array(part, dtype=object), lambda xy: xy + np.array([EAST, NORTH])) for part in scene]
    assert measured(*moved)[0] == pytest.approx(measured(*scene)[0], rel=1e-6)


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:3857", None])
def test_degrees_web_mercator_and_no_crs_raise(crs):
    with pytest.raises(BadInput, match="metric CRS"):
        ground_of(areas(shapely.box(0, 0, 1, 1), crs=crs), [], [])
