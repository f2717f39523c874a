"""The code by which somebody without an account follows their report."""

from __future__ import annotations

import hashlib
import hmac
import secrets

#: Without letters and digits that are taken for each other (Crockford's base 32).
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
#: Five bits a sign: 90 bits.
SIGNS = 18
_GROUP = 6
_READ_AS = str.maketrans("OIL", "011", " -")


def new_code() -> str:
    """Return a code that nobody can guess, in groups that can be read out.

    Examples
    --------
    >>> len(new_code())
    20
    """
    signs = "".join(secrets.choice(ALPHABET) for _ in range(SIGNS))
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
