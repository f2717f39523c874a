"""What is the best point of a model, by branch and cut or by linear programming in HiGHS?"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import highspy
import numpy as np

from geo.siting.model import Model
from geo.siting.problem import Floats

#: Told a better point where one was found, and the bound so far; True ends the search.
Asked = Callable[[Floats | None, float], bool]
#: From so many entries on HiGHS gets a model without its presolve, which looks at no clock and on dense cover runs for
#: half a minute to find nothing that merging has not found.
LARGE = 200_000


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a search ended with: the best point or none, a value that none can exceed, and why it ended."""

    point: Floats | None
    bound: float
    status: str


def branch_and_cut(
    model: Model, goal: str, *, seconds: float, gap: float, seed: int, start: Floats | None, asked: Asked
) -> Outcome:
    """Maximise a goal of a model.

    Parameters
    ----------
    seconds
        How long at most, kept by the clock on the wall.
    gap
        Ends where the bound is at most so much above the value, relative.
    start
        A feasible point to begin with.
    asked
        Asked while HiGHS works.
    """
    highs = _loaded(model, goal, seconds=seconds)
    highs.setOptionValue("mip_rel_gap", gap)
    highs.setOptionValue("mip_abs_gap", 1e-6)
    highs.setOptionValue("random_seed", seed)
    if model.rows.matrix.nnz > LARGE:
        highs.setOptionValue("presolve", "off")
    highs.changeColsIntegrality(*_integrality(model))
    if start is not None:
        solution = highspy.HighsSolution()
        solution.col_value = start.tolist()
        highs.setSolution(solution)
    stopped = _watch(highs, seconds, asked)
    highs.run()
    info, status = highs.getInfo(), highs.getModelStatus()
    found = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    point = np.array(highs.getSolution().col_value) if found else None
    if status in (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible):
        return Outcome(None, -np.inf, "infeasible")
    ended = "optimal" if status == highspy.HighsModelStatus.kOptimal else "stopped" if stopped[0] else "time_limit"
    return Outcome(point, info.mip_dual_bound, ended)


def relax(model: Model, goal: str, *, seconds: float, asked: Asked) -> tuple[float, Floats | None, Floats]:
    """Return a value that no plan can exceed, its point and its row prices: the linear relaxation, by interior points.

    What the solver says is not trusted to its tolerance: its row prices are put into the dual, where any prices give
    a valid bound (`dual_value`), so the answer holds also where time ended the method early.
    """
    highs = _loaded(model, goal, seconds=seconds)
    for name, value in {"solver": "ipx", "run_crossover": "off"}.items():
        highs.setOptionValue(name, value)
    _watch(highs, seconds, lambda point, bound: asked(None, np.inf))
    highs.run()
    prices = np.array(highs.getSolution().row_dual)
    if len(prices) != len(model.rows.low) or not np.isfinite(prices).all():
        prices = np.zeros(len(model.rows.low))
    prices = min((sign * prices for sign in (1.0, -1.0, 0.0)), key=lambda y: dual_value(model, goal, y))
    point = np.array(highs.getSolution().col_value)
    return dual_value(model, goal, prices), point if len(point) and np.isfinite(point).all() else None, prices


def without_idle(model: Model, goal: str, prices: Floats, better: float) -> Model:
    """Return a model whose columns are fixed where no point that is worth so much can have them otherwise.

    By weak duality a point v is worth at most ``dual_value`` less, for each column, its reduced cost times how far v is
    from the side that the dual takes for it. A whole column of which that is more than there is to spare stays there,
    in every point that is worth at least ``better``; worse points may be lost, and all may be.
    """
    reduced = model.goals[goal] - model.rows.matrix.T @ _against_open_sides(model, prices)
    idle = model.whole & (np.abs(reduced) > dual_value(model, goal, prices) - better)
    return replace(
        model,
        low=np.where(idle & (reduced > 0), model.high, model.low),
        high=np.where(idle & (reduced < 0), model.low, model.high),
    )


def dual_value(model: Model, goal: str, prices: Floats) -> float:
    """Return ``max (c - A'y) v + max y r`` over ``low <= v <= high`` and the rows' own bounds.

    An upper bound of ``c v`` for every y (weak duality); prices against a side that is open count as 0.
    """
    rows, y = model.rows, _against_open_sides(model, prices)
    sides = np.where(y > 0, rows.high, rows.low)
    reduced = model.goals[goal] - rows.matrix.T @ y
    return float(y[y != 0] @ sides[y != 0] + np.maximum(reduced * model.low, reduced * model.high).sum())


def _against_open_sides(model: Model, prices: Floats) -> Floats:
    """Return prices, none of them against a side that is open."""
    sides = np.where(prices > 0, model.rows.high, model.rows.low)
    return np.where(np.isfinite(sides), prices, 0.0)


def _loaded(model: Model, goal: str, *, seconds: float) -> Any:
    highs: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    for name, value in {"output_flag": False, "threads": 1, "time_limit": max(seconds, 0.0)}.items():
        highs.setOptionValue(name, value)
    lp, rows = highspy.HighsLp(), model.rows
    lp.num_col_, lp.num_row_ = len(model.low), len(rows.low)
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = model.goals[goal], model.low, model.high
    lp.row_lower_, lp.row_upper_ = rows.low, rows.high
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_, lp.a_matrix_.index_ = rows.matrix.indptr, rows.matrix.indices
    lp.a_matrix_.value_ = rows.matrix.data
    lp.sense_ = highspy.ObjSense.kMaximize
    highs.passModel(lp)
    return highs


def _integrality(model: Model) -> tuple[int, Any, Any]:
    whole = np.flatnonzero(model.whole).astype(np.int32)
    return len(whole), whole, np.full(len(whole), highspy.HighsVarType.kInteger)


def _watch(highs: Any, seconds: float, asked: Asked) -> list[bool]:
    """End HiGHS by the clock or when told to, also within its linear programs; the list says whether it was told."""
    deadline, told = time.perf_counter() + seconds, [False]

    def look(event: Any) -> None:
        out = event.data_out
        if time.perf_counter() > deadline:
            event.interrupt()
        elif asked(None, out.mip_dual_bound):
            told[:] = [True]
            event.interrupt()

    def better(event: Any) -> None:
        asked(np.array(event.data_out.mip_solution), event.data_out.mip_dual_bound)

    highs.cbMipImprovingSolution.subscribe(better)
    for kind in (highs.cbMipInterrupt, highs.cbSimplexInterrupt, highs.cbIpmInterrupt):
        kind.subscribe(look)
    return told
