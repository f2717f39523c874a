"""What tests of the API share: a server on a city of their own, and browsers that have signed in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from api.app import create_app
from api.settings import Settings
from geo.storage.store import Store
from signing_in import SignedIn


@pytest.fixture(scope="module")
def folder(make_data: Callable[..., Path]) -> Path:
    """Return the folder of a tiny city that the tests of one file may write to; a file may put another in its place."""
    return make_data()


@pytest.fixture(scope="module")
def address(serve: Callable, folder: Path) -> Iterator[str]:
    with serve(create_app(Settings(data_dir=folder))) as found:
        yield found


@pytest.fixture(scope="module")
def signed_in(address: str, folder: Path) -> Iterator[SignedIn]:
    """Return an opener of browsers: each role has an account and signs in once."""
    browsers = SignedIn(address, folder / "helsinki.sqlite")
    yield browsers
    browsers.close()


@pytest.fixture
def opened(folder: Path) -> Iterator[Store]:
    store = Store.open(folder / "helsinki.sqlite", city_id="helsinki")
    yield store
    store.close()
