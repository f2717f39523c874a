"""All faults at once, all or nothing, or the good rows with a report of the others."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import shapely

from geo.city import City
from geo.errors import FaultyFile
from geo.ingest.register import import_file
from geo.storage.store import Store

#: Every fault of cameras_faulty.csv: row, column, what must hold.
FAULTS = [
    (2, "height", "length in metres"),
    (3, "bearing", "A direction must be"),
    (3, "tilt", "at most 90"),
    (4, "ref", "must be given"),
    (5, "ref", "already that of row 2"),
    (6, "lon, lat", "there are none"),
    (6, "camera_type", "one of fixed, dome, panning, not 'laser'"),
    (6, "status", "one of working, off, planned, candidate"),
    (8, "lon", "must be a number"),
    (8, "height", "at most 300"),
    (9, "lat", "both of its coordinates"),
    (10, "lon, lat", "0, 0 stands for no place"),
    (11, "lon", "must be a number"),
    (11, None, "no more cells than the header"),
]


def test_every_fault_of_a_file_is_listed_at_once_with_row_and_column(store: Store, city: City, imports: Path) -> None:
    with pytest.raises(FaultyFile, match="it has 14; nothing was imported") as caught:
        import_file(store, city, "cameras", imports / "cameras_faulty.csv")
    found = {(fault.row, fault.column): fault.message for fault in caught.value.faults}
    assert len(caught.value.faults) == len(FAULTS)
    for row, column, words in FAULTS:
        assert words in found[row, column]
    assert store.count("cameras") == 0
    assert store.sources("cameras") == []


def test_good_rows_are_taken_on_request_and_each_other_is_reported(store: Store, city: City, imports: Path) -> None:
    report = import_file(store, city, "cameras", imports / "cameras_faulty.csv", skip_faulty=True)
    assert store.read("cameras")["ref"].tolist() == ["B-5"]
    assert report.rows_read == 10
    assert report.taken == 1
    assert {fault.row for fault in report.not_taken} == {row for row, _, _ in FAULTS}


def test_a_dry_run_tells_all_and_writes_nothing(store: Store, city: City, imports: Path, said: Callable) -> None:
    report = import_file(store, city, "cameras", imports / "kamery_pl.csv", dry_run=True)
    assert (report.taken, report.dry_run) == (3, True)
    assert "no source tells were assumed" in said(report)
    assert store.count("cameras") == 0
    assert store.sources("cameras") == []


def test_a_second_import_of_the_same_references_lists_each_and_adds_nothing(
    store: Store, city: City, imports: Path
) -> None:
    import_file(store, city, "cameras", imports / "kamery_pl.csv")
    with pytest.raises(FaultyFile) as caught:
        import_file(store, city, "cameras", imports / "kamery_pl.csv")
    assert [(fault.row, fault.column) for fault in caught.value.faults] == [
        (2, "Nr kamery"),
        (3, "Nr kamery"),
        (4, "Nr kamery"),
    ]
    assert "already there" in caught.value.faults[0].message
    assert len(store.sources("cameras")) == 1


def test_replace_puts_the_file_in_the_place_of_the_family(store: Store, city: City, imports: Path) -> None:
    import_file(store, city, "cameras", imports / "kamery_pl.csv")
    import_file(store, city, "cameras", imports / "cameras_en.csv", replace=True)
    assert store.read("cameras")["ref"].tolist() == ["A-1", "A-2"]
    assert [source.name for source in store.sources("cameras")] == ["cameras_en.csv"]


def test_a_faulty_replacement_leaves_what_was_there(store: Store, city: City, imports: Path) -> None:
    import_file(store, city, "cameras", imports / "kamery_pl.csv")
    with pytest.raises(FaultyFile):
        import_file(store, city, "cameras", imports / "cameras_faulty.csv", replace=True)
    assert store.count("cameras") == 3


def test_a_dry_run_of_a_replacement_leaves_what_was_there(store: Store, city: City, imports: Path) -> None:
    import_file(store, city, "cameras", imports / "kamery_pl.csv")
    import_file(store, city, "cameras", imports / "cameras_en.csv", replace=True, dry_run=True)
    assert store.count("cameras") == 3


def test_columns_that_must_be_there_are_named_with_what_they_may_be_called(
    store: Store, city: City, write: Callable
) -> None:
    with pytest.raises(FaultyFile) as caught:
        import_file(store, city, "incidents", write("i.csv", "id;uwagi\n1;x\n"), source_kind="police")
    messages = [fault.message for fault in caught.value.faults]
    assert len(messages) == 3
    assert any("column for category" in message and "kategoria" in message for message in messages)
    assert any("column for occurred" in message for message in messages)
    assert any("columns of coordinates" in message for message in messages)


def test_each_faulty_geometry_is_listed_and_the_good_parts_of_its_row_too(
    store: Store, city: City, imports: Path
) -> None:
    with pytest.raises(FaultyFile) as caught:
        import_file(store, city, "areas", imports / "areas_faulty.geojson")
    found = [(fault.row, fault.column, fault.message) for fault in caught.value.faults]
    assert [(row, column) for row, column, _ in found] == [
        (1, "geometry"), (2, "geometry"), (3, "rodzaj"), (3, "nazwa"),
        (4, "geometry"), (5, "geometry"), (6, "geometry"),
    ]  # fmt: skip
    words = [
        "there are none",
        "Polygon or MultiPolygon, not Point",
        "one of city, no_cameras, monument, okreg, part",
        "must have a name",
    ]
    words += ["there are none", "must have an extent", "finite coordinates"]
    for (_, _, message), part in zip(found, words, strict=True):
        assert part in message


def test_a_geometry_in_words_is_read_and_a_broken_one_is_a_fault(store: Store, city: City, imports: Path) -> None:
    report = import_file(store, city, "areas", imports / "areas_wkt.csv", skip_faulty=True)
    assert [(fault.row, fault.column) for fault in report.not_taken] == [(3, "wkt")]
    assert store.read("areas")["code"].tolist() == ["01"]


def test_several_points_at_once_are_no_camera_but_a_multi_point_of_one_is(
    store: Store, city: City, write: Callable
) -> None:
    feature = '{"type": "Feature", "properties": {"ref": "%s"}, "geometry": {"type": "MultiPoint", "coordinates": %s}}'
    one, two = feature % ("a", "[[18.6, 53.01]]"), feature % ("b", "[[18.6, 53.01], [18.61, 53.01]]")
    path = write("a.geojson", f'{{"type": "FeatureCollection", "features": [{one}, {two}]}}')
    report = import_file(store, city, "cameras", path, skip_faulty=True)
    assert [fault.row for fault in report.not_taken] == [2]
    assert store.read("cameras").geometry.iloc[0].equals(shapely.Point(18.6, 53.01))


def test_progress_is_told_until_the_last_row(store: Store, city: City, data: Path) -> None:
    told: list[tuple[int, int]] = []
    path = data / "incidents" / "san_francisco_robbery_2019.csv"
    import_file(store, city, "incidents", path, source_kind="open_data", progress=lambda *step: told.append(step))
    assert told == [(500, 951), (951, 951)]


def test_the_source_keeps_name_teller_licence_and_hash(store: Store, city: City, imports: Path) -> None:
    path = imports / "zdarzenia_pl.csv"
    import_file(
        store, city, "incidents", path, source_kind="city_guard", source_name="Straż Miejska 2025", licence="CC BY 4.0"
    )
    (source,) = store.sources("incidents")
    assert (source.name, source.kind, source.licence, source.n) == ("Straż Miejska 2025", "city_guard", "CC BY 4.0", 4)
    assert source.file_sha256 is not None
    assert source.period_start is not None
    assert source.period_start.isoformat() == "2025-05-31T22:00:00+00:00"
