"""Which cameras do not work, and what is not seen because of it? The planner's page on outages."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import geopandas as gpd
import pandas as pd
from markupsafe import Markup

from geo.city import City
from geo.coverage.image_quality import EDITIONS
from geo.model.result import Result
from geo.storage.store import Store
from layers.base import Audience, LayerQuery
from layers.gate import read, sees
from maps.empty import Empty, empty_page
from maps.ground import CAMERAS_WEIGH, by_share, extent, ground_map, items, windowed
from maps.legend import outages_legend
from maps.levels import chosen_level, drawn_levels
from maps.page import Drawing, MapParts
from maps.render import Rendered, render
from maps.words import Words

MOST_CAMERAS = 1_000


def outages_page(
    store: Store,
    city: City,
    words: Words,
    *,
    edition: str | None,
    level: str | None,
    audience: Audience = Audience.PUBLIC,
) -> Rendered:
    """Return the page that answers which cameras do not work and what is not seen because of it.

    Parameters
    ----------
    edition, level
        Edition of the norm and one of its levels; the city profile's own if not given.
    audience
        Who reads: which cameras are out of order is told to some, how much is not seen to all.

    Raises
    ------
    BadInput
        If there is no such edition or level; the message names the choices.
    """
    title = words("Which cameras do not work, and what is not seen because of it?")
    edition = edition or city.norm_edition
    levels = drawn_levels(words, edition)
    level = chosen_level(level, edition, levels, city)
    query = LayerQuery(equal={"norm_edition": edition, "level": level})
    areas = read("availability", query, store, city)
    result = areas.result
    if result is None or not (result.summary["outages"] or result.summary["cameras"]["off"]):
        return empty_page(
            title, words, city, page="planner", aspect="outages", empty=_next_step(store, city, words, result)
        )
    named = sees("downtime", audience)
    downtime, blinded = _one_by_one(store, city, query, audience) if named else (None, None)
    return render(
        "outages.html",
        words,
        city,
        page="planner",
        aspect="outages",
        query={"edition": edition, "level": level},
        title=title,
        answer=_answer(words, city, result, _total(areas.frame), levels[level]),
        stale=areas.stale,
        notes=_notes(words, result),
        edition=edition,
        editions=list(EDITIONS),
        level=level,
        levels=levels,
        areas=_areas(areas.frame),
        total=_total(areas.frame),
        named=named,
        off=_off(words, city, downtime, blinded),
        off_in_all=result.summary["cameras"]["off"],
        downtime=_downtime(downtime, _days(result))[:MOST_CAMERAS],
        downtime_in_all=0 if downtime is None or downtime.empty else int((downtime["days_in_period"] > 0).sum()),
        period_days=_days(result),
        method=_method(words, city, result),
        map=_map(store, city, words, areas.frame, edition=edition, level=level, named=named),
        legend=outages_legend(words, named=named),
        ribbon=words("synthetic data") if result.synthetic else None,
        source_line=_source_line(words, city, result, edition),
    )


def _next_step(store: Store, city: City, words: Words, result: Result | None) -> Empty:
    _ = words
    commands = [f"czujka import outages FILE --city {city.id}"] if not store.count("outages") else []
    commands.append(f"czujka run availability --city {city.id}")
    if result is None and store.count("outages"):
        return Empty(
            _("The cover by working cameras has not been computed yet."),
            _("Compute it, then reload this page:"),
            [*([] if store.result("coverage") else [f"czujka run coverage --city {city.id}"]), *commands],
        )
    return Empty(
        _("Nothing is known of outages: no register of them was imported. That does not mean that all cameras work."),
        _("Import the outages (CSV or XLSX with the camera, since when, until when and why), then compute:"),
        commands,
    )


def _total(frame: gpd.GeoDataFrame) -> dict[str, float]:
    sums = frame[["street_m", "paper_street_m", "working_street_m", "lost_street_m", "lost_m2"]].sum()
    return {str(name): float(value) for name, value in sums.items()} | _shares(sums)


def _shares(row: Any) -> dict[str, float]:
    street = row["street_m"] or 1
    return {"paper_share": row["paper_street_m"] / street, "working_share": row["working_street_m"] / street}


def _answer(words: Words, city: City, result: Result, total: dict[str, float], level: str) -> Markup:
    cameras = result.summary["cameras"]
    answer = words.rich(
        "{working} of {all} outdoor cameras work. At the level {level} they see {seen} of street; all together would see"
        " {paper}: {lost} more.",
        working=words.number(cameras["all"] - cameras["off"]),
        all=words.number(cameras["all"]),
        level=level,
        seen=words.length(total["working_street_m"]),
        paper=words.length(total["paper_street_m"]),
        lost=words.length(total["lost_street_m"]),
    )
    if not result.summary["long"]:
        return answer
    longest = words.count(
        "{n} outage has lasted more than {days} days.",
        "{n} outages have lasted more than {days} days.",
        result.summary["long"],
        days=words.number(city.outages.long_days),
    )
    return answer + " " + longest


def _notes(words: Words, result: Result) -> list[str]:
    """Return what must be known before the numbers are believed."""
    told, notes = result.summary, []
    if not told["outages"]:
        notes.append(words("No register of outages was imported: only what the register of cameras calls out of order is known. That does not mean that all others work."))  # fmt: skip
    if told["cameras"]["undated"]:
        notes.append(words.count("Of {n} camera out of order nobody has said since when.", "Of {n} cameras out of order nobody has said since when.", told["cameras"]["undated"]))  # fmt: skip
    return notes


def _areas(frame: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    told = ["lost_street_m", "lost_m2"]
    rows = [
        {"name": row["area_name"]} | {name: row[name] for name in told} | _shares(row) for _, row in frame.iterrows()
    ]
    return sorted(rows, key=lambda row: row["lost_street_m"], reverse=True)


def _one_by_one(
    store: Store, city: City, query: LayerQuery, audience: Audience
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Return the cameras that do not or did not work, and what each of them blinds."""
    downtime = read("downtime", LayerQuery(audience=audience), store, city)
    return downtime.frame, read("blinded", replace(query, audience=audience), store, city).frame


