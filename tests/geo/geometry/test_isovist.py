"""Isovists: exact areas from independent implementations, then truths computed by hand."""

from __future__ import annotations

import json
import math
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
import shapely
from shapely import MultiPolygon, Point, Polygon, box

from geo.errors import BadInput
from geo.geometry.isovist import isovist, prepare
from geo.geometry.sector import disc

REFERENCE = Path(__file__).parents[2] / "data" / "reference" / "visibility"
ANALYTIC = json.loads((REFERENCE / "analytic_cases.json").read_text())
STRESS = json.loads((REFERENCE / "stress_cases_cgal.json").read_text())
#: Toruń in PL-2000, where coordinates are longest.
TORUN = (6540604.65, 5875529.94)
BUTTERFLY = Polygon([(2, -1), (4, 1), (4, -1), (2, 1)])


def scene(rings):
    """What bounds sight, and the buildings; a ring inside a building is its courtyard."""
    buildings = []
    for ring in map(Polygon, rings[1:]):
        holder = next((i for i, building in enumerate(buildings) if building.contains(ring)), None)
        if holder is None:
            buildings.append(ring)
        else:
            buildings[holder] = buildings[holder].difference(ring)
    return Polygon(rings[0]), buildings


@pytest.mark.parametrize("case", ANALYTIC["polygonal"], ids=lambda case: case["id"])
def test_analytic_scenes_have_their_exact_area(case):
    room, buildings = scene(case["rings"])
    seen = isovist(case["observer"], buildings, within=room)
    assert seen.area == pytest.approx(float(Fraction(case["area_exact"])), rel=1e-9)
    assert seen.is_valid
    assert seen.covers(Point(case["observer"]))


@pytest.mark.parametrize("case", STRESS, ids=lambda case: case["id"])
def test_stress_scenes_have_the_area_of_two_exact_algorithms(case):
    room, buildings = scene(case["rings"])
    seen = isovist(case["observer"], buildings, within=room)
    assert seen.area == pytest.approx(case["area_cgal"], rel=1e-9)
    assert seen.is_valid
    assert seen.covers(Point(case["observer"]))


@pytest.mark.parametrize("case", STRESS[::6], ids=lambda case: case["id"])
def test_stress_scenes_keep_their_area_when_turned_and_moved_to_torun(case):
    def moved(xy):
        cos, sin = math.cos(0.3), math.sin(0.3)
        return (xy - 500) @ np.array([[cos, sin], [-sin, cos]]) + TORUN

    room, buildings = scene(case["rings"])
    viewpoint = moved(np.array([case["observer"]], dtype=float))[0]
    seen = isovist(
        tuple(viewpoint),
        [shapely.transform(building, moved) for building in buildings],
        within=shapely.transform(room, moved),
    )
    assert seen.area == pytest.approx(case["area_cgal"], rel=1e-9)


@pytest.mark.parametrize("case", ANALYTIC["prism_2_5d"], ids=lambda case: case["id"])
def test_a_prism_takes_its_exact_shadow_out_of_the_room(case):
    prism = box(case["d"], -case["w"], case["d"] + case["D"], case["w"])
    seen = isovist(
        (0, 0),
        [prism],
        within=box(-100, -100, 100, 100),
        viewpoint_height_m=case["H"],
        occluder_heights_m=[case["h"]],
        target_height_m=case["t"],
    )
    hidden_m2 = float(Fraction(case["hidden_incl_footprint"]))
    assert 40_000 - seen.area == pytest.approx(hidden_m2, rel=1e-9)


def test_without_buildings_all_in_range_is_seen():
    assert isovist((3, 4), [], range_m=10).equals(disc((3, 4), range_m=10))


def test_without_buildings_all_of_the_room_is_seen():
    assert isovist((3, 4), [], within=box(0, 0, 10, 10)).equals(box(0, 0, 10, 10))


def test_range_and_room_bound_sight_together():
    seen = isovist((0, 0), [], within=box(0, 0, 100, 100), range_m=10)
    assert seen.area == pytest.approx(math.pi * 25, rel=1e-4)


def test_walls_that_enclose_the_viewpoint_bound_sight():
    yard = box(0, 0, 10, 10).difference(box(2, 2, 8, 8))
    assert isovist((3, 3), [yard]).equals(box(2, 2, 8, 8))


