"""What are the prices of a linear relaxation that is too dense to be solved by factors, by first-order steps?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray
from scipy.sparse import csr_array, diags_array

from geo.siting.exact import dual_value
from geo.siting.model import Model
from geo.siting.problem import Floats

# Sums of many numbers in any order: each price gives a valid bound, whatever its last digits are.
kernel = njit(cache=True, nogil=True, fastmath=True, error_model="numpy")

#: Steps between two looks at clock and bound, and how many of them in which the bound falls by less than such a part of
#: it are enough; at most so many.
STRETCH, SLOW, STRETCHES = 100, 2e-5, 60
#: Scaling of rows and columns: rounds of equilibration, of the power method.
ROUNDS, POWERS = 10, 30
#: When to begin anew from the last point: the error has fallen to so much, or to so much and rises, or it is long ago.
FALLEN, FALLEN_RISING, LONG_AGO = 0.2, 0.8, 0.36
#: Of how many steps before it is thought, so that it is not long ago at once; the error is measured at each so many.
BEFORE, LOOK = 300.0, 10


@dataclass(frozen=True, slots=True)
class Relaxed:
    """Where a linear relaxation stands: a bound that holds, a point near its optimum, prices of its rows."""

    bound: float
    point: Floats
    prices: Floats
    balance: float


def priced(model: Model, goal: str, *, start: Relaxed | None, asked: Callable[[float], bool]) -> Relaxed:
    """Maximise a goal of a model without whole numbers, nearly.

    Reflected Halpern steps of the primal-dual hybrid gradient method, from where another model with fewer rows ended.
    The bound is the dual's value at the prices, with the price of each limit the best one beside the others: it holds
    however far the steps have come.

    Parameters
    ----------
    start
        What is known of the model without its last rows.
    asked
        Told the bound now and then; True ends the steps.

    References
    ----------
    Chambolle, A., Pock, T. (2011), Journal of Mathematical Imaging and Vision 40, doi:10.1007/s10851-010-0251-1.
    Lu, H., Yang, J. (2024), arXiv:2407.16144.
    """
    steps = _Steps(model, goal, start)
    bound, slow = np.inf, 0
    for _ in range(STRETCHES):
        steps.go(STRETCH)
        value = steps.bound()
        slow = slow + 1 if value > bound - SLOW * abs(bound) else 0
        bound = min(bound, value)
        if asked(bound) or slow >= 2:
            break
    return Relaxed(bound, steps.point, steps.prices, steps.balance)


class _Steps:
    """The scaled problem ``min c v, K v >= b`` and where the steps are."""

    def __init__(self, model: Model, goal: str, start: Relaxed | None) -> None:
        self.model, self.goal = model, goal
        rows = model.rows
        self.sign = np.where(np.isfinite(rows.low), 1.0, -1.0)
        b = np.where(self.sign > 0, rows.low, -rows.high)
        by_row, self.by_column = _scales(rows.matrix)
        self.by_row = by_row * self.sign
        forth = csr_array(diags_array(self.by_row) @ rows.matrix @ diags_array(self.by_column))
        back = csr_array(forth.T)
        self.forth, self.back = _arrays(forth), _arrays(back)
        cost = -model.goals[goal] * self.by_column
        self.sides = (cost, model.low / self.by_column, model.high / self.by_column, b * by_row)
        self.length = 0.998 / _norm(forth, back)
        balance = float(np.linalg.norm(cost)) / max(float(np.linalg.norm(self.sides[3])), 1e-9)
        self.point, self.prices = np.clip(np.zeros(len(cost)), model.low, model.high), np.zeros(len(b))
        if start is not None:
            self.point, balance = start.point, start.balance
            self.prices[: len(start.prices)] = start.prices
        self.told = np.array([balance, 0.0, 0.0, 0.0, BEFORE, float(start is None)])
        x, y = self.point / self.by_column, np.abs(self.prices) / by_row
        self.here = (x, y, x.copy(), y.copy())

    @property
    def balance(self) -> float:
        return float(self.told[0])

    def go(self, steps: int) -> None:
        x, y = _step(*self.forth, *self.back, *self.sides, *self.here, self.told, self.length, steps)
        self.point, self.prices = x * self.by_column, -y * self.by_row

    def bound(self) -> float:
        """Return the dual's value with the best prices of what there is room for; they are kept."""
        prices = _best_of_limits(self.model, self.goal, self.prices)
        return min(dual_value(self.model, self.goal, prices), dual_value(self.model, self.goal, self.prices))


def _best_of_limits(model: Model, goal: str, prices: Floats) -> Floats:
    """Return prices with that of each dense limit the best one beside the others: a knapsack of parts."""
    rows, prices = model.rows, prices.copy()
    long = np.diff(rows.matrix.indptr) > len(model.low) / 10
    for r in np.flatnonzero(long & np.isfinite(rows.high)):
        prices[r] = 0.0
        row = slice(rows.matrix.indptr[r], rows.matrix.indptr[r + 1])
        at, use = rows.matrix.indices[row], rows.matrix.data[row]
        if (use <= 0).any() or not np.isfinite(model.high[at]).all():
            continue
        worth = (model.goals[goal] - rows.matrix.T @ prices)[at] / use
        order = np.argsort(-worth)
        room = rows.high[r] - use @ model.low[at]
        filled = np.cumsum((use * (model.high[at] - model.low[at]))[order])
        last = int(np.searchsorted(filled, room))
        prices[r] = max(worth[order[last]], 0.0) if last < len(order) else 0.0
    return prices


