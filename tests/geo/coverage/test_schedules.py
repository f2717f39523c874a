"""Which lamps are on, minute by minute, and for how long places are dark, also in the nights of the change of time."""

from __future__ import annotations

import doctest
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from geo.coverage import schedules
from geo.coverage.schedules import (
    Place,
    dark_hours,
    first_shown,
    lit_times,
    named,
    night_of,
    nights,
    of_name,
    readings,
    state,
    state_hours,
)
from geo.errors import BadInput
from geo.profile.lighting import Lighting

WARSAW = ZoneInfo("Europe/Warsaw")
TORUN = Place(18.605, 53.011, WARSAW)
MINUTE = timedelta(minutes=1)
BACK, FORWARD = date(2026, 10, 24), date(2027, 3, 27)


def lighting(**schedules: list[list[str]]) -> Lighting:
    words = {"pl": "x", "en": "x"}
    told = {key: {"words": words, "lit": lit, "lit_radius_m": 20, "lamp_height_m": 8} for key, lit in schedules.items()}
    told |= {"usual": {"words": words, "lit": [["dusk", "dawn"]], "lit_radius_m": 20, "lamp_height_m": 8}}
    return Lighting.model_validate(
        {"night": "civil", "default": "usual", "usable_share": 0.5, "least_m": 15, "schedules": told}
    )


def with_summer(lit: list[list[str]]) -> Lighting:
    plain = lighting(park=lit)
    season = {"first": "06-01", "last": "08-31", "lit": [["dusk", "dawn"]]}
    told = plain.model_dump()
    told["schedules"]["park"]["seasons"] = [season]
    return Lighting.model_validate(told)


def on(when: datetime, profile: Lighting, key: str = "park") -> bool:
    return key in state(when, profile, TORUN)


def test_the_examples_of_the_documentation_hold() -> None:
    assert doctest.testmod(schedules).failed == 0


def test_a_night_goes_from_civil_dusk_to_civil_dawn() -> None:
    """Toruń, 21 June 2026: the sun is 6° below the horizon from 22:07 to 3:28 CEST by the equations of NOAA."""
    [night] = nights(date(2026, 6, 21), date(2026, 6, 21), lighting(), TORUN)
    assert night.dusk == datetime(2026, 6, 21, 20, 7, tzinfo=UTC)
    assert night.dawn == datetime(2026, 6, 22, 1, 28, tzinfo=UTC)


@pytest.mark.parametrize("evening", [date(2026, 1, 15), date(2026, 7, 15), BACK, FORWARD])
def test_lamps_go_on_and_off_at_the_very_minute(evening) -> None:
    profile = lighting(park=[["dusk+10", "23:00"], ["04:15", "dawn-5"]])
    [night] = nights(evening, evening, profile, TORUN)
    assert lit_times(profile.schedules["park"], night, WARSAW)
    for begins, ends in lit_times(profile.schedules["park"], night, WARSAW):
        assert [on(begins + step * MINUTE, profile) for step in (-1, 0, 1)] == [False, True, True]
        assert [on(ends + step * MINUTE, profile) for step in (-1, 0, 1)] == [True, False, False]


def test_a_fixed_time_is_that_of_the_local_clock() -> None:
    profile = lighting(park=[["dusk", "23:00"]])
    winter = datetime(2026, 12, 1, 23, tzinfo=WARSAW)
    summer = datetime(2026, 8, 1, 23, tzinfo=WARSAW)
    assert winter.astimezone(UTC).hour == 22
    assert summer.astimezone(UTC).hour == 21
    for moment in (winter, summer):
        assert [on(moment + step * MINUTE, profile) for step in (-1, 0, 1)] == [True, False, False]


def test_a_season_changes_the_night_of_its_first_and_last_evening_only() -> None:
    profile = with_summer([["dusk", "23:00"]])
    late = lambda month, day: datetime(2026, month, day, 23, 30, tzinfo=WARSAW)  # noqa: E731
    assert [on(late(5, 31), profile), on(late(6, 1), profile)] == [False, True]
    assert [on(late(8, 31), profile), on(late(9, 1), profile)] == [True, False]
    # The small hours belong to the evening before.
    assert on(datetime(2026, 9, 1, 3, tzinfo=WARSAW), profile)
    assert not on(datetime(2026, 6, 1, 2, 30, tzinfo=WARSAW), profile)


def test_a_pair_that_ends_before_it_begins_lights_nothing() -> None:
    profile = lighting(park=[["dusk", "21:30"]])
    [night] = nights(date(2026, 6, 21), date(2026, 6, 21), profile, TORUN)
    assert lit_times(profile.schedules["park"], night, WARSAW) == []


def test_by_day_no_lamp_is_on_and_it_is_no_night() -> None:
    noon = datetime(2026, 10, 25, 12, tzinfo=WARSAW)
    assert state(noon, lighting(), TORUN) == frozenset()
    assert night_of(noon, lighting(), TORUN) is None
    assert night_of(datetime(2026, 10, 25, 3, tzinfo=WARSAW), lighting(), TORUN).evening == BACK


