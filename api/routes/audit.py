"""The log of sensitive reads and changes, for those who audit it."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.deps import CityDep, StoreDep
from api.routes.moderation import HandlerDep
from api.routes.pages import WordsDep, page
from geo.storage import audit
from geo.storage.audit import Entry
from maps import audit as audit_pages

router = APIRouter(include_in_schema=False)


@router.get("/maps/audit")
def listed(request: Request, store: StoreDep, city: CityDep, words: WordsDep, by: HandlerDep) -> Response:
    """Answer with the log; that it was read is a line of it, too."""
    with store.connection(writing=True) as connection:
        audit.append(connection, Entry(by.name, by.role, "read", "audit", "audit"))
    return page(audit_pages.audit_page(store, city, words, asked=request.query_params))
