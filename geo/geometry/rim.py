"""Where does a direction or a segment meet the polygon that stands for a circle?"""

from __future__ import annotations

import math
from typing import Any

from geo.geometry.occluders import Floats
from geo.geometry.shadow import NEGLIGIBLE_RAD
from geo.geometry.views import Circle, kernel, pseudo_angle

#: Columns of a run or a piece: what it is, its first and its last point. A piece that is open is an arc.
WHAT, PX, PY, QX, QY = range(5)


@kernel
def side_at(x: float, y: float, circle: Circle) -> Any:
    """The side of the circle's polygon that a direction meets, its first corner included."""
    n = len(circle.sides)
    turn = pseudo_angle(x, y) - 1.0
    turn = turn if turn >= 0 else turn + 4.0
    k = circle.guesses[min(int(turn * 0.25 * len(circle.guesses)), len(circle.guesses) - 1)]
    while circle.corners[k, 0] * y - circle.corners[k, 1] * x < 0:
        k = k - 1 if k > 0 else n - 1
    while circle.corners[k + 1, 0] * y - circle.corners[k + 1, 1] * x >= 0:
        k = k + 1 if k + 1 < n else 0
    return k


@kernel
def rim(x: float, y: float, radius: float, circle: Circle) -> Any:
    """Where a direction meets the circle's polygon; close to a corner, exactly the corner."""
    k = side_at(x, y, circle)
    near = NEGLIGIBLE_RAD * (abs(x) + abs(y))
    if circle.corners[k, 0] * y - circle.corners[k, 1] * x <= near:
        return radius * circle.corners[k, 0], radius * circle.corners[k, 1]
    if circle.corners[k + 1, 0] * y - circle.corners[k + 1, 1] * x >= -near:
        return radius * circle.corners[k + 1, 0], radius * circle.corners[k + 1, 1]
    scale = radius / (circle.sides[k, 0] * x + circle.sides[k, 1] * y)
    return scale * x, scale * y


@kernel
def within(piece: Floats, radius: float, circle: Circle) -> Any:
    """From and to which share of a segment it runs within the circle's polygon; the same twice if it never does."""
    px, py, dx, dy = piece[PX], piece[PY], piece[QX] - piece[PX], piece[QY] - piece[PY]
    a, b, c = dx * dx + dy * dy, px * dx + py * dy, px * px + py * py - radius * radius
    root = b * b - a * c
    if root <= 0 or a == 0:
        return (0.0, 1.0) if a == 0 and c < 0 else (0.0, 0.0)
    enters, leaves = (-b - math.sqrt(root)) / a, (-b + math.sqrt(root)) / a
    if leaves <= 0 or enters >= 1:
        return 0.0, 0.0
    first = side_at(px + enters * dx, py + enters * dy, circle)
    last = side_at(px + leaves * dx, py + leaves * dy, circle)
    # A line that enters and leaves the circle over one side runs outside of the side.
    if first == last:
        return 0.0, 0.0
    near, far = circle.sides[first], circle.sides[last]
    enters = max((radius - near[0] * px - near[1] * py) / (near[0] * dx + near[1] * dy), 0.0)
    leaves = min((radius - far[0] * px - far[1] * py) / (far[0] * dx + far[1] * dy), 1.0)
    return (enters, leaves) if enters < leaves else (0.0, 0.0)
