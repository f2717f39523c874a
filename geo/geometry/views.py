"""How is what an eye looks at laid out for compiled code?"""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

import numpy as np
from numba import njit
from numpy.typing import NDArray

Ints: TypeAlias = NDArray[np.int64]
Bytes: TypeAlias = NDArray[np.uint8]

#: What is seen in an interval of directions: a wall, free ground up to the range, or nothing.
WALL, OPEN, SHUT = 0, -1, -2

#: Columns of a wall: its first and last direction, its ends in their order, twice the area it spans with the eye, and
#: the edge that it is part of.
FIRST, LAST, PX, PY, QX, QY, SPAN, EDGE = range(8)
#: Columns of a corner: its direction, place and distance, and the wall that begins there, or -1.
TURN, CORNER_X, CORNER_Y, DISTANCE, BEGINS = range(5)
#: What is counted: corners, walls, solids touched, those touched by earlier eyes, walls that the eye looks over.
CORNERS, WALLS, TOUCHED, TOUCHED_BEFORE, LOW = range(5)

# numba keeps what it compiled in __pycache__ (or NUMBA_CACHE_DIR) and notices changes of the file in which a function
# stands, not of files whose functions it calls: so near.py, gather.py, sweep.py, outline.py and picking.py are compiled
# apart and hand arrays on. Where a kernel does call another file's (outline.py rim.py, slabs.py edges.py and
# tracing.py), a change of that file wants `make clean`, which removes what was compiled. Threads call them, each with
# its own viewpoints, rather than prange: numba's own pool of threads ends the process when two requests of a server
# enter it at once. No fastmath: an answer has the same bytes everywhere.
kernel = njit(cache=True, nogil=True, error_model="numpy")


class Scene(NamedTuple):
    """The walls of a city ``(E, 4)``, none of which cross, buildings on their left, and the squares they run through.

    ``grid`` holds west, south, side, columns and rows of the squares; ``listed`` the walls and their heights ``(5, S)``
    in the order of the squares, for memory is read fastest in its order.
    """

    edges: NDArray[np.float64]
    owner: NDArray[np.int64]
    edge_starts: NDArray[np.int64]
    grid: NDArray[np.float64]
    square_starts: NDArray[np.int64]
    square_edges: NDArray[np.int64]
    listed: NDArray[np.float64]


class Found(NamedTuple):
    """What lies in reach of eyes: walls ``(W, 8)``, corners ``(C, 5)``, and the solids that eyes touch ``(T,)``.

    ``totals`` holds how many there are of each so far.
    """

    walls: NDArray[np.float64]
    corners: NDArray[np.float64]
    touched: NDArray[np.int64]
    totals: NDArray[np.int64]


class Circle(NamedTuple):
    """The polygon that stands for the unit circle, counterclockwise from north.

    Its corners ``(K + 1, 2)``, for each side the vector whose product with the points of the side is 1 ``(K, 2)``,
    and the side with which to begin looking, by pseudo-angle ``(G,)``.
    """

    corners: NDArray[np.float64]
    sides: NDArray[np.float64]
    guesses: NDArray[np.int64]


@kernel
def pseudo_angle(x: float, y: float) -> float:
    """Return a number from 0 to 4 that grows with the angle from east, counterclockwise."""
    size = abs(x) + abs(y)
    if y >= 0:
        return y / size if x >= 0 else 1.0 - x / size
    return 2.0 - y / size if x < 0 else 3.0 + x / size
