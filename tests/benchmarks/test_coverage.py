"""The cover of a whole city against named peers in the same run; only with CZUJKA_BENCH set.

CZUJKA_BENCH=1 python -m pytest -q -s tests/benchmarks/test_coverage.py writes its rows into docs/performance.md.
"""

from __future__ import annotations

import json
import os
import platform
import resource
import runpy
import subprocess
import sys
import time
import venv
from pathlib import Path

import numpy as np
import pytest
import shapely

from geo.city import load_city
from geo.coverage.cells import cut, rings_of
from geo.coverage.laid import Views, jobs_of, laid, polygons, spans_of
from geo.geometry.grid import squares
from geo.geometry.isovist import isovists, prepare
from geo.geometry.slabs import NOTHING, ONCE, THRICE, UNDER
from geo.ingest import demo
from geo.ingest.cameras import complete_cameras
from geo.ingest.fabric.load import load_fabric
from geo.storage.store import Store

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
BEGIN, END = "<!-- bench: coverage -->", "<!-- /bench: coverage -->"
PEER_CELL_M = 200.0
HOW = (
    "CPU seconds are user and system time of all threads; wall time depends on what else runs. Kernels compiled before. "
    "Again: `CZUJKA_BENCH=1 .venv/bin/python -m pytest -q -s tests/benchmarks/test_coverage.py`."
)

pytestmark = pytest.mark.skipif("CZUJKA_BENCH" not in os.environ, reason="a benchmark: set CZUJKA_BENCH=1")


def cpu_s():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def timed(work):
    wall, cpu = time.perf_counter(), cpu_s()
    made = work()
    return made, time.perf_counter() - wall, cpu_s() - cpu


@pytest.fixture(scope="module")
def areas():
    """Return what the cameras of the benchmark city see, one area each."""
    city = runpy.run_path(str(HERE / "bench_city.py"))["build"]()
    look = {"bearing_deg": city.bearing_deg, "field_of_view_deg": city.field_of_view_deg, "range_m": city.range_m}
    return isovists(city.cameras, prepare(city.buildings), **look, inside="empty").polygons()


def ours(areas, *, traced):
    """Return the measures of the ground under areas, and their union as polygons."""
    jobs = jobs_of(cut(rings_of([shapely.box(*shapely.total_bounds(areas))])))
    over = Views(cut(rings_of(areas)), np.ones(len(areas), dtype=bool), np.ones(len(areas)))
    spans = spans_of(over.cut, jobs.code)
    found = laid(jobs, over, spans, np.flatnonzero(spans[:, 1] > spans[:, 0]), traced=traced)
    shapes = polygons(found, jobs, jobs.owner).polygons if traced == UNDER else None
    return found.measures.sum(axis=0), shapes


def by_cells(areas):
    """Return the union as anyone would make it in shapely who knows that one big union is slow: cell by cell."""
    cells = squares(shapely.box(*shapely.total_bounds(areas)), side_m=PEER_CELL_M)
    cell, area = shapely.STRtree(areas).query(cells, predicate="intersects")
    pieces = shapely.intersection(areas[area], cells[cell])
    starts = np.searchsorted(cell, np.unique(cell))
    return [shapely.union_all(some) for some in np.split(pieces, starts[1:])]


