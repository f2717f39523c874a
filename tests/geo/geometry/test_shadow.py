"""Shadows of low buildings: the prisms of the reference, hand-computed cases, and agreement with rays."""

from __future__ import annotations

import json
import math
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
import shapely
from shapely import Polygon, box

from geo.errors import BadInput
from geo.geometry.shadow import shadow, shadow_factors

REFERENCE = Path(__file__).parents[2] / "data" / "reference" / "visibility"
PRISMS = json.loads((REFERENCE / "analytic_cases.json").read_text())["prism_2_5d"]
U_HOUSE = Polygon([(-6, 4), (6, 4), (6, 12), (4, 12), (4, 6), (-4, 6), (-4, 12), (-6, 12)])
RING_HOUSE = box(5, -5, 15, 5).difference(box(7, -3, 13, 3))


@pytest.mark.parametrize("case", PRISMS, ids=lambda case: case["id"])
def test_prisms_hide_the_exact_area(case):
    footprint = box(case["d"], -case["w"], case["d"] + case["D"], case["w"])
    heights = {"height_m": case["h"], "viewpoint_height_m": case["H"], "target_height_m": case["t"]}
    hidden = shadow(footprint, (0, 0), **heights, reach_m=200)
    assert hidden.area == pytest.approx(float(Fraction(case["hidden_incl_footprint"])), rel=1e-9)
    beyond = hidden.difference(footprint).area
    assert beyond == pytest.approx(float(Fraction(case["hidden_outside_footprint"])), rel=1e-9)


def test_factors_tell_opaque_low_and_lower_than_the_target():
    factors = shadow_factors(np.array([9.0, 12.0, 3.0, 1.5, 0.0]), viewpoint_height_m=9, target_height_m=1.5)
    assert factors.tolist() == [math.inf, math.inf, 1.25, 1.0, 1.0]


def test_a_target_above_the_camera_is_hidden_by_whatever_reaches_the_camera():
    factors = shadow_factors(np.array([2.0, 3.0, 5.0, 8.0]), viewpoint_height_m=3, target_height_m=6)
    assert factors.tolist() == [1.0, math.inf, math.inf, math.inf]


def test_a_camera_on_the_roof_hides_the_enlarged_roof():
    hidden = shadow(box(-2, -3, 2, 3), (0, 0), height_m=5, viewpoint_height_m=10, reach_m=100)
    assert hidden.equals(box(-4, -6, 4, 6))


def test_a_camera_at_the_edge_of_the_roof_hides_the_roof_enlarged_from_there():
    hidden = shadow(box(0, -3, 2, 3), (0, 0), height_m=5, viewpoint_height_m=10, reach_m=100)
    assert hidden.equals(box(0, -6, 4, 6))


def test_a_building_below_the_target_hides_its_footprint_only():
    hidden = shadow(box(2, 2, 4, 4), (0, 0), height_m=1.5, viewpoint_height_m=10, target_height_m=1.7, reach_m=100)
    assert hidden.equals(box(2, 2, 4, 4))


def test_the_shadow_of_the_near_wing_ends_in_the_courtyard():
    hidden = shadow(RING_HOUSE, (0, 0), height_m=1, viewpoint_height_m=11, reach_m=100)
    assert hidden.contains(shapely.Point(7.5, 0))
    assert not hidden.intersects(shapely.Point(10, 0))


def test_an_opaque_building_hides_all_behind_it_in_reach():
    reach_m = 50
    hidden = shadow(box(10, -10, 12, 10), (0, 0), height_m=9, viewpoint_height_m=9, reach_m=reach_m)
    wedge = Polygon([(10, -10), (200, -200), (200, 200), (10, 10)]).intersection(shapely.Point(0, 0).buffer(reach_m))
    assert wedge.difference(hidden).area < 1e-9
    assert hidden.difference(Polygon([(10, -10), (200, -200), (200, 200), (10, 10)])).area < 1e-9


def test_a_roof_just_below_the_camera_gives_finite_coordinates():
    hidden = shadow(box(10, -10, 12, 10), (0, 0), height_m=9 - 1e-12, viewpoint_height_m=9, reach_m=50)
    assert hidden.is_valid
    assert np.abs(shapely.get_coordinates(hidden)).max() <= 1000


@pytest.mark.parametrize("height_m", [0.5, 2.0, 5.0, 8.9, 9.0, 20.0])
@pytest.mark.parametrize("target_height_m", [0.0, 1.7])
@pytest.mark.parametrize(
    ("footprint", "viewpoint"),
    [
        (U_HOUSE, (0.5, 0.0)),
        (U_HOUSE, (0.5, 8.0)),
        (RING_HOUSE, (0.3, 0.2)),
        (RING_HOUSE, (10.0, 1.0)),
        (box(1, -80, 3, 90), (0, 0)),
        (box(1e-3, -80, 3, 90), (0, 0)),
    ],
)
def test_shadows_agree_with_rays_in_space(footprint, viewpoint, height_m, target_height_m):
    heights = {"height_m": height_m, "viewpoint_height_m": 9.0, "target_height_m": target_height_m}
    hidden = shadow(footprint, viewpoint, **heights, reach_m=60)
    assert hidden.is_valid
    targets = np.random.default_rng(5).uniform(-40, 40, size=(2000, 2)) + viewpoint
    clear = shapely.distance(hidden.boundary, shapely.points(targets)) > 1e-6
    told = shapely.contains_xy(hidden, targets)
    true = _hidden_by_ray(footprint, viewpoint, targets, **heights)
    assert (told == true)[clear].all()
    assert clear.mean() > 0.99


@pytest.mark.parametrize("viewpoint", [(0.5, 8.0), (5.0, 10.0), (0.0, 5.0)])
def test_shadows_from_above_a_roof_or_its_yard_agree_with_rays(viewpoint):
    heights = {"height_m": 6.0, "viewpoint_height_m": 9.0, "target_height_m": 1.0}
    hidden = shadow(U_HOUSE, viewpoint, **heights, reach_m=60)
    targets = np.random.default_rng(6).uniform(-40, 40, size=(3000, 2)) + viewpoint
    clear = shapely.distance(hidden.boundary, shapely.points(targets)) > 1e-6
    true = _hidden_by_ray(U_HOUSE, viewpoint, targets, **heights)
    assert (shapely.contains_xy(hidden, targets) == true)[clear].all()


def _hidden_by_ray(footprint, viewpoint, targets, *, height_m, viewpoint_height_m, target_height_m):
    """Brute force: is any point of the sight line below the roof and over the footprint, or the target under it?"""
    if height_m <= target_height_m:
        return shapely.contains_xy(footprint, targets)
    above = max(0.0, (viewpoint_height_m - height_m) / (viewpoint_height_m - target_height_m))
    enters = np.array(viewpoint) + above * (targets - viewpoint)
    lines = shapely.linestrings(np.stack([enters, targets], axis=1))
    return shapely.intersects(lines, footprint)


@pytest.mark.parametrize("name", ["height_m", "viewpoint_height_m", "target_height_m"])
@pytest.mark.parametrize("given", [math.nan, math.inf, -1.0])
def test_a_height_that_is_none_is_named(name, given):
    good = {"height_m": 3, "viewpoint_height_m": 9, "target_height_m": 0}
    with pytest.raises(BadInput, match=name):
        shadow(box(1, 1, 2, 2), (0, 0), **(good | {name: given}), reach_m=10)
