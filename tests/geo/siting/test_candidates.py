"""Candidate sites: where they are, which way they look, what they see; all by hand."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from geo.coverage.free_arc import Arc
from geo.coverage.reach import Look
from geo.geometry.occluders import prepare
from geo.siting.candidates import bearings, free_of, on_facades, on_posts, on_roofs, spaced, together
from geo.siting.sight import covers, sight

HOUSE = shapely.box(0, 0, 30, 10)
COMMON = {"step_m": 20.0, "least_m": 12.0, "corner_deg": 60.0, "gap_m": 0.3, "height_m": 4.5}


def test_a_house_has_its_corners_and_its_long_facades() -> None:
    sites = on_facades(np.array([HOUSE]), **COMMON)
    assert sites.host.tolist() == ["corner"] * 4 + ["wall"] * 4
    assert sorted(sites.outward_deg[:4]) == [45, 135, 225, 315]
    walls = {tuple(place) for place in sites.lens[4:].round(2).tolist()}
    assert walls == {(7.5, -0.3), (22.5, -0.3), (7.5, 10.3), (22.5, 10.3)}


def test_a_lens_keeps_its_distance_from_both_walls_of_a_corner() -> None:
    sites = on_facades(np.array([HOUSE]), **COMMON)
    assert shapely.distance(HOUSE, shapely.points(sites.lens)) == pytest.approx([0.3 * 2**0.5] * 4 + [0.3] * 4)
    assert np.abs(sites.lens[:4] - [[30, 0], [30, 10], [0, 10], [0, 0]]) == pytest.approx(np.full((4, 2), 0.3))


def test_what_buildings_enclose_and_walls_between_them_have_no_site() -> None:
    ring = shapely.box(0, 0, 60, 60).difference(shapely.box(20, 20, 40, 40))
    assert not shapely.intersects(
        shapely.box(20, 20, 40, 40), shapely.points(on_facades(np.array([ring]), **COMMON).lens)
    ).any()
    two = on_facades(np.array([HOUSE, shapely.box(30, 0, 60, 10)]), **COMMON)
    assert not shapely.dwithin(shapely.points(30, 5), shapely.points(two.lens), 4).any()


def test_a_reentrant_corner_is_no_site() -> None:
    bent = shapely.Polygon([(0, 0), (40, 0), (40, 10), (10, 10), (10, 40), (0, 40)])
    corners = on_facades(np.array([bent]), **COMMON | {"least_m": np.inf})
    assert len(corners) == 5
    assert not shapely.dwithin(shapely.points(10, 10), shapely.points(corners.lens), 2).any()


def test_roofs_of_a_fitting_height_only() -> None:
    houses = np.array([HOUSE, shapely.box(100, 0, 130, 10), shapely.box(200, 0, 230, 10)])
    roofs = on_roofs(houses, np.array([5.0, 12.0, np.inf]), lowest_m=8, highest_m=25, gap_m=0.3, corner_deg=60)
    assert set(roofs.height_m) == {13.0}
    assert set(roofs.host) == {"roof"}
    assert roofs.lens[:, 0].min() > 99


def test_walls_leave_bearings_free_and_posts_all() -> None:
    sites = together([on_facades(np.array([HOUSE]), **COMMON), on_posts(np.array([[50.0, 50.0]]), height_m=6.0)])
    arcs = free_of(sites, np.array([HOUSE]), beside_m=1.5)
    assert [round(arc.width_deg) for arc in arcs[:4]] == pytest.approx([270] * 4, abs=4)
    # Past the ends of a wall of 30 m a lens in front of it looks a little backwards.
    assert all(180 <= arc.width_deg < 186 for arc in arcs[4:8])
    assert arcs[8] == Arc(0, 360)


def test_every_orientation_keeps_the_wall_out_of_the_picture() -> None:
    tried = bearings(Arc(300, 180), 65, step_deg=40)
    assert tried[0] == 332.5
    assert tried[-1] == 87.5
    assert len(tried) == 4


def test_the_worthiest_sites_stay_and_none_is_near_another() -> None:
    rng = np.random.default_rng(4)
    places, worth = rng.uniform(0, 200, (300, 2)), rng.random(300)
    kept = spaced(places, worth, spacing_m=20, most=1000)
    apart = np.hypot(*(places[kept][:, None] - places[kept]).transpose(2, 0, 1))
    assert (apart[~np.eye(len(kept), dtype=bool)] > 20).all()
    assert int(np.argmax(worth)) in kept
    assert len(spaced(places, worth, spacing_m=20, most=5)) == 5


def test_a_point_is_covered_in_the_picture_near_enough_and_past_no_wall() -> None:
    city = prepare([shapely.box(-5, 20, 5, 25)], [9.0])
    points = np.array([[0.0, 10.0], [0.0, 30.0], [0.0, 60.0], [10.0, 0.0], [0.0, 1.0], [30.0, 30.0]])
    seen = sight(
        np.array([[0.0, 0.0]]), points, city, reach_m=np.array([50.0]), height_m=np.array([4.5]), target_height_m=1.7
    )
    # Behind the house and too far away are not seen; the others are.
    assert seen.point.tolist() == [0, 3, 4, 5]
    north = [Look(0.0, 90.0, 2.0, {25.0: 40.0})]
    east = [Look(90.0, 90.0, 0.0, {25.0: 20.0}), Look(45.0, 10.0, 0.0, {25.0: 45.0})]
    found = covers(seen, np.array([0, 0]), [north, east], 25.0)
    assert found.toarray().tolist() == [[1, 0, 0, 0, 0, 0], [0, 0, 0, 1, 0, 1]]


def test_an_eye_in_a_building_sees_nothing_and_none_at_all_is_no_fault() -> None:
    city = prepare([HOUSE], [9.0])
    inside = sight(
        np.array([[5.0, 5.0]]),
        np.array([[50.0, 5.0]]),
        city,
        reach_m=np.array([90.0]),
        height_m=np.array([4.0]),
        target_height_m=1.7,
    )
    assert len(inside.point) == 0
    nobody = sight(
        np.empty((0, 2)), np.empty((0, 2)), city, reach_m=np.empty(0), height_m=np.empty(0), target_height_m=1.7
    )
    assert covers(nobody, np.empty(0, dtype=int), [], 25.0).shape == (0, 0)
