"""Is a subtraction that tells of a few people found, and nothing else?"""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from geo.disclosure.differencing import Told, isolated
from geo.disclosure.suppression import BANDS

LIMITS = {5: (5, 9), 10: (10, 19), 20: (20, 49), 50: (50, 10_000)}


def published(count: int) -> tuple[float, float]:
    """Return what a reader concludes of a square: its band, or, where it is not told, zero to four."""
    return (0, 4) if count < 5 else LIMITS[max(least for least in BANDS if least <= count)]


def test_an_exact_total_beside_exact_parts_tells_the_rest() -> None:
    told = [Told((0, 1), 7, 7), Told((0,), 5, 5)]
    assert isolated(told, [(0,), (1,), (0, 1)], fewest=5) == [(1,)]


def test_what_is_nowhere_told_is_bounded_by_nothing() -> None:
    assert isolated([Told((0, 1), 5, 9)], [(0,), (1,)], fewest=5) == []


def test_nobody_at_all_isolates_nobody() -> None:
    assert isolated([Told((0,), 0, 0)], [(0,)], fewest=5) == []


def test_numbers_that_contradict_each_other_are_refused() -> None:
    with pytest.raises(ValueError, match="contradict"):
        isolated([Told((0,), 5, 9), Told((0,), 0, 4)], [(0,)], fewest=5)


@pytest.mark.parametrize("seed", range(10))
def test_it_finds_what_trying_all_numbers_finds(seed: int) -> None:
    """Three atoms and random overlapping tables, against enumeration of all counts up to eight."""
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, 9, 3)
    sets = [s for n in (1, 2, 3) for s in itertools.combinations(range(3), n)]
    told = []
    for at in rng.choice(len(sets), 3, replace=False):
        count = int(truth[list(sets[at])].sum())
        told.append(Told(sets[at], max(0, count - int(rng.integers(3))), count + int(rng.integers(3))))
    told += [Told((atom,), 0, 8) for atom in range(3)]
    fitting = [
        counts
        for counts in itertools.product(range(9), repeat=3)
        if all(one.least <= sum(counts[a] for a in one.atoms) <= one.most for one in told)
    ]
    expected = []
    for group in sets:
        sums = [sum(counts[a] for a in group) for counts in fitting]
        expected += [group] if min(sums) >= 1 and max(sums) < 5 else []
    assert isolated(told, sets, fewest=5) == expected


@pytest.mark.parametrize("seed", range(5))
def test_squares_of_one_grid_in_bands_isolate_nobody_over_two_closes(seed: int) -> None:
    """Atoms: who stood in a square at both closes, who left it, who came; squares 12, counts of all sizes."""
    rng = np.random.default_rng(seed)
    stayed, left, came = rng.poisson(4, 12), rng.poisson(2, 12), rng.poisson(2, 12)
    told, targets = [], []
    for square in range(12):
        one, two, three = 3 * square, 3 * square + 1, 3 * square + 2
        told.append(Told((one, two), *published(int(stayed[square] + left[square]))))
        told.append(Told((one, three), *published(int(stayed[square] + came[square]))))
        targets += [(one,), (two,), (three,), (two, three), (one, two, three)]
    assert isolated(told, targets, fewest=5) == []


def test_two_grids_over_each_other_would_isolate_which_is_why_there_is_one() -> None:
    told = [Told((0, 1), *published(7)), Told((0,), *published(3)), Told((1,), *published(4))]
    assert isolated(told, [(0,), (1,)], fewest=5) == [(0,), (1,)]
