"""Sunrise, sunset and civil twilight against published times, each within two minutes."""

from __future__ import annotations

import doctest

import numpy as np
import pytest

from geo.coverage import sun
from geo.coverage.sun import CIVIL_DEG, SUNSET_DEG, passes

WITHIN_S = 120
GDANSK, WISLA = (18.646, 54.352), (18.861, 49.656)
ZIELONA_GORA, BIALA_PODLASKA = (15.506, 51.935), (23.116, 52.032)
#: Sunrise and sunset in CET (UTC + 1 h), to the minute: astronet.pl/na-niebie/n1442, "Długość dnia", 2004.
POLISH = [
    (GDANSK, "2004-01-25", "07:45", "16:10"),
    (GDANSK, "2004-03-20", "05:48", "17:58"),
    (GDANSK, "2004-06-21", "03:10", "20:23"),
    (GDANSK, "2004-09-23", "05:32", "17:42"),
    (GDANSK, "2004-12-22", "08:04", "15:22"),
    (WISLA, "2004-06-21", "03:36", "19:55"),
    (WISLA, "2004-12-22", "07:39", "15:46"),
    (ZIELONA_GORA, "2004-06-21", "03:38", "20:21"),
    (ZIELONA_GORA, "2004-12-22", "08:03", "15:49"),
    (BIALA_PODLASKA, "2004-01-25", "07:18", "16:02"),
    (BIALA_PODLASKA, "2004-12-22", "07:33", "15:18"),
]


def day(text: str) -> np.ndarray:
    return np.array([text], dtype="datetime64[D]")


def apart_s(found: np.ndarray, told: str) -> float:
    return abs(float((found[0] - np.datetime64(told)) / np.timedelta64(1, "s")))


def test_the_examples_of_the_documentation_hold() -> None:
    assert doctest.testmod(sun).failed == 0


@pytest.mark.parametrize(("place", "on", "rise", "sink"), POLISH)
def test_polish_cities_have_their_published_sunrise_and_sunset(place, on, rise, sink) -> None:
    morning, evening = (moment + np.timedelta64(1, "h") for moment in passes(day(on), *place, sun_deg=SUNSET_DEG))
    assert apart_s(morning, f"{on}T{rise}") <= WITHIN_S
    assert apart_s(evening, f"{on}T{sink}") <= WITHIN_S


def test_civil_twilight_is_that_of_the_astral_library() -> None:
    """London, 22 April 2009, in UTC: the example in the documentation of astral 3."""
    dawn, dusk = passes(day("2009-04-22"), -0.116, 51.5, sun_deg=CIVIL_DEG)
    rise, sink = passes(day("2009-04-22"), -0.116, 51.5, sun_deg=SUNSET_DEG)
    assert apart_s(dawn, "2009-04-22T04:13:04") <= 60
    assert apart_s(rise, "2009-04-22T04:50:16") <= 60
    assert apart_s(sink, "2009-04-22T19:08:41") <= 60
    assert apart_s(dusk, "2009-04-22T19:46:06") <= 60


def test_sunrise_is_that_of_the_solar_position_algorithm() -> None:
    """Golden, Colorado, 17 October 2003, 06:12:43 at UTC - 7 h: the example of Reda and Andreas, NREL/TP-560-34302."""
    rise, _ = passes(day("2003-10-17"), -105.1786, 39.742476, sun_deg=SUNSET_DEG)
    assert apart_s(rise, "2003-10-17T13:12:43") <= 10


def test_many_days_are_computed_as_each_alone() -> None:
    days = np.arange("2026-01-01", "2027-01-01", dtype="datetime64[D]")
    morning, evening = passes(days, 18.605, 53.011, sun_deg=CIVIL_DEG)
    for i in (0, 100, 297, 364):
        alone = passes(days[i : i + 1], 18.605, 53.011, sun_deg=CIVIL_DEG)
        assert (morning[i], evening[i]) == (alone[0][0], alone[1][0])


def test_beyond_the_polar_circle_a_day_or_a_night_has_no_end() -> None:
    rise, sink = passes(day("2026-06-21"), 18.95, 69.65, sun_deg=SUNSET_DEG)
    assert (sink[0] - rise[0]) / np.timedelta64(1, "h") == pytest.approx(24, abs=0.02)
    rise, sink = passes(day("2026-12-21"), 18.95, 69.65, sun_deg=SUNSET_DEG)
    assert rise[0] == sink[0]
