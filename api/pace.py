"""How often may somebody send a form? Told apart by an address that is never kept."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time

from fastapi import Request
from limits import RateLimitItem, RateLimitItemPerHour
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.exceptions import HTTPException

_DAY_S = 86_400


class Pace:
    """Counts what comes from one place within an hour, in memory alone.

    Addresses are hashed under a key that is thrown away each day and at each start: not even the counts can be
    traced back. Nothing of it is written to disk or to a log.
    """

    def __init__(self) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._key = secrets.token_bytes(32)
        self._day = self._today()

    def require(self, request: Request, *, name: str, per_hour: int) -> None:
        """Count a request.

        Raises
        ------
        HTTPException
            429 with the time to wait if there were too many.
        """
        limit: RateLimitItem = RateLimitItemPerHour(per_hour)
        place = self._place(request)
        if not self._limiter.hit(limit, name, place):
            wait_s = max(1, int(self._limiter.get_window_stats(limit, name, place).reset_time - time.time()))
            raise HTTPException(429, "Too many at once; please wait a little.", headers={"Retry-After": str(wait_s)})

    def _place(self, request: Request) -> str:
        if self._day != self._today():
            self._key, self._day = secrets.token_bytes(32), self._today()
        address = request.client.host if request.client else ""
        return hmac.new(self._key, address.encode(), hashlib.sha256).hexdigest()

    @staticmethod
    def _today() -> int:
        return int(time.time() // _DAY_S)
