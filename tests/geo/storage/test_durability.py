"""Nothing acknowledged is lost: two writers, a backup under way, a process that is killed."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
import threading
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from geo.storage.store import Store

ROUNDS = 5

COMMON = """
import json, os, random, signal, sys, time
from datetime import UTC, datetime
from pathlib import Path
import geopandas as gpd, shapely
from geo.model.source import Source
from geo.storage.store import Store

def lamp(ref):
    return gpd.GeoDataFrame({"ref": [ref]}, geometry=[shapely.Point(18.6, 53.0)], crs="EPSG:4326")

def write(store, ref):
    origin = Source(family="lamps", name="lampy", imported_at=datetime.now(UTC))
    with store.writing() as writing:
        writing.add_one(origin, lamp(ref))
"""

WRITER = (
    COMMON
    + """
path, name, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
store = Store.open(path, city_id="torun")
for i in range(count):
    write(store, f"{name}-{i}")
store.close()
"""
)

KILLED = (
    COMMON
    + """
path, rounds = Path(sys.argv[1]), int(sys.argv[2])
random.seed(20260901)
told = []
for turn in range(rounds):
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        store = Store.open(path, city_id="torun")
        number = 0
        while True:
            write(store, f"{turn}-{number}")
            os.write(writer, f"{turn}-{number}\\n".encode())
            number += 1
    os.close(writer)
    acknowledged = os.read(reader, 1 << 16)  # the first is acknowledged: now it is in the middle of writing
    time.sleep(random.uniform(0.01, 0.12))
    os.kill(child, signal.SIGKILL)
    assert os.WTERMSIG(os.waitpid(child, 0)[1]) == signal.SIGKILL
    while part := os.read(reader, 1 << 16):
        acknowledged += part
    os.close(reader)
    told.append(acknowledged.decode().split())
print(json.dumps(told))
"""
)


def started(script: str, *args: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", textwrap.dedent(script), *map(str, args)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def answer(process: subprocess.Popen[str]) -> str:
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    return out


def sound(store: Store) -> bool:
    """Tell whether the file is whole, and the index and the count of its source agree with the table."""
    with store._reading() as connection:
        whole = connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
        indexed = set(connection.exec_driver_sql("SELECT fid FROM lamps_rtree").scalars())
    read = store.read("lamps")
    return whole and indexed == set(read.index) and sum(source.n for source in store.sources("lamps")) == len(read)


def lamps(prefix: str, n: int) -> gpd.GeoDataFrame:
    refs = [f"{prefix}-{i}" for i in range(n)]
    return gpd.GeoDataFrame({"ref": refs}, geometry=[shapely.Point(18.6, 53.0)] * n, crs="EPSG:4326")


def test_two_processes_that_open_and_write_at_once_lose_no_row(tmp_path):
    path, count = tmp_path / "torun.sqlite", 60
    writers = [started(WRITER, path, name, count) for name in "ab"]
    for writer in writers:
        answer(writer)
    store = Store.open(path, city_id="torun")
    assert set(store.read("lamps")["ref"]) == {f"{name}-{i}" for name in "ab" for i in range(count)}
    assert sound(store)
    store.close()


def test_threads_that_write_at_once_lose_no_row(empty, origin):
    failures = []

    def write(name: str) -> None:
        try:
            for i in range(20):
                with empty.writing() as writing:
                    writing.add_one(origin("lamps"), lamps(f"{name}-{i}", 1))
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=write, args=(name,)) for name in "abc"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failures == []
    assert empty.count("lamps") == 60
    assert sound(empty)


def test_a_killed_writer_loses_no_row_that_it_acknowledged(tmp_path):
    path = tmp_path / "torun.sqlite"
    Store.open(path, city_id="torun").close()
    acknowledged = json.loads(answer(started(KILLED, path, ROUNDS)))
    assert len(acknowledged) == ROUNDS
    assert all(acknowledged)
    store = Store.open(path, city_id="torun")
    kept = set(store.read("lamps")["ref"])
    assert kept >= {ref for turn in acknowledged for ref in turn}
    # Of what was not acknowledged at most one a round, the one under way, may be there all the same.
    assert len(kept) <= sum(map(len, acknowledged)) + ROUNDS
    assert sound(store)
    store.close()


def test_a_backup_taken_while_others_write_is_whole(empty, origin, tmp_path):
    batch = 10
    done = threading.Event()

    def write() -> None:
        number = 0
        while not done.is_set():
            with empty.writing() as writing:
                writing.add(origin("lamps", name=f"źródło {number}"), lamps(str(number), batch))
            number += 1

    writer = threading.Thread(target=write)
    writer.start()
    copies = [tmp_path / f"copy-{i}.sqlite" for i in range(4)]
    counts = []
    try:
        for copy in copies:
            before = empty.count("lamps")
            empty.backup(copy)
            counts.append((before, empty.count("lamps")))
    finally:
        done.set()
        writer.join(60)
    for copy, (before, after) in zip(copies, counts, strict=True):
        store = Store.open(copy, city_id="torun")
        assert sound(store)
        assert store.count("lamps") % batch == 0
        assert before <= store.count("lamps") <= after
        store.close()


def test_a_backup_is_a_file_by_itself_and_can_be_written_to(empty, origin, tmp_path):
    with empty.writing() as writing:
        writing.add(origin("lamps"), lamps("a", 3))
        writing.mark_demo("torun")
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    empty.backup(folder / "copy.sqlite")
    assert [file.name for file in folder.iterdir()] == ["copy.sqlite"]
    copy = Store.open(folder / "copy.sqlite", city_id="torun")
    assert copy.demo_loaded_at() == empty.demo_loaded_at()
    assert copy.digest(["lamps"]) == empty.digest(["lamps"])
    with copy.writing() as writing:
        writing.add(origin("lamps"), lamps("b", 1))
    assert (copy.count("lamps"), empty.count("lamps")) == (4, 3)
    copy.close()


@pytest.mark.parametrize("content", [b"", b"not a database, only words"])
def test_a_backup_does_not_mix_with_what_was_in_its_place(empty, origin, tmp_path, content):
    with empty.writing() as writing:
        writing.add(origin("lamps"), lamps("a", 3))
    target: Path = tmp_path / "copy.sqlite"
    target.write_bytes(content)
    if content:
        with pytest.raises(Exception, match="file is not a database"):
            empty.backup(target)
        assert target.read_bytes() == content
        return
    empty.backup(target)
    store = Store.open(target, city_id="torun")
    assert sound(store)
    assert store.count("lamps") == 3
    store.close()
