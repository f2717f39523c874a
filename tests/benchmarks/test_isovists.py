"""Isovists of a whole city against the named peers in the same run; only with CZUJKA_BENCH set.

CZUJKA_BENCH=1 python -m pytest -q -s tests/benchmarks/test_isovists.py writes its rows into docs/performance.md.
"""

from __future__ import annotations

import json
import os
import platform
import runpy
import shutil
import subprocess
import time
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo.coverage.pose import viewpoints
from geo.geometry.isovist import isovists, prepare
from geo.geometry.occluders import boundary_edges
from geo.geometry.sector import sector
from geo.geometry.shadow import shadow_quads

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
SAMPLE = 2000
SLOW_SAMPLE = 150
HOW = (
    "Kernel compiled before. npm runs on its one thread for a sample of 2,000 cameras; the grid that finds its walls "
    "and the clip to range and angle around it are ours. Shapely: 150 cameras. Again: "
    "`CZUJKA_BENCH=1 .venv/bin/python -m pytest -q -s tests/benchmarks/test_isovists.py`."
)
HEADINGS = (
    "| city | ours | npm visibility-polygon 1.1.0, clipped | ratio | shapely shadow union | ratio | areas differ from "
    "npm's, median and 95 % | from shapely's, at most | prepared once, s |"
)
BEGIN, END = "<!-- bench: isovists -->", "<!-- /bench: isovists -->"

pytestmark = pytest.mark.skipif("CZUJKA_BENCH" not in os.environ, reason="a benchmark: set CZUJKA_BENCH=1")


def best_of(runs, work):
    seconds = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return min(seconds)


def synthetic():
    city = runpy.run_path(str(HERE / "bench_city.py"))["build"]()
    look = {"bearing_deg": city.bearing_deg, "field_of_view_deg": city.field_of_view_deg}
    return city.buildings, city.cameras, {"range_m": city.range_m} | look


def helsinki():
    """Return the real footprints of Helsinki's centre and its mapped cameras, moved to free air; EPSG:3879."""
    data = ROOT / "geo" / "cities" / "data" / "helsinki_center.gpkg"
    buildings = gpd.read_file(data, layer="buildings").to_crs("EPSG:3879").geometry.array
    cameras = gpd.read_file(data, layer="cameras").to_crs("EPSG:3879")
    cameras = cameras.set_geometry(shapely.centroid(cameras.geometry.array), crs=cameras.crs)
    placed, _ = viewpoints(cameras, buildings, gap_m=0.25)
    rng = np.random.default_rng(3)
    # Each camera 50 times with other ranges, bearings and openings: enough to time.
    xy = np.repeat(shapely.get_coordinates(placed), 50, axis=0)
    look = {
        "bearing_deg": rng.uniform(0, 360, len(xy)),
        "field_of_view_deg": rng.choice([60.0, 90.0, 180.0, 360.0], len(xy)),
    }
    return np.asarray(buildings, dtype=object), xy, {"range_m": rng.uniform(60, 100, len(xy))} | look


@pytest.fixture(scope="session")
def peer(tmp_path_factory):
    """Return a runner of npm's visibility-polygon, installed by its own client."""
    folder = tmp_path_factory.mktemp("visibility-polygon")
    shutil.copytree(HERE / "peers" / "visibility-polygon", folder, dirs_exist_ok=True)
    subprocess.run(["npm", "install", "--silent"], cwd=folder, check=True, capture_output=True)

    def run(cameras):
        (folder / "cameras.json").write_text(json.dumps(cameras))
        out = subprocess.run(
            ["node", "isovists.cjs", "cameras.json"], cwd=folder, check=True, capture_output=True, text=True
        )
        return json.loads(out.stdout)

    return run


def for_peer(city, places, look, chosen):
    """Return what the peer needs: the walls of the city, and for each camera the two edges of its view."""
    cameras = []
    for camera in chosen:
        x, y = places[camera]
        told = {"x": x, "y": y, "range": look["range_m"][camera]}
        opening = look["field_of_view_deg"][camera]
        if opening < 360:
            ends = np.radians(90 - look["bearing_deg"][camera] + np.array([-opening / 2, opening / 2]))
            told |= {"right": [np.cos(ends[0]), np.sin(ends[0])], "left": [np.cos(ends[1]), np.sin(ends[1])]}
        cameras.append(told)
    return {"edges": city.edges.tolist(), "cameras": cameras}


