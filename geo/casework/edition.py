"""What does an edition of the map of places that need attention say, and how does it differ from the one before?"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any, Literal

import shapely

#: Who signs: the Women's Council, and for the services a moderator or a coordinator.
Signatory = Literal["council", "services"]
SIGNS_AS: Mapping[str, Signatory] = {"council": "council", "moderator": "services", "coordinator": "services"}
#: States of reports whose places an edition names; the last one only once.
STATES = ("confirmed", "in_action", "not_yet_checked_again", "resolved")
_DECIMALS = 7


@dataclass(frozen=True, slots=True)
class Place:
    """A place of an edition, as its signed bytes name it: nothing that leads to it, only seals on that.

    Attributes
    ----------
    report
        Reference of the report that stands for the place.
    checked_again
        Whether it was looked at again after it was resolved; without that it reads *not yet checked*.
    place_seal, words_seal
        Salted hashes of the exact place and of what is told of it. Who holds the salt can show that neither was
        changed; once both are erased, nothing can be won from the seals.
    """

    report: str
    category: str
    state: str
    unit: str | None
    checked_again: bool
    place_seal: str
    words_seal: str


@dataclass(frozen=True, slots=True)
class Difference:
    """References of the places that changed since another edition.

    Attributes
    ----------
    moved
        Told at another place.
    changed
        In another state, category or unit, but not resolved.
    gone
        No longer named, without having been resolved: not confirmed after all, withdrawn, merged or erased.
    """

    added: tuple[str, ...] = ()
    resolved: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()


def canonical(body: Mapping[str, Any]) -> bytes:
    """Return the one way of writing an edition: keys in order, no spaces, UTF-8.

    Examples
    --------
    >>> canonical({"b": [1.5, None], "a": "ż"}).decode()
    '{"a":"ż","b":[1.5,null]}'
    """
    return json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def sha256(body: bytes) -> str:
    """Return the hash by which an edition is known."""
    return hashlib.sha256(body).hexdigest()


def place_seal(geometry: shapely.Geometry | None, *, salt: str) -> str:
    """Return the seal of an exact place, EPSG:4326; the seventh decimal is about a centimetre."""
    if geometry is None:
        return _seal(salt, "")
    return _seal(salt, shapely.to_wkt(geometry, rounding_precision=_DECIMALS, trim=True))


def words_seal(told: Mapping[str, Any], *, salt: str) -> str:
    """Return the seal of what is told of a place."""
    return _seal(salt, canonical(told).decode())


def written(places: Sequence[Place]) -> list[dict[str, Any]]:
    """Return places as an edition holds them, in the order of their references."""
    return [asdict(place) for place in sorted(places, key=lambda place: place.report)]


def read(rows: Sequence[Mapping[str, Any]]) -> list[Place]:
    """Return the places that an edition holds."""
    return [Place(**row) for row in rows]


def difference(before: Sequence[Place], now: Sequence[Place]) -> Difference:
    """Return what changed from one edition to the next; a place can be moved and changed at once.

    Examples
    --------
    >>> first = Place("r1", "lighting", "confirmed", None, False, "a", "b")
    >>> then = Place("r1", "lighting", "resolved", "lighting", False, "a", "c")
    >>> difference([first], [then]).resolved, difference([], [first]).added, difference([first], []).gone
    (('r1',), ('r1',), ('r1',))
    """
    old = {place.report: place for place in before}
    new = {place.report: place for place in now}
    both = sorted(old.keys() & new.keys())
    resolved = tuple(ref for ref in both if new[ref].state == "resolved" != old[ref].state)
    return Difference(
        added=tuple(sorted(new.keys() - old.keys())),
        resolved=resolved,
        moved=tuple(ref for ref in both if new[ref].place_seal != old[ref].place_seal),
        changed=tuple(ref for ref in both if ref not in resolved and _facts(old[ref]) != _facts(new[ref])),
        gone=tuple(sorted(ref for ref in old.keys() - new.keys() if old[ref].state != "resolved")),
    )


def signed(edition_sha256: str, *, role: Signatory, name: str, at: datetime, before: Sequence[str]) -> str:
    """Return the hash of a signature: whose it is, when, under which edition, after which signatures.

    Parameters
    ----------
    before
        The hashes of the signatures that the edition had already, in their order.
    """
    told = [edition_sha256, role, name, at.astimezone(UTC).isoformat(), *before]
    return sha256(canonical({"signature": told}))


def _facts(place: Place) -> tuple[object, ...]:
    return place.state, place.category, place.unit, place.checked_again


def _seal(salt: str, text: str) -> str:
    return hashlib.sha256(f"{salt}:{text}".encode()).hexdigest()
