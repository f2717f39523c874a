"""Handling reports: the list and the file of each, steps, merges, photos, a table or a walk of the council."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from shapely.geometry.base import BaseGeometry
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from api.deps import CityDep, StoreDep
from api.readers import ReaderDep
from api.routes.pages import WordsDep, page
from geo.casework import bulk, city_ground, submission, told_place, triage
from geo.casework.triage import Handler
from geo.city import City
from geo.errors import BadInput, NotFound
from geo.storage import audit, cases
from geo.storage.audit import Entry
from geo.storage.store import Store
from layers.base import Audience
from maps import bulk as bulk_pages
from maps import moderation
from maps.words import Words

router = APIRouter(include_in_schema=False, prefix="/maps/moderation")
_MOST_CHOSEN = 200
_LONGEST_REASON = 1000
_PURPOSE = "moderation"


async def _handler(reader: ReaderDep) -> Handler:
    """Return who handles; the key of a program is for layers, not for these pages."""
    if reader.name is None or reader.form_token is None:
        raise HTTPException(403, "Your role may not do this.")
    return Handler(reader.name, reader.audience)


HandlerDep = Annotated[Handler, Depends(_handler)]


async def _form(request: Request, _: HandlerDep) -> AsyncIterator[FormData]:
    form = await request.form()
    yield form
    await form.close()


FormDep = Annotated[FormData, Depends(_form)]


@router.get("")
def listed(request: Request, store: StoreDep, city: CityDep, words: WordsDep, by: HandlerDep) -> Response:
    """Answer with the list and the report that is open; the log says that exact places were seen."""
    asked = request.query_params
    _log(store, by, "read", "reports", _PURPOSE)
    audience, done = Audience(by.role), asked.get("done") == "1"
    return page(moderation.moderation_page(store, city, words, audience=audience, asked=asked, done=done))


@router.get("/photos/{photo}")
def photo(store: StoreDep, photo: str, by: HandlerDep) -> Response:
    """Answer with a photo of a report."""
    number = int(photo) if photo.isascii() and photo.isdecimal() and len(photo) < 10 else -1
    with store.connection() as connection:
        found = cases.photo_of(connection, number)
    if found is None:
        raise NotFound("There must be a photo {given}; there is none.", given=photo[:40])
    _log(store, by, "read", f"reports/{found[0]}/photos", _PURPOSE)
    return Response(found[1], media_type="image/jpeg", headers={"Cache-Control": "no-store"})


@router.post("")
def act(request: Request, store: StoreDep, city: CityDep, words: WordsDep, by: HandlerDep, form: FormDep) -> Response:
    """Do what a form of the page asks for, or show the page again with what is wrong and all that was typed."""
    given = _texts(form)
    chosen = [str(one).rpartition("|") for one in form.getlist("report")[:_MOST_CHOSEN]]
    seen = {ref: state for ref, _, state in chosen}
    try:
        _done(store, city, given, seen, by)
    except (BadInput, NotFound) as error:
        tried = moderation.Tried(given.get("where", ""), moderation.said(error, words), given, frozenset(seen))
        _log(store, by, "read", "reports", _PURPOSE)
        audience, asked = Audience(by.role), request.query_params
        shown = moderation.moderation_page(store, city, words, audience=audience, asked=asked, tried=tried)
        return page(shown, status=404 if isinstance(error, NotFound) else 422)
    return _back(request, words, given)


@router.get("/bulk")
def bulk_form(city: CityDep, words: WordsDep, by: HandlerDep) -> Response:
    """Answer with the form that takes a table or a walk."""
    return page(bulk_pages.bulk_page(city, words))


@router.post("/bulk")
def send_bulk(
    request: Request, store: StoreDep, city: CityDep, words: WordsDep, by: HandlerDep, form: FormDep
) -> Response:
    """Store all that a file tells, or nothing of it and list every fault."""
    given = _texts(form)
    try:
        name, content = sent_file(form)
        usual = {field: given.get(field, "") for field in ("category", "feeling", "day_part")}
        ground = city_ground.city_ground(store, city)
        reports = bulk.read_all(name, content, city, *submission.named_ground(store), usual=usual, ground=ground)
        key: bytes = request.app.state.secret
        bulk.submit_all(
            store, city, reports, sent=given.get("sent", "")[:200] or submission.sent_token(), key=key, by=by
        )
    except BadInput as error:
        return page(bulk_pages.bulk_page(city, words, given=given, error=error), status=422)
    return page(bulk_pages.bulk_page(city, words, stored=len(reports)), status=201)


def _done(store: Store, city: City, given: Mapping[str, str], seen: Mapping[str, str], by: Handler) -> None:
    """Take a step with all chosen reports, or merge or separate one; all of it or nothing."""
    if not seen:
        raise BadInput("Please choose at least one report first.")
    first = next(iter(seen))
    if given.get("do") == "merge":
        triage.merge(store, city, first, given.get("into", ""), by=by, reason="")
    elif given.get("do") == "separate":
        triage.merge(store, city, first, None, by=by, reason="")
    elif given.get("do") == "relocate":
        triage.relocate(store, city, first, _place(store, given), by=by)
    else:
        triage.move(
            store,
            city,
            list(seen),
            to=given.get("to", ""),
            by=by,
            reason=(given.get("reason") or given.get("template", ""))[:_LONGEST_REASON],
            unit=given.get("unit") or None,
            factors=submission.marks(given) if len(seen) == 1 else None,
            seen=seen,
        )


def _place(store: Store, given: Mapping[str, str]) -> BaseGeometry:
    """Return the place that is named by a street or an address."""
    found, _ = told_place.place({"place_words": given.get("place_words", "").strip()}, *submission.named_ground(store))
    if found is None:
        raise BadInput("The place must be the name of a street or an address that the city's data hold.")
    return found


def sent_file(form: FormData) -> tuple[str, bytes]:
    """Return the name and the bytes of the file that was sent."""
    sent = form.get("file")
    if sent is None or isinstance(sent, str) or not sent.filename:
        raise BadInput("Please choose a file.")
    return sent.filename, sent.file.read()


def _texts(form: FormData) -> dict[str, str]:
    return {name: value[:2000] for name, value in form.items() if isinstance(value, str)}


def _back(request: Request, words: Words, given: Mapping[str, str]) -> Response:
    """Send the reader back to where they were: the same filters, the same report, the same row."""
    at = given.get("at", "")
    row = at if at.isascii() and at.isdecimal() and len(at) < 5 else "0"
    return RedirectResponse(f"{moderation.link(request.query_params, words, done='1')}#row-{row}", status_code=303)


def _log(store: Store, by: Handler, action: str, subject: str, purpose: str) -> None:
    with store.connection(writing=True) as connection:
        audit.append(connection, Entry(by.name, by.role, action, subject, purpose))
