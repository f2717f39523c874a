"""What the page on light says in sentences."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from markupsafe import Markup

from geo.city import City
from geo.coverage.schedules import Night, of_name
from geo.model.result import Result
from maps.words import Words


def answer(
    words: Words,
    city: City,
    moment: datetime,
    night: Night | None,
    total: Mapping[str, float],
    level: str,
    longest: list[dict[str, Any]],
) -> Markup:
    """Return the answer in one or two sentences with numbers."""
    when = f"{moment.astimezone(city.zone):%H:%M}"
    if night is None:
        return words.rich(
            "At {when} it is light: at the level {level} the cameras see {day} of the length of the streets.",
            when=when,
            level=level,
            day=words.percent(total["day"]),
        )
    told = words.rich(
        "At {when} the cameras see {night} of the length of the streets at the level {level} ({night_m}), by day {day} ({day_m}). No known lamp lights {dark} of {all}.",
        when=when,
        night=words.percent(total["night"]),
        night_m=words.length(total["night_street_m"]),
        level=level,
        day=words.percent(total["day"]),
        day_m=words.length(total["seen_street_m"]),
        dark=words.length(total["dark_street_m"]),
        all=words.length(total["street_m"]),
    )  # fmt: skip
    if not longest:
        return told
    stretch = words.rich(
        "The longest dark stretch: {street}, {length}.",
        street=longest[0]["street"],
        length=words.length(longest[0]["length_m"]),
    )
    return told + " " + stretch


def clock_note(words: Words, local: datetime, moment: datetime, readings: int, city: City) -> str | None:
    """Return what must be said of a time in the night in which the clocks are moved; none in all others."""
    shown, asked = moment.astimezone(city.zone), f"{local:%H:%M}"
    if readings == 0:
        return words(
            "That night the clocks are put forward and leap over {asked}; {shown} is shown.",
            asked=asked,
            shown=f"{shown:%H:%M}",
        )
    if readings > 1:
        return words(
            "That night the clocks are put back and show {asked} twice; shown is the one {offset} ahead of UTC.",
            asked=asked,
            offset=f"{shown:%z}"[1:3].lstrip("0") + " h",
        )
    return None


def lamps_on(words: Words, city: City, state: str) -> str:
    """Return the names of the schedules that are on."""
    keys = sorted(of_name(state))
    schedules = city.lighting.schedules
    names = [words.of(schedules[key].words) if key in schedules else key for key in keys]
    return " + ".join(names) if names else words("no lamps")


def programmes(
    words: Words, city: City, result: Result, totals: Mapping[str, Mapping[str, float]], level: str
) -> list[Markup]:
    """Return what the seasons of schedules change, such as summer lighting in parks."""
    told = []
    for season in result.summary["seasons"]:
        key = season["schedule"]
        schedule = city.lighting.schedules.get(key)
        pair = _with_and_without(key, totals)
        if schedule is None or pair is None:
            continue
        with_, without = pair
        told.append(
            words.rich(
                "{name}: in {nights} nights of the year the lamps are on longer, {hours} in all. In those hours {dark} fewer of the streets and paths are dark, and the cameras see {seen} more of them at the level {level}.",
                name=words.of(schedule.words),
                nights=words.number(season["nights"]),
                hours=f"{words.number(season['dark_h_without'] - season['dark_h_with'])} h",
                dark=words.length(without["dark_street_m"] - with_["dark_street_m"]),
                seen=words.length(with_["night_street_m"] - without["night_street_m"]),
                level=level,
            )
        )  # fmt: skip
    return told


def _with_and_without(
    key: str, totals: Mapping[str, Mapping[str, float]]
) -> tuple[Mapping[str, float], Mapping[str, float]] | None:
    """Return two states that differ in one schedule alone, of several such pairs the one with most lamps."""
    by_state = {of_name(name): sums for name, sums in totals.items()}
    lit = sorted((now for now in by_state if key in now), key=len, reverse=True)
    return next(((by_state[now], by_state[now - {key}]) for now in lit if now - {key} in by_state), None)


def method(words: Words, city: City, result: Result) -> list[str]:
    """Return how it was computed, with what is assumed."""
    _ = words
    lamps, lighting = result.summary["lamps"], city.lighting
    radii = "; ".join(
        _("{name}: {radius} m (lamp at {height} m)", name=words.of(one.words), radius=words.number(one.lit_radius_m), height=words.number(one.lamp_height_m, digits=1))
        for one in lighting.schedules.values()
    )  # fmt: skip
    dusk = {
        "civil": _("It is dark while the sun is more than 6° below the horizon (civil twilight), at the middle of the areas; times to the full minute."),
        "sunset": _("It is dark from sunset to sunrise, at the middle of the areas; times to the full minute."),
    }[lighting.night]  # fmt: skip
    return [
        _("A lamp lights a disc around it, without what buildings hide from the lamp. In the dark a camera keeps a level where a lamp lights the ground or its own infrared light reaches; elsewhere nothing above the lowest level of the norm is promised. Thermal cameras are not reckoned here."),
        dusk,
        _("Assumed, by schedule: how far a lamp lights the ground well enough for a camera: {radii}. The lit radius of {radius} and the schedule of {schedule} of {all} lamps are not told by their source; without a schedule a lamp is on as: {usual}.", radii=radii, radius=words.number(lamps["radius_assumed"]), schedule=words.number(lamps["schedule_assumed"]), all=words.number(lamps["all"]), usual=words.of(lighting.schedules[lighting.default].words)),
        _("A dark stretch is street space that no lamp lights, from {least} of street on. Its dark hours are those between dusk and dawn in which no lamp lights it, averaged over its ground and measured in real time, also in the nights in which the clocks are moved.", least=words.length(lighting.least_m)),
        _("A switch at a fixed time acts when the clocks first show that time or a later one. Shop windows, the moon, the light of cars and lamps of other owners are not reckoned with."),
    ]  # fmt: skip


def source_line(words: Words, city: City, result: Result) -> str:
    """Return sources, numbers and the time of the computation in one line."""
    lamps = result.summary["lamps"]
    parts = [
        words("Source: {source}", source=", ".join(result.sources)),
        words.count("{n} lamp", "{n} lamps", lamps["all"]),
        words("lit radius assumed for {n}", n=words.number(lamps["radius_assumed"])),
        str(result.norm_edition),
        words("computed {when}", when=words.moment(result.made_at, city.zone)),
    ]
    return " · ".join(parts)
