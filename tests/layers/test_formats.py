"""Do exports say what the page says, and can others read them?"""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.base import GeometryKind, Page, Property, flag, integer, moment, number, text, texts
from layers.formats import FORMATS

WHEN = datetime(2026, 7, 1, 12, 30, tzinfo=UTC)
COLUMNS: dict[str, Property] = {
    "name": text("Name"),
    "height_m": number("Height"),
    "width_px": integer("Width"),
    "indoor": flag("Indoor"),
    "assumed": texts("Assumed"),
    "at": moment("When"),
}


def page(geometry: Any = None, *, kind: GeometryKind = "point", **columns: Any) -> Page:
    shapes = list(geometry) if geometry is not None else [shapely.Point(18.123456789, 53.0)]
    values = {
        "name": ["Łąkowa"],
        "height_m": [4.5],
        "width_px": [1920],
        "indoor": [True],
        "assumed": [["a", "b"]],
        "at": [WHEN],
    }
    values = {name: value * len(shapes) for name, value in values.items()} | columns
    index = pd.Index(range(3, 3 + len(shapes)), name="fid", dtype="int64")
    frame = gpd.GeoDataFrame(values, geometry=shapes, crs="EPSG:4326", index=index)
    return Page("things", COLUMNS, kind, frame, 99, ("A", "B"), "CC0", "© C", True)


def features(given: Page) -> list[dict[str, Any]]:
    def refuse(constant: str) -> None:
        raise AssertionError(constant)

    read: list[dict[str, Any]] = json.loads(FORMATS["geojson"].encode(given), parse_constant=refuse)["features"]
    return read


def rows(given: Page) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(FORMATS["csv"].encode(given).decode(), newline="")))


def packed(given: Page, folder: Path) -> gpd.GeoDataFrame:
    path = folder / "things.gpkg"
    path.write_bytes(FORMATS["gpkg"].encode(given))
    return pyogrio.read_dataframe(path, layer="things", fid_as_index=True)


def test_geojson_names_its_sources_and_counts() -> None:
    body = json.loads(FORMATS["geojson"].encode(page(), {"links": [], "timeStamp": "now"}))
    assert body["numberMatched"] == 99
    assert body["numberReturned"] == 1
    assert (body["sources"], body["licence"], body["attribution"], body["synthetic"]) == (
        ["A", "B"],
        "CC0",
        "© C",
        True,
    )
    assert (body["links"], body["timeStamp"]) == ([], "now")


def test_geojson_writes_every_type_of_value() -> None:
    [feature] = features(page())
    assert feature == {
        "type": "Feature",
        "id": 3,
        "geometry": {"type": "Point", "coordinates": [18.1234568, 53.0]},
        "properties": {
            "name": "Łąkowa",
            "height_m": 4.5,
            "width_px": 1920,
            "indoor": True,
            "assumed": ["a", "b"],
            "at": "2026-07-01T12:30:00Z",
        },
    }


@pytest.mark.parametrize("absent", [None, np.nan, float("inf"), pd.NA, pd.NaT])
@pytest.mark.parametrize("name", COLUMNS)
def test_what_is_absent_is_null_in_every_format(name: str, absent: Any, tmp_path: Path) -> None:
    given = page(**{name: pd.Series([absent], dtype=object).to_numpy()})
    assert features(given)[0]["properties"][name] is None
    assert rows(given)[0][name] == ""
    assert pd.isna(packed(given, tmp_path)[name].iloc[0])


def test_whole_numbers_stay_whole_beside_absent_ones() -> None:
    given = page([shapely.Point(0, 0)] * 2, width_px=[1920, None])
    assert '"width_px":1920,' in FORMATS["geojson"].encode(given).decode()
    assert [row["width_px"] for row in rows(given)] == ["1920", ""]


def test_moments_of_any_zone_are_written_in_utc() -> None:
    given = page(at=[pd.Timestamp("2026-03-29T03:30:00", tz="Europe/Warsaw")])
    assert features(given)[0]["properties"]["at"] == "2026-03-29T01:30:00Z"
    assert rows(given)[0]["at"] == "2026-03-29T01:30:00Z"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_text_that_a_spreadsheet_would_run_is_defused_in_csv(start: str) -> None:
    given = page(name=[f"{start}1+1"], assumed=[[f"{start}x"]])
    assert rows(given)[0]["name"] == f"'{start}1+1"
    assert rows(given)[0]["assumed"] == f"'{start}x"
    assert features(given)[0]["properties"]["name"] == f"{start}1+1"


def test_numbers_stay_numbers_in_csv() -> None:
    [row] = rows(page([shapely.Point(-18.5, -53)], height_m=[-4.5], width_px=[-7]))
    assert (row["height_m"], row["width_px"], row["lon"], row["lat"]) == ("-4.5", "-7", "-18.5", "-53.0")


