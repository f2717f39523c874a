"""How a table or a walk of the Women's Council becomes reports: all of them, or none and every fault at once."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args

import geopandas as gpd

from geo.casework import receipt, triage
from geo.casework.city_ground import CityGround
from geo.casework.submission import keep as keep_in
from geo.casework.submission import read_submission
from geo.casework.triage import Handler
from geo.casework.walk import Told, read_walk
from geo.city import City
from geo.errors import BadInput, Fault, FaultyFile, FaultyForm
from geo.ingest.raw import RawTable
from geo.ingest.readers import read
from geo.ingest.words import folded, says_nothing
from geo.model.report import Factor, Report
from geo.storage import audit, cases
from geo.storage.audit import Entry
from geo.storage.store import Store

MOST_ROWS = 500
ENDINGS = (".csv", ".tsv", ".txt", ".xlsx", ".gpx")
_MOST_UNPACKED_BYTES = 50_000_000
#: Under which headings a field stands, the first one being how we name it.
HEADINGS: dict[str, tuple[str, ...]] = {
    "place_words": ("miejsce", "ulica", "adres", "opis miejsca", "lokalizacja", "place", "street", "address"),
    "lon": ("długość", "długość geograficzna", "lon", "lng", "longitude"),
    "lat": ("szerokość", "szerokość geograficzna", "lat", "latitude"),
    "category": ("kategoria", "rodzaj", "category"),
    "feeling": ("ocena", "odczucie", "feeling"),
    "day_part": ("pora", "pora dnia", "day part", "when"),
    "text": ("opis", "uwagi", "treść", "text", "description"),
    "seen_on": ("data", "dzień", "date", "day"),
    "factor_light": ("światło", "oświetlenie", "light"),
    "factor_openness": ("otwartość", "openness"),
    "factor_visibility": ("widoczność", "visibility"),
    "factor_people": ("ludzie", "obecność ludzi", "people"),
    "factor_security": ("ochrona", "security"),
    "factor_walk_path": ("chodnik", "droga dla pieszych", "walk path"),
    "factor_transport": ("transport", "komunikacja", "transport publiczny"),
    "factor_gender_usage": ("kto bywa", "kobiety i mężczyźni", "gender usage"),
    "factor_feeling": ("poczucie bezpieczeństwa", "bezpieczeństwo", "safety"),
}
_FEELINGS: Mapping[str, Iterable[str]] = {
    "bad": ("złe", "źle", "zła", "bad"),
    "good": ("dobre", "dobrze", "dobra", "good"),
}
_DAY_PARTS: Mapping[str, Iterable[str]] = {
    "day": ("dzień", "w dzień", "day"),
    "dusk": ("zmierzch", "o zmierzchu", "dusk"),
    "night": ("noc", "w nocy", "night"),
    "always": ("zawsze", "cały czas", "always"),
}


def read_told(name: str, content: bytes, city: City) -> tuple[list[Told], Mapping[str, str]]:
    """Return what a file tells, and the heading of each field as it stands in the file.

    Raises
    ------
    BadInput
        If it is no table or walk that can be read, or too long.
    FaultyFile
        If a heading is missing.
    """
    ending = next((ending for ending in ENDINGS if name.lower().endswith(ending)), None)
    if ending is None:
        raise BadInput(
            "A file's name must end in one of {choices}, not {given!r}.", choices=", ".join(ENDINGS), given=name[:80]
        )
    told, headings = (read_walk(content, city), {}) if ending == ".gpx" else _table(name, content, ending)
    if not 0 < len(told) <= MOST_ROWS:
        raise BadInput("There must be 1 to {most} places in a file, not {given}.", most=MOST_ROWS, given=len(told))
    return told, headings


def read_all(
    name: str,
    content: bytes,
    city: City,
    streets: gpd.GeoDataFrame,
    buildings: gpd.GeoDataFrame,
    *,
    usual: Mapping[str, str],
    ground: CityGround | None = None,
) -> list[Report]:
    """Return the reports that a file tells, each read as the form is read.

    Parameters
    ----------
    usual
        Fields of the form that hold where the file is silent.
    ground
        From which no place that is drawn may stray; anywhere where there is none.

    Raises
    ------
    BadInput
        If the file cannot be read.
    FaultyFile
        With every fault of every row at once.
    """
    told, headings = read_told(name, content, city)
    said = {one.fields.get("place_words", "").strip().casefold() for one in told}
    streets = streets[streets["name"].str.casefold().isin(said)]
    buildings = buildings[buildings["address"].str.casefold().isin(said)]
    words = _meanings(city)
    reports: list[Report] = []
    faults: list[Fault] = []
    for one in told:
        given = {**usual, **{field: value for field, value in one.fields.items() if value}}
        given, unread = _understood(given, words)
        missed: list[Fault] = []
        try:
            reports.append(read_submission(given, city, streets, buildings, ground=ground, reporter="council")[0])
        except FaultyForm as error:
            missed = [fault for fault in error.faults if fault.column not in {fault.column for fault in unread}]
        faults += [
            Fault(one.row, _heading(str(fault.column), headings), fault.template, fault.values)
            for fault in (*unread, *missed)
        ]
    if faults:
        raise FaultyFile(name[:80], faults)
    return reports


def submit_all(store: Store, city: City, reports: list[Report], *, sent: str, key: bytes, by: Handler) -> bool:
    """Store reports with their cases in one go; a file that was sent twice is stored once.

    Parameters
    ----------
    sent
        The form's own random token.
    key
        Secret of the service.

    Returns
    -------
    fresh
        Whether they were stored now.
    """
    digest = receipt.digest(receipt.code_of(sent, key=key), key=key)
    with store.writing() as writing:
        connection = writing.connection
        if cases.of_receipt(connection, digest) is not None:
            return False
        for at, report in enumerate(reports):
            keep_in(writing, report.model_copy(update={"created_at": datetime.now(UTC)}))
            due_at = triage.first_due(report, city)
            cases.begin(connection, report.ref, due_at=due_at, receipt_digest=None if at else digest)
        audit.append(connection, Entry(by.name, by.role, "change", "reports", f"{len(reports)} from a file"))
    return True


def _table(name: str, content: bytes, ending: str) -> tuple[list[Told], Mapping[str, str]]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"table{ending}"
        path.write_bytes(content)
        if ending == ".xlsx" and zipfile.is_zipfile(path):
            _require_unpacked(path)
        raw = read(path)
    headings = _headings(raw)
    if "place_words" not in headings and not {"lon", "lat"} <= headings.keys():
        please = "There must be a column {choices}, or the two columns {pair}."
        values: dict[str, object] = {"choices": HEADINGS["place_words"][0], "pair": "lon, lat"}
        raise FaultyFile(name[:80], [Fault(1, None, please, values), *raw.faults])
    if raw.faults:
        raise FaultyFile(name[:80], raw.faults)
    rows = zip(raw.rows, raw.cells.to_dict("records"), strict=True)
    return [Told(row, _cells(cells, headings)) for row, cells in rows], headings


def _require_unpacked(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > _MOST_UNPACKED_BYTES:
            raise BadInput("A file must have at most {most} bytes when it is unpacked.", most=_MOST_UNPACKED_BYTES)


def _headings(raw: RawTable) -> dict[str, str]:
    """Return the heading of each field: the surest of those that the file has."""
    known = {folded(heading): str(heading) for heading in reversed(list(raw.cells.columns))}
    found = {}
    for field, words in HEADINGS.items():
        at = next((known[folded(word)] for word in (*words, field) if folded(word) in known), None)
        if at is not None:
            found[field] = at
    return found


def _cells(cells: Mapping[Any, Any], headings: Mapping[str, str]) -> dict[str, str]:
    told = {field: cells[heading] for field, heading in headings.items()}
    text = {field: str(value).strip() for field, value in told.items() if value is not None and value == value}
    read_as = {field: value for field, value in text.items() if not says_nothing(value)}
    for field in {"lon", "lat"} & read_as.keys():
        read_as[field] = read_as[field].replace(",", ".")
    return {field: value.removesuffix(".0") if "factor" in field else value for field, value in read_as.items()}


def _meanings(city: City) -> Mapping[str, Mapping[str, Iterable[str]]]:
    """Return the words by which the values of chosen fields are known."""
    categories: Mapping[str, Iterable[str]] = {
        key: (named.pl, named.en) for key, named in city.report_categories.items()
    }
    marks: Mapping[str, Iterable[str]] = {str(mark): (str(mark),) for mark in range(4)}
    factors = {f"factor_{factor}": marks for factor in get_args(Factor)}
    return {"category": categories, "feeling": _FEELINGS, "day_part": _DAY_PARTS, **factors}


def _understood(
    given: Mapping[str, str], words: Mapping[str, Mapping[str, Iterable[str]]]
) -> tuple[dict[str, str], list[Fault]]:
    """Return the fields with the keys of what they mean, and a fault for each that means nothing known."""
    read_as, faults = dict(given), []
    for field in given.keys() & words.keys():
        known = {folded(word): key for key, named in words[field].items() for word in (key, *named)}
        meant = known.get(folded(given[field]))
        if meant is None:
            choices = " / ".join(next(iter(named)) for named in words[field].values())
            values: dict[str, object] = {"choices": choices, "given": given[field][:40]}
            faults.append(Fault(None, field, "This must be one of {choices}, not {given!r}.", values))
        read_as[field] = meant or ""
    return read_as, sorted(faults, key=lambda fault: str(fault.column))


def _heading(field: str, headings: Mapping[str, str]) -> str:
    """Return under which heading a field stands in the file, or would stand."""
    named = "place_words" if field == "place" else field
    return headings.get(named, HEADINGS[named][0])
