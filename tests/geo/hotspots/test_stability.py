"""Hot in how many grids: a real cluster in all, pure chance in none, a cluster that the cut made in few."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo.errors import BadInput
from geo.hotspots.stability import SHIFTS, stability

CITY = shapely.box(0, 0, 1800, 1500)
SPACINGS_M = (120.0, 150.0, 180.0, 225.0)
CHANCE_MAPS = 200


def series(xy, crs="EPSG:2177"):
    return gpd.GeoSeries(shapely.points(xy), crs=crs)


def uniform(rng, n):
    return rng.uniform((0, 0), (1800, 1500), (n, 2))


def test_there_are_sixteen_grids_and_a_cluster_is_hot_in_all_of_them():
    rng = np.random.default_rng(1)
    xy = np.concatenate([uniform(rng, 250), rng.normal((900, 700), 60, (50, 2))])
    places = shapely.points([(900, 700), (200, 1300)])
    told = stability(series(xy), places, within=CITY, spacings_m=SPACINGS_M)
    assert told.grids == len(SPACINGS_M) * len(SHIFTS) == 16
    assert told.hot_in.tolist() == [16, 0]


def test_at_the_edge_of_a_cluster_it_depends_on_the_grid():
    rng = np.random.default_rng(2)
    xy = np.concatenate([uniform(rng, 250), rng.normal((900, 700), 60, (50, 2))])
    places = shapely.points(np.stack([np.linspace(900, 1500, 25), np.full(25, 700.0)], axis=1))
    hot_in = stability(series(xy), places, within=CITY, spacings_m=SPACINGS_M).hot_in
    assert hot_in[0] == 16
    assert hot_in[-1] == 0
    assert ((hot_in > 0) & (hot_in < 16)).any()


def test_a_place_outside_the_city_or_on_the_edge_of_two_cells_is_counted_once_a_grid():
    rng = np.random.default_rng(3)
    xy = np.concatenate([uniform(rng, 100), rng.normal((900, 700), 60, (90, 2))])
    # With a spacing of 150 m and no shift (975, 0) ± is the edge between two hexagons of the first row.
    places = shapely.points([(9000, 9000), (975, 0), (975, 150 * np.sqrt(3) / 2 * 6)])
    told = stability(series(xy), places, within=CITY, spacings_m=[150.0], shifts=[(0.0, 0.0)])
    assert told.grids == 1
    assert told.hot_in[0] == 0
    assert told.hot_in.max() == 1


def test_moving_the_grid_by_a_whole_spacing_changes_nothing():
    rng = np.random.default_rng(4)
    xy = np.concatenate([uniform(rng, 150), rng.normal((600, 600), 80, (40, 2))])
    places = shapely.points(uniform(rng, 300))
    here, there = (
        stability(series(xy), places, within=CITY, spacings_m=[150.0], shifts=[shift]).hot_in
        for shift in ((0.0, 0.0), (1.0, 0.0))
    )
    assert (here == there).all()
    assert here.any()


def test_pure_chance_is_hot_in_half_of_the_grids_on_at_most_five_maps_in_a_hundred():
    often = 0
    places = shapely.points(
        np.stack(np.meshgrid(np.arange(50, 1800, 100), np.arange(50, 1500, 100)), -1).reshape(-1, 2)
    )
    for seed in range(CHANCE_MAPS):
        told = stability(
            series(uniform(np.random.default_rng(seed), 200)),
            places,
            within=CITY,
            spacings_m=[150.0, 225.0],
            shifts=SHIFTS[:2],
        )
        often += (told.hot_in >= told.grids / 2).any()
    assert often / CHANCE_MAPS <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / CHANCE_MAPS)


def test_degrees_are_refused():
    with pytest.raises(BadInput, match="metric CRS"):
        stability(series([(18.6, 53.0)], crs="EPSG:4326"), shapely.points([(0, 0)]), within=CITY, spacings_m=[150.0])
