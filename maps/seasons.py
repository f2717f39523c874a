"""What do trees hide in summer? The planner's page on leaves."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
from markupsafe import Markup

from geo.city import City
from geo.coverage.image_quality import EDITIONS
from geo.model.result import Result
from geo.storage.store import Store
from layers.base import LayerQuery
from layers.gate import read
from maps.empty import Empty, empty_page
from maps.ground import extent, ground_map, items, windowed
from maps.legend import seasons_legend
from maps.levels import chosen_level, drawn_levels
from maps.page import Drawing, MapParts
from maps.render import Rendered, render
from maps.words import Words

MOST_CAMERAS = 100


def seasons_page(store: Store, city: City, words: Words, *, edition: str | None, level: str | None) -> Rendered:
    """Return the page that answers what trees hide from the cameras in summer.

    Parameters
    ----------
    edition, level
        Edition of the norm and one of its levels; the city profile's own if not given.

    Raises
    ------
    BadInput
        If there is no such edition or level; the message names the choices.
    """
    title = words("What do trees hide in summer?")
    edition = edition or city.norm_edition
    levels = drawn_levels(words, edition)
    level = chosen_level(level, edition, levels, city)
    query = LayerQuery(equal={"norm_edition": edition, "level": level})
    areas = read("seasons", query, store, city)
    result = areas.result
    if result is None or areas.frame.empty:
        return empty_page(title, words, city, page="planner", aspect="seasons", empty=_next_step(store, city, words))
    cameras = _cameras(read("leafy-cameras", query, store, city).frame)
    return render(
        "seasons.html",
        words,
        city,
        page="planner",
        aspect="seasons",
        query={"edition": edition, "level": level},
        title=title,
        answer=_answer(words, _total(areas.frame), levels[level], cameras),
        stale=areas.stale,
        trees=result.summary["trees"],
        edition=edition,
        editions=list(EDITIONS),
        level=level,
        levels=levels,
        areas=_areas(areas.frame),
        total=_total(areas.frame),
        cameras=cameras[:MOST_CAMERAS],
        cameras_in_all=len(cameras),
        method=_method(words, city, result),
        map=_map(store, city, edition=edition, level=level),
        legend=seasons_legend(words),
        ribbon=words("synthetic data") if result.synthetic else None,
        source_line=_source_line(words, city, result, edition),
    )


def _next_step(store: Store, city: City, words: Words) -> Empty:
    _ = words
    run = [f"czujka run coverage --city {city.id}", f"czujka run foliage --city {city.id}"]
    if store.count("trees"):
        return Empty(_("What leaves hide has not been computed yet."), _("Compute it, then reload this page:"), run)
    return Empty(
        _("No trees are known, so nothing can be said of summer: the coverage holds for winter at best."),
        _("Import the trees (points with height and diameter of the crown, where you have them), then compute:"),
        [f"czujka import trees FILE --city {city.id}", *run],
    )


def _total(frame: gpd.GeoDataFrame) -> dict[str, float]:
    sums = frame[["street_m", "winter_street_m", "summer_street_m", "lost_street_m", "lost_m2"]].sum()
    return {str(name): float(value) for name, value in sums.items()} | _shares(sums)


def _shares(row: Any) -> dict[str, float]:
    street = row["street_m"] or 1
    return {"winter_share": row["winter_street_m"] / street, "summer_share": row["summer_street_m"] / street}


def _areas(frame: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    told = ["lost_street_m", "lost_m2"]
    rows = [
        {"name": row["area_name"]} | {name: row[name] for name in told} | _shares(row) for _, row in frame.iterrows()
    ]
    return sorted(rows, key=lambda row: row["lost_street_m"], reverse=True)


def _cameras(frame: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    """Return the cameras that see less in summer, those that lose the largest share first."""
    if frame.empty:
        return []
    told = ["camera", "winter_m2", "summer_m2", "lost_m2", "lost_share", "in_crown"]
    return [
        {name: row[name] for name in told}
        | {"name": row["name"] or row["ref"], "at": f"{row['geometry'].x:.6f},{row['geometry'].y:.6f}"}
        for row in frame.sort_values("lost_share", ascending=False, kind="stable").to_dict("records")
    ]


def _answer(words: Words, total: dict[str, float], level: str, cameras: list[dict[str, Any]]) -> Markup:
    answer = words.rich(
        "At the level {level} the cameras see {winter} of street in winter and {summer} in summer: leaves hide {lost}.",
        level=level,
        winter=words.length(total["winter_street_m"]),
        summer=words.length(total["summer_street_m"]),
        lost=words.length(total["lost_street_m"]),
    )
    if not cameras:
        return answer
    half = sum(camera["lost_share"] >= 0.5 for camera in cameras)
    return (
        answer
        + " "
        + words.count(
            "{n} camera loses half of its view or more.", "{n} cameras lose half of their view or more.", half
        )
    )


def _map(store: Store, city: City, *, edition: str, level: str) -> MapParts:
    bounds = extent(store, city)
    assert bounds is not None  # noqa: S101 - there are areas
    page = ground_map(bounds, store, closer=True)
    page.add(Drawing("crowns", items("trees"), crown_m=city.trees.crown_m, **windowed(store.count("trees"))))
    page.add(Drawing("areas", items("areas", kind=city.report_by)))
    page.add(Drawing("leafShade", items("leaf-shade", norm_edition=edition, level=level)))
    page.add(Drawing("leafyCameras", items("leafy-cameras", norm_edition=edition, level=level)))
    return page.parts()


def _method(words: Words, city: City, result: Result) -> list[str]:
    _ = words
    trees, within = result.summary["trees"], result.summary["cameras"]["in_crowns"]
    sentences = [
        _("In summer a crown is taken to hide all that lies behind it, from the ground up to the height of the tree: a circle of its diameter through which nothing is seen. Between trunk and ground a camera may see through, so summer is told too dark rather than too clear. In winter a tree is taken to hide nothing."),
        _("Of {assumed} of {all} trees the height or the crown is not known; {height} m and {crown} m are assumed.", assumed=words.number(trees["assumed"]), all=words.number(trees["all"]), height=words.number(city.trees.height_m), crown=words.number(city.trees.crown_m)),
        _("Only ground that no camera sees in summer counts as hidden; what one camera loses and another still sees does not. The table of cameras tells each by itself."),
    ]  # fmt: skip
    if within:
        sentences.append(words.count("{n} camera stands within the crown of a tree; that tree is left out for it, for nobody knows whether it looks through the leaves or below them.", "{n} cameras stand within crowns of trees; those trees are left out for them, for nobody knows whether they look through the leaves or below them.", within))  # fmt: skip
    return sentences


def _source_line(words: Words, city: City, result: Result, edition: str) -> str:
    parts = [
        words("Source: {source}", source=", ".join(result.sources)),
        words.count("{n} tree", "{n} trees", result.n),
        words.count("{n} camera", "{n} cameras", result.summary["cameras"]["all"]),
        edition,
        words("computed {when}", when=words.moment(result.made_at, city.zone)),
    ]
    return " · ".join(parts)
