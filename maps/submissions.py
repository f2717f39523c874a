"""Which places need attention? The page on which people report them and see the coarse map of what was reported."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

import geopandas as gpd

from geo.casework.photos import MOST_PHOTOS
from geo.casework.submission import sent_token
from geo.casework.working_days import last_moment
from geo.city import City
from geo.disclosure.suppression import BANDS
from geo.model.report import Factor
from geo.storage.store import Store
from layers.base import BBox, LayerQuery
from layers.gate import read
from maps.empty import Empty, empty_page
from maps.ground import extent, ground_map, items, made_up
from maps.legend import reports_legend
from maps.page import Drawing, MapParts, Tool
from maps.render import Rendered, render
from maps.words import Words

ORDER = list(BANDS.values())
#: What the marks of a safety walk are called, 0 to 3.
MARKS = ("bad", "poor", "fair", "good")
#: The fields of the form, all empty.
BLANK = dict.fromkeys(
    ("feeling", "lon", "lat", "shape", "place_words", "category", "day_part", "seen_on", "text"), ""
) | {f"factor_{factor}": "" for factor in get_args(Factor)}


def submissions_page(
    store: Store,
    city: City,
    words: Words,
    *,
    given: Mapping[str, str] | None = None,
    wrongs: Mapping[str, list[str]] | None = None,
    task: str,
) -> Rendered:
    """Return the page with the form and the map of reported places.

    Parameters
    ----------
    given
        What was filled in before, so that nothing typed is lost.
    wrongs
        What is wrong with it, by field, in the reader's language.
    task
        The little work that the browser is to do, see ``geo.casework.proof``.
    """
    title = words("Report a place that needs attention")
    bounds = extent(store, city)
    if bounds is None:
        return empty_page(title, words, city, page="submissions", empty=_next_step(city, words))
    cells = read("reports", LayerQuery(), store, city)
    streets = read("streets", LayerQuery(), store, city).frame
    return render(
        "submissions.html",
        words,
        city,
        page="submissions",
        alarm=True,
        title=title,
        answer=words("Four short questions. You need no account and the exact place is not shown to the public."),
        given=BLANK | {"sent": sent_token()} | dict(given or {}),
        task=task,
        factors=words.names("factor", get_args(Factor)),
        marks={str(mark): words.name("mark", name) for mark, name in enumerate(MARKS)},
        most_photos=MOST_PHOTOS,
        wrongs=dict(wrongs or {}),
        feelings=words.names("feeling", ("bad", "good")),
        categories={key: words.of(named) for key, named in city.report_categories.items()},
        day_parts=words.names("day_part", ("day", "dusk", "night", "always")),
        known_places=sorted({*streets["name"].dropna(), *city.part_names()}),
        cells=_cells(words, cells.frame),
        cells_note=_cells_note(words, city, cells.frame),
        map=_map(bounds, store),
        legend=reports_legend(words, tuple(BANDS.values())),
        ribbon=_ribbon(words, city_made_up=made_up(store), reports_made_up=cells.synthetic),
        source_line=" · ".join(
            [words("Source: {source}", source=words("Reports by residents and the Women's Council")), city.attribution]
        ),
    )


def _next_step(city: City, words: Words) -> Empty:
    return Empty(
        words("There is no map yet on which a place could be shown."),
        words("Import the city's areas and streets, then reload this page:"),
        [f"czujka import areas FILE --city {city.id}", f"czujka import streets FILE --city {city.id}"],
    )


def _cells(words: Words, cells: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    told = zip(cells.index, cells["near"], cells["band"], strict=True)
    rows = [
        {"fid": fid, "near": near or words("way without a name"), "rank": ORDER.index(band), "band": band.replace("-", "–")}
        for fid, near, band in told
    ]  # fmt: skip
    return sorted(rows, key=lambda row: row["rank"], reverse=True)


def _ribbon(words: Words, *, city_made_up: bool, reports_made_up: bool) -> str | None:
    if city_made_up:
        return words("synthetic data: city and reports are made up")
    return words("synthetic data: reports are made up") if reports_made_up else None


def _cells_note(words: Words, city: City, cells: gpd.GeoDataFrame) -> str:
    rule = city.disclosure
    if cells.empty:
        return words(
            "No place has {k} reports yet that could be shown together, so none is shown. Be the first: the form is"
            " above.",
            k=words.number(rule.fewest_reports),
        )
    return words(
        "Squares of {side} or more with at least {k} reports, told at a crossing or a park; reports until {day} count,"
        " later ones when the next period is closed. The heat on the map is smoothed from these squares, each with the"
        " least number of its band, and never from places: where its colour ends nothing need have happened.",
        side=words.length(rule.cell_m),
        k=words.number(rule.fewest_reports),
        day=words.day(last_moment(cells["until"].iloc[0].to_pydatetime()), city.zone),
    )


def _map(bounds: BBox, store: Store) -> MapParts:
    page = ground_map(bounds, store)
    page.add(Drawing("reportHeat", items("report-heat")))
    page.add(Drawing("reports", items("reports"), as_public=True))
    page.add(Tool("reportPlace"))
    page.add(Tool("placeSearch"))
    page.add(Tool("wizard"))
    return page.parts()
