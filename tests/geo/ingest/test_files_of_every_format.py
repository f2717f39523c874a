"""CSV, GeoJSON, XLSX, GeoPackage: what is read, what is refused."""

from __future__ import annotations

import gzip
import sqlite3
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import geopandas as gpd
import openpyxl
import pandas as pd
import pyogrio
import pytest
import shapely

from geo.city import City
from geo.errors import BadInput, FaultyFile, NotFound
from geo.ingest import readers
from geo.ingest.register import import_file
from geo.storage.store import Store


def test_a_polish_register_with_semicolons_and_decimal_commas(
    store: Store, city: City, imports: Path, said: Callable
) -> None:
    report = import_file(store, city, "cameras", imports / "kamery_pl.csv")
    cameras = store.read("cameras").set_index("ref")
    assert (report.rows_read, report.taken, report.added, report.not_taken) == (3, 3, 3, ())
    assert list(cameras.index) == ["001", "002", "003"]
    first = cameras.loc["001"]
    assert (first.height_m, first.bearing_deg, first.tilt_deg, first.hfov_deg) == (4.5, 180.0, 15.0, 85.0)
    assert (first["mount"], first.camera_type, first.sensor_width_px, first.status) == (
        "pole",
        "fixed",
        2560,
        "working",
    )
    assert first.geometry.distance(shapely.Point(18.6050, 53.0107)) < 1e-6
    second = cameras.loc["002"]
    assert (second.camera_type, second.bearing_deg, second.status) == ("dome", 45.0, "off")
    assert cameras.loc["003"].bearing_deg == 260.0
    assert "X was read as the northing" in said(report)
    assert "EPSG:2177" in said(report)
    assert "Wys. [m] → height_m" in said(report)
    assert "left aside: Uwagi" in said(report)


def test_an_english_register_with_commas(store: Store, city: City, imports: Path) -> None:
    import_file(store, city, "cameras", imports / "cameras_en.csv")
    cameras = store.read("cameras").set_index("ref")
    assert cameras.loc["A-1"]["name"] == "Square, east"
    assert cameras["indoor"].tolist() == [False, True]


def test_cp1250_and_tabs_are_read(store: Store, city: City, imports: Path) -> None:
    import_file(store, city, "cameras", imports / "kamery_cp1250.csv")
    assert store.read("cameras")["name"].tolist() == ["Żółta kładka"]


def test_a_packed_csv_is_read(store: Store, city: City, imports: Path, tmp_path: Path) -> None:
    path = tmp_path / "cameras.csv.gz"
    path.write_bytes(gzip.compress((imports / "cameras_en.csv").read_bytes()))
    assert import_file(store, city, "cameras", path).taken == 2


def test_excels_line_with_the_delimiter_counts_as_a_row(store: Store, city: City, write: Callable) -> None:
    path = write("c.csv", "sep=;\nref;lon;lat\na;18.6;53.0\nb;x;53.0\n")
    with pytest.raises(FaultyFile) as caught:
        import_file(store, city, "cameras", path)
    assert [(fault.row, fault.column) for fault in caught.value.faults] == [(4, "lon")]


def test_leading_zeros_stay(store: Store, city: City, imports: Path) -> None:
    import_file(store, city, "lamps", imports / "lamps.tsv")
    assert store.read("lamps")["ref"].tolist() == ["007", "008"]


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Kamery"
    sheet.append(["Wykaz kamer miejskich, stan na 2026"])
    sheet.append([])
    sheet.append(["Numer", "Nazwa", "Długość", "Szerokość", "Wysokość", "Kierunek"])
    sheet.append([1, "Rynek", 18.605, 53.0107, 4.5, "płd."])
    sheet.append([2, "Most", "18,606", "53,0108", None, 90])
    sheet["A4"].number_format = sheet["A5"].number_format = "000"
    other = book.create_sheet("Zdarzenia")
    other.append(["id", "kategoria", "data zdarzenia", "lon", "lat"])
    other.append([1, "kradzież", date(2025, 7, 1), 18.605, 53.0107])
    other.append([2, "kradzież", datetime(2025, 7, 1, 22, 15), 18.605, 53.0107])  # noqa: DTZ001 - Excel knows no zones
    path = tmp_path / "wykaz.xlsx"
    book.save(path)
    return path


def test_a_workbook_is_read_below_its_title_with_leading_zeros(store: Store, city: City, workbook: Path) -> None:
    import_file(store, city, "cameras", workbook)
    cameras = store.read("cameras").set_index("ref")
    assert list(cameras.index) == ["001", "002"]
    assert cameras.loc["001"].bearing_deg == 180.0
    assert cameras.loc["002"].geometry.equals(shapely.Point(18.606, 53.0108))


def test_a_named_sheet_keeps_days_apart_from_moments(store: Store, city: City, workbook: Path) -> None:
    import_file(store, city, "incidents", workbook, layer="Zdarzenia", source_kind="police")
    incidents = store.read("incidents")
    lasts = (incidents["occurred_to"] - incidents["occurred_from"]).dt.total_seconds()
    assert lasts.tolist() == [86399, 0]


def test_a_sheet_that_is_not_there_is_refused_with_the_choices(store: Store, city: City, workbook: Path) -> None:
    with pytest.raises(BadInput, match="one of Kamery, Zdarzenia, not 'Lampy'"):
        import_file(store, city, "cameras", workbook, layer="Lampy")


@pytest.fixture
def geopackage(tmp_path: Path) -> Path:
    path = tmp_path / "cameras.gpkg"
    frame = gpd.GeoDataFrame(
        {"nr": ["01", "02"], "height": [4.5, None]},
        geometry=[shapely.Point(18.605, 53.0107, 9), shapely.Point(18.606, 53.0108, 9)],
        crs="EPSG:4326",
    )
    frame.to_crs("EPSG:2180").to_file(path, layer="cameras", engine="pyogrio")
    return path


