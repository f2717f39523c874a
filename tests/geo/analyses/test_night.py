"""What is seen in the dark on a plain whose numbers can be computed by hand."""

from __future__ import annotations

import math
from datetime import date

import pytest
import shapely

from geo.analyses import coverage, night
from geo.coverage.schedules import Place, dark_hours
from geo.errors import BadInput

#: How far the cameras of the plain see 25 px/m, and the share that a disc of 64 corners has of a disc.
REACH_M = math.sqrt(38.4**2 - 25)
DISC = 64 / (2 * math.pi) * math.sin(2 * math.pi / 64)
LEVEL = ("EN 62676-4:2015", "detect")


def lamps(plain, *places, schedule, lit_radius_m):
    return plain.add("lamps", [shapely.Point(place) for place in places], schedule=schedule, lit_radius_m=lit_radius_m)


@pytest.fixture
def street(plain):
    """A street of 400 m with a camera at 100 m, a lamp of the park at 120 m and one of the street at 300 m."""
    plain.areas(shapely.box(0, 0, 400, 100)).streets(shapely.LineString([(0, 50), (400, 50)]))
    return lamps(plain, (120, 50), (300, 50), schedule=["park", "street"], lit_radius_m=[10.0, 20.0])


def computed(plain, city):
    made = coverage.run(plain.store, city)
    with plain.store.writing() as writing:
        writing.save(made)
    return night.run(plain.store, city)


def at_level(result, state):
    frame = result.frames["night-coverage"]
    [row] = frame[
        (frame["norm_edition"] == LEVEL[0]) & (frame["level"] == LEVEL[1]) & (frame["state"] == state)
    ].to_dict("records")
    return row


def test_a_camera_sees_in_the_dark_what_a_lamp_lights(street, torun) -> None:
    result = computed(street.cameras((100, 50), ir_range_m=0.0), torun)
    lit, off = at_level(result, "park+street"), at_level(result, "street")
    assert lit["seen_street_m"] == pytest.approx(2 * REACH_M, abs=0.2)
    assert lit["night_street_m"] == pytest.approx(20, abs=0.2)
    assert lit["night_m2"] == pytest.approx(math.pi * 100 * DISC, rel=1e-3)
    assert (off["night_street_m"], off["night_m2"]) == (0, 0)
    assert off["seen_street_m"] == lit["seen_street_m"]


def test_infrared_light_keeps_the_level_where_no_lamp_is_on(street, torun) -> None:
    result = computed(street.cameras((100, 50), ir_range_m=15.0), torun)
    off = at_level(result, "street")
    assert off["night_street_m"] == pytest.approx(30, abs=0.1)
    assert off["night_m2"] == pytest.approx(math.pi * 225, rel=1e-3)
    # From 85 to 115 m by its own light, from 110 to 130 by the lamp.
    assert at_level(result, "park+street")["night_street_m"] == pytest.approx(45, abs=0.2)


def test_the_share_of_a_camera_is_that_of_its_own_ground(street, torun) -> None:
    result = computed(street.cameras((100, 50), (300, 50), ir_range_m=0.0), torun)
    cameras = result.frames["night-cameras"].set_index(["ref", "state"])
    day_m2 = math.pi * REACH_M**2
    assert cameras.loc[("r-0", "park+street"), "usable_25"] == pytest.approx(math.pi * 100 * DISC / day_m2, abs=2e-3)
    assert cameras.loc[("r-0", "street"), "usable_25"] == 0
    assert cameras.loc[("r-1", "street"), "usable_25"] == pytest.approx(math.pi * 400 * DISC / day_m2, abs=2e-3)
    # Where the ground is dark the lowest level is left, and no better.
    assert cameras.loc[("r-0", "street"), "night_px_per_m"] == 20
    assert cameras.loc[("r-0", "street"), "day_px_per_m"] > 100
    assert cameras.loc[("r-1", "street"), "night_px_per_m"] > 60


def test_streets_are_dark_between_the_lamps_that_are_on(street, torun) -> None:
    result = computed(street.cameras((100, 50), ir_range_m=0.0), torun)
    dark = result.frames["dark-streets"].to_crs(torun.crs)
    told = {state: sorted(group["length_m"], reverse=True) for state, group in dark.groupby("state")}
    assert told["park+street"] == pytest.approx([150, 110, 80], abs=0.3)
    assert told["street"] == pytest.approx([280, 80], abs=0.3)
    sums = {one["state"]: one["dark_street_m"] for one in result.summary["states"]}
    assert sums == pytest.approx({"park+street": 340, "street": 360}, abs=0.3)


