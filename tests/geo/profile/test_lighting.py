"""Lighting schedules as profiles write them."""

from __future__ import annotations

import doctest
from datetime import date, time

import pytest
from pydantic import ValidationError

from geo.city import cities, load_city
from geo.profile import lighting
from geo.profile.lighting import Lighting, Season, Switch


def test_the_examples_of_the_documentation_hold() -> None:
    assert doctest.testmod(lighting).failed == 0


@pytest.mark.parametrize(
    ("written", "sun", "minutes", "clock", "evening"),
    [
        ("dusk", "dusk", 0, None, True),
        ("dusk+10", "dusk", 10, None, True),
        ("dawn-15", "dawn", -15, None, False),
        ("23:00", None, 0, time(23), True),
        ("00:00", None, 0, time(0), False),
        ("12:00", None, 0, time(12), True),
        ("11:59", None, 0, time(11, 59), False),
    ],
)
def test_a_switch_follows_the_sun_or_the_clock(written, sun, minutes, clock, evening) -> None:
    switch = Switch.model_validate(written)
    assert (switch.sun, switch.minutes, switch.clock, switch.in_the_evening) == (sun, minutes, clock, evening)


@pytest.mark.parametrize("written", ["", "noon", "dusk + 10", "24:00", "9:30", "dawn+", "23:60"])
def test_a_switch_that_is_neither_is_refused_in_words(written) -> None:
    with pytest.raises(ValidationError, match="must be written as dusk"):
        Switch.model_validate(written)


@pytest.mark.parametrize(
    ("evening", "held"),
    [(date(2026, 5, 31), False), (date(2026, 6, 1), True), (date(2026, 8, 31), True), (date(2026, 9, 1), False)],
)
def test_a_season_holds_from_its_first_to_its_last_evening(evening, held) -> None:
    assert Season.model_validate({"first": "06-01", "last": "08-31", "lit": [["dusk", "dawn"]]}).holds(evening) == held


@pytest.mark.parametrize("day", ["13-01", "06-31x", "6-1", "00-10"])
def test_a_season_needs_days_of_a_year(day) -> None:
    with pytest.raises(ValidationError):
        Season.model_validate({"first": day, "last": "08-31", "lit": [["dusk", "dawn"]]})


def test_the_default_schedule_must_be_there() -> None:
    told = load_city("torun").lighting.model_dump() | {"default": "moon"}
    with pytest.raises(ValidationError, match="must be one of street, park, not 'moon'"):
        Lighting.model_validate(told)


@pytest.mark.parametrize("name", cities())
def test_every_profile_has_schedules_for_streets_and_parks_in_both_languages(name) -> None:
    profile = load_city(name).lighting
    assert {"street", "park"} <= set(profile.schedules)
    assert all(schedule.words.pl and schedule.words.en for schedule in profile.schedules.values())


def test_the_parks_of_torun_are_lit_all_night_in_summer_only() -> None:
    park = load_city("torun").lighting.schedules["park"]
    assert [off.sun for _, off in park.times(date(2026, 7, 15))] == ["dawn"]
    assert [off.clock for _, off in park.times(date(2026, 9, 1))] == [time(23)]
    assert park.without_seasons().times(date(2026, 7, 15)) == park.lit
