"""What the parameters of a request mean: their grammar, and the faults in words."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from starlette.datastructures import QueryParams

from api.problem import shortened
from geo.errors import BadInput
from layers.base import Audience, BBox, LayerQuery, Period, Property

DEFAULT_LIMIT = 1000
MAX_WORDS = 100
MAX_LIMIT = 10_000
MAX_OFFSET = 10**9
MAX_TEXT = 500
_WHOLE = r"[0-9]{1,18}"
_NUMBER = r"-?[0-9]{1,17}(\.[0-9]{1,30})?([eE][-+]?[0-9]{1,3})?"
_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_INSTANT = _DAY + r"([Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?([Zz]|[-+][0-9]{2}:[0-9]{2}))?"
_END = rf"({_INSTANT}|\.\.)?"

#: The grammar of each parameter that every collection of features has.
PATTERNS = {
    "bbox": rf"^{_NUMBER}(,{_NUMBER}){{3}}((,{_NUMBER}){{2}})?$",
    "datetime": rf"^({_INSTANT}|{_END}/{_END})$",
    "limit": rf"^{_WHOLE}$",
    "offset": rf"^{_WHOLE}$",
}
#: The grammar of those that a collection has beside where it can be searched and put in an order.
SEARCH_PATTERNS = {"q": rf"^.{{1,{MAX_WORDS}}}$", "sortby": r"^[-+]?[a-z][a-z0-9_]{0,60}$"}
_MATCHES = {name: re.compile(pattern, re.ASCII) for name, pattern in PATTERNS.items()}
_NUMBERS = re.compile(rf"^{_NUMBER}$", re.ASCII)
_INTEGERS = re.compile(r"^-?[0-9]{1,15}$", re.ASCII)


class BadParameters(BadInput):
    """Parameters of a request are at fault; all of them are told at once.

    Attributes
    ----------
    faults
        The name of each parameter and what is wrong with it.
    """

    def __init__(self, faults: list[tuple[str, str]]) -> None:
        self.faults = tuple(faults)
        super().__init__("{faults}", faults=" ".join(detail for _, detail in faults))


def queryable(properties: Mapping[str, Property]) -> dict[str, Property]:
    """Return the properties that can be asked for by their value: all but lists."""
    return {name: told for name, told in properties.items() if told.type != "array"}


def parse_query(
    given: QueryParams,
    properties: Mapping[str, Property],
    zone: ZoneInfo,
    audience: Audience = Audience.PUBLIC,
    *,
    searched: bool = False,
) -> LayerQuery:
    """Return what the parameters of a request for features ask for.

    Parameters
    ----------
    properties
        The columns that the reader sees; all but lists may be asked for.
    zone
        Where a date without a time lies.
    searched
        Whether the collection can be searched by words (``q``) and put in an order (``sortby``).

    Raises
    ------
    BadParameters
        With all faults at once.
    """
    columns = queryable(properties)
    further = list(SEARCH_PATTERNS) if searched else []
    faults = unknown(given, ["bbox", "datetime", "limit", "offset", *further, *columns, "f"])
    readers: dict[str, Callable[[str], Any]] = {
        "bbox": parse_bbox,
        "datetime": lambda text: parse_period(text, zone),
        "limit": parse_limit,
        "offset": parse_offset,
        "q": parse_words,
        "sortby": lambda text: parse_order(text, columns),
    }
    readers |= {name: _reader(name, told) for name, told in columns.items()}
    values = _read(given, readers, faults)
    if faults:
        raise BadParameters(faults)
    return LayerQuery(
        bbox=values.get("bbox"),
        period=values.get("datetime"),
        limit=values.get("limit", DEFAULT_LIMIT),
        offset=values.get("offset", 0),
        equal={name: values[name] for name in columns if name in values},
        words=values.get("q", ""),
        order=values.get("sortby"),
        audience=audience,
    )


def unknown(given: QueryParams, allowed: list[str]) -> list[tuple[str, str]]:
    """Return a fault for the parameters that are not allowed, and one for each that is given more than once."""
    names = dict.fromkeys(given.keys())
    strange = [shortened(name) for name in names if name not in allowed]
    faults = [
        (name, f"{name} must be given once.") for name in names if name in allowed and len(given.getlist(name)) > 1
    ]
    if not strange:
        return faults
    told = ", ".join(repr(name) for name in strange[:5]) + (" …" if len(strange) > 5 else "")
    return [(strange[0], f"A parameter must be one of {', '.join(allowed)}, not {told}."), *faults]


def parse_bbox(given: str) -> BBox:
    """Return west, south, east, north in degrees; heights of six numbers are checked and left out.

    Examples
    --------
    >>> parse_bbox("24.9,60.1,25,60.2")
    (24.9, 60.1, 25.0, 60.2)
    """
    rule = "bbox must be west,south,east,north in degrees, or the same six numbers with heights"
    if not _MATCHES["bbox"].fullmatch(given):
        raise BadInput(rule + ", not {given!r}.", given=shortened(given))
    numbers = [float(part) for part in given.split(",")]
    half = len(numbers) // 2
    low, high = numbers[:half], numbers[half:]
    if any(below > above for below, above in zip(low, high, strict=True)):
        raise BadInput("bbox must have west <= east and south <= north, not {given!r}.", given=given[:80])
    if not all(map(math.isfinite, numbers)) or low[0] < -180 or high[0] > 180 or low[1] < -90 or high[1] > 90:
        raise BadInput("bbox must lie within -180,-90,180,90, not {given!r}.", given=given[:80])
    return low[0], low[1], high[0], high[1]


def parse_period(given: str, zone: ZoneInfo) -> Period:
    """Return the first and last moment of an instant, a date or an interval; ``..`` or nothing is open.

    Examples
    --------
    >>> parse_period("2026-07-01T12:00:00Z/..", ZoneInfo("Europe/Warsaw"))
    (datetime.datetime(2026, 7, 1, 12, 0, tzinfo=datetime.timezone.utc), None)
    """
    if not _MATCHES["datetime"].fullmatch(given):
        raise BadInput(
            "datetime must be a moment such as 2026-07-01T12:00:00Z, a date, or an interval such as"
            " 2026-07-01T00:00:00Z/.., not {given!r}.",
            given=shortened(given),
        )
    first, _, last = given.partition("/") if "/" in given else (given, "", given)
    start, end = _moment(first, zone), _moment(last, zone, end=True)
    if start and end and start > end:
        raise BadInput("datetime must not end before it begins, but {given!r} does.", given=given)
    return start, end


def parse_limit(given: str) -> int:
    """Return the most features of a page: at least 1; above the largest page, the largest page."""
    if not _MATCHES["limit"].fullmatch(given) or int(given) < 1:
        raise BadInput(
            "limit must be a whole number from 1 to {most}, not {given!r}.", most=MAX_LIMIT, given=shortened(given)
        )
    return min(int(given), MAX_LIMIT)


def parse_offset(given: str) -> int:
    """Return how many features to pass over."""
    if not _MATCHES["offset"].fullmatch(given) or int(given) > MAX_OFFSET:
        raise BadInput(
            "offset must be a whole number from 0 to {most}, not {given!r}.", most=MAX_OFFSET, given=shortened(given)
        )
    return int(given)


def parse_words(given: str) -> str:
    """Return the words that are looked for."""
    if not 1 <= len(given) <= MAX_WORDS:
        raise BadInput("q must be 1 to {most} characters, not {given}.", most=MAX_WORDS, given=len(given))
    return given


def parse_order(given: str, columns: Iterable[str]) -> tuple[str, bool]:
    """Return the property by which features are put in order, and whether the largest comes first.

    Examples
    --------
    >>> parse_order("-area_m2", ["area_m2"])
    ('area_m2', True)
    """
    name = given[1:] if given[:1] in ("+", "-", " ") else given  # a plus in an address reads as a space
    if name not in columns:
        raise BadInput(
            "sortby must be one of {choices}, with - before it for the largest first, not {given!r}.",
            choices=", ".join(columns),
            given=shortened(given),
        )
    return name, given.startswith("-")


def parse_value(name: str, told: Property, given: str) -> Any:
    """Return the value that a property is to have."""
    if told.format == "date-time":
        return _exact_moment(name, given)
    if told.type == "boolean" and given in ("true", "false"):
        return given == "true"
    if told.type == "integer" and _INTEGERS.fullmatch(given):
        return int(given)
    if told.type == "number" and _NUMBERS.fullmatch(given) and math.isfinite(float(given)):
        return float(given)
    if told.type == "string" and len(given) <= MAX_TEXT:
        return given
    rule = {"boolean": "true or false", "integer": "a whole number", "number": "a number"}
    words = rule.get(told.type, f"a text of at most {MAX_TEXT} characters")
    raise BadInput("{name} must be {rule}, not {given!r}.", name=name, rule=words, given=shortened(given))


def _reader(name: str, told: Property) -> Callable[[str], Any]:
    return lambda given: parse_value(name, told, given)


def _read(
    given: QueryParams, readers: Mapping[str, Callable[[str], Any]], faults: list[tuple[str, str]]
) -> dict[str, Any]:
    values = {}
    for name in readers:
        if name not in given:
            continue
        try:
            values[name] = readers[name](given[name])
        except BadInput as error:
            faults.append((name, str(error)))
    return values


def _exact_moment(name: str, given: str) -> datetime:
    if re.fullmatch(_INSTANT, given, re.ASCII) and len(given) > len("2026-07-01"):
        moment = _moment(given, ZoneInfo("UTC"))
        if moment:
            return moment
    raise BadInput(
        "{name} must be a moment such as 2026-07-01T12:00:00Z, not {given!r}.", name=name, given=shortened(given)
    )


def _moment(given: str, zone: ZoneInfo, *, end: bool = False) -> datetime | None:
    """Return a moment in UTC; a date alone is its first moment in the city, or with ``end`` its last."""
    if given in ("", ".."):
        return None
    try:
        moment = datetime.fromisoformat(given.upper())
        if moment.tzinfo is None:
            moment = datetime.combine(moment.date(), time.max if end else time.min, tzinfo=zone)
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadInput("datetime must name a day and a time that exist, not {given!r}.", given=given) from None
