"""Hotspots of small cities: what counts, what is hot, and what is told of it."""

from __future__ import annotations

import json
from datetime import timedelta

import numpy as np
import pytest
import shapely
from scipy.stats import binom

from geo.analyses import hotspots
from geo.errors import BadInput

CITY = shapely.box(0, 0, 3000, 2000)
CENTRE = (1500.0, 1000.0)


def scattered(n, seed=1):
    return np.random.default_rng(seed).uniform((0, 0), (3000, 2000), (n, 2))


def gathered(n, seed=2, centre=CENTRE):
    return np.random.default_rng(seed).normal(centre, 60, (n, 2))


def hexagons(result):
    return result.frames["hotspots"]


def test_the_hexagons_cover_the_city_and_nothing_else(plain, torun, in_metres):
    plain.areas(CITY, kind="city").incidents(scattered(60))
    frame = in_metres(hexagons(hotspots.run(plain.store, torun)))
    assert frame.area.sum() == pytest.approx(CITY.area, rel=1e-6)
    assert frame["area_m2"].sum() == pytest.approx(CITY.area, rel=1e-4)
    assert shapely.union_all(frame.geometry.array).symmetric_difference(CITY).area < 1
    assert frame["area_m2"].max() == pytest.approx(torun.hotspots.hexagon_m**2 * np.sqrt(3) / 2, abs=0.1)


def test_every_incident_in_the_city_is_counted_once_and_none_outside(plain, torun):
    outside = [(-50, 50), (3001, 1000), (1500, 9000)]
    plain.areas(CITY, kind="city").incidents([*scattered(60), *outside])
    result = hotspots.run(plain.store, torun)
    assert hexagons(result)["count"].sum() == result.n == result.summary["n"] == 60


def test_each_hexagon_tells_what_lies_around_it_and_what_was_to_be_expected_there(plain, torun, in_metres):
    plain.areas(CITY, kind="city").incidents(scattered(200))
    frame = in_metres(hexagons(hotspots.run(plain.store, torun)))
    [here] = np.flatnonzero(frame.contains(shapely.Point(CENTRE)))
    around = frame.distance(frame.geometry.iloc[here]) < 0.01
    assert around.sum() == 7
    assert frame["around"].iloc[here] == frame.loc[around, "count"].sum()
    share = frame.loc[around].area.sum() / CITY.area
    assert frame["expected"].iloc[here] == pytest.approx(200 * share, rel=1e-3, abs=0.006)
    assert frame["p"].iloc[here] == pytest.approx(binom.sf(frame["around"].iloc[here] - 1, 200, share), rel=1e-3)


def test_a_gathering_is_hot_where_it_is(plain, torun, in_metres):
    plain.areas(CITY, kind="city").incidents([*scattered(200), *gathered(60)])
    result = hotspots.run(plain.store, torun)
    frame = in_metres(hexagons(result))
    hot = frame[frame["evidence"].isin(["certain", "probable"])]
    assert frame[frame.contains(shapely.Point(CENTRE))]["evidence"].tolist() == ["certain"]
    # A cell's neighbours share in it; two rings farther on nothing does.
    near = hot.distance(shapely.Point(CENTRE)) < 3 * torun.hotspots.hexagon_m
    assert near.sum() >= 5
    assert (hot["z"] > 0).all()
    summary = result.summary
    assert summary["by_evidence"] == {name: int((frame["evidence"] == name).sum()) for name in summary["by_evidence"]}
    assert summary["hot_share_of_incidents"] == pytest.approx(hot["count"].sum() / 260)
    assert summary["hot_share_of_area"] == pytest.approx(hot.area.sum() / CITY.area, rel=1e-3)
    assert summary["hot_share_of_incidents"] > summary["hot_share_of_area"]


def test_the_safety_profile_leaves_out_parking_speeding_and_drinking(plain, torun):
    plain.areas(CITY, kind="city").incidents(scattered(80))
    sober = hexagons(hotspots.run(plain.store, torun))
    left_out = ["parking", "speeding", "alcohol"]
    for name in left_out:
        plain.incidents(gathered(100), prefix=name, category=name)
    after = hotspots.run(plain.store, torun)
    assert {name for name, category in torun.incident_categories.items() if not category.safety} >= set(left_out)
    assert after.n == 80
    assert hexagons(after)["count"].tolist() == sober["count"].tolist()
    assert hexagons(after)["evidence"].tolist() == sober["evidence"].tolist()


def test_a_category_that_the_profile_does_not_know_counts(plain, torun):
    plain.areas(CITY, kind="city").incidents(scattered(40), category="Wybryki chuligańskie")
    assert hotspots.run(plain.store, torun).n == 40


