"""The description of the interface for machines."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.answer import document
from api.deps import OnlyF
from api.links import OPENAPI
from api.openapi import description

router = APIRouter(tags=["Features"])


@router.get("/openapi.json", summary="This document", dependencies=[OnlyF])
def openapi(request: Request) -> Response:
    """Answer with the interface as OpenAPI 3.1."""
    return document(request, description(request.app), OPENAPI)
