"""Which ground do the cameras not see? The planner's page."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
from markupsafe import Markup
from shapely.geometry.base import BaseGeometry

from geo.city import City
from geo.coverage.image_quality import EDITIONS
from geo.coverage.image_quality import edition as edition_of
from geo.coverage.optics import vertical_field_of_view_deg
from geo.errors import BadInput
from geo.storage.store import Store
from layers.base import LayerQuery, Page
from layers.gate import read
from maps.empty import Empty, empty_page
from maps.ground import extent, ground_map, items, windowed
from maps.legend import RAMP, planner_legend
from maps.page import Drawing, MapParts, Tool
from maps.render import Rendered, render
from maps.words import Words

MOST_GAPS = 12
MOST_CAMERAS = 1_000
#: A camera's sign costs a browser as much as several shapes.
CAMERAS_WEIGH = 5


def planner_page(store: Store, city: City, words: Words, *, edition: str | None, level: str | None) -> Rendered:
    """Return the page that answers what the cameras do not see.

    Parameters
    ----------
    edition, level
        Edition of the norm and one of its levels; the city profile's own if not given.

    Raises
    ------
    BadInput
        If there is no such edition or level; the message names the choices.
    """
    edition = edition or city.norm_edition
    levels = _levels(words, edition)
    level = _level(level, edition, levels, city)
    seen = read("coverage", LayerQuery(equal={"norm_edition": edition, "level": level}), store, city)
    if seen.frame.empty:
        return empty_page(_title(words), words, city, page="planner", empty=_next_step(store, city, words))
    gaps = read("gaps", LayerQuery(equal={"norm_edition": edition, "level": level}), store, city).frame
    views = read("fields-of-view", LayerQuery(equal={"norm_edition": edition, "level": level}), store, city).frame
    areas = _areas(seen.frame)
    total = _total(seen.frame)
    return render(
        "planner.html",
        words,
        city,
        page="planner",
        query={"edition": edition, "level": level},
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
        cameras_in_all=store.count("cameras"),
        cameras=_cameras(words, read("cameras", LayerQuery(), store, city).frame, views),
        method=_method(words, city, seen),
        kinds=_kinds(words, city),
        map=_map(store, city, words, edition=edition, level=level, levels=levels, gaps=len(gaps)),
        legend=planner_legend(words, levels, dict(_densities(edition)), level),
        ribbon=words("synthetic data") if seen.synthetic else None,
        source_line=_source_line(words, city, seen, edition),
    )


def _title(words: Words) -> str:
    return words("What do the cameras not see?")


def _densities(edition: str) -> list[tuple[str, float]]:
    return [(level.name, level.px_per_m) for level in edition_of(edition).levels]


def _levels(words: Words, edition: str) -> dict[str, str]:
    """Return the levels that are drawn, coarsest first; the finest ones end before a camera's foot."""
    return {name: words.name("level", name) for name, _ in _densities(edition)[: len(RAMP)]}


def _level(level: str | None, edition: str, levels: dict[str, str], city: City) -> str:
    """Return the level asked for, or the one of the city profile, or its like in the other edition."""
    if level is None:
        return city.level if city.level in levels else list(levels)[1]
    if level in levels:
        return level
    ranks = {name: rank for other in EDITIONS for rank, (name, _) in enumerate(_densities(other))}
    if level in ranks and ranks[level] < len(levels):
        # A change of edition keeps the rank: detect becomes outline.
        return list(levels)[ranks[level]]
    raise BadInput(
        "A level of {edition} must be one of {choices}, not {given!r}.",
        edition=edition,
        choices=", ".join(levels),
        given=level[:80],
    )


def _next_step(store: Store, city: City, words: Words) -> Empty:
    _ = words
    counts = {family: store.count(family) for family in ("areas", "buildings", "streets", "cameras")}
    missing = [family for family, count in counts.items() if count == 0]
    if not missing:
        return Empty(
            _("Coverage has not been computed yet."), _("Compute it, then reload this page:"), ["czujka run coverage"]
        )
    commands = [f"czujka import {family} FILE --city {city.id}" for family in missing]
    return Empty(
        _("There is nothing to show yet: the register lacks {families}.", families=", ".join(words.names("family", tuple(missing)).values())),
        _("Import what is missing (GeoJSON, CSV, XLSX or GeoPackage), then compute the coverage:"),
        [*commands, f"czujka run coverage --city {city.id}"],
    )  # fmt: skip


