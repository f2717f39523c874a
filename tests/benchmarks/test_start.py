"""How soon do the commands answer? Only with CZUJKA_BENCH set.

CZUJKA_BENCH=1 python -m pytest -q -s tests/benchmarks/test_start.py writes its rows into docs/performance.md.
"""

from __future__ import annotations

import os
import resource
import runpy
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import numpy as np
import pytest

PAGE = runpy.run_path(str(Path(__file__).parent / "performance_page.py"))
CZUJKA = str(Path(sys.executable).with_name("czujka"))
RUNS = 5
#: As in a shell: Python keeps what it has compiled, even where tests are told not to.
SHELL = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
HOW = (
    f"Best of {RUNS}; all files in the page cache. The second `make serve` is `czujka serve --demo` with the demo there "
    "already, until its first page is answered. Again: "
    "`CZUJKA_BENCH=1 .venv/bin/python -m pytest -q -s tests/benchmarks/test_start.py`."
)

pytestmark = pytest.mark.skipif("CZUJKA_BENCH" not in os.environ, reason="a benchmark: set CZUJKA_BENCH=1")


def best_of(work):
    """Return the least wall time and the least processor time of a command, seconds."""
    return np.min([timed(work) for _ in range(RUNS)], axis=0)


def timed(work):
    start, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    work()
    took_s, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return took_s, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def run(*command, **environment):
    subprocess.run(command, check=True, capture_output=True, env=SHELL | environment)


def serve_again(folder):
    """Do what the second `make serve` does, until the planner's page is there."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = SHELL | {"CZUJKA_DATA_DIR": str(folder)}
    server = subprocess.Popen(
        [CZUJKA, "serve", "--demo", "--port", str(port)], env=environment, stdout=subprocess.DEVNULL
    )
    try:
        while server.poll() is None:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/maps/planner", timeout=20) as page:
                    return page.read()
            except urllib.error.URLError:
                time.sleep(0.02)
        pytest.fail("the server did not start")
    finally:
        server.terminate()
        server.wait(20)


def test_the_commands_answer_soon(tmp_path):
    run(CZUJKA, "demo", CZUJKA_DATA_DIR=str(tmp_path))
    heavy_s = best_of(lambda: run(sys.executable, "-c", "import folium, geopandas, numba"))
    help_s = best_of(lambda: run(CZUJKA, "--help"))
    serve_s = best_of(lambda: serve_again(tmp_path))
    told = (("`czujka --help`", help_s), ("second `make serve`, first page answered", serve_s))
    PAGE["write"](
        "start",
        [
            "How soon the commands answer, seconds of wall time and, after the stroke, of processor time.",
            "",
            '| command | s | `python -c "import folium, geopandas, numba"` in the same run, s | ratio |',
            "|---|---|---|---|",
            *(
                f"| {name} | {wall:.2f} / {cpu:.2f} | {heavy_s[0]:.2f} / {heavy_s[1]:.2f} "
                f"| {wall / heavy_s[0]:.1f} / {cpu / heavy_s[1]:.1f} |"
                for name, (wall, cpu) in told
            ),
            "",
            f"{PAGE['machine']()}. {HOW}",
        ],
    )
    # Processor time: other work on the machine lengthens the wall time, which is told beside it.
    assert help_s[1] <= 0.5
    assert serve_s[1] <= 4.0
