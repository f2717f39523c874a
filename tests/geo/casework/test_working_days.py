"""The clock skips what offices skip."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from geo.casework.working_days import due, is_working_day

WARSAW = ZoneInfo("Europe/Warsaw")
FREE_2026 = ["01-01", "01-06", "04-06", "05-01", "06-04", "11-11", "12-24", "12-25"]


@pytest.mark.parametrize("day", FREE_2026)
def test_public_holidays_on_weekdays_are_free(day) -> None:
    assert date.fromisoformat(f"2026-{day}").weekday() < 5
    assert not is_working_day(date.fromisoformat(f"2026-{day}"))


def test_christmas_eve_was_a_working_day_until_2024() -> None:
    assert is_working_day(date(2024, 12, 24))
    assert not is_working_day(date(2025, 12, 24))


@pytest.mark.parametrize(
    ("since", "days", "last"),
    [
        (datetime(2026, 11, 9, 8, 0, tzinfo=WARSAW), 2, date(2026, 11, 12)),  # the 11th is free
        (datetime(2026, 11, 6, 23, 59, tzinfo=WARSAW), 2, date(2026, 11, 10)),  # a Friday night
        (datetime(2026, 4, 30, 12, 0, tzinfo=WARSAW), 3, date(2026, 5, 6)),  # 1 May, then a weekend
        (datetime(2026, 12, 23, 9, 0, tzinfo=WARSAW), 2, date(2026, 12, 29)),
        (datetime(2026, 11, 8, 12, 0, tzinfo=WARSAW), 1, date(2026, 11, 9)),  # a Sunday
        # In UTC it is still Thursday, in Warsaw already Friday.
        (datetime(2026, 7, 2, 22, 30, tzinfo=UTC), 1, date(2026, 7, 6)),
    ],
)
def test_something_is_due_at_the_end_of_the_last_working_day(since, days, last) -> None:
    moment = due(since, working_days=days, zone=WARSAW)
    assert moment == datetime(last.year, last.month, last.day + 1, tzinfo=WARSAW)


def test_a_due_moment_is_local_midnight_also_across_a_change_of_clocks() -> None:
    moment = due(datetime(2026, 10, 23, 12, tzinfo=WARSAW), working_days=1, zone=WARSAW)
    assert moment.isoformat() == "2026-10-27T00:00:00+01:00"
