"""Where do incidents gather, and how sure is that? The patrol coordinator's page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import geopandas as gpd
import pandas as pd

from geo.analyses.hotspots import CHOSEN
from geo.analyses.hotspots_closed import public_of
from geo.city import City
from geo.errors import BadInput
from geo.hotspots.shifts import ALL, key_at
from geo.hotspots.significance import EVIDENCE
from geo.hotspots.tellers import TELLERS
from geo.model.result import Result
from geo.model.source import Source
from geo.storage.store import Store
from layers.base import Audience, LayerQuery, Page
from layers.gate import read, visible
from maps import hotspot_words as said
from maps.empty import Empty, empty_page
from maps.ground import extent, ground_map, items
from maps.legend import patrol_legend
from maps.page import Drawing, MapParts
from maps.render import Rendered, render
from maps.rhythm import busiest, week, week_chart, weekdays
from maps.words import Words

#: What can be drawn; all but the first for those who plan and coordinate.
METHODS = ("hotspots", "density", "street-density", "trend")
_SHOWN = EVIDENCE[:3]
MOST_ROWS = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """Which map is asked for.

    Attributes
    ----------
    shift
        Key of a shift, or all hours.
    teller
        All whose word counts, or one source alone.
    method
        One of ``METHODS``.
    day, hour
        As they stand in the form.
    """

    shift: str
    teller: str
    method: str
    day: str
    hour: str

    @property
    def where(self) -> dict[str, str]:
        """Return the layer's properties by which its cells are chosen; none for the map of all hours."""
        whole = self.shift == ALL and self.teller == CHOSEN
        return {} if whole else {"shift": self.shift, "teller": self.teller}

    @property
    def layer(self) -> str:
        """The layer that holds the cells."""
        return "shift-hotspots" if self.where else "hotspots"


def patrol_page(
    store: Store,
    city: City,
    words: Words,
    *,
    audience: Audience = Audience.PUBLIC,
    query: Mapping[str, str] | None = None,
) -> Rendered:
    """Return the page that answers where patrols are needed.

    Parameters
    ----------
    audience
        Who reads: numbers are for those who plan and coordinate, the public is shown bands and words.
    query
        What is asked for: ``shift`` or ``day`` and ``hour``, ``teller``, ``method``.

    Raises
    ------
    BadInput
        If there is no such shift, source or method; the message names the choices.
    """
    title = words("Where to send the patrols?")
    page = read("hotspots", LayerQuery(equal={"evidence": _SHOWN[0]}, limit=0, audience=audience), store, city)
    kept = store.result("hotspots")
    if kept is None or (not page.exact and "public" not in kept.summary):
        return empty_page(title, words, city, page="patrol", empty=_next_step(store, city, words))
    # The public is told of closed periods alone: whoever kept asking could subtract one answer from the other.
    result = kept if page.exact else public_of(kept)
    asked = _asked(query or {}, city, exact=page.exact)
    view, shown = _view(result, asked)
    frame = _cells_shown(shown, audience, store, city)
    beside = ("rhythm", "accuracy", "surfaces")
    rhythm, accuracy, surfaces = (store.result(name) if page.exact else None for name in beside)
    hours = _hours(kept, rhythm, exact=page.exact)
    return render(
        "patrol.html",
        words,
        city,
        page="patrol",
        query=_query(asked),
        title=title,
        shift_told=said.shift_name(words, city, shown.shift),
        answer=said.answer(words, view),
        too_few=asked.shift != shown.shift and _too_few(words, result, asked),
        stale=page.stale,
        warnings=said.warnings(words, view, result),
        right=said.was_right(words, accuracy),
        exact=page.exact,
        plan=None,
        asked=asked,
        shifts=said.shift_names(words, city),
        methods={name: words.name("map_shown", name) for name in METHODS if page.exact or name == METHODS[0]},
        cells=_cells(words, frame, words.names("evidence", EVIDENCE), result.summary.get("grids", 16)),
        table=_table(words, asked, audience, store, city),
        rates=_rates(words, audience, store, city),
        chart=None if hours is None else week_chart(words, hours),
        busiest=None if hours is None else busiest(words, hours),
        hours=None if hours is None else list(zip(weekdays(words), hours.tolist(), strict=True)),
        change=said.change(words, result),
        near=said.near_repeats(words, rhythm),
        tally=said.tally(words, result),
        sources=[_source(words, city, one, exact=page.exact) for one in _telling(store, result, exact=page.exact)],
        method=said.method(words, city, result, surfaces),
        map=_map(store, city, asked, shown, words),
        legend=patrol_legend(words, words.names("evidence", EVIDENCE), asked.method),
        ribbon=words("synthetic data: incidents are made up") if result.synthetic else None,
        source_line=_source_line(words, city, result, exact=page.exact),
    )


