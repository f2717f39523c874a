"""What does the service say when its database is full, held, or gone?"""

from __future__ import annotations

import httpx
import pysqlite3
import pytest

from api.app import create_app
from api.settings import Settings

REPORT = {"feeling": "bad", "place_words": "x" * 150, "category": "lighting", "day_part": "night", "text": "y" * 400}


@pytest.fixture
def served(serve, make_data):
    """Return an application on a tiny city of its own, and its address."""
    folder = make_data()
    app = create_app(Settings(data_dir=folder, plain_forms_an_hour=1000))
    with serve(app) as address:
        yield app, address, folder / "helsinki.sqlite"


def send(address: str) -> httpx.Response:
    return httpx.post(f"{address}/maps/submissions", data=REPORT, timeout=30)


def test_a_full_disk_is_told_reading_goes_on_and_it_recovers_by_itself(served) -> None:
    app, address, _ = served

    def cramped(connection):
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")

    from sqlalchemy import event

    engine = app.state.store._engine
    event.listen(engine, "begin", cramped)
    answers = [send(address) for _ in range(40)]
    full = [answer for answer in answers if answer.status_code == 507]
    assert full
    assert full[0].headers["content-type"] == "application/problem+json"
    assert httpx.get(f"{address}/collections/cameras/items").status_code == 200
    stored = app.state.store.count("reports")
    event.remove(engine, "begin", cramped)
    with app.state.store.writing() as writing:
        writing.connection.exec_driver_sql("PRAGMA max_page_count = 1073741823")
    assert send(address).status_code == 201
    assert app.state.store.count("reports") == stored + 1


def test_a_database_that_is_held_for_long_gives_503_and_reads_go_on(served) -> None:
    app, address, path = served
    app.state.store.close()
    holder = pysqlite3.connect(str(path), isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    try:
        answer = send(address)
        assert answer.status_code == 503
        assert answer.headers["retry-after"]
        assert "locked" in answer.json()["detail"]
        assert httpx.get(f"{address}/collections/cameras/items").status_code == 200
    finally:
        holder.execute("ROLLBACK")
        holder.close()
    assert send(address).status_code == 201
