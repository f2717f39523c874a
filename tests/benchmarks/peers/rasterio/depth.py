"""Count on squares of 1 m how many areas lie over each, as rasterio does; prints seconds and square metres as JSON."""

import json
import resource
import sys
import time

import numpy as np
import shapely
from rasterio.enums import MergeAlg
from rasterio.features import rasterize
from rasterio.transform import from_origin

areas = shapely.from_wkb(np.load(sys.argv[1], allow_pickle=True))
west, south, east, north = np.array(shapely.total_bounds(areas)) // 1 + [-1, -1, 2, 2]
shape = int(north - south), int(east - west)


def cpu():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


wall, before = time.perf_counter(), cpu()
counts = rasterize(
    list(areas), shape, transform=from_origin(west, north, 1, 1), merge_alg=MergeAlg.add, dtype="uint16", fill=0
)
told = {"wall_s": time.perf_counter() - wall, "cpu_s": cpu() - before}
print(json.dumps(told | {"m2": [int((counts >= k).sum()) for k in (1, 2, 3)]}))
