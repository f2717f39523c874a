"""A copy is whole though somebody writes, comes back whole, and brings back nothing that was erased since."""

from __future__ import annotations

import json
import threading
from datetime import UTC, datetime
from pathlib import Path

import pysqlite3
import pytest
import shapely

from geo.casework import triage
from geo.casework.submission import keep
from geo.casework.triage import Handler
from geo.errors import BadInput
from geo.model.report import Report
from geo.storage import accounts, audit, cases, copies, erased
from geo.storage.store import Store

EWA = Handler("ewa", "moderator")
WHEN = datetime(2026, 11, 9, 10, tzinfo=UTC)


def opened(path: Path) -> Store:
    return Store.open(path, city_id="torun")


@pytest.fixture
def store(tmp_path: Path):
    made = opened(tmp_path / "var/torun.sqlite")
    (tmp_path / "var/secret").write_bytes(b"s" * 32)
    yield made
    made.close()


def reported(store: Store, ref: str) -> None:
    told = {"feeling": "bad", "category": "lighting", "day_part": "night", "text": f"sekret {ref}", "created_at": WHEN}
    with store.writing() as writing:
        keep(writing, Report.model_validate(told | {"ref": ref, "geometry": shapely.Point(18.6, 53.01)}))
        cases.begin(writing.connection, ref, due_at=None, receipt_digest=f"kod {ref}")
        cases.add_photos(writing.connection, ref, [(b"obraz " + ref.encode(), 3, 2)])


def made(store: Store, tmp_path: Path) -> Path:
    return copies.make(
        store, tmp_path / "kopie", city_id="torun", by="operator", beside=[store.path.with_name("secret")]
    )


def brought_back(folder: Path, path: Path) -> copies.Restored:
    return copies.restore(folder, path, city_id="torun", by="operator")


def refs(store: Store) -> list[str]:
    return sorted(store.read("reports")["ref"])


def test_a_copy_comes_back_with_reports_photos_and_the_secret(store, tmp_path) -> None:
    reported(store, "a")
    folder = made(store, tmp_path)
    path = tmp_path / "inne/torun.sqlite"
    assert brought_back(folder, path).before is None
    there = opened(path)
    assert refs(there) == ["a"]
    with there.connection() as connection:
        assert [photo.image for photo in cases.photos(connection, "a")] == [b"obraz a"]
        assert audit.first_broken(connection) is None
        assert [line.purpose.partition(" ")[0] for line in audit.lines(connection, newest=2)] == ["restored", "backup"]
    assert (path.parent / "secret").read_bytes() == b"s" * 32
    assert (path.parent / "secret").stat().st_mode & 0o077 == 0
    there.close()


@pytest.mark.parametrize("lost", ["nothing", "the book", "the database"])
def test_an_erased_report_does_not_come_back(store, tmp_path, lost) -> None:
    for ref in ("a", "b", "c"):
        reported(store, ref)
    triage.erase(store, "c", by=EWA, why="dawniej")
    folder = made(store, tmp_path)
    triage.erase(store, "a", by=EWA, why="na prośbę")
    path = store.path
    store.close()
    if lost == "the book":
        erased.book_of(path).unlink()
    if lost == "the database":
        path.unlink()
    done = brought_back(folder, path)
    assert done.erased == 1
    there = opened(path)
    assert refs(there) == ["b"]
    with there.connection() as connection:
        assert cases.of_receipt(connection, "kod a") is None
        assert cases.photos(connection, "a") == []
        assert {row["report"] for row in cases.tombstones(connection)} == {"a", "c"}
    there.close()
    assert b"sekret a" not in path.read_bytes()
    assert {json.loads(line)["report"] for line in erased.book_of(path).read_text().splitlines()} == {"a", "c"}


def test_what_was_there_before_is_kept_beside_and_a_running_service_sees_the_copy(store, tmp_path) -> None:
    reported(store, "a")
    folder = made(store, tmp_path)
    reported(store, "b")
    before = brought_back(folder, store.path).before
    assert refs(store) == ["a"]
    brought_back(before, tmp_path / "dawna/torun.sqlite")
    there = opened(tmp_path / "dawna/torun.sqlite")
    assert refs(there) == ["a", "b"]
    there.close()


def test_nobody_stays_signed_in(store, tmp_path) -> None:
    with store.connection(writing=True) as connection:
        someone = accounts.add(connection, name="ewa", role="moderator", password_hash="$argon2id$x")
        token = accounts.open_session(connection, someone)
    brought_back(made(store, tmp_path), store.path)
    with store.connection() as connection:
        assert accounts.session_of(connection, token) is None


def test_a_copy_is_whole_while_somebody_writes(store, tmp_path) -> None:
    stop = threading.Event()
    written: list[str] = []

    def write() -> None:
        while not stop.is_set():
            reported(store, f"r{len(written)}")
            written.append(f"r{len(written)}")

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for n in range(10):
            acknowledged = len(written)
            folder = copies.make(store, tmp_path / f"kopie {n}", city_id="torun", by="operator")
            copy = pysqlite3.connect(str(folder / "torun.sqlite"))
            assert copy.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert copy.execute("SELECT count(*) FROM reports").fetchone()[0] >= acknowledged
            copy.close()
    finally:
        stop.set()
        writer.join()
    assert written


@pytest.mark.parametrize("damage", ["changed", "missing", "no copy", "another city"])
def test_a_copy_that_is_none_changes_nothing(store, tmp_path, damage) -> None:
    folder = made(store, tmp_path)
    reported(store, "a")
    if damage == "changed":
        (folder / "torun.sqlite").write_bytes(b"x" * 5000)
    elif damage == "missing":
        (folder / "secret").unlink()
    elif damage == "no copy":
        (folder / "about.json").write_text("{}")
    with pytest.raises(BadInput):
        copies.restore(folder, store.path, city_id="krakow" if damage == "another city" else "torun", by="operator")
    assert refs(store) == ["a"]


def test_a_copy_appears_whole_or_not_at_all(store, tmp_path) -> None:
    with pytest.raises(IsADirectoryError):
        copies.make(store, tmp_path / "kopie", city_id="torun", by="operator", beside=[tmp_path])
    assert list((tmp_path / "kopie").iterdir()) == []


def test_only_the_owner_can_look_into_a_copy(store, tmp_path) -> None:
    assert made(store, tmp_path).stat().st_mode & 0o077 == 0
