"""Long work that was asked for over HTTP: who asked, how far it is, what came of it."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Mapping
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Lock
from typing import Any, Literal

from geo.engine import UNEXPECTED, Dismissed, Doing, Engine
from geo.errors import CzujkaError, NotFound, Unavailable

Status = Literal["accepted", "running", "successful", "failed", "dismissed"]
#: So much work may wait or run at once, and so many jobs are remembered after their end.
MOST_OPEN, REMEMBERED = 20, 200
_log = logging.getLogger("czujka.jobs")


@dataclass(slots=True)
class Job:
    """One piece of work.

    Attributes
    ----------
    process
        A key of ``api.processes.PROCESSES``.
    by
        The account or key that asked for it; nobody else hears of it.
    """

    id: str
    process: str
    by: str
    doing: Doing
    created: datetime
    started: datetime | None = None
    finished: datetime | None = None
    future: Future[Mapping[str, Any]] | None = None

    @property
    def status(self) -> Status:
        """Where it stands, in the words of OGC API - Processes."""
        if self.finished is None:
            return "running" if self.started else "accepted"
        if self.failure is not None:
            return "failed"
        return "dismissed" if self._ended_by is not None else "successful"

    @property
    def failure(self) -> CzujkaError | None:
        """Why it failed; none where it did not."""
        error = self._ended_by
        if error is None or isinstance(error, CancelledError | Dismissed):
            return None
        return error if isinstance(error, CzujkaError) else UNEXPECTED

    @property
    def results(self) -> Mapping[str, Any]:
        """What came of it.

        Raises
        ------
        NotFound
            If it has not ended well.
        """
        if self.future is None or self.status != "successful":
            told = "A job must have ended well to have results, but {given} is {status}."
            raise NotFound(told, given=self.id, status=self.status)
        return self.future.result()

    @property
    def _ended_by(self) -> BaseException | None:
        if self.future is None or not self.future.done():
            return None
        return CancelledError() if self.future.cancelled() else self.future.exception()


class Jobs:
    """All work of this service that has been asked for since it started."""

    def __init__(self) -> None:
        self._engine = Engine()
        self._jobs: dict[str, Job] = {}
        self._lock = Lock()

    def start(self, process: str, work: Callable[[Doing], Mapping[str, Any]], *, by: str) -> Job:
        """Let work run as soon as there is room for it.

        Raises
        ------
        Unavailable
            If too much work waits already.
        """
        job = Job(secrets.token_urlsafe(12), process, by, Doing(), datetime.now(UTC))

        def run() -> Mapping[str, Any]:
            job.started = datetime.now(UTC)
            return work(job.doing)

        with self._lock:
            if sum(one.finished is None for one in self._jobs.values()) >= MOST_OPEN:
                raise Unavailable("At most {most} jobs may wait at once; please come back later.", most=MOST_OPEN)
            self._forget()
            self._jobs[job.id] = job
            job.future = self._engine.start(run)
        job.future.add_done_callback(lambda ended: _ended(job, ended))
        return job

    def of(self, by: str) -> list[Job]:
        """Return the jobs of an account, the newest first."""
        return [job for job in reversed(list(self._jobs.values())) if job.by == by]

    def get(self, job_id: str, *, by: str) -> Job:
        """Return a job of an account.

        Raises
        ------
        NotFound
            If the account has no such job; work is forgotten when the service stops.
        """
        job = self._jobs.get(job_id)
        if job is None or job.by != by:
            raise NotFound("There must be a job {given}; there is none.", given=job_id[:40])
        return job

    def dismiss(self, job: Job) -> None:
        """Break a job off; nothing of it is kept."""
        job.doing.dismissed.set()
        job.doing.finish_early.set()
        if job.future is not None:
            job.future.cancel()

    def close(self) -> None:
        """Break all jobs off and wait until they have ended."""
        for job in list(self._jobs.values()):
            self.dismiss(job)
        self._engine.close()

    def _forget(self) -> None:
        ended = [name for name, job in self._jobs.items() if job.finished is not None]
        for name in ended[: max(len(ended) - REMEMBERED, 0)]:
            del self._jobs[name]


def _ended(job: Job, ended: Future[Mapping[str, Any]]) -> None:
    job.finished = datetime.now(UTC)
    error = None if ended.cancelled() else ended.exception()
    if error is not None and not isinstance(error, CzujkaError | Dismissed):
        _log.error("job of process %s", job.process, exc_info=error)
