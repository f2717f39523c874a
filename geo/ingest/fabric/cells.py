"""Into which cells do streets divide ground, and where do the streets between them run?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

#: Smaller pieces are dropped; no ground is divided more often than this.
_LEAST_M2 = 150.0
_ROUNDS = 24
_JITTER = 0.07
_SKEW_RAD = 0.06
_AT_EDGE_M = 0.05


@dataclass(frozen=True, slots=True)
class Division:
    """Cells and the centre lines between them.

    Attributes
    ----------
    cells
        (N,) polygons in metres, up to the centre lines around them.
    parent
        (N,) which polygon each was cut from.
    lines
        (M,) centre lines in metres.
    line_parent
        (M,) which polygon each divides.
    """

    cells: np.ndarray
    parent: np.ndarray
    lines: np.ndarray
    line_parent: np.ndarray


def faces(lines: np.ndarray, ground: shapely.Geometry) -> np.ndarray:
    """Return the polygons into which lines and the edge of the ground divide it."""
    noded = shapely.union_all([*lines, shapely.boundary(ground)])
    found = shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))
    inside = shapely.contains_properly(ground, shapely.point_on_surface(found))
    faces_: np.ndarray = found[inside & (shapely.area(found) > _LEAST_M2)]
    return faces_


def divide(
    polygons: np.ndarray,
    *,
    length_m: np.ndarray,
    width_m: np.ndarray,
    margin_m: np.ndarray,
    rng: np.random.Generator,
) -> Division:
    """Cut polygons across and along until no cell is longer or wider than asked for.

    Parameters
    ----------
    polygons
        (P,) in metres, up to the centre lines around them.
    length_m, width_m
        (P,) the largest cell.
    margin_m
        (P,) by how much wider the space of the streets around is than that of the streets within.
    """
    inner = shapely.buffer(polygons, -margin_m, join_style="mitre", mitre_limit=2.0)
    todo, parent = _parts(inner, None)
    done, done_parent, lines, line_parent = [], [], [], []
    for _ in range(_ROUNDS):
        corner, axis, size = frames(todo)
        ratio = size / np.column_stack([length_m[parent], width_m[parent]])
        big = ratio.max(axis=1) > 1
        done.append(todo[~big])
        done_parent.append(parent[~big])
        if not big.any():
            break
        todo, parent = todo[big], parent[big]
        cut, side = _cuts(corner[big], axis[big], size[big], ratio[big], rng)
        pieces, owner = _parts(shapely.intersection(cut, todo), None)
        lines.append(pieces)
        line_parent.append(parent[owner])
        halves = np.concatenate([shapely.intersection(todo, side), shapely.difference(todo, side)])
        todo, parent = _parts(halves, np.tile(parent, 2))
    streets, of = _joined(lines, line_parent)
    cells, cell_parent = _joined(done, done_parent)
    return Division(cells, cell_parent, _prolonged(streets, inner[of], polygons[of], margin_m[of]), of)


def frames(polygons: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the smallest rectangle around each of (N,) polygons.

    Returns
    -------
    corner
        (N, 2) metres.
    axis
        (N, 2, 2) unit vectors along its longer and its shorter side.
    size
        (N, 2) metres, longer and shorter.
    """
    box = shapely.get_coordinates(shapely.oriented_envelope(polygons)).reshape(-1, 5, 2)
    sides = np.stack([box[:, 1] - box[:, 0], box[:, 3] - box[:, 0]], axis=1)
    size = np.linalg.norm(sides, axis=2)
    order = np.argsort(-size, axis=1, kind="stable")
    sides = np.take_along_axis(sides, order[:, :, None], axis=1)
    size = np.take_along_axis(size, order, axis=1)
    return box[:, 0], sides / np.maximum(size, 1e-9)[:, :, None], size


def _cuts(
    corner: np.ndarray, axis: np.ndarray, size: np.ndarray, ratio: np.ndarray, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Return a line across each rectangle, and all that lies on one side of it."""
    n = len(corner)
    along = ratio.argmax(axis=1)
    pieces = np.ceil(ratio[np.arange(n), along])
    share = (pieces // 2) / pieces + rng.uniform(-_JITTER, _JITTER, n) * 2 / pieces
    forward = axis[np.arange(n), along]
    across = axis[np.arange(n), 1 - along]
    skew = rng.uniform(-_SKEW_RAD, _SKEW_RAD, n)[:, None]
    across = across * np.cos(skew) + forward * np.sin(skew)
    middle = corner + (axis * size[:, :, None] / 2).sum(axis=1)
    at = middle + forward * ((share - 0.5) * size[np.arange(n), along])[:, None]
    reach = (across.T * (size.sum(axis=1) + 10)).T
    ends = np.stack([at - reach, at + reach], axis=1)
    back = ends[:, ::-1] + _outward(forward, size)[:, None]
    return shapely.linestrings(ends), shapely.polygons(np.concatenate([ends, back], axis=1))


def _outward(forward: np.ndarray, size: np.ndarray) -> np.ndarray:
    outward: np.ndarray = forward * (2 * size.sum(axis=1) + 20)[:, None]
    return outward


def _prolonged(lines: np.ndarray, inner: np.ndarray, polygons: np.ndarray, margin_m: np.ndarray) -> np.ndarray:
    """Draw lines that end at the edge of the inner polygons on to the centre lines around the polygons."""
    if len(lines) == 0:
        return lines
    ends = shapely.get_coordinates(lines).reshape(-1, 2, 2)
    along = ends[:, 1] - ends[:, 0]
    along /= np.maximum(np.linalg.norm(along, axis=1), 1e-9)[:, None]
    further = along * (2.5 * margin_m + 0.01)[:, None]
    edge = shapely.boundary(inner)
    first, last = (shapely.distance(shapely.points(ends[:, k]), edge) < _AT_EDGE_M for k in (0, 1))
    begin = np.where(first[:, None], ends[:, 0] - further, ends[:, 0])
    end = np.where(last[:, None], ends[:, 1] + further, ends[:, 1])
    longer = shapely.linestrings(np.stack([begin, end], axis=1))
    # Beside a notch a longer line would come back into the ground that has been divided already.
    returns = shapely.length(shapely.intersection(longer, inner)) > shapely.length(lines) + 2 * _AT_EDGE_M
    return _longest_parts(shapely.intersection(np.where(returns, lines, longer), polygons))


def _longest_parts(lines: np.ndarray) -> np.ndarray:
    parts, owner = shapely.get_parts(lines, return_index=True)
    order = np.lexsort((-shapely.length(parts), owner))
    longest: np.ndarray = parts[order][np.unique(owner[order], return_index=True)[1]]
    return longest


def _parts(shapes: np.ndarray, parent: np.ndarray | None) -> tuple[np.ndarray, np.ndarray]:
    """Return the parts of shapes that count, with their parents or the shapes' own numbers."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    area_m2 = shapely.area(parts)
    counts = np.where(shapely.get_dimensions(parts) == 2, area_m2 > _LEAST_M2, shapely.get_type_id(parts) == 1)
    owner = owner[counts]
    return parts[counts], owner if parent is None else parent[owner]


def _joined(shapes: list[np.ndarray], parents: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    if not shapes:
        return np.empty(0, dtype=object), np.empty(0, dtype=int)
    return np.concatenate(shapes), np.concatenate(parents).astype(int)
