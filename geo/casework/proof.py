"""How a browser shows that it worked a little before it sends a form: against floods, without a foreign service."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import UTC, datetime, timedelta

#: On average 65,000 hashes: a second or so on a telephone, hours for ten thousand forms.
BITS = 16
_LASTS = timedelta(hours=2)
_SEPARATOR = "."


def challenge(*, key: bytes) -> str:
    """Return a task that only this service can have set, with the time until which it holds."""
    until = int((datetime.now(UTC) + _LASTS).timestamp())
    body = f"{until}{_SEPARATOR}{secrets.token_urlsafe(12)}"
    return body + _SEPARATOR + _signed(body, key)


def solved(given: str, answer: str, *, key: bytes) -> bool:
    """Tell whether an answer solves a task of ours that still holds.

    Parameters
    ----------
    given
        The task.
    answer
        What makes the SHA-256 of ``task:answer`` begin with `BITS` zero bits.
    """
    body, _, signature = given.rpartition(_SEPARATOR)
    if not hmac.compare_digest(_signed(body, key).encode(), signature.encode()):
        return False
    until = body.partition(_SEPARATOR)[0]
    in_time = until.isdecimal() and int(until) >= datetime.now(UTC).timestamp()
    return in_time and _zero_bits(hashlib.sha256(f"{given}:{answer}".encode()).digest()) >= BITS


def _signed(body: str, key: bytes) -> str:
    return hmac.new(key, b"proof:" + body.encode(), hashlib.sha256).hexdigest()[:32]


def _zero_bits(digest: bytes) -> int:
    return 256 - int.from_bytes(digest, "big").bit_length()
