"""What browser tests share: the demo city on a real server, and headless Chromium on it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from api.app import create_app
from api.passwords import kept
from api.settings import Settings
from geo.city import load_city
from geo.ingest import demo
from geo.storage import accounts
from geo.storage.store import Store

PASSWORD = "długie hasło na próbę"
DESK = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
QUIET = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]


@dataclass
class Watched:
    """A page and all that it asked for and complained of."""

    page: Page
    host: str
    scripts: bool = True
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    @property
    def strangers(self) -> list[str]:
        return [url for url in self.requests if not url.startswith((self.host, "data:", "blob:"))]

    def sign_in(self, database: Path, role: str) -> Watched:
        """Sign in as somebody of a role, who has an account from now on."""
        store = Store(database)
        with store.connection(writing=True) as connection:
            if accounts.find(connection, role) is None:
                accounts.add(connection, name=role, role=role, password_hash=kept(PASSWORD))
        store.close()
        page = self.open("/account/sign-in")
        page.locator("input[name=name]").fill(role)
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("main button").click()
        page.wait_for_url(f"{self.host}/")
        return self

    def open(self, path: str) -> Page:
        self.page.goto(self.host + path)
        if self.scripts and self.page.locator(".folium-map").count():
            self.page.wait_for_selector(".folium-map[data-ready]", state="attached", timeout=30_000)
        return self.page


@pytest.fixture(scope="session")
def demo_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the data folder of the demo city."""
    folder = tmp_path_factory.mktemp("demo")
    store = Store.open(folder / "helsinki.sqlite", city_id="helsinki")
    demo.load(store, load_city("helsinki"))
    store.close()
    return folder


@pytest.fixture(scope="session")
def demo_url(serve: Callable[[FastAPI], AbstractContextManager[str]], demo_dir: Path) -> Iterator[str]:
    with serve(create_app(Settings(data_dir=demo_dir))) as address:
        yield address


@pytest.fixture
def own_demo(
    serve: Callable[[FastAPI], AbstractContextManager[str]], demo_dir: Path, tmp_path: Path
) -> Iterator[tuple[str, Path]]:
    """Return the address of a server on a copy of the demo that the test may write to, and its database."""
    source = Store(demo_dir / "helsinki.sqlite")
    source.backup(tmp_path / "helsinki.sqlite")
    source.close()
    with serve(create_app(Settings(data_dir=tmp_path))) as address:
        yield address, tmp_path / "helsinki.sqlite"


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium")
    assert path, "the browser tests need chromium: sh tests/browser/install-chromium.sh"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def watch(chromium: Browser) -> Iterator[Callable[..., Watched]]:
    """Return an opener of watched pages."""
    contexts: list[BrowserContext] = []

    def opened(host: str, *, phone: bool = False, scripts: bool = True) -> Watched:
        context = chromium.new_context(
            viewport=PHONE if phone else DESK,
            locale="pl-PL",
            is_mobile=phone,
            has_touch=phone,
            java_script_enabled=scripts,
            reduced_motion="reduce",
        )
        contexts.append(context)
        watched = Watched(context.new_page(), host, scripts)
        watched.page.on("request", lambda request: watched.requests.append(request.url))
        watched.page.on("pageerror", lambda error: watched.complaints.append(str(error)))
        watched.page.on("dialog", lambda dialog: watched.complaints.append(dialog.message))
        watched.page.on(
            "console", lambda said: said.type in ("error", "warning") and watched.complaints.append(said.text)
        )
        return watched

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def picture() -> Callable[[Page, str], None]:
    """Return a taker of screenshots; they are kept where CZUJKA_SCREENSHOTS names a folder."""
    folder = os.environ.get("CZUJKA_SCREENSHOTS")

    def take(page: Page, name: str) -> None:
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            page.screenshot(path=Path(folder) / f"{name}.png")

    return take
