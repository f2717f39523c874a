"""Does a text name a person? Patterns of numbers and addresses that must not be published."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal["pesel", "phone", "plate", "email"]

_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
_ELEVEN = re.compile(r"(?<!\d)\d{11}(?!\d)")
#: Nine digits as they are written, with +48 or 0048 before them; dates and years do not fit.
_PHONE = re.compile(
    r"(?<![\d+])(?:(?:\+|00)48[ -]?)?(?:\d{3}[ -]?\d{3}[ -]?\d{3}|\d{2}[ -]\d{3}[ -]\d{2}[ -]\d{2})(?!\d)"
)
#: Two or three letters of the district and four or five characters of which one at least is a digit.
_PLATE = re.compile(r"\b[A-Z]{2,3}[ -]?(?=[A-Z]{0,4}\d)[A-Z0-9]{4,5}\b")
_WEIGHTS = (1, 3, 7, 9, 1, 3, 7, 9, 1, 3)
_MASK = "•••"


@dataclass(frozen=True, slots=True)
class Finding:
    """A part of a text that points to a person.

    Attributes
    ----------
    start, end
        Where it stands in the text.
    """

    kind: Kind
    start: int
    end: int


def findings(text: str) -> list[Finding]:
    """Return the parts of a text that look like personal data, in their order, none over another.

    Limits
    ------
    Names are not found, and a number that only looks like a telephone is: a person decides.

    Examples
    --------
    >>> [found.kind for found in findings("Dzwonić: 601 234 567, auto CT 1234A")]
    ['phone', 'plate']
    """
    found = [Finding("email", *match.span()) for match in _EMAIL.finditer(text)]
    found += [Finding("pesel", *match.span()) for match in _ELEVEN.finditer(text) if _is_pesel(match[0])]
    found += [Finding("phone", *match.span()) for match in _PHONE.finditer(text)]
    found += [Finding("plate", *match.span()) for match in _PLATE.finditer(text)]
    kept: list[Finding] = []
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def masked(text: str) -> str:
    """Return a text without what points to a person.

    Examples
    --------
    >>> masked("Pisać na anna@poczta.pl.")
    'Pisać na •••.'
    """
    for found in reversed(findings(text)):
        text = text[: found.start] + _MASK + text[found.end :]
    return text


def _is_pesel(digits: str) -> bool:
    """Tell whether eleven digits have the check digit and the month of a PESEL."""
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=False))
    month = int(digits[2:4]) % 20
    return (10 - total % 10) % 10 == int(digits[10]) and 1 <= month <= 12