def _hours(kept: Result, rhythm: Result | None, *, exact: bool) -> Any:
    """Return incidents by weekday and hour; none where they were not counted."""
    told = (kept.summary.get("public") or {}) if not exact else rhythm.summary if rhythm else {}
    return week(told["hours"]) if told.get("hours") else None


def _next_step(store: Store, city: City, words: Words) -> Empty:
    _ = words
    run = f"czujka run hotspots --city {city.id}"
    if store.count("incidents"):
        told = _("Hotspots have not been computed yet."), _("Compute them, then reload this page:"), [run]
        return Empty(*told, process="hotspots", role="coordinator")
    return Empty(
        _("There are no incidents yet."),
        _("Import them with their source (GeoJSON, CSV, XLSX or GeoPackage), then compute the hotspots:"),
        [f"czujka import incidents FILE --kind police --city {city.id}", run],
    )


def _asked(query: Mapping[str, str], city: City, *, exact: bool) -> Asked:
    """Return what is asked for; a day and an hour name the shift on duty then."""
    day, hour = query.get("day", ""), query.get("hour", "")
    known = said.shift_keys(city)
    shift = query.get("shift") or (_on_duty(day, hour, city) if day and hour else ALL)
    teller = query.get("teller") or CHOSEN
    method = query.get("method") or METHODS[0]
    methods = METHODS if exact else METHODS[:1]
    tellers = (CHOSEN, *TELLERS) if exact else (CHOSEN,)
    for given, choices in ((shift, known), (teller, tellers), (method, methods)):
        if given not in choices:
            told = ", ".join(choices)
            raise BadInput(
                "A choice of this page must be one of {choices}, not {given!r}.", choices=told, given=given[:80]
            )
    # One source alone is told of all hours: by shifts its incidents would be too few.
    return Asked(shift if teller == CHOSEN else ALL, teller, method, day, hour)


def _on_duty(day: str, hour: str, city: City) -> str:
    try:
        when = datetime.fromisoformat(f"{day}T{hour}").replace(tzinfo=city.zone)
    except ValueError:
        given = f"{day} {hour}"[:40]
        raise BadInput(
            "A day and an hour must be written as 2026-12-21 and 22:15, not {given!r}.", given=given
        ) from None
    rules = city.hotspots
    return key_at(when, shifts=rules.shifts, summer_months=rules.summer_months, zone=city.zone)


def _query(asked: Asked) -> dict[str, str]:
    told = {"shift": asked.shift, "teller": asked.teller, "method": asked.method, "day": asked.day, "hour": asked.hour}
    return {name: value for name, value in told.items() if value}


def _view(result: Result, asked: Asked) -> tuple[Mapping[str, Any], Asked]:
    """Return what is told of the map that is asked for; that of all hours where a shift has too few incidents."""
    whole = Asked(ALL, CHOSEN, asked.method, asked.day, asked.hour)
    if not asked.where:
        return result.summary, whole
    told = _told_of(result, asked)
    if told is None or (told["too_few"] and asked.shift != ALL):
        return result.summary, whole
    return told, asked


def _told_of(result: Result, asked: Asked) -> Mapping[str, Any] | None:
    key = asked.shift, asked.teller
    return next((row for row in result.summary.get("shifts", []) if (row["shift"], row["teller"]) == key), None)


def _too_few(words: Words, result: Result, asked: Asked) -> str:
    told = _told_of(result, asked) or {"n": 0, "fewest_incidents": result.summary["fewest_incidents"]}
    return words(
        "In this shift there are only {n} incidents, {fewest} are needed: the map of all hours is shown.",
        n=words.number(told["n"]),
        fewest=words.number(told["fewest_incidents"]),
    )


def _cells_shown(asked: Asked, audience: Audience, store: Store, city: City) -> gpd.GeoDataFrame:
    """Return the cells with any evidence, the surest first."""
    pages = [
        read(asked.layer, LayerQuery(equal={**asked.where, "evidence": name}, audience=audience), store, city).frame
        for name in _SHOWN
    ]
    found = [frame for frame in pages if len(frame)]
    return pd.concat(found) if found else pages[0]


