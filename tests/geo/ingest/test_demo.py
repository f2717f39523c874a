"""Demos: what each city's brings, that it says so, and that it is loaded once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely
from pyproj import Geod

from geo.analyses.inputs import INPUTS
from geo.analyses.registry import ANALYSES
from geo.city import City, Demo, load_city
from geo.geometry.grid import hexagons
from geo.ingest import demo, tellers
from geo.model import FAMILIES
from geo.model.camera import POSE
from geo.storage.opened import demo_loaded
from geo.storage.store import Selection, Store

HELSINKI = load_city("helsinki")


def bare(name: str) -> City:
    """Return a profile whose demo is its boundary alone."""
    return load_city(name).model_copy(update={"demo": Demo()})


def opened(folder: Path, name: str) -> Store:
    return Store.open(folder / f"{name}.sqlite", city_id=name)


@pytest.fixture(scope="module")
def told() -> list[tuple[str, int, int]]:
    """Return what the loading of the demo told of its progress."""
    return []


@pytest.fixture(scope="module")
def helsinki(tmp_path_factory: pytest.TempPathFactory, told: list[tuple[str, int, int]]) -> Iterator[Store]:
    """Return the store with the demo of Helsinki; loading it takes seconds."""
    store = opened(tmp_path_factory.mktemp("demo"), "helsinki")
    assert demo.load(store, HELSINKI, lambda *step: told.append(step))
    yield store
    store.close()


@pytest.fixture
def torun(tmp_path: Path) -> Iterator[Store]:
    store = opened(tmp_path, "torun")
    assert demo.load(store, bare("torun"))
    yield store
    store.close()


def test_helsinki_brings_its_open_data_and_what_is_made_up(helsinki):
    counts = {family: helsinki.count(family) for family in FAMILIES}
    assert counts.pop("visits") > 0
    assert {family: n for family, n in counts.items() if n} == {
        "areas": 7,
        "cameras": 221,
        "buildings": 446,
        "streets": 2468,
        "lamps": 586,
        "places": 34,
        "incidents": HELSINKI.demo.incidents,
        "reports": HELSINKI.demo.reports,
        "survey": 6 * len(tellers.WAVES) * len(tellers.QUESTIONS),
    }


def test_what_is_made_up_says_so_and_open_data_say_whose_they_are(helsinki):
    for source in helsinki.sources(*FAMILIES):
        made_up = source.family in ("areas", "incidents", "reports", "survey", "visits")
        assert source.synthetic == made_up, source.family
        if not made_up:
            assert (source.name, source.licence, source.kind) == (HELSINKI.attribution, "ODbL-1.0", "osm")
    assert {source.kind for source in helsinki.sources("incidents")} == set(tellers.SHARES)
    assert helsinki.read("reports")["synthetic"].all()


def test_sources_count_what_they_brought_and_incidents_have_a_period(helsinki):
    for family in FAMILIES:
        assert sum(source.n for source in helsinki.sources(family)) == helsinki.count(family)
    happened = helsinki.read("incidents")
    for source in helsinki.sources("incidents"):
        assert source.period_start == happened["occurred_from"].min()
        assert source.period_end == happened["occurred_to"].max()


def test_every_camera_has_its_pose_and_names_what_is_assumed_of_it(helsinki):
    cameras = helsinki.read("cameras")
    turning = cameras["camera_type"] != "fixed"
    for name in POSE:
        known = cameras[name].notna()
        assert known[~turning].all(), name
        assert name == "bearing_deg" or known.all(), name
    assert cameras["assumed"].map(lambda names: set(names) <= set(POSE)).all()


def test_the_sectors_divide_the_extent(helsinki):
    areas = helsinki.read("areas").to_crs(HELSINKI.crs)
    assert areas["kind"].tolist() == ["city"] + ["sector"] * 6
    assert areas["name"].tolist()[1:] == [f"Sektor {letter}" for letter in "ABCDEF"]
    sectors = areas[areas["kind"] == "sector"]
    assert sectors.area.sum() == pytest.approx(areas.area.iloc[0], rel=1e-9)
    first = sectors.geometry.iloc[0].centroid
    assert first.x < areas.geometry.iloc[0].centroid.x
    assert first.y > areas.geometry.iloc[0].centroid.y


def test_the_demo_comes_with_the_results_of_every_analysis(helsinki):
    for name, inputs in INPUTS.items():
        result = helsinki.result(name)
        assert result is not None, name
        assert result.inputs_digest == helsinki.digest(inputs)
    assert helsinki.result("hotspots").synthetic
    assert not helsinki.result("coverage").synthetic
    for layer in ("fields-of-view", "coverage", "gaps", "hotspots"):
        assert len(helsinki.result_items(layer)) > 0


def test_the_coverage_of_the_demo_is_plausible(helsinki):
    result = helsinki.result("coverage")
    totals = pd.DataFrame(result.summary["totals"]).sort_values("px_per_m")
    assert (totals["seen_m2"] <= totals["ground_m2"]).all()
    assert (totals["seen_street_m"] <= totals["street_m"]).all()
    assert totals["seen_m2"].is_monotonic_decreasing
    assert (totals["twice_m2"] <= totals["seen_m2"]).all()
    assert (totals["thrice_m2"] <= totals["twice_m2"]).all()
    assert totals["seen_m2"].iloc[0] > 0
    counted = helsinki.read("cameras", Selection(equal={"status": "working", "indoor": False}))
    assert result.n == result.summary["cameras"]["counted"] == len(counted)
    assert set(result.summary["blind"]) <= set(counted["ref"])
    seen = set(helsinki.result_items("fields-of-view")["ref"]) | set(result.summary["blind"])
    assert seen == set(counted["ref"])


def test_the_areas_of_the_demo_sum_to_its_totals(helsinki):
    by_area = helsinki.result_items("coverage")
    names = ["ground_m2", "street_m", "seen_m2", "twice_m2", "thrice_m2", "seen_street_m"]
    summed = by_area.groupby(["norm_edition", "level"])[names].sum()
    totals = pd.DataFrame(helsinki.result("coverage").summary["totals"]).set_index(["norm_edition", "level"])[names]
    assert np.abs(summed - totals.loc[summed.index]).to_numpy().max() < 0.06


def test_the_hexagons_of_the_demo_are_clipped_to_its_extent(helsinki):
    [extent] = helsinki.read("areas", Selection(equal={"kind": "city"})).to_crs(HELSINKI.crs).geometry
    items = helsinki.result_items("hotspots").to_crs(HELSINKI.crs)
    assert len(items) == len(hexagons(extent, spacing_m=HELSINKI.hotspots.hexagon_m))
    assert items.area.sum() == pytest.approx(extent.area, rel=1e-6)
    assert items["count"].sum() == helsinki.result("hotspots").n


def test_progress_is_told_of_every_analysis_to_its_end(helsinki, told):
    last = {name: (done, total) for name, done, total in told}
    assert set(last) <= set(ANALYSES)
    assert "coverage" in last
    assert all(done == total for done, total in last.values())


def test_a_second_load_does_nothing(helsinki):
    before = helsinki.demo_loaded_at(), helsinki.digest(list(FAMILIES)), helsinki.result("coverage").made_at
    assert not demo.load(helsinki, HELSINKI)
    after = helsinki.demo_loaded_at(), helsinki.digest(list(FAMILIES)), helsinki.result("coverage").made_at
    assert before[0] is not None
    assert after == before
    assert demo_loaded(helsinki.path)


def test_a_demo_that_fails_leaves_nothing_and_can_be_loaded_again(tmp_path):
    store = opened(tmp_path, "torun")
    broken = bare("torun").model_copy(update={"boundary": "no_such_boundary.geojson"})
    with pytest.raises(Exception, match="no_such_boundary"):
        demo.load(store, broken)
    assert store.demo_loaded_at() is None
    assert {store.count(family) for family in FAMILIES} == {0}
    assert demo.load(store, bare("torun"))
    store.close()


def test_heidelberg_loads_with_its_results(tmp_path):
    city = load_city("heidelberg")
    store = opened(tmp_path, "heidelberg")
    assert demo.load(store, city)
    counts = {family: store.count(family) for family in FAMILIES}
    assert counts.pop("visits") > 0
    assert {family: n for family, n in counts.items() if n} == {
        "areas": 4,
        "cameras": 5,
        "buildings": 1370,
        "streets": 497,
        "lamps": 38,
        "places": 18,
        "incidents": city.demo.incidents,
        "reports": city.demo.reports,
        "survey": 3 * len(tellers.WAVES) * len(tellers.QUESTIONS),
    }
    assert all(store.result(name) is not None for name in ANALYSES)
    store.close()


def test_torun_brings_its_boundary_and_no_more(torun):
    # 115.72 km2 by the statistical office, on the ellipsoid; the country's own CRS shrinks areas by 0.14 %.
    boundary = torun.read("areas")
    on_ground_m2 = abs(Geod(ellps="GRS80").geometry_area_perimeter(boundary.geometry.iloc[0])[0])
    assert on_ground_m2 / 1e6 == pytest.approx(115.72, rel=1e-3)
    assert boundary.to_crs("EPSG:2177").area.iloc[0] == pytest.approx(on_ground_m2, rel=2e-4)
    assert boundary.to_crs("EPSG:2180").area.iloc[0] / 1e6 == pytest.approx(115.56, rel=1e-3)
    assert {family: torun.count(family) for family in FAMILIES} == dict.fromkeys(FAMILIES, 0) | {"areas": 1}
    [source] = torun.sources("areas")
    assert not source.synthetic
    assert shapely.contains(torun.read("areas").geometry.iloc[0], shapely.Point(18.6050, 53.0107))
    assert {name: torun.result(name) for name in ANALYSES} == dict.fromkeys(ANALYSES)
    assert not demo.load(torun, bare("torun"))


def test_krakow_brings_its_boundary(tmp_path):
    store = opened(tmp_path, "krakow")
    assert demo.load(store, bare("krakow"))
    [area] = store.read("areas").to_crs("EPSG:2178").area
    # 326.85 km2 by the statistical office.
    assert area / 1e6 == pytest.approx(326.85, rel=2e-3)
    store.close()