def test_dark_hours_are_those_without_a_lamp(street, torun) -> None:
    result = computed(street.cameras((100, 50), ir_range_m=0.0), torun)
    told = result.parameters
    place, year = Place(told["lon"], told["lat"], torun.zone), told["year"]
    winter = date(year, 12, 21)
    never_h = dark_hours([], winter, winter, torun.lighting, place)
    park_h = dark_hours(["park"], winter, winter, torun.lighting, place)
    dark = result.frames["dark-streets"].to_crs(torun.crs)
    last = dark[(dark["state"] == "street") & (dark["length_m"] < 100)].iloc[0]
    assert (last["dark_h_winter"], last["never_lit"]) == (pytest.approx(never_h, abs=0.06), pytest.approx(1))
    first = dark[(dark["state"] == "street") & (dark["length_m"] > 100)].iloc[0]
    assert 0.9 < first["never_lit"] < 1
    mean_h = first["never_lit"] * never_h + (1 - first["never_lit"]) * park_h
    assert first["dark_h_winter"] == pytest.approx(mean_h, abs=0.06)
    assert last["dark_h_year"] > last["dark_h_winter"] > last["dark_h_equinox"] > last["dark_h_summer"] > 0


def test_the_summer_lighting_of_parks_is_told_with_and_without(street, torun) -> None:
    result = computed(street.cameras((100, 50), ir_range_m=0.0), torun)
    [season] = result.summary["seasons"]
    assert (season["schedule"], season["nights"]) == ("park", 92)
    # 92 short nights, dark from 23:00 on for some four to six hours each.
    assert 92 * 4 < season["dark_h_without"] - season["dark_h_with"] < 92 * 6


def test_light_does_not_pass_a_building(street, torun, in_metres) -> None:
    street.houses(shapely.box(296, 30, 299, 70))
    result = computed(street.cameras((100, 50), ir_range_m=0.0), torun)
    lit = in_metres(result.frames["lit-ground"])
    west = shapely.box(280, 40, 295, 60)
    mine = lit[lit["schedule"] == "street"].union_all()
    assert mine.area > 500
    assert mine.intersection(west).area < 1


def test_what_no_source_tells_of_a_lamp_is_the_profile_s_and_counted(plain, torun) -> None:
    plain.areas(shapely.box(0, 0, 400, 100)).streets(shapely.LineString([(0, 50), (400, 50)]))
    plain.cameras((100, 50), ir_range_m=0.0)
    lamps(plain, (100, 50), (300, 50), schedule=[None, "of another profile"], lit_radius_m=[None, 12.5])
    result = computed(plain, torun)
    assert result.summary["lamps"] == {"all": 2, "schedule_assumed": 2, "radius_assumed": 1, "moved": 0}
    assert [one["state"] for one in result.summary["states"]] == ["street"]
    assert at_level(result, "street")["dark_street_m"] == pytest.approx(400 - 40 - 25, abs=0.3)


def test_a_lamp_that_is_drawn_in_a_house_hangs_before_its_wall(plain, torun) -> None:
    plain.areas(shapely.box(0, 0, 400, 100)).streets(shapely.LineString([(0, 50), (400, 50)]))
    plain.cameras((100, 50), ir_range_m=0.0).houses(shapely.box(90, 60, 110, 80))
    lamps(plain, (100, 60.5), schedule=["street"], lit_radius_m=[20.0])
    result = computed(plain, torun)
    assert result.summary["lamps"]["moved"] == 1
    assert at_level(result, "street")["night_street_m"] == pytest.approx(2 * math.sqrt(400 - 9.7**2), abs=0.3)


def test_without_lamps_nothing_is_told_of_the_night(plain, torun) -> None:
    plain.areas(shapely.box(0, 0, 400, 100)).cameras((100, 50))
    plain.streets(shapely.LineString([(0, 50), (400, 50)]))
    result = computed(plain, torun)
    assert (result.n, result.frames) == (0, {})


def test_without_the_coverage_the_command_is_told(street, torun) -> None:
    street.cameras((100, 50), ir_range_m=0.0)
    with pytest.raises(BadInput, match="czujka run coverage"):
        night.run(street.store, torun)
