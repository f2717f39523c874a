"""How far patrols and a fast-response vehicle come from where the profile says that they stand."""

from __future__ import annotations

import geopandas as gpd
import pytest
import shapely

from geo.analyses import reach
from geo.analyses.patrol_bases import base_of
from geo.analyses.patrol_rounds import streets_of
from geo.city import City, cities, load_city
from geo.profile.patrols import PatrolBase, PatrolDefaults

#: Where the plain's origin lies, EPSG:2177.
EAST, NORTH = 6540604.65, 5875529.94


@pytest.fixture
def crossroads(plain):
    """Return a store with two straight streets of 8 km that cross at the origin."""
    lines = [[(-4000, 0), (0, 0), (4000, 0)], [(0, -4000), (0, 0), (0, 4000)]]
    plain.streets(*(shapely.LineString(line) for line in lines))
    return plain.store


def standing(city: City, *bases: dict) -> City:
    rules = city.patrols.model_copy(update={"bases": tuple(PatrolBase.model_validate(base) for base in bases)})
    return city.model_copy(update={"patrols": PatrolDefaults.model_validate(rules.model_dump())})


def at(x: float, y: float, **more: object) -> dict:
    place = gpd.GeoSeries([shapely.Point(EAST + x, NORTH + y)], crs="EPSG:2177").to_crs("EPSG:4326").iloc[0]
    return {"words": {"pl": "baza", "en": "base"}, "lon": place.x, "lat": place.y} | more


CAR = {"words": {"pl": "wóz", "en": "car"}, "response": {"speed_m_per_s": 10.0, "reach_minutes": [5, 2]}}


def lengths(result):
    return {
        (row["base"], row["kind"], row["minutes"]): row["length_m"]
        for _, row in result.frames["patrol-reach"].iterrows()
    }


def test_each_base_reaches_what_its_own_speed_allows(crossroads, torun) -> None:
    told = lengths(reach.run(crossroads, standing(torun, at(0, 0), at(4000, 0, **CAR))))
    # From the crossing along four arms at 5.5 m/s; from the end of one arm at 10 m/s along that arm alone.
    assert told["baza", "motor", 3] == pytest.approx(4 * 3 * 60 * 5.5, rel=1e-3)
    assert told["wóz", "response", 2] == pytest.approx(1200, rel=1e-3)
    assert told["wóz", "response", 5] == pytest.approx(3000, rel=1e-3)
    assert ("wóz", "foot", 10) not in told


def test_patrols_never_set_out_from_where_only_the_vehicle_stands(crossroads, torun) -> None:
    city = standing(torun, at(4000, 0, **CAR), at(0, 1000))
    (name, _, _), assumed = base_of(city, streets_of(crossroads, city))
    assert (name, assumed) == ("baza", False)


def test_with_a_vehicle_alone_the_middle_of_the_streets_stands_for_the_base_and_is_assumed(crossroads, torun) -> None:
    result = reach.run(crossroads, standing(torun, at(4000, 0, **CAR)))
    assert [(base["name"], base["assumed"]) for base in result.summary["bases"]] == [("", True), ("wóz", False)]
    assert result.synthetic


def test_a_place_that_is_made_up_makes_its_reach_an_example(crossroads, torun) -> None:
    real, example = standing(torun, at(0, 0)), standing(torun, at(0, 0, made_up=True))
    assert [reach.run(crossroads, city).synthetic for city in (real, example)] == [False, True]


@pytest.mark.parametrize("name", cities())
def test_no_profile_passes_an_example_off_as_a_real_base(name: str) -> None:
    for base in load_city(name).patrols.bases:
        assert base.made_up == ("przykład" in base.words.pl)