def _cells(words: Words, frame: gpd.GeoDataFrame, evidence: dict[str, str], grids: int) -> list[dict[str, Any]]:
    frame = frame.assign(rank=frame["evidence"].map(_SHOWN.index) if len(frame) else [])
    by = ["rank", "count"] if "count" in frame else ["rank", "stable"]
    return [
        {
            "fid": fid,
            "street": row["street"] if isinstance(row["street"], str) else words("way without a name"),
            "evidence": evidence[row["evidence"]],
            "rank": row["rank"],
            "around": row.get("around"),
            "expected": row.get("expected"),
            "band": row.get("band"),
            "stable": bool(row["stable"]),
            "hot_grids": row.get("hot_grids"),
            "grids": grids,
        }
        for fid, row in frame.sort_values(by, ascending=[True, False]).head(MOST_ROWS).iterrows()
    ]


def _table(words: Words, asked: Asked, audience: Audience, store: Store, city: City) -> dict[str, Any] | None:
    """Return the facts of another map than that of hotspots as a table of its own."""
    if asked.method == METHODS[0]:
        return None
    layer, where = _drawn(asked)
    if layer not in visible(audience):
        return None
    pages: list[Page] = [read(layer, LayerQuery(equal=one, audience=audience), store, city) for one in where]
    rows = [(fid, row) for page in pages for fid, row in page.frame.iterrows()]
    return said.method_table(words, asked.method, rows[:MOST_ROWS])


def _drawn(asked: Asked) -> tuple[str, list[dict[str, str]]]:
    """Return the layer of a map and the choices of it that are drawn one after another, the last on top."""
    if asked.method == "trend":
        return "hotspots", [{"trend": "fewer"}, {"trend": "more"}]
    if asked.method in ("density", "street-density"):
        return asked.method, [{}]
    return asked.layer, [{**asked.where, "evidence": name} for name in reversed(_SHOWN)]


def _rates(words: Words, audience: Audience, store: Store, city: City) -> list[dict[str, Any]]:
    """Return the areas with counts beside rates, for those who may see them, where residents are known."""
    if "incident-rates" not in visible(audience):
        return []
    frame = read("incident-rates", LayerQuery(audience=audience, shapes=False), store, city).frame
    known = frame[frame["per_1000"].notna()].sort_values("per_1000", ascending=False)
    return [said.rate(words, fid, row) for fid, row in known.iterrows()]


def _telling(store: Store, result: Result, *, exact: bool) -> list[Source]:
    """Return the sources that are named; for the public those of the closed periods, each once."""
    known = store.sources("incidents")
    by_name = {source.name: source for source in reversed(known)}
    return list(known) if exact else [by_name[name] for name in result.sources if name in by_name]


def _source(words: Words, city: City, source: Source, *, exact: bool) -> dict[str, Any]:
    return {
        "name": source.name,
        "synthetic": source.synthetic,
        "n": words.number(source.n) if exact else "–",
        "period": _period(words, city, source.period_start, source.period_end) if exact else "–",
    }


def _period(words: Words, city: City, start: Any, end: Any) -> str:
    return f"{words.day(start, city.zone)}–{words.day(end, city.zone)}" if start and end else "–"


def _map(store: Store, city: City, asked: Asked, shown: Asked, words: Words) -> MapParts:
    bounds = extent(store, city)
    assert bounds is not None  # noqa: S101 - hotspots have a city
    page = ground_map(bounds, store)
    kinds = {"density": "density", "street-density": "streetDensity", "trend": "trend"}
    options = {"evidence": words.names("evidence", EVIDENCE), "trend": words.names("trend", ("more", "fewer"))}
    layer, choices = _drawn(shown)
    for where in choices:
        page.add(Drawing(kinds.get(asked.method, "hotspots"), items(layer, **where), **options))
    page.add(Drawing("areas", items("areas", kind=city.report_by)))
    if asked.method == METHODS[0]:
        for where in choices:
            page.add(Drawing("counts", items(layer, **where)))
    return page.parts()


def _source_line(words: Words, city: City, result: Result, *, exact: bool) -> str:
    period = result.period or (None, None)
    return " · ".join(
        [
            words("Source: {source}", source=", ".join(result.sources)),
            _period(words, city, *period),
            f"n = {words.number(result.n)}",
            words("Gi* with false-discovery control, clipped to the city"),
            words("computed {when}", when=words.moment(result.made_at, city.zone))
            if exact
            else words("as of the last close of a period"),
            city.attribution,
        ]
    )