def test_a_geopackage_brings_its_own_crs_and_loses_its_heights(store: Store, city: City, geopackage: Path) -> None:
    import_file(store, city, "cameras", geopackage)
    cameras = store.read("cameras")
    assert cameras["ref"].tolist() == ["01", "02"]
    assert not cameras.has_z.any()
    assert cameras.geometry.iloc[0].distance(shapely.Point(18.605, 53.0107)) < 1e-7


def test_a_layer_must_be_named_where_there_are_several(store: Store, city: City, geopackage: Path) -> None:
    gpd.GeoDataFrame({"ref": ["x"]}, geometry=[shapely.Point(18, 53)], crs="EPSG:4326").to_file(
        geopackage, layer="lamps"
    )
    with pytest.raises(BadInput, match="one of cameras, lamps"):
        import_file(store, city, "cameras", geopackage)
    assert import_file(store, city, "cameras", geopackage, layer="cameras").taken == 2


def test_a_table_of_a_geopackage_without_geometry_is_read_by_its_columns(
    store: Store, city: City, tmp_path: Path
) -> None:
    path = tmp_path / "table.gpkg"
    pyogrio.write_dataframe(pd.DataFrame({"ref": ["a"], "lon": [18.605], "lat": [53.0107]}), path)
    assert import_file(store, city, "lamps", path).taken == 1


@pytest.mark.parametrize("name", ["not_geojson.geojson", "not_a_geopackage.gpkg"])
def test_a_driver_in_disguise_is_refused_by_its_content(store: Store, city: City, imports: Path, name: str) -> None:
    with pytest.raises(BadInput, match="must be a"):
        import_file(store, city, "cameras", imports / name)


def test_a_database_that_is_no_geopackage_is_refused(store: Store, city: City, tmp_path: Path) -> None:
    path = tmp_path / "x.gpkg"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE t (a)")
    connection.close()
    with pytest.raises(BadInput, match="must be a GeoPackage"):
        import_file(store, city, "cameras", path)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.geojson", "[1, 2]"), ("a.geojson", '{"type": "FeatureCollection", "features": 3}'),
        ("a.geojson", "[" * 100_000), ("a.json", '{"type": "Topology"}'), ("a.xlsx", "no zip"), ("a.csv.gz", "no gzip"),
        ("a.csv", ""), ("a.csv", "ref;lon;lat\n"), ("a.gpkg", ""),
        ("a.geojson", '{"type": "FeatureCollection", "features": []}'),
    ],
)  # fmt: skip
def test_a_file_that_is_not_what_its_name_says_is_refused(
    store: Store, city: City, write: Callable, name: str, text: str
) -> None:
    with pytest.raises(BadInput, match="must"):
        import_file(store, city, "cameras", write(name, text))


def test_a_file_of_another_ending_or_none_is_refused_with_the_choices(
    store: Store, city: City, write: Callable
) -> None:
    with pytest.raises(BadInput, match=r"one of \.geojson, .*, not 'a\.vrt'"):
        import_file(store, city, "cameras", write("a.vrt", "x"))
    with pytest.raises(NotFound, match="must be there"):
        readers.read(Path("/nowhere/a.csv"))


def test_what_can_be_asked_is_said(store: Store, city: City, imports: Path) -> None:
    path = imports / "cameras_en.csv"
    with pytest.raises(BadInput, match="one of areas, cameras"):
        import_file(store, city, "reports", path)
    with pytest.raises(BadInput, match="one of EPSG:4326"):
        import_file(store, city, "cameras", path, crs="EPSG:3857")
    with pytest.raises(BadInput, match="one of police"):
        import_file(store, city, "incidents", path, source_kind="rumour")


def test_geojson_keeps_the_identifier_of_features(store: Store, city: City, imports: Path) -> None:
    import_file(store, city, "buildings", imports / "buildings.geojson")
    assert store.read("buildings")["ref"].tolist() == ["w1", "w2", "w3", "w4"]


@pytest.mark.parametrize(
    "geometry",
    [
        '{"type": "Point", "coordinates": [1e999, 53]}', '{"type": "Point", "coordinates": ["18", null]}',
        '{"type": "Point"}', '{"type": "Bezier", "coordinates": [1, 2]}', '{"coordinates": []}', "3", "[18.6, 53]",
        f'{{"type": "Point", "coordinates": [{"9" * 400}, {"9" * 400}]}}',
        '{"type": "GeometryCollection", "geometries": [{"type": "Point", "coordinates": [18.6, 53.0]}]}',
        '{"type": "Point", "coordinates": []}', '{"type": "Point", "coordinates": [NaN, 53]}', "null",
    ],
)  # fmt: skip
def test_a_hostile_geometry_is_one_fault_of_its_feature(
    store: Store, city: City, write: Callable, geometry: str
) -> None:
    feature = f'{{"type": "Feature", "properties": {{"ref": "a"}}, "geometry": {geometry}}}'
    good = '{"type": "Feature", "properties": {"ref": "b"}, "geometry": {"type": "Point", "coordinates": [18.6, 53.0]}}'
    path = write("a.geojson", f'{{"type": "FeatureCollection", "features": [{feature}, {good}]}}')
    report = import_file(store, city, "lamps", path, skip_faulty=True)
    assert [(fault.row, fault.column) for fault in report.not_taken] == [(1, "geometry")]
    assert store.read("lamps")["ref"].tolist() == ["b"]
