"""Reading where a camera looks, from the word, number, list or range that its register gives."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from geo.errors import BadInput
from geo.ingest.measures import number
from geo.ingest.words import folded, words

_MUST = (
    "A direction must be degrees clockwise from north, a wind such as NE or płn.-wsch., a list such as 90;180,"
    " or a range such as 45-90, not {given!r}."
)
_AMBIGUOUS = "A direction must be either one number or a list such as 112;50; {given!r} can be read as both."
_NUMBER = r"[+-]?\d+(?:[.,]\d+)?"
_RANGE = re.compile(rf"({_NUMBER})\s*°?\s*[-–]\s*(\d+(?:[.,]\d+)?)\s*°?")
#: A comma before one digit, or before two zeros, can only be a decimal comma.
_DECIMAL_COMMA = re.compile(r"[+-]?\d+,(?:\d|00)\s*°?")
_EITHER = re.compile(r"[+-]?\d+,\d\d\s*°?")


@dataclass(frozen=True, slots=True)
class Look:
    """One direction.

    Attributes
    ----------
    bearing_deg
        Clockwise from north, in [0, 360).
    span_deg
        How wide a range was given, clockwise; none for a single direction.
    """

    bearing_deg: float
    span_deg: float | None = None


def looks(given: object) -> tuple[Look, ...]:
    """Read one direction or several.

    Notes
    -----
    ``a-b`` is the range clockwise from a to b: its bearing is its middle. 360 is 0, -100 is 260. A comma
    before one digit is a decimal comma; before a blank or three digits it separates.

    Examples
    --------
    >>> looks("180, 270")
    (Look(bearing_deg=180.0, span_deg=None), Look(bearing_deg=270.0, span_deg=None))
    >>> looks("190-100")
    (Look(bearing_deg=325.0, span_deg=270.0),)
    >>> looks("płn.-wsch.")
    (Look(bearing_deg=45.0, span_deg=None),)
    """
    return _looks(given.strip()) if isinstance(given, str) else (Look(_turned(number(given, _MUST))),)


@functools.lru_cache(maxsize=4096)
def _looks(text: str) -> tuple[Look, ...]:
    if _EITHER.fullmatch(text) and not _DECIMAL_COMMA.fullmatch(text):
        raise BadInput(_AMBIGUOUS, given=text)
    separators = r"[;|/]" if _DECIMAL_COMMA.fullmatch(text) else r"[;|/]|,(?!\d[;|/]|\d$)|\s+(?=\d)(?<!-\s)(?<!–\s)"
    parts = [part.strip() for part in re.split(separators, text) if part.strip()]
    if not parts:
        raise BadInput(_MUST, given=text)
    return tuple(dict.fromkeys(_look(part, text) for part in parts))


def _look(part: str, whole: str) -> Look:
    wind = words("compass").get(folded(part)) if not any(map(str.isdigit, part)) else None
    if wind is not None:
        return Look(float(wind))
    ends = _RANGE.fullmatch(part)
    if ends:
        first, last = (_turned(_degrees(end, whole)) for end in ends.groups())
        span = (last - first) % 360 or 360.0
        return Look((first + span / 2) % 360, span)
    return Look(_turned(_degrees(part.rstrip("°º˚ "), whole)))


def _degrees(part: str, whole: str) -> float:
    try:
        return number(part)
    except BadInput:
        raise BadInput(_MUST, given=whole) from None


def _turned(degrees: float) -> float:
    """Return an angle in [0, 360); one beyond a full turn either way is refused."""
    if not -360 <= degrees <= 360:
        raise BadInput("A direction must be between -360 and 360 degrees, not {given}.", given=degrees)
    return degrees % 360
