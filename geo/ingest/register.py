"""Importing one file into one family."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from pyproj import CRS

from geo.city import City
from geo.errors import BadInput, Fault, FaultyFile
from geo.ingest import coordinates, headers, incidents, outages, readers, storing, survey, things, visits
from geo.ingest.families import FAMILIES
from geo.ingest.ground import Ground, ground_of
from geo.ingest.headers import Columns
from geo.ingest.places import nowhere, places
from geo.ingest.raw import RawTable
from geo.ingest.report import ImportReport, Notebook, Progress
from geo.ingest.things import Reading, References
from geo.model import Incident, Mask, Outage, Survey, Thing, Visit
from geo.model.source import Source
from geo.storage.store import Store

_COLUMN_MISSING = "The file must have a column for {field}; it may be called {choices}."
_PLACE_MISSING = "The file must have geometries or columns of coordinates, called lon and lat, X and Y, or WKT."


def import_file(
    store: Store,
    city: City,
    family: str,
    path: Path,
    *,
    crs: str | None = None,
    layer: str | None = None,
    source_name: str | None = None,
    source_kind: str = "register",
    licence: str | None = None,
    dry_run: bool = False,
    replace: bool = False,
    skip_faulty: bool = False,
    progress: Progress | None = None,
) -> ImportReport:
    """Import a file into a family: all of it in one transaction, or nothing.

    Parameters
    ----------
    family
        A key of ``geo.ingest.families.FAMILIES``.
    path
        GeoJSON, CSV (also packed with gzip), XLSX or GeoPackage, by the ending of its name.
    crs
        Where the file does not say it and it cannot be told from the coordinates.
    layer
        The sheet of a workbook or the layer of a GeoPackage.
    source_name
        The file's name unless told.
    source_kind
        Who tells; of incidents one of ``geo.ingest.incidents.TELLERS``.
    dry_run
        Do all of it and take it back.
    replace
        Delete what is there of the family before; of incidents only those of the same kind of source.
    skip_faulty
        Take the rows without faults and report the others; otherwise any fault keeps all rows out.
    progress
        Called with the number of rows done, and of all.

    Raises
    ------
    FaultyFile
        With every fault of the file at once.
    BadInput
        If the file is none that can be read, or an option has no meaning.

    Notes
    -----
    Places outside of the city are taken and noted: a border is nobody's fault.
    """
    _require_options(family, source_kind)
    given_crs = None if crs is None else coordinates.named(crs, own=city.crs)
    name, path = source_name or Path(path).name, Path(path)
    notebook = Notebook()
    raw = readers.read(path, layer=layer)
    if not raw.rows:
        raise BadInput("A file must have rows to be imported; {name} has none.", name=path.name)
    ground = ground_of(store, city)
    reading = _read(
        store, city, family, path, raw, given_crs, ground, notebook, source_kind, replace=replace, progress=progress
    )
    faults = _in_order(reading.faults)
    if faults and (not skip_faulty or any(fault.row is None for fault in faults)):
        raise FaultyFile(path.name, faults)
    _say(reading.things, family, source_kind, city, ground, notebook)
    _say_strangers(store, reading.things, notebook)
    if family == "visits":
        areas, read = store.read("areas"), [thing for thing in reading.things if isinstance(thing, Visit)]
        visits.say(read, [*areas["ref"], *areas["name"]], notebook)
    origin = _source(family, name, source_kind, licence, path, reading.things)
    batch = (origin, things.frame(family, reading.things))
    assumed = storing.keep(store, city, [batch], dry_run=dry_run, replace=replace)
    if family == "cameras" and assumed:
        notebook.say("Values of cameras that no source tells were assumed, in the whole store: {count}.", count=assumed)
    return ImportReport(
        family=family,
        name=name,
        rows_read=len(raw.rows),
        taken=len(set(reading.rows)),
        added=len(reading.things),
        not_taken=faults,
        notes=notebook.notes(),
        dry_run=dry_run,
    )


def _require_options(family: str, source_kind: str) -> None:
    if family not in FAMILIES:
        raise BadInput("A family must be one of {choices}, not {given!r}.", choices=", ".join(FAMILIES), given=family)
    known = (*incidents.TELLERS, "register")
    if family == "incidents" and source_kind not in known:
        choices = ", ".join(known)
        raise BadInput(
            "The source of incidents must be one of {choices}, not {given!r}.", choices=choices, given=source_kind
        )


def _read(
    store: Store,
    city: City,
    family: str,
    path: Path,
    raw: RawTable,
    given_crs: CRS | None,
    ground: Ground,
    notebook: Notebook,
    source_kind: str,
    *,
    replace: bool,
    progress: Progress | None,
) -> Reading:
    kind = FAMILIES[family]
    columns = headers.match(family, raw.cells.columns, has_geometry=raw.geometry is not None or kind.shape is None)
    headers.say(columns, notebook)
    found = (
        nowhere(raw)
        if kind.shape is None
        else places(raw, columns, kind.shape, given_crs=given_crs, ground=ground, notebook=notebook)
    )
    references = _references(store, family, path.name.split(".")[0], source_kind, replace=replace)
    reading = things.read(
        raw, columns, found, family, city=city, references=references, notebook=notebook, progress=progress
    )
    if "ref" not in columns.of and family != "areas":
        notebook.say("The file has no column of references; the name of the file and the row stand for them.")
    if family == "incidents" and raw.geometry is None and (equal := int(raw.cells.duplicated().sum())):
        notebook.say("Rows that equal an earlier row in every column, each taken for itself: {count}.", count=equal)
    missing = _missing(family, raw, columns)
    fields = {name for group in kind.columns for name in group if name not in columns.of} if missing else set()
    reading.faults = [*missing, *(fault for fault in reading.faults if fault.column not in fields)]
    return reading


def _references(store: Store, family: str, name: str, source_kind: str, *, replace: bool) -> References:
    """Return which references are taken: of incidents each teller may have its own numbers, and replaces only those."""
    held = store.read(family)[["ref", "source_kind"]]
    apart = family == "incidents"
    others = set(held.loc[held["source_kind"] != source_kind, "ref"]) if apart else set()
    known = others if replace else set(held["ref"])
    cameras = set(store.read("cameras")["ref"]) if FAMILIES[family].of_camera else set()
    return References(known, name, numbered=apart, cameras=cameras, others=others, kind=source_kind)


def _missing(family: str, raw: RawTable, columns: Columns) -> list[Fault]:
    """Return the faults of a file that lacks columns."""
    kind = FAMILIES[family]
    groups = [group for group in kind.columns if not any(name in columns.of for name in group)]
    faults = [
        Fault(None, None, _COLUMN_MISSING, {"field": group[0], "choices": headers.choices(family, group[0])})
        for group in groups
    ]
    if family == "visits":
        faults += visits.forbidden(raw.cells.columns)
    placed = raw.geometry is not None or columns.pair() is not None or "wkt" in columns.of
    if kind.shape is not None and not placed:
        faults.append(Fault(None, None, _PLACE_MISSING, {}))
    return faults


def _in_order(faults: Sequence[Fault]) -> tuple[Fault, ...]:
    """Return faults of the file first, then row by row."""
    return tuple(sorted(faults, key=lambda fault: (fault.row is not None, fault.row or 0)))


def _say(taken: Sequence[Thing], family: str, source_kind: str, city: City, ground: Ground, notebook: Notebook) -> None:
    """Note what is not wrong but worth knowing."""
    located = [thing.geometry for thing in taken if thing.geometry is not None]  # type: ignore[attr-defined]
    here = ground.meets(np.array(located, dtype=object)) if located else np.array([True])
    if not here.all():
        notebook.say("Places outside of the city: {count} of {all}.", count=int((~here).sum()), all=len(taken))
    if family == "incidents":
        incidents.say([thing for thing in taken if isinstance(thing, Incident)], source_kind, city, notebook)
    if family == "outages":
        outages.say([thing for thing in taken if isinstance(thing, Outage)], notebook)
    if family == "survey":
        survey.say([thing for thing in taken if isinstance(thing, Survey)], notebook)


def _say_strangers(store: Store, taken: Sequence[Thing], notebook: Notebook) -> None:
    """Note the cameras that are named but not in the register: what is told of them has no effect."""
    named = {thing.camera for thing in taken if isinstance(thing, Mask)}
    strangers = sorted(named - set(store.read("cameras")["ref"])) if named else []
    if strangers:
        notebook.say(
            "Cameras that the register of cameras does not hold: {count}, such as {examples}.",
            count=len(strangers),
            examples=", ".join(strangers[:5]),
        )


def _source(family: str, name: str, kind: str, licence: str | None, path: Path, taken: Sequence[Thing]) -> Source:
    moments = _moments(taken)
    return Source(
        family=family,
        name=name,
        kind=kind,
        licence=licence,
        period_start=min(moments, default=None),
        period_end=max(moments, default=None),
        file_sha256=readers.sha256(path),
        n=len(taken),
        imported_at=datetime.now(UTC),
    )


def _moments(taken: Sequence[Thing]) -> list[datetime]:
    """Return the moments of which things tell."""
    told = [(thing.occurred_from, thing.occurred_to) for thing in taken if isinstance(thing, Incident)]
    told += [(thing.off_from, thing.off_to or thing.off_from) for thing in taken if isinstance(thing, Outage)]
    return [moment for both in told for moment in both]
