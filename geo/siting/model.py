"""How does a siting problem read as a mixed-integer model?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csr_array, eye_array, hstack, vstack

from geo.siting.layout import Layout
from geo.siting.problem import Floats, Ints, SitingProblem

#: Shares are met to this part of an area's weight: sums of decimal weights are not exact.
SHARE_TOLERANCE = 1e-11


@dataclass(frozen=True, slots=True)
class Rows:
    """Linear constraints ``low <= matrix @ v <= high``."""

    matrix: csr_array
    low: Floats
    high: Floats


@dataclass(frozen=True, slots=True)
class Model:
    """A mixed-integer model whose columns are choices, points covered, points covered to the depth, the least share.

    Attributes
    ----------
    low, high, whole
        ``(V,)`` bounds of the columns, and which of them are whole numbers.
    rows
        All constraints.
    goals
        ``(V,)`` each, to be maximised: ``cover``, ``again``, ``spend`` (negative grosze), ``share``.
    """

    low: Floats
    high: Floats
    whole: np.ndarray
    rows: Rows
    goals: dict[str, Floats]

    def holding(self, goal: str, least: float) -> Model:
        """Return the model with the value of a goal held."""
        return replace(self, rows=_stack([self.rows, _row(self.goals[goal], least)]))


def model_of(problem: SitingProblem, layout: Layout) -> Model:
    """Return the model of a problem with all of its constraints."""
    c, d = layout.choices, len(layout.demand.weight)
    deep = problem.objective == "backup"
    v = c + d + d * deep + 1
    low, high = np.zeros(v), np.ones(v)
    low[:c], high[:c] = layout.must, np.maximum(layout.may, layout.must)
    low[c : c + d] = (layout.demand.base >= 1) | (problem.objective == "least_cost" and problem.share == 1)
    whole = np.zeros(v, dtype=bool)
    whole[:c], whole[c + d : v - 1] = True, True
    rows = [_covering(problem, layout, v), *_limits(layout, v), *_shares(problem, layout, v)]
    return Model(low, high, whole, _stack(rows), _goals(problem, layout, v))


def point_of(problem: SitingProblem, layout: Layout, chosen: Ints) -> Floats:
    """Return all columns of the model for a plan."""
    demand = layout.demand
    x = np.zeros(layout.choices)
    x[chosen] = 1.0
    count = demand.base + demand.cover.T @ x
    once, again = np.minimum(count, 1.0), (count >= problem.backup_depth).astype(float)
    share = (layout.settled + np.bincount(demand.area, demand.weight * (once - (demand.base >= 1)), problem.areas))[
        layout.total > 0
    ] / layout.total[layout.total > 0]
    return np.concatenate([x, once, again if problem.objective == "backup" else [], [share.min(initial=1.0)]])


def _covering(problem: SitingProblem, layout: Layout, v: int) -> Rows:
    """Return what covering a point takes.

    To the depth k it reads ``count >= z + (k - 1) z_k`` with ``z_k <= z``: tighter than ``count >= k z_k``.
    """
    demand, d = layout.demand, len(layout.demand.weight)
    seen, one = csr_array(demand.cover.T), csr_array(eye_array(d))
    if problem.objective != "backup":
        return _at_least(_wide([seen, -one], v), -demand.base)
    nobody = csr_array((d, layout.choices))
    return _stack(
        [
            _at_least(_wide([seen, -one, -(problem.backup_depth - 1) * one], v), -demand.base),
            _at_least(_wide([nobody, one, -one], v), np.zeros(d)),
        ]
    )


def _limits(layout: Layout, v: int) -> Iterable[Rows]:
    """Return what there is room for, and how many there must be of a kind."""
    yield Rows(_wide([csr_array(layout.uses.T)], v), np.full(len(layout.room), -np.inf), layout.room)
    for members, least, _ in layout.least:
        yield _row(_at(v, members, 1.0), least)


def _shares(problem: SitingProblem, layout: Layout, v: int) -> Iterable[Rows]:
    """Return what share of the weight, of each area or of all, must be covered."""
    demand, c = layout.demand, layout.choices
    weight = np.where(demand.base >= 1, 0.0, demand.weight)
    missing = layout.total * SHARE_TOLERANCE + layout.settled
    for area in range(problem.areas):
        here = np.flatnonzero(demand.area == area)
        minimum = problem.area_minimum.get(area, 0.0)
        if minimum * layout.total[area] > layout.settled[area]:
            yield _row(_at(v, c + here, weight[here]), minimum * layout.total[area] - missing[area])
        if problem.objective == "max_min" and layout.total[area] > 0:
            yield _row(_at(v, np.append(c + here, v - 1), np.append(weight[here], -layout.total[area])), -missing[area])
    if problem.objective == "least_cost":
        everywhere = c + np.arange(len(weight))
        yield _row(_at(v, everywhere, weight), problem.share * layout.total.sum() - missing.sum())


def _goals(problem: SitingProblem, layout: Layout, v: int) -> dict[str, Floats]:
    demand, c, d = layout.demand, layout.choices, len(layout.demand.weight)
    cover = _at(v, c + np.arange(d), np.where(demand.base >= 1, 0.0, demand.weight))
    cover[:c] = -layout.price
    again = _at(v, c + d + np.arange(d), demand.weight) if problem.objective == "backup" else np.zeros(v)
    spend = _at(v, np.arange(problem.options), -problem.cost_grosze.astype(float))
    return {"cover": cover, "again": again, "spend": spend, "share": _at(v, np.array([v - 1]), 1.0)}


def _at(v: int, columns: Ints, values: Floats | float) -> Floats:
    row = np.zeros(v)
    row[columns] = values
    return row


def _row(row: Floats, low: float) -> Rows:
    return _at_least(csr_array(row[None]), np.array([low], dtype=float))


def _at_least(matrix: csr_array, low: np.ndarray) -> Rows:
    return Rows(matrix, low.astype(float), np.full(len(low), np.inf))


def _wide(blocks: list[csr_array], v: int) -> csr_array:
    """Return blocks beside each other, filled up with zeros to v columns."""
    rest = v - sum(block.shape[1] for block in blocks)
    return csr_array(hstack([*blocks, csr_array((blocks[0].shape[0], rest))]))


def _stack(rows: list[Rows]) -> Rows:
    low, high = (np.concatenate([getattr(one, side) for one in rows]) for side in ("low", "high"))
    return Rows(csr_array(vstack([one.matrix for one in rows])), low, high)
