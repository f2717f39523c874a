"""Telling where the rows of a file lie, as geometries in EPSG:4326."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS

from geo import crs
from geo.errors import BadInput, Fault
from geo.ingest import coordinates, measures
from geo.ingest.coordinates import Frame, code_of
from geo.ingest.ground import Ground
from geo.ingest.headers import Columns
from geo.ingest.raw import RawTable
from geo.ingest.report import Notebook
from geo.ingest.row import told
from geo.ingest.shapes import Shape, repaired

Geometries = NDArray[Any]

_NUMBER_MUST = "A coordinate must be a number, such as 18,6050, not {given!r}."
_NONE = "A place must have coordinates; there are none."
_HALF = "A place must have both of its coordinates; one is missing."
_FINITE = "A place must have finite coordinates."
_OFF_THE_MAP = "A place must have a longitude and a latitude; coordinates like these have none in {crs}."
_NULL_ISLAND = "A place must lie somewhere; 0, 0 stands for no place."
_ONE_SWAPPED = "The axes of this row must be as in the other rows; here they are swapped: {given}."


@dataclass(slots=True)
class Places:
    """The places of rows.

    Attributes
    ----------
    geometry
        (N,) in EPSG:4326, longitude first; ``None`` where there is none or a faulty one.
    faults
        Of single rows; of the file as a whole those without a row.
    """

    geometry: Geometries
    faults: list[Fault] = field(default_factory=list)


@dataclass(slots=True)
class _Given:
    """Geometries as they stand in the file, and under which header."""

    geometry: Geometries
    column: str
    axes_named: bool
    faults: list[Fault]


def places(
    raw: RawTable, columns: Columns, shape: Shape, *, given_crs: CRS | None, ground: Ground, notebook: Notebook
) -> Places:
    """Read, locate, transform and check the places of all rows.

    Parameters
    ----------
    given_crs
        What the user says; it wins over what the file says.
    """
    given = _given(raw, columns)
    nothing = np.full(len(raw.rows), None, dtype=object)
    if given is None:
        return Places(nothing)
    _refuse_not_finite(given, raw.rows)
    frame = _frame(given, raw, given_crs=given_crs, ground=ground, notebook=notebook)
    if not isinstance(frame, Frame):
        return Places(nothing, given.faults if frame is None else [*given.faults, frame])
    _refuse_out_of_range(given, frame, raw.rows)
    found = Places(shapely.transform(given.geometry, frame.to_stored), given.faults)
    _refuse_off_the_map(found, frame, raw.rows, given.column)
    _refuse_swapped(found, ground, raw.rows, given.column)
    fitting, faults = repaired(found.geometry, shape, rows=raw.rows, column=given.column, notebook=notebook)
    return Places(fitting, [*found.faults, *faults])


def nowhere(raw: RawTable) -> Places:
    """Return the places of rows whose family has none."""
    return Places(np.full(len(raw.rows), None, dtype=object))


def _frame(
    given: _Given, raw: RawTable, *, given_crs: CRS | None, ground: Ground, notebook: Notebook
) -> Frame | Fault | None:
    """Return what the coordinates are in, the fault if nothing fits, or nothing if there are none."""
    first, second = _starts(given.geometry)
    if not len(first):
        return None
    declared = raw.crs if given_crs is None else given_crs
    if given_crs is not None and raw.crs is not None and code_of(raw.crs) != code_of(given_crs):
        notebook.say("The file names another CRS than was given, {file}; it was left aside.", file=code_of(raw.crs))
    if declared is None and raw.geometry is not None and np.median(np.abs([first, second])) <= 180:
        declared = CRS.from_user_input(crs.STORED)  # GeoJSON is in degrees unless its numbers cannot be
    return coordinates.detect(
        first, second, declared=declared, ground=ground, axes_named=given.axes_named, notebook=notebook
    )


def _given(raw: RawTable, columns: Columns) -> _Given | None:
    if raw.geometry is not None:
        bad = {fault.row for fault in raw.faults}
        missing = [row for row, found in zip(raw.rows, raw.geometry, strict=True) if found is None and row not in bad]
        faults = [Fault(row, "geometry", _NONE, {}) for row in missing]
        return _Given(shapely.force_2d(raw.geometry), "geometry", axes_named=True, faults=faults)
    pair = columns.pair()
    if pair is not None:
        return _points(raw, columns, pair)
    return _wkt(raw, columns.of["wkt"]) if "wkt" in columns.of else None


def _points(raw: RawTable, columns: Columns, pair: tuple[str, str]) -> _Given:
    names = [columns.of[name] for name in pair]
    faults: list[Fault] = []
    numbers = np.array(
        [
            _numbers(cells, names, row, faults)
            for row, *cells in zip(raw.rows, *(raw.cells[n] for n in names), strict=True)
        ]
    ).reshape(-1, 2)
    there = ~np.isnan(numbers).any(axis=1)
    geometry = np.full(len(raw.rows), None, dtype=object)
    geometry[there] = shapely.points(numbers[there])
    return _Given(geometry, ", ".join(names), axes_named=pair[0] == "lon", faults=faults)


def _numbers(cells: list[Any], names: list[str], row: int, faults: list[Fault]) -> tuple[float, float]:
    """Return both coordinates of a row; not-a-number, and faults noted, where they are none."""
    if not any(map(told, cells)):
        faults.append(Fault(row, ", ".join(names), _NONE, {}))
        return (np.nan, np.nan)
    read = []
    for cell, name in zip(cells, names, strict=True):
        try:
            read.append(measures.number(cell, _NUMBER_MUST) if told(cell) else np.nan)
        except BadInput as error:
            faults.append(Fault(row, name, error.template, error.values))
            read.append(np.nan)
            continue
        if not told(cell):
            faults.append(Fault(row, name, _HALF, {}))
    return (read[0], read[1])


def _wkt(raw: RawTable, column: str) -> _Given:
    geometry = np.full(len(raw.rows), None, dtype=object)
    faults = []
    for at, (row, cell) in enumerate(zip(raw.rows, raw.cells[column], strict=True)):
        found = shapely.from_wkt(str(cell), on_invalid="ignore") if told(cell) else None
        if found is None:
            template = "A geometry must be written as WKT; this one is not." if told(cell) else _NONE
            faults.append(Fault(row, column, template, {}))
        else:
            geometry[at] = shapely.force_2d(found)
    return _Given(geometry, column, axes_named=True, faults=faults)


def _refuse(given: _Given | Places, refused: NDArray[np.bool_], faults: Iterable[Fault]) -> None:
    given.faults.extend(faults)
    given.geometry[refused] = None


def _refuse_not_finite(given: _Given, rows: list[int]) -> None:
    bad = _infinite(given.geometry)
    empty = shapely.is_empty(given.geometry)
    faults = [Fault(rows[at], given.column, _FINITE if bad[at] else _NONE, {}) for at in np.flatnonzero(bad | empty)]
    _refuse(given, bad | empty, faults)


def _infinite(geometry: Geometries) -> NDArray[np.bool_]:
    """Tell which of (N,) geometries have a coordinate that is infinite or no number; bounds pass over the latter."""
    points, index = shapely.get_coordinates(geometry, return_index=True)
    found = np.zeros(len(geometry), dtype=np.bool_)
    found[index[~np.isfinite(points).all(axis=1)]] = True
    return found


def _starts(geometry: Geometries) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the first coordinates of all geometries that lie somewhere."""
    points, index = shapely.get_coordinates(geometry, return_index=True)
    starts = points[np.unique(index, return_index=True)[1]]
    somewhere = starts[(starts != 0).any(axis=1)]
    return somewhere[:, 0], somewhere[:, 1]


