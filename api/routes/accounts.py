"""The accounts of those who work with the maps: an admin adds, changes and closes them."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import APIRouter
from starlette.responses import Response

from api import people
from api.deps import CityDep, StoreDep
from api.routes.moderation import FormDep, HandlerDep
from api.routes.pages import WordsDep, page
from geo.casework.triage import Handler
from geo.errors import BadInput
from geo.storage import audit
from geo.storage.audit import Entry
from geo.storage.store import Connection
from maps.accounts import Given, accounts_page
from maps.words import Words

router = APIRouter(include_in_schema=False)


@router.get("/maps/accounts")
def listed(store: StoreDep, city: CityDep, words: WordsDep, by: HandlerDep) -> Response:
    """Answer with all accounts; that they were read is a line of the log."""
    with store.connection(writing=True) as connection:
        audit.append(connection, Entry(by.name, by.role, "read", "accounts", "accounts"))
    return page(accounts_page(store, city, words, own=by.name, roles=people.ROLES))


@router.post("/maps/accounts")
def change(store: StoreDep, city: CityDep, words: WordsDep, by: HandlerDep, form: FormDep) -> Response:
    """Do what a form of the page asks for, and show the page again with what came of it."""
    sent = {name: value[:200] for name, value in form.items() if isinstance(value, str)}
    told: dict[str, object] = {}
    status = 200
    try:
        with store.connection(writing=True) as connection:
            told = _done(connection, sent, by, words)
    except BadInput as error:
        told, status = {"wrong": words.error(error), "typed": sent}, 422
    return page(accounts_page(store, city, words, own=by.name, roles=people.ROLES, **told), status=status)  # type: ignore[arg-type]


def _done(connection: Connection, sent: Mapping[str, str], by: Handler, words: Words) -> dict[str, object]:
    """Take the step that is asked for and return what the page says of it."""
    name = sent.get("of", "")
    match sent.get("do"):
        case "add":
            added = sent.get("name", "").strip()
            password = people.add(connection, added, sent.get("role", ""), by=by)
            return {"given": Given(added, str(password))}
        case "renew":
            return {"given": Given(name, people.renew(connection, name, by=by))}
        case "role":
            role = sent.get("role", "")
            people.set_role(connection, name, role, by=by)
            return {"done": words("{name} may sign in as {role}.", name=name, role=words.name("role", role))}
        case "end":
            people.end_sessions(connection, name, by=by)
            return {"done": words("The sessions of {name} have ended.", name=name)}
        case "close" | "open" as do:
            people.set_active(connection, name, active=do == "open", by=by)
            said = (
                words("{name} may sign in.", name=name) if do == "open" else words("{name} may not sign in.", name=name)
            )
            return {"done": said}
    raise BadInput("Please choose what to do.")
