"""Outages of cameras and trees as their registers tell of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import osmium
import pytest
from osmium.osm.mutable import Node

from geo.city import City
from geo.errors import FaultyFile
from geo.ingest.osm_extract import import_osm
from geo.ingest.register import import_file
from geo.storage.store import Store


@pytest.fixture
def register(store: Store, city: City, write: Callable) -> Store:
    """Return a store with the cameras K-1 and K-2."""
    import_file(store, city, "cameras", write("kamery.csv", "symbol;lon;lat\nK-1;18.6;53.01\nK-2;18.601;53.01\n"))
    return store


def test_outages_come_without_places_in_the_city_s_own_time(
    register: Store, city: City, write: Callable, said: Callable
) -> None:
    path = write(
        "awarie.csv",
        "nr kamery;nie działa od;nie działa do;przyczyna;X;Y\n"
        "K-1;2026-03-01 10:00;2026-03-02 10:30;zasilanie;1;2\n"
        "K-2;05.07.2026;;;;\n",
    )
    report = import_file(register, city, "outages", path)
    told = register.read("outages")
    assert told["camera"].tolist() == ["K-1", "K-2"]
    assert [moment.isoformat() for moment in told["off_from"]] == [
        "2026-03-01T09:00:00+00:00", "2026-07-04T22:00:00+00:00",
    ]  # fmt: skip
    assert told["off_to"].isna().tolist() == [False, True]
    assert told.geometry.isna().all()
    assert "Outages without an end, taken as lasting still: 1." in said(report)
    assert "Columns were left aside: X, Y." in said(report)
    [source] = register.sources("outages")
    assert source.period_start == datetime(2026, 3, 1, 9, tzinfo=UTC)
    assert source.period_end == datetime(2026, 7, 4, 22, tzinfo=UTC)


def test_every_fault_of_outages_is_listed_at_once_and_none_is_taken(
    register: Store, city: City, write: Callable
) -> None:
    path = write(
        "awarie.csv",
        "kamera;od;do\n"
        "K-9;2026-03-01;\n"
        ";2026-03-01;\n"
        "K-1;;2026-03-02\n"
        "K-1;2026-03-02 10:00;2026-03-01 09:00\n"
        "K-1;2026-10-25 02:30;\n"
        "K-1;2026-03-29 02:30;\n"
        "K-2;jutro;\n"
        "K-2;2026-03-01;\n",
    )
    with pytest.raises(FaultyFile) as caught:
        import_file(register, city, "outages", path)
    faults = {fault.row: (fault.column, fault.message) for fault in caught.value.faults}
    assert [(row, column) for row, (column, _) in faults.items()] == [
        (2, "kamera"), (3, "kamera"), (4, "od"), (5, "do"), (6, "od"), (7, "od"), (8, "od"),
    ]  # fmt: skip
    assert "'K-9' is not" in faults[2][1]
    assert "comes twice in Europe/Warsaw" in faults[6][1]
    assert "leap over" in faults[7][1]
    assert register.count("outages") == 0


def test_an_outage_needs_the_columns_of_camera_and_beginning(register: Store, city: City, write: Callable) -> None:
    with pytest.raises(FaultyFile) as caught:
        import_file(register, city, "outages", write("awarie.csv", "opis\nzasilanie\n"))
    assert [fault.values["field"] for fault in caught.value.faults] == ["camera", "off_from"]


def test_outages_that_overlap_are_taken_and_noted(register: Store, city: City, write: Callable, said: Callable) -> None:
    rows = "K-1;2026-03-01;2026-03-09\nK-1;2026-03-04;2026-03-05\nK-1;2026-03-20;2026-03-21\nK-2;2026-03-04;2026-03-05"
    report = import_file(register, city, "outages", write("awarie.csv", f"kamera;od;do\n{rows}\n"))
    assert report.taken == 4
    assert "their time counted once: 1." in said(report)


def test_outages_are_read_from_a_workbook(register: Store, city: City, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Symbol", "Data od", "Data do", "Powód"])
    book.active.append(["K-1", datetime(2026, 3, 1, 10), datetime(2026, 3, 1, 12), "łączność"])  # noqa: DTZ001
    book.save(tmp_path / "awarie.xlsx")
    assert import_file(register, city, "outages", tmp_path / "awarie.xlsx").taken == 1
    [told] = register.read("outages").to_dict("records")
    assert (told["off_from"].hour, told["off_to"].hour, told["reason"]) == (9, 11, "łączność")


def test_trees_tell_their_height_and_crown_or_leave_them_open(store: Store, city: City, write: Callable) -> None:
    path = write(
        "drzewa.csv",
        "nr drzewa;lon;lat;wysokość;średnica korony\nD-1;18.6;53.01;12,5 m;7\nD-2;18.601;53.01;;\n",
    )
    import_file(store, city, "trees", path)
    told = store.read("trees").set_index("ref")
    assert told.loc["D-1", ["height_m", "crown_m"]].tolist() == [12.5, 7]
    assert told.loc["D-2", ["height_m", "crown_m"]].isna().all()


def test_a_tree_of_no_size_is_a_fault(store: Store, city: City, write: Callable) -> None:
    path = write(
        "drzewa.csv", "nr;lon;lat;wysokość;korona\n1;18.6;53.01;0;5\n2;18.6;53.01;8;51\n3;18.6;53.01;wysokie;4\n"
    )
    with pytest.raises(FaultyFile) as caught:
        import_file(store, city, "trees", path)
    assert [(fault.row, fault.column) for fault in caught.value.faults] == [
        (2, "wysokość"),
        (3, "korona"),
        (4, "wysokość"),
    ]


def test_an_extract_of_openstreetmap_brings_trees_and_no_other_nature(store: Store, city: City, tmp_path: Path) -> None:
    path = tmp_path / "torun.osm.pbf"
    with osmium.SimpleWriter(path) as writer:
        tags = {"natural": "tree", "height": "12 m", "diameter_crown": "6.5", "species": "Tilia"}
        writer.add_node(Node(id=1, location=(18.603, 53.0105), tags=tags))
        writer.add_node(Node(id=2, location=(18.604, 53.0105), tags={"natural": "tree", "height": "tall"}))
        writer.add_node(Node(id=3, location=(18.605, 53.0105), tags={"natural": "peak"}))
    report = import_osm(store, city, path)["trees"]
    told = store.read("trees").set_index("ref")
    assert list(told.index) == ["node/1", "node/2"]
    assert told.loc["node/1", ["height_m", "crown_m"]].tolist() == [12, 6.5]
    assert told.loc["node/2", ["height_m", "crown_m"]].isna().all()
    assert report.added == 2