def _total(frame: gpd.GeoDataFrame) -> dict[str, float]:
    sums = frame[["ground_m2", "street_m", "seen_m2", "twice_m2", "seen_street_m", "cameras"]].sum()
    return {name: float(value) for name, value in sums.items()} | _shares(sums)


def _shares(row: Any) -> dict[str, float]:
    ground, street = row["ground_m2"] or 1, row["street_m"] or 1
    return {
        "share": row["seen_m2"] / ground,
        "street_share": row["seen_street_m"] / street,
        "twice_share": row["twice_m2"] / ground,
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


def _cameras(words: Words, cameras: gpd.GeoDataFrame, views: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    area_m2 = views.drop_duplicates("camera").set_index("camera")["area_m2"]
    shown = cameras.iloc[:MOST_CAMERAS]
    return [_camera(words, fid, row, float(area_m2.get(fid, 0.0))) for fid, row in shown.iterrows()]


def _camera(words: Words, fid: Any, row: Any, area_m2: float) -> dict[str, Any]:
    def told(name: str, unit: str, digits: int = 0) -> str:
        if row[name] is None or row[name] != row[name]:
            return "–"
        guess = "*" if name in (row["assumed"] or []) else ""
        return f"{words.number(row[name], digits=digits)}{unit}{guess}"

    guess = "*" if "camera_type" in (row["assumed"] or []) else ""
    turns = row["camera_type"] != "fixed"
    return {
        "fid": fid,
        "at": _at(row.geometry),
        "name": row["name"] or row["ref"],
        "type": words.name("camera_type", row["camera_type"] or "unknown") + guess,
        "bearing": words("all round") if turns else told("bearing_deg", "°"),
        "bearing_value": -1 if turns else row["bearing_deg"],
        "height": told("height_m", "\N{NO-BREAK SPACE}m", 1),
        "height_value": row["height_m"],
        "area_m2": area_m2,
    }


def _at(shape: BaseGeometry) -> str:
    """Return longitude and latitude of a place that stands for a shape."""
    point = shape.representative_point()
    return f"{point.x:.6f},{point.y:.6f}"


def _map(
    store: Store, city: City, words: Words, *, edition: str, level: str, levels: dict[str, str], gaps: int
) -> MapParts:
    bounds = extent(store, city)
    assert bounds is not None  # noqa: S101 - coverage has areas
    camera_words = {
        "kinds": _kinds(words, city),
        "mounts": words.names("mount", ("wall", "pole", "ceiling", "roof", "other")),
        "levels": list(levels.items()),
        "views": items("fields-of-view", norm_edition=edition),
    }
    page = ground_map(bounds, store, closer=True)
    page.add(Drawing("coverage", items("coverage", norm_edition=edition), levels=list(levels.items())))
    page.add(Drawing("gaps", items("gaps", norm_edition=edition, level=level), **windowed(gaps)))
    page.add(Drawing("areas", items("areas", kind=city.report_by)))
    page.add(Drawing("lamps", items("lamps"), **windowed(store.count("lamps"))))
    many = windowed(store.count("cameras") * CAMERAS_WEIGH)
    page.add(Drawing("cameras", items("cameras"), **camera_words, **many))
    page.add(_hand(city, edition=edition, level=level))
    return page.parts()


def _kinds(words: Words, city: City) -> dict[str, str]:
    return {key: words.of(kind.words) for key, kind in city.camera_kinds.items()}


def _hand(city: City, *, edition: str, level: str) -> Tool:
    """Return the planner's hand on the map, with what it needs to know of cameras."""
    kind = city.cameras.kind["fixed"]
    lens = city.camera_kinds[kind]
    ratio = lens.sensor_height_px / lens.sensor_width_px
    options = {
        "city": city.id,
        "edition": edition,
        "level": level,
        "px_per_m": dict(_densities(edition))[level],
        "kind": kind,
        "kinds": {key: {"hfov_deg": one.hfov_deg} for key, one in city.camera_kinds.items()},
        "turning": sorted({city.cameras.kind["dome"], city.cameras.kind["panning"]}),
        "tilt_deg": round(vertical_field_of_view_deg(lens.hfov_deg, height_to_width=ratio) / 2),
    }
    return Tool("whatIf", options)


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
        _("Trees, the slope of the ground and the night are not reckoned with yet."),
    ]  # fmt: skip
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
