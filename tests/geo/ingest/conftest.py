from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from geo.city import City, load_city
from geo.errors import Fault
from geo.storage.store import Store

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture
def city() -> City:
    return load_city("torun")


@pytest.fixture
def store(tmp_path: Path, city: City) -> Iterator[Store]:
    store = Store.open(tmp_path / "city.sqlite", city_id=city.id)
    yield store
    store.close()


@pytest.fixture(scope="session")
def data() -> Path:
    return DATA


@pytest.fixture(scope="session")
def imports() -> Path:
    return DATA / "imports"


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str], Path]:
    """Write a small file and return its path."""

    def write(name: str, text: str) -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def said() -> Callable[[object], str]:
    """Return all that a report notes, line by line."""
    return lambda report: "\n".join(note.message for note in report.notes)


@pytest.fixture
def where() -> Callable[[tuple[Fault, ...]], list[tuple[int | None, str | None]]]:
    """Return row and column of faults."""
    return lambda faults: [(fault.row, fault.column) for fault in faults]
