"""Private parcels of made-up cities: whose they are, and that no street runs over them."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from geo.city import load_city
from geo.ingest.fabric.cityscape import Cityscape, cityscape
from geo.ingest.fabric.yards import yards

HOMES = ["apartments", "house"]


@pytest.fixture(scope="module", params=[3, 8])
def scape(request) -> Cityscape:
    fabric = load_city("torun").demo.fabric.model_copy(
        update={"buildings": 900, "old_radius_m": 180.0, "dense_radius_m": 350.0}
    )
    centre = np.array([6540000.0, 5875000.0])
    return cityscape(shapely.Point(centre).buffer(1100), centre, fabric, np.random.default_rng(request.param))


def test_no_parcel_lies_over_another_or_over_a_street(scape: Cityscape) -> None:
    parcels = yards(scape)
    assert shapely.is_valid(parcels).all()
    assert shapely.union_all(parcels).area == pytest.approx(shapely.area(parcels).sum(), rel=1e-6)
    public = scape.streets[scape.streets["zone"] != "slabs"].geometry.to_numpy()
    assert len(shapely.STRtree(parcels).query(public, predicate="intersects")[0]) == 0


def test_every_home_stands_on_private_ground_and_nothing_else_has_a_parcel_of_its_own(scape: Cityscape) -> None:
    parcels, houses = yards(scape), scape.houses
    home = houses["kind"].isin(HOMES).to_numpy()
    assert len(parcels) <= home.sum()
    middles = shapely.centroid(houses.geometry.array)
    private = shapely.STRtree(parcels).query(middles, predicate="within")[0]
    assert np.isin(np.flatnonzero(home), private).mean() > 0.99
    assert not np.isin(private, np.flatnonzero(~home)).any()


def test_parcels_keep_to_their_blocks_and_are_as_large_as_yards(scape: Cityscape) -> None:
    parcels = yards(scape)
    assert shapely.covered_by(parcels, shapely.buffer(shapely.union_all(scape.blocks), 0.01)).all()
    assert 50 < np.median(shapely.area(parcels)) < 1500
