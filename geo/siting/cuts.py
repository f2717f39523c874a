"""Which constraints does a relaxed plan break that no real plan can?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from numba import njit
from scipy.sparse import csc_array, csr_array, hstack, vstack

from geo.siting.layout import Layout
from geo.siting.model import Model, Rows
from geo.siting.prices import Relaxed
from geo.siting.problem import Floats, Ints

kernel = njit(cache=True, nogil=True, error_model="numpy")

#: How many points near a point are tried with it, and how many points a set has at most.
NEAR, LARGEST = 48, 8
#: Points between two looks at the clock.
BLOCK = 500
#: By how much a constraint must be broken to be worth a row, and in how many of them a point may stand.
BROKEN, OFTEN = 0.03, 4
#: What of a relaxed plan counts as nothing.
FAINT = 1e-3
#: What price counts as none.
UNPRICED = 1e-3


def with_cuts(
    model: Model,
    layout: Layout,
    point: Floats,
    rng: np.random.Generator,
    *,
    stop: Callable[[], bool] = lambda: False,
) -> tuple[Model, int]:
    """Return a model with constraints that a point of its relaxation breaks, and how many there are.

    For any set P of demand points that nothing covers yet, with each choice counted once that covers some of them and
    twice that covers all::

        sum_i k_i x_i >= 2 - sum_{j in P} (1 - z_j)

    holds for each plan: if all of P is covered, one choice covers it all or two are needed. A relaxed plan that leans
    on parts of many choices, each of which misses some of P, breaks it. Ended by ``stop`` there are none.

    References
    ----------
    Balas, E., Ng, S. M. (1989), Mathematical Programming 43, doi:10.1007/BF01582278.
    """
    c, d = layout.choices, len(layout.demand.weight)
    x = np.where(point[:c] > FAINT, point[:c], 0.0)
    part = np.flatnonzero(x)
    seen = csr_array(layout.demand.cover[part].T)
    seen.sort_indices()
    sees = csc_array(seen)
    near = rng.integers(0, 2**31, (d, NEAR, 2))
    ways = (
        seen.indptr.astype(np.int64),
        seen.indices.astype(np.int64),
        x[part],
        sees.indptr.astype(np.int64),
        sees.indices.astype(np.int64),
        point[c : c + d],
        layout.demand.base,
    )
    found = []
    for first in range(0, d, BLOCK):
        if stop():
            return model, 0
        found.append(_broken_sets(*ways, first, near[first : first + BLOCK]))
    sets, broken = (np.concatenate(parts) for parts in zip(*found, strict=True))
    chosen = _spread(sets, broken, layout.demand.weight)
    if not chosen:
        return model, 0
    cut = _rows(chosen, layout, len(model.low))
    low, high = (np.concatenate([getattr(rows, side) for rows in (model.rows, cut)]) for side in ("low", "high"))
    return replace(model, rows=Rows(csr_array(vstack([model.rows.matrix, cut.matrix])), low, high)), len(chosen)


def in_use(model: Model, relaxed: Relaxed, bare: int) -> tuple[Model, Relaxed]:
    """Return a model and where its relaxation stands without the rows from ``bare`` on that have no price."""
    rows, kept = model.rows, np.abs(relaxed.prices) > UNPRICED
    kept[:bare] = True
    rows = Rows(csr_array(rows.matrix[kept]), rows.low[kept], rows.high[kept])
    return replace(model, rows=rows), replace(relaxed, prices=relaxed.prices[kept])


def _spread(sets: Ints, broken: Floats, weight: Floats) -> list[Ints]:
    """Return the sets that promise most, no point in too many of them."""
    members = [np.unique(one[one >= 0]) for one in sets]
    promise = [value * weight[one].mean() for value, one in zip(broken, members, strict=True)]
    often = np.zeros(len(weight), dtype=np.int64)
    found: dict[bytes, Ints] = {}
    for k in np.argsort(promise)[::-1]:
        if often[members[k]].max() < OFTEN and members[k].tobytes() not in found:
            often[members[k]] += 1
            found[members[k].tobytes()] = members[k]
    return list(found.values())


def _rows(sets: list[Ints], layout: Layout, v: int) -> Rows:
    d, size = len(layout.demand.weight), np.array([len(one) for one in sets])
    at = (np.repeat(np.arange(len(sets)), size), np.concatenate(sets))
    member = csr_array((np.ones(size.sum()), at), shape=(len(sets), d))
    cover = csr_array(member @ layout.demand.cover.T)
    covers_all = cover.data >= np.repeat(size, np.diff(cover.indptr))
    cover.data = np.where(covers_all, 2.0, 1.0)
    rest = csr_array((len(sets), v - layout.choices - d))
    return Rows(csr_array(hstack([cover, -member, rest])), 2.0 - size, np.full(len(sets), np.inf))


@kernel
def _broken_sets(
    starts: Ints,
    seers: Ints,
    x: Floats,
    sees_starts: Ints,
    sees: Ints,
    z: Floats,
    base: Ints,
    first: int,
    near: Ints,
) -> Any:
    """Return the most broken set ``(B, LARGEST)`` around each point from the first on, where there is one.

    It is filled up with -1.

    ``starts``, ``seers`` tell who sees a point, ``sees_starts``, ``sees`` what each sees. A set begins with the best of
    all triples of a point with two near it, and grows while that breaks more; beside it by how much it is broken.
    ``covers`` counts how many points of the set at hand each choice covers.
    """
    d = len(near)
    sets, broken, count = np.full((d, LARGEST), -1), np.empty(d), 0
    covers = np.zeros(len(x), dtype=np.int64)
    points = np.empty(NEAR, dtype=np.int64)
    for a in range(first, first + d):
        who = starts[a + 1] - starts[a]
        if who < 2 or base[a] > 0:
            continue
        m = 0
        for t in range(NEAR):
            i = seers[starts[a] + near[a - first, t, 0] % who]
            b = sees[sees_starts[i] + near[a - first, t, 1] % (sees_starts[i + 1] - sees_starts[i])]
            if base[b] == 0 and b != a:
                points[m] = b
                m += 1
        one = sets[count]
        one[0] = a
        _count_in(covers, starts, seers, a, 1)
        value, one[1], one[2] = _best_triple(covers, starts, seers, x, z, a, points[:m])
        size = 3
        if value < 2.0 - BROKEN:
            _count_in(covers, starts, seers, one[1], 1)
            _count_in(covers, starts, seers, one[2], 1)
            while size < LARGEST:
                change, b = _best_addition(covers, starts, seers, x, z, a, size, points[:m])
                if change > -1e-6:
                    break
                _count_in(covers, starts, seers, b, 1)
                one[size] = b
                size += 1
                value += change
            for k in range(size):
                _count_in(covers, starts, seers, one[k], -1)
            broken[count] = 2.0 - value
            count += 1
        else:
            _count_in(covers, starts, seers, a, -1)
            one[:] = -1
    return sets[:count], broken[:count]


@kernel
def _count_in(covers: Ints, starts: Ints, seers: Ints, point: int, sign: int) -> None:
    for k in range(starts[point], starts[point + 1]):
        covers[seers[k]] += sign


@kernel
def _best_triple(covers: Ints, starts: Ints, seers: Ints, x: Floats, z: Floats, a: int, points: Ints) -> Any:
    """Return the least left side of a triple with a: all that touches it, again what covers all of it, and 1 - z."""
    m = len(points)
    own, alone, shared = 1.0 - z[a], np.zeros(m), np.zeros(m)
    for k in range(starts[a], starts[a + 1]):
        own += x[seers[k]]
    for t in range(m):
        alone[t] = 1.0 - z[points[t]]
        for k in range(starts[points[t]], starts[points[t] + 1]):
            if covers[seers[k]] > 0:
                shared[t] += x[seers[k]]
            else:
                alone[t] += x[seers[k]]
    best, first, second = 2.0, -1, -1
    for s in range(m):
        for t in range(s + 1, m):
            if own + max(alone[s], alone[t]) + max(shared[s] + shared[t] - own, 0.0) >= best:
                continue
            value = own + alone[s] + alone[t] + _common(covers, starts, seers, x, points[s], points[t])
            if value < best:
                best, first, second = value, points[s], points[t]
    return best, first, second


@kernel
def _common(covers: Ints, starts: Ints, seers: Ints, x: Floats, b: int, c: int) -> Any:
    """Return what covers a set and two points with it, less what covers the two points alone."""
    k, r, value = starts[b], starts[c], 0.0
    while k < starts[b + 1] and r < starts[c + 1]:
        if seers[k] == seers[r]:
            value += x[seers[k]] if covers[seers[k]] > 0 else -x[seers[k]]
            k += 1
            r += 1
        elif seers[k] < seers[r]:
            k += 1
        else:
            r += 1
    return value


@kernel
def _best_addition(
    covers: Ints, starts: Ints, seers: Ints, x: Floats, z: Floats, a: int, size: int, points: Ints
) -> Any:
    """Return how much the left side falls at most by one more point, and the point."""
    whole = 0.0
    for k in range(starts[a], starts[a + 1]):
        if covers[seers[k]] == size:
            whole += x[seers[k]]
    lowest, best = 0.0, -1
    for b in points:
        change = 1.0 - z[b] - whole
        for k in range(starts[b], starts[b + 1]):
            if covers[seers[k]] == 0 or covers[seers[k]] == size:
                change += x[seers[k]]
        if change < lowest:
            lowest, best = change, b
    return lowest, best
