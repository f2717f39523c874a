"""In which of the formats on offer a reader wants an answer."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from starlette.exceptions import HTTPException
from starlette.requests import Request

from api.parameters import BadParameters
from api.problem import shortened

_QUALITY = re.compile(r"^q=(0(\.[0-9]{0,3})?|1(\.0{0,3})?)$", re.IGNORECASE)


def wanted(request: Request, offers: Mapping[str, Sequence[str]]) -> str:
    """Return the name of the format that the request asks for, by ``f`` or else by its Accept header.

    Parameters
    ----------
    offers
        Media types of each format by its name; among equals the first is taken.

    Raises
    ------
    BadParameters
        If ``f`` names no format on offer.
    HTTPException
        406, if none of the offers is acceptable.
    """
    named = request.query_params.get("f")
    if named is not None and named in offers:
        return named
    if named is not None:
        raise BadParameters([("f", f"f must be one of {', '.join(offers)}, not {shortened(named)!r}.")])
    accept = ",".join(request.headers.getlist("accept"))
    best = max(offers, key=lambda name: quality(accept, offers[name]))
    if quality(accept, offers[best]) > 0:
        return best
    types = ", ".join(dict.fromkeys(kind for kinds in offers.values() for kind in kinds))
    raise HTTPException(406, f"Accept must allow one of {types}, not only {shortened(accept)!r}.")


def quality(accept: str, kinds: Sequence[str]) -> float:
    """Return how welcome the best of some media types is: 0 not at all, 1 fully; no header welcomes all.

    Examples
    --------
    >>> quality("text/html, */*;q=0.8", ["application/json"])
    0.8
    >>> quality("application/json;q=0, */*", ["application/json"])
    0.0
    """
    if not accept.strip():
        return 1.0
    ranges = [_range(part) for part in accept.split(",")]
    return max(_welcome(ranges, kind) for kind in kinds)


def _range(part: str) -> tuple[str, float]:
    kind, *parameters = (piece.strip().lower() for piece in part.split(";"))
    found = [match for match in map(_QUALITY.match, parameters) if match]
    return kind, float(found[0].group(1)) if found else 1.0


def _welcome(ranges: Sequence[tuple[str, float]], kind: str) -> float:
    """Return the quality of the most specific range that covers a media type."""
    for covering in (kind, kind.split("/")[0] + "/*", "*/*"):
        said = [quality for name, quality in ranges if name == covering]
        if said:
            return max(said)
    return 0.0
