"""The command that looks for plans, as a process of its own on a made-up Toruń with fewer houses."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from geo.city import load_city
from geo.ingest.cameras import complete_cameras
from geo.ingest.fabric.load import load_fabric
from geo.storage import plans
from geo.storage.store import Store

TORUN = load_city("torun")
PROGRAMME = TORUN.siting.programmes["torun-2025"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the database of a Toruń whose 685 cameras stand among few houses."""
    made = tmp_path_factory.mktemp("torun")
    fabric = TORUN.demo.fabric.model_copy(update={"buildings": 600, "lamps": 300, "trees": 50})
    few = TORUN.model_copy(update={"demo": TORUN.demo.model_copy(update={"fabric": fabric})})
    store = Store.open(made / "torun.sqlite", city_id="torun")
    with store.writing() as writing:
        load_fabric(writing, few)
        complete_cameras(writing, few)
    store.close()
    return made


def look_for(folder: Path, *command: str, seconds: int) -> subprocess.CompletedProcess[str]:
    asked = ["plan", "sites", "--programme", "torun-2025", "--seconds", str(seconds)]
    environment = os.environ | {"CZUJKA_DATA_DIR": str(folder), "CZUJKA_CITY": "torun", "CZUJKA_LANGUAGE": "pl"}
    return subprocess.run(
        [sys.executable, *command, *asked], capture_output=True, text=True, env=environment, timeout=600, check=False
    )


def newest(folder: Path) -> plans.KeptPlan:
    store = Store.open(folder / "torun.sqlite", city_id="torun")
    with store.connection() as connection:
        plan = plans.listed(connection)[0]
    store.close()
    return plan


def test_the_programme_of_torun_is_feasible_and_its_books_end_at_765_cameras(folder: Path) -> None:
    done = look_for(folder, "-c", "from api import cli; cli.main()", seconds=8)
    assert done.returncode == 0, done.stderr
    summary = newest(folder).summary
    chosen = {one["kind"]: one["chosen"] for one in summary["ledger"]["entries"]}
    assert chosen == {"new": 80, "replace": 34, "modernise": 7, "document": 13}
    assert len(summary["refs"]) == 80 + 34 + 7 + 13
    assert 0 < summary["spent_grosze"] <= PROGRAMME.budget_grosze == 165_000_000
    assert (summary["ledger"]["cameras_before"], summary["ledger"]["cameras_after"]) == (685, 765)
    assert summary["after_share"] > summary["before_share"]


#: Ctrl+C as soon as the search goes on from a first plan.
INTERRUPTED = """
import os, signal, sys, threading, time
from api import cli

def wait():
    while True:
        frame = sys._current_frames()[threading.main_thread().ident]
        names = []
        while frame is not None:
            names.append((os.path.basename(frame.f_code.co_filename), frame.f_code.co_name))
            frame = frame.f_back
        if ("siting.py", "_smaller_budgets") not in names and ("solve.py", "improve") in names:
            os.kill(os.getpid(), signal.SIGINT)
            return
        time.sleep(0.005)

threading.Thread(target=wait, daemon=True).start()
sys.argv = ["czujka", *sys.argv[1:]]
cli.main()
"""


def test_a_search_that_is_broken_off_keeps_the_best_plan_so_far_and_says_so(folder: Path) -> None:
    done = look_for(folder, "-c", INTERRUPTED, seconds=500)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert "najlepszy" in done.stderr
    plan = newest(folder)
    assert f"Plan {plan.id}:" in done.stdout
    assert plan.summary["status"] == "stopped"
    assert plan.summary["spent_grosze"] <= PROGRAMME.budget_grosze
