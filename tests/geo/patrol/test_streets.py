"""Ways along streets, on a grid of which all lengths are known by hand."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from geo.errors import BadInput
from geo.patrol.streets import nearest, network, reach, together, travel_s, way

#: Streets every 100 m, from 0 to 300 m both ways, with a vertex at each crossing; an island far away.
ALONG = [[(x, y) for x in range(0, 301, 100)] for y in range(0, 301, 100)]
GRID = [shapely.LineString(line) for line in ALONG] + [shapely.LineString([(y, x) for x, y in line]) for line in ALONG]
ISLAND = shapely.LineString([(1000, 1000), (1050, 1000)])


@pytest.fixture(scope="module")
def streets():
    return network([*GRID, ISLAND])


def test_streets_meet_where_they_share_a_vertex(streets) -> None:
    assert len(streets.nodes) == 16 + 2
    assert len(streets.ends) == 24 + 1
    assert streets.main.sum() == 16


def test_seconds_along_a_grid_are_those_of_its_blocks(streets) -> None:
    places = np.array([[0, 0], [300, 300], [100, 200], [0, 10]])
    seconds = travel_s(streets, places, speed_m_per_s=2.0)
    assert seconds[0, 1] == pytest.approx(300)
    assert seconds[0, 2] == pytest.approx(150)
    # The last place lies ten metres from its nearest crossing, which is gone straight.
    assert seconds[3, 2] == pytest.approx((10 + 300) / 2)
    assert np.allclose(seconds, seconds.T)
    assert (np.diag(seconds) == 0).all()


def test_two_places_at_one_crossing_are_apart_by_their_ways_to_it(streets) -> None:
    seconds = travel_s(streets, np.array([[0, 10], [10, 0]]), speed_m_per_s=1.0)
    assert seconds[0, 1] == pytest.approx(20)


def test_a_way_follows_the_streets_and_is_as_long_as_told(streets) -> None:
    start, end = np.array([0.0, 0.0]), np.array([300.0, 200.0])
    line = shapely.LineString(way(streets, start, end))
    assert line.length == pytest.approx(500)
    assert shapely.union_all(GRID).buffer(1e-6).covers(line)


def test_nobody_is_sent_to_an_island(streets) -> None:
    node, away_m = nearest(streets, np.array([[1000.0, 1000.0]]))
    assert streets.main[node[0]]
    assert away_m[0] == pytest.approx(np.hypot(700, 700))


def test_reach_is_cut_where_the_time_is_up(streets) -> None:
    lines = reach(streets, np.array([0.0, 0.0]), within_s=150, speed_m_per_s=1.0)
    # 150 m both ways from the corner: 100 + 50 on each axis, and 50 into each of the two side streets.
    assert lines.length == pytest.approx(2 * 150 + 2 * 50)
    assert shapely.distance(shapely.Point(0, 0), lines) == 0
    assert lines.bounds == (0, 0, 150, 150)


def test_a_piece_reached_from_both_ends_counts_once() -> None:
    ring = network([shapely.LineString([(0, 0), (100, 0), (100, 100), (0, 100), (0, 0)])])
    lines = reach(ring, np.array([0.0, 0.0]), within_s=190, speed_m_per_s=1.0)
    assert lines.length == pytest.approx(380)
    assert reach(ring, np.array([0.0, 0.0]), within_s=1000, speed_m_per_s=1.0).length == pytest.approx(400)
    assert reach(ring, np.array([0.0, 30.0]), within_s=20, speed_m_per_s=1.0).is_empty


def test_of_two_streets_between_the_same_crossings_the_shorter_counts() -> None:
    detour = shapely.LineString([(0, 0), (0, 50), (100, 50), (100, 0)])
    streets = network([detour, shapely.LineString([(0, 0), (100, 0)])])
    assert travel_s(streets, np.array([[0, 0], [100, 0]]), speed_m_per_s=1.0)[0, 1] == pytest.approx(100)


def test_ways_need_streets() -> None:
    with pytest.raises(BadInput, match="Ways need streets"):
        network([])


def test_a_street_that_shares_no_vertex_does_not_hang_together_with_the_others() -> None:
    lines = [[(0, 0), (300, 0)], [(300, 0), (300, 200)], [(100, -50), (100, 50)]]
    assert together(network([shapely.LineString(line) for line in lines])) == pytest.approx(500 / 600, abs=1e-4)
