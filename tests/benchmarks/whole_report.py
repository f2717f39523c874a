"""Compute the coverage of a store once, keep it, and print what that took as JSON: wall, CPU and memory."""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

from geo.analyses import coverage
from geo.city import load_city
from geo.storage.store import Store


def cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def main(city_id: str, file: str, move: str) -> None:
    city, store = load_city(city_id), Store.open(Path(file), city_id=city_id)
    if move == "move":
        camera = store.read("cameras").iloc[[4711]]
        with store.writing() as writing:
            writing.set_values("cameras", camera[["geometry"]].set_geometry(camera.translate(0.0002, 0.0001)))
    inputs = coverage.read_inputs(store, city)
    needed = coverage.plan_of(coverage.made_ready(inputs)[2]).keys()
    known = len(store.remembered(coverage.MEMO, needed))
    wall, cpu = time.perf_counter(), cpu_s()
    result = coverage.run(store, city)
    computed = time.perf_counter() - wall
    with store.writing() as writing:
        writing.save(result)
    told = {"wall_s": time.perf_counter() - wall, "computed_s": computed, "cpu_s": cpu_s() - cpu}
    told |= {"pieces": len(needed), "recomputed": len(needed) - known, "cameras": result.n}
    told |= {"peak_gb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6}
    told |= {"rows": {layer: len(frame) for layer, frame in result.frames.items()}}
    print(json.dumps(told))


if __name__ == "__main__":
    main(*sys.argv[1:])
