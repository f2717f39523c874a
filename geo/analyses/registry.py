"""The analyses by their names; a new one is a new file, a line here and one in ``inputs.py``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

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
from geo.city import City
from geo.model.result import Result
from geo.storage.store import Store


class Analysis(Protocol):
    """A module of this room that computes a result."""

    def run(self, store: Store, city: City, progress: Callable[[int, int], None] | None = None) -> Result:
        """Compute the result of what is in the store."""


#: Each is loaded when it is run.
ANALYSES: dict[str, Analysis] = {
    "coverage": coverage,
    "availability": availability,
    "foliage": foliage,
    "hotspots": hotspots,
    "surfaces": surfaces,
    "rhythm": rhythm,
    "accuracy": accuracy,
    "survey": survey,
    "walks": walks,
    "night": night,
    "privacy": privacy,
    "reach": reach,
    "beyond": beyond,
    "reports": reports,
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
