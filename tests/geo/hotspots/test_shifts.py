"""Which shift: by hand, over midnight, over the change of the clocks, and where nobody can tell."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from geo.city import load_city
from geo.hotspots.bands import band_of
from geo.hotspots.shifts import key_at, keys, shift_of

TORUN = load_city("torun")
ROTA = {"shifts": TORUN.hotspots.shifts, "summer_months": TORUN.hotspots.summer_months, "zone": TORUN.zone}


def of(*pairs):
    begin, end = (pd.Series(pd.to_datetime([pair[i] for pair in pairs]).tz_localize(TORUN.zone)) for i in (0, 1))
    names = [*keys(TORUN.hotspots.shifts), "unknown"]
    return [names[number] for number in shift_of(begin, end, **ROTA)]


@pytest.mark.parametrize(
    ("when", "key"),
    [
        ("2026-07-01 06:00", "day-workdays-summer"),  # a Wednesday
        ("2026-07-01 13:59", "day-workdays-summer"),
        ("2026-07-01 14:00", "evening-workdays-summer"),
        ("2026-07-04 14:00", "evening-weekend-summer"),  # a Saturday
        ("2026-07-04 05:59", "night-weekend-summer"),  # Friday's night
        ("2026-07-05 22:00", "night-workdays-summer"),  # Sunday's night is that of a working day
        ("2026-09-30 23:59", "night-workdays-summer"),
        ("2026-10-01 00:00", "night-workdays-winter"),
        ("2026-03-31 12:00", "day-workdays-winter"),
    ],
)
def test_a_moment_is_in_the_shift_on_duty(when, key):
    assert of((when, when)) == [key]
    assert key_at(pd.Timestamp(when, tz=TORUN.zone).to_pydatetime(), **ROTA) == key


def test_an_interval_is_in_the_shift_that_holds_more_than_half_of_it():
    assert of(("2026-07-01 13:00", "2026-07-01 16:00")) == ["evening-workdays-summer"]
    assert of(("2026-07-01 12:00", "2026-07-01 16:00")) == ["unknown"]


def test_a_day_without_an_hour_is_in_no_shift():
    assert of(("2026-07-01 00:00", "2026-07-01 23:59")) == ["unknown"]


def test_the_night_of_the_change_belongs_to_the_shift_that_began_before_it():
    # A Saturday's night, in October winter by the city's halves of the year; it lasts nine hours of the eleven.
    assert of(("2026-10-24 20:00", "2026-10-25 06:00")) == ["night-weekend-winter"]


def test_bands_are_the_densest_shares_and_empty_ground_is_in_none():
    assert band_of(np.array([5.0, 9.0, 0.0, 1.0]), np.ones(4), shares=[0.25, 0.5]).tolist() == [1, 0, -1, -1]
    assert (band_of(np.zeros(2), np.ones(2)) == -1).all()
