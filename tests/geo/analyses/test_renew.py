"""Is a stale result made new with all that it rests on, and nothing computed that is fresh?"""

from __future__ import annotations

import pytest
import shapely

from geo.analyses.renew import is_stale, renew
from geo.city import City


@pytest.fixture
def small(plain):
    """Return a plain with one camera beside one street."""
    plain.areas(shapely.box(0, 0, 200, 200)).cameras((100, 100)).houses(shapely.box(120, 90, 130, 110))
    return plain.streets(shapely.LineString([(0, 100), (200, 100)]))


def test_what_it_rests_on_is_made_new_first(small, torun: City) -> None:
    store = small.store
    assert is_stale(store, "coverage")
    renew(store, torun, "availability")
    first = store.result("coverage")
    small.cameras((50, 50), ref=["another"])
    assert is_stale(store, "coverage")
    renew(store, torun, "availability")
    assert not is_stale(store, "coverage")
    assert not is_stale(store, "availability")
    assert (first.n, store.result("coverage").n) == (1, 2)


def test_what_is_fresh_is_not_computed_anew(small, torun: City) -> None:
    renew(small.store, torun, "coverage")
    made = small.store.result("coverage").made_at
    renew(small.store, torun, "availability")
    assert small.store.result("coverage").made_at == made
