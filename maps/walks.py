"""How do safety walks mark the areas? Light, openness, people …: factor by factor, area by area."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from geo.city import City
from geo.errors import BadInput
from geo.evaluation.safety_walk import LEVELS
from geo.model.report import Factor
from geo.storage.store import Store
from layers.base import Audience, LayerQuery, Page
from layers.gate import read
from maps.empty import Empty, empty_page
from maps.ground import extent, ground_map, items
from maps.legend import Entry, Swatch, box
from maps.page import Drawing, LocalMap, MapParts
from maps.render import Rendered, render
from maps.words import Words

FACTORS = get_args(Factor)
#: What a reader is told of an area: beside the city or, by the words of the last close, beside the middle of the scale.
_STANDING = {"below": "#F59B6C", "not told apart": "#FFFFFF", "above": "#66BFAE", "too few marked": "url(#hatch-path)"}
_LEVEL = {"rather bad": "#F59B6C", "not told apart": "#FFFFFF", "rather good": "#66BFAE"}

#: Of an area with few marks only their number is told.
_UNKNOWN: Mapping[str, Any] = {"mean": "–", "interval": "", "weak": "–", "rank": 4.0}


def walks_page(
    store: Store,
    city: City,
    words: Words,
    *,
    audience: Audience = Audience.PUBLIC,
    query: Mapping[str, str] | None = None,
) -> Rendered:
    """Return the page that answers how places are marked on safety walks.

    Parameters
    ----------
    audience
        Who reads: means and intervals are for those who see the reports, the public is shown words of the last close.
    query
        The ``factor``; the first one if not given.

    Raises
    ------
    BadInput
        If there is no such factor; the message names the choices.
    """
    title = words("How do safety walks mark the areas?")
    factor = _chosen(query or {})
    page = read("safety-walks", LayerQuery(equal={"factor": factor}, audience=audience), store, city)
    bounds = extent(store, city)
    if store.result("walks") is None or bounds is None:
        commands = [f"czujka run walks --city {city.id}"]
        next_ = words("They come with reports of places; compute what they say of the areas:")
        empty = Empty(words("Marks of safety walks have not been counted yet."), next_, commands)
        return empty_page(title, words, city, page="patrol", empty=empty)
    rows = [_exact(words, fid, row) if page.exact else _public(words, fid, row) for fid, row in page.frame.iterrows()]
    rows.sort(key=lambda row: (row["rank"], row["area"]))
    told: Mapping[str, Any] = page.result.summary if page.result else {"city": [], "nowhere": 0}
    return render(
        "walks.html",
        words,
        city,
        page="patrol",
        query={"factor": factor},
        title=title,
        answer=_answer(words, words.name("factor", factor).capitalize(), page, rows),
        stale=page.stale,
        newer=_newer(page, audience, store, city),
        exact=page.exact,
        factor=factor,
        factors=words.names("factor", FACTORS),
        rows=rows,
        whole=[_whole(words, row) for row in told["city"]],
        nowhere=told["nowhere"],
        map=_map(ground_map(bounds, store), city, words, factor=factor, exact=page.exact),
        legend=_legend(words, exact=page.exact),
        ribbon=words("synthetic data: the marks are made up") if page.synthetic else None,
        source_line=_source_line(words, city, page),
    )


def _chosen(query: Mapping[str, str]) -> str:
    factor = query.get("factor") or FACTORS[0]
    if factor not in FACTORS:
        told = ", ".join(FACTORS)
        raise BadInput(
            "A choice of this page must be one of {choices}, not {given!r}.", choices=told, given=factor[:80]
        )
    return str(factor)


def _newer(page: Page, audience: Audience, store: Store, city: City) -> int:
    """Return how many reports came since the marks were counted; only those who see the reports are told."""
    if page.result is None:
        return 0
    since = LayerQuery(period=(page.result.made_at, None), limit=0, audience=audience)
    return read("reports", since, store, city).number_matched


def _exact(words: Words, fid: Any, row: Any) -> dict[str, Any]:
    known = row["mean"] is not None and row["mean"] == row["mean"]
    told = _mean(words, row) if known else _UNKNOWN
    return {
        **told,
        "fid": fid,
        "area": row["area_name"],
        "marks": words.number(row["marks"]),
        "weak_interval": f"{words.percent(row['weak_low'])}–{words.percent(row['weak_high'])}" if known else "–",
        "key": row["standing"],
        "told": words.name("standing", row["standing"]),
    }


def _public(words: Words, fid: Any, row: Any) -> dict[str, Any]:
    return {
        "fid": fid,
        "area": row["area_name"],
        "marks": row["band"].replace("-", "–"),
        "rank": float(list(_LEVEL).index(row["level"])),
        "key": row["level"],
        "told": words.name("walk_level", row["level"]),
    }


def _whole(words: Words, row: Mapping[str, Any]) -> dict[str, Any]:
    told = _mean(words, row) if "mean" in row else _UNKNOWN
    return {**told, "factor": words.name("factor", row["factor"]), "marks": words.number(row["marks"])}


def _mean(words: Words, row: Any) -> dict[str, Any]:
    return {
        "mean": words.number(row["mean"], digits=1),
        "rank": float(row["mean"]),
        "interval": f"{words.number(row['low'], digits=1)}–{words.number(row['high'], digits=1)}",
        "weak": words.percent(row["weak"]),
    }


def _answer(words: Words, factor: str, page: Page, rows: list[dict[str, Any]]) -> str:
    if not rows:
        return words("{factor}: too few places were marked so far to tell anything of an area.", factor=factor)
    key = next(iter(_STANDING)) if page.exact else LEVELS[1]
    areas = ", ".join(row["area"] for row in rows if row["key"] == key)
    if not page.exact:
        if not areas:
            return words("{factor}: in no area are the places told of surely rather bad.", factor=factor)
        return words("{factor}: the places told of are rather bad in {areas}.", factor=factor, areas=areas)
    means = page.frame["city_mean"].dropna()
    mean = words.number(float(means.iloc[0]), digits=1) if len(means) else "–"
    if not areas:
        return words("{factor}: {mean} of 3 in the city; no area is surely below that.", factor=factor, mean=mean)
    return words("{factor}: {mean} of 3 in the city; surely less in {areas}.", factor=factor, mean=mean, areas=areas)


def _map(page: LocalMap, city: City, words: Words, *, factor: str, exact: bool) -> MapParts:
    told = words.names("standing", tuple(_STANDING)) if exact else words.names("walk_level", tuple(_LEVEL))
    page.add(Drawing("walks", items("safety-walks", factor=factor), told=told))
    page.add(Drawing("areas", items("areas", kind=city.report_by)))
    return page.parts()


def _legend(words: Words, *, exact: bool) -> list[Entry]:
    context, fills = ("standing", _STANDING) if exact else ("walk_level", _LEVEL)
    label = words("Beside the whole city:") if exact else words("Places told of:")
    return [Entry(label, tuple(Swatch(box(fill), words.name(context, key)) for key, fill in fills.items()), "walks")]


def _source_line(words: Words, city: City, page: Page) -> str:
    told = [words("Source: {source}", source=", ".join(page.sources))]
    if page.result is None:
        return " · ".join([*told, words("as of the last close of a period"), city.attribution])
    if page.result.period:
        told.append("–".join(words.day(when, city.zone) for when in page.result.period))
    told.append(f"n = {words.number(page.frame['marks'].sum())}")
    told.append(words("computed {when}", when=words.moment(page.result.made_at, city.zone)))
    return " · ".join([*told, city.attribution])
