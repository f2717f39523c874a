"""Rounds keep the shift, the time out, the spacing of visits and the number of stops, and nobody foresees them."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import numpy as np
import pytest

from geo.patrol.rounds import Watch, rounds, windows
from geo.patrol.route import Fleet, fleet_tours

HOUR = 3600
NIGHT = Watch(shift_s=8 * HOUR, out_s=4 * HOUR, stops_at_most=7, spacing_s=HOUR)
CASES = json.loads((Path(__file__).parents[2] / "data/reference/patrol/ref_patrol.json").read_text())["routes"]


def city(places: int, seed: int = 1) -> np.ndarray:
    """Return metres between a base and places on a square of 2 km."""
    xy = np.random.default_rng(seed).uniform(0, 2000, (places + 1, 2))
    return np.hypot(*(xy[:, None, :] - xy[None, :, :]).transpose(2, 0, 1))


def planned(visits: np.ndarray, *, seed: int, crews: tuple[int, int] = (2, 1), watch: Watch = NIGHT):
    metres = city(len(visits))
    fleets = [Fleet(metres / 1.3, crews[0]), Fleet(metres / 5.5, crews[1])]
    n = len(visits)
    return rounds(
        fleets,
        visits,
        service_s=np.full(n, 12 * 60),
        worth=np.ones(n),
        pinned=np.zeros(n, dtype=bool),
        watch=watch,
        rng=np.random.default_rng(seed),
    )


@pytest.mark.parametrize("seed", range(5))
def test_no_crew_does_more_than_it_can(seed: int) -> None:
    visits = np.array([2, 1, 1, 2, 1, 1, 1, 2, 1, 1])
    found, left = planned(visits, seed=seed)
    assert len(found) <= 3
    for one in found:
        assert len(one.places) <= 7
        assert 0 <= one.leaves_s <= one.begin_s[0]
        assert one.back_s <= 8 * HOUR
        assert one.back_s - one.leaves_s <= 4 * HOUR
    done = np.bincount([place for one in found for place in one.places], minlength=10)
    assert (done + left == visits).all()


@pytest.mark.parametrize("seed", range(5))
def test_two_visits_of_a_place_are_an_hour_apart(seed: int) -> None:
    found, _ = planned(np.array([2, 2, 2, 2]), seed=seed)
    begins: dict[int, list[int]] = {}
    for one in found:
        for place, begin in zip(one.places, one.begin_s, strict=True):
            begins.setdefault(place, []).append(begin)
    for times in begins.values():
        for a, b in itertools.pairwise(sorted(times)):
            assert b - (a + 12 * 60) >= HOUR


def test_windows_of_visits_never_come_nearer_than_the_spacing() -> None:
    for times in (1, 2, 3):
        found = windows(times, service_s=900, watch=NIGHT)
        assert found[-1, 1] + 900 <= 8 * HOUR
        assert all(b[0] - (a[1] + 900) >= HOUR for a, b in itertools.pairwise(found))


def test_same_seed_same_rounds_and_another_seed_another_hour() -> None:
    visits = np.ones(9, dtype=int)
    assert planned(visits, seed=8)[0] == planned(visits, seed=8)[0]
    leaves = {tuple(one.leaves_s for one in planned(visits, seed=seed)[0]) for seed in range(8)}
    assert len(leaves) > 4


def test_what_does_not_fit_is_told_and_the_pinned_stays() -> None:
    metres = city(20)
    pinned = np.zeros(20, dtype=bool)
    pinned[[3, 17]] = True
    found, left = rounds(
        [Fleet(metres / 1.3, 1)],
        np.ones(20, dtype=int),
        service_s=np.full(20, 15 * 60),
        worth=np.ones(20),
        pinned=pinned,
        watch=NIGHT,
        rng=np.random.default_rng(2),
    )
    assert len(found) == 1
    assert len(found[0].places) <= 7
    assert {3, 17} <= set(found[0].places)
    assert left.sum() == 20 - len(found[0].places)


def test_without_visits_there_is_no_round() -> None:
    found, left = planned(np.zeros(3, dtype=int), seed=1)
    assert found == []
    assert left.tolist() == [0, 0, 0]


@pytest.mark.parametrize("case", CASES, ids=range(len(CASES)))
def test_a_faster_fleet_takes_the_round_and_it_is_the_optimum(case) -> None:
    slow, fast = 3 * np.array(case["dist"]), np.array(case["dist"])
    found = fleet_tours([Fleet(slow, 0), Fleet(fast, 1)], service_s=0, shift_s=10**9)
    assert [tour.fleet for tour in found] == [1]
    assert found[0].travel_s == case["tsp"]