def _off(
    words: Words, city: City, downtime: gpd.GeoDataFrame | None, blinded: gpd.GeoDataFrame | None
) -> list[dict[str, Any]]:
    """Return the cameras that are off, the longest first, those of an unknown date last."""
    if downtime is None or downtime.empty:
        return []
    lost = (
        blinded.set_index("camera")
        if blinded is not None and len(blinded)
        else pd.DataFrame(columns=["blind_m2", "blind_street_m"])
    )
    rows = downtime[downtime["off"].astype(bool)].sort_values("days", ascending=False, na_position="last")
    return [_off_camera(words, city, row, lost) for row in rows.to_dict("records")]


def _off_camera(words: Words, city: City, row: dict[str, Any], lost: pd.DataFrame) -> dict[str, Any]:
    known = isinstance(row["off_since"], str)
    blind = lost.loc[row["camera"]] if row["camera"] in lost.index else {"blind_m2": 0.0, "blind_street_m": 0.0}
    place = row["geometry"]
    return {
        "camera": row["camera"],
        "name": row["name"] or row["ref"],
        "at": f"{place.x:.6f},{place.y:.6f}",
        "since": _since(words, city, row["off_since"] if known else None),
        "days": row["days"] if known else None,
        "long": bool(row["long"]),
        "reason": row["reason"] if isinstance(row["reason"], str) else None,
        "blind_m2": float(blind["blind_m2"]),
        "blind_street_m": float(blind["blind_street_m"]),
    }


def _since(words: Words, city: City, told: str | None) -> str:
    if told is None:
        return words("since an unknown date")
    return words("since {day}", day=words.day(datetime.fromisoformat(told), city.zone))


def _moment(result: Result) -> datetime:
    assert result.period is not None  # noqa: S101 - the analysis always tells it
    return result.period[1]


def _days(result: Result) -> float:
    assert result.period is not None  # noqa: S101 - the analysis always tells it
    return (result.period[1] - result.period[0]).total_seconds() / 86_400


def _downtime(downtime: gpd.GeoDataFrame | None, days: float) -> list[dict[str, Any]]:
    """Return the cameras with outages in the period, the longest downtime first."""
    if downtime is None or downtime.empty:
        return []
    rows = downtime[downtime["days_in_period"] > 0].sort_values("days_in_period", ascending=False)
    return [
        {"name": row["name"] or row["ref"], "outages": row["outages"], "days": row["days_in_period"]}
        | {"works": max(0.0, 1 - row["days_in_period"] / days)}
        for row in rows.drop(columns="geometry").to_dict("records")
    ]


def _map(
    store: Store, city: City, words: Words, areas: gpd.GeoDataFrame, *, edition: str, level: str, named: bool
) -> MapParts:
    bounds = extent(store, city)
    assert bounds is not None  # noqa: S101 - there are areas
    told = {"days": words("days"), "undated": words("since an unknown date")}
    page = ground_map(bounds, store, closer=True)
    page.add(Drawing("areas", items("areas", kind=city.report_by)))
    if named:
        page.add(Drawing("blinded", items("blinded", norm_edition=edition, level=level)))
        many = windowed(store.count("cameras") * CAMERAS_WEIGH)
        page.add(Drawing("cameras", items("cameras", status="working"), rows="downtime", **many))
        page.add(Drawing("off", items("downtime", off="true"), told=told))
    else:
        shares = dict(zip(areas["area"], areas["working_street_m"] / areas["street_m"].clip(lower=1), strict=True))
        page.add(by_share(store, city, kind=city.report_by, shares=shares))
    return page.parts()


def _method(words: Words, city: City, result: Result) -> list[str]:
    _ = words
    return [
        _("The cover on paper counts all outdoor cameras of the register, working or out of order; planned ones and candidates are not in it. A camera is out of order where the register says so, or where an outage lasts at the moment of the computation, {when}.", when=words.moment(_moment(result), city.zone)),
        _("What a camera blinds is the ground that it would see and no working camera does. Where two cameras out of order would see the same ground, both have it in the table and the total counts it once."),
        _("Outages of one camera that overlap in time are counted once. Downtime is added up over the last {days} days, or since the first known outage; an outage of more than {long} days is called long (assumed).", days=words.number(city.outages.period_days), long=words.number(city.outages.long_days)),
        _("What cameras see is computed as for the page on coverage, with the same assumptions."),
    ]  # fmt: skip


def _source_line(words: Words, city: City, result: Result, edition: str) -> str:
    parts = [
        words("Source: {source}", source=", ".join(result.sources)),
        words.count("{n} outage", "{n} outages", result.summary["outages"]),
        words.count("{n} camera", "{n} cameras", result.summary["cameras"]["all"]),
        edition,
        words("computed {when}", when=words.moment(result.made_at, city.zone)),
    ]
    return " · ".join(parts)
