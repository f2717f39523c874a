"""How a filled-in form becomes a report."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Literal, get_args

import geopandas as gpd
import pandas as pd

from geo import crs
from geo.casework import photos, receipt, triage
from geo.casework.city_ground import CityGround, city_ground
from geo.casework.told_place import place
from geo.city import City
from geo.errors import BadInput, Fault, FaultyForm
from geo.model.report import MOST_CHARACTERS, DayPart, Factor, Feeling, Report
from geo.model.source import Source
from geo.storage import cases
from geo.storage.store import Store, Writing

LONGEST = {"text": MOST_CHARACTERS, "place_words": 200}
#: Under these names reports are kept, each one source that grows.
SOURCES = {"resident": "Formularz dla mieszkanek i mieszkańców", "council": "Rada Kobiet"}
_MARKS = {str(mark): mark for mark in range(4)}


@dataclass(frozen=True, slots=True)
class Sent:
    """A report that was stored.

    Attributes
    ----------
    code
        By which its reporter follows it; shown once, kept only as a hash.
    again
        Whether the same form had been stored before.
    """

    report: str
    code: str
    again: bool


def read_submission(
    given: Mapping[str, str],
    city: City,
    streets: gpd.GeoDataFrame,
    buildings: gpd.GeoDataFrame,
    *,
    ground: CityGround | None = None,
    images: Sequence[bytes] = (),
    reporter: Literal["resident", "council"] = "resident",
) -> tuple[Report, list[photos.Cleaned]]:
    """Return the report that a form tells, and its photos as they are kept.

    Parameters
    ----------
    given
        The form's fields as text: ``feeling``, ``shape``, ``lon``, ``lat``, ``place_words``, ``category``,
        ``day_part``, ``text``, ``seen_on``, and ``factor_light`` and so on for the factors of a safety walk.
    streets, buildings
        The city's, EPSG:4326, by whose names and addresses a place is known.
    ground
        From which a place that is drawn must not stray; anywhere where there is none.
    images
        Photos as they were sent.

    Raises
    ------
    FaultyForm
        With every fault of the form at once.
    """
    given = {name: value.strip() for name, value in given.items()}
    where, place_faults = place(given, streets, buildings, ground=ground)
    seen_at, date_faults = _seen_at(given, city)
    kept, photo_faults = _photos(images)
    faults = [*place_faults, *_unchosen(given, city), *too_long(given), *date_faults, *photo_faults]
    if faults:
        raise FaultyForm(faults)
    told = {
        "ref": uuid.uuid4().hex,
        "geometry": where,
        "place_words": given.get("place_words") or None,
        "feeling": given["feeling"],
        "category": given["category"],
        "categories_version": city.report_categories_version,
        "day_part": given["day_part"],
        "text": given.get("text") or None,
        "reporter": reporter,
        "factors": marks(given),
        "seen_at": seen_at,
        "created_at": datetime.now(UTC),
    }
    return Report.model_validate(told), kept


def submit(
    store: Store,
    city: City,
    given: Mapping[str, str],
    *,
    sent: str,
    key: bytes,
    images: Sequence[bytes] = (),
    reporter: Literal["resident", "council"] = "resident",
) -> Sent:
    """Store what a form tells and open its case; a form that was sent twice is stored once.

    Parameters
    ----------
    sent
        The form's own random token.
    key
        Secret of the service, under which receipts are hashed.

    Raises
    ------
    FaultyForm
        With every fault of the form at once; nothing is stored then.
    """
    code = receipt.code_of(sent, key=key)
    digest = receipt.digest(code, key=key)
    known = _known(store, digest)
    if known is not None:
        return Sent(known, code, again=True)
    streets, buildings = named_ground(store)
    ground = city_ground(store, city)
    report, kept = read_submission(given, city, streets, buildings, ground=ground, images=images, reporter=reporter)
    with store.writing() as writing:
        there = cases.of_receipt(writing.connection, digest)
        if there is not None:
            return Sent(there, code, again=True)
        keep(writing, report)
        due_at = triage.first_due(report, city)
        cases.begin(writing.connection, report.ref, due_at=due_at, receipt_digest=digest)
        images_kept = [(one.image, one.width_px, one.height_px) for one in kept]
        cases.add_photos(writing.connection, report.ref, images_kept)
    return Sent(report.ref, code, again=False)


def named_ground(store: Store) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Return by what a place may be called: streets; and houses, by the register of addresses, then by buildings."""
    housed = [store.read(family)[["address", "geometry"]] for family in ("addresses", "buildings")]
    return store.read("streets"), gpd.GeoDataFrame(pd.concat(housed, ignore_index=True), crs=crs.STORED)


