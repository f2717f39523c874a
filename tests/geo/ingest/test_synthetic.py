"""Made-up incidents and reports: the same from the same seed, in the city, and never naive."""

from __future__ import annotations

from datetime import date, timedelta

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geo.city import load_city
from geo.ingest import synthetic
from geo.model import FAMILIES
from geo.storage.tables import FAMILY_TABLES

TORUN = load_city("torun")
EAST, NORTH = 6540604.65, 5875529.94
LINES = shapely.transform(
    np.array([shapely.LineString([(0, y), (2000, y)]) for y in (0, 400, 800)]), lambda xy: xy + np.array([EAST, NORTH])
)
STREETS = gpd.GeoDataFrame({"name": ["a", "b", None]}, geometry=list(LINES), crs="EPSG:2177").to_crs("EPSG:4326")
MAKERS = pytest.mark.parametrize("make", [synthetic.incidents, synthetic.reports])


def made(make, *, seed=7, count=300):
    return make(STREETS, TORUN, count=count, rng=np.random.default_rng(seed))


def moments(frame):
    return frame["occurred_from"] if "occurred_from" in frame else frame["created_at"]


@MAKERS
def test_the_same_seed_makes_the_same(make):
    first, second = made(make), made(make)
    pd.testing.assert_frame_equal(pd.DataFrame(first), pd.DataFrame(second))
    assert not first.geometry.equals(made(make, seed=8).geometry)


@MAKERS
@pytest.mark.parametrize("count", [0, 1, 300])
def test_as_many_are_made_as_are_asked_for_each_with_its_own_reference(make, count):
    frame = made(make, count=count)
    assert len(frame) == frame["ref"].nunique() == count
    assert frame.crs == "EPSG:4326"


@MAKERS
def test_moments_are_aware_in_utc_and_within_the_made_up_days_of_the_city(make):
    times = moments(made(make))
    assert str(times.dt.tz) == "UTC"
    local = times.dt.tz_convert(TORUN.zone)
    of_incidents = make is synthetic.incidents
    first, days = (synthetic.FIRST_INCIDENT, synthetic.INCIDENT_DAYS) if of_incidents else (date(2026, 8, 1), 92)
    assert local.dt.date.min() >= first
    assert local.dt.date.max() < first + timedelta(days=days)


def test_evenings_weigh_more_than_mornings():
    hours = moments(made(synthetic.incidents, count=2000)).dt.tz_convert(TORUN.zone).dt.hour
    assert hours.between(18, 23).sum() > 3 * hours.between(4, 9).sum()


def test_incidents_never_end_before_they_begin():
    frame = made(synthetic.incidents)
    lasted = frame["occurred_to"] - frame["occurred_from"]
    assert set(lasted / timedelta(minutes=1)) == {0.0, 30.0, 120.0}


@pytest.mark.parametrize(("family", "make"), [("incidents", synthetic.incidents), ("reports", synthetic.reports)])
def test_what_is_made_up_is_as_the_family_has_it(family, make):
    frame = made(make)
    names = [column.name for column in FAMILY_TABLES[family].columns if column.name not in ("fid", "source_id")]
    told_by_nobody = {"incidents": {"state"}, "reports": {"seen_at"}}[family]
    assert set(frame.columns) == set(names) - told_by_nobody
    for row in frame.to_dict("records"):
        FAMILIES[family].model_validate(row)


def test_categories_are_those_of_the_profile():
    assert set(made(synthetic.incidents)["category"]) == set(TORUN.incident_categories)
    assert set(made(synthetic.reports)["category"]) == set(TORUN.report_categories)


def test_made_up_reports_have_no_words():
    frame = made(synthetic.reports)
    assert frame["text"].isna().all()
    assert frame["place_words"].isna().all()


@MAKERS
def test_some_lie_on_the_streets_and_the_others_gather_around_a_few_places(make):
    places = made(make, count=1000).to_crs("EPSG:2177")
    off_m = places.distance(shapely.union_all(LINES))
    on_streets = (off_m < 1e-3).mean()
    assert 0.4 < on_streets < 0.5
    # Strayed things lie within five standard deviations of their places.
    assert off_m.max() < 5 * 60
    counted = np.histogram2d(places.geometry.x, places.geometry.y, bins=20)[0]
    assert counted.max() > 10 * counted.mean()


def test_a_longer_street_has_more():
    lines = shapely.transform(
        np.array([shapely.LineString([(0, 0), (900, 0)]), shapely.LineString([(0, 5000), (100, 5000)])]),
        lambda xy: xy + np.array([EAST, NORTH]),
    )
    on_streets = synthetic._on_streets(lines, 2000, np.random.default_rng(1))
    assert (shapely.distance(lines[0], on_streets) < 1e-6).mean() == pytest.approx(0.9, abs=0.03)
