"""Which places need special attention, as the council and the services have signed it?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any

import geopandas as gpd
import shapely

from geo.casework import edition
from geo.casework.edition import SIGNS_AS, STATES, Difference
from geo.casework.issuing import content, draft, faults
from geo.city import City
from geo.errors import NotFound
from geo.storage import editions
from geo.storage.editions import Kept
from geo.storage.store import Store
from layers.base import Audience, LayerQuery
from layers.gate import read
from maps.empty import Empty, empty_page
from maps.ground import extent, ground_map, items
from maps.legend import moderation_legend, reports_legend
from maps.moderated import category
from maps.page import Drawing, MapParts, Tool
from maps.render import Rendered, render
from maps.states import SIGNS, sign
from maps.submissions import ORDER
from maps.words import Words

#: Who sees the exact places, issues editions and signs them.
SIGNATORIES = frozenset({Audience.COUNCIL, Audience.MODERATOR, Audience.COORDINATOR})


def editions_page(
    store: Store,
    city: City,
    words: Words,
    *,
    audience: Audience = Audience.PUBLIC,
    title: str = "",
    wrong: str | None = None,
) -> Rendered:
    """Return the list of editions and, for those who sign, what the next one would say.

    Parameters
    ----------
    title, wrong
        What was typed for the next edition, and why it was not issued.
    """
    with store.connection() as connection:
        known = editions.everyone(connection)
    inside = audience in SIGNATORIES
    seen = [one for one in reversed(known) if one.in_force or inside]
    return render(
        "editions.html",
        words,
        city,
        page="editions",
        title=words("Which places need special attention?"),
        answer=_newest(seen, city, words),
        rows=[_row(one, known, city, words) for one in seen],
        inside=inside,
        next=_next(store, city, words) if inside else None,
        given=title,
        wrong=wrong,
    )


def edition_page(
    store: Store,
    city: City,
    words: Words,
    number: int,
    *,
    audience: Audience = Audience.PUBLIC,
    wrong: str | None = None,
) -> Rendered:
    """Return one edition: exact for those who sign, in squares for all others.

    Raises
    ------
    NotFound
        If there is none that the audience may see.
    """
    with store.connection() as connection:
        known = editions.everyone(connection)
        places = editions.places(connection, number)
    inside = audience in SIGNATORIES
    kept = next((one for one in known if one.number == number and (one.in_force or inside)), None)
    if kept is None:
        raise NotFound("There must be an edition {number}; there is none.", number=number)
    bounds = extent(store, city)
    title = words("Edition {n}: {title}", n=number, title=kept.title)
    if bounds is None:
        return empty_page(title, words, city, page="editions", empty=_no_ground(city, words))
    found = read("edition-places", LayerQuery(audience=audience, equal={"edition": number}), store, city)
    before = _before(kept, known)
    return render(
        "edition.html",
        words,
        city,
        page="editions",
        title=title,
        answer=_answer(kept, city, words, exact=found.exact),
        kept=_row(kept, known, city, words),
        states=_totals(content(kept)["public"]["states"], words),
        squares=_squares(found.frame, words) if not found.exact else [],
        side=words.length(city.disclosure.cell_m),
        fewest=city.disclosure.fewest_reports,
        places=_places(found.frame, city, words) if found.exact else [],
        differences=_differences(kept, before, found.frame, city, words) if found.exact else [],
        public_changes=[] if found.exact else _public_changes(kept, before, words),
        inside=inside,
        may_sign=inside and kept is known[-1] and SIGNS_AS[audience] not in {one.role for one in kept.signatures},
        sign_as=words.name("signatory", SIGNS_AS[audience]) if inside else "",
        whole=not faults(kept, places),
        wrong=wrong,
        legend=_legend(words, exact=found.exact),
        map=_map(bounds, store, number, found.frame, exact=found.exact),
        ribbon=words("synthetic data: reports are made up") if _made_up(kept, exact=found.exact) else None,
        source_line=" · ".join([words("Source: {source}", source=words("Reports by residents and the Women's Council")), city.attribution]),
    )  # fmt: skip


def _before(kept: Kept, known: Iterable[Kept]) -> Kept | None:
    """Return the edition to which the signed bytes of this one refer."""
    return next((one for one in known if one.sha256 == content(kept)["before"]), None)


def _newest(seen: list[Kept], city: City, words: Words) -> str:
    newest = next((one for one in seen if one.in_force), None)
    if newest is None:
        return words("No edition of the map has been signed yet.")
    return words(
        "Edition {n} is in force; both the Women's Council and the services signed it by {day}.",
        n=newest.number,
        day=words.day(newest.signatures[-1].at, city.zone),
    )


def _row(kept: Kept, known: list[Kept], city: City, words: Words) -> dict[str, Any]:
    return {
        "number": kept.number,
        "title": kept.title,
        "period": f"{words.day(kept.period_start, city.zone)} – {words.day(kept.period_end, city.zone)}",
        "state": _standing(kept, known, words),
        "in_force": kept.in_force,
        "sha256": kept.sha256,
        "signatures": [
            {
                "who": words.name("signatory", one.role),
                "name": one.name,
                "when": words.moment(one.at, city.zone),
                "sha256": one.sha256,
            }
            for one in kept.signatures
        ],
    }


def _standing(kept: Kept, known: list[Kept], words: Words) -> str:
    if kept.in_force:
        return words("signed by both")
    return words("waits for a signature") if kept is known[-1] else words("never signed by both, replaced")


def _next(store: Store, city: City, words: Words) -> dict[str, Any]:
    made = draft(store, city)
    return {
        "number": made.number,
        "places": words.count("{n} place", "{n} places", len(made.rows)),
        "changes": [
            f"{words.name('difference', one.name)}: {len(getattr(made.since, one.name))}" for one in fields(Difference)
        ],
        "empty": not made.rows,
    }


def _answer(kept: Kept, city: City, words: Words, *, exact: bool) -> str:
    day = words.day(kept.period_end, city.zone)
    if not kept.in_force:
        return words("Not in force: an edition holds once the Women's Council and the services have signed it.")
    if not exact:
        return words("The map as it stood on {day}; squares stand for the places in them.", day=day)
    n = len(content(kept)["places"])
    return words.count(
        "{n} place needed special attention on {day}.", "{n} places needed special attention on {day}.", n, day=day
    )


def _totals(states: Mapping[str, str], words: Words) -> list[dict[str, str]]:
    return [
        {"sign": sign(state), "state": words.name("state", state), "band": states[state].replace("-", "–")}
        for state in STATES
        if state in states
    ]


def _squares(frame: gpd.GeoDataFrame, words: Words) -> list[dict[str, Any]]:
    told = zip(frame.index, frame["near"], frame["band"], strict=True)
    rows = [
        {"fid": fid, "near": near or words("way without a name"), "rank": ORDER.index(band), "band": band.replace("-", "–")}
        for fid, near, band in told
    ]  # fmt: skip
    return sorted(rows, key=lambda row: -row["rank"])


def _places(frame: gpd.GeoDataFrame, city: City, words: Words) -> list[dict[str, Any]]:
    rows = [_place(told, city, words) for told in frame.to_dict("records")]
    return sorted(rows, key=lambda row: (STATES.index(row["key"]), row["near"]))


def _place(told: Mapping[str, Any], city: City, words: Words) -> dict[str, Any]:
    unchecked = told["state"] in ("resolved", "not_yet_checked_again") and not told["checked_again"]
    return {
        "ref": told["place"],
        "key": told["state"],
        "sign": sign(told["state"]),
        "state": words.name("state", told["state"]),
        "unchecked": unchecked,
        "category": category(told["category"], city, words),
        "near": told["near"] or words("place not named"),
        "unit": words.name("unit", told["unit"]) if told["unit"] else "–",
        "done": told["done"] or "–",
        "done_on": told["done_on"] or "",
        "outcome": told["outcome"] or "",
    }


def _differences(
    kept: Kept, before: Kept | None, frame: gpd.GeoDataFrame, city: City, words: Words
) -> list[dict[str, Any]]:
    """Return what changed since the edition before, each with the places by their words."""
    now = edition.read(content(kept)["places"])
    old = edition.read(content(before)["places"]) if before else []
    since = edition.difference(old, now)
    near = {str(told["place"]): _place(told, city, words) for told in frame.to_dict("records")}
    listed = []
    for one in fields(Difference):
        refs = getattr(since, one.name)
        named = [f"{near[ref]['category']}, {near[ref]['near']}" for ref in refs if ref in near]
        listed.append({"what": words.name("difference", one.name), "n": len(refs), "places": named})
    return listed


def _public_changes(kept: Kept, before: Kept | None, words: Words) -> list[dict[str, Any]]:
    """Return how the squares of two editions differ; both are public already."""
    if before is None or not before.in_force:
        return []
    old = {one["cell"]: one for one in content(before)["public"]["squares"]}
    new = {one["cell"]: one for one in content(kept)["public"]["squares"]}
    rank = {cell: ORDER.index(one["band"]) for cell, one in old.items()}
    found: dict[str, list[str]] = {"shown": [], "more": [], "fewer": [], "hidden": []}
    for cell, one in new.items():
        what = "shown" if cell not in old else "more" if ORDER.index(one["band"]) > rank[cell] else "fewer"
        if cell not in old or ORDER.index(one["band"]) != rank[cell]:
            found[what].append(one["near"] or words("way without a name"))
    found["hidden"] = [one["near"] or words("way without a name") for cell, one in old.items() if cell not in new]
    return [{"what": words.name("square_change", what), "n": len(near), "places": near} for what, near in found.items()]


def _legend(words: Words, *, exact: bool) -> Any:
    if not exact:
        return reports_legend(words, tuple(ORDER), smoothed=False)
    return moderation_legend({state: (SIGNS[state], words.name("state", state)) for state in STATES})


def _map(bounds: Any, store: Store, number: int, frame: gpd.GeoDataFrame, *, exact: bool) -> MapParts:
    page = ground_map(bounds, store)
    if exact:
        page.add(Tool("editionPlaces", {"places": _signs(frame)}))
    else:
        page.add(Drawing("reports", items("edition-places", edition=number), as_public=True))
    return page.parts()


def _signs(frame: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    """Return the exact places with the page, so that one line of the log stands for both."""
    placed = frame[frame.geometry.notna()]
    return [
        {
            "place": [spot.x, spot.y],
            "shape": None if shape.geom_type == "Point" else shapely.to_geojson(shape),
            "row": f"place-{ref}",
            "sign": sign(state),
        }
        for ref, state, shape in zip(placed["place"], placed["state"], placed.geometry, strict=True)
        for spot in [shape.representative_point()]
    ]


def _made_up(kept: Kept, *, exact: bool) -> bool:
    """Tell whether made-up reports are in it; to the public only what is shown may say so."""
    told = content(kept)
    return bool(told["synthetic"]) if exact else any(square["synthetic"] for square in told["public"]["squares"])


def _no_ground(city: City, words: Words) -> Empty:
    return Empty(
        words("There is no map yet on which a place could be shown."),
        words("Import the city's areas and streets, then reload this page:"),
        [f"czujka import areas FILE --city {city.id}", f"czujka import streets FILE --city {city.id}"],
    )
