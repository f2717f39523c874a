"""Signing in and out."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import RedirectResponse, Response

from api.deps import CityDep, SettingsDep, StoreDep
from api.passwords import fits
from api.readers import COOKIE, ReaderDep
from api.routes.pages import WordsDep, page
from geo.storage import accounts, audit
from geo.storage.audit import Entry
from geo.storage.store import Store
from maps.account import sign_in_page

router = APIRouter(include_in_schema=False, prefix="/account")
Field = Annotated[str, Form(max_length=1000)]


@router.get("/sign-in")
def sign_in_form(city: CityDep, words: WordsDep, after: Annotated[str, Query(max_length=500)] = "/") -> Response:
    """Answer with the form."""
    return page(sign_in_page(city, words, after=_own(after)))


@router.post("/sign-in")
def sign_in(
    store: StoreDep,
    city: CityDep,
    settings: SettingsDep,
    words: WordsDep,
    name: Field = "",
    password: Field = "",
    after: Field = "/",
) -> Response:
    """Open a session, or show the form again; which of name and password was wrong is not words."""
    token = _session(store, name, password)
    if token is None:
        wrong = words("The name or the password is wrong, or the account is waiting after too many tries.")
        return page(sign_in_page(city, words, name=name[:100], after=_own(after), wrong=wrong), status=403)
    answer = RedirectResponse(_own(after), status_code=303)
    answer.set_cookie(COOKIE, token, httponly=True, samesite="strict", secure=settings.https, path="/")
    return answer


@router.post("/sign-out")
def sign_out(request: Request, store: StoreDep, reader: ReaderDep) -> Response:
    """End the session."""
    with store.connection(writing=True) as connection:
        accounts.close_session(connection, request.cookies.get(COOKIE, ""))
        audit.append(connection, Entry(str(reader.name), reader.audience, "sign_out", "account", "own session"))
    answer = RedirectResponse("/", status_code=303)
    answer.delete_cookie(COOKIE, path="/")
    return answer


def _session(store: Store, name: str, password: str) -> str | None:
    """Return the token of a new session; none if the name and the password do not open one."""
    with store.connection() as connection:
        known = accounts.find(connection, name)
    right = fits(password, known.password_hash if known else None)
    waiting = known is not None and known.locked_until is not None and known.locked_until > datetime.now(UTC)
    with store.connection(writing=True) as connection:
        if known is None or not right or waiting or not known.active:
            accounts.note_failure(connection, name)
            return None
        audit.append(connection, Entry(known.name, known.role, "sign_in", "account", "own session"))
        return accounts.open_session(connection, known.id)


def _own(after: str) -> str:
    """Return where to go on: a page of ours, never another host."""
    own = after.startswith("/") and not after.startswith(("//", "/\\")) and after.isprintable()
    return after if own else "/"
