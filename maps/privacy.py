"""How much private ground do the cameras see? The planner's page on privacy."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
from markupsafe import Markup

from geo.city import City
from geo.coverage.reach import LEVELS
from geo.errors import BadInput
from geo.model.result import Result
from geo.storage.store import Store
from layers.base import Audience, LayerQuery
from layers.gate import read, sees
from maps.empty import Empty, empty_page
from maps.ground import CAMERAS_WEIGH, extent, ground_map, items, windowed
from maps.legend import privacy_legend
from maps.page import Drawing, MapParts
from maps.render import Rendered, render
from maps.words import Words

MOST_CAMERAS = 1_000


def privacy_page(
    store: Store, city: City, words: Words, *, px: float | None = None, audience: Audience = Audience.PUBLIC
) -> Rendered:
    """Return the page that answers how much private ground the cameras see.

    Parameters
    ----------
    px
        A density of the levels that were measured, pixels per metre; the one that counts if not given.
    audience
        Who reads: what each camera sees is told to some, the totals to all.

    Raises
    ------
    BadInput
        If the density is none of those that were measured; the message names them.
    """
    title = words("How much private ground do the cameras see?")
    measured = read("private-ground", LayerQuery(limit=1), store, city)
    result = measured.result
    if result is None:
        return empty_page(title, words, city, page="planner", aspect="privacy", empty=_next_step(store, city, words))
    levels = {told["px_per_m"]: told for told in result.summary["levels"]}
    px = _density(px, levels, result)
    named = sees("privacy", audience)
    rows = _one_by_one(store, city, words, px=px, audience=audience) if named else []
    return render(
        "privacy.html",
        words,
        city,
        page="planner",
        aspect="privacy",
        query={"px": f"{px:g}"},
        title=title,
        answer=_answer(words, levels[px], result),
        stale=measured.stale,
        ground=result.summary["ground"],
        homes=result.summary["homes"],
        px=px,
        counts_px=result.parameters["px_per_m"],
        levels=[told | {"name": _names(words, told["px_per_m"])} for told in levels.values() if told["reach_m"]],
        level=levels[px],
        masks=result.summary["masks"],
        named=named,
        cameras=rows,
        cameras_in_all=result.summary["cameras"]["all"] if named else 0,
        method=_method(words, city, result),
        map=_map(store, city, result, px=px, named=named),
        legend=privacy_legend(words, assumed=result.summary["ground"]["assumed"], named=named),
        ribbon=words("synthetic data") if result.synthetic else None,
        source_line=_source_line(words, city, result),
    )


def _next_step(store: Store, city: City, words: Words) -> Empty:
    _ = words
    run = f"czujka run privacy --city {city.id}"
    if store.count("cameras"):
        return Empty(
            _("The private ground in view has not been measured yet."), _("Measure it, then reload this page:"), [run]
        )
    return Empty(
        _("There are no cameras yet."),
        _("Import the cameras, the buildings and, where you have them, the parcels; then measure:"),
        [f"czujka import {family} FILE --city {city.id}" for family in ("cameras", "buildings", "parcels")] + [run],
    )


def _density(px: float | None, levels: dict[float, Any], result: Result) -> float:
    if px is None:
        return float(result.parameters["px_per_m"])
    if px not in levels:
        raise BadInput(
            "The density must be one of {choices} px per metre, not {given}.",
            choices=", ".join(f"{known:g}" for known in levels),
            given=f"{px:g}",
        )
    return px


def _names(words: Words, px: float) -> str:
    """Return what the editions of the norm call a density."""
    return " / ".join(dict.fromkeys(words.name("level", level) for _, level, level_px in LEVELS if level_px == px))


def _px(words: Words, px: float) -> str:
    return words.number(px, digits=0 if px == int(px) else 1)


def _answer(words: Words, level: dict[str, Any], result: Result) -> Markup:
    px, all_ = _px(words, level["px_per_m"]), words.number(result.summary["cameras"]["counted"])
    if not result.summary["ground"]["pieces"]:
        return words.rich("No private ground is known: neither residential parcels nor residential buildings.")
    if not level["private_m2"] and not level["homes"]:
        return words.rich("At {px} px per metre none of {all} cameras sees private ground.", px=px, all=all_)
    answer = words.rich(
        "At {px} px per metre {n} of {all} cameras see private ground: {m2} together, and {homes}.",
        px=px,
        n=words.number(level["cameras"]),
        all=all_,
        m2=words.area(level["after_masks_m2"]),
        homes=words.count("{n} residential building", "{n} residential buildings", level["homes_after_masks"]),
    )
    if not result.summary["masks"]["counted"]:
        return answer
    hidden_m2 = level["private_m2"] - level["after_masks_m2"]
    return answer + " " + words.rich("Masks hide another {m2}.", m2=words.area(hidden_m2))


def _one_by_one(store: Store, city: City, words: Words, *, px: float, audience: Audience) -> list[dict[str, Any]]:
    """Return what each camera sees of private ground."""
    seen = read("privacy", LayerQuery(equal={"px_per_m": px}, audience=audience), store, city).frame
    return _rows(words, seen, read("cameras", LayerQuery(), store, city).frame)


def _rows(words: Words, seen: gpd.GeoDataFrame, cameras: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    """Return one row a camera, those that see most first; also those that see nothing private; no more than fit."""
    places = cameras.geometry
    most = seen.sort_values(["after_masks_m2", "private_m2", "homes"], ascending=False, kind="stable").head(
        MOST_CAMERAS
    )
    told = ["camera", "private_m2", "after_masks_m2", "homes_after_masks", "share"]
    return [
        {name: row[name] for name in told}
        | {"name": row["name"] or row["ref"], "note": "" if row["counted"] else words("not in operation")}
        | {"at": _at(places[row["camera"]]) if row["camera"] in places.index else None}
        for row in most.drop(columns=most.geometry.name).to_dict("records")
    ]


def _at(place: Any) -> str:
    return f"{place.x:.6f},{place.y:.6f}"


def _map(store: Store, city: City, result: Result, *, px: float, named: bool) -> MapParts:
    bounds = extent(store, city)
    assert bounds is not None  # noqa: S101 - there are cameras
    counts, masks = result.summary, store.count("masks")
    page = ground_map(bounds, store, closer=True)
    page.add(Drawing("private", items("private-ground"), **windowed(counts["ground"]["pieces"])))
    page.add(Drawing("areas", items("areas", kind=city.report_by)))
    if named:
        page.add(Drawing("privateSeen", items("privacy", px_per_m=px), **windowed(counts["cameras"]["all"])))
        page.add(Drawing("masksProposed", items("masks-proposed"), **windowed(counts["masks"]["proposed"])))
    page.add(Drawing("masks", items("masks"), **windowed(masks)))
    many = windowed(store.count("cameras") * CAMERAS_WEIGH)
    page.add(Drawing("cameras", items("cameras"), rows="privacy", **many))
    return page.parts()


def _method(words: Words, city: City, result: Result) -> list[str]:
    _ = words
    measured, rules = result.summary, result.parameters
    ground, homes, cameras, zoom = measured["ground"], measured["homes"], measured["cameras"], measured["zoom"]
    px = _px(words, rules["px_per_m"])
    if ground["assumed"]:
        private = _("No residential parcels are known. Taken to be private: courtyards that residential buildings enclose, and a strip of {yard} around such buildings that is neither street nor, up to {beside} beside it, pavement; {m2} in all. A register of parcels tells it better: {command}.", yard=words.length(rules["yard_m"]), beside=words.length(rules["beside_street_m"]), m2=words.area(ground["m2"]), command="czujka import parcels FILE")  # fmt: skip
    else:
        private = words.count("Private ground is the open ground of {n} residential parcel, {m2}; what is built on it is left out.", "Private ground is the open ground of {n} residential parcels, {m2} in all; what is built on them is left out.", ground["parcels"], m2=words.area(ground["m2"]))  # fmt: skip
    sentences = [
        private,
        _("A residential building is in view where what the camera sees comes within {facade} m of its walls, the wall that carries the camera included. By their sources {homes} of {all} buildings are residential; of {unknown} no use is known, and they count as none.", facade=words.number(rules["facade_m"], digits=1), homes=words.number(homes["homes"]), all=words.number(homes["all"]), unknown=words.number(homes["unknown"])),
        _("250 px per metre is what the norm asks for to identify a person who is not known (EN 62676-4:2015) or to characterise one (IEC 62676-4:2025). It ends a few metres from most cameras, so that little ground is in view at it; a person who is known is recognised from much farther away. The table shows how the numbers grow."),
        _("The density is measured {height} m above the ground; what is nearer to the height of the camera, such as a face, has it a little farther away as well.", height=words.number(rules["target_height_m"], digits=1)),
        _("The total counts nothing twice; the sum over cameras is beside it. {counted} of {all} cameras are in the totals, those that work outdoors; of the others the table says what they would see. A camera indoors sees no ground.", counted=words.number(cameras["counted"]), all=words.number(cameras["all"])),
        words.count("{n} camera turns or is a dome: it is counted with all that it can reach, though it looks one way at a time.", "{n} cameras turn or are domes: they are counted with all that they can reach, though they look one way at a time.", cameras["turning"]),
    ]  # fmt: skip
    if zoom["cameras"]:
        sentences.append(words.count("{n} camera can zoom in and is counted at the wide end of its lens; zoomed in on one spot, it reaches {px} px per metre as far as {reach}.", "{n} cameras can zoom in and are counted at the wide end of their lenses; zoomed in on one spot, they reach {px} px per metre as far as {reach}.", zoom["cameras"], px=px, reach=words.length(zoom["reach_m"])))  # fmt: skip
    if measured["thermal"]:
        sentences.append(words.count("{n} thermal camera sees nothing private here: the levels of the norm are not made for pictures of warmth.", "{n} thermal cameras see nothing private here: the levels of the norm are not made for pictures of warmth.", measured["thermal"]))  # fmt: skip
    return [
        *sentences,
        _("Masks are proposed at {px} px per metre, with at most {corners} corners. They reach {margin} m beyond what they hide, at corners half as much again, and so take no more than that of a street. They are places on the ground: draw them in the camera's own picture, and check them there. Facades are not masked.", px=px, corners=words.number(city.privacy.mask_corners), margin=words.number(rules["mask_margin_m"], digits=1)),
        _("Fences, hedges, trees and the slope of the ground are not reckoned with: what they hide is counted as seen."),
    ]  # fmt: skip


def _source_line(words: Words, city: City, result: Result) -> str:
    cameras = result.summary["cameras"]
    parts = [
        words("Source: {source}", source=", ".join(result.sources)),
        words.count("{n} camera, {counted} working outdoors", "{n} cameras, {counted} working outdoors", cameras["all"], counted=words.number(cameras["counted"])),
        str(result.norm_edition),
        words("computed {when}", when=words.moment(result.made_at, city.zone)),
    ]  # fmt: skip
    return " · ".join(parts)
