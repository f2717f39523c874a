"""The public map of hotspots changes at the close of a period and at no other moment, whatever comes in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
import shapely

from geo.analyses import hotspots
from geo.analyses.hotspots_closed import CELLS, SHIFT_CELLS, SQUARES, public_of

CITY = shapely.box(0, 0, 2000, 1500)
IN_OCTOBER, LATE = datetime(2026, 10, 5, tzinfo=UTC), datetime(2026, 11, 28, tzinfo=UTC)


def days(first, n):
    return [first + timedelta(hours=7 * at) for at in range(n)]


def more(plain, n, first, prefix, **source):
    rng = np.random.default_rng(len(prefix))
    places = np.concatenate(
        [rng.normal((1000, 750), 60, (n // 2, 2)), rng.uniform((0, 0), (2000, 1500), (n - n // 2, 2))]
    )
    when = days(first, n)
    plain.incidents(
        places,
        prefix=prefix,
        occurred_from=when,
        occurred_to=when,
        source={"name": "Policja", "kind": "police"} | source,
    )


@pytest.fixture
def counted(plain, torun):
    """Return a counter that keeps what it finds, and the public's part of it."""
    plain.areas(CITY, kind="city")

    def count(now=LATE, chosen=None):
        result = hotspots.run(plain.store, torun, chosen=chosen, now=now)
        with plain.store.writing() as writing:
            writing.save(result)
        frames = [
            plain.store.result_items(name).drop(columns="geometry").to_dict("records")
            for name in (CELLS, SHIFT_CELLS, SQUARES)
        ]
        return result, frames, dict(result.summary["public"])

    return count


def test_neither_late_nor_new_incidents_nor_other_sources_move_it_before_the_next_close(plain, counted):
    more(plain, 80, IN_OCTOBER, "a")
    before, frames, told = counted()
    assert frames[0]
    assert frames[2]
    more(plain, 40, IN_OCTOBER, "late")  # told of a closed period, too late
    more(plain, 40, LATE - timedelta(days=20), "new")
    more(plain, 40, IN_OCTOBER, "by-operators", name="Operatorzy", kind="operator")
    after, again, told_again = counted(chosen=["police", "operator"])
    assert after.n > before.n
    assert (again, told_again) == (frames, told)
    with plain.store.writing() as writing:
        writing.clear("incidents", kind="police")
    erased, once_more, told_once_more = counted()
    assert erased.n < before.n
    assert (once_more, told_once_more) == (frames, told)


def test_at_the_next_close_it_tells_of_all_that_was_over_by_then(plain, counted):
    more(plain, 80, IN_OCTOBER, "a")
    frames = counted()[1]
    more(plain, 60, LATE - timedelta(days=20), "new")
    # The last hours of the month that is closed, and the first of the one that is not.
    more(plain, 4, datetime(2026, 12, 1, 1, tzinfo=UTC), "december")
    closed, later, told_later = counted(now=datetime(2026, 12, 1, 12, tzinfo=UTC))
    assert closed.n == 144
    assert told_later["n"] == 140
    assert told_later["until"] == "2026-12-01T00:00:00+01:00"
    assert later != frames


def test_the_public_is_told_bands_of_closed_periods_and_no_number_of_a_cell(plain, counted):
    more(plain, 80, IN_OCTOBER, "a")
    more(plain, 40, LATE - timedelta(days=20), "new")
    result, frames, _ = counted()
    assert {name for row in frames[0] for name in row} == {
        "street",
        "evidence",
        "stable",
        "band",
        "approximate",
        "synthetic",
    }
    assert {row["teller"] for row in frames[1]} <= {"chosen"}
    public = public_of(result)
    assert (result.n, public.n, public.sources) == (120, 80, ("Policja",))
    assert public.period is not None
    assert public.period[1] < datetime(2026, 11, 1, tzinfo=UTC)
    assert public.summary["by_evidence"]["certain"] > 0


def test_a_close_moves_what_the_public_sees_and_nothing_else(plain, torun, counted):
    more(plain, 80, IN_OCTOBER, "a")
    more(plain, 60, LATE - timedelta(days=20), "new")
    computed, frames, _ = counted(chosen=["police", "operator"])
    exact = plain.store.result_items("hotspots")
    more(plain, 30, LATE - timedelta(days=10), "uncounted")
    assert hotspots.close(plain.store, torun, now=LATE + timedelta(days=1)) is None
    closed = hotspots.close(plain.store, torun, now=datetime(2026, 12, 1, 1, tzinfo=UTC))
    with plain.store.writing() as writing:
        writing.save(closed)
    kept = plain.store.result("hotspots")
    assert (kept.made_at, kept.inputs_digest, kept.n) == (computed.made_at, computed.inputs_digest, computed.n)
    assert plain.store.result_items("hotspots").equals(exact)
    assert (kept.summary["public"]["n"], kept.summary["public"]["until"]) == (170, "2026-12-01T00:00:00+01:00")
    told = [plain.store.result_items(name).drop(columns="geometry").to_dict("records") for name in (CELLS, SQUARES)]
    assert told != [frames[0], frames[2]]
    assert hotspots.close(plain.store, torun, now=datetime(2026, 12, 2, tzinfo=UTC)) is None


def test_a_city_without_a_map_has_nothing_to_close(plain, torun):
    assert hotspots.close(plain.store, torun, now=LATE) is None
