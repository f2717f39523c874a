"""Permutations of Gi* and kernel density against the named peers in the same run; only with CZUJKA_BENCH set.

The peers live in environments of their own, named by the interpreters in CZUJKA_ESDA (esda==2.9.0 numba joblib) and
CZUJKA_KDEPY (KDEpy==1.1.12). CZUJKA_BENCH=1 CZUJKA_ESDA=… CZUJKA_KDEPY=… python -m pytest -q -s
tests/benchmarks/test_hotspots.py writes its rows into docs/performance.md.
"""

from __future__ import annotations

import json
import os
import runpy
import subprocess
import time
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import scipy
import shapely
from scipy.ndimage import gaussian_filter
from scipy.sparse import csr_array

from geo.geometry.grid import hexagons
from geo.hotspots.getis_ord import contiguity, gi_star
from geo.hotspots.kde import Gaussian, density, smoother
from geo.hotspots.permutation import permuted
from geo.hotspots.raster import raster

HERE = Path(__file__).parent
PAGE = runpy.run_path(str(HERE / "performance_page.py"))
#: A power of two: esda multiplies by one over the total, and only then are its ties ties.
EVENTS = 2**17
PERMUTATIONS = 999
SIDE_M, CELL_M, POINTS = 10_000.0, 10.0, 100_000
HOW = (
    "Kernel compiled before, weights and grid ready; CPU seconds, for the machine had other work. esda keeps no simulations. Errors are against direct summation at 1,500 cells and the top, as "
    "parts of the maximum. Again: `CZUJKA_BENCH=1 CZUJKA_ESDA=… CZUJKA_KDEPY=… .venv/bin/python -m pytest -q -s "
    "tests/benchmarks/test_hotspots.py`."
)

GI_HEADINGS = (
    "| cells | ours, CPU s | esda 2.9.0, CPU s | ratio | ours on 2 threads, wall s | esda on all cores | ratio "
    "| z alone, CPU ms | z differs by at most | p differs on average | in standard errors of two sets of permutations "
    "(1 is parity) | at most |"
)
KDE_HEADINGS = (
    "| standard deviation | ours | KDEpy 1.1.12 FFTKDE | ratio | histogram2d + gaussian_filter | ours with Diggle's "
    "correction | the same, city and kernel prepared | our error | KDEpy's | gaussian_filter's |"
)

pytestmark = pytest.mark.skipif("CZUJKA_BENCH" not in os.environ, reason="a benchmark: set CZUJKA_BENCH=1")


def best_of(runs, work):
    """Return the least CPU seconds of all threads, and the least wall seconds."""
    taken = []
    for _ in range(runs):
        cpu, wall = time.process_time(), time.perf_counter()
        work()
        taken.append((time.process_time() - cpu, time.perf_counter() - wall))
    return np.min(taken, axis=0)


def peer(variable, script, folder, **given):
    """Run a peer in its own environment; return what it wrote and the seconds it measured itself."""
    interpreter = os.environ.get(variable)
    if interpreter is None:
        pytest.skip(f"set {variable} to the interpreter of the peer's environment")
    np.savez(folder / "given.npz", **given)
    command = [interpreter, HERE / "peers" / "hotspots" / script, folder / "given.npz", folder / "told.npy"]
    out = subprocess.run(command, check=True, capture_output=True, text=True)
    return np.load(folder / "told.npy"), json.loads(out.stdout)


@pytest.fixture(scope="module")
def tables():
    """Return the two tables, written when all rows are there."""
    found: dict[str, list[str]] = {"gi": [], "kde": []}
    yield found
    if all(found.values()):
        write(found)


def test_permutations_of_gi_star(tables, tmp_path):
    cells = hexagons(shapely.box(0, 0, 22_300, 19_400), spacing_m=100)
    weights = contiguity(cells, reach_m=101)
    n = len(cells)
    counts = np.random.default_rng(0).multinomial(EVENTS, np.full(n, 1 / n))

    def run(threads, seed=1):
        return permuted(counts, weights, rng=np.random.default_rng(seed), permutations=PERMUTATIONS, threads=threads)

    run(1)
    own = best_of(9, lambda: run(2))
    z_ms = 1000 * best_of(9, lambda: gi_star(counts, weights))[0]
    near = csr_array(weights - scipy.sparse.eye_array(n, format="csr"))
    near.eliminate_zeros()
    (z, p), theirs = peer(
        "CZUJKA_ESDA", "gi_star.py", tmp_path, counts=counts, indices=near.indices, indptr=near.indptr
    )
    # Again after the peer: what else the machine does changes by the minute.
    own_cpu_s, own_s = np.minimum(own, best_of(9, lambda: run(2)))
    assert gi_star(counts, weights) == pytest.approx(z, abs=1e-9)
    told = run(2)
    assert (run(1).at_least == told.at_least).all()
    upper = np.minimum(told.at_least, PERMUTATIONS - told.at_least)
    ours = (upper + 1) / (PERMUTATIONS + 1)
    noise = np.sqrt(2 * p * (1 - p) / PERMUTATIONS)
    off = (ours - p) / noise
    settled = p > 0.02
    bias, spread = float((ours - p).mean()), float(off[settled].std())
    # Two sets of permutations differ by their noise: a standard deviation of 1, no bias.
    assert abs(bias) < 0.005
    assert 0.8 < spread < 1.25
    assert theirs["cpu"] / own_cpu_s > 20
    tables["gi"].append(
        f"| {n:,} | {own_cpu_s:.3f} | {theirs['cpu']:.2f} | {theirs['cpu'] / own_cpu_s:.0f} x | {own_s:.3f} "
        f"| {theirs['wall']:.2f} | {theirs['wall'] / own_s:.0f} x | {z_ms:.1f} "
        f"| {np.abs(gi_star(counts, weights) - z).max():.0e} | {bias:+.4f} | {spread:.2f} | {np.abs(ours - p).max():.3f} |"
    )


