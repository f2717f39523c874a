"""What does one more camera add?"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.coverage.area import cover, ground_of
from geo.coverage.what_if import gain, nobody, unseen

FIELD = gpd.GeoDataFrame(geometry=[shapely.box(0, 0, 150, 300), shapely.box(150, 0, 300, 300)], crs="EPSG:2177")
HOUSE = shapely.box(100, 100, 130, 140)
STREET = shapely.LineString([(0, 50), (300, 50)])
GROUND = ground_of(FIELD, [HOUSE], [STREET])


def boxes(count):
    corner = st.tuples(
        *[st.floats(low, high).map(lambda v: round(v, 3)) for low, high in ((-20, 300), (-20, 300), (1, 120), (1, 120))]
    )
    return st.lists(corner.map(lambda b: shapely.box(b[0], b[1], b[0] + b[2], b[1] + b[3])), max_size=count)


def test_where_nobody_sees_everything_is_gained() -> None:
    added = gain(unseen(nobody(GROUND), []), [shapely.box(140, 40, 170, 60)], areas=2)
    assert added.gain_m2.tolist() == pytest.approx([200, 400])
    assert added.gain_street_m.tolist() == pytest.approx([10, 20])
    assert added.overlap_m2 == pytest.approx(0)


def test_what_is_seen_already_is_overlap() -> None:
    view = shapely.box(140, 40, 170, 60)
    added = gain(unseen(nobody(GROUND), [view]), [view], areas=2)
    assert added.gain_m2.sum() == pytest.approx(0, abs=1e-9)
    assert added.overlap_m2 == pytest.approx(600)


def test_ground_under_a_building_is_no_gain() -> None:
    assert gain(unseen(nobody(GROUND), []), [HOUSE], areas=2).gain_m2.sum() == pytest.approx(0, abs=1e-9)


def test_a_view_outside_the_areas_adds_nothing() -> None:
    assert gain(unseen(nobody(GROUND), []), [shapely.box(1000, 1000, 1100, 1100)], areas=2).gain_m2.tolist() == [0, 0]


@settings(max_examples=40)
@given(now=boxes(4), further=boxes(3))
def test_the_gain_is_the_difference_of_two_full_runs(now, further) -> None:
    added = gain(unseen(nobody(GROUND), now), further, areas=2)
    before, after = cover(GROUND, now), cover(GROUND, [*now, *further])
    difference = GROUND.per_area(after.depth_m2[:, 0] - before.depth_m2[:, 0], areas=2)
    street_m = GROUND.per_area(after.seen_street_m - before.seen_street_m, areas=2)
    np.testing.assert_allclose(added.gain_m2, difference, atol=1e-6)
    np.testing.assert_allclose(added.gain_street_m, street_m, atol=1e-6)
