"""Is every error told in one shape?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import httpx
import pytest
from fastapi import FastAPI, Request
from pydantic import BaseModel

from api.app import create_app
from api.errors import status_of
from api.limits import MAX_BODY_BYTES
from api.policy import EVERYONE, POLICY
from api.settings import Settings
from geo.errors import BadInput, Fault, FaultyFile, NotFound, Unavailable


class Body(BaseModel):
    n: int


def _app(settings: Settings) -> FastAPI:
    app = create_app(settings)

    @app.get("/boom")
    def boom() -> None:
        raise RuntimeError("secret of the house")

    @app.get("/busy")
    def busy() -> None:
        raise Unavailable("The store must be ready, but it is not.")

    @app.get("/faulty")
    def faulty() -> None:
        raise FaultyFile(
            "a.csv", [Fault(2, "ref", "{x} must be new.", {"x": "7"}), Fault(3, None, "Row is empty.", {})]
        )

    @app.get("/styled")
    def styled() -> object:
        from starlette.responses import HTMLResponse

        return HTMLResponse("<p>", headers={"Content-Security-Policy": "default-src 'self'"})

    @app.post("/read")
    async def read(request: Request) -> int:
        return len(await request.body())

    @app.post("/body")
    def body(given: Body) -> int:
        return given.n

    return app


@pytest.fixture(scope="module")
def odd(serve: Callable, make_data: Callable) -> Iterator[httpx.Client]:
    with pytest.MonkeyPatch.context() as patch, opened(serve, make_data, patch) as client:
        yield client


@contextmanager
def opened(serve: Callable, make_data: Callable, patch: pytest.MonkeyPatch) -> Iterator[httpx.Client]:
    for asked in (
        ("GET", "/boom"),
        ("GET", "/busy"),
        ("GET", "/faulty"),
        ("GET", "/styled"),
        ("POST", "/body"),
        ("POST", "/read"),
    ):
        patch.setitem(POLICY, asked, EVERYONE)
    # After a fault of its own a server may end the connection, so that each request has one of its own.
    alone = {"Connection": "close"}
    with (
        serve(_app(Settings(data_dir=make_data(filled=False)))) as address,
        httpx.Client(base_url=address, headers=alone) as client,
    ):
        yield client


def test_a_fault_of_ours_is_a_problem_that_tells_no_secret(odd: httpx.Client) -> None:
    answer = odd.get("/boom")
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert "content-security-policy" in answer.headers
    assert "secret" not in answer.text


def test_what_is_not_ready_says_when_to_come_back(odd: httpx.Client) -> None:
    answer = odd.get("/busy")
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "5"
    assert answer.json()["detail"] == "The store must be ready, but it is not."


def test_a_faulty_file_lists_all_its_faults(odd: httpx.Client) -> None:
    told = odd.get("/faulty").json()
    assert told["status"] == 422
    assert told["errors"] == [
        {"name": "ref", "row": 2, "detail": "7 must be new."},
        {"name": None, "row": 3, "detail": "Row is empty."},
    ]


def test_a_page_may_set_its_own_content_security_policy(odd: httpx.Client) -> None:
    assert odd.get("/styled").headers["content-security-policy"] == "default-src 'self'"


def test_a_body_of_the_wrong_shape_is_a_problem(odd: httpx.Client) -> None:
    told = odd.post("/body", json={"n": "x"})
    assert (told.status_code, told.headers["content-type"]) == (422, "application/problem+json")
    assert told.json()["errors"][0]["name"] == "body.n"
    assert odd.post("/body", content=b"{", headers={"Content-Type": "application/json"}).status_code == 422


def test_a_body_is_counted_even_where_its_length_is_not_announced(odd: httpx.Client) -> None:
    def chunks() -> Iterator[bytes]:
        for _ in range(17):
            yield b"x" * (MAX_BODY_BYTES // 16)

    answer = odd.post("/read", content=chunks())
    assert answer.status_code == 413
    assert answer.headers["content-type"] == "application/problem+json"
    assert odd.post("/read", content=b"x" * MAX_BODY_BYTES).json() == MAX_BODY_BYTES


def test_a_wrong_method_says_which_are_right(client: httpx.Client) -> None:
    answer = client.delete("/collections")
    assert answer.status_code == 405
    assert "GET" in answer.headers["allow"]


def test_all_faults_of_a_request_are_told_at_once(client: httpx.Client) -> None:
    told = client.get("/collections/cameras/items?bbox=1&limit=0&offset=-1&datetime=x&colour=red").json()
    assert {fault["name"] for fault in told["errors"]} == {"bbox", "limit", "offset", "datetime", "colour"}
    assert "height_m" in told["detail"]


def test_a_fault_says_what_must_hold_and_what_was_given(client: httpx.Client) -> None:
    told = client.get("/collections/cameras/items?bbox=25,60,24,61").json()
    assert told["detail"] == "bbox must have west <= east and south <= north, not '25,60,24,61'."
    assert told["instance"] == "/collections/cameras/items"
    assert told["title"] == "Bad Request"


def test_each_error_has_its_status() -> None:
    assert status_of(FaultyFile("a", [])) == 422
    assert status_of(BadInput("a")) == 400
    assert status_of(NotFound("a")) == 404
    assert status_of(Unavailable("a")) == 503
