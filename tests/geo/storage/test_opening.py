"""Opening a store: migrations, whose database it is, and how durable it is."""

from __future__ import annotations

from pathlib import Path

import pysqlite3
import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from geo.errors import Unavailable
from geo.storage import migrate, sqlite
from geo.storage.opened import demo_loaded
from geo.storage.store import Store
from geo.storage.tables import FAMILY_TABLES, metadata


def schema(path: Path) -> list[tuple[str, str]]:
    """Return every table and index of a file with the SQL that makes it."""
    connection = pysqlite3.connect(str(path))
    try:
        return connection.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()
    finally:
        connection.close()


def pragma(store: Store, name: str) -> object:
    with store._reading() as connection:
        return connection.exec_driver_sql(f"PRAGMA {name}").scalar()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "torun.sqlite"


def test_an_empty_file_is_brought_to_head_and_stays_the_same_when_opened_again(path):
    Store.open(path, city_id="torun").close()
    first = schema(path)
    assert {name for name, _ in first} >= {*metadata.tables, *(f"{family}_rtree" for family in FAMILY_TABLES)}
    Store.open(path, city_id="torun").close()
    assert schema(path) == first


def test_the_revision_of_a_new_store_is_the_head_of_the_migrations(path):
    config = Config()
    config.set_main_option("script_location", str(migrate._FOLDER))
    assert ScriptDirectory.from_config(config).get_heads() == [migrate.HEAD]
    store = Store.open(path, city_id="torun")
    with store._reading() as connection:
        assert migrate.revision(connection) == migrate.HEAD
    store.close()


def test_the_migrations_make_the_very_tables_that_the_code_names(path):
    store = Store.open(path, city_id="torun")
    with store._reading() as connection:
        ours = {"include_object": lambda thing, name, kind, *_: kind != "table" or "_rtree" not in name}
        different = compare_metadata(MigrationContext.configure(connection, opts=ours), metadata)
    store.close()
    assert different == []


def test_what_was_there_outlives_the_opening(path):
    store = Store.open(path, city_id="torun")
    with store.writing() as writing:
        writing.mark_demo("torun")
    marked = store.demo_loaded_at()
    store.close()
    again = Store.open(path, city_id="torun")
    assert marked is not None
    assert again.demo_loaded_at() == marked
    again.close()


def test_a_database_of_another_city_is_refused_with_both_names(path):
    Store.open(path, city_id="torun").close()
    before = schema(path)
    with pytest.raises(Unavailable, match="this one holds torun, not krakow"):
        Store.open(path, city_id="krakow")
    assert schema(path) == before
    Store.open(path, city_id="torun").close()


def test_a_folder_that_is_missing_is_made(tmp_path):
    deep = tmp_path / "var" / "lib" / "torun.sqlite"
    Store.open(deep, city_id="torun").close()
    assert deep.is_file()


@pytest.mark.parametrize("folder", ["a?b", "a#b", "a%20b", "a b", "zażółć", "x&mode=memory"])
def test_any_name_of_a_folder_will_do(tmp_path, folder):
    path = tmp_path / folder / "torun.sqlite"
    store = Store.open(path, city_id="torun")
    with store.writing() as writing:
        writing.mark_demo("torun")
    store.close()
    assert [file.parent.name for file in tmp_path.rglob("torun.sqlite")] == [folder]
    assert demo_loaded(path)


def test_the_library_is_new_enough_for_a_safe_wal():
    assert pysqlite3.sqlite_version_info >= sqlite.WAL_SAFE_SINCE
    assert sqlite.journal_mode() == "WAL"


def test_every_connection_is_durable_and_distrustful(path):
    store = Store.open(path, city_id="torun")
    expected = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "trusted_schema": 0, "secure_delete": 1}
    assert {name: pragma(store, name) for name in expected} == expected
    with store.writing() as writing:
        writer = {name: writing.connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in expected}
    assert writer == expected
    assert pragma(store, "busy_timeout") == 10_000
    assert store.state() == {"sqlite": sqlite.version(), "journal_mode": "wal"}
    store.close()


def test_a_sound_store_says_so(path):
    store = Store.open(path, city_id="torun")
    told = store.check()
    store.close()
    assert told["integrity"] == "ok"
    assert told["counts"] == dict.fromkeys(FAMILY_TABLES, 0)


def test_the_demo_is_not_loaded_where_there_is_no_such_database(tmp_path, path):
    assert not demo_loaded(path)
    assert not path.exists()
    (tmp_path / "text.sqlite").write_text("To nie jest baza danych, tylko zwykły tekst. " * 40)
    assert not demo_loaded(tmp_path / "text.sqlite")
    pysqlite3.connect(str(tmp_path / "other.sqlite")).execute("CREATE TABLE other (x)").connection.close()
    assert not demo_loaded(tmp_path / "other.sqlite")


def test_the_demo_is_loaded_only_once_it_is_marked(path):
    store = Store.open(path, city_id="torun")
    assert not demo_loaded(path)
    assert store.demo_loaded_at() is None
    with store.writing() as writing:
        writing.mark_demo("torun")
    assert demo_loaded(path)
    store.close()
