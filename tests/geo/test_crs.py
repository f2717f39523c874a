"""Where measuring is allowed, and that a metre in the city is a metre on the ground."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from pyproj import CRS, Geod

from geo import crs
from geo.city import cities, load_city
from geo.errors import BadInput

TORUN = shapely.Point(18.6050, 53.0107)
KRAKOW = shapely.Point(19.9373, 50.0619)


def frame(*shapes, given="EPSG:4326"):
    return gpd.GeoDataFrame(geometry=list(shapes), crs=given)


@pytest.mark.parametrize(
    ("place", "metric", "east_north"),
    [
        (TORUN, "EPSG:2177", (6540604.65, 5875529.94)),
        (TORUN, "EPSG:2180", (473505.97, 571771.02)),
        (KRAKOW, "EPSG:2178", (7423913.41, 5547846.03)),
        (KRAKOW, "EPSG:2180", (567066.61, 244269.37)),
    ],
)
def test_known_places_come_out_east_before_north(place, metric, east_north):
    [[x, y]] = shapely.get_coordinates(crs.to_metric(frame(place), metric).geometry.array)
    assert (x, y) == pytest.approx(east_north, abs=0.01)


def test_there_and_back_again_is_the_same_place():
    back = crs.to_metric(frame(TORUN), "EPSG:2177").to_crs(crs.STORED)
    assert shapely.get_coordinates(back.geometry.array)[0] == pytest.approx((18.6050, 53.0107), abs=1e-11)


@pytest.mark.parametrize(("place", "metric"), [(TORUN, "EPSG:2177"), (KRAKOW, "EPSG:2178")])
def test_a_buffer_of_100_m_is_100_m_on_the_ground(place, metric):
    ring = crs.to_metric(frame(place), metric).buffer(100).to_crs(crs.STORED).boundary
    lon, lat = shapely.get_coordinates(ring.array).T
    start = np.full_like(lon, place.x), np.full_like(lat, place.y)
    distance_m = Geod(ellps="GRS80").inv(*start, lon, lat)[2]
    assert distance_m == pytest.approx(100, abs=0.1)


def test_a_buffer_of_100_m_measures_100_m_in_the_citys_crs():
    disc = crs.to_metric(frame(TORUN), "EPSG:2177").buffer(100, quad_segs=64)
    west, south, east, north = disc.total_bounds
    assert (east - west, north - south) == pytest.approx((200, 200), abs=0.1)
    assert disc.area.iloc[0] == pytest.approx(np.pi * 100**2, rel=5e-4)


@pytest.mark.parametrize("name", cities())
def test_every_profile_measures_in_a_metric_crs(name):
    city = load_city(name)
    assert crs.require_metric(city.crs) == CRS.from_user_input(city.crs)


@pytest.mark.parametrize(
    "given",
    [
        "EPSG:4326",
        "EPSG:4258",
        "EPSG:3857",
        "EPSG:900913",
        "EPSG:3785",
        "EPSG:3395",
        "ESRI:102100",
        "+proj=merc +a=6378137 +b=6378137 +units=m",
        "EPSG:2263",
        "EPSG:4978",
    ],
)
def test_degrees_mercator_feet_and_geocentric_coordinates_are_no_measure(given):
    with pytest.raises(BadInput, match="must be measured in a metric CRS of the city, not in "):
        crs.require_metric(given)
    with pytest.raises(BadInput):
        crs.to_metric(frame(TORUN), given)


def test_no_crs_is_no_measure():
    with pytest.raises(BadInput, match="not in no CRS"):
        crs.require_metric(None)


@pytest.mark.parametrize("given", ["EPSG:2180", "EPSG:2176", "EPSG:3879", "EPSG:25832", "EPSG:28992", CRS(2177)])
def test_national_and_city_systems_are_a_measure(given):
    assert crs.require_metric(given).is_projected


def test_the_zones_of_pl_2000_follow_their_central_meridians():
    meridians = {
        number: CRS(code).to_cf()["longitude_of_central_meridian"] for number, code in crs.PL2000_ZONES.items()
    }
    assert meridians == {5: 15, 6: 18, 7: 21, 8: 24}
