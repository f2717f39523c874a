"""Signing in and out, and choosing a password."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import RedirectResponse, Response

from api.deps import CityDep, SettingsDep, StoreDep
from api.passwords import fits, kept
from api.readers import COOKIE, ReaderDep
from api.routes.pages import WordsDep, page
from api.settings import Settings
from geo.errors import BadInput
from geo.storage import accounts, audit
from geo.storage.accounts import Account
from geo.storage.audit import Entry
from geo.storage.store import Store
from maps.account import password_page, sign_in_page
from maps.words import Words

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
    known = _known(store, name, password)
    if known is None:
        wrong = _wrong(words)
        return page(sign_in_page(city, words, name=name[:100], after=_own(after), wrong=wrong), status=403)
    if known.one_time_until is not None:
        return page(password_page(city, words, name=known.name, first=True))
    token = _opened(store, known)
    return _signed_in(token, _own(after), settings)


@router.get("/password")
def password_form(city: CityDep, words: WordsDep, reader: ReaderDep) -> Response:
    """Answer with the form in which somebody chooses a password of their own."""
    return page(password_page(city, words, name=reader.name or ""))


@router.post("/password")
def choose_password(
    store: StoreDep,
    city: CityDep,
    settings: SettingsDep,
    words: WordsDep,
    reader: ReaderDep,
    name: Field = "",
    password: Field = "",
    fresh: Field = "",
    again: Field = "",
) -> Response:
    """Take a new password for the old one and open a session; all others of the account end."""
    name = reader.name if reader.form_token and reader.name else name
    known = _known(store, name, password)
    if known is None:
        return page(password_page(city, words, name=name[:100], wrong=_wrong(words)), status=403)
    try:
        hashed = _chosen(password, fresh, again)
    except BadInput as error:
        first = known.one_time_until is not None
        return page(password_page(city, words, name=name, first=first, wrong=words.error(error)), status=422)
    with store.connection(writing=True) as connection:
        accounts.set_password(connection, known.name, hashed)
        audit.append(connection, Entry(known.name, known.role, "change", f"accounts/{known.name}", "own password"))
    return _signed_in(_opened(store, known), "/", settings)


def _wrong(words: Words) -> str:
    return words("The name or the password is wrong, or the account is waiting after too many tries.")


def _chosen(password: str, fresh: str, again: str) -> str:
    if fresh != again:
        raise BadInput("The new password must be the same twice.")
    if fresh == password:
        raise BadInput("The new password must be another one than before.")
    return kept(fresh)


def _signed_in(token: str, after: str, settings: Settings) -> Response:
    answer = RedirectResponse(after, status_code=303)
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


def _known(store: Store, name: str, password: str) -> Account | None:
    """Return the account that a name and a password open; none if they do not, and then it may have to wait."""
    with store.connection() as connection:
        known = accounts.find(connection, name)
    right, now = fits(password, known.password_hash if known else None), datetime.now(UTC)
    waiting = known is not None and known.locked_until is not None and known.locked_until > now
    late = known is not None and known.one_time_until is not None and known.one_time_until < now
    if known is not None and right and known.active and not waiting and not late:
        return known
    with store.connection(writing=True) as connection:
        accounts.note_failure(connection, name)
    return None


def _opened(store: Store, known: Account) -> str:
    """Return the token of a new session."""
    with store.connection(writing=True) as connection:
        audit.append(connection, Entry(known.name, known.role, "sign_in", "account", "own session"))
        return accounts.open_session(connection, known.id)


def _own(after: str) -> str:
    """Return where to go on: a page of ours, never another host."""
    own = after.startswith("/") and not after.startswith(("//", "/\\")) and after.isprintable()
    return after if own else "/"