def test_with_too_few_incidents_nothing_is_hot_however_close_they_lie(plain, torun):
    fewest = torun.hotspots.fewest_incidents
    plain.areas(CITY, kind="city").incidents(gathered(fewest - 1))
    result = hotspots.run(plain.store, torun)
    assert (hexagons(result)["evidence"] == "none").all()
    assert hexagons(result)[["z", "p", "q"]].isna().all(axis=None)
    assert result.summary["too_few"]
    assert result.summary["hot_share_of_incidents"] == 0
    plain.incidents([CENTRE], prefix="one-more")
    enough = hotspots.run(plain.store, torun)
    assert not enough.summary["too_few"]
    assert (hexagons(enough)["evidence"] == "certain").any()


def test_without_incidents_there_are_hexagons_and_nothing_is_hot(plain, torun):
    plain.areas(CITY, kind="city")
    result = hotspots.run(plain.store, torun)
    assert (hexagons(result)["count"] == 0).all()
    assert (result.n, result.period, result.sources, result.synthetic) == (0, None, (), False)
    assert result.summary["by_evidence"]["none"] == len(hexagons(result)) > 0


def test_without_a_city_boundary_all_areas_together_are_the_city(plain, torun, in_metres):
    plain.areas(shapely.box(0, 0, 1000, 1000), shapely.box(1000, 0, 1500, 1000)).incidents(scattered(40) / 4)
    frame = in_metres(hexagons(hotspots.run(plain.store, torun)))
    assert frame.area.sum() == pytest.approx(1500 * 1000, rel=1e-6)


def test_without_areas_the_command_that_brings_them_is_told(plain, torun):
    plain.incidents(scattered(40))
    with pytest.raises(BadInput, match="boundary or areas; none are there yet: czujka import areas FILE"):
        hotspots.run(plain.store, torun)


def test_hexagons_are_named_by_their_longest_street(plain, torun, in_metres):
    line = shapely.LineString([(0, 1000), (3000, 1000)])
    plain.areas(CITY, kind="city").incidents(scattered(40)).streets(line, name=["Bydgoska"])
    frame = in_metres(hexagons(hotspots.run(plain.store, torun)))
    crossed = frame.intersects(line)
    assert set(frame.loc[frame.contains(shapely.Point(CENTRE)), "street"]) == {"Bydgoska"}
    assert frame.loc[~crossed, "street"].isna().all()


def test_the_period_and_the_sources_are_those_of_what_was_counted(plain, torun):
    plain.areas(CITY, kind="city")
    plain.incidents(scattered(40), source={"name": "Policja"})
    plain.incidents(scattered(30), prefix="p", category="parking", source={"name": "Straż Miejska", "synthetic": True})
    result = hotspots.run(plain.store, torun)
    start = plain.store.read("incidents")["occurred_from"].min()
    assert result.period == (start, start + timedelta(hours=39))
    assert result.sources == ("Policja",)
    assert not result.synthetic
    plain.incidents(scattered(1, seed=3), prefix="s", source={"name": "Demo", "synthetic": True})
    assert hotspots.run(plain.store, torun).synthetic


def test_the_result_is_stale_after_an_import(plain, torun):
    plain.areas(CITY, kind="city").incidents(scattered(40))
    result = hotspots.run(plain.store, torun)
    assert result.inputs_digest == plain.store.digest(hotspots.INPUTS)
    plain.incidents(scattered(1), prefix="x")
    assert result.inputs_digest != plain.store.digest(hotspots.INPUTS)


@pytest.mark.parametrize("n", [0, 10, 260])
def test_the_result_is_saved_and_read_whole(plain, torun, n):
    plain.areas(CITY, kind="city").incidents(gathered(n))
    result = hotspots.run(plain.store, torun)
    with plain.store.writing() as writing:
        writing.save(result)
    kept = plain.store.result("hotspots")
    assert json.loads(json.dumps(result.summary, allow_nan=False)) == result.summary == kept.summary
    assert (kept.n, kept.period) == (result.n, result.period)
    items = plain.store.result_items("hotspots")
    assert items["count"].tolist() == hexagons(result)["count"].tolist()
    assert items["evidence"].tolist() == hexagons(result)["evidence"].tolist()


def test_running_twice_tells_the_same(plain, torun):
    plain.areas(CITY, kind="city").incidents([*scattered(100), *gathered(40)])
    first, second = (hexagons(hotspots.run(plain.store, torun)) for _ in range(2))
    assert first.equals(second)