@pytest.mark.parametrize("buildings", [[], [box(2, 2, 3, 3)]])
def test_sight_without_bounds_is_refused(buildings):
    with pytest.raises(BadInput, match="give range_m or within"):
        isovist((0, 0), buildings)


def test_a_camera_in_a_courtyard_sees_only_the_courtyard():
    block = box(-20, -20, 20, 20).difference(box(-5, -5, 5, 5))
    assert isovist((1, 2), [block], range_m=100).equals(box(-5, -5, 5, 5))


def test_a_courtyard_with_a_gate_lets_sight_out():
    block = box(-20, -20, 20, 20).difference(box(-5, -5, 5, 5)).difference(box(-1, 5, 1, 20))
    seen = isovist((0, 0), [block], range_m=100)
    assert seen.contains(Point(0, 60))
    assert not seen.intersects(Point(30, 60))


@pytest.mark.parametrize(
    ("viewpoint", "share"), [((5, 0), 1 / 2), ((0, 0), 3 / 4), ((0, 7), 1 / 2), ((10, 10), 3 / 4), ((5, 10), 1 / 2)]
)
def test_a_camera_on_a_wall_sees_half_and_on_a_corner_three_quarters(viewpoint, share):
    seen = isovist(viewpoint, [box(0, 0, 10, 10)], range_m=100)
    assert seen.area == pytest.approx(share * disc((0, 0), range_m=100).area, rel=1e-9)
    assert seen.covers(Point(viewpoint))
    assert not seen.contains(Point(viewpoint))


def test_a_camera_in_an_inner_corner_sees_a_quarter():
    ell = Polygon([(-50, -50), (50, -50), (50, 0), (0, 0), (0, 50), (-50, 50)])
    seen = isovist((0, 0), [ell], range_m=40)
    assert seen.area == pytest.approx(disc((0, 0), range_m=40).area / 4, rel=1e-9)


def test_a_camera_where_two_corners_meet_sees_both_sides():
    seen = isovist((0, 0), [box(0, 0, 5, 5), box(-5, -5, 0, 0)], range_m=4)
    assert isinstance(seen, MultiPolygon)
    assert seen.is_valid
    assert len(seen.geoms) == 2
    assert seen.area == pytest.approx(disc((0, 0), range_m=4).area / 2, rel=1e-9)


def test_a_camera_at_the_joint_of_two_terraced_houses_sees_half():
    seen = isovist((0, 0), [box(-8, 0, 0, 9), box(0, 0, 7, 5)], range_m=30)
    assert seen.area == pytest.approx(disc((0, 0), range_m=30).area / 2, rel=1e-9)


@pytest.mark.parametrize("offset_m", [-9e-7, -1e-9, 1e-9, 9e-7])
def test_a_camera_within_a_thousandth_of_a_millimetre_of_a_wall_is_on_it(offset_m):
    seen = isovist((5, offset_m), [box(0, 0, 10, 10)], range_m=100)
    assert seen.area == pytest.approx(disc((0, 0), range_m=100).area / 2, rel=1e-6)


def test_a_camera_a_millimetre_before_a_wall_sees_half():
    seen = isovist((5, -1e-3), [box(-500, 0, 500, 10)], range_m=100)
    assert seen.area == pytest.approx(disc((0, 0), range_m=100).area / 2 + 0.2, rel=1e-9)


def test_what_stands_before_the_camera_throws_a_wedge():
    seen = isovist((0, 0), [box(2, -1, 4, 1)], range_m=10)
    assert seen.area == pytest.approx(100 * math.pi - (100 * math.atan(0.5) - 2), rel=1e-4)


def test_a_building_beyond_the_range_changes_nothing():
    assert isovist((0, 0), [box(10.1, -50, 12, 50)], range_m=10).equals(disc((0, 0), range_m=10))


