"""Proposed masks: do they hide all that they are to hide, with few corners and little beside?"""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.coverage.masks import proposed

MARGIN_M, CORNERS = 0.3, 16


def require_fitting(seen: shapely.Geometry) -> list[shapely.Geometry]:
    """Require what holds of all proposed masks."""
    masks = proposed(seen, margin_m=MARGIN_M, corners=CORNERS)
    together = shapely.union_all(masks)
    assert shapely.difference(seen, together).area <= 0.002
    assert shapely.difference(together, shapely.buffer(seen, 2 * MARGIN_M)).area <= 1e-6
    for mask in masks:
        assert mask.geom_type == "Polygon"
        assert mask.is_valid
        assert len(mask.interiors) == 0
        assert len(mask.exterior.coords) - 1 <= CORNERS
    return masks


def test_a_rectangle_has_one_mask() -> None:
    assert len(require_fitting(shapely.box(0, 0, 8, 5))) == 1


def test_a_sector_has_one_mask_of_few_corners() -> None:
    arc = [(5.5 * np.cos(a), 5.5 * np.sin(a)) for a in np.radians(np.arange(-42, 43))]
    [mask] = require_fitting(shapely.Polygon([(0, 0), *arc]))
    assert len(mask.exterior.coords) <= 12


def test_a_ring_is_hidden_by_several_masks_and_its_middle_by_none() -> None:
    ring = shapely.Point(0, 0).buffer(20).difference(shapely.Point(0, 0).buffer(12))
    masks = require_fitting(ring)
    assert 2 <= len(masks) <= 12
    assert not shapely.intersects(masks, shapely.Point(0, 0).buffer(11)).any()


def test_two_yards_apart_have_a_mask_each() -> None:
    assert len(require_fitting(shapely.MultiPolygon([shapely.box(0, 0, 3, 3), shapely.box(9, 0, 12, 3)]))) == 2


@pytest.mark.parametrize("seen", [shapely.Polygon(), shapely.MultiPolygon(), shapely.box(0, 0, 0.01, 0.01)])
def test_nothing_needs_no_mask(seen) -> None:
    assert proposed(seen, margin_m=MARGIN_M, corners=CORNERS) == []


@settings(max_examples=60)
@given(seed=st.integers(0, 2**32), corners=st.integers(3, 60))
def test_ragged_ground_is_hidden_all_the_same(seed, corners) -> None:
    rng = np.random.default_rng(seed)
    radius_m, angle = rng.uniform(0.5, 25, corners), np.sort(rng.uniform(0, 2 * np.pi, corners))
    star = shapely.Polygon(np.column_stack([radius_m * np.cos(angle), radius_m * np.sin(angle)]))
    require_fitting(shapely.make_valid(star) if not star.is_valid else star)
