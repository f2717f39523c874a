"""What tests of the store share: an empty store in a file, and a source."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from geo.model.source import Source
from geo.storage.store import Store


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Store]:
    """Return an empty store that may be written to."""
    store = Store.open(tmp_path / "torun.sqlite", city_id="torun")
    yield store
    store.close()


@pytest.fixture(scope="session")
def origin() -> Callable[..., Source]:
    """Return a maker of sources."""

    def make(family: str, **values: Any) -> Source:
        return Source.model_validate(
            {"family": family, "name": f"źródło {family}", "imported_at": datetime(2026, 9, 1, tzinfo=UTC)} | values
        )

    return make
