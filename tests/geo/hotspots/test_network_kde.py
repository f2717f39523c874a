"""Density along streets: exact sums over paths, formulas for a line and a star, spatstat."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from scipy.stats import norm

from geo.hotspots.network import Network, cut, snap
from geo.hotspots.network_kde import network_density

METRIC = "EPSG:2177"


def star():
    """Return three streets of 1 km that meet at the origin, the first to the east."""
    angles = np.radians([0, 120, 240])
    tips = 1000 * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    return gpd.GeoSeries([shapely.LineString([(0, 0), tip]) for tip in tips], crs=METRIC)


def leg(number, along_m):
    angle = np.radians(120 * number)
    return along_m * np.cos(angle), along_m * np.sin(angle)


def one_at(network: Network, xy):
    """Return counts of one event at a place, shared where it lies between lixels."""
    hit = shapely.STRtree(network.lixels).query_nearest(shapely.Point(xy))
    counts = np.zeros(len(network.lixels))
    counts[hit] = 1 / len(hit)
    return counts


def read(network, density, xy):
    return density[shapely.STRtree(network.lixels).query_nearest(shapely.Point(xy))].mean()


@pytest.mark.parametrize(("lixel_m", "tolerance"), [(10.0, 2e-3), (2.0, 1e-4)])
def test_on_a_line_it_is_the_normal_curve_turned_back_at_the_ends(of_r_network, lixel_m, tolerance):
    network = cut(gpd.GeoSeries([shapely.LineString([(0, 0), (1000, 0)])], crs=METRIC), lixel_m=lixel_m)
    density = network_density(one_at(network, (500, 0)), network, bandwidth_m=100)
    found = [read(network, density, (x, 0)) for x in (500, 600, 700)]
    exact = of_r_network["line_heat_exact_reflected"][:3]
    assert found == pytest.approx(exact, abs=tolerance * max(exact))
    assert found == pytest.approx(of_r_network["line_heat"][:3], abs=2e-3 * max(exact))
    beside_the_end = network_density(one_at(network, (50, 0)), network, bandwidth_m=100)
    here = 3 * lixel_m + lixel_m / 2
    expected = norm.pdf(here, 50, 100) + norm.pdf(here, -50, 100)
    assert read(network, beside_the_end, (here, 0)) == pytest.approx(expected, rel=2e-3)


@pytest.mark.parametrize(("lixel_m", "tolerance"), [(10.0, 2e-3), (2.0, 1e-4)])
def test_on_a_star_it_is_the_exact_one_of_the_reference(of_r_network, lixel_m, tolerance):
    network = cut(star(), lixel_m=lixel_m)
    density = network_density(one_at(network, leg(0, 100)), network, bandwidth_m=100)
    places = [leg(0, 100), (0.0, 0.0), leg(0, 200), leg(1, 100), leg(1, 200)]
    found = [read(network, density, place) for place in places]
    exact = list(of_r_network["star3_exact"].values())
    assert found == pytest.approx(exact, abs=tolerance * max(exact))
    # spatstat's own grid is off by 0.5 % of the peak.
    assert found == pytest.approx(list(of_r_network["star3_heat"].values()), abs=6e-3 * max(exact))


def around_all_paths(streets, events, places, sd_m):
    """Return the equal-split continuous density with a normal kernel as Okabe and Sugihara wrote it: path by path.

    Streets are straight edges; a path splits at each node: 2 / n of it into each other street, 2 / n - 1 back.
    """
    ends = np.round(shapely.get_coordinates(streets).reshape(-1, 2, 2), 6)
    length = np.hypot(*(ends[:, 1] - ends[:, 0]).T)
    _, node = np.unique(ends.reshape(-1, 2), axis=0, return_inverse=True)
    node = node.reshape(-1, 2)
    meeting = {n: np.argwhere(node == n).tolist() for n in range(node.max() + 1)}
    density = np.zeros(len(streets))

    def enter(edge, end, gone, weight, half):
        """Walk an edge from one of its ends; its middle lies half of it away."""
        density[edge] += weight * norm.pdf(gone + half[edge], scale=sd_m)
        leave(edge, 1 - end, gone + length[edge], weight, half)

    def leave(edge, end, gone, weight, half):
        if gone > 6 * sd_m:
            return
        streets_here = meeting[node[edge, end]]
        for other, its_end in streets_here:
            back = [other, its_end] == [edge, end]
            enter(other, its_end, gone, weight * (2 / len(streets_here) - back), half)

    half = length / 2
    for edge, along in zip(*events, strict=True):
        density[edge] += norm.pdf(along - half[edge], scale=sd_m)
        leave(edge, 0, along, 1.0, half)
        leave(edge, 1, length[edge] - along, 1.0, half)
    return density[places]


@pytest.fixture(scope="module")
def on_streets(streets, snapped):
    """Return the edge and the way along it of each event."""
    edge = shapely.STRtree(streets.to_numpy()).nearest(snapped.to_numpy())
    return edge, shapely.line_locate_point(streets.to_numpy()[edge], snapped.to_numpy())


@pytest.fixture(scope="module")
def middle_density(streets, snapped):
    # An odd number of lixels: the middle of a street is the middle of one.
    network = cut(streets, lixel_m=500 / 45)
    counts = np.bincount(snap(snapped, network, within_m=1), minlength=len(network.lixels))
    density = network_density(counts, network, bandwidth_m=150)
    assert (density * network.length_m).sum() == pytest.approx(860, rel=1e-8)
    middles = shapely.line_interpolate_point(streets.to_numpy(), 0.5, normalized=True)
    return density[shapely.STRtree(network.lixels).nearest(middles)]


def test_on_the_reference_streets_it_is_the_sum_over_all_paths(streets, on_streets, middle_density):
    exact = around_all_paths(streets.to_numpy(), on_streets, np.arange(len(streets)), 150.0)
    assert np.abs(middle_density - exact).max() <= 2e-3 * exact.max()


def test_it_agrees_with_spatstat_as_far_as_spatstat_keeps_the_events(middle_density, midpoints, of_r):
    # Its own density adds up to 887 of 860 events, 3.2 % too many: no closer agreement is to be had.
    excess = of_r["net"]["heat_sigma150_integral"] / 860
    assert excess == pytest.approx(1.032, abs=1e-3)
    told = midpoints["heat150"].to_numpy()
    assert np.abs(middle_density - told).max() <= 0.03 * told.max()
    assert np.abs(middle_density - told / excess).max() <= 0.025 * told.max()
    assert np.corrcoef(middle_density, told)[0, 1] > 0.999


def test_nothing_of_an_event_is_lost_however_short_the_lixels_are():
    rng = np.random.default_rng(2)
    lines = [[(0, 0), (400, 0)], [(400, 0), (400, 0.3)], [(400, 0.3), (700, 0.3)], [(400, 0.3), (400, 300)]]
    network = cut(gpd.GeoSeries([shapely.LineString(line) for line in lines], crs=METRIC), lixel_m=10)
    counts = rng.integers(0, 4, len(network.lixels))
    density = network_density(counts, network, bandwidth_m=80)
    assert (density * network.length_m).sum() == pytest.approx(counts.sum(), rel=1e-8)
    assert (density >= 0).all()


def test_it_spreads_along_the_street_and_never_across():
    banks = [shapely.LineString([(0, 0), (1000, 0)]), shapely.LineString([(0, 20), (1000, 20)])]
    network = cut(gpd.GeoSeries(banks, crs=METRIC), lixel_m=10)
    density = network_density(one_at(network, (505, 0)), network, bandwidth_m=100)
    assert density[network.street == 1].max() < 1e-9 * density.max()


def test_density_grows_with_the_counts():
    network = cut(star(), lixel_m=20)
    a, b = one_at(network, leg(0, 110)), one_at(network, leg(2, 330))
    parts = [network_density(counts, network, bandwidth_m=90) for counts in (a, b, 2 * a + 3 * b)]
    assert parts[2] == pytest.approx(2 * parts[0] + 3 * parts[1], abs=1e-10)
