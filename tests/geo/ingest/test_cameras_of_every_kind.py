"""Presets, infrared light and kinds of cameras, as registers write them."""

from __future__ import annotations

from collections.abc import Callable

import geopandas as gpd
import pytest
import shapely

from geo.city import City
from geo.errors import BadInput, FaultyFile
from geo.ingest.osm import interpret
from geo.ingest.presets import presets
from geo.ingest.register import import_file
from geo.storage.store import Store

TWO = ["90/30@0.5", "180@0.25"]


@pytest.mark.parametrize(
    "given",
    [
        "90/30@0.5; 180@0.25",
        "90°/30°@0,5 ; 180° @ 0,25;",
        "90/30@50% | 180@25 %",
        "90/30@0.5, 180@0.25",
        "90 / 30 @ 0.50\n180 @ 0.25",
        '["90/30@0.5", "180@0.25"]',
        '[{"bearing_deg": 90, "hfov_deg": 30, "share": 0.5}, {"bearing_deg": 180, "share": 0.25}]',
        '[{"bearing_deg": 90, "hfov_deg": 30, "share": 0.5}, {"bearing_deg": 180, "hfov_deg": null, "share": 0.25}]',
    ],
)
def test_presets_are_read_as_they_are_written(given: str) -> None:
    assert [str(preset) for preset in presets(given)] == TWO


def test_a_full_circle_is_north_and_shares_may_fill_the_time() -> None:
    assert [str(preset) for preset in presets("360@0.7; 10.5@0.3")] == ["0@0.7", "10.5@0.3"]
    assert len(presets("0@0.1;" * 10)) == 10
    assert presets("[]") == ()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("90/30", "must be written as bearing/opening@share"),
        ("90@0.5; up@0.2", "must be written as bearing/opening@share"),
        (";", "must be written as bearing/opening@share"),
        ("[90", "must be written as bearing/opening@share"),
        ("[90]", "must be written as bearing/opening@share"),
        ('[{"bearing_deg": 90}]', "must be written as bearing/opening@share"),
        ('[{"bearing_deg": "east", "share": 1}]', "must be written as bearing/opening@share"),
        ('[{"bearing_deg": 90, "share": true}]', "must be written as bearing/opening@share"),
        ("361@0.5", "bearing of a preset must be between 0 and 360 degrees, not 361"),
        ("-10@0.5", "bearing of a preset must be between 0 and 360 degrees, not -10"),
        ("90/0@0.5", "opening of a preset must be above 0 and under 180 degrees, not 0"),
        ("90/180@0.5", "opening of a preset must be above 0 and under 180 degrees, not 180"),
        ("90@0", "share of time of a preset must be above 0"),
        ("90@1.5", "share of time of a preset must be above 0 and up to 1, or up to 100%, not 1.5"),
        ("90@150%", "up to 100%, not 1.5"),
        ("90@0.6; 180@0.5", "at most 1 together, not 1.1"),
        ('[{"bearing_deg": 400, "share": 0.5}]', "bearing of a preset"),
    ],
)
def test_presets_that_are_none_are_refused_in_words(given: str, words: str) -> None:
    with pytest.raises(BadInput) as caught:
        presets(given)
    assert words in str(caught.value)


def row_by_row(store: Store, city: City, write: Callable, header: str, *rows: str) -> dict[str, dict]:
    text = "\n".join(f"k{i};18.60{i};53.01;{row}" for i, row in enumerate(rows))
    import_file(store, city, "cameras", write("kamery.csv", f"symbol;lon;lat;{header}\n{text}\n"))
    return store.read("cameras").set_index("ref").to_dict("index")


def test_presets_come_in_from_a_register_and_make_a_camera_that_turns(
    store: Store, city: City, write: Callable
) -> None:
    known = row_by_row(store, city, write, "presety|typ".replace("|", ";"), "90/30@0,5 | 180@25%;obrotowa", "0@1;", ";")
    assert known["k0"]["presets"] == [
        {"bearing_deg": 90, "hfov_deg": 30, "share": 0.5},
        {"bearing_deg": 180, "hfov_deg": None, "share": 0.25},
    ]
    assert (known["k1"]["camera_type"], known["k1"]["kind"]) == ("panning", "ptz_2mp")
    assert "camera_type" not in known["k1"]["assumed"]
    assert known["k2"]["presets"] == []


def test_faulty_presets_are_a_fault_of_their_row_and_column(store: Store, city: City, write: Callable) -> None:
    with pytest.raises(FaultyFile) as caught:
        row_by_row(store, city, write, "Ujęcia", "90@0.5", "90@0.9 | 10@0.9")
    [fault] = caught.value.faults
    assert (fault.row, fault.column) == (3, "Ujęcia")
    assert "at most 1 together, not 1.8" in fault.message


def test_infrared_light_is_a_length_a_no_or_left_to_the_kind(store: Store, city: City, write: Callable) -> None:
    cells = ("30 m", "25,5", "nie", "tak", "", "0")
    known = row_by_row(store, city, write, "Zasięg IR [m]", *cells)
    told = [known[f"k{i}"]["ir_range_m"] for i in range(len(cells))]
    assert told[:3] == [30, 25.5, 0]
    assert [reach != reach for reach in told[3:]] == [True, True, False]
    assert told[5] == 0


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("termowizyjna", "thermal_640"),
        ("kamera termowizyjna", "thermal_640"),
        ("wieloobiektywowa", "multi_4x4mp"),
        ("Multi-sensor", "multi_4x4mp"),
        ("ANPR", "anpr_2mp"),
        ("tablice rejestracyjne", "anpr_2mp"),
    ],
)
@pytest.mark.parametrize("header", ["typ", "rodzaj"])
def test_the_word_for_a_kind_tells_it_in_either_column(
    store: Store, city: City, write: Callable, header: str, word: str, kind: str
) -> None:
    camera = row_by_row(store, city, write, header, word)["k0"]
    assert camera["kind"] == kind
    assert "kind" not in camera["assumed"]
    assert camera["camera_type"] == city.camera_kinds[kind].camera_type
    assert camera["hfov_deg"] == city.camera_kinds[kind].hfov_deg


def test_a_mast_with_several_sensors_and_several_directions_is_one_camera(
    store: Store, city: City, write: Callable
) -> None:
    known = row_by_row(store, city, write, "typ;azymut;fov", "wieloobiektywowa;30|120|210|300;360")
    assert list(known) == ["k0"]
    assert (known["k0"]["bearing_deg"], known["k0"]["hfov_deg"]) == (30, 90)


def test_a_plate_reader_of_openstreetmap_is_known_by_its_tag(city: City) -> None:
    tags = {"surveillance:type": "ALPR", "man_made": "surveillance"}
    frame = gpd.GeoDataFrame({"osm_id": [7], "tags": [tags]}, geometry=[shapely.Point(18.6, 53)], crs="EPSG:4326")
    [camera] = interpret("cameras", frame, city).things
    assert camera.kind == "anpr_2mp"
