"""The named computations: each reads the store, calls pure functions and returns a ``Result``.

ANALYSES names them all, INPUTS the families each reads, RESTS_ON the one whose result it needs; a new one is a new file
and a line in the first two.
"""

from geo.analyses import (
    accuracy,
    availability,
    beyond,
    coverage,
    foliage,
    hotspots,
    night,
    privacy,
    reach,
    reports,
    rhythm,
    surfaces,
    survey,
    walks,
)

ANALYSES = {
    "coverage": coverage.run,
    "availability": availability.run,
    "foliage": foliage.run,
    "hotspots": hotspots.run,
    "surfaces": surfaces.run,
    "rhythm": rhythm.run,
    "accuracy": accuracy.run,
    "survey": survey.run,
    "walks": walks.run,
    "night": night.run,
    "privacy": privacy.run,
    "reach": reach.run,
    "beyond": beyond.run,
    "reports": reports.run,
}

#: Another state of these families makes a result stale.
INPUTS = {
    "coverage": coverage.INPUTS,
    "availability": availability.INPUTS,
    "foliage": foliage.INPUTS,
    "hotspots": hotspots.INPUTS,
    "surfaces": surfaces.INPUTS,
    "rhythm": rhythm.INPUTS,
    "accuracy": accuracy.INPUTS,
    "survey": survey.INPUTS,
    "walks": walks.INPUTS,
    "night": night.INPUTS,
    "privacy": privacy.INPUTS,
    "reach": reach.INPUTS,
    "beyond": beyond.INPUTS,
    "reports": reports.INPUTS,
}

#: What must have been computed, and must not be stale, before.
RESTS_ON = {
    "availability": "coverage",
    "foliage": "coverage",
    "night": "coverage",
    "surfaces": "hotspots",
    "rhythm": "hotspots",
    "accuracy": "hotspots",
}