def _arrays(matrix: csr_array) -> tuple[NDArray[np.int64], NDArray[np.uint32], Floats]:
    # Indices without a sign: compiled code then asks no index whether it counts from the end.
    return matrix.indptr.astype(np.int64), matrix.indices.astype(np.uint32), matrix.data


def _scales(matrix: csr_array) -> tuple[Floats, Floats]:
    """Return factors of rows and columns by which all of them become alike."""
    size = csr_array(abs(matrix))
    by_row, by_column = np.ones(size.shape[0]), np.ones(size.shape[1])
    for k in range(ROUNDS + 1):
        scaled = csr_array(diags_array(by_row) @ size @ diags_array(by_column))
        down, across = (
            [scaled.max(axis=1).toarray().ravel(), scaled.max(axis=0).toarray().ravel()]
            if k < ROUNDS
            else [scaled.sum(axis=1), scaled.sum(axis=0)]
        )
        by_row /= np.sqrt(np.where(down > 0, down, 1.0))
        by_column /= np.sqrt(np.where(across > 0, across, 1.0))
    return by_row, by_column


def _norm(forth: csr_array, back: csr_array) -> float:
    v = np.random.default_rng(0).random(forth.shape[1])
    for _ in range(POWERS):
        v = back @ (forth @ v)
        v /= np.linalg.norm(v)
    return float(np.sqrt(np.linalg.norm(back @ (forth @ v))))


@kernel
def _times(starts: Any, columns: Any, values: Floats, v: Floats, out: Floats) -> None:
    for r in range(len(starts) - 1):
        a, end = starts[r], starts[r + 1]
        s0, s1, s2, s3 = 0.0, 0.0, 0.0, 0.0
        while a + 4 <= end:
            s0 += values[a] * v[columns[a]]
            s1 += values[a + 1] * v[columns[a + 1]]
            s2 += values[a + 2] * v[columns[a + 2]]
            s3 += values[a + 3] * v[columns[a + 3]]
            a += 4
        while a < end:
            s0 += values[a] * v[columns[a]]
            a += 1
        out[r] = s0 + s1 + s2 + s3


@kernel
def _error(x: Floats, y: Floats, tx: Floats, ty: Floats, starts: Any, columns: Any, values: Any, w: Any) -> Any:
    """Return how far a step goes, in the norm in which steps come nearer."""
    d, forth = x - tx, np.empty(len(y))
    _times(starts, columns, values, d, forth)
    e = y - ty
    return np.sqrt(max(w[0] * np.sum(d * d) - 2 * np.sum(e * forth) + w[1] * np.sum(e * e), 0.0))


@kernel
def _anew(error: float, told: Floats) -> Any:
    rising = error <= FALLEN_RISING * told[2] and error > told[3]
    return rising or error <= FALLEN * told[2] or told[1] >= LONG_AGO * told[4]


@kernel
def _begin(x: Floats, y: Floats, x0: Floats, y0: Floats, tx: Floats, ty: Floats, told: Floats) -> None:
    """Begin anew from the last point, the two lengths balanced by how far each side went."""
    far_x, far_y = np.sqrt(np.sum((tx - x0) ** 2)), np.sqrt(np.sum((ty - y0) ** 2))
    if told[5] > 0 and far_x > 1e-10 and far_y > 1e-10:
        told[0] = np.sqrt(told[0] * far_y / far_x)
    x[:], y[:], x0[:], y0[:] = tx, ty, tx, ty
    told[1] = 0


@kernel
def _step(
    starts: Any,
    columns: Any,
    values: Floats,
    back_starts: Any,
    rows: Any,
    back_values: Floats,
    c: Floats,
    low: Floats,
    high: Floats,
    b: Floats,
    x: Floats,
    y: Floats,
    x0: Floats,
    y0: Floats,
    told: Floats,
    length: float,
    steps: int,
) -> Any:
    """Take steps and return the point and prices of the last one.

    ``told`` holds the balance of the two step lengths, how many steps since the last beginning, the error then, the
    last error, all steps, and whether the balance is still sought.
    """
    tx, ty, kty, kx = np.empty(len(x)), np.empty(len(y)), np.empty(len(x)), np.empty(len(y))
    for _ in range(steps):
        forth, back = length / told[0], length * told[0]
        _times(back_starts, rows, back_values, y, kty)
        for j in range(len(x)):
            tx[j] = min(max(x[j] - forth * (c[j] - kty[j]), low[j]), high[j])
            kty[j] = 2 * tx[j] - x[j]
        _times(starts, columns, values, kty, kx)
        for i in range(len(y)):
            ty[i] = max(y[i] + back * (b[i] - kx[i]), 0.0)
        told[4] += 1
        if told[1] % LOOK == 0:
            error = _error(x, y, tx, ty, starts, columns, values, (1 / forth, 1 / back))
            if told[1] == 0:
                told[2] = error
            elif _anew(error, told):
                _begin(x, y, x0, y0, tx, ty, told)
                continue
            told[3] = error
        a = (told[1] + 1) / (told[1] + 2)
        for j in range(len(x)):
            x[j] = a * (2 * tx[j] - x[j]) + (1 - a) * x0[j]
        for i in range(len(y)):
            y[i] = a * (2 * ty[i] - y[i]) + (1 - a) * y0[i]
        told[1] += 1
    return tx, ty
