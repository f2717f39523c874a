"""What waits for those who handle reports, in which order, and what must be known of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from geo import crs
from geo.casework import duplicates
from geo.casework.duplicates import Proposal, plain
from geo.casework.personal_data import Kind, findings
from geo.casework.report_states import OPEN
from geo.casework.triage import overdue, untouched
from geo.city import City
from geo.storage import cases
from geo.storage.cases import Case, Event, Photo
from geo.storage.families import records
from geo.storage.store import Selection, Store


@dataclass(frozen=True, slots=True)
class Waiting:
    """A report as it waits.

    Attributes
    ----------
    told
        What its reporter told, by column.
    near
        The place in the reporter's words, or the named street that is nearest; none if there is neither.
    kinds
        Kinds of personal data that its text seems to hold, none twice.
    photos
        How many there are.
    duplicates
        How many reports are proposed as the same.
    stands_for
        How many reports were merged into it.
    """

    ref: str
    fid: int
    case: Case
    told: Mapping[str, Any]
    near: str | None
    late: bool
    kinds: tuple[Kind, ...]
    photos: int
    duplicates: int
    stands_for: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which reports are asked for; an empty word asks for all.

    Attributes
    ----------
    state
        A state, ``open`` for those in which somebody has still to do something, or ``merged``.
    area
        Outline of the area in degrees; none asks for all.
    search
        Letters that must stand in its text, its place or its reference, without case and diacritics.
    """

    state: str = ""
    category: str = ""
    area: shapely.Geometry | None = None
    search: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """How all reports stand: their cases and photos, and which of them may be one.

    Attributes
    ----------
    cases
        By reference, of every report.
    """

    cases: Mapping[str, Case]
    photos: Mapping[str, int]
    proposals: Sequence[Proposal]


@dataclass(frozen=True, slots=True)
class File:
    """All that is kept of one report beside what its layer tells.

    Attributes
    ----------
    factors
        The reporter's marks of the place, 0 to 3.
    again
        The marks when it was last checked again; none where it was not.
    """

    events: Sequence[Event]
    photos: Sequence[Photo]
    factors: Mapping[str, int]
    seen_at: datetime | None
    again: Mapping[str, int] | None


def standing(store: Store, reports: gpd.GeoDataFrame, city: City) -> Standing:
    """Return how reports stand.

    Parameters
    ----------
    reports
        Exact, EPSG:4326, indexed by ``fid``, as the gate hands them to those who act on them.
    """
    with store.connection() as connection:
        known = cases.all_of(connection)
        photos = cases.photo_counts(connection)
    came = zip(reports["ref"], reports["created_at"], strict=True)
    every = {ref: known.get(ref) or untouched(ref, at.to_pydatetime(), city) for ref, at in came}
    return Standing(every, photos, _proposals(reports, every, city))


def waiting(
    reports: gpd.GeoDataFrame, stand: Standing, wanted: Wanted, *, streets: gpd.GeoDataFrame, city: City, now: datetime
) -> list[Waiting]:
    """Return the reports that are asked for: the overdue ones first, then by when they are due, then as they came.

    Parameters
    ----------
    streets
        EPSG:4326, by whose names a place without words is told.
    """
    twins = Counter(fid for pair in stand.proposals for fid in (pair.first, pair.second))
    merged = Counter(case.merged_into for case in stand.cases.values() if case.merged_into)
    chosen = reports[[_is_state(stand.cases[ref], wanted.state) for ref in reports["ref"]]]
    if wanted.category:
        chosen = chosen[chosen["category"] == wanted.category]
    if wanted.area is not None:
        chosen = chosen[chosen.geometry.intersects(wanted.area)]
    near = places(chosen, streets, city)
    listed = []
    for fid, told, place in zip(chosen.index, records(chosen), near, strict=True):
        ref = str(told["ref"])
        case = stand.cases[ref]
        kinds = tuple(dict.fromkeys(found.kind for found in findings(told["text"] or "")))
        one = Waiting(
            ref=ref,
            fid=int(fid),
            case=case,
            told=told,
            near=place,
            late=overdue(case, now),
            kinds=kinds,
            photos=stand.photos.get(ref, 0),
            duplicates=twins[int(fid)],
            stands_for=merged[ref],
        )
        if _holds(one, wanted.search):
            listed.append(one)
    return sorted(listed, key=_urgency)


def places(reports: gpd.GeoDataFrame, streets: gpd.GeoDataFrame, city: City) -> list[str | None]:
    """Return where reports are: in the reporter's words, or by the nearest street that has a name."""
    words = [word or None for word in reports["place_words"].fillna("")]
    named = streets[streets["name"].notna()]
    wordless = [at for at, word in enumerate(words) if word is None and reports.geometry.iloc[at] is not None]
    if not wordless or named.empty:
        return words
    lines = np.asarray(crs.to_metric(named, city.crs).geometry.array, dtype=object)
    spots = np.asarray(crs.to_metric(reports.iloc[wordless], city.crs).geometry.array, dtype=object)
    nearest = shapely.STRtree(lines).nearest(spots)
    for at, line in zip(wordless, nearest, strict=True):
        words[at] = str(named["name"].iloc[line])
    return words


def file_of(store: Store, ref: str) -> File:
    """Return all that is kept of one report; its exactness is for the gate to decide before."""
    with store.connection() as connection:
        events, photos = cases.events(connection, ref), cases.photos(connection, ref)
    told = store.read("reports", Selection(equal={"ref": ref})).iloc[0]
    again = next((event.factors for event in reversed(events) if event.factors), None)
    seen = told["seen_at"]
    seen_at = seen.to_pydatetime() if seen is not None and seen == seen else None
    return File(events, photos, told["factors"] or {}, seen_at, again)


def neighbours(reports: gpd.GeoDataFrame, fid: int, city: City) -> list[tuple[int, float]]:
    """Return the fids of reports near one, with the metres between them, the nearest first."""
    metric = crs.to_metric(reports[~reports.geometry.isna()], city.crs)
    if fid not in metric.index:
        return []
    away_m = metric.distance(metric.geometry.loc[fid]).drop(fid).sort_values()
    return [(int(other), float(m)) for other, m in away_m[away_m <= city.triage.neighbours_within_m].items()]


def _proposals(reports: gpd.GeoDataFrame, every: Mapping[str, Case], city: City) -> list[Proposal]:
    """Propose duplicates among the reports that are open and stand for themselves."""
    alive = [every[ref].state in OPEN and every[ref].merged_into is None for ref in reports["ref"]]
    placed = reports[np.asarray(alive, dtype=bool) & reports.geometry.notna().to_numpy()]
    if len(placed) < 2:
        return []
    metric = crs.to_metric(placed.sort_values("created_at", kind="stable"), city.crs)
    return duplicates.proposals(metric, within_m=city.triage.duplicates_within_m)


def _is_state(case: Case, state: str) -> bool:
    if state == "merged":
        return case.merged_into is not None
    if state == "open":
        return case.state in OPEN and case.merged_into is None
    return not state or case.state == state


def _holds(one: Waiting, search: str) -> bool:
    told = " ".join(filter(None, (one.ref, one.near, one.told["place_words"], one.told["text"])))
    return plain(search.strip()) in plain(told)


def _urgency(one: Waiting) -> tuple[bool, float, float, int]:
    due = one.case.due_at.timestamp() if one.case.due_at and one.case.state in OPEN else float("inf")
    return (not one.late, due, one.told["created_at"].timestamp(), one.fid)
