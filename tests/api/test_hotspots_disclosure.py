"""Whoever keeps asking for the public map of hotspots learns of no incident before a period is closed."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import geopandas as gpd
import httpx
import pytest

from api.app import create_app
from api.settings import Settings
from geo.analyses import accuracy, hotspots, rhythm
from geo.city import load_city
from geo.ingest import demo
from geo.model.source import Source
from geo.storage.store import Store

ASKED = [
    "/",
    "/maps/patrol",
    "/maps/patrol?shift=night-weekend-summer",
    "/maps/patrol?day=2026-10-03&hour=23:30",
    "/collections/hotspots/items?f=json&limit=10000",
    "/collections/shift-hotspots/items?f=csv&limit=10000",
    "/collections/incidents/items?f=json&limit=10000",
    "/collections/hotspots?f=json",
    "/collections/incidents?f=json",
]


@pytest.fixture
def store(tmp_path: Path):
    """Return the store of a city with incidents and all that is told of them."""
    city = load_city("helsinki")
    opened = Store.open(tmp_path / "helsinki.sqlite", city_id="helsinki")
    with opened.writing() as writing:
        demo._add_places(writing, city)
        demo._add_areas(writing, city)
        demo._add_made_up(writing, city)
    count(opened)
    yield opened
    opened.close()


def count(store: Store) -> None:
    for analysis in (hotspots, rhythm, accuracy):
        result = analysis.run(store, load_city("helsinki"))
        with store.writing() as writing:
            writing.save(result)


def answers(address: str) -> list[str]:
    """Return what the public is told, without what is new on each page."""
    with httpx.Client(base_url=address, timeout=60) as client:
        told = [client.get(path) for path in ASKED]
    assert [one.status_code for one in told] == [200] * len(ASKED)
    return [re.sub(r'nonce="[^"]*"|[0-9a-f]{32}|"timeStamp": ?"[^"]*"', "", one.text) for one in told]


def test_answers_stay_the_same_while_incidents_come_and_are_counted(
    store: Store, serve: Callable, tmp_path: Path
) -> None:
    with serve(create_app(Settings(data_dir=tmp_path))) as address:
        before = answers(address)
        assert before == answers(address)
        known = store.read("incidents")
        for at, moved in enumerate((timedelta(days=-40), timedelta(days=-1))):
            when = [datetime.now(UTC) + moved] * 30
            columns = {
                "ref": [f"new-{at}-{n}" for n in range(30)],
                "category": "robbery",
                "occurred_from": when,
                "occurred_to": when,
            }
            frame = gpd.GeoDataFrame(columns, geometry=list(known.geometry.iloc[:30]), crs="EPSG:4326")
            with store.writing() as writing:
                writing.add(
                    Source(family="incidents", name="Policja", kind="police", imported_at=datetime.now(UTC)), frame
                )
            assert answers(address) == before
            count(store)
            assert answers(address) == before
