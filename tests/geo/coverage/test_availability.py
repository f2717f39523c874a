"""Outages in time: what overlaps counts once, in UTC, whatever the clocks show."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest

from geo.coverage.availability import days_off, off_at, spells

WARSAW = ZoneInfo("Europe/Warsaw")
BEGIN = datetime(2026, 3, 1, tzinfo=UTC)


def outages(*rows: tuple[str, float, float | None, str | None]) -> pd.DataFrame:
    """Return outages by camera, hours from the beginning, and reason."""
    frame = pd.DataFrame(rows, columns=["camera", "off_from", "off_to", "reason"])
    hours = {name: [None if h != h or h is None else BEGIN + timedelta(hours=h) for h in frame[name]] for name in ("off_from", "off_to")}  # fmt: skip
    return frame.assign(**hours)


def hours(found: pd.DataFrame) -> list[tuple[str, float, float | None]]:
    def told(moment: pd.Timestamp) -> float | None:
        return None if pd.isna(moment) else (moment - BEGIN) / timedelta(hours=1)

    return [(row.camera, told(row.off_from), told(row.off_to)) for row in found.itertuples()]


def test_outages_that_overlap_or_meet_are_one_and_keep_their_reasons() -> None:
    found = spells(outages(("a", 0, 5, "zasilanie"), ("a", 3, 4, None), ("a", 5, 8, "łączność"), ("a", 9, 10, None)))
    assert hours(found) == [("a", 0, 8), ("a", 9, 10)]
    assert found["reason"].fillna("–").tolist() == ["zasilanie; łączność", "–"]


def test_an_outage_without_an_end_swallows_all_that_begin_later() -> None:
    found = spells(outages(("a", 7, 9, None), ("a", 2, None, None), ("b", 20, 21, None)))
    assert hours(found) == [("a", 2, None), ("b", 20, 21)]


def test_no_outage_at_all_is_no_spell() -> None:
    none = spells(outages())
    assert hours(none) == []
    assert days_off(none, BEGIN, BEGIN + timedelta(days=9)).empty


def test_a_camera_is_off_from_the_first_moment_and_works_again_at_the_last() -> None:
    found = spells(outages(("a", 0, 5, None), ("b", 5, None, None), ("c", 6, 7, None)))
    assert off_at(found, BEGIN + timedelta(hours=5))["camera"].tolist() == ["b"]
    assert off_at(found, BEGIN)["camera"].tolist() == ["a"]
    assert off_at(found, BEGIN - timedelta(seconds=1)).empty


def test_downtime_is_cut_to_the_period_and_what_lasts_ends_with_it() -> None:
    found = spells(outages(("a", -48, 24, None), ("a", 36, 48, None), ("b", 60, None, None), ("c", 80, 90, None)))
    days = days_off(found, BEGIN, BEGIN + timedelta(hours=72))
    assert days.to_dict() == pytest.approx({"a": 1.5, "b": 0.5, "c": 0.0})


@pytest.mark.parametrize(("day", "hours_long"), [(datetime(2026, 10, 25), 25), (datetime(2026, 3, 29), 23)])  # noqa: DTZ001
def test_a_day_in_which_clocks_change_is_longer_or_shorter(day: datetime, hours_long: int) -> None:
    one = pd.DataFrame(
        {
            "camera": ["a"],
            "off_from": [day.replace(tzinfo=WARSAW)],
            "off_to": [(day + timedelta(days=1)).replace(tzinfo=WARSAW)],
            "reason": [None],
        }
    )
    whole = days_off(spells(one), datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 12, 31, tzinfo=UTC))
    assert whole["a"] == pytest.approx(hours_long / 24)


@pytest.mark.parametrize("seed", range(5))
def test_downtime_equals_the_hours_counted_one_by_one(seed: int) -> None:
    rng = np.random.default_rng(seed)
    starts, lengths = rng.integers(0, 200, 40), rng.integers(1, 30, 40)
    cameras = rng.choice(["a", "b", "c"], 40)
    rows = [(c, float(s), float(s + n), None) for c, s, n in zip(cameras, starts, lengths, strict=True)]
    days = days_off(spells(outages(*rows)), BEGIN + timedelta(hours=50), BEGIN + timedelta(hours=150))
    for camera in np.unique(cameras):
        off = {h for c, s, n, _ in rows if c == camera for h in range(int(s), int(n)) if 50 <= h < 150}
        assert days[camera] * 24 == pytest.approx(len(off), abs=1e-6)
