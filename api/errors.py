"""Which status each error has, and how errors become problem documents."""

from __future__ import annotations

import logging
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from api.parameters import BadParameters
from api.problem import problem, shortened
from geo.errors import BadInput, CzujkaError, FaultyFile, NotFound, StorageFull, Unavailable

#: The first class that fits decides.
STATUS: dict[type[CzujkaError], int] = {
    FaultyFile: 422,
    BadInput: 400,
    NotFound: 404,
    StorageFull: 507,
    Unavailable: 503,
}
_log = logging.getLogger("czujka.api")


def install(app: FastAPI) -> None:
    """Give the application one answer for every error."""
    app.add_exception_handler(CzujkaError, _told)
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(Exception, _failed)


def status_of(error: CzujkaError) -> int:
    """Return the HTTP status of an error."""
    return next((status for kind, status in STATUS.items() if isinstance(error, kind)), 500)


async def _told(request: Request, error: Exception) -> Response:
    """Answer an error that the user can act on."""
    assert isinstance(error, CzujkaError)  # noqa: S101 - registered for this class alone
    status = status_of(error)
    if status >= 500:
        _log.error("%s %s", request.method, request.url.path, exc_info=error)
    headers = {"Retry-After": "5"} if status == 503 else None
    return problem(request.scope, status, str(error), errors=_faults(error), headers=headers)


async def _refused(request: Request, error: Exception) -> Response:
    """Answer what the router turned away: no such path, wrong method."""
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for this class alone
    details = {
        404: f"There is nothing at {shortened(request.url.path)!r}; /openapi.json lists what there is.",
        405: f"{request.method} is not among the methods of this address.",
    }
    generic = error.detail == HTTPStatus(error.status_code).phrase
    detail = details.get(error.status_code, error.detail) if generic else error.detail
    return problem(request.scope, error.status_code, detail, headers=error.headers)


async def _invalid(request: Request, error: Exception) -> Response:
    """Answer a body or a parameter that does not have the declared shape."""
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for this class alone
    faults = [{"name": ".".join(map(str, fault["loc"])), "detail": fault["msg"]} for fault in error.errors()[:100]]
    status = 422 if any(fault["loc"][0] == "body" for fault in error.errors()) else 400
    detail = "; ".join(f"{fault['name']}: {fault['detail']}" for fault in faults)
    return problem(request.scope, status, detail, errors=faults)


async def _failed(request: Request, error: Exception) -> Response:
    """Answer a fault of ours; the server logs its traceback, the reader sees none of it."""
    return problem(request.scope, 500, "Something went wrong on our side; it has been logged.")


def _faults(error: CzujkaError) -> list[dict[str, object]]:
    if isinstance(error, BadParameters):
        return [{"name": name, "detail": detail} for name, detail in error.faults]
    if isinstance(error, FaultyFile):
        return [{"name": fault.column, "row": fault.row, "detail": fault.message} for fault in error.faults]
    return []
