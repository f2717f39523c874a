"""A whole shift plan for 40 places, from what is in the store to the ways along the streets; only with CZUJKA_BENCH set.

The bound is that of the plan itself: no crew can be out for less than its visits last, so that what its ways add is told, too.
"""

from __future__ import annotations

import os
import time
from datetime import date
from pathlib import Path

import pytest

from geo.analyses import hotspots
from geo.analyses.patrol_shift import plan_shift
from geo.city import load_city
from geo.ingest import demo
from geo.storage.store import Store

pytestmark = pytest.mark.skipif("CZUJKA_BENCH" not in os.environ, reason="takes minutes; CZUJKA_BENCH=1 runs it")
MOST_S = 10.0


def test_a_shift_of_forty_places_is_planned_within_ten_seconds_of_processor_time(tmp_path: Path) -> None:
    city = load_city("helsinki")
    narrow = {"radius_m": 60.0, "places_at_most": 40}
    city = city.model_copy(update={"patrols": city.patrols.model_copy(update=narrow)})
    store = Store.open(tmp_path / "helsinki.sqlite", city_id="helsinki")
    with store.writing() as writing:
        demo._add_places(writing, city)
        demo._add_areas(writing, city)
        demo._add_made_up(writing, city)
    with store.writing() as writing:
        writing.save(hotspots.run(store, city))
    began = time.process_time()
    plan = plan_shift(store, city, day=date(2026, 11, 28), shift="night", patrols={"foot": 2, "motor": 2}, seed=7)
    took_s = time.process_time() - began
    store.close()
    visits_s = sum(60 * stop.minutes for _, stop in plan.stops)
    out_s = sum(one.back_s - one.leaves_s for one in plan.rounds)
    print(
        f"{len(plan.places)} places, {len(plan.stops)} stops: {took_s:.1f} s; out {out_s / visits_s:.2f} x the visits"
    )
    assert len(plan.places) == 40
    assert took_s <= MOST_S
    assert out_s >= visits_s
