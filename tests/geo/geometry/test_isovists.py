"""Isovists of many viewpoints at once: the reference's scenes, and agreement with the isovist of one."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import MultiPolygon, Polygon, affinity, box

from geo.errors import BadInput
from geo.geometry.isovist import isovist, isovists, prepare
from geo.geometry.sector import disc, sector

REFERENCE = Path(__file__).parents[2] / "data" / "reference" / "visibility"
ANALYTIC = json.loads((REFERENCE / "analytic_cases.json").read_text())
STRESS = json.loads((REFERENCE / "stress_cases_cgal.json").read_text())
AREAS_M2 = {case["id"]: case["area"] for case in ANALYTIC["range_fov"]}
TORUN = (6540604.65, 5875529.94)
PILLAR = box(2, -1, 4, 1)
INNER_CORNER = Polygon([(-50, -50), (50, -50), (50, 0), (0, 0), (0, 50), (-50, 50)])
SCENES = {
    "R01": ([], {"range_m": 10}),
    "R02": ([], {"range_m": 30, "bearing_deg": 217, "field_of_view_deg": 60}),
    "R03": ([], {"range_m": 30, "bearing_deg": 350, "field_of_view_deg": 90, "near_m": 4}),
    "R04": ([box(-100, 3, 100, 4)], {"range_m": 5}),
    "R05": ([PILLAR], {"range_m": 10}),
    "R06": ([PILLAR], {"range_m": 10, "near_m": 5}),
    "R07": ([box(-100, -10, 100, 0)], {"range_m": 20}),
    "R08": ([PILLAR], {"range_m": 10, "bearing_deg": 90, "field_of_view_deg": 90}),
    "R09": ([INNER_CORNER], {"range_m": 25, "bearing_deg": 45, "field_of_view_deg": 110}),
    "R10": ([box(0, 0, 30, 30)], {"range_m": 12}),
}
#: What each disc gives away by arcs of half a degree.
ARC = 1.3e-5


def one(viewpoint, city, **look):
    return isovists([viewpoint], city, **look).polygons()[0]


@pytest.mark.parametrize("name", SCENES)
@pytest.mark.parametrize("place", [(0.0, 0.0), TORUN], ids=["origin", "Toruń"])
def test_scenes_with_range_and_angle_have_the_area_of_their_formula(name, place):
    buildings, look = SCENES[name]
    city = prepare([affinity.translate(building, *place) for building in buildings])
    seen = isovists([place], city, **look)
    assert seen.areas()[0] == pytest.approx(AREAS_M2[name], rel=1e-4)
    assert seen.areas()[0] <= AREAS_M2[name] * (1 + 1e-9)
    assert seen.polygons()[0].area == pytest.approx(seen.areas()[0], abs=1e-5)
    assert seen.polygons()[0].is_valid


def test_every_scene_of_the_reference_is_tried():
    assert set(SCENES) == set(AREAS_M2)


@pytest.mark.parametrize("case", STRESS + ANALYTIC["polygonal"], ids=lambda case: case["id"])
def test_scenes_in_rooms_have_their_exact_area(case):
    """A wall around the room stands for what bounds sight; the range reaches beyond it."""
    room, *rings = map(Polygon, case["rings"])
    around = room.buffer(1, join_style="mitre", cap_style="square").envelope.buffer(1).difference(room)
    buildings = []
    for ring in rings:
        holder = next((i for i, building in enumerate(buildings) if building.contains(ring)), None)
        if holder is None:
            buildings.append(ring)
        else:
            buildings[holder] = buildings[holder].difference(ring)
    far = 2 * np.hypot(*(np.array(room.bounds[2:]) - room.bounds[:2])) + 10
    seen = isovists([case["observer"]], prepare([around, *buildings]), range_m=far)
    exact = float(Fraction(case["area_exact"])) if "area_exact" in case else case["area_cgal"]
    assert seen.areas()[0] == pytest.approx(exact, rel=1e-9)
    assert seen.polygons()[0].is_valid


@pytest.mark.parametrize("case", ANALYTIC["prism_2_5d"], ids=lambda case: case["id"])
def test_a_prism_takes_its_exact_shadow_out_of_the_view(case):
    prism = prepare([box(case["d"], -case["w"], case["d"] + case["D"], case["w"])], [case["h"]])
    look = {"range_m": 90, "bearing_deg": 90, "near_m": 3}
    seen = isovists(
        [(0, 0)], prism, **look, field_of_view_deg=120, viewpoint_height_m=case["H"], target_height_m=case["t"]
    )
    hidden_m2 = sector((0, 0), **look, opening_deg=120).area - seen.areas()[0]
    assert hidden_m2 == pytest.approx(float(Fraction(case["hidden_incl_footprint"])), rel=1e-6)


def test_an_open_view_is_the_disc_itself():
    assert one((3, 4), prepare([]), range_m=10).equals(disc((3, 4), range_m=10))


def test_no_viewpoints_see_nothing():
    seen = isovists([], prepare([PILLAR]), range_m=10)
    assert len(seen) == len(seen.polygons()) == len(seen.areas()) == 0


def test_blind_ground_is_a_hole():
    assert len(one((0, 0), prepare([]), range_m=10, near_m=2).interiors) == 1


def test_a_camera_where_two_corners_meet_sees_both_sides():
    seen = one((0, 0), prepare([box(0, 0, 5, 5), box(-5, -5, 0, 0)]), range_m=4)
    assert isinstance(seen, MultiPolygon)
    assert seen.is_valid
    assert seen.area == pytest.approx(disc((0, 0), range_m=4).area / 2, rel=1e-9)


def test_an_edge_much_longer_than_a_square_of_the_index_is_found():
    crowd = [box(x, y, x + 1, y + 1) for x in range(0, 400, 4) for y in range(0, 400, 4)]
    wall = Polygon([(-5000, -9), (5000, -4), (5000, -3.9), (-5000, -8.9)])
    seen = one((-30, 0), prepare([wall, *crowd]), range_m=25)
    assert seen.area == pytest.approx(isovist((-30, 0), prepare([wall]), range_m=25).area, rel=1e-9)


def test_walls_that_cross_beyond_the_range_hide_what_they_hide_within():
    walls = [box(6, -11, 16, -1), Polygon([(3.9, -7.4), (1.7, -15.8), (11.2, -18.3), (13.5, -10)])]
    seen = one((0, 0), prepare(walls), range_m=9.5)
    assert seen.area == pytest.approx(isovist((0, 0), walls, range_m=9.5).area, rel=1e-9)


def test_a_camera_that_faces_its_own_wall_sees_nothing():
    seen = isovists([(0, 0)], prepare([box(-50, -10, 50, 0)]), range_m=9, bearing_deg=180, field_of_view_deg=90)
    assert seen.areas().tolist() == [0]
    assert seen.polygons()[0].is_empty


def test_viewpoints_inside_buildings_are_all_named():
    city = prepare([box(0, 0, 10, 10), box(20, 20, 30, 30)], [8, 3])
    places = [(5, 5), (15, 15), (25, 25), (9, 1)]
    with pytest.raises(BadInput, match="3 stand inside: 0, 2, 3; move them"):
        isovists(places, city, range_m=9)
    with pytest.raises(BadInput, match="2 stand inside: 0, 3; move them"):
        isovists(places, city, range_m=9, viewpoint_height_m=5)
    seen = isovists(places, city, range_m=9, inside="empty")
    assert (seen.areas() > 0).tolist() == [False, True, False, False]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"range_m": [10, 0]}, "range_m must be .* being that of viewpoint 1: 0"),
        ({"range_m": [10, 10, 10]}, "one number or one for each of the 2"),
        ({"bearing_deg": math.nan}, "bearing_deg must be"),
        ({"field_of_view_deg": 361}, "between 0.001 and 360"),
        ({"near_m": 10}, "near_m must lie clearly inside range_m"),
        ({"viewpoint_height_m": -1}, "viewpoint_height_m must be"),
        ({"target_height_m": math.inf}, "target_height_m must be"),
    ],
)
def test_a_number_out_of_bounds_is_refused(wrong, words):
    with pytest.raises(BadInput, match=words):
        isovists([(0, 0), (1, 1)], prepare([]), **({"range_m": 10} | wrong))


@pytest.mark.parametrize("wrong", [[(0, 0, 0)], [0, 1], [(0, math.nan)]])
def test_viewpoints_that_are_no_places_are_refused(wrong):
    with pytest.raises(BadInput, match=r"[Vv]iewpoint"):
        isovists(wrong, prepare([]), range_m=10)


def city_of(rng, n, size_m):
    corners = rng.uniform(0, size_m, (n, 2))
    sides = rng.uniform(2, 20, (n, 2))
    houses = shapely.box(*corners.T, *(corners + sides).T)
    return prepare([affinity.rotate(house, turn) for house, turn in zip(houses, rng.uniform(0, 90, n), strict=True)])


def test_one_and_many_threads_give_the_same_bytes():
    rng = np.random.default_rng(5)
    city = city_of(rng, 400, 400)
    look = {"range_m": rng.uniform(5, 80, 1500), "bearing_deg": rng.uniform(0, 360, 1500), "inside": "empty"}
    look |= {"field_of_view_deg": rng.choice([60, 200, 360], 1500), "near_m": rng.choice([0, 3], 1500)}
    places = rng.uniform(0, 400, (1500, 2))
    one_thread, four = (isovists(places, city, **look, threads=threads) for threads in (1, 4))
    assert one_thread.coords.tobytes() == four.coords.tobytes()
    assert all(a.tobytes() == b.tobytes() for a, b in zip(one_thread.offsets, four.offsets, strict=True))
    alone = [
        isovists(places[i : i + 1], city, **{k: v if k == "inside" else v[i] for k, v in look.items()})
        for i in (0, 700)
    ]
    assert [a.polygons()[0].wkb for a in alone] == [one_thread.polygons()[i].wkb for i in (0, 700)]


def test_thousands_of_edges_in_range_are_all_seen():
    rng = np.random.default_rng(6)
    city = city_of(rng, 3000, 200)
    place = next(p for p in rng.uniform(0, 200, (5000, 2)) if city.tree.query(shapely.Point(p), "intersects").size == 0)
    seen = one(place, city, range_m=300)
    assert seen.area == pytest.approx(isovist(tuple(place), city, range_m=300).area, rel=1e-9)


def test_importing_isovists_does_not_import_numba():
    check = "import sys, geo.geometry.isovist; sys.exit('numba' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", check], cwd=Path(__file__).parents[3]).returncode == 0


whole = st.integers(-12, 12)
sides = st.integers(1, 9)
grid_boxes = st.builds(lambda x, y, w, h: box(x, y, x + w, y + h), whole, whole, sides, sides)
grid_triangles = st.builds(lambda *corners: Polygon(corners), *[st.tuples(whole, whole)] * 3)
rings = st.builds(
    lambda x, y, w: box(x - w - 2, y - w - 2, x + w + 2, y + w + 2) - box(x - w, y - w, x + w, y + w),
    whole,
    whole,
    sides,
)
turned = st.builds(lambda house, turn: affinity.rotate(house, round(turn, 6)), grid_boxes, st.floats(0, 90))
houses = st.one_of(grid_boxes, grid_triangles.filter(lambda t: t.area > 0), turned, rings)


@settings(max_examples=300)
@given(
    buildings=st.lists(houses, max_size=8),
    range_m=st.sampled_from([9.5, 30.0, 47.3]),
    bearing_deg=st.one_of(st.sampled_from([0.0, 45.0, 90.0]), st.floats(0, 360)),
    opening_deg=st.sampled_from([33.3, 90.0, 180.0, 270.0, 350.0, 360.0]),
    near_m=st.sampled_from([0.0, 0.0, 1.7, 4.0]),
    camera_m=st.sampled_from([None, None, 5.0]),
    place=st.sampled_from([(0.0, 0.0), TORUN]),
)
def test_isovists_are_the_isovist_within_its_sector(
    buildings, range_m, bearing_deg, opening_deg, near_m, camera_m, place
):
    moved = [affinity.translate(house, *place) for house in buildings]
    city = prepare(moved, [3.0 + 4 * (i % 2) for i in range(len(moved))])
    look = {"range_m": range_m, "bearing_deg": bearing_deg, "near_m": near_m}
    found = isovists([place], city, **look, field_of_view_deg=opening_deg, viewpoint_height_m=camera_m, inside="empty")
    [seen] = found.polygons()
    try:
        around = isovist(place, city, range_m=range_m, viewpoint_height_m=camera_m)
    except BadInput:
        assert found.areas()[0] < 1e-6
        return
    local = shapely.transform(around, lambda xy: xy - np.array(place))
    expected = shapely.intersection(local, sector((0, 0), **look, opening_deg=opening_deg), grid_size=1e-9)
    rounding_m2 = 1e-9 * range_m**2 + (1e-6 if place == TORUN else 0.0)
    assert found.areas()[0] == pytest.approx(expected.area, abs=rounding_m2 + ARC * math.pi * near_m**2)
    assert seen.area == pytest.approx(found.areas()[0], abs=1e-9 * range_m**2 + (1e-5 if place == TORUN else 0.0))
    assert seen.is_valid
