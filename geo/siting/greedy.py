"""What plan is found in a moment, without a proof?"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.sparse import csc_array, csr_array

from geo.siting.layout import Layout
from geo.siting.problem import Floats, Ints
from geo.siting.swaps import BEST_SIZE, SIZE, VALUE, Ground, State, fill, keep_best, put, swaps, take

#: How warm the swaps begin and end, as shares of what a choice of the greedy plan adds on average.
WARMEST, COOLEST = 0.021, 0.008
#: Stretches of one temperature, between which time is looked at.
STEPS = 200
#: Choices that overlap are listed where it takes so many steps at most.
PAIRS = 1e8
#: Sums of decimal weights are not exact: such a part of them counts as nothing.
SPARE = 1e-12


def ground_of(layout: Layout, *, weight: Floats | None = None, depth: int = 1, again: float = 0.0) -> Ground:
    """Return a layout as compiled code reads it, with other weights where they are given."""
    cover, uses = layout.demand.cover, layout.uses
    seen = csc_array(cover)
    overlaps = csr_array((layout.choices, layout.choices))
    if np.square(np.diff(seen.indptr), dtype=float).sum() < PAIRS:
        overlaps = csr_array(cover @ cover.T)
    obliged, least = np.full(layout.choices, -1), np.zeros(len(layout.least), dtype=np.int64)
    for k, (members, number, _) in enumerate(layout.least):
        obliged[members], least[k] = k, number
    return Ground(
        cover.indptr.astype(np.int64),
        cover.indices.astype(np.uint32),
        seen.indptr.astype(np.int64),
        seen.indices.astype(np.uint32),
        overlaps.indptr.astype(np.int64),
        overlaps.indices.astype(np.uint32),
        layout.demand.weight if weight is None else weight,
        depth,
        again,
        uses.indptr.astype(np.int64),
        uses.indices.astype(np.int64),
        uses.data,
        layout.room,
        layout.cost,
        layout.may,
        layout.must,
        obliged,
        least,
    )


def state_of(layout: Layout, ground: Ground, plan: Ints) -> State:
    """Return the state of a plan."""
    n = layout.choices
    base = layout.demand.base.copy()
    value = np.where(base == 0, 1.0, np.where(base == ground.depth - 1, ground.again, 0.0)) * ground.weight
    state = State(
        np.zeros(n, dtype=bool),
        np.zeros(n, dtype=np.int64),
        base,
        layout.demand.cover @ value - layout.price,
        np.zeros(len(layout.room)),
        np.zeros(len(layout.least), dtype=np.int64),
        np.zeros(n, dtype=np.int64),
        np.array([0.0, 0.0, -np.inf, 0.0]),
    )
    for choice in plan:
        put(choice, ground, state)
    return state


def search(
    layout: Layout,
    ground: Ground,
    *,
    rounds: int,
    rng: np.random.Generator,
    start: Ints | None = None,
    stop: Callable[[], bool] = lambda: False,
) -> Ints:
    """Return the choices of a good plan: greedy, then swaps at falling temperature, then swaps that only improve.

    Greedy puts in what adds most, or most for its cost, whichever ends higher. For plain cardinality it reaches at
    least 1 - 1/e of the optimum; with one option a site only 1/2 is sure. The value alone says nothing of how far the
    optimum is: that is what the bound is for.

    Parameters
    ----------
    rounds
        How many exchanges; with the same generator the same plan follows, unless ``stop`` ends it early.
    start
        A plan to begin with; it is never left for a worse one.
    stop
        Asked between stretches of exchanges.
    """
    must = np.flatnonzero(layout.must)
    states = [state_of(layout, ground, must) for _ in range(2)]
    for state, by_cost in zip(states, (False, True), strict=True):
        fill(layout.choices, 0.0, by_cost, ground, state, rng)
        keep_best(state)
    if start is not None:
        states.append(state_of(layout, ground, start))
        keep_best(states[-1])
    state = max(states, key=lambda one: one.told[VALUE])
    each = each_adds(layout, ground, state)
    for step in range(STEPS):
        if stop():
            break
        cooled = step / (0.9 * STEPS)
        warmth = each * WARMEST * (COOLEST / WARMEST) ** cooled if cooled < 1 else 0.0
        swaps(-(-rounds // STEPS), warmth, costs_differ(layout), ground, state, rng)
    return np.sort(state.best[: int(state.told[BEST_SIZE])])


def each_adds(layout: Layout, ground: Ground, state: State) -> float:
    """Return what a choice of a plan covers on average, those apart that are obligatory: the measure of warmth."""
    covered = ground.weight @ (state.times > layout.demand.base)
    return float(covered / max(state.told[SIZE] - layout.must.sum(), 1))


def costs_differ(layout: Layout) -> bool:
    """Return whether one choice for one may cost something else."""
    return bool(np.ptp(layout.cost[layout.may]) > 0) if layout.may.any() else False


def cheapest_first(layout: Layout, ground: Ground, *, needed: float, rng: np.random.Generator) -> Ints:
    """Return the choices of a cheap plan that covers so much weight, if all together do.

    What adds most for its cost is put in until enough is covered; then what can be spared is taken out, the dearest
    first.
    """
    state = state_of(layout, ground, np.flatnonzero(layout.must))
    while ground.weight @ (state.times > layout.demand.base) < needed - SPARE * needed:
        if not fill(1, 0.0, True, ground, state, rng):
            break
    for choice in sorted(state.plan[: int(state.told[SIZE])], key=lambda one: -ground.cost[one]):
        if layout.must[choice]:
            continue
        take(int(np.flatnonzero(state.plan[: int(state.told[SIZE])] == choice)[0]), ground, state)
        if ground.weight @ (state.times > layout.demand.base) < needed - SPARE * needed:
            put(choice, ground, state)
    return np.sort(state.plan[: int(state.told[SIZE])])
