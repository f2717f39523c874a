"""The city as it is watched now, held ready for questions that cannot wait; made in the background."""

from __future__ import annotations

import gc
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLong
from threading import Event, Lock
from typing import Annotated

from fastapi import Depends, Request

from geo.analyses import situation, what_if
from geo.analyses.inputs import SITUATION
from geo.city import City
from geo.storage.store import Store


class Held:
    """The situation of one store; made anew where the store has changed."""

    def __init__(self, store: Store, city: City) -> None:
        self._store = store
        self._city = city
        self._lock = Lock()
        self._maker = ThreadPoolExecutor(1, thread_name_prefix="situation")
        self._asked = Event()
        self._closed = False
        self._digest = ""
        self._making: Future[situation.Situation] | None = None

    def begin(self, *, after_s: float = 0.0) -> Future[situation.Situation]:
        """Begin to make the situation where that is not done yet, and return what is being made.

        Parameters
        ----------
        after_s
            Leave other work so much time before; a question ends the waiting.
        """
        digest = self._store.digest(SITUATION)
        with self._lock:
            if self._making is None or self._digest != digest or _failed(self._making):
                if self._making is not None:
                    self._making.cancel()
                self._digest, self._making = digest, self._maker.submit(self._make, after_s)
            return self._making

    def get(self, *, wait_s: float) -> situation.Situation | None:
        """Return the situation; none if it is still being made after some waiting.

        Raises
        ------
        BadInput
            If there is nothing to make it of.
        """
        self._asked.set()
        try:
            return self.begin().result(wait_s)
        except TooLong:
            return None

    def close(self) -> None:
        """Let go of the store; what is not begun is not made any more."""
        self._closed = True
        self._asked.set()
        self._maker.shutdown(cancel_futures=True)

    def _make(self, after_s: float) -> situation.Situation:
        self._asked.wait(after_s)
        if self._closed:
            raise CancelledError
        made = situation.situation(self._store, self._city)
        what_if.warm(made)
        # A city has millions of objects, which the collector would look through for 0.4 s in the middle of a drag.
        gc.freeze()
        return made


async def _held(request: Request) -> Held:
    held: Held = request.app.state.held
    return held


HeldDep = Annotated[Held, Depends(_held)]


def _failed(making: Future[situation.Situation]) -> bool:
    return making.done() and not making.cancelled() and making.exception() is not None
