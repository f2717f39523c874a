"""Minutes, visits and the last visit of each place, by its reference or by where the visit was."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pandas as pd

from geo.patrol.dosage import belongs, dose

REFS = ["P1", "P2"]
CENTRES = np.array([[0.0, 0.0], [1000.0, 0.0]])


def visits(*rows) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["area", "began_at", "minutes"])


def test_a_visit_belongs_to_the_place_it_names_or_near_which_it_was() -> None:
    told = visits(("P2", None, 1), ("okreg-1", None, 1), ("okreg-1", None, 1), ("okreg-1", None, 1))
    where = np.array([[np.nan, np.nan], [30.0, 40.0], [500.0, 0.0], [np.nan, np.nan]])
    assert belongs(REFS, CENTRES, told, where, radius_m=125).tolist() == [1, 0, -1, -1]


def test_only_what_lies_in_the_span_counts_and_the_last_visit_is_told_from_before_too() -> None:
    told = visits(
        ("P1", datetime(2026, 10, 1, 20, tzinfo=UTC), 15.0),
        ("P1", datetime(2026, 11, 1, 20, tzinfo=UTC), 10.0),
        ("P1", datetime(2026, 11, 2, 20, tzinfo=UTC), 12.0),
        ("P1", datetime(2026, 12, 1, 20, tzinfo=UTC), 99.0),
    )
    found = dose(
        np.array([0, 0, 0, 0]),
        told,
        places=2,
        first=datetime(2026, 11, 1, tzinfo=UTC),
        last=datetime(2026, 11, 30, tzinfo=UTC),
    )
    assert found["visits"].tolist() == [2, 0]
    assert found["minutes"].tolist() == [22.0, 0.0]
    assert found["last_at"][0] == pd.Timestamp("2026-11-02 20:00", tz="UTC")
    assert pd.isna(found["last_at"][1])