def sent_token() -> str:
    """Return the random token of a fresh form."""
    return hashlib.sha256(uuid.uuid4().bytes + uuid.uuid4().bytes).hexdigest()


def marks(given: Mapping[str, str]) -> dict[str, int]:
    """Return the marks of a place that a form tells, 0 to 3, by factor; what was not marked is left out."""
    told = {factor: given.get(f"factor_{factor}", "") for factor in get_args(Factor)}
    return {factor: _MARKS[mark] for factor, mark in told.items() if mark in _MARKS}


def keep(writing: Writing, report: Report) -> int:
    """Store one report and return its fid."""
    source = Source(
        family="reports", name=SOURCES[report.reporter], kind=report.reporter, imported_at=report.created_at
    )
    row = {name: getattr(report, name) for name in Report.model_fields}
    return writing.add_one(source, gpd.GeoDataFrame([row], geometry="geometry", crs=crs.STORED))


def _known(store: Store, digest: str) -> str | None:
    with store.connection() as connection:
        return cases.of_receipt(connection, digest)


def _unchosen(given: Mapping[str, str], city: City) -> list[Fault]:
    choices = {
        "feeling": (get_args(Feeling), "Please say whether the place is good or bad."),
        "category": (tuple(city.report_categories), "Please choose what it is about."),
        "day_part": (get_args(DayPart), "Please say when it is so."),
    }
    return [_fault(name, please) for name, (known, please) in choices.items() if given.get(name) not in known]


def too_long(given: Mapping[str, str]) -> list[Fault]:
    """Return which texts of a form have too many characters."""
    return [
        _fault(
            "place" if name == "place_words" else name,
            "The text must have at most {most} characters, not {given}.",
            most=most,
            given=len(given.get(name, "")),
        )
        for name, most in LONGEST.items()
        if len(given.get(name, "")) > most
    ]


def _seen_at(given: Mapping[str, str], city: City) -> tuple[datetime | None, list[Fault]]:
    """Return the day on which it was so, as noon in the city; later than today is a slip of the pen."""
    told = given.get("seen_on", "")
    if not told:
        return None, []
    try:
        day = date.fromisoformat(told)
    except ValueError:
        return None, [_fault("seen_on", "The day must be written as 2026-11-21, not {given}.", given=told[:20])]
    if not date(2000, 1, 1) <= day <= datetime.now(city.zone).date():
        return None, [_fault("seen_on", "The day must not lie in the future.")]
    return datetime.combine(day, time(12), tzinfo=city.zone), []


def _photos(images: Sequence[bytes]) -> tuple[list[photos.Cleaned], list[Fault]]:
    if len(images) > photos.MOST_PHOTOS:
        return [], [_fault("photos", "There can be at most {most} photos.", most=photos.MOST_PHOTOS)]
    kept, faults = [], []
    for image in images:
        try:
            kept.append(photos.cleaned(image))
        except BadInput as error:
            faults.append(_fault("photos", error.template, **error.values))
    return kept, faults


def _fault(field: str, template: str, **values: object) -> Fault:
    return Fault(row=None, column=field, template=template, values=values)
