"""Editions of the map of places that need attention: read by all, issued and signed by those who handle reports."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import RedirectResponse, Response

from api.deps import AudienceDep, CityDep, StoreDep
from api.readers import ReaderDep
from api.routes.moderation import HandlerDep
from api.routes.pages import WordsDep, page
from geo.casework import issuing
from geo.errors import BadInput, NotFound
from geo.storage import audit, editions
from geo.storage.audit import Entry
from geo.storage.store import Store
from layers.base import Audience
from maps import editions as edition_pages
from maps.words import Words

router = APIRouter(include_in_schema=False, prefix="/maps/editions")
Field = Annotated[str, Form(max_length=500)]


@router.get("")
def listed(store: StoreDep, city: CityDep, words: WordsDep, audience: AudienceDep) -> Response:
    """Answer with the list."""
    return page(edition_pages.editions_page(store, city, words, audience=audience))


@router.post("")
def issue(store: StoreDep, city: CityDep, words: WordsDep, by: HandlerDep, title: Field = "") -> Response:
    """Issue the next edition and show it, to be signed."""
    try:
        kept = issuing.issue(store, city, title=title, by=by)
    except BadInput as error:
        audience, wrong = Audience(by.role), words.error(error)
        return page(
            edition_pages.editions_page(store, city, words, audience=audience, title=title, wrong=wrong), status=422
        )
    return _to(kept.number, words)


@router.get("/{number}")
def one(number: str, store: StoreDep, city: CityDep, words: WordsDep, reader: ReaderDep) -> Response:
    """Answer with one edition; the log says that exact places were seen."""
    asked = _number(number)
    # The key of a program is for layers: on pages it sees what everybody sees.
    audience = reader.audience if reader.form_token else Audience.PUBLIC
    if audience in edition_pages.SIGNATORIES:
        _log(store, str(reader.name), audience, f"editions/{asked}")
    return page(edition_pages.edition_page(store, city, words, asked, audience=audience))


@router.post("/{number}")
def sign(number: str, store: StoreDep, city: CityDep, words: WordsDep, by: HandlerDep, sha256: Field = "") -> Response:
    """Sign an edition, or say why not."""
    asked = _number(number)
    try:
        issuing.sign(store, asked, seen_sha256=sha256, by=by)
    except BadInput as error:
        _log(store, by.name, by.role, f"editions/{asked}")
        shown = edition_pages.edition_page(
            store, city, words, asked, audience=Audience(by.role), wrong=words.error(error)
        )
        return page(shown, status=422)
    return _to(asked, words)


@router.get("/{number}/signed")
def signed(number: str, store: StoreDep, by: HandlerDep) -> Response:
    """Answer with the signed bytes, whose hash everybody can compute."""
    asked = _number(number)
    with store.connection() as connection:
        kept = next((one for one in editions.everyone(connection) if one.number == asked), None)
    if kept is None:
        raise NotFound("There must be an edition {number}; there is none.", number=asked)
    _log(store, by.name, by.role, f"editions/{asked}")
    headers = {"Content-Disposition": f'attachment; filename="edition-{asked}.json"', "Cache-Control": "no-store"}
    return Response(kept.body, media_type="application/json", headers=headers)


def _number(given: str) -> int:
    if given.isascii() and given.isdecimal() and len(given) < 9:
        return int(given)
    raise NotFound("There must be an edition {number}; there is none.", number=given[:20])


def _to(number: int, words: Words) -> Response:
    return RedirectResponse(f"/maps/editions/{number}?lang={words.language}", status_code=303)


def _log(store: Store, name: str, role: str, subject: str) -> None:
    with store.connection(writing=True) as connection:
        audit.append(connection, Entry(name, role, "read", subject, "edition"))
