"""How an edition comes about: drafted from the cases as they stand, issued once, signed by two."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import geopandas as gpd
import shapely

from geo import crs
from geo.casework import edition
from geo.casework.edition import SIGNS_AS, STATES, Difference, Place
from geo.casework.inbox import places as named_places
from geo.casework.public_ground import parks_of, public_units
from geo.casework.triage import Handler
from geo.city import City
from geo.disclosure.closing import told_squares
from geo.disclosure.totals import told_totals
from geo.errors import BadInput, NotFound
from geo.storage import audit, cases, editions
from geo.storage.audit import Entry
from geo.storage.cases import Case, Event
from geo.storage.editions import Kept, Signature
from geo.storage.store import Store

MOST_TITLE = 120


@dataclass(frozen=True, slots=True)
class Draft:
    """What the next edition would say.

    Attributes
    ----------
    rows
        Its places with what is exact of them, as they would be kept.
    since
        What changed since the last edition in force.
    """

    number: int
    body: dict[str, Any]
    rows: list[dict[str, Any]]
    since: Difference
    period: tuple[datetime, datetime]


def draft(store: Store, city: City, *, title: str = "", now: datetime | None = None) -> Draft:
    """Return the next edition as the cases stand now."""
    now = now or datetime.now(UTC)
    with store.connection() as connection:
        known, all_cases, salts = editions.everyone(connection), cases.all_of(connection), editions.salts(connection)
        last = next((one for one in reversed(known) if one.in_force), None)
        chosen = _chosen(store.read("reports"), all_cases, last)
        steps = {ref: cases.events(connection, ref) for ref in chosen["ref"]}
    near = named_places(chosen, store.read("streets"), city)
    rows, places = [], []
    for (_, told), place in zip(chosen.iterrows(), near, strict=True):
        ref = str(told["ref"])
        salt = salts.get(ref) or secrets.token_hex(16)
        row = {"report": ref, "salt": salt, "told": _told(place, steps[ref]), "geometry": _shape(told.geometry)}
        rows.append(row)
        places.append(_place(row, str(told["category"]), all_cases[ref], steps[ref]))
    number = known[-1].number + 1 if known else 1
    start = last.period_end if last else min([now, *(case.changed_at for case in all_cases.values())])
    body = {
        "format": "czujka-edition/1",
        "city": city.id,
        "number": number,
        "title": title.strip(),
        "period": [start.astimezone(UTC).isoformat(), now.astimezone(UTC).isoformat()],
        "before": last.sha256 if last else None,
        "places": edition.written(places),
        "synthetic": bool(chosen["synthetic"].any()),
        "public": _public(chosen, all_cases, store, city),
    }
    before = edition.read(content(last)["places"]) if last else []
    return Draft(number, body, rows, edition.difference(before, places), (start, now))


def issue(store: Store, city: City, *, title: str, by: Handler, now: datetime | None = None) -> Kept:
    """Issue the next edition, to be signed; one that waits for a signature is replaced by it and never in force.

    Raises
    ------
    BadInput
        If it would have no title or name no place.
    """
    if not 0 < len(title.strip()) <= MOST_TITLE:
        raise BadInput("An edition must have a title of at most {most} characters.", most=MOST_TITLE)
    made = draft(store, city, title=title, now=now)
    if not made.rows:
        raise BadInput("An edition must name at least one place; no report is confirmed, in action or resolved.")
    body = edition.canonical(made.body)
    with store.connection(writing=True) as connection:
        entry = Entry(by.name, by.role, "issue", f"editions/{made.number}", edition.sha256(body))
        audit.append(connection, entry)
        kept = Kept(
            number=made.number,
            title=title.strip(),
            period_start=made.period[0],
            period_end=made.period[1],
            body=body,
            sha256=edition.sha256(body),
            audit_hash=audit.newest_hash(connection),
            issued_at=made.period[1],
        )
        editions.issue(connection, kept, made.rows)
    return kept


def sign(store: Store, number: int, *, seen_sha256: str, by: Handler) -> None:
    """Sign an edition for the council or for the services.

    Parameters
    ----------
    seen_sha256
        Hash of what the signatory saw.

    Raises
    ------
    NotFound
        If there is no such edition.
    BadInput
        If it is not the newest one, was signed for them already, or is not the one that was seen.
    """
    role = SIGNS_AS.get(by.role)
    with store.connection(writing=True) as connection:
        known = editions.everyone(connection)
        kept = next((one for one in known if one.number == number), None)
        if kept is None:
            raise NotFound("There must be an edition {number}; there is none.", number=number)
        if role is None or kept is not known[-1] or any(one.role == role for one in kept.signatures):
            raise BadInput(
                "Only the newest edition can be signed, once by the council and once by the services.", number=number
            )
        if seen_sha256 != kept.sha256:
            raise BadInput("The edition that is signed must be the one that was seen; please look at it again.")
        now = datetime.now(UTC)
        before = [one.sha256 for one in kept.signatures]
        digest = edition.signed(kept.sha256, role=role, name=by.name, at=now, before=before)
        editions.sign(connection, number, Signature(role, by.name, digest, now))
        audit.append(connection, Entry(by.name, by.role, "sign", f"editions/{number}", digest))


def content(kept: Kept) -> dict[str, Any]:
    """Return what an edition says, read from its signed bytes."""
    body: dict[str, Any] = json.loads(kept.body)
    return body


def faults(kept: Kept, places: list[editions.KeptPlace]) -> list[str]:
    """Return what of an edition was changed since it was issued: ``body``, a role, or the reference of a place.

    Places that were erased since are no fault: their seals stay.
    """
    wrong = [] if edition.sha256(kept.body) == kept.sha256 else ["body"]
    before: list[str] = []
    for one in kept.signatures:
        role: Any = one.role
        right = edition.signed(kept.sha256, role=role, name=one.name, at=one.at, before=before)
        wrong += [] if right == one.sha256 else [one.role]
        before.append(one.sha256)
    seals = {place.report: (place.place_seal, place.words_seal) for place in edition.read(content(kept)["places"])}
    for place in places:
        sealed = (
            edition.place_seal(place.geometry, salt=place.salt),
            edition.words_seal(place.told, salt=place.salt),
        )
        wrong += [] if seals.get(place.report) == sealed else [place.report]
    return wrong


def _chosen(reports: gpd.GeoDataFrame, known: Mapping[str, Case], last: Kept | None) -> gpd.GeoDataFrame:
    """Return the reports whose places are named: where something is to be done, or was since the last edition."""

    def is_named(ref: str, feeling: str) -> bool:
        case = known.get(ref)
        if case is None or case.merged_into or case.state not in STATES or feeling != "bad":
            return False
        return case.state != "resolved" or last is None or case.changed_at > last.period_end

    named = [is_named(ref, feeling) for ref, feeling in zip(reports["ref"], reports["feeling"], strict=True)]
    return reports[named].sort_values("ref")


def _place(row: Mapping[str, Any], category: str, case: Case, steps: list[Event]) -> Place:
    return Place(
        report=row["report"],
        category=category,
        state=case.state,
        unit=case.unit,
        checked_again=case.state == "resolved" and bool(_last(steps, "resolved", with_marks=True)),
        place_seal=edition.place_seal(row["geometry"], salt=row["salt"]),
        words_seal=edition.words_seal(row["told"], salt=row["salt"]),
    )


def _told(near: str | None, steps: list[Event]) -> dict[str, Any]:
    """Return what is told of a place: where it is in words, what was done and when, as its reporter was told."""
    done = _last(steps, "resolved") or _last(steps, "not_yet_checked_again")
    did = _last(steps, "not_yet_checked_again") or done
    return {
        "near": near,
        "done": did.reason if did else None,
        "done_on": did.at.date().isoformat() if did else None,
        "outcome": done.reason if done and done is not did else None,
    }


def _last(steps: list[Event], state: str, *, with_marks: bool = False) -> Event | None:
    moved = [step for step in steps if step.action == "move" and step.state == state]
    return next((step for step in reversed(moved) if step.factors or not with_marks), None)


def _shape(geometry: Any) -> shapely.Geometry | None:
    return None if geometry is None or geometry.is_empty else geometry


def _public(chosen: gpd.GeoDataFrame, known: Mapping[str, Case], store: Store, city: City) -> dict[str, Any]:
    """Return what of an edition everybody may know: squares in bands, and in bands what became of the places."""
    rule, units = city.disclosure, public_units(store, city)
    metric = crs.to_metric(chosen, city.crs)
    squares = told_squares(
        metric,
        units,
        crs.to_metric(store.read("streets"), city.crs),
        crs.to_metric(parks_of(store), city.crs),
        fewest=rule.fewest_reports,
        sensitive=rule.sensitive,
        fewest_sensitive=rule.fewest_sensitive,
    )
    counted = metric[~metric["category"].isin(rule.sensitive)]
    states = [known[ref].state for ref in counted["ref"]]
    told = zip(squares["cell"], squares["band"], squares["near"], squares["synthetic"], squares.geometry, strict=True)
    return {
        "squares": [
            {"cell": int(cell), "band": band, "near": near, "synthetic": bool(made_up), "ring": _ring(shape)}
            for cell, band, near, made_up, shape in told
        ],
        "states": told_totals(counted, units, states, choices=STATES, fewest=rule.fewest_reports),
    }


def _ring(square: shapely.Polygon) -> list[list[float]]:
    return [[round(x, 7), round(y, 7)] for x, y in square.exterior.coords]
