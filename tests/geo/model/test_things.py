"""Things check themselves: what they take, what they refuse, and that they cannot be changed."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta

import pytest
import shapely
from pydantic import ValidationError

from geo.model import FAMILIES, Area, Building, Camera, Incident, Lamp, Report, Street
from geo.model.source import Source
from geo.storage.tables import FAMILY_TABLES

POINT = shapely.Point(18.605, 53.0107)
LINE = shapely.LineString([(18.60, 53.01), (18.61, 53.02)])
SQUARE = shapely.box(18.60, 53.01, 18.61, 53.02)
NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)
REPORT = {"ref": "r", "feeling": "bad", "category": "lighting", "day_part": "night", "created_at": NOW}
INCIDENT = {"ref": "i", "geometry": POINT, "category": "theft", "occurred_from": NOW, "occurred_to": NOW}


def camera(**values):
    return Camera.model_validate({"ref": "k-1", "geometry": POINT} | values)


def refused(kind, values, words):
    with pytest.raises(ValidationError, match=words):
        kind.model_validate(values)


def test_a_camera_of_which_nothing_is_known_is_a_camera():
    silent = camera()
    known = silent.model_dump(exclude={"ref", "geometry", "status", "indoor", "presets", "assumed"})
    assert set(known.values()) == {None}
    assert (silent.status, silent.indoor, silent.assumed) == ("working", False, ())


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("height_m", 0),
        ("height_m", -4),
        ("height_m", 301),
        ("height_m", math.inf),
        ("bearing_deg", 360),
        ("bearing_deg", -1),
        ("tilt_deg", 90.1),
        ("tilt_deg", -91),
        ("hfov_deg", 0),
        ("hfov_deg", 180),
        ("sensor_width_px", 0),
        ("sensor_width_px", 2560.5),
        ("sensor_height_px", 100_001),
        ("camera_type", "turret"),
        ("mount", "tree"),
        ("status", "broken"),
        ("name", "x" * 2001),
        ("ref", ""),
        ("ref", "   "),
        ("ref", "x" * 201),
        ("colour", "red"),
    ],
)
def test_a_camera_refuses_what_no_camera_has(name, value):
    refused(Camera, {"ref": "k-1", "geometry": POINT, name: value}, name)


@pytest.mark.parametrize(
    ("name", "value"),
    [("height_m", 300), ("bearing_deg", 0), ("bearing_deg", 359.9), ("tilt_deg", -90), ("tilt_deg", 90)],
)
def test_a_camera_takes_what_lies_on_the_edge(name, value):
    assert getattr(camera(**{name: value}), name) == value


def test_the_not_a_number_of_frames_is_an_absent_value():
    assert camera(height_m=math.nan, name=math.nan, sensor_width_px=math.nan) == camera()


def test_text_is_kept_without_the_space_around_it():
    assert camera(ref="  k-7 ", name=" Rynek ").name == "Rynek"


def test_things_cannot_be_changed():
    with pytest.raises(ValidationError, match="frozen"):
        camera().height_m = 5.0


@pytest.mark.parametrize(
    ("kind", "shape"),
    [
        (Camera, LINE),
        (Camera, SQUARE),
        (Lamp, SQUARE),
        (Street, POINT),
        (Street, SQUARE),
        (Building, LINE),
        (Area, POINT),
    ],
)
def test_a_thing_refuses_a_shape_of_another_kind(kind, shape):
    refused(kind, {"ref": "x", "geometry": shape, "name": "n", "kind": "k"}, f"not {shape.geom_type}")


@pytest.mark.parametrize(
    ("shape", "words"),
    [
        (shapely.Point(), "finite"),
        (shapely.Point(math.inf, 53), "finite"),
        (shapely.Point(6540604.65, 5875529.94), "degrees"),
        (shapely.Point(181, 0), "degrees"),
        (shapely.Point(18, -90.5), "degrees"),
        ("POINT (18 53)", "must be a geometry, not str"),
    ],
)
def test_a_place_is_finite_longitude_and_latitude(shape, words):
    refused(Lamp, {"ref": "x", "geometry": shape}, words)


def test_a_third_coordinate_is_dropped():
    assert not Lamp(ref="x", geometry=shapely.Point(18, 53, 80)).geometry.has_z


def test_a_place_is_told_as_geojson():
    assert Lamp(ref="x", geometry=POINT).model_dump()["geometry"] == {"type": "Point", "coordinates": (18.605, 53.0107)}


@pytest.mark.parametrize(
    ("name", "value"), [("height_m", 0), ("levels", -1), ("min_height_m", -0.5), ("height_m", 1001)]
)
def test_a_building_refuses_heights_that_no_building_has(name, value):
    refused(Building, {"ref": "b", "geometry": SQUARE, name: value}, name)


def test_a_building_stands_on_the_ground_unless_told():
    assert Building(ref="b", geometry=SQUARE).min_height_m == 0.0


def test_a_code_with_leading_zeros_stays_text():
    assert Area(ref="a", geometry=SQUARE, kind="okreg", name="1", code="0463011").code == "0463011"
    refused(Area, {"ref": "a", "geometry": SQUARE, "kind": "okreg", "name": "1", "code": 463011}, "code")


def test_an_incident_may_be_a_moment_or_an_interval_but_never_runs_backwards():
    assert Incident.model_validate(INCIDENT).occurred_from == NOW
    Incident.model_validate(INCIDENT | {"occurred_to": NOW + timedelta(hours=1)})
    refused(Incident, INCIDENT | {"occurred_to": NOW - timedelta(seconds=1)}, "must not end before it begins")


@pytest.mark.parametrize("name", ["occurred_from", "occurred_to"])
def test_a_moment_must_be_aware(name):
    refused(Incident, INCIDENT | {name: NOW.replace(tzinfo=None)}, "timezone")
    refused(Report, REPORT | {"place_words": "w parku", "created_at": NOW.replace(tzinfo=None)}, "timezone")


def test_a_report_tells_a_place_on_the_map_or_in_words():
    Report.model_validate(REPORT | {"geometry": POINT})
    Report.model_validate(REPORT | {"place_words": "za dworcem"})
    for nowhere in ({}, {"place_words": ""}, {"place_words": "  "}, {"geometry": None, "place_words": math.nan}):
        refused(Report, REPORT | nowhere, "must have a place on the map or in words")


@pytest.mark.parametrize(
    "shape", [POINT, LINE, SQUARE, shapely.MultiLineString([LINE]), shapely.MultiPolygon([SQUARE])]
)
def test_a_reported_place_may_be_a_point_a_street_or_an_area(shape):
    assert Report.model_validate(REPORT | {"geometry": shape}).geometry == shape


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("feeling", "neutral"),
        ("day_part", "noon"),
        ("reporter", "police"),
        ("text", "x" * 501),
        ("place_words", "x" * 201),
        ("ip", "10.0.0.1"),
        ("email", "a@b.pl"),
    ],
)
def test_a_report_refuses_what_it_must_not_hold(name, value):
    refused(Report, REPORT | {"geometry": POINT, name: value}, name)


def test_nothing_that_points_to_a_person_has_a_place_in_a_report():
    assert set(Report.model_fields) == {
        *(
            "ref",
            "geometry",
            "place_words",
            "feeling",
            "category",
            "categories_version",
            "day_part",
            "text",
            "reporter",
            "factors",
            "seen_at",
            "created_at",
        ),
    }


@pytest.mark.parametrize("family", FAMILIES)
def test_the_table_of_a_family_has_the_columns_of_its_model(family):
    columns = {column.name for column in FAMILY_TABLES[family].columns} - {"fid", "source_id"}
    assert columns == set(FAMILIES[family].model_fields)


def test_a_source_says_when_it_was_imported_and_counts_from_nothing():
    source = Source(family="cameras", name="Rejestr", imported_at=NOW)
    assert (source.kind, source.n, source.synthetic) == ("register", 0, False)
    refused(Source, source.model_dump() | {"n": -1}, "n")
    refused(Source, source.model_dump() | {"imported_at": NOW.replace(tzinfo=None)}, "timezone")
