"""How is a result made new, with all that it rests on?"""

from __future__ import annotations

from collections.abc import Callable

from geo.analyses.inputs import INPUTS
from geo.analyses.registry import ANALYSES, RESTS_ON
from geo.city import City
from geo.model.result import Result
from geo.storage.store import Store

Progress = Callable[[int, int], None]


def renew(store: Store, city: City, name: str, progress: Progress | None = None) -> Result:
    """Compute an analysis and keep its result; before, what it rests on, where that is missing or stale.

    Each result is kept as soon as it is there, so that a run that is broken off goes on from the last one.

    Parameters
    ----------
    name
        A key of ``ANALYSES``.
    """
    below = RESTS_ON.get(name)
    if below is not None and is_stale(store, below):
        renew(store, city, below, progress)
    result = ANALYSES[name].run(store, city, progress)
    with store.writing() as writing:
        writing.save(result)
    return result


def is_stale(store: Store, name: str) -> bool:
    """Tell whether an analysis was never computed, or on another state of its inputs."""
    made = store.result(name)
    return made is None or made.inputs_digest != store.digest(INPUTS[name])
