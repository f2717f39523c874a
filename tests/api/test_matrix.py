"""Every route by every method for every role: what api/policy.py grants, and nothing where it is silent."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from api.app import ROUTERS, create_app
from api.openapi import description
from api.policy import POLICY
from api.settings import Settings
from geo.storage.store import Store
from layers.base import Audience
from signing_in import SignedIn, form_token

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
#: What stands in the place of each parameter of a path.
GIVEN = {
    "collection": "cameras",
    "fid": "1",
    "number": "1",
    "photo": "1",
    "process": "hotspots",
    "job": "none",
}
FORM = {"feeling": "bad", "category": "lighting", "day_part": "night", "place_words": "za dworcem"}
FOLLOW = "/maps/submissions/follow"
#: Somebody without an account who holds the code of a report.
WITH_CODE = "with a code"
#: Routes that refuse a wrong password, or end the session that asks.
OWN_ANSWERS = ("/account/sign-in", "/account/password", "/account/sign-out")
WHO = [*(role.value for role in Audience), WITH_CODE]


@pytest.fixture(scope="module")
def folder(make_data: Callable[..., Path]) -> Path:
    return make_data(filled=False)


@pytest.fixture(scope="module")
def code(address: str) -> str:
    page = httpx.post(f"{address}/maps/submissions", data=FORM)
    found = re.search(r"<output>([0-9A-Z-]+)</output>", page.text)
    assert found, page.text
    return found[1]


def routes() -> list[tuple[str, str]]:
    """Return every method and path there is, as the routers know them."""
    found = {(method, route.path) for router in ROUTERS for route in router.routes for method in route.methods}
    return sorted((method, path) for method, path in found if method in METHODS)


def described() -> set[tuple[str, str]]:
    """Return what the OpenAPI document holds; there, the collections are written out."""
    told = description(create_app(Settings()))["paths"]
    there = {(method.upper(), path) for path, methods in told.items() for method in methods}
    return {(method, _general(path)) for method, path in there if method in METHODS}


def _general(path: str) -> str:
    first, name, *rest = [*path.strip("/").split("/"), ""]
    return "/".join(["", first, "{collection}", *filter(None, rest)]) if first == "collections" and name else path


def filled(path: str) -> str:
    return re.sub(r"\{(\w+)\}", lambda found: GIVEN[found[1]], path)


@pytest.fixture(scope="module")
def ask(signed_in: SignedIn, code: str) -> Callable[[str, str, str], int]:
    """Return a sender of requests that are as empty as can be, each with a form of the sender's own page."""
    tokens: dict[str, str] = {}

    def asked(who: str, method: str, path: str) -> int:
        role = Audience.PUBLIC if who == WITH_CODE else Audience(who)
        told: dict[str, object] = {"code": code} if who == WITH_CODE else {}
        if method == "GET":
            return signed_in(role).get(filled(path), params=told).status_code
        if role != Audience.PUBLIC:
            if role not in tokens:
                tokens[role] = form_token(signed_in(role))
            told["form_token"] = tokens[role]
        return signed_in(role).request(method, filled(path), data=told).status_code

    return asked


def test_every_method_of_every_route_is_in_the_table_and_the_document_holds_no_other() -> None:
    there = set(routes())
    assert there == set(POLICY)
    assert described() <= there
    assert len(there) > 55
    assert sum(method == "POST" for method, _ in there) >= 18


@pytest.mark.parametrize("who", WHO)
def test_each_role_is_answered_by_what_the_table_grants_it(ask, who) -> None:
    role = Audience.PUBLIC if who == WITH_CODE else Audience(who)
    refused = 401 if role == Audience.PUBLIC else 403
    wrong = []
    for method, path in routes():
        if path in OWN_ANSWERS or (path, who) == (f"{FOLLOW}/erase", WITH_CODE):
            continue
        status = ask(who, method, path)
        granted = role in POLICY[method, path]
        if granted == (status in (401, 403)) or (not granted and status != refused) or status == 500:
            wrong.append((method, path, status))
    assert wrong == []


@pytest.mark.parametrize("who", [Audience.PUBLIC, Audience.ADMIN, Audience.COUNCIL])
def test_methods_that_no_route_has_do_nothing(ask, who) -> None:
    there = set(routes())
    for path in sorted({path for _, path in there}):
        for method in METHODS:
            if (method, path) not in there:
                assert ask(who, method, path) in (404, 405), (method, path)


@pytest.mark.parametrize("role", [role for role in Audience if role != Audience.PUBLIC])
def test_no_form_is_taken_from_another_page(signed_in, role) -> None:
    for method, path in routes():
        if method == "GET" or role not in POLICY[method, path] or path.startswith(("/processes", "/jobs", "/what-if")):
            continue
        for data in ({}, {"form_token": "zgadywany"}):
            assert signed_in(role).request(method, filled(path), data=data).status_code == 403, (method, path)


def test_a_code_opens_its_own_report_and_nothing_else(address, code, folder) -> None:
    headers = [{}, {"Authorization": f"Bearer {code}"}, {"Cookie": f"czujka_session={code}"}]
    for more in headers:
        told = {"code": code}
        for path in ("/maps/moderation", "/maps/editions/1/signed", "/maps/moderation/photos/1", "/maps/accounts"):
            assert httpx.get(address + path, params=told, headers=more).status_code == 401
    assert httpx.post(address + FOLLOW, data={"code": code}).status_code == 200
    store = Store(folder / "helsinki.sqlite")
    assert store.count("reports") >= 1
    store.close()
