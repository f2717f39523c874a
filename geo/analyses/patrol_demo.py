"""Visits that no patrol made, so that a demo shows what was planned and what was done."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import geopandas as gpd
import numpy as np

from geo import crs
from geo.analyses.patrol_places import known_places
from geo.analyses.patrol_rounds import streets_of
from geo.city import City
from geo.ingest import synthetic
from geo.model.source import Source
from geo.storage.store import Store

#: From this day on patrols are made up, halfway through the made-up incidents, up to the day before the demo is loaded.
FIRST_DAY = date(2026, 10, 1)
_MOST_DAYS = 90


def add_visits(store: Store, city: City, today: date) -> int:
    """Add made-up visits to a demo that has none and return how many; their source says what they are."""
    first = max(FIRST_DAY, today - timedelta(days=_MOST_DAYS))
    days = (today - first).days
    if store.count("visits") or store.result("hotspots") is None or days < 1:
        return 0
    known = known_places(store, city, streets_of(store, city))
    places = gpd.GeoSeries(gpd.points_from_xy(known.frame["x"], known.frame["y"]), crs=city.crs).to_crs(crs.STORED)
    worth = np.array([1.0 + len(one) for one in known.near])
    rng = np.random.default_rng(city.demo.seed)
    refs = known.frame["ref"].tolist()
    made = synthetic.visits(refs, places, worth, first=first, days=days, city=city, rng=rng)
    origin = Source(
        family="visits",
        name="Zapis patroli (dane przykładowe)",
        kind="patrol",
        period_start=made["began_at"].min(),
        period_end=made["began_at"].max(),
        synthetic=True,
        imported_at=datetime.now(UTC),
    )
    with store.writing() as writing:
        writing.add(origin, made)
    return len(made)