def rasterio_depth(areas, folder):
    """Return what rasterio counts at 1 m; None where it cannot be had."""
    venv.create(folder / "venv", with_pip=True)
    python = folder / "venv" / "bin" / "python"
    install = [python, "-m", "pip", "install", "--quiet", "rasterio", "shapely"]
    if subprocess.run(install, capture_output=True, check=False).returncode:
        return None
    np.save(folder / "areas.npy", shapely.to_wkb(areas), allow_pickle=True)
    script = HERE / "peers" / "rasterio" / "depth.py"
    done = subprocess.run([python, script, folder / "areas.npy"], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def test_the_union_of_a_city_against_its_peers(areas, rows, tmp_path):
    ours(areas[:50], traced=UNDER)
    (measures, _), wall, cpu = timed(lambda: ours(areas, traced=NOTHING))
    (_, shapes), traced_wall, traced_cpu = timed(lambda: ours(areas, traced=UNDER))
    cells, cells_wall, cells_cpu = timed(lambda: by_cells(areas))
    whole, whole_wall, whole_cpu = timed(lambda: shapely.union_all(areas))
    raster = rasterio_depth(areas, tmp_path)
    off = abs(measures[ONCE] / whole.area - 1)
    assert off < 1e-8
    assert abs(shapely.area(shapes).sum() / whole.area - 1) < 1e-8
    assert traced_cpu < cells_cpu
    rows["union"] += [
        f"| areas once, twice, three times and expected | {cpu:.2f} | {wall:.2f} | 1 | exact; {off:.0e} off the big union |",
        f"| the same, with the union as polygons | {traced_cpu:.2f} | {traced_wall:.2f} | {traced_cpu / cpu:.1f} | "
        f"{len(shapes):,} polygons |",
        f"| shapely, `union_all` by cells of 200 m, once only | {cells_cpu:.2f} | {cells_wall:.2f} | {cells_cpu / cpu:.1f} | "
        f"{abs(shapely.area(cells).sum() / whole.area - 1):.0e} |",
        f"| shapely, one `union_all`, once only | {whole_cpu:.2f} | {whole_wall:.2f} | {whole_cpu / cpu:.1f} | - |",
    ]
    if raster:
        errors = [abs(m2 / measures[ONCE + k] - 1) for k, m2 in enumerate(raster["m2"])]
        rows["union"].append(
            f"| rasterio `rasterize`, 1 m, added up: depth only | {raster['cpu_s']:.2f} | {raster['wall_s']:.2f} | "
            f"{raster['cpu_s'] / cpu:.1f} | once {errors[0]:.0e}, twice {errors[1]:.0e}, three times {errors[2]:.0e} off |"
        )
        assert errors[THRICE - ONCE] < 1e-2


def made_up_krakow(file):
    """Put the made-up Kraków into a store without computing anything."""
    city = load_city("krakow")
    store = Store.open(file, city_id="krakow")
    with store.writing() as writing:
        load_fabric(writing, city)
        demo._add_areas(writing, city)
        complete_cameras(writing, city)
    store.close()


def test_the_whole_report_of_krakow(rows, tmp_path):
    file = tmp_path / "krakow.sqlite"
    made_up_krakow(file)
    before = file.stat().st_size
    for title, what in (
        ("nothing known", "no"),
        ("nothing changed", "no"),
        ("one camera moved by 16 m", "move"),
    ):
        command = [sys.executable, HERE / "whole_report.py", "krakow", file, what]
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
        assert done.returncode == 0, done.stderr
        told = json.loads(done.stdout)
        kept = (file.stat().st_size - before) / 1e6
        rows["report"].append(
            f"| {title} | {told['cpu_s']:.1f} | {told['wall_s']:.1f} | {told['peak_gb']:.2f} | "
            f"{told['recomputed']:,} of {told['pieces']:,} | {kept:.0f} |"
        )
        rows["cameras"] = told["cameras"]
        assert told["peak_gb"] < 2.0


@pytest.fixture(scope="module")
def rows():
    """Return the rows of the tables, written when all are there."""
    found = {"union": [], "report": [], "cameras": 0}
    yield found
    write(found)


def write(rows):
    model = next(
        line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line
    )
    load = os.getloadavg()[0]
    table = [
        "The union and the depth of 22,842 areas of the benchmark city, each camera's with range and angle.",
        "",
        "| what | CPU, s | wall, s | CPU against ours | error |",
        "|---|---|---|---|---|",
        *rows["union"],
        "",
        f"The whole report of the made-up Kraków: {rows['cameras']:,} cameras that work, 20,000 buildings, 11 densities of both "
        "editions, gaps included, drawn and kept.",
        "",
        "| run | CPU, s | wall, s | peak memory, GB | pieces computed | store grew by, MB |",
        "|---|---|---|---|---|---|",
        *rows["report"],
        "",
        f"{model}, {os.cpu_count()} cores, load {load:.1f}; Python {platform.python_version()}, shapely "
        f"{shapely.__version__} with GEOS {shapely.geos_version_string}. {HOW}",
    ]
    page = ROOT / "docs" / "performance.md"
    text = page.read_text(encoding="utf-8")
    if BEGIN not in text:
        text = f"{text.rstrip()}\n\n{BEGIN}\n{END}\n"
    head, rest = text.split(BEGIN)
    page.write_text(head + BEGIN + "\n" + "\n".join(table) + "\n" + END + rest.split(END)[1], encoding="utf-8")
    print("\n".join(table))
