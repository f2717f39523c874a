"""Making things, checked by their model, of the rows of a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import pandas as pd
from pydantic import ValidationError

from geo import crs, model
from geo.city import City
from geo.errors import Fault
from geo.ingest.families import FAMILIES, Family
from geo.ingest.headers import Columns
from geo.ingest.places import Places
from geo.ingest.raw import RawTable
from geo.ingest.report import Notebook, Progress
from geo.ingest.row import Row, Values, told
from geo.model import Thing
from geo.storage.tables import FAMILY_TABLES

_STEP = 500
_REF_MISSING = "A reference must be given; there is none."
_REF_TWICE = "A reference must be unique; {given!r} is already that of row {first}."
_NO_CAMERA = "A camera must be in the register of cameras, but {given!r} is not; import the cameras first."
_REF_KNOWN = "A reference must be new, but {given!r} is already there; replace the whole family with --replace."
#: What pydantic's errors mean in words; other errors bring their own.
_IN_WORDS = {
    "greater_than": "This must be greater than {gt}, not {given}.",
    "greater_than_equal": "This must be at least {ge}, not {given}.",
    "less_than": "This must be less than {lt}, not {given}.",
    "less_than_equal": "This must be at most {le}, not {given}.",
    "string_too_long": "This must have at most {max_length} characters.",
    "string_too_short": "This must have at least {min_length} characters.",
}


@dataclass(slots=True)
class Reading:
    """What came of the rows.

    Attributes
    ----------
    things
        Checked, in the order of rows.
    rows
        The row of each thing.
    faults
        Why the others are none.
    """

    things: list[Thing] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


@dataclass(slots=True)
class References:
    """Which references are taken, in the store and by earlier rows.

    Attributes
    ----------
    name
        Of the file: references of rows in a file without a column of them begin with it.
    numbered
        Whether a repeated reference is a further part of the same thing: ``ref/2``.
    cameras
        The references of the cameras, where things refer to them.
    others, kind
        References that tellers of another kind use, whose numbers may be the same, and the kind of this teller, which
        is put before such a reference.
    """

    known: set[str]
    name: str
    numbered: bool = False
    first: dict[str, int] = field(default_factory=dict)
    cameras: set[str] = field(default_factory=set)
    others: set[str] = field(default_factory=set)
    kind: str = ""

    def take(self, values: Values, row: Row) -> None:
        """Give the values a reference of their own, or note why they cannot have it."""
        ref = values.get("ref") or (None if "ref" in row.headers else f"{self.name}:{row.number}")
        if ref is None:
            row.refuse("ref", _REF_MISSING)
            return
        if ref in self.others:
            row.notebook.count(
                "References that another source uses, too, were taken with who tells before them: {count}."
            )
            ref = f"{self.kind}:{ref}"
        if self.numbered and ref in self.first:
            row.notebook.count(
                "Rows that repeat a reference were taken as further parts of the same, with /2, /3 after it: {count}."
            )
            ref = self._next(ref)
        values["ref"] = ref
        if ref in self.first:
            row.refuse("ref", _REF_TWICE, given=ref, first=self.first[ref])
        elif ref in self.known:
            row.refuse("ref", _REF_KNOWN, given=ref)
        self.first.setdefault(ref, row.number)

    def follow(self, made: Iterable[Values], row: Row, kind: Family) -> None:
        """Note references to cameras that are not there."""
        name = kind.of_camera
        given = {values[name] for values in made if values[name] is not None} if name else set()
        for ref in sorted(given - self.cameras):
            row.fault(name, _NO_CAMERA, given=ref)

    def _next(self, ref: str) -> str:
        number = 2
        while f"{ref}/{number}" in self.first:
            number += 1
        return f"{ref}/{number}"


def read(
    raw: RawTable,
    columns: Columns,
    found: Places,
    family: str,
    *,
    city: City,
    references: References,
    notebook: Notebook,
    progress: Progress | None = None,
) -> Reading:
    """Make things of all rows and find every fault of each."""
    elsewhere: dict[int | None, list[Fault]] = {}
    for fault in (*raw.faults, *found.faults):
        elsewhere.setdefault(fault.row, []).append(fault)
    reading = Reading(faults=elsewhere.get(None, []))
    kind = FAMILIES[family]
    for done, (row, geometry) in enumerate(zip(rows(raw, columns, notebook), found.geometry, strict=True), start=1):
        made = kind.things(row, city)
        for values in made:
            references.take(values, row)
        references.follow(made, row, kind)
        place = kind.shape.example if geometry is None and kind.shape is not None else geometry
        things = [_checked(family, values | {"geometry": place}, row) for values in made]
        faults = [*elsewhere.get(row.number, []), *row.faults]
        reading.faults += faults
        if not faults and (geometry is not None or kind.shape is None):
            reading.things += [thing for thing in things if thing is not None]
            reading.rows += [row.number] * len(things)
        if progress is not None and (done % _STEP == 0 or done == len(raw.rows)):
            progress(done, len(raw.rows))
    return reading


def rows(raw: RawTable, columns: Columns, notebook: Notebook) -> Iterator[Row]:
    """Return the rows of a file by field."""
    names = list(columns.of)
    cells = [raw.cells[columns.of[name]] for name in names]
    values: Iterable[tuple[Any, ...]] = zip(*cells, strict=True) if names else ((),) * len(raw.rows)
    for number, row in zip(raw.rows, values, strict=True):
        filled = {name: cell for name, cell in zip(names, row, strict=True) if told(cell)}
        yield Row(number, filled, columns.of, notebook)


def frame(family: str, things: Iterable[Thing]) -> gpd.GeoDataFrame:
    """Return things as the store takes them: the columns of the family, EPSG:4326."""
    names = [column.name for column in FAMILY_TABLES[family].columns if column.name not in ("fid", "source_id")]
    listed = list(things)
    # Not model_dump: it writes geometries as GeoJSON.
    data = {name: [getattr(thing, name) for thing in listed] for name in names}
    geometry = gpd.GeoSeries(data.pop("geometry"), crs=crs.STORED)
    return gpd.GeoDataFrame(pd.DataFrame(data, dtype=object), geometry=geometry)


def lenient(family: str, values: Values, row: Row) -> Thing | None:
    """Return a thing without those of its values that its model does not allow; none if it is none at all."""
    kept = dict(values)
    for _ in range(len(values)):
        try:
            return model.FAMILIES[family].model_validate(kept)
        except ValidationError as error:
            wrong = {str(fault["loc"][0]) for fault in error.errors() if fault["loc"]}
            _note_faults(error, row, kept)
            if not wrong & kept.keys():
                return None
            kept = {name: value for name, value in kept.items() if name not in wrong}
    return None


def _checked(family: str, values: Values, row: Row) -> Thing | None:
    known = {name: value for name, value in values.items() if value is not None}
    try:
        return model.FAMILIES[family].model_validate(known)
    except ValidationError as error:
        _note_faults(error, row, known)
        return None


def _note_faults(error: ValidationError, row: Row, values: Mapping[str, Any]) -> None:
    """Note the faults that a model finds; a value that is missing was noted when it was read."""
    for fault in error.errors():
        name = str(fault["loc"][0]) if fault["loc"] else None
        if fault["type"] == "missing":
            continue
        template = _IN_WORDS.get(fault["type"], "This cannot be taken: {reason}.")
        context = {key: value for key, value in fault.get("ctx", {}).items() if key != "error"}
        told_values = context | {"given": values.get(name or ""), "reason": fault["msg"]}
        row.fault(name, template, **told_values)
