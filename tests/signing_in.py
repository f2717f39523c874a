"""Accounts for tests, and browsers without a screen that have signed in with them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import httpx

from api.passwords import kept
from geo.storage import accounts
from geo.storage.store import Store
from layers.base import Audience

PASSWORD = "długie hasło na próbę"
ROLES = [role for role in Audience if role != Audience.PUBLIC]


@cache
def password_hash() -> str:
    """Return the hash of the password; to make it takes a while, on purpose."""
    return kept(PASSWORD)


def admit(store: Store, people: Iterable[tuple[str, str]]) -> None:
    """Give an account to each name and role, unless the name has one."""
    with store.connection(writing=True) as connection:
        for name, role in people:
            if accounts.find(connection, name) is None:
                accounts.add(connection, name=name, role=role, password_hash=password_hash())


def form_token(browser: httpx.Client) -> str:
    """Return what the forms of a session send back; nothing where nobody is signed in."""
    found = re.search(r'name="form_token" value="([^"]+)"', browser.get("/", headers={"accept": "text/html"}).text)
    return found[1] if found else ""


class SignedIn:
    """Browsers on one server; who has no account gets one, and each signs in once.

    Parameters
    ----------
    database
        Of the server.
    """

    def __init__(self, address: str, database: Path) -> None:
        self.address, self.database = address, database
        self.browsers: dict[str, httpx.Client] = {}

    def __call__(self, role: str, name: str | None = None) -> httpx.Client:
        """Return the browser of somebody of a role, called like the role where no name is given."""
        called = name or str(role)
        if called not in self.browsers:
            browser = self.browsers[called] = httpx.Client(base_url=self.address, timeout=60)
            if role != Audience.PUBLIC:
                self._admit(called, role)
                answer = browser.post("/account/sign-in", data={"name": called, "password": PASSWORD})
                assert answer.status_code == 303
        return self.browsers[called]

    def send(self, role: str, path: str, name: str | None = None, /, **fields: object) -> httpx.Response:
        """Send a form of somebody's own page."""
        browser = self(role, name)
        return browser.post(path, data={"form_token": form_token(browser), **fields})

    def close(self) -> None:
        for browser in self.browsers.values():
            browser.close()

    def _admit(self, name: str, role: str) -> None:
        store = Store(self.database)
        admit(store, [(name, role)])
        store.close()
