"""Hours, weekdays, seasons: every incident counts one, on days of 23, 24 and 25 hours."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import BadInput
from geo.hotspots.space_time import SEASONS, SHAPE, aoristic_table, hours_table

WARSAW = ZoneInfo("Europe/Warsaw")
SUNDAY = 6
AUTUMN, SPRING, SUMMER, WINTER = (SEASONS.index(name) for name in ("autumn", "spring", "summer", "winter"))


def times(*clock):
    """Return moments of the clock in Warsaw, kept in UTC as the store keeps them."""
    return pd.Series(pd.DatetimeIndex([pd.Timestamp(each, tz=WARSAW) for each in clock]).tz_convert("UTC"))


def table(begin, end, zone=WARSAW):
    return aoristic_table(times(*begin), times(*end), zone=zone)


def test_a_known_moment_counts_in_its_hour():
    told = table(["2026-07-01 23:59:59"], ["2026-07-01 23:59:59"])
    assert told[SUMMER, 2, 23] == 1
    assert told.sum() == 1


def test_an_interval_is_spread_by_the_time_in_each_hour():
    # Friday 22:30 to Saturday 1:00, two and a half hours.
    told = table(["2026-01-09 22:30"], ["2026-01-10 01:00"])
    assert told[WINTER, 4, 22] == pytest.approx(0.2)
    assert told[WINTER, 4, 23] == pytest.approx(0.4)
    assert told[WINTER, 5, 0] == pytest.approx(0.4)
    assert told[WINTER, 5, 1] == 0


def test_within_one_hour_an_interval_counts_there():
    assert table(["2026-01-09 22:10"], ["2026-01-09 22:50"])[WINTER, 4, 22] == pytest.approx(1)


def test_the_day_of_25_hours_has_two_hours_from_two_to_three():
    told = table(["2026-10-25 00:00"], ["2026-10-26 00:00"])[AUTUMN, SUNDAY]
    assert told[2] == pytest.approx(2 / 25)
    assert np.delete(told, 2) == pytest.approx(np.full(23, 1 / 25))
    assert told.sum() == pytest.approx(1)


def test_the_day_of_23_hours_has_none():
    told = table(["2026-03-29 00:00"], ["2026-03-30 00:00"])[SPRING, SUNDAY]
    assert told[2] == 0
    assert np.delete(told, 2) == pytest.approx(np.full(23, 1 / 23))


def test_an_interval_over_the_change_counts_the_time_that_passed():
    # From 1:00 summer time to 4:00 winter time four hours pass, two of them between two and three.
    told = table(["2026-10-25 01:00"], ["2026-10-25 04:00"])[AUTUMN, SUNDAY]
    assert told[[1, 2, 3]] == pytest.approx([0.25, 0.5, 0.25])


def test_both_hours_of_the_change_are_told_apart_before_they_are_added_up():
    first, second = pd.Timestamp("2026-10-25 00:30", tz="UTC"), pd.Timestamp("2026-10-25 01:30", tz="UTC")
    moments = pd.Series([first, second])
    assert aoristic_table(moments, moments, zone=WARSAW)[AUTUMN, SUNDAY, 2] == 2


@given(
    st.lists(
        st.tuples(st.integers(0, 3 * 365 * 86_400), st.one_of(st.just(0), st.integers(1, 7200), st.integers(1, 10**7))),
        min_size=1,
        max_size=40,
    )
)
def test_the_weights_sum_up_to_the_incidents_and_none_is_negative(intervals):
    begin = pd.Series(pd.Timestamp("2025-01-01", tz="UTC") + pd.to_timedelta([a for a, _ in intervals], unit="s"))
    end = begin + pd.to_timedelta([length for _, length in intervals], unit="s")
    told = aoristic_table(begin, end, zone=WARSAW)
    assert told.sum() == pytest.approx(len(intervals), rel=1e-9)
    assert told.min() >= -1e-9


def test_it_equals_a_count_minute_by_minute():
    rng = np.random.default_rng(4)
    begin = pd.Series(
        pd.Timestamp("2026-03-20", tz="UTC") + pd.to_timedelta(rng.integers(0, 20 * 1440, 25), unit="min")
    )
    end = begin + pd.to_timedelta(rng.integers(1, 3000, 25), unit="min")
    expected = np.zeros(SHAPE)
    for a, b in zip(begin, end, strict=True):
        minutes = pd.date_range(a, b, freq="min", inclusive="left").tz_convert(WARSAW)
        season = {12: 0, 1: 0, 2: 0, 3: 1, 4: 1, 5: 1, 6: 2, 7: 2, 8: 2, 9: 3, 10: 3, 11: 3}
        for minute in minutes:
            expected[season[minute.month], minute.day_of_week, minute.hour] += 1 / len(minutes)
    assert aoristic_table(begin, end, zone=WARSAW) == pytest.approx(expected, abs=1e-9)


def test_a_month_known_as_a_month_lies_on_all_of_its_hours():
    told = table(["2026-02-01"], ["2026-03-01"])[WINTER]
    # 28 days from a Sunday on: each hour of each weekday four times.
    assert told == pytest.approx(np.full((7, 24), 1 / 168))


def test_the_hours_of_a_year_are_its_days_times_24_whatever_the_clock_does():
    year = hours_table(pd.Timestamp("2026-01-01", tz=WARSAW), pd.Timestamp("2027-01-01", tz=WARSAW), zone=WARSAW)
    assert year.sum() == pytest.approx(365 * 24)
    assert year[SPRING, SUNDAY, 2] == pytest.approx(year[SPRING, SUNDAY, 3] - 1)
    assert year[AUTUMN, SUNDAY, 2] == pytest.approx(year[AUTUMN, SUNDAY, 3] + 1)


def test_without_incidents_the_table_is_empty():
    none = pd.Series(pd.DatetimeIndex([], tz="UTC"))
    assert aoristic_table(none, none, zone=WARSAW).shape == SHAPE
    assert aoristic_table(none, none, zone=WARSAW).sum() == 0


def test_times_without_a_zone_backward_intervals_and_odd_clocks_are_refused():
    naive = pd.Series(pd.to_datetime(["2026-01-01"]))
    with pytest.raises(BadInput, match="time zone"):
        aoristic_table(naive, naive, zone=WARSAW)
    with pytest.raises(BadInput, match="not end before it begins; 1 do"):
        table(["2026-01-02"], ["2026-01-01"])
    with pytest.raises(BadInput, match="not in Asia/Kolkata"):
        table(["2026-01-01"], ["2026-01-02"], zone=ZoneInfo("Asia/Kolkata"))
