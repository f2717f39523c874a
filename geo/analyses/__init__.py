"""The named computations: each reads the store, calls pure functions and returns a ``Result``.

ANALYSES names them all, INPUTS the families each reads; a new one is a new file and a line in both.
"""

from geo.analyses import availability, coverage, foliage, hotspots, night, privacy

ANALYSES = {
    "coverage": coverage.run,
    "availability": availability.run,
    "foliage": foliage.run,
    "hotspots": hotspots.run,
    "night": night.run,
    "privacy": privacy.run,
}

#: Another state of these families makes a result stale.
INPUTS = {
    "coverage": coverage.INPUTS,
    "availability": availability.INPUTS,
    "foliage": foliage.INPUTS,
    "hotspots": hotspots.INPUTS,
    "night": night.INPUTS,
    "privacy": privacy.INPUTS,
}
