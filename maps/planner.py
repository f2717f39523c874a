"""Which ground do the cameras not see? The planner's page."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
from markupsafe import Markup
from shapely.geometry.base import BaseGeometry

from geo.city import City
from geo.coverage.image_quality import EDITIONS
from geo.storage.store import Store
from layers.base import LayerQuery, Page
from layers.gate import read
from maps.beyond import TASKS, Beyond, beyond, card, drawings, legend, method
from maps.camera_list import CameraList, Wanted, camera_list, listing
from maps.empty import Empty, empty_page
from maps.ground import CAMERAS_WEIGH, SEEN_ZOOM, by_share, extent, ground_map, is_large, items, windowed
from maps.hand import hand, hand_kinds
from maps.legend import planner_legend
from maps.levels import chosen_level, densities, drawn_levels
from maps.page import Drawing, MapParts
from maps.render import Rendered, render
from maps.words import Words

MOST_GAPS = 12


def planner_page(
    store: Store,
    city: City,
    words: Words,
    *,
    edition: str | None,
    level: str | None,
    profile: str | None = None,
    wanted: Wanted | None = None,
) -> Rendered:
    """Return the page that answers what the cameras do not see.

    Parameters
    ----------
    edition, level
        Edition of the norm and one of its levels; the city profile's own if not given.

    profile
        Name of a thermal profile of the city.
    wanted
        What of the list of cameras is wanted; its beginning if not given.

    Raises
    ------
    BadInput
        If there is no such edition, level, profile or order of the list; the message names the choices.
    """
    edition = edition or city.norm_edition
    levels = drawn_levels(words, edition)
    level = chosen_level(level, edition, levels, city)
    seen = read("coverage", LayerQuery(equal={"norm_edition": edition, "level": level}), store, city)
    if seen.frame.empty:
        return empty_page(_title(words), words, city, page="planner", empty=_next_step(store, city, words))
    gaps = read("gaps", LayerQuery(equal={"norm_edition": edition, "level": level}), store, city).frame
    special = beyond(store, city, words, profile=profile, px_per_m=densities(edition)[level])
    chosen = special.profile if special.of.get("thermal") else None
    listed = camera_list(store, city, words, wanted or Wanted(), edition=edition, level=level, profile=chosen)
    areas = _areas(seen.frame)
    total = _total(seen.frame)
    return render(
        "planner.html",
        words,
        city,
        page="planner",
        query={"edition": edition, "level": level} | ({"profile": chosen} if chosen else {}),
        special=special,
        tasks=words.names("thermal_task", TASKS),
        title=_title(words),
        answer=_answer(words, total, gaps, levels[level]),
        stale=seen.stale,
        edition=edition,
        editions=list(EDITIONS),
        level=level,
        levels=levels,
        areas=areas,
        areas_made_up=bool(read("areas", LayerQuery(), store, city).synthetic),
        total=total,
        gaps=_longest(gaps),
        gaps_note=_gaps_note(words, gaps),
        least_gap_m=_parameter(seen, "least_gap_m"),
        listed=listed,
        method=_method(words, city, seen) + method(special, words, city),
        hand_kinds=hand_kinds(words, city),
        map=_map(
            store,
            city,
            words,
            seen.frame,
            edition=edition,
            level=level,
            levels=levels,
            gaps=len(gaps),
            special=special,
            listed=listed,
        ),
        legend=planner_legend(words, levels, densities(edition), level, from_afar=is_large(store))
        + legend(special, words),
        ribbon=words("synthetic data") if seen.synthetic else None,
        source_line=_source_line(words, city, seen, edition),
    )


def _title(words: Words) -> str:
    return words("What do the cameras not see?")


def _next_step(store: Store, city: City, words: Words) -> Empty:
    _ = words
    counts = {family: store.count(family) for family in ("areas", "buildings", "streets", "cameras")}
    missing = [family for family, count in counts.items() if count == 0]
    if not missing:
        return Empty(
            _("Coverage has not been computed yet."),
            _("Compute it, then reload this page:"),
            ["czujka run coverage"],
            process="coverage",
            role="planner",
        )
    commands = [f"czujka import {family} FILE --city {city.id}" for family in missing]
    return Empty(
        _("There is nothing to show yet: the register lacks {families}.", families=", ".join(words.names("family", tuple(missing)).values())),
        _("Import what is missing (GeoJSON, CSV, XLSX or GeoPackage), then compute the coverage:"),
        [*commands, f"czujka run coverage --city {city.id}"],
    )  # fmt: skip


def _total(frame: gpd.GeoDataFrame) -> dict[str, float]:
    sums = frame[["ground_m2", "street_m", "seen_m2", "twice_m2", "effective_m2", "seen_street_m", "cameras"]].sum()
    return {name: float(value) for name, value in sums.items()} | _shares(sums)


def _shares(row: Any) -> dict[str, float]:
    ground, street = row["ground_m2"] or 1, row["street_m"] or 1
    return {
        "share": row["seen_m2"] / ground,
        "street_share": row["seen_street_m"] / street,
        "twice_share": row["twice_m2"] / ground,
        "effective_share": row["effective_m2"] / ground,
    }


def _areas(frame: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    rows = [{"name": row["area_name"], "cameras": row["cameras"]} | _shares(row) for _, row in frame.iterrows()]
    return sorted(rows, key=lambda row: row["street_share"], reverse=True)


def _answer(words: Words, total: dict[str, float], gaps: gpd.GeoDataFrame, level: str) -> Markup:
    answer = words.rich(
        "At the level {level} the cameras see {share} of the length of the streets ({seen} of {all}).",
        level=level,
        share=words.percent(total["street_share"]),
        seen=words.length(total["seen_street_m"]),
        all=words.length(total["street_m"]),
    )
    named = gaps[gaps["street"].notna()]
    if named.empty:
        return answer
    longest = named.loc[named["length_m"].idxmax()]
    gap = words.rich(
        "The longest gap: {street}, {length}.", street=longest["street"], length=words.length(longest["length_m"])
    )
    return answer + " " + gap


def _longest(gaps: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    named = gaps[gaps["street"].notna()].nlargest(MOST_GAPS, "length_m")
    return [
        {"fid": fid, "street": row["street"], "area": row["area_name"]}
        | {"length_m": row["length_m"], "area_m2": row["area_m2"], "at": _at(row.geometry)}
        for fid, row in named.iterrows()
    ]


def _gaps_note(words: Words, gaps: gpd.GeoDataFrame) -> str:
    unnamed = gaps[gaps["street"].isna()]
    return words.count(
        "{n} gap in all; {length} of them on ways without a name.",
        "{n} gaps in all; {length} of them on ways without a name.",
        len(gaps),
        length=words.length(float(unnamed["length_m"].sum())),
    )


def _at(shape: BaseGeometry) -> str:
    """Return longitude and latitude of a place that stands for a shape."""
    point = shape.representative_point()
    return f"{point.x:.6f},{point.y:.6f}"


def _map(
    store: Store,
    city: City,
    words: Words,
    seen: gpd.GeoDataFrame,
    *,
    edition: str,
    level: str,
    levels: dict[str, str],
    gaps: int,
    special: Beyond,
    listed: CameraList,
) -> MapParts:
    bounds = extent(store, city)
    assert bounds is not None  # noqa: S101 - coverage has areas
    camera_words = {
        "kinds": _kinds(words, city),
        "mounts": words.names("mount", ("wall", "pole", "ceiling", "roof", "other")),
        "levels": list(levels.items()),
        "views": items("fields-of-view", norm_edition=edition),
        "beyond": card(words, city, special.profile) if special.any else {},
        "densities": {f"{px:g}": name for name, px in densities(edition).items()},
    }
    page = ground_map(bounds, store, closer=True)
    for drawing in _seen(store, city, seen, edition=edition, levels=levels):
        page.add(drawing)
    page.add(Drawing("gaps", items("gaps", norm_edition=edition, level=level), **windowed(gaps)))
    page.add(Drawing("areas", items("areas", kind=city.report_by)))
    page.add(Drawing("lamps", items("lamps"), **windowed(store.count("lamps"))))
    many = windowed(store.count("cameras") * CAMERAS_WEIGH)
    for drawing in drawings(special, words, with_cameras=many):
        page.add(drawing)
    page.add(Drawing("cameras", items("cameras"), **camera_words, **many))
    page.add(hand(words, city, edition=edition, level=level, profile=special.profile))
    page.add(listing(words, listed, edition=edition, level=level))
    return page.parts()


def _seen(store: Store, city: City, seen: gpd.GeoDataFrame, *, edition: str, levels: dict[str, str]) -> list[Drawing]:
    """Return how seen ground is drawn: all of it, or in a large city what is in view, and areas by share from afar."""
    options = {"levels": list(levels.items())}
    if not is_large(store):
        return [Drawing("coverage", items("coverage", norm_edition=edition), **options)]
    shares = dict(zip(seen["area"], seen["street_share"], strict=True))
    return [
        by_share(store, city, kind=seen["area_kind"].iloc[0], shares=shares, until=SEEN_ZOOM),
        Drawing("coverage", items("seen-ground", norm_edition=edition), window=SEEN_ZOOM, **options),
    ]


def _kinds(words: Words, city: City) -> dict[str, str]:
    return {key: words.of(kind.words) for key, kind in city.camera_kinds.items()}


def _parameter(page: Page, name: str) -> float:
    return float(page.result.parameters[name]) if page.result else 0.0


def _method(words: Words, city: City, page: Page) -> list[str]:
    _ = words
    told = page.result.summary if page.result else {}
    cameras, buildings = told["cameras"], told["buildings"]
    assumed = {words.name("pose", PART[name]): count for name, count in cameras["assumed"].items()}
    sentences = [
        _("A camera sees what lies in its opening and range and is not hidden by a building; a camera above a low building sees over it. The range of a level is where a metre still has its pixels; the norm names the levels."),
        _("Ground is the area without buildings; streets are centre lines on it, underground ways and corridors left out. A gap is street space that no camera sees at the level, from {least} of street on; its width follows the kind of street.", least=words.length(_parameter(page, "least_gap_m"))),
        words.count("{n} camera turns or is a dome: it is counted with all that it can reach, though it looks one way at a time.", "{n} cameras turn or are domes: they are counted with all that they can reach, though they look one way at a time.", cameras["turning"]),
        words.count("{n} camera was registered in or on a building and is taken just in front of its nearest facade.", "{n} cameras were registered in or on a building and are taken just in front of their nearest facade.", cameras["moved"]),
        _("Assumed where the register is silent: {values}. A camera on a facade looks straight away from it; one that stands free is taken as a dome.", values=words.listed(assumed)),
        _("The height of {assumed} of {all} buildings is assumed ({height} m).", assumed=words.number(buildings["assumed_height"]), all=words.number(buildings["all"]), height=words.number(city.buildings.height_m)),
        _("Seen is what lies {height} m above the ground.", height=words.number(_parameter(page, "target_height_m"), digits=1)),
        _("Here it is day and winter: what leaves hide and what the night hides is on pages of its own. The slope of the ground is not reckoned with."),
    ]  # fmt: skip
    if cameras.get("gates"):
        sentences.append(words.count("{n} camera reads number plates on a line across a lane: it counts in no area.", "{n} cameras read number plates on a line across a lane: they count in no area.", cameras["gates"]))  # fmt: skip
    if cameras.get("thermal"):
        sentences.append(words.count("{n} camera is thermal: the levels of the norm are not made for it, and it counts in no area.", "{n} cameras are thermal: the levels of the norm are not made for them, and they count in no area.", cameras["thermal"]))  # fmt: skip
    if told.get("blind"):
        sentences.append(words.count("{n} camera sees no ground at all: {refs}.", "{n} cameras see no ground at all: {refs}.", len(told["blind"]), refs=", ".join(told["blind"])))  # fmt: skip
    return sentences


#: What the parts of a camera's pose are called in the plural sentence on assumptions.
PART = {
    "camera_type": "type",
    "kind": "kind",
    "mount": "mount",
    "height_m": "height",
    "bearing_deg": "bearing",
    "tilt_deg": "tilt",
    "hfov_deg": "opening",
    "sensor_width_px": "pixels across",
    "sensor_height_px": "pixels down",
}


def _source_line(words: Words, city: City, page: Page, edition: str) -> str:
    result = page.result
    assert result is not None  # noqa: S101 - coverage is never empty here
    told = result.summary["cameras"]
    parts = [
        words("Source: {source}", source=", ".join(result.sources)),
        words.count("{n} camera, {counted} working outdoors", "{n} cameras, {counted} working outdoors", told["all"], counted=words.number(told["counted"])),
        words("bearings assumed for {n}", n=words.number(told["assumed"].get("bearing_deg", 0))),
        edition,
        words("computed {when}", when=words.moment(result.made_at, city.zone)),
    ]  # fmt: skip
    return " · ".join(parts)
