"""Cameras, areas, buildings, streets and incidents as their registers tell of them."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from geo.city import City, load_city
from geo.errors import FaultyFile
from geo.ingest.register import import_file
from geo.storage.store import Store


def test_directions_become_bearings_openings_and_cameras(
    store: Store, city: City, imports: Path, said: Callable
) -> None:
    report = import_file(store, city, "cameras", imports / "directions.csv")
    cameras = store.read("cameras").set_index("ref")
    assert (report.taken, report.added) == (9, 10)
    assert cameras.loc[["list/1", "list/2"], "bearing_deg"].tolist() == [180, 270]
    assert cameras.loc["range", ["bearing_deg", "hfov_deg"]].tolist() == [75, 60]
    assert cameras.loc["wide", "camera_type"] == "dome"
    assert cameras.loc[["turned", "minus", "wind", "comma"], "bearing_deg"].tolist() == [0, 260, 180, 112.5]
    assert cameras.loc["both", "camera_type"] == "dome"
    assert cameras.loc["turned", "tilt_deg"] == 15
    assert "Rows with several directions became as many cameras" in said(report)


def test_what_a_register_does_not_say_of_cameras_is_filled_in_and_named(
    store: Store, city: City, imports: Path
) -> None:
    import_file(store, city, "cameras", imports / "cameras_en.csv")
    cameras = store.read("cameras").set_index("ref")
    assert cameras[["height_m", "tilt_deg", "hfov_deg", "sensor_width_px"]].notna().all().all()
    assert set(cameras.loc["A-1", "assumed"]) == {"kind", "sensor_width_px", "sensor_height_px"}


def test_buildings_that_come_later_change_what_is_assumed_of_cameras(
    store: Store, city: City, write: Callable, imports: Path
) -> None:
    import_file(store, city, "cameras", write("c.csv", "ref;lon;lat\na;18.6005;53.00999\n"))
    assert store.read("cameras")["mount"].tolist() == ["pole"]
    import_file(store, city, "buildings", imports / "buildings.geojson")
    camera = store.read("cameras").iloc[0]
    assert (camera["mount"], camera["camera_type"]) == ("wall", "fixed")
    assert camera["bearing_deg"] == pytest.approx(180, abs=0.5)


def test_a_height_of_a_building_is_told_or_counted_or_assumed(store: Store, city: City, imports: Path) -> None:
    import_file(store, city, "buildings", imports / "buildings.geojson")
    told = store.read("buildings").set_index("ref")
    assert told["height_m"].tolist() == [12.5, pytest.approx(7.9), 4.5, 12.0]
    assert told["min_height_m"].tolist() == [0, 0, 3, 0]
    assert told["assumed"].tolist() == [[], [], ["min_height_m", "height_m"], ["height_m"]]


def test_a_building_must_begin_below_its_top(store: Store, city: City, write: Callable) -> None:
    square = '"POLYGON ((18.60 53.00, 18.61 53.00, 18.61 53.01, 18.60 53.00))"'
    path = write("b.csv", f"id;height;min_height;wkt\n1;3;5;{square}\n2;0;;{square}\n3;9;2,5;{square}\n")
    report = import_file(store, city, "buildings", path, skip_faulty=True)
    assert [(fault.row, fault.column) for fault in report.not_taken] == [(2, "min_height"), (3, "height")]
    assert store.read("buildings")["min_height_m"].tolist() == [2.5]


def test_areas_keep_their_codes_and_are_repaired(store: Store, city: City, imports: Path, said: Callable) -> None:
    report = import_file(store, city, "areas", imports / "areas.geojson")
    areas = store.read("areas")
    assert areas["ref"].tolist() == ["okreg-0463011", "okreg-stare-miasto"]
    assert areas["code"].fillna("none").tolist() == ["0463011", "none"]
    assert areas["kind"].tolist() == ["okreg", "okreg"]
    assert areas.is_valid.all()
    assert not areas.has_z.any()
    assert "Invalid geometries were repaired: 1." in said(report)


def test_streets_under_the_ground_are_known(store: Store, city: City, imports: Path) -> None:
    import_file(store, city, "streets", imports / "streets.geojson")
    streets = store.read("streets")
    assert streets["underground"].tolist() == [False, True]
    assert streets["name"].fillna("none").tolist() == ["Szeroka", "none"]


def test_incidents_have_moments_days_months_and_further_parts(
    store: Store, city: City, imports: Path, said: Callable
) -> None:
    report = import_file(store, city, "incidents", imports / "zdarzenia_pl.csv", source_kind="police")
    told = store.read("incidents").set_index("ref")
    assert list(told.index) == ["0001", "0002", "0003", "0003/2"]
    assert [moment.isoformat() for moment in told["occurred_from"]] == [
        "2025-12-31T21:15:00+00:00", "2025-06-30T22:00:00+00:00",
        "2025-05-31T22:00:00+00:00", "2025-10-26T02:30:00+00:00",
    ]  # fmt: skip
    assert (told["occurred_to"] > told["occurred_from"]).tolist() == [False, True, True, False]
    assert told["category"].tolist() == ["pobicie", "kradzież", "hałas", "kradzież"]
    assert "/2" in said(report)


def test_moments_that_do_not_exist_or_come_twice_are_faults_in_words(store: Store, city: City, imports: Path) -> None:
    report = import_file(
        store, city, "incidents", imports / "zdarzenia_zmiana_czasu.csv", source_kind="police", skip_faulty=True
    )
    assert [fault.row for fault in report.not_taken] == [2, 3, 5, 6, 7]
    assert {fault.column for fault in report.not_taken} == {"data zdarzenia"}
    assert "comes twice in Europe/Warsaw" in report.not_taken[0].message
    assert "leap over" in report.not_taken[1].message
    assert report.taken == 1


def test_an_incident_must_not_end_before_it_begins(store: Store, city: City, write: Callable) -> None:
    path = write("i.csv", "id;kategoria;od;do;lon;lat\n1;x;2025-01-02 10:00;2025-01-02 09:00;18.6;53\n")
    with pytest.raises(FaultyFile) as caught:
        import_file(store, city, "incidents", path, source_kind="police")
    assert [(fault.row, fault.column) for fault in caught.value.faults] == [(2, "do")]


def test_the_swiss_register_is_refused_whole_or_taken_with_a_reason_for_each_row_left(
    tmp_path: Path, data: Path, said: Callable
) -> None:
    helsinki = load_city("helsinki")
    store = Store.open(tmp_path / "helsinki.sqlite", city_id="helsinki")
    path = data / "cameras" / "switzerland_osm_surveillance_2023.geojson"
    with pytest.raises(FaultyFile) as caught:
        import_file(store, helsinki, "cameras", path)
    report = import_file(store, helsinki, "cameras", path, skip_faulty=True)
    assert report.not_taken == caught.value.faults
    assert (report.rows_read, report.taken, report.added) == (2144, 2126, 2128)
    assert report.taken + len({fault.row for fault in report.not_taken}) == report.rows_read
    by_column = [fault.column for fault in report.not_taken]
    assert {column: by_column.count(column) for column in by_column} == {
        "surveillance": 8, "surveillance_type": 2, "angle_raw": 7, "camera_type": 2,
    }  # fmt: skip
    cameras = store.read("cameras")
    assert cameras["indoor"].sum() > 116
    assert cameras[["mount", "camera_type", "height_m", "tilt_deg"]].notna().all().all()
    assert "Places outside of the city: 2128 of 2128." in said(report)
    store.close()


def test_cincinnati_names_each_of_426_rows_without_coordinates(
    store: Store, city: City, data: Path, said: Callable
) -> None:
    path = data / "incidents" / "cincinnati_burglary_2016_2018.csv.gz"
    with pytest.raises(FaultyFile) as caught:
        import_file(store, city, "incidents", path, source_kind="open_data")
    assert len(caught.value.faults) == 426
    assert {fault.column for fault in caught.value.faults} == {"lon, lat"}
    assert store.count("incidents") == 0
    report = import_file(store, city, "incidents", path, source_kind="open_data", skip_faulty=True)
    assert (report.rows_read, report.taken, report.added) == (8723, 8297, 8297)
    assert "further parts of the same" in said(report)


def test_san_francisco_is_taken_whole(store: Store, city: City, data: Path) -> None:
    report = import_file(
        store, city, "incidents", data / "incidents" / "san_francisco_robbery_2019.csv", source_kind="open_data"
    )
    assert (report.taken, report.not_taken) == (951, ())
    assert store.read("incidents")["occurred_from"].min().isoformat() == "2019-01-01T19:50:00+00:00"


def test_nottingham_is_told_to_look_monthly(store: Store, city: City, data: Path, said: Callable) -> None:
    path = data / "incidents" / "nottingham_burglary_2022_monthly.csv"
    report = import_file(store, city, "incidents", path, source_kind="open_data")
    assert report.taken == 1795
    assert "All days are the first of a month" in said(report)
    assert store.read("incidents")["ref"].iloc[0] == "nottingham_burglary_2022_monthly:2"


def test_wroclaw_brings_48_areas_of_the_kind_by_which_the_city_reports(store: Store, city: City, data: Path) -> None:
    import_file(store, city, "areas", data / "areas" / "wroclaw_osiedla.geojson")
    areas = store.read("areas")
    assert len(areas) == 48
    assert set(areas["kind"]) == {"okreg"}


def test_delft_is_read_in_the_crs_that_its_file_declares(store: Store, city: City, data: Path) -> None:
    import_file(store, city, "buildings", data / "buildings" / "delft_lod1.gpkg")
    buildings = store.read("buildings")
    here = gpd.read_file(data / "buildings" / "delft_lod1.gpkg").to_crs("EPSG:4326")
    assert len(buildings) == 160
    assert buildings["height_m"].tolist() == here["height_m"].tolist()
    assert shapely.equals_exact(buildings.geometry.array, here.geometry.array, tolerance=1e-9).all()


def test_22842_cameras_come_in_well_under_a_minute(store: Store, city: City, write: Callable) -> None:
    rows = (
        f"{i:05d};{18.55 + i % 151 / 1000:.6f};{52.98 + i // 151 / 2000:.6f};4,5;{i % 360};fixed" for i in range(22_842)
    )
    path = write("wielki.csv", "nr;lon;lat;wysokość;azymut;typ\n" + "\n".join(rows))
    start = time.process_time()
    assert import_file(store, city, "cameras", path).taken == 22_842
    # Processor time: what else runs on the machine does not count.
    assert time.process_time() - start < 60
