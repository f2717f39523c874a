"""The named computations: each reads the store, calls pure functions and returns a ``Result``.

ANALYSES names them all, INPUTS the families each reads; a new one is a new file and a line in both.
"""

from geo.analyses import coverage, hotspots

ANALYSES = {
    "coverage": coverage.run,
    "hotspots": hotspots.run,
}

#: Another state of these families makes a result stale.
INPUTS = {
    "coverage": coverage.INPUTS,
    "hotspots": hotspots.INPUTS,
}
