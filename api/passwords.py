"""How passwords are made, kept and checked."""

from __future__ import annotations

import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from geo.errors import BadInput

SHORTEST = 12
#: Letters and digits that nobody takes for one another.
_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
_HASHER = PasswordHasher()


def kept(password: str) -> str:
    """Return what is kept of a password: an Argon2id hash with its own salt.

    Raises
    ------
    BadInput
        If the password is short.
    """
    if len(password) < SHORTEST:
        raise BadInput("A password must have at least {shortest} characters.", shortest=SHORTEST)
    return _HASHER.hash(password)


def fits(password: str, hashed: str | None) -> bool:
    """Tell whether a password is the one that was kept; where none was, take as long to say no."""
    try:
        return _HASHER.verify(hashed or _nobodys(), password) and hashed is not None
    except (VerificationError, InvalidHashError):
        return False


# Made before the first sign-in, not at the start of every command.
@cache
def _nobodys() -> str:
    return _HASHER.hash("nobody has this password")


def given() -> str:
    """Return a password to be given to somebody, who then chooses their own: some 79 random bits.

    Examples
    --------
    >>> [len(part) for part in given().split("-")]
    [4, 4, 4, 4]
    """
    return "-".join("".join(secrets.choice(_SIGNS) for _ in range(4)) for _ in range(4))
