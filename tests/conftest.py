"""What tests share: the tiny city in a real store, and a real server on it."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from hypothesis import settings

from api.app import create_app
from api.settings import Settings
from geo.city import City, load_city
from geo.storage import accounts
from geo.storage.store import Store
from tiny_store import fill

# How long an example takes is no property of the code: machines differ, and are busy.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")


@pytest.fixture(scope="session")
def city() -> City:
    return load_city("helsinki")


@pytest.fixture(scope="session")
def make_data(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Return a maker of data folders: with the tiny city, or empty."""

    def make(*, filled: bool = True, more_reports: list[Any] | None = None, signed: bool = True) -> Path:
        folder = tmp_path_factory.mktemp("var")
        store = Store.open(folder / "helsinki.sqlite", city_id="helsinki")
        if filled:
            fill(store, more_reports=more_reports, signed=signed)
        store.close()
        return folder

    return make


@pytest.fixture(scope="session")
def data_dir(make_data: Callable[..., Path]) -> Path:
    """Return the folder of the tiny city, for reading only."""
    return make_data()


@pytest.fixture(scope="session")
def store(data_dir: Path) -> Iterator[Store]:
    """Return the store of the tiny city, for reading only."""
    opened = Store.open(data_dir / "helsinki.sqlite", city_id="helsinki")
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def serve() -> Callable[[FastAPI], AbstractContextManager[str]]:
    """Return a context manager that runs an application on a real server and gives its address."""

    @contextmanager
    def running(app: FastAPI) -> Iterator[str]:
        # On a busy machine a client may rest for longer than a server of ours would wait for it.
        patient = {"timeout_keep_alive": 300}
        server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="critical", lifespan="on", **patient))
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        deadline = time.monotonic() + 20
        while not server.started and thread.is_alive() and time.monotonic() < deadline:
            time.sleep(0.01)
        assert server.started, "the server did not start"
        try:
            yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(20)

    return running


@pytest.fixture(scope="session")
def base_url(serve: Callable[[FastAPI], AbstractContextManager[str]], data_dir: Path) -> Iterator[str]:
    """Return the address of a real server on the tiny city."""
    with serve(create_app(Settings(data_dir=data_dir))) as address:
        yield address


@pytest.fixture(scope="session")
def client(base_url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=base_url, timeout=20) as opened:
        yield opened


@pytest.fixture(scope="session")
def coordinator(base_url: str, data_dir: Path) -> Iterator[httpx.Client]:
    """Return a client that reads as a coordinator, by a key for what the public sees only coarsely or not at all."""
    opened = Store.open(data_dir / "helsinki.sqlite", city_id="helsinki")
    with opened.connection(writing=True) as connection:
        layers = ("incidents", "told-twice", "hotspots", "shift-hotspots")
        key = accounts.add_key(connection, name="próba koordynatora", role="coordinator", layers=layers)
    opened.close()
    with httpx.Client(base_url=base_url, timeout=20, headers={"Authorization": f"Bearer {key}"}) as client_:
        yield client_


@dataclass(frozen=True)
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes


@pytest.fixture(scope="session")
def raw(base_url: str) -> Callable[..., Answer]:
    """Return a sender of requests whose target is not touched on the way."""
    host, port = base_url.removeprefix("http://").split(":")

    def send(method: str, target: str, headers: dict[str, str] | None = None, body: bytes | None = None) -> Answer:
        connection = http.client.HTTPConnection(host, int(port), timeout=20)
        try:
            connection.request(method, target, body=body, headers=headers or {})
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read())
        finally:
            connection.close()

    return send
