"""Density: against scikit-learn, spatstat and direct summation; nothing of an incident gained or lost."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from geo.errors import BadInput
from geo.hotspots.kde import Gaussian, Quartic, decay_weights, density, read_at, smoother
from geo.hotspots.raster import raster

METRIC = "EPSG:2177"
#: The reference city, in cells whose middles fall on those of its 250 m squares.
RECTANGLE = shapely.box(0, 0, 6000, 4000)
FINE_M = 250 / 9
#: A city as cities are: bent, with a lake and a far part.
CITY = shapely.union_all(
    [
        shapely.Point(1500, 1500).buffer(1400).difference(shapely.Point(1200, 1600).buffer(350)),
        shapely.box(2500, 1400, 4500, 1700),
        shapely.Point(4300, 700).buffer(250),
    ]
)


def series(xy, crs=METRIC):
    return gpd.GeoSeries(shapely.points(np.asarray(xy, dtype=float).reshape(-1, 2)), crs=crs)


def scattered(n, seed=3):
    """Return points in the city, three in ten of them in five clusters."""
    rng = np.random.default_rng(seed)
    anywhere = rng.uniform((0, 0), (4600, 3000), (8 * n + 60, 2))
    centres = rng.uniform((500, 500), (2500, 2500), (5, 2))
    close = centres[rng.integers(0, 5, n)] + rng.normal(0, 120, (n, 2))
    xy = np.concatenate([close[: 3 * n // 10], anywhere])
    return xy[shapely.intersects_xy(CITY, *xy.T)][:n]


def mass(found, laid):
    return np.nansum(found * laid.ground) * laid.cell_m**2


@pytest.fixture(scope="module")
def fine():
    return smoother(raster(RECTANGLE, cell_m=FINE_M), Gaussian(250.0))


@pytest.fixture(scope="module")
def bare():
    """Return the smoother that corrects nothing at the edge."""
    return smoother(raster(RECTANGLE, cell_m=FINE_M), Gaussian(250.0), edge=False)


@pytest.fixture(scope="module")
def middles(grid250):
    return grid250[["cx", "cy"]].to_numpy()


def at(found, fine, middles):
    return read_at(found, middles, fine.raster)


def test_without_correction_it_is_the_density_of_scikit_learn(events, grid250, bare, middles):
    found = at(density(events.geometry, bare), bare, middles)
    expected = grid250["kde_sklearn"].to_numpy()
    assert np.abs(found - expected).max() <= 3e-4 * expected.max()


def test_with_diggles_correction_it_is_that_of_the_reference(events, grid250, fine, middles):
    found = at(density(events.geometry, fine), fine, middles)
    expected = grid250["kde_edge_diggle"].to_numpy()
    assert np.abs(found - expected).max() <= 3e-4 * expected.max()
    assert found == pytest.approx(expected, rel=2e-3)


def test_with_decay_it_is_that_of_the_reference(events, grid250, of_python, fine, middles):
    weights = decay_weights(365 - events["t_day"].to_numpy(), half_life_days=60)
    assert weights.sum() == pytest.approx(of_python["kde"]["sum_weights_halflife60"], rel=1e-12)
    found = at(density(events.geometry, fine, weights=weights), fine, middles)
    expected = grid250["kde_expdecay60_diggle"].to_numpy()
    assert np.abs(found - expected).max() <= 3e-4 * expected.max()


@pytest.mark.parametrize(("edge", "column"), [(False, "sp_nocorr"), (True, "sp_diggle")])
def test_it_agrees_with_spatstat_to_one_per_cent_everywhere(events, grid250, bare, fine, middles, edge, column):
    found = at(density(events.geometry, fine if edge else bare), fine, middles)
    assert found == pytest.approx(grid250[column].to_numpy(), rel=0.01)


def test_the_integral_is_that_of_spatstat_and_not_that_of_a_uniform_correction(events, of_r, bare, fine):
    told = of_r["kde"]
    lost, corrected = (mass(density(events.geometry, each), fine.raster) for each in (bare, fine))
    assert lost == pytest.approx(told["integral_nocorr"], rel=1e-3)
    assert corrected == pytest.approx(told["integral_diggle"], rel=1e-3)
    assert corrected == pytest.approx(860, rel=1e-12)
    assert abs(told["integral_uniform"] - 860) > 10


@settings(max_examples=15)
@given(
    seed=st.integers(0, 10_000),
    n=st.integers(1, 60),
    sd_m=st.sampled_from([50.0, 130.0, 900.0]),
    make=st.sampled_from([Gaussian, lambda sd_m: Quartic(np.sqrt(8) * sd_m)]),
)
def test_mass_is_preserved_whatever_the_city_the_kernel_and_the_weights(seed, n, sd_m, make):
    laid = raster(CITY, cell_m=50.0)
    weights = np.random.default_rng(seed).uniform(0, 5, n)
    found = density(series(scattered(n, seed)), smoother(laid, make(sd_m)), weights=weights)
    assert mass(found, laid) == pytest.approx(weights.sum(), rel=1e-9)


def summed(xy, where, sd_m):
    square = ((where[:, None, :] - xy) ** 2).sum(axis=2)
    return np.exp(-square / 2 / sd_m**2).sum(axis=1) / (2 * np.pi * sd_m**2)


@pytest.mark.parametrize("cells_a_sd", [5, 10])
def test_the_error_against_direct_summation_is_at_most_3e_4_of_the_maximum(cells_a_sd):
    xy, sd_m = scattered(3000), 100.0
    laid = raster(CITY, cell_m=sd_m / cells_a_sd)
    found = density(series(xy), smoother(laid, Gaussian(sd_m), edge=False))
    x, y = laid.centres()
    row, column = np.nonzero(laid.ground)
    chosen = np.random.default_rng(1).choice(len(row), 2000, replace=False)
    top = np.array(np.unravel_index(np.nanargmax(found), found.shape))
    row, column = np.append(row[chosen], top[0]), np.append(column[chosen], top[1])
    expected = summed(xy, np.stack([x[column], y[row]], axis=1), sd_m)
    assert np.abs(found[row, column] - expected).max() <= 3e-4 * expected.max()


@pytest.mark.parametrize("offset", [(0.0, 0.0), (0.5, 0.5), (0.5, 0.0), (0.3, 0.8), (0.25, 0.25)])
@pytest.mark.parametrize(("cell_m", "tolerance"), [(20.0, 3e-4), (10.0, 4e-5)])
def test_the_error_of_a_lone_incident_is_no_greater(offset, cell_m, tolerance):
    laid = raster(shapely.box(0, 0, 2000, 2000), cell_m=cell_m)
    xy = np.array([[1010.0, 1010.0]]) + cell_m * np.array(offset)
    found = density(series(xy), smoother(laid, Gaussian(100.0), edge=False))
    x, y = laid.centres()
    where = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    expected = summed(xy, where, 100.0)
    inside = laid.ground.ravel() > 0
    assert np.abs(found.ravel() - expected)[inside].max() <= tolerance * expected.max()


def test_an_incident_on_the_farthest_corner_of_the_city_counts():
    laid = raster(shapely.box(0, 0, 300, 200), cell_m=50.0)
    found = density(series([(300, 200), (0, 0)]), smoother(laid, Gaussian(100.0)))
    assert mass(found, laid) == pytest.approx(2)
    assert found == pytest.approx(found[::-1, ::-1], nan_ok=True)


def test_the_quartic_kernel_is_that_of_the_book():
    # 3 / (pi R²) (1 - r² / R²)²; its standard deviation along an axis is R / √8.
    laid = raster(shapely.box(0, 0, 3000, 3000), cell_m=5.0)
    kernel = Quartic(400.0)
    found = density(series([(1502.5, 1502.5)]), smoother(laid, kernel, edge=False))
    places = np.array([[1502.5, 1502.5], [1702.5, 1502.5], [1502.5, 1802.5], [1902.5, 1502.5]])
    share = 1 - np.array([0, 200, 300, 400]) ** 2 / 400**2
    assert read_at(found, places, laid) == pytest.approx(3 / (np.pi * 400**2) * share**2, rel=1e-3, abs=1e-9)
    x, _ = laid.centres()
    variance = (np.nan_to_num(found) * (x - 1502.5) ** 2).sum() * 25
    assert np.sqrt(variance) == pytest.approx(kernel.sd_m, rel=1e-3)


def test_a_kernel_reaches_no_other_edge_of_the_grid_around_the_back():
    laid = raster(RECTANGLE, cell_m=50.0)
    found = density(series([(10.0, 10.0)]), smoother(laid, Gaussian(400.0), edge=False))
    assert read_at(found, np.array([[5990.0, 3990.0]]), laid) < 1e-12 * np.nanmax(found)


def test_points_outside_the_city_are_left_out_and_the_ground_outside_has_no_density():
    laid = raster(CITY, cell_m=50.0)
    lake, far = (1200, 1600), (9000, 9000)
    found = density(series([(1500, 700), lake, far]), smoother(laid, Gaussian(200.0)))
    assert mass(found, laid) == pytest.approx(1)
    assert np.isnan(found[laid.ground == 0]).all()
    assert np.isfinite(found[laid.ground > 0]).all()


def test_without_incidents_the_density_is_zero():
    laid = raster(CITY, cell_m=50.0)
    assert mass(density(series([]), smoother(laid, Gaussian(200.0))), laid) == 0


def test_a_kernel_narrower_than_a_cell_is_refused():
    with pytest.raises(BadInput, match="at least the side of a cell, 50 m, not 49 m"):
        smoother(raster(CITY, cell_m=50.0), Gaussian(49.0))


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:3857", None])
def test_degrees_web_mercator_and_no_crs_raise(crs):
    with pytest.raises(BadInput, match="metric CRS"):
        density(series([(1, 1)], crs=crs), smoother(raster(CITY, cell_m=50.0), Gaussian(100.0)))


def test_the_kept_share_is_the_mass_of_the_kernel_within_the_city(fine):
    # Of a rectangle it is a product of normal integrals.
    x, y = fine.raster.centres()
    along = [norm.cdf((side - axis) / 250) - norm.cdf(-axis / 250) for side, axis in ((6000, x), (4000, y))]
    expected = along[1][:, None] * along[0]
    inside = fine.raster.ground == 1
    assert fine.kept[inside] == pytest.approx(expected[inside], abs=1e-3)
