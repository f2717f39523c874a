"""A reported place lies in the city or a little outside; by how much is measured in metres, corner by corner."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from geo.casework.city_ground import CityGround, city_ground
from geo.city import load_city
from geo.model.source import Source
from geo.storage.store import Store

TORUN = load_city("torun")
#: The city is a square of 4 km; its metres are told from its south-western corner.
WEST, SOUTH, SIDE = 470_000.0, 570_000.0, 4000.0
SQUARE = shapely.box(WEST, SOUTH, WEST + SIDE, SOUTH + SIDE)
GROUND = CityGround("Toruń", TORUN.crs, SQUARE)


def in_degrees(shape: shapely.Geometry) -> shapely.Geometry:
    return gpd.GeoSeries([shape], crs=TORUN.crs).to_crs("EPSG:4326").iloc[0]


def spot(east_m: float, north_m: float) -> shapely.Geometry:
    return in_degrees(shapely.Point(WEST + east_m, SOUTH + north_m))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(tmp_path / "torun.sqlite", city_id="torun")
    yield opened
    opened.close()


def add(store: Store, kind: str, shape: shapely.Geometry) -> None:
    frame = gpd.GeoDataFrame({"ref": [kind], "kind": [kind], "name": [kind]}, geometry=[shape], crs="EPSG:4326")
    with store.writing() as writing:
        writing.add(Source(family="areas", name=kind, imported_at=datetime.now(UTC)), frame)


@pytest.mark.parametrize("place", [(2000, 2000), (0, 0), (-499, 2000), (2000, 4499), (4353, 4353)])
def test_a_place_in_the_city_or_up_to_500_m_outside_is_taken(place) -> None:
    assert GROUND.strayed(spot(*place)) is None


@pytest.mark.parametrize("place", [(-501, 2000), (2000, 4501), (4355, 4355), (40_000, 0)])
def test_a_place_farther_outside_is_told_back(place) -> None:
    assert GROUND.strayed(spot(*place)) == pytest.approx(tuple(spot(*place).coords[0]))


def test_of_a_route_or_an_area_the_farthest_corner_is_told() -> None:
    corners = [(WEST + 100, SOUTH + 100), (WEST - 2000, SOUTH + 100), (WEST - 900, SOUTH + 200)]
    told = (in_degrees(shapely.Point(corners[1])).x, in_degrees(shapely.Point(corners[1])).y)
    assert GROUND.strayed(in_degrees(shapely.LineString(corners))) == pytest.approx(told)
    assert GROUND.strayed(in_degrees(shapely.Polygon(corners))) == pytest.approx(told)


@pytest.mark.parametrize("place", [(53.01, 18.6), (-161.4, -53.0), (0, 90), (0, -90), (180, 0), (-180, 53.01)])
def test_nothing_at_the_other_end_of_the_world_is_near(place) -> None:
    assert GROUND.strayed(shapely.Point(place)) == place


def test_the_boundary_counts_before_other_areas_and_without_areas_nothing_is_known(store) -> None:
    assert city_ground(store, TORUN) is None
    add(store, "district", in_degrees(shapely.box(WEST, SOUTH, WEST + 100, SOUTH + 100)))
    assert city_ground(store, TORUN).strayed(spot(2000, 2000)) is not None
    add(store, "city", in_degrees(SQUARE))
    assert city_ground(store, TORUN).strayed(spot(2000, 2000)) is None
