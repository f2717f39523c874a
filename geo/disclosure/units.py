"""On which fixed squares are reported places counted for the public?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

#: A square with fewer addresses than this, but with some, could be known by its house: it is joined to a larger one.
FEWEST_ADDRESSES = 8
#: Squares have the side of the grid, twice or four times that.
LEVELS = 3
#: Column, row and level are packed into one id below 2**53, so that every JSON reader keeps it exactly.
_HALF = 2**20

Cell = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Units:
    """Squares into which the ground is divided by its addresses alone, so that no report can move a border.

    Attributes
    ----------
    cell_m
        Side of the smallest squares; the grid is anchored at the origin of the CRS.
    addresses
        How many addresses lie in each smallest square, by column and row; squares without any are left out. An empty
        table means that no address is known.
    today
        The same by a later register, if there is one: it divides nothing, and hides squares that have come to stand for
        few addresses.

    Notes
    -----
    A square of the coarsest level is divided into its four parts where each of them has no address at all or at least
    ``FEWEST_ADDRESSES``, and so on. Where even the coarsest has one to seven, nothing is ever shown. Where no address
    is known, nothing is divided.
    """

    cell_m: float
    addresses: Mapping[tuple[int, int], int]
    today: Mapping[tuple[int, int], int] | None = None
    _sums: list[dict[tuple[int, int], int]] = field(init=False, repr=False, compare=False)
    _sums_today: list[dict[tuple[int, int], int]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Count the addresses of the larger squares."""
        object.__setattr__(self, "_sums", _summed(self.addresses))
        object.__setattr__(self, "_sums_today", self._sums if self.today is None else _summed(self.today))

    def of(self, places: np.ndarray) -> list[Cell | None]:
        """Return the square in which each of (N, 2) places in metres is counted; none where it never counts.

        Examples
        --------
        >>> crowded = Units(250, {(0, 0): 8, (1, 0): 9})
        >>> crowded.of(np.array([[10.0, 10.0], [490.0, 490.0]]))
        [(0, 0, 0), (0, 1, 1)]
        >>> Units(250, {(0, 0): 1}).of(np.array([[10.0, 10.0]]))
        [None]
        >>> Units(250, {}).of(np.array([[10.0, 10.0]]))
        [(2, 0, 0)]
        """
        smallest = np.floor(np.asarray(places, dtype=float).reshape(-1, 2) / self.cell_m).astype(np.int64)
        return [self._of(int(column), int(row)) for column, row in smallest]

    def may_be_told(self, cell: Cell) -> bool:
        """Tell whether a square stands for no single house by the newest register, either.

        Examples
        --------
        >>> Units(250, {(4, 4): 9}, today={(4, 4): 9, (0, 0): 1}).may_be_told((0, 0, 0))
        False
        """
        level, column, row = cell
        return _stands_for_none_or_many(self._sums_today[level].get((column, row), 0))

    def addresses_of(self, cell: Cell) -> int:
        """Return how many addresses lie in a square."""
        level, column, row = cell
        return self._sums[level].get((column, row), 0)

    def box(self, cell: Cell) -> tuple[float, float, float, float]:
        """Return left, bottom, right, top of a square in metres."""
        level, column, row = cell
        side = self.cell_m * 2**level
        return column * side, row * side, (column + 1) * side, (row + 1) * side

    def _of(self, column: int, row: int) -> Cell | None:
        level = LEVELS - 1
        while level and self._is_divided(level, column >> level, row >> level):
            level -= 1
        cell = level, column >> level, row >> level
        return cell if self._is_free(*cell) else None

    def _is_divided(self, level: int, column: int, row: int) -> bool:
        if not self.addresses:
            return False
        parts = [(2 * column + x, 2 * row + y) for x in (0, 1) for y in (0, 1)]
        return all(self._is_free(level - 1, *part) for part in parts)

    def _is_free(self, level: int, column: int, row: int) -> bool:
        """Tell whether a square has so many addresses, or none, that it stands for no single house."""
        return _stands_for_none_or_many(self._sums[level].get((column, row), 0))


def _stands_for_none_or_many(count: int) -> bool:
    return count == 0 or count >= FEWEST_ADDRESSES


def _summed(addresses: Mapping[tuple[int, int], int]) -> list[dict[tuple[int, int], int]]:
    """Return the addresses of the squares of each level, the smallest first."""
    sums = [dict(addresses)]
    for _ in range(1, LEVELS):
        above: dict[tuple[int, int], int] = {}
        for (column, row), count in sums[-1].items():
            key = (column // 2, row // 2)
            above[key] = above.get(key, 0) + count
        sums.append(above)
    return sums


def number(cell: Cell) -> int:
    """Return the one number by which a square is known, the same at every close.

    Examples
    --------
    >>> number((0, 26087, 23488)) < 2**53
    True
    """
    level, column, row = cell
    return ((row + _HALF) * 2 * _HALF + column + _HALF) * 4 + level


def counted_addresses(places: np.ndarray, *, cell_m: float) -> dict[tuple[int, int], int]:
    """Return how many of (N, 2) addresses in metres lie in each smallest square.

    Examples
    --------
    >>> counted_addresses(np.array([[1.0, 1.0], [2.0, 2.0], [260.0, 1.0]]), cell_m=250)
    {(0, 0): 2, (1, 0): 1}
    """
    cells = np.floor(np.asarray(places, dtype=float).reshape(-1, 2) / cell_m).astype(np.int64)
    found, counts = np.unique(cells, axis=0, return_counts=True)
    return {(int(c), int(r)): int(n) for (c, r), n in zip(found, counts, strict=True)}
