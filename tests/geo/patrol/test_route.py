"""Tours equal the optimum of the small reference cases, keep the shift and the windows, and repeat."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import numpy as np
import pytest

from geo.errors import BadInput
from geo.patrol.route import tours

CASES = json.loads((Path(__file__).parents[2] / "data/reference/patrol/ref_patrol.json").read_text())["routes"]
DAY = 10**9


@pytest.mark.parametrize("case", CASES, ids=range(len(CASES)))
def test_one_crew_without_a_limit_goes_the_shortest_round(case) -> None:
    (tour,) = tours(np.array(case["dist"]), service_s=0, crews=1, shift_s=DAY)
    assert sorted(tour.stops) == list(range(10))
    assert tour.travel_s == case["tsp"]


@pytest.mark.parametrize("case", CASES, ids=range(len(CASES)))
def test_one_crew_within_a_limit_takes_the_most_valuable_stops(case) -> None:
    # A prize that outweighs all detours: its sum comes first, the way only among equals.
    prize = 100_000 * np.array(case["prize"][1:])
    (tour,) = tours(np.array(case["dist"]), service_s=0, crews=1, shift_s=int(case["orienteering_limit"]), prize=prize)
    assert sum(case["prize"][stop + 1] for stop in tour.stops) == case["orienteering_best"]
    assert tour.travel_s <= case["orienteering_limit"]
    assert tour.travel_s == length(case["dist"], tour.stops) == tour.end_s


def length(dist, stops) -> int:
    places = [0, *(stop + 1 for stop in stops), 0]
    return sum(dist[a][b] for a, b in itertools.pairwise(places))


def test_two_crews_share_what_one_cannot_do() -> None:
    case = CASES[0]
    found = tours(np.array(case["dist"]), service_s=600, crews=2, shift_s=3600 * 3)
    assert sorted(stop for tour in found for stop in tour.stops) == list(range(10))
    for tour in found:
        assert tour.end_s <= 3 * 3600
        assert tour.end_s == tour.travel_s + 600 * len(tour.stops)


def test_visits_begin_within_their_windows() -> None:
    travel = 300 * (1 - np.eye(4))
    windows = np.array([[7200, 9000], [0, 1800], [3600, 5400]])
    (tour,) = tours(travel, service_s=900, crews=1, shift_s=8 * 3600, windows_s=windows)
    assert tour.stops == (1, 2, 0)
    for stop, begin_s in zip(tour.stops, tour.begin_s, strict=True):
        assert windows[stop, 0] <= begin_s <= windows[stop, 1]


def test_same_seed_same_tours() -> None:
    rng = np.random.default_rng(5)
    places = rng.uniform(0, 3000, (25, 2))
    travel = np.hypot(*(places[:, None] - places[None]).transpose(2, 0, 1))
    first, again = (tours(travel, service_s=720, crews=2, shift_s=4 * 3600, seed=11, iterations=300) for _ in range(2))
    assert first == again


def test_nothing_to_visit_needs_no_tour_and_no_crew_no_plan() -> None:
    assert tours(np.zeros((1, 1)), service_s=0, crews=1, shift_s=3600) == []
    with pytest.raises(BadInput, match="need a crew"):
        tours(np.zeros((2, 2)), service_s=0, crews=0, shift_s=3600)
