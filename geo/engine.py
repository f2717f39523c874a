"""Where does long work run, and what does it tell while it runs?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Event
from typing import Any, TypeVar

from geo.errors import CzujkaError

T = TypeVar("T")
#: So many pieces of work run at once; each of them uses all cores by itself where that pays.
AT_ONCE = 2
#: What is told of work that failed by a fault of ours.
UNEXPECTED = CzujkaError("Something went wrong on our side; it has been logged.")


class Dismissed(Exception):
    """The work is not wanted any more; nothing of it is kept."""


@dataclass(frozen=True, slots=True)
class Stand:
    """How far work is.

    Attributes
    ----------
    done, total
        Steps.
    so_far
        What is found so far, as plain JSON values.
    at
        When that was told, aware.
    """

    done: int
    total: int
    so_far: Mapping[str, Any]
    at: datetime


@dataclass(slots=True)
class Doing:
    """The line between long work and those who wait for it.

    Attributes
    ----------
    finish_early
        Set where what is found so far is enough: the work ends soon, and keeps it.
    dismissed
        Set where the work is not wanted any more.
    stand
        What was told last; none before anything was.
    """

    finish_early: Event = field(default_factory=Event)
    dismissed: Event = field(default_factory=Event)
    stand: Stand | None = None

    def tell(self, done: int, total: int, so_far: Mapping[str, Any] | None = None) -> None:
        """Tell how far the work is; without ``so_far``, what was found before stands.

        Raises
        ------
        Dismissed
            If the work is not wanted any more.
        """
        if self.dismissed.is_set():
            raise Dismissed
        known = self.stand.so_far if self.stand else {}
        self.stand = Stand(done, total, known if so_far is None else dict(so_far), datetime.now(UTC))


class Engine:
    """Threads of this process; the compiled kernels and GEOS leave the interpreter free while they compute.

    Parameters
    ----------
    at_once
        How many pieces of work run at once; the others wait in the order in which they came.
    """

    def __init__(self, *, at_once: int = AT_ONCE) -> None:
        self._threads = ThreadPoolExecutor(at_once, thread_name_prefix="engine")

    def start(self, work: Callable[[], T]) -> Future[T]:
        """Let work run as soon as a thread is free."""
        return self._threads.submit(work)

    def close(self) -> None:
        """Wait for what runs, and let go of what waits."""
        self._threads.shutdown(cancel_futures=True)
