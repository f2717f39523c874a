"""Ground laid under views, cell by cell, against GEOS on scenes that are hard on rounding."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.coverage.along import sections_of
from geo.coverage.cells import block_of, code_of, cut, place_of, rings_of
from geo.coverage.laid import Views, jobs_of, jobs_under, laid, polygons, spans_of, street_m
from geo.coverage.stitching import valid
from geo.geometry.slabs import BARE, EXPECTED, GROUND, ONCE, THRICE, TWICE, UNDER

#: Toruń in PL-2000, where coordinates are longest.
TORUN = np.array([6540604.65, 5875529.94])


def moved(shapes, place):
    return shapely.transform(np.array(list(shapes), dtype=object), lambda xy: xy + place)


def lie(areas, views, *, traced=UNDER, share=None, counts=None):
    """Return measures by area, and what was traced as (polygons, area of each)."""
    jobs = jobs_of(cut(rings_of(areas)))
    n = len(views)
    counted = np.ones(n, dtype=bool) if counts is None else np.array(counts)
    over = Views(cut(rings_of(views)), counted, np.ones(n) if share is None else np.array(share, dtype=float))
    found = laid(jobs, over, spans_of(over.cut, jobs.code), np.arange(len(jobs.code)), traced=traced)
    measures = np.zeros((len(areas), 5))
    np.add.at(measures, jobs.owner[found.job], found.measures)
    whole = polygons(found, jobs, jobs.owner)
    return measures, valid(whole.polygons), whole.group, (jobs, found)


def scene(seed, *, place):
    """Return two areas, and views whose edges coincide, touch and cross."""
    rng = np.random.default_rng(seed)
    areas = [shapely.box(-37.3, -20, 61.7, 90), shapely.box(61.7, -20, 130, 90)]
    discs = list(shapely.buffer(shapely.points(rng.uniform(-40, 120, (7, 2))), rng.uniform(3, 40, 7), quad_segs=6))
    walls = [shapely.box(x, y, x + 25, y + 25) for x, y in 12.5 * rng.integers(-3, 9, (5, 2))]
    turned = [shapely.affinity.rotate(shapely.box(10, 10, 60, 30), angle, origin=(10, 10)) for angle in (0, 1e-7, 33)]
    holed = discs[0].difference(shapely.box(*(np.array(discs[0].bounds) * 0.9).tolist()))
    return moved(areas, place), moved([*discs, *walls, *walls[:2], *turned, holed], place)


@pytest.mark.parametrize("place", [(0.0, 0.0), TORUN], ids=["origin", "Toruń"])
@pytest.mark.parametrize("seed", range(8))
def test_what_lies_under_views_and_what_does_not_is_what_geos_finds(seed, place):
    areas, views = scene(seed, place=np.array(place))
    union = shapely.union_all(views)
    for traced, expected in (
        (UNDER, shapely.intersection(areas, union)),
        (BARE, shapely.difference(areas, union)),
    ):
        measures, shapes, group, _ = lie(areas, views, traced=traced)
        assert shapely.is_valid(shapes).all()
        assert measures[:, GROUND] == pytest.approx(shapely.area(areas), rel=1e-9)
        assert measures[:, ONCE] == pytest.approx(shapely.area(shapely.intersection(areas, union)), rel=1e-7)
        for i, wanted in enumerate(expected):
            got = shapely.union_all(shapes[group == i])
            assert shapely.symmetric_difference(got, wanted).area < 1e-5
            assert shapely.area(shapes[group == i]).sum() == pytest.approx(wanted.area, abs=1e-5)


@settings(max_examples=30)
@given(seed=st.integers(0, 2**32 - 1), n=st.integers(1, 6))
def test_depth_and_expectation_are_those_of_all_cuts_laid_over_each_other(seed, n):
    rng = np.random.default_rng(seed)
    views = shapely.buffer(shapely.points(rng.uniform(0, 90, (n, 2))), rng.uniform(5, 45, n), quad_segs=5)
    share = rng.choice([0.25, 0.5, 1.0], n)
    [area] = areas = [shapely.box(0, 0, 90, 90)]
    [measures], *_ = lie(areas, views, share=share)
    faces = shapely.get_parts(shapely.polygonize([shapely.node(shapely.union_all(shapely.boundary([area, *views])))]))
    middles = shapely.point_on_surface(faces)
    seen = shapely.contains(views[:, None], middles[None]) & shapely.contains(area, middles)
    face_m2 = shapely.area(faces)
    for k, column in enumerate((ONCE, TWICE, THRICE), start=1):
        assert measures[column] == pytest.approx(face_m2[seen.sum(axis=0) >= k].sum(), abs=1e-4)
    looked_at = 1 - np.prod(np.where(seen, 1 - share[:, None], 1.0), axis=0)
    assert measures[EXPECTED] == pytest.approx((face_m2 * looked_at).sum(), abs=1e-4)


def test_a_view_that_does_not_count_is_expected_only():
    [measures], *_ = lie([shapely.box(0, 0, 50, 50)], [shapely.box(0, 0, 10, 10)], share=[0.5], counts=[False])
    assert measures[[ONCE, EXPECTED]].tolist() == pytest.approx([0, 50])


def test_pieces_that_meet_only_in_a_corner_are_two_and_those_across_cells_one():
    corner = [shapely.box(0, 0, 10, 10), shapely.box(10, 10, 20, 20)]
    _, shapes, *_ = lie([shapely.box(-100, -100, 100, 100)], corner)
    assert shapely.area(shapes).tolist() == pytest.approx([100, 100])
    _, shapes, *_ = lie([shapely.box(-100, -100, 100, 100)], [shapely.box(-60, -60, 60, 60)])
    assert shapely.area(shapes).tolist() == pytest.approx([120**2])
    _, shapes, *_ = lie([shapely.box(-100, -100, 100, 100)], [shapely.box(-60, -60, 60, 60)], traced=BARE)
    assert [len(shapely.get_rings(shape)) for shape in shapes] == [2]


@pytest.mark.parametrize("seed", range(6))
def test_metres_of_street_are_those_within_what_is_seen(seed):
    rng = np.random.default_rng(seed)
    areas, views = scene(seed, place=TORUN)
    lines = moved(shapely.linestrings(rng.uniform(-30, 120, (6, 3, 2))), TORUN)
    _, shapes, _, (jobs, found) = lie(areas, views)
    sections = sections_of([shapely.union_all(lines)])
    metres = street_m(sections, *jobs_under(sections.code, jobs), found)
    assert metres.sum() == pytest.approx(shapely.length(shapely.intersection(lines, shapely.union_all(shapes))).sum())


def test_cells_have_numbers_in_whose_order_blocks_stay_together():
    column, row = (axis.ravel() for axis in np.meshgrid(np.arange(-45, 45), np.arange(-45, 45)))
    code = code_of(column, row)
    assert np.array_equal(place_of(code), np.column_stack([column, row]))
    blocks = block_of(np.sort(code))
    assert (np.diff(blocks) >= 0).all()
    assert len(np.unique(blocks)) == 36
    assert len(np.unique(code)) == len(code)
