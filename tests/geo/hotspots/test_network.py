"""Streets: split where they meet, not where they cross; lixels are equal and add up to the streets."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import BadInput
from geo.hotspots.network import cut, snap


def series(*lines, crs="EPSG:2177"):
    return gpd.GeoSeries([shapely.LineString(line) if isinstance(line, list) else line for line in lines], crs=crs)


def degrees(network):
    return np.bincount(network.joints.ravel())


def test_a_street_is_cut_into_equal_lixels_no_longer_than_told():
    network = cut(series([(0, 0), (100, 0)]), lixel_m=30)
    assert network.length_m == pytest.approx([25, 25, 25, 25])
    assert shapely.length(network.lixels) == pytest.approx(network.length_m)
    assert sorted(degrees(network)) == [1, 1, 2, 2, 2]


def test_streets_meet_where_they_share_a_vertex_and_are_split_there():
    network = cut(series([(0, 0), (50, 0), (100, 0)], [(50, 0), (50, 70)]), lixel_m=1000)
    assert sorted(network.length_m) == [50, 50, 70]
    assert sorted(degrees(network)) == [1, 1, 1, 3]


def test_a_bridge_crosses_without_meeting():
    network = cut(series([(0, 0), (100, 0)], [(50, -50), (50, 50)]), lixel_m=1000)
    assert len(network.lixels) == 2
    assert sorted(degrees(network)) == [1, 1, 1, 1]


def test_vertices_a_hair_apart_are_one_joint():
    network = cut(series([(0, 0), (100, 0)], [(100.0002, 0), (200, 0)]), lixel_m=1000)
    assert sorted(degrees(network)) == [1, 1, 2]


def test_a_bend_is_kept_within_the_lixel_that_holds_it():
    network = cut(series([(0, 0), (30, 0), (30, 30), (60, 30)]), lixel_m=45)
    assert network.length_m == pytest.approx([45, 45])
    assert [shapely.get_num_points(lixel) for lixel in network.lixels] == [3, 3]
    assert shapely.line_merge(shapely.union_all(network.lixels)).equals(
        shapely.LineString([(0, 0), (30, 0), (30, 15), (30, 30), (60, 30)])
    )


def test_a_roundabout_hangs_together_with_itself():
    ring = [(0, 0), (100, 0), (100, 100), (0, 100), (0, 0)]
    network = cut(series(ring), lixel_m=40)
    assert (degrees(network) == 2).all()
    assert network.length_m.sum() == pytest.approx(400)


def test_a_lixel_knows_its_street_also_among_lines_of_many_parts_and_empty_ones():
    many = shapely.MultiLineString([[(0, 0), (10, 0)], [(0, 5), (10, 5)]])
    network = cut(series(many, shapely.LineString(), [(0, 9), (10, 9)], [(7, 7), (7, 7)]), lixel_m=100)
    assert network.street.tolist() == [0, 0, 2]


@settings(max_examples=40)
@given(
    st.lists(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=2, max_size=6), min_size=1, max_size=8),
    st.sampled_from([7.0, 60.0, 900.0]),
)
def test_lixels_add_up_to_the_streets_and_touch_at_their_joints(walks, lixel_m):
    lines = [[(100.0 * x, 100.0 * y) for x, y in walk] for walk in walks if len(set(walk)) > 1]
    if not lines:
        return
    given_lines = series(*lines)
    network = cut(given_lines, lixel_m=lixel_m)
    assert network.length_m.sum() == pytest.approx(given_lines.length.sum())
    assert shapely.length(network.lixels) == pytest.approx(network.length_m, abs=1e-6)
    assert network.length_m.max() <= lixel_m + 1e-6
    ends = np.stack([shapely.get_coordinates(shapely.get_point(network.lixels, at)) for at in (0, -1)], axis=1)
    place = np.empty((network.joints.max() + 1, 2))
    place[network.joints] = ends
    assert place[network.joints] == pytest.approx(ends, abs=1e-6)
    for line, street in zip(network.lixels, network.street, strict=True):
        assert (
            shapely.distance(given_lines.iloc[street], shapely.line_interpolate_point(line, 0.5, normalized=True))
            < 1e-6
        )


def test_points_snap_to_the_nearest_lixel_within_reach():
    network = cut(series([(0, 0), (100, 0)]), lixel_m=50)
    points = gpd.GeoSeries(shapely.points([(10, 5), (90, -5), (50, 31), (10, 30)]), crs="EPSG:2177")
    assert snap(points, network, within_m=30).tolist() == [0, 1, -1, 0]


def test_degrees_and_a_network_of_nothing_are_refused():
    with pytest.raises(BadInput, match="metric CRS"):
        cut(series([(18.6, 53.0), (18.7, 53.0)], crs="EPSG:4326"), lixel_m=10)
    with pytest.raises(BadInput, match="at least one street with a length"):
        cut(series(shapely.LineString()), lixel_m=10)
    network = cut(series([(0, 0), (100, 0)]), lixel_m=50)
    with pytest.raises(BadInput, match="metric CRS"):
        snap(gpd.GeoSeries([shapely.Point(0, 0)], crs="EPSG:4326"), network, within_m=5)
