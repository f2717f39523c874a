"""Before and after: WDD and WDQ against the reference, intervals, verdicts, the ring."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from scipy.stats import poisson

from geo.errors import BadInput
from geo.evaluation.before_after import (
    VERDICTS,
    displacement_ring,
    poisson_interval,
    weighted_displacement_difference,
    weighted_displacement_quotient,
)

TOLD = json.loads(
    (Path(__file__).parents[2] / "data" / "reference" / "patrol" / "ref_patrol.json").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("case", TOLD["wdd"], ids=str)
def test_wdd_equals_that_of_the_reference(case):
    places = dict(zip(("control", "treated", "control_ring", "treated_ring"), case["inp"], strict=False))
    told = weighted_displacement_difference(**places)
    assert told.estimate == pytest.approx(case["out"]["est"], abs=1e-9)
    assert told.standard_error == pytest.approx(case["out"]["se"], rel=1e-9)
    assert told.z == pytest.approx(case["out"]["z"], rel=1e-9)


@pytest.mark.parametrize("case", TOLD["wdq"], ids=str)
def test_wdq_equals_that_of_the_reference(case):
    target, buffer, control = np.reshape(case["inp"], (3, 2)).tolist()
    told, expected = weighted_displacement_quotient(target=target, buffer=buffer, control=control), case["out"]
    assert told.success == pytest.approx(expected["success"], abs=1e-9)
    assert told.buffer == pytest.approx(expected["buffer"], abs=1e-9)
    assert told.gross_effect == expected["GE"]
    assert -told.success == pytest.approx(expected["NE"], abs=1e-9)
    assert told.total_net_effect == pytest.approx(expected["TNE"], abs=1e-9)
    if expected["WDQ"] is None:
        assert np.isnan(told.quotient)
    else:
        assert told.quotient == pytest.approx(expected["WDQ"], rel=1e-9)


def test_a_control_that_fell_by_five_and_a_treated_area_by_twenty_make_fifteen_fewer():
    told = weighted_displacement_difference(control=(50, 45), treated=(50, 30))
    assert told.estimate == -15
    assert told.standard_error == pytest.approx(np.sqrt(175))
    assert told.low < 0 < told.high
    assert told.verdict == "inconclusive"


def test_the_verdict_is_told_only_by_an_interval_without_zero():
    assert weighted_displacement_difference(control=(100, 100), treated=(200, 100)).verdict == "better"
    assert weighted_displacement_difference(control=(100, 100), treated=(100, 200)).verdict == "worse"
    nothing = weighted_displacement_difference(control=(0, 0), treated=(0, 0))
    assert nothing.verdict == "inconclusive"
    assert np.isnan(nothing.z)


def test_incidents_that_only_moved_into_the_ring_are_no_success():
    alone = weighted_displacement_difference(control=(100, 100), treated=(200, 120))
    moved = weighted_displacement_difference(
        control=(100, 100), treated=(200, 120), treated_ring=(100, 180), control_ring=(100, 100)
    )
    assert alone.verdict == "better"
    assert moved.estimate == 0
    assert moved.verdict == "inconclusive"


def test_a_shorter_period_after_is_no_success():
    told = weighted_displacement_difference(control=(80, 20), treated=(120, 30), after_to_before=0.25)
    assert told.estimate == 0
    # Counts before are divided by four, so their variance by sixteen.
    assert told.standard_error == pytest.approx(np.sqrt(50 + 200 / 16))


def test_without_effect_one_in_twenty_is_told_apart():
    rng = np.random.default_rng(1)
    counts = rng.poisson([40, 36, 60, 54], (2000, 4))
    said = [
        weighted_displacement_difference(treated=(a, b), control=(c, d), after_to_before=0.9).verdict
        for a, b, c, d in counts
    ]
    assert np.mean(np.array(said) != VERDICTS[2]) == pytest.approx(0.05, abs=3 * np.sqrt(0.05 * 0.95 / 2000))


@pytest.mark.parametrize("count", [0, 1, 7, 120])
def test_the_interval_of_a_count_leaves_two_and_a_half_per_cent_on_either_side(count):
    low, high = poisson_interval(count)
    assert poisson.cdf(count, high) == pytest.approx(0.025)
    assert low == 0 if count == 0 else poisson.sf(count - 1, low) == pytest.approx(0.025)


def test_the_ring_lies_around_all_treated_areas_within_the_city():
    areas = gpd.GeoSeries([shapely.box(100, 100, 200, 200), shapely.box(200, 100, 300, 200)], crs="EPSG:2177")
    city = shapely.box(0, 150, 1000, 1000)
    ring = displacement_ring(areas, width_m=50, within=city)
    assert ring.area == pytest.approx(2 * 50 * 50 + 200 * 50 + np.pi * 50**2 / 2, rel=0.01)
    assert ring.intersection(shapely.union_all(areas.array)).area == pytest.approx(0)
    assert city.buffer(1e-6).contains(ring)


def test_degrees_negative_counts_and_an_empty_control_are_refused():
    with pytest.raises(BadInput, match="metric CRS"):
        displacement_ring(
            gpd.GeoSeries([shapely.box(18, 53, 19, 54)], crs="EPSG:4326"), width_m=50, within=shapely.box(0, 0, 1, 1)
        )
    with pytest.raises(BadInput, match="zero or more"):
        weighted_displacement_difference(treated=(1, -1), control=(1, 1))
    with pytest.raises(BadInput, match="must have incidents before and after, not 0 and 3"):
        weighted_displacement_quotient(target=(1, 1), buffer=(1, 1), control=(0, 3))