def clustered(rng):
    centres = rng.uniform(0, SIDE_M, (300, 2))
    xy = centres[rng.integers(0, 300, POINTS)] + rng.normal(0, 250, (POINTS, 2))
    return np.clip(xy, 6 * CELL_M, SIDE_M - 6 * CELL_M)


def summed(points, where, sd_m):
    return np.array([np.exp(-((points - place) ** 2).sum(axis=1) / 2 / sd_m**2).sum() for place in where]) / (
        2 * np.pi * sd_m**2
    )


@pytest.mark.parametrize("sd_m", [50.0, 150.0, 300.0])
def test_kernel_density(tables, tmp_path, sd_m):
    rng = np.random.default_rng(7)
    xy = clustered(rng)
    points = gpd.GeoSeries(shapely.points(xy), crs="EPSG:2177")
    # Within a margin of a cell the grid has 1000 x 1000 cells.
    laid = raster(shapely.box(CELL_M, CELL_M, SIDE_M - CELL_M, SIDE_M - CELL_M), cell_m=CELL_M)
    assert laid.ground.shape == (1000, 1000)
    x, y = laid.centres()
    kernel = Gaussian(sd_m)
    ready, bare = smoother(laid, kernel), smoother(laid, kernel, edge=False)
    ways = {
        "bare": lambda: density(points, smoother(laid, kernel, edge=False)),
        "edge": lambda: density(points, smoother(laid, kernel)),
        "ready": lambda: density(points, ready),
        "plain": lambda: plain(xy, sd_m),
    }
    before = {name: best_of(9, way) for name, way in ways.items()}
    theirs, theirs_ms = peer("CZUJKA_KDEPY", "kde.py", tmp_path, points=xy, x=x, y=y, sd_m=sd_m)
    ms = {name: 1000 * min(before[name][0], best_of(9, way)[0]) for name, way in ways.items()}
    ours, plainly = density(points, bare), plain(xy, sd_m)
    row, column = rng.integers(10, 990, (2, 1500))
    top = np.unravel_index(np.nanargmax(ours), ours.shape)
    row, column = np.append(row, top[0]), np.append(column, top[1])
    exact = summed(xy, np.stack([x[column], y[row]], axis=1), sd_m)
    errors = [np.abs(found[row, column] - exact).max() / exact.max() for found in (ours, theirs, plainly)]
    assert errors[0] <= min(errors[1], 3e-4)
    assert theirs_ms / ms["bare"] >= 2
    tables["kde"].append(
        f"| {sd_m:.0f} m | {ms['bare']:.0f} | {theirs_ms:.0f} | {theirs_ms / ms['bare']:.1f} x | {ms['plain']:.0f} "
        f"| {ms['edge']:.0f} | {ms['ready']:.0f} | {errors[0]:.0e} | {errors[1]:.0e} | {errors[2]:.0e} |"
    )


def plain(xy, sd_m):
    """Return the density as it is often computed: a histogram, smoothed."""
    edges = np.arange(0, SIDE_M + CELL_M / 2, CELL_M)
    counts, _, _ = np.histogram2d(xy[:, 1], xy[:, 0], bins=(edges, edges))
    return gaussian_filter(counts, sd_m / CELL_M, mode="constant") / CELL_M**2


def write(found):
    import numba

    versions = f"numba {numba.__version__}, numpy {np.__version__}, scipy {scipy.__version__}"
    table = [
        f"Gi* with {PERMUTATIONS} conditional permutations on hexagons; best of 18 (esda: of 3).",
        "",
        GI_HEADINGS,
        "|---|---|---|---|---|---|---|---|---|---|---|---|",
        *found["gi"],
        "",
        "Kernel density of 100,000 points on 1000 x 1000 cells; CPU milliseconds of all threads, best of 18 (KDEpy: of 7).",
        "",
        KDE_HEADINGS,
        "|---|---|---|---|---|---|---|---|---|---|",
        *found["kde"],
        "",
        f"{PAGE['machine']()}, {versions}. {HOW}",
    ]
    PAGE["write"]("hotspots", table)