def test_a_moment_without_a_time_zone_is_refused() -> None:
    with pytest.raises(BadInput, match="must have a time zone"):
        state(datetime(2026, 10, 25, 2, 30), lighting(), TORUN)  # noqa: DTZ001


def test_a_time_that_comes_twice_switches_when_it_comes_first() -> None:
    half_past_two = datetime(2026, 10, 25, 2, 30)  # noqa: DTZ001 - as the clocks show it
    assert [moment.hour for moment in readings(half_past_two, WARSAW)] == [0, 1]
    assert first_shown(half_past_two, WARSAW) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    profile = lighting(park=[["dusk", "02:30"]])
    off = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert [on(off + step * MINUTE, profile) for step in (-1, 0, 1)] == [True, False, False]
    assert not on(datetime(2026, 10, 25, 2, 15, tzinfo=WARSAW, fold=1), profile)


def test_a_time_that_never_comes_switches_when_the_clocks_leap() -> None:
    half_past_two = datetime(2027, 3, 28, 2, 30)  # noqa: DTZ001 - as the clocks show it
    assert readings(half_past_two, WARSAW) == []
    leap = datetime(2027, 3, 28, 1, tzinfo=UTC)
    assert first_shown(half_past_two, WARSAW) == leap
    profile = lighting(park=[["dusk", "02:30"]])
    assert [on(leap + step * MINUTE, profile) for step in (-1, 0, 1)] == [True, False, False]


@pytest.mark.parametrize(
    ("evening", "by_clock_h", "really_h"),
    # From 22:00 to 4:00: six hours by the clock, one more in autumn, one less in spring.
    [(BACK, 6, 7), (FORWARD, 6, 5), (date(2026, 11, 10), 6, 6)],
)
def test_hours_are_those_that_pass_and_not_those_of_the_clock(evening, by_clock_h, really_h) -> None:
    profile = lighting(park=[["22:00", "04:00"]])
    [night] = nights(evening, evening, profile, TORUN)
    [(begins, ends)] = lit_times(profile.schedules["park"], night, WARSAW)
    local = [moment.astimezone(WARSAW).replace(tzinfo=None) for moment in (begins, ends)]
    assert (local[1] - local[0]) / timedelta(hours=1) == by_clock_h
    assert (ends - begins).total_seconds() == really_h * 3600
    dark_h = dark_hours(["park"], evening, evening, profile, TORUN)
    assert dark_h == pytest.approx(night.hours - really_h)


def test_dark_hours_of_nights_reckoned_by_hand() -> None:
    """24 October 2026: dusk 18:06 CEST, dawn 5:54 CET; 27 March 2027: dusk 18:46 CET, dawn 5:55 CEST."""
    profile = lighting(park=[["dusk", "23:00"]])
    assert dark_hours([], BACK, BACK, profile, TORUN) == pytest.approx(12 + 48 / 60)
    assert dark_hours(["park"], BACK, BACK, profile, TORUN) == pytest.approx(6 + 54 / 60 + 1)
    assert dark_hours([], FORWARD, FORWARD, profile, TORUN) == pytest.approx(10 + 9 / 60)
    assert dark_hours(["park"], FORWARD, FORWARD, profile, TORUN) == pytest.approx(6 + 55 / 60 - 1)
    assert dark_hours(["usual"], BACK, BACK, profile, TORUN) == 0
    assert dark_hours(["usual", "park"], BACK, BACK, profile, TORUN) == 0


def test_dark_hours_of_a_year_agree_with_a_walk_through_its_minutes() -> None:
    profile = with_summer([["dusk", "23:00"], ["04:30", "dawn"]])
    first, last = date(2026, 8, 29), date(2026, 9, 3)
    dark, now = 0, datetime(2026, 8, 29, 10, tzinfo=UTC)
    while now < datetime(2026, 9, 4, 10, tzinfo=UTC):
        dark += night_of(now, profile, TORUN) is not None and not on(now, profile)
        now += 5 * MINUTE
    # A walk in steps of five minutes is wrong by one step a switch at most.
    assert dark_hours(["park"], first, last, profile, TORUN) == pytest.approx(dark * 5 / 60, abs=12 * 5 / 60)


def test_the_states_of_a_year_share_its_dark_hours() -> None:
    profile = with_summer([["dusk", "23:00"]])
    first, last = date(2026, 1, 1), date(2026, 12, 31)
    hours = state_hours(first, last, profile, TORUN, keys=["park", "usual"])
    assert [named(now) for now in hours] == ["park+usual", "usual"]
    assert sum(hours.values()) == pytest.approx(dark_hours([], first, last, profile, TORUN))
    assert dark_hours(["park"], first, last, profile, TORUN) == pytest.approx(hours[frozenset({"usual"})])


def test_states_have_names() -> None:
    for now in (frozenset(), frozenset({"park"}), frozenset({"park", "street"})):
        assert of_name(named(now)) == now
