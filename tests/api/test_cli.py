"""Does the command do what its help says, in a process of its own?"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import geopandas as gpd
import httpx
import pytest
from shapely import Point

from geo.casework.submission import keep
from geo.ingest.cameras import complete_cameras
from geo.model.report import Report
from geo.storage import audit
from geo.storage.store import Store

DATA = Path(__file__).parents[1] / "data"
CZUJKA = [str(Path(sys.executable).parent / "czujka")]


@pytest.fixture
def czujka(tmp_path):
    """Return a runner of the command on a city of its own."""

    def run(
        *words: str, city: str = "torun", language: str = "pl", typed: str | None = None
    ) -> subprocess.CompletedProcess[str]:
        environment = os.environ | {"CZUJKA_DATA_DIR": str(tmp_path), "CZUJKA_CITY": city, "CZUJKA_LANGUAGE": language}
        return subprocess.run(
            [*CZUJKA, *words],
            capture_output=True,
            text=True,
            env=environment,
            input=typed,
            timeout=120,
            check=False,
        )

    return run


CAMERAS = """nr;długość;szerokość;wysokość;kierunek;właściciel
001;18,6050;53,0107;4,5;90;Miasto
002;18,6060;53,0108;5;NE;Miasto
"""
FAULTY = CAMERAS + "003;;53,0108;5;NE;Miasto\n004;18,6060;53,0108;wysoko;NE;Miasto\n"


def test_help_is_in_polish_and_lists_the_commands(czujka) -> None:
    said = czujka("--help").stdout
    for word in ("import", "export", "run", "demo", "serve", "check", "Wczytaj rejestr"):
        assert word in said
    assert "Bring a register" in czujka("--help", language="en").stdout


def test_help_imports_nothing_heavy() -> None:
    code = "import sys; from api import cli; print([m for m in ('geopandas','folium','fastapi','sqlalchemy','numpy') if m in sys.modules])"
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
    )


def test_cameras_are_imported_and_exported(czujka, tmp_path) -> None:
    (tmp_path / "kamery.csv").write_text(CAMERAS, encoding="utf-8")
    done = czujka("import", "cameras", str(tmp_path / "kamery.csv"))
    assert done.returncode == 0, done.stderr
    assert "przyjęto: 2" in done.stdout
    for format_, name in (("geojson", "k.geojson"), ("gpkg", "k.gpkg"), ("csv", "k.csv")):
        out = tmp_path / name
        assert czujka("export", "cameras", "--format", format_, "--out", str(out)).returncode == 0
        assert out.stat().st_size > 0
    frame = gpd.read_file(tmp_path / "k.geojson")
    assert list(frame["ref"]) == ["001", "002"]
    assert list(frame["bearing_deg"]) == [90.0, 45.0]


def test_every_fault_is_listed_with_row_and_column_and_nothing_is_taken(czujka, tmp_path) -> None:
    (tmp_path / "kamery.csv").write_text(FAULTY, encoding="utf-8")
    done = czujka("import", "cameras", str(tmp_path / "kamery.csv"))
    assert done.returncode == 1
    assert "wiersz 4" in done.stderr
    assert "wiersz 5, kolumna wysokość" in done.stderr
    assert "--skip-faulty" in done.stderr
    assert "Traceback" not in done.stderr
    assert "kamery 0" in czujka("check").stdout


def test_a_dry_run_stores_nothing(czujka, tmp_path) -> None:
    (tmp_path / "kamery.csv").write_text(CAMERAS, encoding="utf-8")
    done = czujka("import", "cameras", str(tmp_path / "kamery.csv"), "--dry-run")
    assert "nic nie zapisano" in done.stdout
    assert "kamery 0" in czujka("check").stdout


def test_the_swiss_register_is_taken_with_a_report_of_each_row_left_out(czujka) -> None:
    path = DATA / "cameras/switzerland_osm_surveillance_2023.geojson"
    done = czujka("import", "cameras", str(path), "--skip-faulty", language="en")
    assert done.returncode == 0, done.stderr
    assert "2,144 rows read, 2,126 taken, 18 not taken" in done.stdout
    assert done.stderr.count("\n  row ") == 19


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("import", "rocks", "x.csv"), "areas"),
        (("import", "cameras", "nowhere.csv"), "nowhere.csv"),
        (("export", "rocks", "--out", "x"), "cameras"),
        (("run", "magic"), "coverage"),
        (("check", "--city", "atlantis"), "helsinki"),
        (("run", "coverage"), "czujka import areas"),
    ],
)
def test_what_cannot_be_done_is_said_with_the_choices(czujka, words, said) -> None:
    done = czujka(*words)
    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_layer_is_written_as_the_public_sees_it_unless_a_role_is_named(czujka, tmp_path) -> None:
    czujka("demo", "--city", "torun")
    out = tmp_path / "out.geojson"
    for role in ((), ("--role", "public"), ("--role", "moderator")):
        done = czujka("export", "masks-proposed", "--out", str(out), *role)
        assert done.returncode == 1
        assert not out.exists()
    done = czujka("export", "masks-proposed", "--out", str(out), "--role", "planner")
    assert done.returncode == 0, done.stderr
    assert out.exists()
    done = czujka("export", "cameras", "--out", str(out), "--role", "mayor")
    assert done.returncode == 1
    assert "public, council" in done.stderr


def test_exact_places_that_are_written_for_a_role_are_a_line_of_the_log(czujka, tmp_path) -> None:
    czujka("demo", "--city", "torun")
    out = ("--out", str(tmp_path / "reports.csv"), "--format", "csv")
    assert czujka("export", "reports", *out).returncode == 0
    assert lines(tmp_path) == []
    assert czujka("export", "reports", *out, "--role", "council").returncode == 0
    assert lines(tmp_path) == [("operator", "council", "export", "reports")]


def lines(folder):
    store = Store(folder / "torun.sqlite")
    with store.connection() as connection:
        found = audit.lines(connection, newest=9)
    store.close()
    return [(line.actor, line.role, line.action, line.subject) for line in found]


def test_a_demo_without_places_brings_the_boundary_and_is_loaded_once(czujka) -> None:
    assert "obszary 1" in czujka("demo", "--city", "torun").stdout
    assert "już wczytany" in czujka("demo", "--city", "torun").stdout


def test_a_register_of_torun_becomes_coverage(czujka, tmp_path) -> None:
    czujka("demo", "--city", "torun")
    (tmp_path / "kamery.csv").write_text(CAMERAS, encoding="utf-8")
    assert czujka("import", "cameras", str(tmp_path / "kamery.csv")).returncode == 0
    done = czujka("run", "coverage")
    assert done.returncode == 0, done.stderr
    out = tmp_path / "cover.geojson"
    assert czujka("export", "coverage", "--out", str(out)).returncode == 0
    features = json.loads(out.read_text(encoding="utf-8"))["features"]
    detect = [f["properties"] for f in features if f["properties"]["level"] == "detect"]
    assert detect[0]["seen_m2"] > 1000


def test_the_sources_of_hotspots_are_chosen_on_the_command_line_too(czujka, tmp_path) -> None:
    czujka("demo", "--city", "torun")
    rows = "".join(f"{n};kradzież;18,60{n:02};53,0107;2026-0{1 + n % 9}-10 12:00\n" for n in range(40))
    (tmp_path / "z.csv").write_text("nr;kategoria;długość;szerokość;data\n" + rows, encoding="utf-8")
    for kind in ("police", "operator"):
        file = shutil.copy(tmp_path / "z.csv", tmp_path / f"{kind}.csv")
        done = czujka("import", "incidents", str(file), "--kind", kind, "--source", kind)
        assert done.returncode == 0, done.stderr
    done = czujka("run", "hotspots", "--source", "operator")
    assert done.returncode == 0, done.stderr
    store = Store(tmp_path / "torun.sqlite")
    told = {name: store.result(name) for name in ("hotspots", "surfaces", "rhythm", "accuracy")}
    assert {one.sources for one in told.values()} == {("operator",)}
    assert {one.n for one in told.values()} == {40}
    # Both number theirs from 0; one register is replaced without the other.
    again = czujka("import", "incidents", str(tmp_path / "police.csv"), "--kind", "police", "--replace")
    assert again.returncode == 0, again.stderr
    frame = store.read("incidents")
    assert frame["ref"].is_unique
    assert frame["source_kind"].value_counts().to_dict() == {"operator": 40, "police": 40}
    store.close()
    refused = czujka("run", "hotspots", "--source", "patrol")
    assert refused.returncode != 0
    assert "police, city_guard" in refused.stderr
    assert "tylko dla skupisk" in czujka("run", "coverage", "--source", "police").stderr


def test_serve_answers_and_stops(tmp_path) -> None:
    environment = os.environ | {"CZUJKA_DATA_DIR": str(tmp_path), "CZUJKA_CITY": "torun"}
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [*CZUJKA, "serve", "--port", str(port)], env=environment, stdout=subprocess.PIPE, text=True
    )
    try:
        address = process.stdout.readline().split()[1]
        deadline = time.monotonic() + 90
        while True:
            try:
                assert httpx.get(f"{address}/health").status_code == 200
                break
            except httpx.TransportError:
                assert time.monotonic() < deadline
                time.sleep(0.1)
    finally:
        process.terminate()
        process.wait(20)
        process.stdout.close()


def test_the_command_is_installed() -> None:
    assert shutil.which(CZUJKA[0])


def test_accounts_are_added_listed_closed_and_keys_made(czujka) -> None:
    said = czujka("account", "add", "anna", "--role", "coordinator", typed="za krótkie\n")
    assert said.returncode == 1
    assert "co najmniej 12 znaków" in said.stderr
    password = "długie hasło na próbę\n"
    assert czujka("account", "add", "anna", "--role", "coordinator", typed=password).returncode == 0
    assert "anna: koordynacja patroli" in czujka("account", "list").stdout
    assert czujka("account", "close", "anna").returncode == 0
    assert "(zamknięte)" in czujka("account", "list").stdout
    assert "musi być jedną z" in czujka("account", "add", "ewa", "--role", "szef", typed=password).stderr
    key = czujka("key", "add", "QGIS", "--role", "planner", "--layers", "cameras,gaps").stdout.split()[-1]
    assert key.startswith("czujka_")
    assert "musi być" in czujka("key", "add", "QGIS", "--role", "public", "--layers", "cameras").stderr
    assert czujka("key", "revoke", "QGIS").returncode == 0
    assert czujka("key", "revoke", "QGIS").returncode == 1
    assert "nienaruszony" in czujka("audit", "check").stdout


def test_what_may_be_kept_no_longer_is_deleted_and_told(czujka, tmp_path) -> None:
    store = Store.open(tmp_path / "torun.sqlite", city_id="torun")
    for ref, days in (("stare", 366), ("nowe", 1)):
        told = {"geometry": Point(18.6, 53.01), "feeling": "bad", "category": "lighting", "day_part": "night"}
        came = datetime.now(UTC) - timedelta(days=days)
        with store.writing() as writing:
            keep(writing, Report.model_validate(told | {"ref": ref, "created_at": came}))
    store.close()
    said = czujka("reports", "retain")
    assert (said.returncode, said.stderr) == (0, "")
    assert said.stdout == "Usunięto: zgłoszenia sprzed roku: 1; treści i zdjęcia zgłoszeń zamkniętych: 0.\n" + until()
    store = Store.open(tmp_path / "torun.sqlite", city_id="torun")
    assert list(store.read("reports")["ref"]) == ["nowe"]
    store.close()


def until() -> str:
    """Return what is said of the public maps: that they tell of all up to the end of last month."""
    ended = datetime.now(ZoneInfo("Europe/Warsaw")).replace(day=1) - timedelta(days=1)
    return f"Mapy publiczne pokazują stan na {ended.day}.{ended:%m.%Y}.\n"


INTERRUPTED = """
import os, signal, sys, threading, time
from api.cli import main