def _refuse_out_of_range(given: _Given, frame: Frame, rows: list[int]) -> None:
    bounds = shapely.bounds(given.geometry)
    there = shapely.is_geometry(given.geometry)
    nowhere = there & (bounds == 0).all(axis=1)
    out = there & ~nowhere & ~frame.holds(np.nan_to_num(bounds, nan=0.0))
    faults = [Fault(rows[at], given.column, _NULL_ISLAND, {}) for at in np.flatnonzero(nowhere)]
    if frame.system is not None:
        told_at = ((rows[at], f"({bounds[at, 0]:.10g}, {bounds[at, 1]:.10g})") for at in np.flatnonzero(out))
        faults += [frame.system.out_of_range(example, row=row, column=given.column) for row, example in told_at]
    _refuse(given, nowhere | out, faults)


def _refuse_off_the_map(found: Places, frame: Frame, rows: list[int], column: str) -> None:
    """Refuse what has no longitude and latitude: coordinates that mean nothing in a CRS that the file names."""
    off = _infinite(found.geometry)
    faults = [Fault(rows[at], column, _OFF_THE_MAP, {"crs": code_of(frame.crs)}) for at in np.flatnonzero(off)]
    _refuse(found, off, faults)


def _refuse_swapped(found: Places, ground: Ground, rows: list[int], column: str) -> None:
    """Refuse single rows whose axes are swapped: far from the city, but in it the other way round."""
    if not ground.known:
        return
    lon, lat = shapely.bounds(found.geometry)[:, :2].T
    west, south, east, north = ground.shape.bounds
    swapped = (west <= lat) & (lat <= east) & (south <= lon) & (lon <= north)
    away = [at for at in np.flatnonzero(swapped) if not ground.is_near(float(lon[at]), float(lat[at]))]
    refused = np.zeros(len(rows), dtype=bool)
    refused[away] = True
    faults = [Fault(rows[at], column, _ONE_SWAPPED, {"given": f"({lon[at]:.6f}, {lat[at]:.6f})"}) for at in away]
    _refuse(found, refused, faults)
