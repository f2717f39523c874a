"""The code by which somebody without an account follows their report."""

from __future__ import annotations

import hashlib
import hmac

#: Without letters and digits that are taken for each other (Crockford's base 32).
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
#: Five bits a sign: 90 bits.
SIGNS = 18
_GROUP = 6
_READ_AS = str.maketrans("OIL", "011", " -")


def code_of(sent: str, *, key: bytes) -> str:
    """Return the code of a form that was sent, in groups that can be read out.

    Parameters
    ----------
    sent
        The form's own token, at least 128 random bits: sending the form twice gives the same code, and nobody without
        the key can find it.

    Examples
    --------
    >>> code_of("a form's token", key=bytes(32))
    '1WYDCV-80PZ77-FQD39G'
    """
    number = int.from_bytes(hmac.new(key, b"receipt:" + sent.encode(), hashlib.sha256).digest(), "big")
    signs = "".join(ALPHABET[(number >> (5 * i)) % len(ALPHABET)] for i in range(SIGNS))
    return "-".join(signs[i : i + _GROUP] for i in range(0, SIGNS, _GROUP))


def normal(code: str) -> str:
    """Return a code as it was meant, however it was typed.

    Examples
    --------
    >>> normal("o1lab2-cdefgh jkmnpq")
    '011AB2CDEFGHJKMNPQ'
    """
    return code.strip().upper().translate(_READ_AS)


def digest(code: str, *, key: bytes) -> str:
    """Return what is kept of a code: a keyed hash, from which nobody without the key can find it.

    Parameters
    ----------
    key
        Secret of the service, at least 32 bytes, kept apart from the database.
    """
    return hmac.new(key, normal(code).encode(), hashlib.sha256).hexdigest()