def wait():
    while True:
        frame = sys._current_frames()[threading.main_thread().ident]
        while frame is not None:
            if frame.f_code.co_name == "find" and frame.f_code.co_filename.endswith("surveys.py"):
                os.kill(os.getpid(), signal.SIGINT)
                return
            frame = frame.f_back
        time.sleep(0.001)

# A shell that starts the tests behind other work lets what it starts take no notice of Ctrl+C.
signal.signal(signal.SIGINT, signal.default_int_handler)
threading.Thread(target=wait, daemon=True).start()
sys.argv = ["czujka", "run", "coverage"]
main()
"""


def test_a_run_that_is_broken_off_says_so_and_leaves_the_last_result(make_data, city) -> None:
    """Ctrl+C, sent when the run is in the midst of its work."""
    folder = make_data()
    store = Store.open(folder / "helsinki.sqlite", city_id="helsinki")
    with store.writing() as writing:
        complete_cameras(writing, city)
    store.close()
    environment = os.environ | {"CZUJKA_DATA_DIR": str(folder), "CZUJKA_CITY": "helsinki", "CZUJKA_LANGUAGE": "pl"}
    done = subprocess.run(
        [sys.executable, "-c", INTERRUPTED], capture_output=True, text=True, env=environment, timeout=120, check=False
    )
    assert done.returncode == 130, done.stderr
    assert "Ostatni wynik pozostał bez zmian" in done.stderr
    assert "Traceback" not in done.stderr
    store = Store.open(folder / "helsinki.sqlite", city_id="helsinki")
    assert store.result("coverage").sources == ("Rejestr", "OSM")
    assert len(store.result_items("fields-of-view")) == 12
    store.close()


def test_a_backup_is_brought_back_once_it_was_asked_for(czujka, tmp_path) -> None:
    assert czujka("account", "add", "ewa", "--role", "admin", typed="długie hasło na próbę\n").returncode == 0
    made = czujka("backup", str(tmp_path / "kopie"))
    assert made.returncode == 0, made.stderr
    [folder] = (tmp_path / "kopie").iterdir()
    assert str(folder) in made.stdout
    assert czujka("account", "close", "ewa").returncode == 0
    assert czujka("restore", str(folder), typed="n\n").returncode == 1
    assert "zamknięte" in czujka("account", "list").stdout
    back = czujka("restore", str(folder), "--yes")
    assert back.returncode == 0, back.stderr
    assert "Poprzednia baza leży w" in back.stdout
    assert "zamknięte" not in czujka("account", "list").stdout
    assert czujka("restore", str(tmp_path), "--yes").returncode == 1
