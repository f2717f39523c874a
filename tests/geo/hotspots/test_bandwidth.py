"""Bandwidth: the one that foretells best, scored out of sample, the same every time."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo.errors import BadInput
from geo.hotspots.bandwidth import choose_bandwidth
from geo.hotspots.raster import raster

CITY = shapely.box(0, 0, 4000, 3000)
LAID = raster(CITY, cell_m=50.0)
CANDIDATES_M = (60.0, 120.0, 240.0, 480.0, 960.0)
ORIGINS = (200.0, 240.0, 280.0, 320.0)


def clustered(sd_m, n=900, seed=5):
    """Return events around twelve lasting places, as wide as told, over 360 days."""
    rng = np.random.default_rng(seed)
    centres = rng.uniform((400, 400), (3600, 2600), (12, 2))
    xy = np.clip(centres[rng.integers(0, 12, n)] + rng.normal(0, sd_m, (n, 2)), 1, (3999, 2999))
    return gpd.GeoSeries(shapely.points(xy), crs="EPSG:2177"), rng.uniform(0, 360, n)


def choose(points, days, **more):
    more = {"candidates_m": CANDIDATES_M, "origins": ORIGINS, "horizon_days": 40.0} | more
    return choose_bandwidth(points, days, LAID, **more)


def test_tight_clusters_ask_for_a_narrow_kernel_wide_ones_for_a_wider():
    tight, wide = (choose(*clustered(sd_m)).bandwidth_m for sd_m in (50.0, 400.0))
    assert tight == 60
    assert wide in (240, 480)


def test_pure_chance_asks_for_the_widest():
    rng = np.random.default_rng(8)
    points = gpd.GeoSeries(shapely.points(rng.uniform((0, 0), (4000, 3000), (600, 2))), crs="EPSG:2177")
    assert choose(points, rng.uniform(0, 360, 600)).bandwidth_m == max(CANDIDATES_M)


def test_the_same_events_give_the_same_choice_in_whatever_order_the_candidates_come():
    points, days = clustered(120.0)
    one, other = choose(points, days), choose(points, days, candidates_m=CANDIDATES_M[::-1])
    assert one.scores == other.scores
    assert one.bandwidth_m == other.bandwidth_m == one.candidates_m[int(np.argmax(one.scores))]


def test_the_score_is_the_mean_log_density_of_what_came_later():
    # Brute force far from the edges, where no correction is needed; the decay halves what is 30 days old.
    rng = np.random.default_rng(2)
    xy = rng.normal((2000, 1500), 150, (80, 2))
    days = np.sort(rng.uniform(0, 100, 80))
    told = choose(
        gpd.GeoSeries(shapely.points(xy), crs="EPSG:2177"),
        days,
        candidates_m=[300.0],
        origins=[50.0, 70.0],
        horizon_days=20.0,
        half_life_days=30.0,
    )
    logs = []
    for origin in (50.0, 70.0):
        known, later = days < origin, (days >= origin) & (days < origin + 20)
        weights = 0.5 ** ((origin - days[known]) / 30)
        square = ((xy[later][:, None] - xy[known]) ** 2).sum(axis=2)
        f = (np.exp(-square / 2 / 300**2) / (2 * np.pi * 300**2)) @ weights
        logs.extend(np.log((f + 1 / CITY.area) / (weights.sum() + 1)))
    assert told.n == len(logs)
    assert told.scores[0] == pytest.approx(np.mean(logs), abs=0.01)


def test_events_outside_the_city_play_no_part():
    points, days = clustered(120.0)
    far = gpd.GeoSeries(shapely.points(np.full((50, 2), 9e5)), crs=points.crs)
    more = gpd.GeoSeries([*points, *far], crs=points.crs)
    assert choose(more, np.concatenate([days, np.full(50, 250.0)])).scores == choose(points, days).scores


def test_without_an_origin_between_events_nothing_can_be_tried():
    points, days = clustered(120.0)
    with pytest.raises(BadInput, match="of 1 origins none has both"):
        choose(points, days, origins=[999.0])
