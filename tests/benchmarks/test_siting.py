"""Maximal covering against the named peers in the same run; only with CZUJKA_BENCH set.

The peers live in an environment of their own (pulp spopt highspy scipy), whose interpreter CZUJKA_SITING names.
CZUJKA_BENCH=1 CZUJKA_SITING=… python -m pytest -q -s tests/benchmarks/test_siting.py writes its rows into
docs/performance.md.
"""

from __future__ import annotations

import json
import os
import resource
import runpy
import subprocess
import time
from pathlib import Path

import highspy
import numpy as np
import pytest
from scipy.sparse import csr_array

from geo.siting.problem import SitingProblem
from geo.siting.solve import is_feasible, solve

HERE = Path(__file__).parent
PAGE = runpy.run_path(str(HERE / "performance_page.py"))
DATA = HERE.parent / "data" / "siting"
SECONDS = 60
PEERS = {"cbc": "CBC (PuLP)", "highs": "HiGHS alone", "spopt": "spopt with CBC"}
HEADINGS = "| instance | who | weight covered | no plan covers more than | gap | proven | wall s | CPU s |"

pytestmark = pytest.mark.skipif("CZUJKA_BENCH" not in os.environ, reason="a benchmark: set CZUJKA_BENCH=1")


def instance(name):
    told = np.load(DATA / f"siting_{name}.npz")
    options = len(told["indptr"]) - 1
    shape = (options, len(told["weights"]))
    return SitingProblem(
        weights=told["weights"],
        covers=csr_array((np.ones(len(told["indices"])), told["indices"], told["indptr"]), shape=shape),
        site=np.arange(options) // 4,
        per_site=4,
        cost_grosze=np.ones(options, dtype=int),
        kind=np.full(options, "new"),
        budget_grosze=80,
    )


def ours(name, told):
    problem = instance(name)
    # Compiled before.
    solve(instance("sparse"), time_limit_s=2, rng=np.random.default_rng(0))
    cpu, wall = time.process_time(), time.perf_counter()
    plan = solve(problem, time_limit_s=SECONDS, rng=np.random.default_rng(0))
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    assert is_feasible(problem, plan)
    assert wall < SECONDS + 3
    told.append(
        f"| {name} | ours | {plan.objective:,.0f} | {plan.bound:,.0f} | {plan.gap:.2%} | "
        f"{'yes' if plan.status == 'optimal' else 'no'} | {wall:.2f} | {cpu:.2f} |"
    )
    return plan


def theirs(peer, name, told):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    wall = time.perf_counter()
    command = [os.environ["CZUJKA_SITING"], str(HERE / "peers" / "siting" / "solve.py"), peer]
    try:
        done = subprocess.run(
            [*command, str(DATA / f"siting_{name}.npz"), str(SECONDS)],
            capture_output=True, text=True, check=True, timeout=4 * SECONDS,
        )  # fmt: skip
        found = json.loads(done.stdout.splitlines()[-1])
    except subprocess.TimeoutExpired:
        found = {"value": 0.0, "proven": False, "wall": time.perf_counter() - wall}
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    value = f"{found['value']:,.0f}" if found["value"] else "none"
    proven = "yes" if found["proven"] else "no"
    told.append(f"| {name} | {PEERS[peer]} | {value} | | | {proven} | {found['wall']:.1f} | {cpu:.1f} |")
    return found


@pytest.mark.parametrize("name", ["sparse", "dense"])
def test_maximal_covering_against_its_peers(name, rows):
    plan = ours(name, rows)
    for peer in PEERS if name == "sparse" else ("cbc", "highs"):
        found = theirs(peer, name, rows)
        assert plan.bound >= found["value"]
        assert plan.objective >= found["value"]
    if name == "sparse":
        assert plan.status == "optimal"


@pytest.fixture(scope="module")
def rows():
    """Return the rows of the table, written when all are there."""
    found: list[str] = []
    yield found
    how = (
        f"Time limit {SECONDS} s each, peers on one thread, stopped after {4 * SECONDS} s where building takes longer "
        "(then no value). Ours uses two threads on dense cover. CPU seconds of peers include starting Python and "
        "building. Again: `CZUJKA_BENCH=1 CZUJKA_SITING=… .venv/bin/python -m pytest -q -s "
        "tests/benchmarks/test_siting.py`."
    )
    PAGE["write"](
        "siting",
        [
            "Maximal covering: 10,000 demand points, 5,000 directional options, 80 to be chosen.",
            "",
            HEADINGS,
            "|---|---|---|---|---|---|---|---|",
            *found,
            "",
            f"{PAGE['machine']()}, HiGHS {highspy.Highs().version()}. {how}",
        ],
    )
