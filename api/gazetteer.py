"""The names of the city's places, kept ready as long as its registers stay the same."""

from __future__ import annotations

import threading

from fastapi import Request

from geo.casework import gazetteer
from geo.city import City
from geo.storage.store import Store


class Named:
    """Holds the gazetteer of the state of the registers for which it was made."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._made: tuple[str, gazetteer.Gazetteer] | None = None

    def of(self, store: Store, city: City) -> gazetteer.Gazetteer:
        """Return the gazetteer, made anew where a register has changed."""
        state = store.digest(gazetteer.FAMILIES)
        with self._lock:
            if self._made is None or self._made[0] != state:
                self._made = state, gazetteer.gazetteer_of(store, city)
            return self._made[1]


def named(request: Request) -> Named:
    """Return what the service holds."""
    held: Named = request.app.state.named
    return held