@pytest.mark.parametrize("turn", [0.0, 0.3, 1.0])
@pytest.mark.parametrize("place", [(0.0, 0.0), TORUN])
@pytest.mark.parametrize(
    "houses",
    [
        [box(-20, 10, 0, 20), box(0, 10, 20, 20)],
        [box(-20, 10, 0, 20), box(0, 12, 20, 20)],
        [box(-20, 10, 20, 11), box(-3, 11, 4, 30), box(-20, 11, -3, 12)],
        [box(-20, 10, 1, 20), box(-1, 10, 20, 20)],
    ],
    ids=["shared wall", "T-junction", "three meeting", "overlap"],
)
@pytest.mark.parametrize("viewpoint", [(0, 0), (0, 9.9), (-3, 2), (7, 10 - 1e-3)])
def test_touching_walls_leak_no_light(houses, viewpoint, place, turn):
    def moved(xy):
        return shapely.get_coordinates(shapely.affinity.rotate(shapely.MultiPoint(xy), turn, (0, 0), True)) + place

    seen = isovist(
        tuple(moved(np.array([viewpoint], dtype=float))[0]),
        [shapely.transform(house, moved) for house in houses],
        range_m=60,
    )
    behind = shapely.transform(shapely.union_all([box(-15, 10.5, -0.5, 11.5), box(0.5, 12.5, 15, 19)]), moved)
    shade = shapely.transform(Polygon([(-1, 31), (1, 31), (1, 50), (-1, 50)]), moved)
    assert isinstance(seen, Polygon)
    assert seen.intersection(behind).area < 1e-9
    assert seen.intersection(shade).area < 1e-9
    whole = isovist((viewpoint[0], viewpoint[1]), [shapely.union_all(houses)], range_m=60)
    assert seen.area == pytest.approx(whole.area, rel=2e-5 if turn else 1e-9)


def test_a_slit_of_a_centimetre_lets_light_through():
    seen = isovist((0, 0), [box(-20, 10, -0.005, 20), box(0.005, 10, 20, 20)], range_m=60)
    assert seen.intersects(Point(0, 50))


def test_invalid_footprints_are_repaired_and_counted():
    city = prepare([BUTTERFLY, box(10, 10, 11, 11)])
    assert city.repaired == 1
    wings = [Polygon([(2, -1), (3, 0), (2, 1)]), Polygon([(4, 1), (3, 0), (4, -1)])]
    seen = isovist((0, 0), city, within=box(-10, -10, 10, 10))
    assert seen.area == pytest.approx(isovist((0, 0), wings, within=box(-10, -10, 10, 10)).area, rel=1e-12)


def test_a_footprint_without_an_area_hides_nothing_and_is_counted():
    city = prepare([Polygon([(2, -1), (2, 1), (2, 0)])])
    assert city.repaired == 1
    assert isovist((0, 0), city, range_m=10).equals(disc((0, 0), range_m=10))


def test_footprints_with_a_third_coordinate_are_read_in_the_plane():
    tall = Polygon([(2, -1, 7), (4, -1, 7), (4, 1, 7), (2, 1, 7)])
    assert isovist((0, 0), [tall], range_m=10).equals(isovist((0, 0), [box(2, -1, 4, 1)], range_m=10))


def test_a_multipolygon_is_one_occluder():
    parts = [box(2, -1, 4, 1), box(-4, -1, -2, 1)]
    one = isovist((0, 0), [MultiPolygon(parts)], range_m=10)
    assert one.equals(isovist((0, 0), parts, range_m=10))


def test_prepared_occluders_give_the_same_isovist():
    houses = [box(2, -1, 4, 1), box(-4, -3, -2, 1)]
    city = prepare(houses, [3.0, 9.0])
    once = isovist((0, 0), houses, range_m=30, viewpoint_height_m=6, occluder_heights_m=[3.0, 9.0])
    assert isovist((0, 0), city, range_m=30, viewpoint_height_m=6).equals_exact(once)


def test_a_camera_above_a_low_building_sees_over_it():
    low = isovist((0, 0), [box(2, -1, 4, 1)], range_m=50, viewpoint_height_m=6, occluder_heights_m=[3])
    assert low.contains(Point(20, 0))
    assert not low.intersects(Point(7, 0))
    assert not low.intersects(Point(3, 0))


def test_without_the_height_of_the_camera_every_building_is_opaque():
    opaque = isovist((0, 0), [box(2, -1, 4, 1)], range_m=50)
    assert isovist((0, 0), [box(2, -1, 4, 1)], range_m=50, occluder_heights_m=[0.5]).equals(opaque)
    assert isovist((0, 0), [box(2, -1, 4, 1)], range_m=50, viewpoint_height_m=80).equals(opaque)


def test_an_unknown_height_given_as_infinite_is_opaque():
    unknown = isovist((0, 0), [box(2, -1, 4, 1)], range_m=50, viewpoint_height_m=9, occluder_heights_m=[math.inf])
    assert unknown.equals(isovist((0, 0), [box(2, -1, 4, 1)], range_m=50))