def by_shadows(city, tree, place, range_m, bearing_deg, opening_deg):
    """Return an isovist as anyone would write it in shapely: the sector without the union of all shadows."""
    near = tree.query(shapely.Point(place), predicate="dwithin", distance=range_m)
    local = shapely.transform(city.polygons[near], lambda xy: xy - place)
    edges, _ = boundary_edges(local)
    quads = shapely.polygons(shadow_quads(edges, np.full(len(edges), np.inf), reach_m=range_m))
    hidden = shapely.union_all(np.concatenate([local, quads]))
    looked_at = sector((0.0, 0.0), range_m=range_m, bearing_deg=bearing_deg, opening_deg=opening_deg)
    return shapely.difference(looked_at, hidden)


@pytest.mark.parametrize("scene", [synthetic, helsinki], ids=["synthetic city", "Helsinki"])
def test_isovists_against_their_peers(scene, peer, rows):
    buildings, places, look = scene()
    prepared = best_of(1, lambda: prepare(buildings))
    city = prepare(buildings)
    seen = isovists(places, city, **look, inside="empty")
    own_us = 1e6 / len(places) * best_of(7, lambda: isovists(places, city, **look, inside="empty").polygons())
    one_us = (
        1e6 / len(places) * best_of(5, lambda: isovists(places, city, **look, inside="empty", threads=1).polygons())
    )
    chosen = np.random.default_rng(1).choice(np.flatnonzero(seen.areas() > 0), SAMPLE, replace=False)
    theirs = peer(for_peer(city, places, look, chosen))
    npm_us, plain_us = 1e6 / SAMPLE * theirs["clipped"], 1e6 / SAMPLE * theirs["computed"]
    few = chosen[:SLOW_SAMPLE]
    tree = shapely.STRtree(city.polygons)
    by_hand = []
    shadows_s = best_of(
        1, lambda: by_hand.extend(by_shadows(city, tree, places[i], *(look[k][i] for k in look)) for i in few)
    )
    shadows_us = 1e6 / len(few) * shadows_s
    off = np.abs(np.array(theirs["areas"]) / seen.areas()[chosen] - 1)
    off_shadows = np.abs(shapely.area(by_hand) / seen.areas()[few] - 1)
    # The peer bears no touching walls: on real footprints it errs where ours and the shadows agree.
    assert np.median(off) < 1e-4
    assert np.quantile(off_shadows, 0.95) < 1e-6
    assert npm_us / own_us > 5
    rows.append(
        f"| {len(city):,} buildings, {len(city.edges):,} edges, {len(places):,} cameras ({scene.__name__}) "
        f"| {own_us:.1f} ({one_us:.1f} on one thread) | {npm_us:.0f} ({plain_us:.0f} its `compute` alone) | {npm_us / own_us:.0f} x "
        f"| {shadows_us:.0f} | {shadows_us / own_us:.0f} x "
        f"| {np.median(off):.0e}; 95 %: {np.quantile(off, 0.95):.0e} | {off_shadows.max():.0e} | {prepared:.2f} |"
    )


@pytest.fixture(scope="module")
def rows():
    """Return the rows of the table, written when all are there."""
    found: list[str] = []
    yield found
    write(found)


def write(rows):
    import numba

    model = next(
        line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line
    )
    node = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout.strip()
    versions = (
        f"Python {platform.python_version()}, numba {numba.__version__}, shapely {shapely.__version__} "
        f"with GEOS {shapely.geos_version_string}, node {node}"
    )
    table = [
        "Isovists with range and field of view, shapely polygons made; microseconds of wall time a camera, best of 5-7.",
        "",
        HEADINGS,
        "|---|---|---|---|---|---|---|---|---|",
        *rows,
        "",
        f"{model}, {os.cpu_count()} cores; {versions}. {HOW}",
    ]
    page = ROOT / "docs" / "performance.md"
    text = page.read_text(encoding="utf-8") if page.exists() else "# Performance\n\n"
    if BEGIN not in text:
        text = f"{text.rstrip()}\n\n{BEGIN}\n{END}\n"
    head, rest = text.split(BEGIN)
    page.write_text(head + BEGIN + "\n" + "\n".join(table) + "\n" + END + rest.split(END)[1], encoding="utf-8")
    print("\n".join(rows))
