"""Is seen ground cut to the box that is asked for?"""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from layers.base import LayerQuery
from layers.gate import read


@pytest.fixture
def coverage(store, city):
    return read("coverage", LayerQuery(), store, city).frame


def test_without_a_box_it_is_the_shapes_of_the_coverage(store, city, coverage) -> None:
    seen = read("seen-ground", LayerQuery(), store, city).frame
    assert seen.index.tolist() == coverage.index.tolist()
    assert shapely.equals(seen.geometry.array, coverage.geometry.array).all()


def test_with_a_box_it_is_what_lies_in_it(store, city, coverage) -> None:
    west, south, east, north = coverage.geometry.iloc[0].bounds
    box = (west, south, (west + east) / 2, north)
    page = read("seen-ground", LayerQuery(bbox=box), store, city)
    wanted = shapely.intersection(np.asarray(coverage.geometry.array), shapely.box(*box))
    wanted = wanted[shapely.area(wanted) > 0]
    assert page.number_matched == len(wanted) >= 1
    assert shapely.area(page.frame.geometry.array) == pytest.approx(shapely.area(wanted))
    assert set(page.frame.geometry.geom_type) == {"MultiPolygon"}


def test_what_a_box_only_touches_is_left_out(store, city, coverage) -> None:
    west, south, _, north = coverage.geometry.iloc[0].bounds
    beside = LayerQuery(bbox=(west - 0.001, south, west, north))
    first = coverage.index[0]
    assert first not in read("seen-ground", beside, store, city).frame.index
