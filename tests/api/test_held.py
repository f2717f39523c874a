"""Is the city held ready for questions, made once, and made anew where the store has changed?"""

from __future__ import annotations

from concurrent.futures import CancelledError
from datetime import UTC, datetime

import geopandas as gpd
import pytest
import shapely

from api.held import Held
from geo.city import load_city
from geo.errors import BadInput
from geo.ingest.cameras import complete_cameras
from geo.model.source import Source
from geo.storage.store import Store


@pytest.fixture
def opened(make_data):
    """Return a maker of what is held of a store, and the store."""
    made = []

    def of(*, filled=True):
        store = Store.open(make_data(filled=filled) / "helsinki.sqlite", city_id="helsinki")
        if filled:
            with store.writing() as writing:
                complete_cameras(writing, load_city("helsinki"))
        made.append((Held(store, load_city("helsinki")), store))
        return made[-1]

    yield of
    for held, store in made:
        held.close()
        store.close()


def test_who_does_not_wait_is_told_to_come_again(opened) -> None:
    held, _ = opened()
    assert held.get(wait_s=0) is None
    assert held.get(wait_s=60) is not None


def test_it_is_made_once(opened) -> None:
    held, _ = opened()
    first = held.get(wait_s=60)
    assert held.get(wait_s=0) is first


def test_a_question_ends_the_waiting_of_a_page(opened) -> None:
    held, _ = opened()
    making = held.begin(after_s=600)
    assert not making.done()
    assert held.get(wait_s=60) is making.result()


def test_another_state_of_the_store_is_another_situation(opened) -> None:
    held, store = opened()
    before = held.get(wait_s=60)
    lamp = gpd.GeoDataFrame({"ref": ["new"]}, geometry=[shapely.Point(24.94, 60.165)], crs="EPSG:4326")
    with store.writing() as writing:
        writing.add(Source(family="lamps", name="more", imported_at=datetime.now(UTC)), lamp)
    assert held.get(wait_s=0) is None
    after = held.get(wait_s=60)
    assert after is not before
    assert len(after.lamps) == len(before.lamps) + 1


def test_what_is_missing_is_told_to_all_who_ask(opened) -> None:
    held, _ = opened(filled=False)
    for _ in range(2):
        with pytest.raises(BadInput, match="czujka import areas"):
            held.get(wait_s=60)


def test_a_service_that_stops_makes_nothing_more(opened) -> None:
    held, _ = opened()
    making = held.begin(after_s=600)
    held.close()
    with pytest.raises(CancelledError):
        making.result(0)