def test_a_building_as_high_as_the_camera_is_opaque():
    level = isovist((0, 0), [box(2, -1, 4, 1)], range_m=50, viewpoint_height_m=9, occluder_heights_m=[9])
    assert level.equals(isovist((0, 0), [box(2, -1, 4, 1)], range_m=50))


def test_a_camera_on_a_roof_sees_around_the_roof():
    heights = {"viewpoint_height_m": 10, "occluder_heights_m": [5]}
    seen = isovist((0, 0), [box(-2, -3, 2, 3)], within=box(-50, -50, 50, 50), **heights)
    assert seen.area == pytest.approx(10_000 - 8 * 12, rel=1e-12)
    assert not seen.intersects(Point(0, 0))


def test_a_camera_that_sees_nothing_but_its_roof_is_refused_in_words():
    with pytest.raises(BadInput, match="roof below hide all"):
        isovist((0, 0), [box(-50, -50, 50, 50)], range_m=20, viewpoint_height_m=10, occluder_heights_m=[5])


def test_a_camera_between_two_touching_walls_is_refused_in_words():
    with pytest.raises(BadInput, match="must see some ground"):
        isovist((0, 5), [box(-10, 0, 0, 10), box(0, 0, 10, 10)], range_m=20)


def test_a_viewpoint_inside_a_building_is_refused_with_its_index():
    with pytest.raises(BadInput, match=r"inside occluder 1; move it to the nearest facade"):
        isovist((5, 5), [box(20, 20, 30, 30), box(0, 0, 10, 10)], range_m=20)


def test_a_viewpoint_on_one_wall_but_inside_another_building_is_refused():
    with pytest.raises(BadInput, match="inside occluder 1"):
        isovist((0, 5), [box(0, 0, 10, 10), box(-5, 0, 5, 10)], range_m=20)


def test_a_viewpoint_outside_the_room_is_refused_with_its_distance():
    with pytest.raises(BadInput, match=r"lies 3.0 m outside"):
        isovist((13, 5), [], within=box(0, 0, 10, 10))


@pytest.mark.parametrize("range_m", [0, -1, 1e-300, math.nan, math.inf])
def test_a_range_that_is_none_is_refused(range_m):
    with pytest.raises(BadInput, match=r"range_m must be a finite number of metres, at least 0\.001"):
        isovist((0, 0), [], range_m=range_m)


@pytest.mark.parametrize("viewpoint", [(math.nan, 0), (0, math.inf), Point()])
def test_a_viewpoint_that_is_no_place_is_refused(viewpoint):
    with pytest.raises(BadInput, match="two finite plane coordinates"):
        isovist(viewpoint, [], range_m=10)


def broken_box(value):
    """A box with a coordinate that is no number; shapely warns of making one from its corners."""
    return shapely.transform(box(0, 0, 1, 1), lambda xy: np.where(np.arange(len(xy))[:, None] == 2, value, xy))


@pytest.mark.parametrize("occluder", [None, Polygon(), Point(1, 1), broken_box(math.nan), broken_box(math.inf)])
def test_an_occluder_that_is_no_footprint_is_named(occluder):
    with pytest.raises(BadInput, match="1 are not, the first being occluder 1"):
        prepare([box(0, 0, 1, 1), occluder])


@pytest.mark.parametrize("heights", [[1.0], [1.0, 2.0, 3.0], []])
def test_there_must_be_one_height_an_occluder(heights):
    with pytest.raises(BadInput, match="one height for each of the 2 occluders"):
        prepare([box(0, 0, 1, 1), box(2, 2, 3, 3)], heights)


@pytest.mark.parametrize("height_m", [math.nan, -1.0])
def test_a_height_that_is_none_is_named(height_m):
    with pytest.raises(BadInput, match="1 of them, the first being occluder 1"):
        prepare([box(0, 0, 1, 1), box(2, 2, 3, 3)], [5.0, height_m])


def test_heights_are_not_given_twice():
    with pytest.raises(BadInput, match=r"give the heights to prepare\(\)"):
        isovist((0, 0), prepare([box(2, 2, 3, 3)], [3]), range_m=10, occluder_heights_m=[3])


@pytest.mark.parametrize(
    "wrong", [{"viewpoint_height_m": math.nan}, {"target_height_m": -1}, {"target_height_m": math.inf}]
)
def test_a_height_of_camera_or_target_that_is_none_is_refused(wrong):
    with pytest.raises(BadInput, match=next(iter(wrong))):
        isovist((0, 0), [], range_m=10, **wrong)
