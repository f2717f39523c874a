"""Empirical Bayes rates: against esda and spdep in both conventions; what drawing together means."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array

from geo.errors import BadInput
from geo.hotspots.rates import global_rates, local_rates


def test_global_rates_equal_those_of_esda_and_spdep(districts):
    rates = global_rates(districts["events"].to_numpy(), districts["population"].to_numpy())
    assert rates == pytest.approx(districts["eb_global_esda"].to_numpy(), rel=1e-9)
    assert rates == pytest.approx(districts["eb_global_spdep"].to_numpy(), rel=1e-9)


def test_local_rates_equal_those_of_esda_in_the_convention_of_geoda(districts, queen):
    rates = local_rates(districts["events"].to_numpy(), districts["population"].to_numpy(), queen)
    assert rates == pytest.approx(districts["eb_local_esda_queen"].to_numpy(), rel=1e-9)


def test_local_rates_equal_those_of_spdep_in_its_own(districts, queen):
    e, n = districts["events"].to_numpy(), districts["population"].to_numpy()
    rates = local_rates(e, n, queen, convention="spdep")
    assert rates == pytest.approx(districts["eb_local_spdep"].to_numpy(), rel=1e-9)
    assert np.abs(rates / local_rates(e, n, queen) - 1).max() > 0.01


def test_two_districts_by_hand():
    # p = 0.1, 0.3; b = 0.2; Σ n (p - b)² / Σ n = 0.01; a = 0.01 - 0.2 / 100 = 0.008; share = a / (a + 0.002) = 0.8.
    assert global_rates(np.array([10, 30]), np.array([100, 100])) == pytest.approx([0.12, 0.28])


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(50, 9000)), min_size=2, max_size=20))
def test_a_rate_lies_between_its_own_and_that_of_the_city(given_counts):
    e, n = np.array(given_counts).T
    rates, own, city = global_rates(e, n), e / n, e.sum() / n.sum()
    assert (rates >= np.minimum(own, city) - 1e-12).all()
    assert (rates <= np.maximum(own, city) + 1e-12).all()


def test_the_fewer_people_the_nearer_to_the_city():
    e, n = np.array([2, 200, 10, 400]), np.array([20, 2000, 1000, 10_000])
    rates, city = global_rates(e, n), e.sum() / n.sum()
    assert abs(rates[0] - city) < abs(rates[1] - city)


def test_one_neighbourhood_for_all_gives_the_global_rates(districts):
    e, n = districts["events"].to_numpy(), districts["population"].to_numpy()
    everybody = csr_array(np.ones((len(e), len(e))))
    assert local_rates(e, n, everybody) == pytest.approx(global_rates(e, n), rel=1e-9)


def test_without_any_event_all_rates_are_zero():
    assert global_rates(np.zeros(3), np.ones(3)).tolist() == [0, 0, 0]


@pytest.mark.parametrize("nobody", [0.0, -5.0, float("nan")])
def test_a_district_without_people_is_named(nobody):
    with pytest.raises(BadInput, match="above zero in every district; there is none in number 1"):
        global_rates(np.array([1, 2, 3]), np.array([10, nobody, 10]))
