"""How an error is told over HTTP: one problem document (RFC 9457) for every error."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from starlette.responses import JSONResponse
from starlette.types import Scope

from api.headers import SECURITY_HEADERS

MEDIA_TYPE = "application/problem+json"
_LONGEST = 300


def problem(
    scope: Scope,
    status: int,
    detail: str,
    *,
    errors: Sequence[Mapping[str, Any]] = (),
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """Return the response for an error.

    Parameters
    ----------
    scope
        The request; its path is told as ``instance``.
    errors
        Each fault on its own where there may be several: its ``name`` and the ``detail`` in words.
    """
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "instance": _instance(scope),
    }
    if errors:
        body["errors"] = [dict(error) for error in errors]
    return JSONResponse(body, status, headers={**SECURITY_HEADERS, **(headers or {})}, media_type=MEDIA_TYPE)


def shortened(given: str, longest: int = 80) -> str:
    """Return what was given, cut where it is long."""
    return given if len(given) <= longest else given[:longest] + "…"


def _instance(scope: Scope) -> str:
    raw: bytes = scope.get("raw_path") or b"/"
    return raw.split(b"?")[0].decode("ascii", "replace")[:_LONGEST]
