"""Where do people feel less safe, and has that changed? The survey, area by area."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from geo.city import City
from geo.errors import BadInput
from geo.storage.store import Store
from layers.base import LayerQuery
from layers.gate import read
from maps.empty import Empty, empty_page
from maps.ground import extent, ground_map, items
from maps.legend import survey_legend
from maps.page import Drawing, MapParts
from maps.render import Rendered, render
from maps.words import Words

_STANDING = ("above", "below", "not told apart", "too few asked")


def survey_page(store: Store, city: City, words: Words, *, query: Mapping[str, str] | None = None) -> Rendered:
    """Return the page that answers where people feel less safe.

    Parameters
    ----------
    query
        The ``question`` and the ``wave``; the first question and the latest wave if not given.

    Raises
    ------
    BadInput
        If there is no such question or wave; the message names the choices.
    """
    title = words("Where do people feel less safe?")
    page = read("survey", LayerQuery(), store, city)
    if page.result is None or page.frame.empty:
        commands = [f"czujka import survey FILE --city {city.id}", f"czujka run survey --city {city.id}"]
        empty = Empty(words("There is no survey yet."), words("Import its waves, then compute:"), commands)
        return empty_page(title, words, city, page="patrol", empty=empty)
    asked, frame = query or {}, page.frame
    question = _chosen(asked.get("question"), sorted(frame["question"].unique()), first=True)
    wave = _chosen(asked.get("wave"), sorted(frame["wave"].unique()), first=False)
    mine = frame[(frame["question"] == question) & (frame["wave"] == wave)]
    rows = [_row(words, fid, row) for fid, row in mine.sort_values("share").iterrows()]
    return render(
        "survey.html",
        words,
        city,
        page="patrol",
        query={"question": question, "wave": wave},
        title=title,
        answer=_answer(words, rows, mine),
        stale=page.stale,
        question=question,
        questions=sorted(frame["question"].unique()),
        wave=wave,
        waves=sorted(frame["wave"].unique()),
        rows=rows,
        strangers=page.result.summary.get("strangers", []),
        map=_map(store, city, words, question=question, wave=wave),
        legend=survey_legend(words),
        ribbon=words("synthetic data: the survey is made up") if page.synthetic else None,
        source_line=" · ".join(
            [
                words("Source: {source}", source=", ".join(page.result.sources)),
                wave,
                f"n = {words.number(mine['asked'].sum())}",
                words("computed {when}", when=words.moment(page.result.made_at, city.zone)),
                city.attribution,
            ]
        ),
    )


def _chosen(given: str | None, choices: list[str], *, first: bool) -> str:
    if given is None or given == "":
        return choices[0 if first else -1]
    if given not in choices:
        told = ", ".join(choices)
        raise BadInput("A choice of this page must be one of {choices}, not {given!r}.", choices=told, given=given[:80])
    return given


def _row(words: Words, fid: Any, row: Any) -> dict[str, Any]:
    known = row["share"] == row["share"] and row["share"] is not None
    return {
        "fid": fid,
        "area": row["area_name"],
        "asked": words.number(row["asked"]),
        "rank": row["share"] if known else 2,
        "share": words.percent(row["share"]) if known else "–",
        "interval": f"{words.percent(row['low'])}–{words.percent(row['high'])}" if known else "–",
        "pooled": words.percent(row["pooled"]) if row["pooled"] == row["pooled"] and row["pooled"] is not None else "–",
        "key": row["standing"],
        "standing": words.name("standing", row["standing"]),
        "change": words.name("survey_change", row["change"]) if isinstance(row["change"], str) else "–",
    }


def _answer(words: Words, rows: list[dict[str, Any]], mine: Any) -> str:
    shares = mine["city_share"].dropna()
    below = [row["area"] for row in rows if row["key"] == "below"]
    whole = words.percent(float(shares.iloc[0])) if len(shares) else "–"
    if not below:
        return words("In the city {share} agree; no area is surely below that.", share=whole)
    return words("In the city {share} agree; surely fewer in: {areas}.", share=whole, areas=", ".join(below))


def _map(store: Store, city: City, words: Words, *, question: str, wave: str) -> MapParts:
    bounds = extent(store, city)
    assert bounds is not None  # noqa: S101 - a survey has areas
    page = ground_map(bounds, store)
    page.add(
        Drawing("survey", items("survey", question=question, wave=wave), standing=words.names("standing", _STANDING))
    )
    page.add(Drawing("areas", items("areas", kind=city.report_by)))
    return page.parts()
