"""How editions are kept: the signed bytes for good, the places themselves as long as they may be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import shapely
from sqlalchemy import Connection, func, insert, select

from geo.storage.people_tables import edition, edition_place, signature


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature under an edition.

    Attributes
    ----------
    role
        ``council`` or ``services``.
    sha256
        Binds the edition, the role, the name, the moment and the signatures before.
    """

    role: str
    name: str
    sha256: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Kept:
    """An edition as it was issued.

    Attributes
    ----------
    body
        Its canonical bytes.
    audit_hash
        The newest line of the log when it was issued.
    """

    number: int
    title: str
    period_start: datetime
    period_end: datetime
    body: bytes
    sha256: str
    audit_hash: str
    issued_at: datetime
    signatures: tuple[Signature, ...] = ()

    @property
    def in_force(self) -> bool:
        """Whether both have signed: only then does the public see it."""
        return {one.role for one in self.signatures} >= {"council", "services"}


@dataclass(frozen=True, slots=True)
class KeptPlace:
    """A place of an edition with what is exact of it.

    Attributes
    ----------
    told
        Plain values, sealed in the edition.
    geometry
        EPSG:4326; none for a place in words only.
    """

    id: int
    edition: int
    report: str
    salt: str
    told: Mapping[str, Any]
    geometry: shapely.Geometry | None


def issue(connection: Connection, made: Kept, places: Sequence[Mapping[str, Any]]) -> None:
    """Keep an edition and its places; neither can be changed afterwards."""
    values = {name: getattr(made, name) for name in Kept.__dataclass_fields__ if name != "signatures"}
    connection.execute(insert(edition).values(values))
    if places:
        connection.execute(insert(edition_place), [{**place, "edition": made.number} for place in places])


def sign(connection: Connection, number: int, by: Signature) -> None:
    """Put a signature under an edition."""
    values = {name: getattr(by, name) for name in Signature.__dataclass_fields__}
    connection.execute(insert(signature).values(edition=number, **values))


def everyone(connection: Connection) -> list[Kept]:
    """Return all editions, the first one first."""
    names = [name for name in Kept.__dataclass_fields__ if name != "signatures"]
    signatures = _signatures(connection)
    rows = connection.execute(select(*(edition.c[name] for name in names)).order_by(edition.c.number)).mappings()
    return [Kept(**row, signatures=tuple(signatures.get(row["number"], ()))) for row in rows]


def places(connection: Connection, number: int | None = None) -> list[KeptPlace]:
    """Return the places that are still kept, of one edition or of all."""
    columns = [edition_place.c[name] for name in KeptPlace.__dataclass_fields__]
    found = select(*columns).order_by(edition_place.c.id)
    if number is not None:
        found = found.where(edition_place.c.edition == number)
    return [KeptPlace(**_with_shape(dict(row))) for row in connection.execute(found).mappings()]


def salts(connection: Connection) -> dict[str, str]:
    """Return the salt of each report: the same in all editions, so that a place that was not moved is known."""
    found = select(edition_place.c.report, func.min(edition_place.c.salt)).group_by(edition_place.c.report)
    return {str(report): str(salt) for report, salt in connection.execute(found)}


def _signatures(connection: Connection) -> dict[int, list[Signature]]:
    found: dict[int, list[Signature]] = {}
    columns = [signature.c[name] for name in Signature.__dataclass_fields__]
    for row in connection.execute(select(signature.c.edition, *columns).order_by(signature.c.at)).mappings():
        values = {name: row[name] for name in Signature.__dataclass_fields__}
        found.setdefault(row["edition"], []).append(Signature(**values))
    return found


def _with_shape(row: dict[str, Any]) -> dict[str, Any]:
    shape = row["geometry"]
    return {**row, "geometry": None if shape is None else shapely.from_wkb(shape)}
