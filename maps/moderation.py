"""What waits for those who handle reports? The list in the order of urgency, and beside it the report that is open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, get_args
from urllib.parse import urlencode

import geopandas as gpd
import shapely

from geo.casework import inbox
from geo.casework.inbox import Standing, Waiting, Wanted
from geo.casework.report_states import OPEN, UNITS, State
from geo.casework.triage import overdue
from geo.city import City
from geo.errors import CzujkaError, Fault, NotFound
from geo.model.report import Factor
from geo.storage.store import Store
from layers.base import Audience, LayerQuery
from layers.gate import read
from maps.empty import Empty, empty_page
from maps.ground import extent, ground_map
from maps.legend import moderation_legend
from maps.moderated import KEYS, category, due_in_words, moderated, twins
from maps.page import MapParts, Tool
from maps.render import Rendered, render
from maps.states import SIGNS, sign
from maps.submissions import MARKS
from maps.words import Words

#: Rows of one list.
ROWS = 50
#: Who may take steps; coordinators only read.
MAY_ACT = frozenset({Audience.COUNCIL, Audience.MODERATOR})
_ASKED = {"state": "open", "category": "", "area": "", "q": "", "first": "0", "report": ""}


@dataclass(frozen=True, slots=True)
class Tried:
    """What was filled in before, and why it was not done.

    Attributes
    ----------
    where
        ``step`` or ``batch``: in which of the two forms; anything else is told at the top.
    wrong
        In the reader's language.
    given
        The fields as they were sent.
    chosen
        The reports that were chosen.
    """

    where: str
    wrong: str
    given: Mapping[str, str] = field(default_factory=dict)
    chosen: frozenset[str] = frozenset()


def moderation_page(
    store: Store,
    city: City,
    words: Words,
    *,
    audience: Audience,
    asked: Mapping[str, str],
    tried: Tried | None = None,
    done: bool = False,
    now: datetime | None = None,
) -> Rendered:
    """Return the page for those who handle reports.

    Parameters
    ----------
    audience
        Whose role it is; the gate hands out the exact places to those alone who act on them.
    asked
        ``state``, ``category``, ``area``, ``q``, ``first`` (the first row shown) and ``report`` (the one that is open).
    done
        Whether something has just been done.
    """
    title = words("Which reports are waiting?")
    bounds = extent(store, city)
    if bounds is None:
        return empty_page(title, words, city, page="moderation", empty=_next_step(city, words))
    now = now or datetime.now(UTC)
    asked = {name: str(asked.get(name) or usual) for name, usual in _ASKED.items()}
    found = read("reports", LayerQuery(audience=audience), store, city)
    if not found.exact:
        raise NotFound("Exact places of reports are only for those who act on them.")
    streets = read("streets", LayerQuery(audience=audience), store, city).frame
    areas = read("areas", LayerQuery(audience=audience, equal={"kind": city.report_by}), store, city).frame
    stand = inbox.standing(store, found.frame, city)
    listed = inbox.waiting(found.frame, stand, _wanted(asked, areas), streets=streets, city=city, now=now)
    first = _first(asked["first"], len(listed))
    shown = listed[first : first + ROWS]
    beside = _beside(store, city, words, found.frame, stand, streets, ref=asked["report"], now=now)
    query = _query(asked | {"first": str(first)}, words)
    return render(
        "moderation.html",
        words,
        city,
        page="moderation",
        query=query,
        title=title,
        answer=_answer(stand, words, now),
        asked=asked,
        filters=query,
        may_act=audience in MAY_ACT,
        council=audience == Audience.COUNCIL,
        states=_states(words),
        categories={key: words.of(named) for key, named in city.report_categories.items()},
        areas={str(ref): str(name) for ref, name in zip(areas["ref"], areas["name"], strict=True)},
        rows=[_row(at, one, city, words, asked, now) for at, one in enumerate(shown)],
        matched=len(listed),
        first=first,
        last=first + len(shown),
        pages=_pages(first, len(listed), asked, words),
        one=beside,
        at=_at(shown, asked["report"]),
        tried=tried,
        refused_at=_refused_at(tried, beside, bool(shown)),
        given=dict(tried.given) if tried else {},
        done=done,
        batch_steps=[(state, words.name("state", state)) for state in KEYS],
        step_keys=KEYS,
        units=words.names("unit", UNITS),
        reasons=_reasons(city, words, beside),
        all_reasons=[words.of(reason.words) for reason in city.triage.reasons],
        factors=words.names("factor", get_args(Factor)),
        marks={str(mark): words.name("mark", name) for mark, name in enumerate(MARKS)},
        map=_map(bounds, store, shown, beside, found.frame, stand, asked, words),
        legend=moderation_legend({state: (SIGNS[state], words.name("state", state)) for state in OPEN}),
        ribbon=words("synthetic data: reports are made up") if found.synthetic else None,
        source_line=" · ".join(
            [words("Exact places: only for those who act on them. Each opening of this page is logged."), city.attribution]
        ),
    )  # fmt: skip


def said(error: CzujkaError, words: Words) -> str:
    """Return what an error says, with the states and units in it by their names."""
    values: dict[str, object] = {name: _named(str(value), words) for name, value in error.values.items()}
    return words.error(Fault(None, None, error.template, values))


def link(asked: Mapping[str, str], words: Words, **other: str) -> str:
    """Return the address of the page with the same filters and what is asked for beside."""
    return "/maps/moderation?" + urlencode(_query({**asked, **other}, words) | other)


def _refused_at(tried: Tried | None, one: Mapping[str, Any] | None, some: bool) -> str | None:
    """Return at which form it is said that nothing was changed; at the top where that form is not there."""
    if tried is None:
        return None
    has_steps = one is not None and one["steps"] and not one["merged_into"]
    there = {"step": has_steps, "batch": some, "place": one is not None}
    return tried.where if there.get(tried.where) else "top"


def _query(asked: Mapping[str, str], words: Words) -> dict[str, str]:
    told = {name: asked[name] for name, usual in _ASKED.items() if asked.get(name) and asked[name] != usual}
    return {**told, "lang": words.language}


def _next_step(city: City, words: Words) -> Empty:
    return Empty(
        words("There is no map yet on which a place could be shown."),
        words("Import the city's areas and streets, then reload this page:"),
        [f"czujka import areas FILE --city {city.id}", f"czujka import streets FILE --city {city.id}"],
    )


def _wanted(asked: Mapping[str, str], areas: gpd.GeoDataFrame) -> Wanted:
    outline = areas.loc[areas["ref"] == asked["area"]].geometry
    state = asked["state"] if asked["state"] in (*get_args(State), "merged", "all") else "open"
    return Wanted(
        state="" if state == "all" else state,
        category=asked["category"],
        area=outline.iloc[0] if len(outline) else None,
        search=asked["q"],
    )


def _answer(stand: Standing, words: Words, now: datetime) -> str:
    alive = [case for case in stand.cases.values() if case.state in OPEN and case.merged_into is None]
    late = sum(overdue(case, now) for case in alive)
    told = words.count(
        "{n} report is waiting for the next step.", "{n} reports are waiting for the next step.", len(alive)
    )
    if not late:
        return f"{told} " + words("None is overdue.")
    return f"{told} " + words.count("{n} of them is overdue.", "{n} of them are overdue.", late)  # fmt: skip


def _states(words: Words) -> dict[str, str]:
    named = {state: words.name("state", state) for state in get_args(State)}
    return {"open": words("all open"), **named, "merged": words("merged"), "all": words("all")}


def _first(given: str, count: int) -> int:
    first = int(given) if given.isascii() and given.isdecimal() and len(given) < 9 else 0
    return min(first, max(count - 1, 0)) // ROWS * ROWS


def _pages(first: int, count: int, asked: Mapping[str, str], words: Words) -> dict[str, str]:
    """Return the addresses of the rows before and after those that are shown."""
    pages = {}
    if first:
        pages["before"] = link(asked, words, first=str(max(first - ROWS, 0)))
    if first + ROWS < count:
        pages["after"] = link(asked, words, first=str(first + ROWS))
    return pages


def _at(shown: Sequence[Waiting], ref: str) -> int:
    return next((at for at, one in enumerate(shown) if one.ref == ref), 0)


def _row(at: int, one: Waiting, city: City, words: Words, asked: Mapping[str, str], now: datetime) -> dict[str, Any]:
    return {
        "at": at,
        "ref": one.ref,
        "seen": f"{one.ref}|{one.case.state}",
        "href": link(asked, words, report=one.ref),
        "current": one.ref == asked["report"],
        "sign": sign(one.case.state),
        "state": words.name("state", one.case.state),
        "category": category(one.told["category"], city, words),
        "place": one.near or words("place not named"),
        "sent": words.day(one.told["created_at"], city.zone),
        "due": due_in_words(one.case, city, words, now) or "–",
        "late": one.late,
        "flags": _flags(one, words),
    }


def _flags(one: Waiting, words: Words) -> list[str]:
    told = []
    if one.kinds:
        kinds = ", ".join(words.name("personal_data", kind) for kind in one.kinds)
        told.append(words("personal data: {kinds}", kinds=kinds))
    if one.photos:
        told.append(words.count("{n} photo", "{n} photos", one.photos))
    if one.duplicates:
        told.append(words.count("{n} possible duplicate", "{n} possible duplicates", one.duplicates))
    if one.stands_for:
        told.append(words.count("with {n} merged report", "with {n} merged reports", one.stands_for))
    if one.case.merged_into:
        told.append(words("merged"))
    if one.told["feeling"] == "good":
        told.append(words("good place"))
    return told


def _beside(
    store: Store, city: City, words: Words, reports: gpd.GeoDataFrame, stand: Standing, streets: gpd.GeoDataFrame,
    *, ref: str, now: datetime,
) -> dict[str, Any] | None:  # fmt: skip
    """Return what is told of the report that is open; none if there is none."""
    known = reports[reports["ref"] == ref]
    if known.empty:
        return None
    fid = int(known.index[0])
    near = inbox.neighbours(reports, fid, city)
    pairs = [pair for pair in stand.proposals if fid in (pair.first, pair.second)]
    merged = [other for other in reports["ref"] if stand.cases[other].merged_into == ref]
    wanted = {fid, *(pair.first for pair in pairs), *(pair.second for pair in pairs), *(other for other, _ in near)}
    chosen = reports[reports.index.isin(wanted) | reports["ref"].isin(merged)]
    told = {one.fid: one for one in inbox.waiting(chosen, stand, Wanted(), streets=streets, city=city, now=now)}
    return {
        **moderated(told[fid], inbox.file_of(store, ref), city, words, now=now),
        "fid": fid,
        "twins": twins(fid, pairs, told, city, words),
        "merged": merged,
        "near": [_neighbour(told[other], away_m, city, words) for other, away_m in near[:6]],
        "near_fids": sorted(told.keys() - {fid}),
    }  # fmt: skip


def _neighbour(one: Waiting, away_m: float, city: City, words: Words) -> dict[str, str]:
    return {
        "ref": one.ref,
        "sign": sign(one.case.state),
        "state": words.name("state", one.case.state),
        "category": category(one.told["category"], city, words),
        "away": words.length(away_m),
    }


def _reasons(city: City, words: Words, one: Mapping[str, Any] | None) -> list[str]:
    """Return the sentences that fit the steps which the open report can take."""
    ends = {step["to"] for step in one["steps"]} if one else set()
    return [words.of(reason.words) for reason in city.triage.reasons if ends & set(reason.steps)]


def _named(given: str, words: Words) -> str:
    parts = given.split(", ")
    states, units = set(get_args(State)), set(UNITS)
    return ", ".join(
        words.name("state", part) if part in states else words.name("unit", part) if part in units else part
        for part in parts
    )


def _map(
    bounds: Any, store: Store, shown: Sequence[Waiting], one: Mapping[str, Any] | None, reports: gpd.GeoDataFrame,
    stand: Standing, asked: Mapping[str, str], words: Words,
) -> MapParts:  # fmt: skip
    """Return the map with the exact places; they come with the page, so that one line of the log stands for both."""
    fids = {row.fid for row in shown} | ({one["fid"], *one["near_fids"]} if one else set())
    frame = reports[reports.index.isin(fids) & reports.geometry.notna()]
    places = [
        {
            "place": [spot.x, spot.y],
            "shape": None if shape.geom_type == "Point" else shapely.to_geojson(shape),
            "href": link(asked, words, report=str(ref)),
            "sign": sign(stand.cases[str(ref)].state),
            "open": bool(one and int(fid) == one["fid"]),
        }
        for fid, ref, shape in zip(frame.index, frame["ref"], frame.geometry, strict=True)
        for spot in [shape.representative_point()]
    ]
    page = ground_map(bounds, store)
    page.add(Tool("moderation", {"places": places}))
    return page.parts()
