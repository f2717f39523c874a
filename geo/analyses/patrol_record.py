"""Recording what patrols did: a visit by hand, or a log from a file."""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import shapely

from geo.city import City
from geo.errors import BadInput
from geo.ingest import things, visits
from geo.ingest.register import import_file
from geo.ingest.report import ImportReport, Notebook
from geo.ingest.row import Row
from geo.model import Visit
from geo.model.patrol import PlannedPlace
from geo.model.source import Source
from geo.storage import audit
from geo.storage.audit import Entry
from geo.storage.store import Store

#: The kind of every source of visits: what patrols record never says where to patrol.
KIND = "patrol"
_ENDINGS = (".csv", ".xlsx")


def keep_visit(store: Store, city: City, places: Sequence[PlannedPlace], given: Mapping[str, str], *, by: Entry) -> str:
    """Keep a visit that was written by hand and return its reference.

    Parameters
    ----------
    given
        ``area`` (reference of a place of the plan), ``on``, ``from``, ``to``, ``kind``.

    Raises
    ------
    BadInput
        If a part is missing or wrong, in the words of the first fault.
    """
    place = next((one for one in places if one.ref == given["area"]), None)
    if place is None:
        raise BadInput("A visit must name a place of the plan.")
    cells = {"area": place.ref, "began_at": f"{given['on']} {given['from']}".strip(), "ended_at": given["to"]}
    row = Row(0, {name: cell for name, cell in (cells | {"kind": given["kind"]}).items() if cell}, {}, Notebook())
    (values,) = visits.things(row, city)
    if row.faults:
        raise BadInput(row.faults[0].template, **row.faults[0].values)
    ref = f"visit-{secrets.token_hex(6)}"
    made = Visit.model_validate(values | {"ref": ref, "geometry": shapely.Point(place.lon, place.lat)})
    now = datetime.now(UTC)
    if made.began_at > now:
        raise BadInput("A visit must have begun already.")
    origin = Source(family="visits", name="Zapis patroli", kind=KIND, imported_at=now)
    with store.writing() as writing:
        writing.add_one(origin, things.frame("visits", [made]))
        audit.append(writing.connection, _line(by, "one visit"))
    return ref


def import_log(store: Store, city: City, name: str, content: bytes, *, by: Entry) -> ImportReport:
    """Import the log of patrols of a file that was sent: all of it, or nothing.

    Raises
    ------
    FaultyFile
        With every fault of the file at once.
    """
    ending = Path(name).suffix.lower()
    if ending not in _ENDINGS:
        choices = ", ".join(_ENDINGS)
        raise BadInput("A file's name must end in one of {choices}, not {given!r}.", choices=choices, given=name[:80])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"log-{secrets.token_hex(4)}{ending}"
        path.write_bytes(content)
        report = import_file(store, city, "visits", path, source_name=Path(name).name[:80], source_kind=KIND)
    with store.connection(writing=True) as connection:
        audit.append(connection, _line(by, f"{report.added} visits of a file"))
    return report


def _line(by: Entry, told: str) -> Entry:
    return Entry(by.actor, by.role, "record", "visits", told)
