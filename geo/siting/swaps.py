"""How good can a plan become by taking choices out and putting others in, thousands of times a second?"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from geo.siting.problem import Floats, Ints

# No prange and no fastmath: the same seed gives the same plan everywhere.
kernel = njit(cache=True, nogil=True, error_model="numpy")

#: What meeting a least number is worth: more than any cover.
OBLIGED = 1e15
NOTHING = 1e-9
#: From so many changes of what others add, as a share of the choices, copying is quicker than counting.
DENSE = 0.25


class Ground(NamedTuple):
    """What does not change: which choice covers what, what it uses, what it is worth.

    ``again`` is what covering a point to the full depth is worth beside covering it at all. ``covers`` and ``seen_by``
    have no sign: compiled code then asks no index whether it counts from the end, which halves the time of an exchange.
    """

    starts: Ints
    covers: NDArray[np.uint32]
    seen_starts: Ints
    seen_by: NDArray[np.uint32]
    overlap_starts: Ints
    overlaps: NDArray[np.uint32]
    weight: Floats
    depth: int
    again: float
    use_starts: Ints
    resource: Ints
    use: Floats
    room: Floats
    cost: Floats
    may: NDArray[np.bool_]
    must: NDArray[np.bool_]
    obliged: Ints
    least: Ints


class State(NamedTuple):
    """A plan: what is chosen, how often each point is covered, what one more choice would add.

    ``told`` holds the value of the plan, its size, the value and the size of the best plan.
    """

    inside: NDArray[np.bool_]
    plan: Ints
    times: Ints
    gain: Floats
    used: Floats
    have: Ints
    best: Ints
    told: Floats


VALUE, SIZE, BEST, BEST_SIZE = range(4)


def copied(state: State) -> State:
    """Return the same plan in arrays of its own."""
    return State._make(values.copy() for values in state)


@kernel
def worth(count: int, depth: int, again: float) -> Any:
    """Return what one more camera on a point adds, for a weight of one."""
    if count == 0:
        return 1.0 + (again if depth == 1 else 0.0)
    return again if count == depth - 1 else 0.0


@kernel
def bonus(choice: int, ground: Ground, state: State) -> Any:
    """Return what a choice is worth for the least number of its kind."""
    kind = ground.obliged[choice]
    return OBLIGED if kind >= 0 and state.have[kind] < ground.least[kind] else 0.0


@kernel
def turn(choice: int, sign: int, ground: Ground, state: State) -> None:
    """Put a choice in (sign 1) or take it out (sign -1) of the counts of points; what all others add follows."""
    times, gain, seen_starts, seen_by = state.times, state.gain, ground.seen_starts, ground.seen_by
    for a in range(ground.starts[choice], ground.starts[choice + 1]):
        j = ground.covers[a]
        before = worth(times[j], ground.depth, ground.again)
        times[j] += sign
        change = (worth(times[j], ground.depth, ground.again) - before) * ground.weight[j]
        if change != 0.0:
            for b in range(seen_starts[j], seen_starts[j + 1]):
                gain[seen_by[b]] += change


@kernel
def enter(choice: int, ground: Ground, state: State) -> None:
    """Enter a choice in the plan and in what is used, not in the counts of points."""
    for k in range(ground.use_starts[choice], ground.use_starts[choice + 1]):
        state.used[ground.resource[k]] += ground.use[k]
    if ground.obliged[choice] >= 0:
        state.have[ground.obliged[choice]] += 1
    state.plan[int(state.told[SIZE])] = choice
    state.told[SIZE] += 1
    state.inside[choice] = True


@kernel
def leave(place: int, ground: Ground, state: State) -> None:
    """Strike the choice at a place out of the plan and of what is used, not of the counts of points."""
    choice = state.plan[place]
    for k in range(ground.use_starts[choice], ground.use_starts[choice + 1]):
        state.used[ground.resource[k]] -= ground.use[k]
    if ground.obliged[choice] >= 0:
        state.have[ground.obliged[choice]] -= 1
    state.told[VALUE] -= state.gain[choice] + bonus(choice, ground, state)
    state.told[SIZE] -= 1
    state.plan[place] = state.plan[int(state.told[SIZE])]
    state.inside[choice] = False


@kernel
def put(choice: int, ground: Ground, state: State) -> None:
    """Put a choice into the plan."""
    state.told[VALUE] += state.gain[choice] + bonus(choice, ground, state)
    turn(choice, 1, ground, state)
    enter(choice, ground, state)


@kernel
def take(place: int, ground: Ground, state: State) -> Any:
    """Take the choice at a place out of the plan and return it."""
    choice = state.plan[place]
    turn(choice, -1, ground, state)
    leave(place, ground, state)
    return choice


@kernel
def pick(warmth: float, by_cost: bool, ground: Ground, state: State, rng: np.random.Generator) -> Any:
    """Return a choice that fits and adds something, the best one at warmth 0, or -1.

    At some warmth the best of gains with Gumbel noise is drawn, which is a draw by Boltzmann's weights. Choices so far
    behind that noise would hardly lift them are passed over without a draw.
    """
    # The arrays by themselves: handing the tuples on costs a hundred times what is done with them.
    inside, gain, may, cost, used, have = state.inside, state.gain, ground.may, ground.cost, state.used, state.have
    room, starts, resource, use = ground.room, ground.use_starts, ground.resource, ground.use
    obliged, least = ground.obliged, ground.least
    best, found, behind = -np.inf, -1, -np.inf
    plain = not by_cost and len(least) == 0
    for choice in range(len(may)):
        if (plain and gain[choice] <= behind) or inside[choice] or not may[choice]:
            continue
        score = gain[choice]
        if obliged[choice] >= 0 and have[obliged[choice]] < least[obliged[choice]]:
            score += OBLIGED
        scale = 1.0 / max(cost[choice], 1.0) if by_cost else 1.0
        if score <= NOTHING or (score + 6.0 * warmth) * scale <= best:
            continue
        fits = True
        for k in range(starts[choice], starts[choice + 1]):
            fits = fits and used[resource[k]] + use[k] <= room[resource[k]]
        if not fits:
            continue
        if warmth > 0.0:
            score -= warmth * np.log(-np.log(rng.random()))
        if score * scale > best:
            best, found = score * scale, choice
            behind = max(best - 6.0 * warmth, NOTHING)
    return found


@kernel
def fill(most: int, warmth: float, by_cost: bool, ground: Ground, state: State, rng: np.random.Generator) -> Any:
    """Put in choices, at most so many, while some fit and add; return how many."""
    for added in range(most):
        choice = pick(warmth, by_cost, ground, state, rng)
        if choice < 0:
            return added
        put(choice, ground, state)
    return most


@kernel
def keep_best(state: State) -> None:
    """Remember the plan where it is the best so far."""
    if state.told[VALUE] > state.told[BEST] + NOTHING:
        size = int(state.told[SIZE])
        state.best[:size] = state.plan[:size]
        state.told[BEST] = state.told[VALUE]
        state.told[BEST_SIZE] = size


@kernel
def swaps(rounds: int, warmth: float, uneven: bool, ground: Ground, state: State, rng: np.random.Generator) -> None:
    """Take one or two choices out and fill up again, many times.

    Where all cost alike it is always one for one, else exchanges are kept by Metropolis' rule or undone.
    """
    out, before = np.empty(2, dtype=np.int64), np.empty(len(state.gain))
    for _ in range(rounds):
        if not uneven:
            one_for_one(warmth, before, ground, state, rng)
            continue
        value, wanted, taken = state.told[VALUE], 2 if state.told[SIZE] > 1 and rng.random() < 0.4 else 1, 0
        for _again in range(wanted):
            place = int(rng.random() * state.told[SIZE])
            if state.told[SIZE] > 0 and not ground.must[state.plan[place]]:
                out[taken] = take(place, ground, state)
                taken += 1
        added = fill(len(state.plan), warmth, rng.random() < 0.5, ground, state, rng)
        change = state.told[VALUE] - value
        if change >= 0.0 or change > warmth * np.log(rng.random()):
            keep_best(state)
            continue
        for _one in range(added):
            take(int(state.told[SIZE]) - 1, ground, state)
        for one in range(taken):
            put(out[one], ground, state)


@kernel
def one_for_one(warmth: float, before: Floats, ground: Ground, state: State, rng: np.random.Generator) -> None:
    """Take one choice out and draw by Boltzmann's weights among all that fit, it included (heat bath).

    Mostly it is drawn again, and what those add that overlap it is then written back rather than counted anew;
    ``before`` is room for that.
    """
    size = int(state.told[SIZE])
    place = int(rng.random() * size)
    if size == 0 or ground.must[state.plan[place]]:
        fill(len(state.plan), warmth, False, ground, state, rng)
        keep_best(state)
        return
    mine, value, gain, overlaps = state.plan[place], state.told[VALUE], state.gain, ground.overlaps
    first, last = ground.overlap_starts[mine], ground.overlap_starts[mine + 1]
    for k in range(first, last):
        before[k - first] = gain[overlaps[k]]
    take(place, ground, state)
    drawn = pick(warmth, False, ground, state, rng)
    if drawn == mine and last > first:
        enter(mine, ground, state)
        state.told[VALUE] = value
        for a in range(ground.starts[mine], ground.starts[mine + 1]):
            state.times[ground.covers[a]] += 1
        for k in range(first, last):
            gain[overlaps[k]] = before[k - first]
    elif drawn >= 0:
        put(drawn, ground, state)
        keep_best(state)
    else:
        keep_best(state)
