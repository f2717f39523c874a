"""What tests of the analyses share: small cities whose numbers can be computed by hand, in metres."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo.city import City, load_city
from geo.model.source import Source
from geo.storage.store import Store

#: Where the plain's origin lies, EPSG:2177.
EAST, NORTH = 6540604.65, 5875529.94
NOON = datetime(2026, 8, 1, 12, tzinfo=UTC)


def told(shapes: Any, **columns: Any) -> gpd.GeoDataFrame:
    """Return things at metres from the plain's origin, as the store takes them."""
    moved = shapely.transform(np.array(list(shapes), dtype=object), lambda xy: xy + np.array([EAST, NORTH]))
    refs = [f"r-{i}" for i in range(len(moved))]
    return gpd.GeoDataFrame({"ref": refs} | columns, geometry=gpd.GeoSeries(moved, crs="EPSG:2177")).to_crs("EPSG:4326")


class Plain:
    """A flat city on paper that is put into a store thing by thing."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def add(self, family: str, shapes: Any, *, source: dict[str, Any] | None = None, **columns: Any) -> Plain:
        origin = Source.model_validate(
            {"family": family, "name": f"źródło {family}", "imported_at": NOON} | (source or {})
        )
        with self.store.writing() as writing:
            writing.add(origin, told(shapes, **columns))
        return self

    def areas(self, *shapes: Any, kind: str = "okreg", prefix: str = "a") -> Plain:
        names = [f"Okręg {i}" for i in range(len(shapes))]
        refs = [f"{prefix}-{i}" for i in range(len(shapes))]
        return self.add("areas", shapes, ref=refs, kind=kind, name=names)

    def cameras(self, *places: tuple[float, float], **values: Any) -> Plain:
        """Add cameras of 1920 px and 90° at 5 m: 25 px/m reach sqrt(38.4² - 5²) m; a list gives each its own."""
        common: dict[str, Any] = {
            "camera_type": "dome",
            "mount": "pole",
            "height_m": 5.0,
            "bearing_deg": None,
            "tilt_deg": 30.0,
            "hfov_deg": 90.0,
            "sensor_width_px": 1920,
            "sensor_height_px": 1080,
            "status": "working",
            "indoor": False,
            "assumed": ["mount"],
        }
        listed = {
            name: value if isinstance(value, list) and name != "assumed" else [value] * len(places)
            for name, value in (common | values).items()
        }
        return self.add("cameras", [shapely.Point(place) for place in places], **listed)

    def houses(self, *shapes: Any, **values: Any) -> Plain:
        columns = {"height_m": 12.0, "min_height_m": 0.0, "assumed": [[]] * len(shapes)} | values
        return self.add("buildings", shapes, **columns)

    def streets(self, *lines: Any, **values: Any) -> Plain:
        names = [f"Ulica {i}" for i in range(len(lines))]
        return self.add("streets", lines, **({"name": names, "kind": "residential", "underground": False} | values))

    def incidents(
        self, places: Any, *, source: dict[str, Any] | None = None, prefix: str = "i", **values: Any
    ) -> Plain:
        n = len(places)
        begins = [NOON + timedelta(hours=i) for i in range(n)]
        columns = {"category": "theft", "occurred_from": begins, "occurred_to": begins} | values
        refs = [f"{prefix}-{i}" for i in range(n)]
        return self.add("incidents", shapely.points(np.asarray(places)), source=source, ref=refs, **columns)


@pytest.fixture(scope="session")
def torun() -> City:
    return load_city("torun")


@pytest.fixture
def plain(tmp_path: Path) -> Iterator[Plain]:
    """Return an empty plain."""
    store = Store.open(tmp_path / "torun.sqlite", city_id="torun")
    yield Plain(store)
    store.close()


@pytest.fixture(scope="session")
def in_metres() -> Callable[[gpd.GeoDataFrame], gpd.GeoDataFrame]:
    """Return a function that moves a result's frame back to metres from the plain's origin."""

    def moved(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        metric = frame.to_crs("EPSG:2177")
        return metric.set_geometry(metric.translate(-EAST, -NORTH))

    return moved
