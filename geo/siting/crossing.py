"""How good does a plan become that takes one part of the ground from one plan and the rest from another?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from geo.siting.greedy import costs_differ, each_adds, ground_of, search, state_of
from geo.siting.layout import Layout
from geo.siting.problem import Ints
from geo.siting.swaps import BEST, BEST_SIZE, Ground, State, copied, fill, keep_best, kernel, swaps

#: How many plans are crossed, and exchanges for each of them before.
PLANS, EACH = 8, 150_000
#: Exchanges after a crossing, in so many stretches, the first part of them warm; how warm, as shares of what a choice
#: adds.
AFTER, STRETCHES, WARM_PART, WARMEST, COOLEST = 500, 10, 0.5, 0.0055, 0.0026
#: How much of a plan comes from the other one.
LEAST_PART, LARGEST_PART = 0.05, 0.5
#: So many crossings for each plan without a better one, and the plans are as good as one: others are searched.
STALE = 25


class Found(NamedTuple):
    """A plan as choices, and its value."""

    choices: Ints
    value: float


def crossed(
    layout: Layout, *, rng: np.random.Generator, plans: int = PLANS, each: int = EACH, stop: Callable[[], bool]
) -> Iterator[Ints]:
    """Yield the choices of ever better plans until told to stop.

    Annealed plans differ by which part of the ground they cover well, and a longer search hardly betters all parts at
    once. So the part around some point is taken from one plan and the rest from another; a few exchanges mend the seam,
    and the result takes the place of the worse of the two. When the plans have become alike, all but the best one are
    searched anew.

    References
    ----------
    Moscato, P. (1989), On evolution, search, optimization, genetic algorithms and martial arts, Caltech C3P 826.
    """
    ground = ground_of(layout)
    bare = state_of(layout, ground, np.flatnonzero(layout.must))
    best = Found(np.empty(0, dtype=np.int64), -np.inf)
    while not stop():
        known = [best] if len(best.choices) else []
        while len(known) < plans and not stop():
            known.append(_valued(layout, ground, search(layout, ground, rounds=each, rng=rng, stop=stop)))
            if known[-1].value > best.value:
                best = known[-1]
                yield best.choices
        for better in _bettered(layout, ground, bare, known, rng, stop):
            if better.value > best.value:
                best = better
                yield best.choices


def _bettered(
    layout: Layout,
    ground: Ground,
    bare: State,
    known: list[Found],
    rng: np.random.Generator,
    stop: Callable[[], bool],
) -> Iterator[Found]:
    """Cross plans until they are alike; each child better than the parent whose place it takes is yielded."""
    since = 0
    while len(known) > 1 and since < STALE * len(known) and not stop():
        a, b = rng.choice(len(known), 2, replace=False)
        child = _child(layout, ground, bare, known[a].choices, known[b].choices, rng)
        since += 1
        if child.value > known[a].value and all(child.value != one.value for one in known):
            known[a], since = child, 0
            yield child


def _child(layout: Layout, ground: Ground, bare: State, mine: Ints, theirs: Ints, rng: np.random.Generator) -> Found:
    uneven, size = costs_differ(layout), len(mine)
    part = int(size * rng.uniform(LEAST_PART, LARGEST_PART)) + 1
    theirs_here = _around(int(rng.integers(layout.choices)), part, _members(layout, mine), ground)
    pool = np.where(theirs_here, _members(layout, theirs), _members(layout, mine)) & layout.may
    state = copied(bare)
    for may in (pool, layout.may):
        fill(layout.choices, 0.0, uneven, ground._replace(may=may), state, rng)
    keep_best(state)
    each = each_adds(layout, ground, state)
    for step in range(STRETCHES):
        cooled = step / (WARM_PART * STRETCHES)
        warmth = each * WARMEST * (COOLEST / WARMEST) ** cooled if cooled < 1 else 0.0
        swaps(AFTER // STRETCHES, warmth, uneven, ground, state, rng)
    return _best_of(state)


def _members(layout: Layout, choices: Ints) -> NDArray[np.bool_]:
    inside = np.zeros(layout.choices, dtype=bool)
    inside[choices] = True
    return inside


def _valued(layout: Layout, ground: Ground, choices: Ints) -> Found:
    state = state_of(layout, ground, choices)
    keep_best(state)
    return _best_of(state)


def _best_of(state: State) -> Found:
    return Found(np.sort(state.best[: int(state.told[BEST_SIZE])]), float(state.told[BEST]))


@kernel
def _around(first: int, wanted: int, inside: NDArray[np.bool_], ground: Ground) -> NDArray[np.bool_]:
    """Return which choices lie around one, so many of a plan among them.

    First come those whose cover overlaps its own, then those whose cover overlaps theirs, and so on.
    """
    reached, seen = np.zeros(len(inside), dtype=np.bool_), np.zeros(len(ground.weight), dtype=np.bool_)
    queue = np.empty(len(inside), dtype=np.int64)
    queue[0], reached[first], end, at, count = first, True, 1, 0, int(inside[first])
    while at < end and count < wanted:
        choice = queue[at]
        at += 1
        for a in range(ground.starts[choice], ground.starts[choice + 1]):
            j = ground.covers[a]
            if seen[j]:
                continue
            seen[j] = True
            for b in range(ground.seen_starts[j], ground.seen_starts[j + 1]):
                other = ground.seen_by[b]
                if not reached[other]:
                    reached[other] = True
                    queue[end] = other
                    end += 1
                    count += inside[other]
    return reached