def test_csv_writes_lists_points_and_origins() -> None:
    [row] = rows(page())
    assert (row["fid"], row["assumed"], row["indoor"]) == ("3", "a; b", "true")
    assert (row["lon"], row["lat"]) == ("18.1234568", "53.0")
    assert (row["source"], row["licence"], row["synthetic"]) == ("A; B", "CC0", "true")


def test_csv_writes_other_shapes_as_wkt() -> None:
    line = shapely.LineString([(18, 53), (18.123456789, 53)])
    [row] = rows(page([line], kind="line"))
    assert "lon" not in row
    assert shapely.from_wkt(row["geometry"]).equals(shapely.LineString([(18, 53), (18.1234568, 53)]))


@settings(max_examples=150)
@given(st.text(max_size=40).filter(lambda word: "\x00" not in word))
def test_any_text_survives_csv_and_geojson(word: str) -> None:
    given = page(name=[word])
    assert features(given)[0]["properties"]["name"] == word
    assert rows(given)[0]["name"].removeprefix("'") == word.removeprefix("'")


@settings(max_examples=100)
@given(st.lists(st.tuples(st.floats(-180, 180), st.floats(-90, 90)), min_size=1, max_size=20))
def test_coordinates_have_at_most_seven_decimals(places: list[tuple[float, float]]) -> None:
    for feature, place in zip(features(page(shapely.points(places))), places, strict=True):
        written = feature["geometry"]["coordinates"]
        assert written == [round(value, 7) for value in written]
        assert written == pytest.approx(place, abs=6e-8)


def test_rings_follow_the_right_hand_rule() -> None:
    shell = [(0, 0), (0, 4), (4, 4), (4, 0)]
    hole = [(1, 1), (2, 1), (2, 2), (1, 2)]
    given = page([shapely.Polygon(shell, [hole]), shapely.MultiPolygon([shapely.Polygon(shell)])], kind="polygon")
    one, many = (shapely.from_geojson(json.dumps(feature["geometry"])) for feature in features(given))
    assert one.exterior.is_ccw
    assert not one.interiors[0].is_ccw
    assert many.geoms[0].exterior.is_ccw


def test_a_thing_without_a_place_is_written_in_every_format(tmp_path: Path) -> None:
    given = page([None])
    assert features(given)[0]["geometry"] is None
    assert (rows(given)[0]["lon"], rows(given)[0]["lat"]) == ("", "")
    assert packed(given, tmp_path).geometry.isna().all()


def test_heights_of_coordinates_are_left_out() -> None:
    assert features(page([shapely.Point(1, 2, 3)]))[0]["geometry"]["coordinates"] == [1.0, 2.0]


def test_a_geopackage_brings_back_values_types_and_ids(tmp_path: Path) -> None:
    frame = packed(page([shapely.Point(0, 0), shapely.Point(1, 1)], width_px=[1920, 7]), tmp_path)
    assert list(frame.index) == [3, 4]
    assert frame["name"].tolist() == ["Łąkowa", "Łąkowa"]
    assert frame["width_px"].tolist() == [1920, 7]
    assert frame["indoor"].tolist() == [True, True]
    assert frame["assumed"].tolist() == ["a; b", "a; b"]
    assert frame["at"].iloc[0] == pd.Timestamp(WHEN)
    assert frame["source"].tolist() == ["A; B", "A; B"]
    assert frame["synthetic"].tolist() == [True, True]
    assert frame.crs.to_epsg() == 4326


@pytest.mark.parametrize(("kind", "expected"), [("point", "Point"), ("line", "MultiLineString"), ("polygon", "MultiPolygon")])  # fmt: skip
def test_an_empty_page_has_the_columns_of_a_full_one(kind: GeometryKind, expected: str, tmp_path: Path) -> None:
    given = page([], kind=kind, name=[], height_m=[], width_px=[], indoor=[], assumed=[], at=[])
    assert features(given) == []
    header = FORMATS["csv"].encode(given).decode().strip().split(",")
    assert header[:7] == ["fid", *COLUMNS]
    assert packed(given, tmp_path).empty
    info = pyogrio.read_info(tmp_path / "things.gpkg", layer="things")
    assert info["geometry_type"] == expected
    assert set(COLUMNS) <= set(info["fields"])


def test_formats_have_types_and_suffixes_of_their_own() -> None:
    assert len({kind.media_type for kind in FORMATS.values()}) == len(FORMATS)
    assert [kind.suffix for kind in FORMATS.values()] == [".geojson", ".csv", ".gpkg"]
