"""City profiles: complete, laid over the common defaults, and checked."""

from __future__ import annotations

import string
import tomllib
from typing import get_args
from zoneinfo import ZoneInfo

import pytest
import shapely
from pydantic import ValidationError

from geo.city import City, _laid_over, cities, load_city
from geo.coverage.image_quality import EDITIONS, edition
from geo.errors import NotFound
from geo.ingest import words as registers
from geo.model.camera import CameraType, Mount


@pytest.fixture(params=cities())
def profile(request: pytest.FixtureRequest) -> City:
    return load_city(request.param)


def test_the_profiles_are_listed_in_order_without_the_defaults():
    assert cities() == ["heidelberg", "helsinki", "krakow", "torun"]


@pytest.mark.parametrize("name", ["gdansk", "", "_defaults", "../helsinki", "Torun"])
def test_a_profile_that_is_not_there_is_told_with_the_choices(name):
    with pytest.raises(NotFound, match="one of heidelberg, helsinki, krakow, torun, not '"):
        load_city(name)


def test_a_profile_knows_its_own_name(profile):
    assert profile.id in cities()
    assert profile.zone == ZoneInfo(profile.time_zone)
    assert profile.language == "pl"


def test_the_words_are_there_in_both_languages(profile):
    kinds = [kind.words for kind in profile.camera_kinds.values()]
    categories = [category.words for category in profile.incident_categories.values()]
    points = [words for point in profile.help_points for words in (point.words, point.hours)]
    thermal = [named.words for named in profile.thermal.profiles.values()]
    for words in (
        profile.words,
        *profile.area_kinds.values(),
        *profile.report_categories.values(),
        *kinds,
        *categories,
        *thermal,
    ):
        assert words.pl.strip()
        assert words.en.strip()
    assert all(words.pl and words.en for words in points)


def test_areas_are_reported_by_a_kind_that_the_profile_names_beside_the_city(profile):
    assert profile.report_by in profile.area_kinds
    assert "city" in profile.area_kinds


def test_the_level_belongs_to_the_edition(profile):
    assert profile.norm_edition in EDITIONS
    assert profile.level in [level.name for level in edition(profile.norm_edition).levels]


def test_every_mount_and_every_type_of_camera_has_its_default(profile):
    assert set(profile.cameras.height_m) == set(get_args(Mount))
    assert set(profile.cameras.kind) == set(get_args(CameraType))
    assert set(profile.cameras.kind.values()) <= set(profile.camera_kinds)
    assert all(height > profile.cameras.target_height_m for height in profile.cameras.height_m.values())


def test_every_kind_of_camera_has_a_lens_and_a_type_of_its_own(profile):
    for kind in profile.camera_kinds.values():
        assert 0 < kind.hfov_deg < 180
        assert kind.ir_range_m >= 0
        assert kind.sensors >= 1
        assert kind.tele_hfov_deg is None or kind.tele_hfov_deg < kind.hfov_deg
        assert kind.camera_type in get_args(CameraType)
    assert all(profile.camera_kinds[name].camera_type == type_ for type_, name in profile.cameras.kind.items())
    assert profile.camera_kinds["thermal_640"].spectrum == "thermal"
    assert [name for name, kind in profile.camera_kinds.items() if kind.gate] == ["anpr_2mp"]


def test_words_of_registers_name_kinds_that_are_there(profile):
    assert set(registers.words("camera_kind").values()) <= set(profile.camera_kinds)


def test_the_thermal_profile_in_use_is_one_of_those_named_with_their_sources(profile):
    assert profile.thermal.profile in profile.thermal.profiles
    for named in profile.thermal.profiles.values():
        assert set(named.cycles) == {"detect", "recognise", "identify"}
        assert list(named.cycles.values()) == sorted(named.cycles.values())
        assert named.source
    assert profile.gates.source


def test_112_is_the_first_help_point(profile):
    assert profile.help_points[0].phone == "112"
    assert all(set(point.phone) <= set(string.digits + " +") for point in profile.help_points)


def test_the_safety_profile_leaves_out_parking_and_speeding(profile):
    left_out = {name for name, category in profile.incident_categories.items() if not category.safety}
    assert {"parking", "speeding"} <= left_out
    assert not {"assault", "robbery", "harassment"} & left_out


def test_no_profile_shows_squares_of_fewer_than_five_reports(profile):
    assert profile.disclosure.fewest_reports >= 5
    assert profile.disclosure.cell_m >= 100


def test_the_files_that_a_profile_names_are_shipped(profile):
    named = [name for name in (profile.boundary, profile.parts, profile.demo.places) if name]
    assert named
    assert all(profile.file(name).is_file() for name in named)


def test_a_city_speaks_of_its_own_help_points_and_of_the_common_defaults():
    torun = load_city("torun")
    assert [point.phone for point in torun.help_points] == ["112", "56 477 00 91", "510 491 952", "997", "986"]
    assert (torun.crs, torun.report_by, torun.time_zone) == ("EPSG:2177", "okreg", "Europe/Warsaw")
    assert set(torun.area_kinds) == {"city", "okreg", "part", "no_cameras", "monument"}
    assert torun.buildings == load_city("krakow").buildings


def test_what_a_city_says_wins_and_tables_are_merged_within():
    below = {"a": 1, "t": {"x": 1, "y": {"z": 2}}, "list": [1, 2]}
    above = {"a": 2, "t": {"y": {"w": 3}}, "list": [9], "new": {"n": 0}}
    expected = {"a": 2, "t": {"x": 1, "y": {"z": 2, "w": 3}}, "list": [9], "new": {"n": 0}}
    assert _laid_over(below, above) == expected
    assert below["t"] == {"x": 1, "y": {"z": 2}}


def test_a_word_that_no_profile_has_is_refused():
    text = load_city("torun").model_dump() | {"colour": "red"}
    with pytest.raises(ValidationError, match="colour"):
        City.model_validate(text)


def test_a_profile_cannot_be_changed():
    with pytest.raises(ValidationError, match="frozen"):
        load_city("torun").name = "Bydgoszcz"


def test_the_files_of_profiles_are_plain_toml(profile):
    path = profile.file("x").parent.parent / f"{profile.id}.toml"
    assert tomllib.loads(path.read_text(encoding="utf-8"))["name"] == profile.name


@pytest.mark.parametrize(("name", "inside"), [("torun", (18.6050, 53.0107)), ("krakow", (19.9373, 50.0619))])
def test_the_boundary_that_is_shipped_holds_the_market_square(name, inside):
    city = load_city(name)
    shape = shapely.from_geojson(city.file(city.boundary).read_text(encoding="utf-8"))
    assert shapely.intersects(shape, shapely.Point(inside))
