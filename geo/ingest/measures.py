"""Reading the number that a cell says."""

from __future__ import annotations

import math
import re

from geo.errors import BadInput

_NUMBER = re.compile(r"[+-]?(?:\d+|\d{1,3}(?:[ \u00a0\u202f']\d{3})+)(?:[.,]\d*)?(?:[eE][+-]?\d+)?|[+-]?[.,]\d+")
_METRES = re.compile(r"\s*(?:m|mtr|metr|metry|metrów|metres?|meters?|m n\.?\s?p\.?\s?t\.?)\.?$", re.IGNORECASE)
_DEGREES = re.compile(r"\s*(?:°|º|˚|deg|degrees?|st|stopni|stopnie)\.?$", re.IGNORECASE)
_ZLOTY = re.compile(r"\s*(?:zł|zl|pln|złotych)\.?$", re.IGNORECASE)
_PIXELS = re.compile(r"\s*(?:px|pix|pikseli|pixels)\.?$", re.IGNORECASE)


def number(given: object, template: str = "This must be a number, such as 4,5, not {given!r}.") -> float:
    """Read a number, with a point or a comma before its decimals.

    Examples
    --------
    >>> number("4,5"), number("6 540 604,65"), number(7)
    (4.5, 6540604.65, 7.0)
    """
    if isinstance(given, (int, float)) and not isinstance(given, bool):
        value = float(given)
    elif isinstance(given, str) and _NUMBER.fullmatch(given.strip()):
        value = float(re.sub(r"[ \u00a0\u202f']", "", given.strip()).replace(",", "."))
    else:
        raise BadInput(template, given=given)
    if not math.isfinite(value):
        raise BadInput(template, given=given)
    return value


def metres(given: object) -> float:
    """Read a length in metres; the unit may be written.

    Examples
    --------
    >>> metres("4,5 m")
    4.5
    """
    return number(_bare(given, _METRES), "This must be a length in metres, such as 4,5, not {given!r}.")


def degrees(given: object) -> float:
    """Read an angle in degrees; the unit may be written.

    Examples
    --------
    >>> degrees("15°")
    15.0
    """
    return number(_bare(given, _DEGREES), "This must be an angle in degrees, such as 15, not {given!r}.")


def people(given: object) -> int:
    """Read a number of people.

    Examples
    --------
    >>> people("12 345")
    12345
    """
    return _whole(given, "This must be a whole number of people, such as 12345, not {given!r}.")


def pixels(given: object) -> int:
    """Read a number of pixels."""
    return _whole(_bare(given, _PIXELS), "This must be a whole number of pixels, such as 2560, not {given!r}.")


def grosze(given: object) -> int:
    """Read an amount of money in PLN, to the grosz.

    Examples
    --------
    >>> grosze("12 500,50 zł"), grosze(9000)
    (1250050, 900000)
    """
    template = "This must be an amount in PLN, such as 12 500,50, not {given!r}."
    value = 100 * number(_bare(given, _ZLOTY), template)
    if abs(value - round(value)) > 1e-6:
        raise BadInput(template, given=given)
    return round(value)


def level(given: object) -> float:
    """Read a storey; of several the highest.

    Examples
    --------
    >>> level("-1;0")
    0.0
    """
    template = "This must be a storey, such as -1 or 0, not {given!r}."
    parts = given.split(";") if isinstance(given, str) else [given]
    return max(number(part, template) for part in parts)


def _bare(given: object, unit: re.Pattern[str]) -> object:
    return unit.sub("", given.strip()) if isinstance(given, str) else given


def _whole(given: object, template: str) -> int:
    value = number(given, template)
    if value != int(value):
        raise BadInput(template, given=given)
    return int(value)
