"""A shift's demand is that of its hours, over midnight too, and a year's that of its weekdays and months."""

from __future__ import annotations

from datetime import date, time

import numpy as np
import pytest

from geo.patrol.demand import of_shift, of_year, week
from geo.patrol.year import spread


def test_hours_of_the_week_are_one_on_average_and_drawn_to_it_where_incidents_are_few() -> None:
    table = np.zeros((4, 7, 24))
    table[2, 4, 22] = 168
    hourly = week(table)
    assert hourly.mean() == pytest.approx(1)
    # (168 + 1) / 336 * 168
    assert hourly[4, 22] == pytest.approx(84.5)
    assert hourly[0, 3] == pytest.approx(0.5)


def test_a_night_takes_the_next_days_first_hours() -> None:
    hourly = np.zeros((7, 24))
    hourly[0, 20:] = 1
    hourly[1, :4] = 10
    hourly[6, 23] = 5
    found = of_shift(hourly, time(20), 8)
    assert found.tolist() == [44, 0, 0, 0, 0, 0, 5]


def test_a_shift_that_begins_at_half_past_takes_half_of_its_first_hour() -> None:
    hourly = np.zeros((7, 24))
    hourly[2, 10] = 1
    assert of_shift(hourly, time(10, 30), 2)[2] == pytest.approx(0.5)


def test_a_year_is_spread_by_weekday_and_month_and_sums_exactly_to_its_number() -> None:
    days = [date(2026, 7, 3), date(2026, 7, 4), date(2026, 12, 4)]  # Friday, Saturday, Friday
    months = [1.0] * 6 + [2.0] + [1.0] * 5
    weekly = np.array([1, 1, 1, 1, 3, 1, 1.0])
    demand = of_year(days, [weekly], months)
    assert demand.ravel().tolist() == [6, 2, 3]
    numbers = spread(demand.ravel(), patrols=11, capacity=9, rng=np.random.default_rng(1))
    assert numbers.tolist() == [6, 2, 3]
