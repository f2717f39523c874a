"""What do the cameras not see after dark? The planner's page on light."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

import geopandas as gpd

from geo.analyses.kept import night_column
from geo.city import City
from geo.coverage.image_quality import EDITIONS
from geo.coverage.reach import LOWEST
from geo.coverage.schedules import Night, Place, first_shown, night_of, of_name, readings, state, state_hours
from geo.errors import BadInput
from geo.model.result import Result
from geo.storage.store import Store
from layers.base import LayerQuery, Page
from layers.gate import read
from maps.empty import Empty, empty_page
from maps.ground import CAMERAS_WEIGH, SEEN_ZOOM, by_share, extent, ground_map, is_large, items, windowed
from maps.legend import night_legend
from maps.levels import chosen_level, densities, drawn_levels
from maps.night_words import answer, clock_note, lamps_on, method, programmes, source_line
from maps.page import Drawing, MapParts
from maps.render import Rendered, render
from maps.words import Words

MOST_STRETCHES = 12
MOST_CAMERAS = 1_000
#: At which the page opens.
TONIGHT = time(23)
_SUMS = ["night_m2", "seen_m2", "ground_m2", "night_street_m", "seen_street_m", "dark_street_m", "street_m"]


@dataclass(frozen=True, slots=True)
class Asked:
    """The moment that is asked about.

    Attributes
    ----------
    local
        As it was asked, without a zone.
    moment
        In UTC.
    readings
        How often the clocks show it that day: once, twice or never.
    night
        The night in which it lies; none if it is light then.
    state
        The state of the lamps then, among those that were computed.
    """

    local: datetime
    moment: datetime
    readings: int
    night: Night | None
    state: str


def night_page(
    store: Store,
    city: City,
    words: Words,
    *,
    day: str | None = None,
    hour: str | None = None,
    second: bool = False,
    edition: str | None = None,
    level: str | None = None,
) -> Rendered:
    """Return the page that answers what the cameras do not see after dark.

    Parameters
    ----------
    day, hour
        Local date and time, as ``2026-12-21`` and ``23:00``; tonight at eleven if not given.
    second
        Of a time that the clocks show twice, the second.
    edition, level
        Edition of the norm and one of its levels above the lowest; the city profile's own if not given.

    Raises
    ------
    BadInput
        If there is no such date, time, edition or level; the message names the choices.
    """
    title = words("What do the cameras not see after dark?")
    edition = edition or city.norm_edition
    levels = drawn_levels(words, edition)
    level = _level(chosen_level(level, edition, levels, city), edition, levels)
    seen = read("night-coverage", LayerQuery(equal={"norm_edition": edition, "level": level}), store, city)
    result = seen.result
    if result is None or seen.frame.empty:
        empty = _next_step(store, city, words)
        return empty_page(title, words, city, page="planner", aspect="night", empty=empty)
    asked = _asked(day, hour, second, result, city)
    now = seen.frame[seen.frame["state"] == asked.state]
    dark = read("dark-streets", LayerQuery(equal={"state": asked.state}), store, city).frame
    cameras = read("night-cameras", LayerQuery(equal={"state": asked.state}), store, city).frame
    total = _total(now)
    return render(
        "night.html",
        words,
        city,
        page="planner",
        aspect="night",
        query=_query(asked, second, edition, level),
        title=title,
        answer=answer(words, city, asked.moment, asked.night, total, levels[level], _longest(dark, 1)),
        stale=seen.stale,
        changed=result.parameters["lighting"] != city.lighting.model_dump(mode="json"),
        clock_note=clock_note(words, asked.local, asked.moment, asked.readings, city),
        second_reading=asked.readings > 1 and not second,
        day=f"{asked.local:%Y-%m-%d}",
        hour=f"{asked.local:%H:%M}",
        is_night=asked.night is not None,
        evening=None if asked.night is None else f"{asked.night.evening:%d.%m.%Y}",
        at=f"{asked.moment.astimezone(city.zone):%H:%M}",
        edition=edition,
        editions=list(EDITIONS),
        level=level,
        levels={key: name for key, name in levels.items() if densities(edition)[key] not in LOWEST},
        areas=_areas(now),
        total=total,
        states=_states(words, city, result, seen.frame, asked.state),
        programmes=programmes(words, city, result, _totals(seen.frame), levels[level]),
        stretches=_longest(dark, MOST_STRETCHES, _hours(asked, result, city)),
        year=result.parameters["year"],
        cameras=_cameras(cameras, densities(edition)[level]),
        lost=_lost(cameras, densities(edition)[level], city),
        usable_share=city.lighting.usable_share,
        assumed=_assumed(result),
        method=method(words, city, result),
        map=_map(
            store, city, asked, edition=edition, level=level, stretches=len(dark), shares=_seen_shares(now, asked)
        ),
        legend=night_legend(words, levels[level], from_afar=is_large(store)),
        ribbon=words("synthetic data") if seen.synthetic else None,
        source_line=source_line(words, city, result),
    )


def _level(level: str, edition: str, levels: dict[str, str]) -> str:
    """Return a level that needs light; the lowest one does not."""
    needing = [key for key in levels if densities(edition)[key] not in LOWEST]
    if level not in needing:
        raise BadInput(
            "A level of {edition} must be one of {choices}, not {given!r}.",
            edition=edition,
            choices=", ".join(needing),
            given=level[:80],
        )
    return level


def _next_step(store: Store, city: City, words: Words) -> Empty:
    _ = words
    run = [f"czujka run {name} --city {city.id}" for name in ("coverage", "night")]
    if not store.count("lamps"):
        return Empty(
            _("No lamps are known yet, and so nothing of light."),
            _("Import them (GeoJSON, CSV, XLSX or GeoPackage; columns for the schedule and the lit radius are read), then compute:"),
            [f"czujka import lamps FILE --city {city.id}", *run],
        )  # fmt: skip
    return Empty(
        _("What the cameras see after dark has not been computed yet."), _("Compute it, then reload this page:"), run
    )


def _asked(day: str | None, hour: str | None, second: bool, result: Result, city: City) -> Asked:
    """Return the moment asked about, and which lamps are on then."""
    today = datetime.now(city.zone).date()
    local = datetime.combine(_day(day) if day else today, _hour(hour) if hour else TONIGHT)
    shown = readings(local, city.zone)
    moment = shown[-1] if second and shown else first_shown(local, city.zone)
    place = Place(result.parameters["lon"], result.parameters["lat"], city.zone)
    now_on = state(moment, city.lighting, place)
    return Asked(local, moment, len(shown), night_of(moment, city.lighting, place), _known(now_on, result))


def _day(given: str) -> date:
    try:
        day = date.fromisoformat(given)
    except ValueError:
        day = date.min
    if not 1900 <= day.year <= 2099:
        raise BadInput("A date must be written as 2026-12-21, from 1900 to 2099, not {given!r}.", given=given[:40])
    return day


def _hour(given: str) -> time:
    try:
        return datetime.strptime(given, "%H:%M").time()  # noqa: DTZ007 - local, zoned by the caller
    except ValueError:
        raise BadInput("A time of day must be written as 22:15, not {given!r}.", given=given[:40]) from None


def _known(now_on: frozenset[str], result: Result) -> str:
    """Return the state that was computed with most of the schedules that are on, and with no other."""
    names = [str(told["state"]) for told in result.summary["states"]]
    within = [name for name in names if of_name(name) <= now_on]
    return max(within, key=lambda name: len(of_name(name))) if within else names[-1]


def _query(asked: Asked, second: bool, edition: str, level: str) -> dict[str, str]:
    told = {"day": f"{asked.local:%Y-%m-%d}", "hour": f"{asked.local:%H:%M}", "edition": edition, "level": level}
    return told | ({"second": "true"} if second else {})


def _total(frame: gpd.GeoDataFrame) -> dict[str, float]:
    sums = frame[_SUMS].sum()
    return {name: float(value) for name, value in sums.items()} | _shares(sums)


def _totals(frame: gpd.GeoDataFrame) -> dict[str, dict[str, float]]:
    """Return the sums over all areas by state."""
    return {str(name): _total(mine) for name, mine in frame.groupby("state", sort=False)}


def _shares(row: Any) -> dict[str, float]:
    street, ground = row["street_m"] or 1, row["ground_m2"] or 1
    return {
        "day": row["seen_street_m"] / street,
        "night": row["night_street_m"] / street,
        "night_ground": row["night_m2"] / ground,
        "dark": row["dark_street_m"] / street,
    }


def _areas(frame: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    rows = [
        {"name": row["area_name"], "dark_street_m": row["dark_street_m"]} | _shares(row) for _, row in frame.iterrows()
    ]
    return sorted(rows, key=lambda row: row["dark_street_m"], reverse=True)


def _states(words: Words, city: City, result: Result, frame: gpd.GeoDataFrame, shown: str) -> list[dict[str, Any]]:
    """Return what each state of the lamps brings, the one with most lamps first."""
    totals = _totals(frame)
    return [
        told | totals[told["state"]] | {"name": lamps_on(words, city, told["state"]), "shown": told["state"] == shown}
        for told in result.summary["states"]
        if told["state"] in totals
    ]


def _hours(asked: Asked, result: Result, city: City) -> dict[str, float]:
    """Return for how many hours of the night that is asked about each computed state of the lamps holds."""
    if asked.night is None:
        return {}
    place = Place(result.parameters["lon"], result.parameters["lat"], city.zone)
    evening = asked.night.evening
    keys = {key for told in result.summary["states"] for key in of_name(told["state"])} & set(city.lighting.schedules)
    held = state_hours(evening, evening, city.lighting, place, keys=keys)
    hours: dict[str, float] = {}
    for now_on, lasting in held.items():
        name = _known(now_on, result)
        hours[name] = hours.get(name, 0.0) + lasting
    return hours


def _dark_h(shares: Any, hours: dict[str, float]) -> float | None:
    """Return for how long of a night a stretch is dark; none where its shares were not kept."""
    if not isinstance(shares, list):
        return None
    told = (one.rsplit("=", 1) for one in shares)
    return sum(hours.get(name, 0.0) * float(share) for name, share in told)


def _seen_shares(now: gpd.GeoDataFrame, asked: Asked) -> dict[str, float]:
    """Return the share of the streets of each area that is seen at the moment that is asked for."""
    seen_m = now["night_street_m" if asked.night else "seen_street_m"]
    return dict(zip(now["area"], (seen_m / now["street_m"].where(now["street_m"] > 0, 1.0)).tolist(), strict=True))


def _longest(dark: gpd.GeoDataFrame, most: int, hours: dict[str, float] | None = None) -> list[dict[str, Any]]:
    named = dark[dark["street"].notna()].nlargest(most, "length_m")
    places = named.geometry.representative_point()
    told = ["street", "area_name", "length_m", "dark_h_summer", "dark_h_winter", "dark_h_year"]
    return [
        {"fid": fid, "at": _at(places[fid]), "dark_h": _dark_h(row["dark_shares"], hours or {})}
        | {name: row[name] for name in told}
        for fid, row in named.iterrows()
    ]


def _at(place: Any) -> str:
    return f"{place.x:.6f},{place.y:.6f}"


def _cameras(frame: gpd.GeoDataFrame, px_per_m: float) -> list[dict[str, Any]]:
    """Return the cameras that see any ground at a density, those that lose most in the dark first; no more than fit."""
    share = night_column(px_per_m)
    mine = frame[frame[share].notna()].sort_values(share, kind="stable").head(MOST_CAMERAS)
    return [
        {
            "camera": row["camera"],
            "at": _at(row.geometry),
            "name": row["name"] or row["ref"],
            "ir_range_m": row["ir_range_m"],
            "ir_assumed": row["ir_assumed"],
            "share": row[share],
        }
        for _, row in mine.iterrows()
    ]


def _lost(frame: gpd.GeoDataFrame, px_per_m: float, city: City) -> dict[str, int]:
    share = frame[night_column(px_per_m)].dropna()
    lose_most = int((share < city.lighting.usable_share).sum())
    return {"all": len(share), "most": lose_most, "whole": int((share == 0).sum())}


def _assumed(result: Result) -> bool:
    lamps = result.summary["lamps"]
    return bool(lamps["schedule_assumed"] or lamps["radius_assumed"])


def _map(
    store: Store, city: City, asked: Asked, *, edition: str, level: str, stretches: int, shares: dict[str, float]
) -> MapParts:
    bounds = extent(store, city)
    assert bounds is not None  # noqa: S101 - there are areas
    lighting = city.lighting
    on = sorted(of_name(asked.state)) if asked.night else []
    page = ground_map(bounds, store, closer=True)
    for schedule in on:
        lit: Page = read("lit-ground", LayerQuery(equal={"schedule": schedule}, limit=1), store, city)
        page.add(Drawing("lit", items("lit-ground", schedule=schedule), **windowed(lit.number_matched)))
    # In a large city what is seen is fetched for what is in view; from afar areas are shaded by their share.
    large = is_large(store)
    closer = {"window": SEEN_ZOOM} if large else {}
    if large:
        page.add(by_share(store, city, kind=city.report_by, shares=shares, until=SEEN_ZOOM))
    where = {"norm_edition": edition, "level": level}
    page.add(Drawing("dayCover", items("seen-ground" if large else "coverage", **where), **closer))
    if asked.night:
        where |= {"state": asked.state}
        page.add(Drawing("nightCover", items("night-ground" if large else "night-coverage", **where), **closer))
        page.add(Drawing("dark", items("dark-streets", state=asked.state), **(closer or windowed(stretches))))
    page.add(Drawing("areas", items("areas", kind=city.report_by)))
    told = {"on": on, "known": sorted(lighting.schedules), "usual": lighting.default}
    page.add(Drawing("lampsOnOff", items("lamps"), **told, **windowed(store.count("lamps"))))
    many = windowed(store.count("cameras") * CAMERAS_WEIGH)
    page.add(Drawing("cameras", items("cameras"), rows="night-cameras", **many))
    return page.parts()
