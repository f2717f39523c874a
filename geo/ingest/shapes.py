"""Which geometries a family may have, and how they are repaired."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.errors import Fault
from geo.ingest.report import Notebook

_KIND_MUST = "A geometry must be {choices}, not {given}."
_NO_EXTENT = "A geometry must have an extent; this one has none."


@dataclass(frozen=True, slots=True)
class Shape:
    """The geometries of a family.

    Attributes
    ----------
    kinds
        The kinds it may have.
    example
        One of them, with which a row can be checked that has none of its own.
    """

    kinds: tuple[str, ...]
    example: BaseGeometry


POINT = Shape(("Point",), shapely.Point(0, 0))
SPOT = Shape(("Point", "Polygon", "MultiPolygon"), shapely.Point(0, 0))
LINE = Shape(("LineString", "MultiLineString"), shapely.LineString([(0, 0), (1, 1)]))
POLYGON = Shape(("Polygon", "MultiPolygon"), shapely.box(0, 0, 1, 1))


def repaired(
    geometry: NDArray[Any], shape: Shape, *, rows: list[int], column: str, notebook: Notebook
) -> tuple[NDArray[Any], list[Fault]]:
    """Return geometries of the family's kinds that are valid, and the faults of those that cannot be.

    Parameters
    ----------
    geometry
        (N,) geometries or ``None``.
    """
    fitting = geometry.copy()
    faults: list[Fault] = []
    for at in np.flatnonzero(shapely.is_geometry(geometry)):
        found = _single(geometry[at])
        if found.geom_type not in shape.kinds:
            values = {"choices": " or ".join(shape.kinds), "given": found.geom_type}
            faults.append(Fault(rows[at], column, _KIND_MUST, values))
            found = None
        elif not found.is_valid:
            found = _valid(found)
            if found is None:
                faults.append(Fault(rows[at], column, _NO_EXTENT, {}))
            else:
                notebook.count("Invalid geometries were repaired: {count}.")
        fitting[at] = found
    return fitting, faults


def _single(geometry: BaseGeometry) -> BaseGeometry:
    """Return the point of a multi-point of one, as GIS programs export points."""
    if geometry.geom_type == "MultiPoint" and len(geometry.geoms) == 1:
        return geometry.geoms[0]
    return geometry


def _valid(geometry: BaseGeometry) -> BaseGeometry | None:
    """Return what of a broken polygon or line has an extent; none if nothing has."""
    dimension = shapely.get_dimensions(geometry)
    parts = shapely.get_parts(shapely.make_valid(geometry))
    parts = np.concatenate([shapely.get_parts(part) for part in parts]) if len(parts) else parts
    kept = [part for part in parts if shapely.get_dimensions(part) == dimension and not part.is_empty]
    return shapely.union_all(kept) if kept else None
