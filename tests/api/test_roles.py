"""Who may do what: sessions, keys, and a table without gaps."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from api.app import ROUTERS, create_app
from api.passwords import fits, kept
from api.policy import POLICY, without_policy
from geo.errors import BadInput
from geo.storage import accounts, audit
from geo.storage.store import Store
from layers import LAYERS
from layers.base import Audience
from layers.formats import FORMATS
from signing_in import PASSWORD, ROLES, admit, form_token


@pytest.fixture(scope="module")
def folder(make_data: Callable[..., Path]) -> Path:
    made = make_data()
    store = Store.open(made / "helsinki.sqlite", city_id="helsinki")
    admit(store, [*((role.value, role.value) for role in ROLES), ("dawna", "planner")])
    with store.connection(writing=True) as connection:
        accounts.set_active(connection, "dawna", active=False)
    store.close()
    return made


@pytest.fixture
def browser(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address) as client:
        yield client


def sign_in(browser: httpx.Client, name: str, password: str = PASSWORD, **more: str) -> httpx.Response:
    return browser.post("/account/sign-in", data={"name": name, "password": password} | more)


def test_the_table_names_every_route_and_no_other() -> None:
    routes = [route for router in ROUTERS for route in router.routes]
    assert without_policy(routes) == []
    there = {(method, route.path) for route in routes for method in route.methods}
    assert POLICY.keys() - there == set()


def test_a_route_without_a_policy_stops_the_service(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(POLICY, ("GET", "/health"))
    with pytest.raises(RuntimeError, match="/health"):
        create_app()


@pytest.mark.parametrize("role", ROLES)
def test_somebody_with_the_right_password_is_signed_in_and_out(browser, opened, role) -> None:
    answer = sign_in(browser, role.value, after="/maps/planner?lang=pl")
    assert (answer.status_code, answer.headers["location"]) == (303, "/maps/planner?lang=pl")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert browser.post("/account/sign-out", data={"form_token": form_token(browser)}).status_code == 303
    assert "form_token" not in browser.get("/", headers={"accept": "text/html"}).text
    with opened.connection() as connection:
        newest = audit.lines(connection, newest=2)
        assert audit.first_broken(connection) is None
    assert [(line.action, line.actor) for line in newest] == [("sign_out", role.value), ("sign_in", role.value)]


@pytest.mark.parametrize(
    ("name", "password"),
    [("planner", "co innego"), ("nikt", PASSWORD), ("dawna", PASSWORD), ("", ""), ("Planner", PASSWORD)],
)
def test_a_wrong_try_tells_nothing_and_sets_no_cookie(browser, name, password) -> None:
    answer = sign_in(browser, name, password)
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers
    assert "Nazwa lub hasło się nie zgadza" in answer.text
    assert password not in answer.text or password == ""


def test_after_five_wrong_tries_the_right_password_must_wait(browser, opened) -> None:
    for _ in range(5):
        sign_in(browser, "auditor", "zgaduję")
    assert sign_in(browser, "auditor").status_code == 403
    with opened.connection(writing=True) as connection:
        accounts.open_session(connection, accounts.find(connection, "auditor").id)
    assert sign_in(browser, "auditor").status_code == 303


@pytest.mark.parametrize(
    "after", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:1", "/a\nb"]
)
def test_nobody_is_sent_to_another_host(browser, after) -> None:
    assert sign_in(browser, "planner", after=after).headers["location"] == "/"


def test_a_form_of_another_page_does_nothing(browser) -> None:
    sign_in(browser, "planner")
    for data in ({}, {"form_token": "zgadywany"}):
        answer = browser.post("/account/sign-out", data=data)
        assert answer.status_code == 403
        assert answer.headers["content-type"] == "application/problem+json"
    assert form_token(browser)


def test_the_public_cannot_sign_out(browser) -> None:
    assert browser.post("/account/sign-out").status_code == 401


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("layer", LAYERS)
@pytest.mark.parametrize("role", list(Audience))
def test_each_role_sees_of_each_layer_what_the_layer_grants_in_every_format(
    opened, address, role, layer, format_
) -> None:
    headers = {}
    if role != Audience.PUBLIC:
        with opened.connection(writing=True) as connection:
            key = accounts.add_key(connection, name="próba", role=role.value, layers=tuple(LAYERS))
        headers = {"Authorization": f"Bearer {key}"}
    answer = httpx.get(f"{address}/collections/{layer}/items", params={"f": format_, "limit": 50}, headers=headers)
    granted = role in LAYERS[layer].exact_for or LAYERS[layer].coarse is not None
    assert answer.status_code == (200 if granted else 404)
    if layer == "reports":
        exact = b"sekret" in answer.content
        assert exact == (role in {Audience.COUNCIL, Audience.MODERATOR, Audience.COORDINATOR})


def test_a_key_reads_its_layers_alone_and_nothing_once_it_is_taken_back(opened, browser) -> None:
    with opened.connection(writing=True) as connection:
        key = accounts.add_key(connection, name="QGIS", role="coordinator", layers=("cameras",))
    headers = {"Authorization": f"Bearer {key}"}
    assert browser.get("/collections/cameras/items", headers=headers).status_code == 200
    assert browser.get("/collections/reports/items", headers=headers).status_code == 404
    with opened.connection(writing=True) as connection:
        accounts.revoke_key(connection, "QGIS")
    assert browser.get("/collections/cameras/items", headers=headers).status_code == 401


@pytest.mark.parametrize("header", ["Bearer czujka_zgadywany", "Bearer", "bearer x"])
def test_a_key_that_is_none_is_refused_rather_than_taken_for_the_public(browser, header) -> None:
    answer = browser.get("/collections/cameras/items", headers={"Authorization": header})
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"


def test_passwords_are_kept_as_argon2id_with_their_own_salt() -> None:
    first, second = kept(PASSWORD), kept(PASSWORD)
    assert first != second
    assert first.startswith("$argon2id$")
    assert fits(PASSWORD, first)
    assert not fits(PASSWORD + "x", first)
    assert not fits("nobody has this password", None)
    with pytest.raises(BadInput, match="at least 12"):
        kept("krótkie")
