"""Do made-up streets meet, so that one can go along them from everywhere to everywhere?"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo import crs
from geo.city import load_city
from geo.ingest.fabric.crossings import joined
from geo.ingest.fabric.load import made_up
from geo.patrol.streets import network, together


def lines(*paths: list[tuple[float, float]]) -> np.ndarray:
    return np.array([shapely.LineString(path) for path in paths], dtype=object)


def test_a_cross_a_touch_and_a_gap_become_one_network() -> None:
    apart = lines([(0, 0), (100, 0)], [(50, -40), (50, 40)], [(20, 0), (20, 60)], [(80, 90), (80, 4)])
    assert together(network(apart)) < 0.5
    met = joined(apart)
    assert together(network(met)) == 1
    assert shapely.length(met).tolist() == pytest.approx([100, 80, 60, 90])


def test_a_street_that_ends_farther_away_is_left_alone() -> None:
    apart = lines([(0, 0), (100, 0)], [(80, 90), (80, 7)])
    assert [line.wkt for line in joined(apart)] == [line.wkt for line in apart]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_streets_of_a_made_up_town_hang_together_also_as_they_are_stored(seed: int) -> None:
    city = load_city("torun")
    fabric = city.demo.fabric.model_copy(update={"buildings": 1200, "lamps": 10})
    small = city.model_copy(update={"demo": city.demo.model_copy(update={"fabric": fabric})})
    centre = gpd.GeoSeries(shapely.points([fabric.centre]), crs=crs.STORED).to_crs(city.crs).iloc[0]
    parts = made_up(centre.buffer(1200), small, rng=np.random.default_rng(seed))
    [streets] = [part.frame for part in parts if part.family == "streets"]
    assert together(network(crs.to_metric(streets, city.crs).geometry.to_numpy())) > 0.97
