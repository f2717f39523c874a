"""Two sources, one incident: by hand, a few metres and minutes apart."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from geo.hotspots.tellers import NEVER, SWITCHED, TELLERS, rank, tellers
from geo.hotspots.told_twice import same_as

NOON = pd.Timestamp("2026-07-01T12:00", tz="UTC")


def told(rows):
    """Return who stands for each of (x, minutes after noon, lasting minutes, category, source, teller)."""
    x, minute, lasts, category, source, teller = (list(column) for column in zip(*rows, strict=True))
    begin = pd.Series([NOON + pd.Timedelta(minutes=m) for m in minute])
    end = begin + pd.to_timedelta(lasts, unit="min")
    return same_as(
        np.column_stack([np.array(x, dtype=float), np.zeros(len(x))]),
        begin,
        end,
        category=np.array(category, dtype=object),
        source=np.array(source, dtype=object),
        rank=rank(np.array(teller, dtype=object)),
        within_m=75.0,
        within_min=60.0,
    ).tolist()


def test_near_in_place_and_time_and_of_one_category_the_better_source_stands():
    rows = [(40, 20, 0, "theft", "B", "city_guard"), (0, 0, 0, "theft", "A", "police")]
    assert told(rows) == [1, 1]


@pytest.mark.parametrize(
    "other",
    [
        (75.1, 0, 0, "theft", "B", "city_guard"),
        (0, 60.1, 0, "theft", "B", "city_guard"),
        (0, 0, 0, "robbery", "B", "city_guard"),
        (0, 0, 0, "theft", "A", "police"),
    ],
    ids=["too far", "too late", "another category", "the same source"],
)
def test_what_differs_in_anything_stands_for_itself(other):
    assert told([(0, 0, 0, "theft", "A", "police"), other]) == [0, 1]


def test_at_the_limits_it_is_still_one():
    assert told([(0, 0, 0, "theft", "A", "police"), (75, 60, 0, "theft", "B", "city_guard")]) == [0, 0]


def test_of_every_other_source_only_the_nearest_is_taken():
    near, farther = (10, 0, 0, "theft", "B", "city_guard"), (30, 0, 0, "theft", "B", "city_guard")
    assert told([(0, 0, 0, "theft", "A", "police"), farther, near]) == [0, 1, 0]


def test_three_sources_of_one_incident_leave_one():
    rows = [
        (0, 0, 0, "theft", "A", "police"),
        (5, 0, 0, "theft", "B", "city_guard"),
        (9, 0, 0, "theft", "C", "resident"),
    ]
    assert told(rows) == [0, 0, 0]


def test_an_interval_counts_from_its_nearer_end_and_one_that_is_too_long_meets_nobody():
    evening = (0, 0, 300, "theft", "A", "police")
    assert told([evening, (0, 350, 0, "theft", "B", "city_guard")]) == [0, 0]
    day = (0, 0, 361, "theft", "A", "police")
    assert told([day, (0, 10, 0, "theft", "B", "city_guard")]) == [0, 1]


def test_the_threat_map_is_parted_by_the_state_of_its_reports():
    kind, state = pd.Series(["kmzb"] * 4 + ["police"]), pd.Series(["new", "confirmed", "rejected", None, "rejected"])
    assert tellers(kind, state).tolist() == ["kmzb_new", "kmzb_confirmed", "kmzb_rejected", "kmzb_new", "police"]


def test_what_never_counts_cannot_be_switched_on():
    assert set(SWITCHED) | set(NEVER) == set(TELLERS)
    assert {"kmzb_rejected", "patrol"} == set(NEVER)
