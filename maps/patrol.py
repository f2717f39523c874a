"""Where do incidents gather, and how sure is that? The patrol coordinator's page."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
from markupsafe import Markup

from geo.city import City
from geo.hotspots.significance import CERTAIN_Q, EVIDENCE, PROBABLE_Q
from geo.model.result import Result
from geo.model.source import Source
from geo.storage.store import Store
from layers.base import Audience, LayerQuery
from layers.gate import read
from maps.empty import Empty, empty_page
from maps.ground import extent, ground_map, items
from maps.legend import patrol_legend
from maps.page import Drawing, MapParts
from maps.render import Rendered, render
from maps.words import Words


def patrol_page(store: Store, city: City, words: Words, *, audience: Audience = Audience.PUBLIC) -> Rendered:
    """Return the page that answers where patrols are needed.

    Parameters
    ----------
    audience
        Who reads: numbers are for those who plan and coordinate, the public is shown bands and words.
    """
    title = words("Where to send the patrols?")
    page = read("hotspots", LayerQuery(audience=audience), store, city)
    if page.result is None:
        return empty_page(title, words, city, page="patrol", empty=_next_step(store, city, words))
    evidence = words.names("evidence", EVIDENCE)
    return render(
        "patrol.html",
        words,
        city,
        page="patrol",
        title=title,
        answer=_answer(words, page.result),
        stale=page.stale,
        warnings=_warnings(words, page.result),
        exact=page.exact,
        plan=None,
        cells=_cells(words, page.frame, evidence),
        sources=[_source(words, city, source) for source in store.sources("incidents")],
        method=_method(words, city, page.result),
        map=_map(store, city, evidence),
        legend=patrol_legend(words, evidence),
        ribbon=words("synthetic data: incidents are made up") if page.synthetic else None,
        source_line=_source_line(words, city, page.result),
    )


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


def _answer(words: Words, result: Result) -> Markup:
    """Return the evidence in words, before any colour."""
    told = result.summary
    certain, probable = told["by_evidence"]["certain"], told["by_evidence"]["probable"]
    if told["too_few"]:
        return words.rich(
            "{n} incidents are too few to tell a hotspot from chance; {fewest} are needed.",
            n=words.number(told["n"]),
            fewest=words.number(told["fewest_incidents"]),
        )
    if certain + probable == 0:
        return words.rich("No cell has more incidents than chance would explain.")
    return words.rich(
        "{certain} and {probable}. They hold {hits} of the incidents on {ground} of the ground.",
        certain=words.count("{n} certain cell", "{n} certain cells", certain),
        probable=words.count("{n} probable one", "{n} probable ones", probable),
        hits=words.percent(told["hot_share_of_incidents"]),
        ground=words.percent(told["hot_share_of_area"]),
    )


def _warnings(words: Words, result: Result) -> list[str]:
    uncertain = result.summary["by_evidence"]["uncertain"]
    if not uncertain:
        return []
    return [
        words.count(
            "{n} further cell is uncertain: hatched on the map, it may be chance.",
            "{n} further cells are uncertain: hatched on the map, they may be chance.",
            uncertain,
        )
    ]


def _cells(words: Words, frame: gpd.GeoDataFrame, evidence: dict[str, str]) -> list[dict[str, Any]]:
    hot = frame[frame["evidence"] != "none"].assign(rank=frame["evidence"].map(EVIDENCE.index))
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
        }
        for fid, row in hot.sort_values(by, ascending=[True, False]).iterrows()
    ]


def _source(words: Words, city: City, source: Source) -> dict[str, Any]:
    return {
        "name": source.name,
        "synthetic": source.synthetic,
        "n": source.n,
        "period": _period(words, city, source.period_start, source.period_end),
    }


def _period(words: Words, city: City, start: Any, end: Any) -> str:
    return f"{words.day(start, city.zone)}–{words.day(end, city.zone)}" if start and end else "–"


def _method(words: Words, city: City, result: Result) -> list[str]:
    _ = words
    left_out = [words.of(category.words) for category in city.incident_categories.values() if not category.safety]
    return [
        _("Incidents are counted in hexagons {spacing} apart, clipped to the city. Gi* asks of each whether it and its neighbours hold more than their share of the city's ground would bring by chance (exact binomial distribution).", spacing=words.length(city.hotspots.hexagon_m)),
        _("Certain: of the cells called so, at most {certain} are expected to be wrong; probable: at most {probable} (false discovery rate, Benjamini and Hochberg). Uncertain: striking by itself, but among {cells} cells some such occur by chance.", certain=words.percent(CERTAIN_Q), probable=words.percent(PROBABLE_Q), cells=words.number(result.summary["cells"])),
        _("Left out of the safety profile: {categories}.", categories=", ".join(left_out)),
        _("Counts are not rates: where more people are, more happens. Records that patrols make themselves should not be fed back."),
    ]  # fmt: skip


def _map(store: Store, city: City, evidence: dict[str, str]) -> MapParts:
    bounds = extent(store, city)
    assert bounds is not None  # noqa: S101 - hotspots have a city
    page = ground_map(bounds, store)
    page.add(Drawing("hotspots", items("hotspots"), evidence=evidence))
    page.add(Drawing("areas", items("areas", kind=city.report_by)))
    page.add(Drawing("counts", items("hotspots")))
    return page.parts()


def _source_line(words: Words, city: City, result: Result) -> str:
    period = result.period or (None, None)
    return " · ".join(
        [
            words("Source: {source}", source=", ".join(result.sources)),
            _period(words, city, *period),
            f"n = {words.number(result.n)}",
            words("Gi* with false-discovery control, clipped to the city"),
            words("computed {when}", when=words.moment(result.made_at, city.zone)),
            city.attribution,
        ]
    )
