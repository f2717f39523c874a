"""A patrol's log comes in whole or not at all, with every fault at once, and never with people."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from geo.city import load_city
from geo.errors import FaultyFile
from geo.ingest.register import import_file
from geo.storage.store import Store

CITY = load_city("helsinki")  # three hours before UTC in summer, two in winter


@pytest.fixture
def store(tmp_path: Path):
    opened = Store.open(tmp_path / "helsinki.sqlite", city_id="helsinki")
    yield opened
    opened.close()


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "dziennik.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_log_tells_place_beginning_and_minutes_or_an_end_also_after_midnight(store: Store, tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "rejon;od;do;minuty;rodzaj\n"
        "A;2026-07-01 20:00;20:15;;pieszy\n"
        "P1-1;2026-07-01 23:55;00:07;;zmotoryzowany\n"
        "B;2026-12-01 20:00;;12,5;\n",
    )
    report = import_file(store, CITY, "visits", path, source_kind="patrol")
    assert report.added == 3
    frame = store.read("visits")
    assert frame["minutes"].tolist() == [15.0, 12.0, 12.5]
    assert frame["kind"].tolist() == ["foot", "motor", "foot"]
    assert frame["began_at"].iloc[0] == datetime(2026, 7, 1, 17, tzinfo=UTC)
    assert frame["began_at"].iloc[2] == datetime(2026, 12, 1, 18, tzinfo=UTC)


@pytest.mark.parametrize("header", ["Imię i nazwisko", "funkcjonariusz", "nr służbowy", "Załoga", "Officer", "podpis"])
def test_a_column_with_people_is_refused_and_nothing_is_kept(store: Store, tmp_path: Path, header: str) -> None:
    path = written(tmp_path, f"rejon;od;minuty;{header}\nA;2026-07-01 20:00;12;Jan Kowalski\n")
    with pytest.raises(FaultyFile) as caught:
        import_file(store, CITY, "visits", path, source_kind="patrol")
    assert [fault.column for fault in caught.value.faults] == [header]
    assert store.count("visits") == 0


def test_all_faults_are_told_at_once_with_row_and_column(store: Store, tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "rejon;od;do;minuty;rodzaj\n"
        ";2026-07-01 20:00;;12;pieszy\n"
        "A;2026-07-01;;12;pieszy\n"
        "A;2026-07-01 20:00;;dużo;pieszy\n"
        "A;2026-07-01 20:00;;12;konny\n"
        "A;2026-07-01 20:00;;;pieszy\n"
        "A;2026-07-01 20:00;;-3;pieszy\n",
    )
    with pytest.raises(FaultyFile) as caught:
        import_file(store, CITY, "visits", path, source_kind="patrol")
    told = [(fault.row, fault.column) for fault in caught.value.faults]
    assert told == [(2, "rejon"), (3, "od"), (4, "minuty"), (5, "rodzaj"), (6, "minuty"), (7, "minuty")]
