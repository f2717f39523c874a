"""Who is asking: nobody in particular, somebody who signed in, or a program with a key."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from geo.storage import accounts
from geo.storage.store import Store
from layers.base import Audience
from maps.render import Visitor

COOKIE = "czujka_session"


@dataclass(frozen=True, slots=True)
class Reader:
    """Who is asking, and what that allows.

    Attributes
    ----------
    name
        Of the account or the key; none for the public.
    form_token
        What the forms of a session send back; none without a session.
    layers
        The only layers that a key reads; none: all that its role sees.
    """

    audience: Audience = Audience.PUBLIC
    name: str | None = None
    form_token: str | None = None
    layers: tuple[str, ...] | None = None


#: Who is being answered; pages show it, and hand its form token to their forms.
_ASKING: ContextVar[Reader | None] = ContextVar("reader", default=None)


def visitor() -> Visitor | None:
    """Return who has signed in and is being answered."""
    asking = _ASKING.get()
    if asking is None or asking.name is None or asking.form_token is None:
        return None
    return Visitor(asking.name, asking.audience, asking.form_token)


async def reader(request: Request) -> Reader:
    """Return who is asking; a session that has ended is the public.

    Raises
    ------
    HTTPException
        401 for a key that is none, so that a program notices.
    """
    found = await run_in_threadpool(_found, request)
    _ASKING.set(found)
    return found


def _found(request: Request) -> Reader:
    store: Store = request.app.state.store
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return _of_key(store, key.strip())
    token = request.cookies.get(COOKIE)
    if not token:
        return Reader()
    with store.connection() as connection:
        session = accounts.session_of(connection, token)
    if session is None:
        return Reader()
    return Reader(Audience(session.account.role), session.account.name, session.form_token)


def _of_key(store: Store, given: str) -> Reader:
    with store.connection() as connection:
        key = accounts.key_of(connection, given)
    if key is None:
        raise HTTPException(401, "This key opens nothing.", headers={"WWW-Authenticate": "Bearer"})
    return Reader(Audience(key.role), key.name, None, key.layers)


ReaderDep = Annotated[Reader, Depends(reader)]
