"""A report that is sent a hundred times at once, by an impatient hand or a broken network, is kept once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import httpx
import pytest

from api.app import create_app
from api.settings import Settings
from geo.storage import cases
from geo.storage.store import Store

FORM = {"feeling": "bad", "category": "lighting", "day_part": "night", "place_words": "za dworcem", "text": "Ciemno"}
AT_ONCE, HANDS = 100, 25


@pytest.fixture
def served(serve: Callable, make_data: Callable[..., Path]) -> Iterator[tuple[str, Store]]:
    folder = make_data(filled=False)
    with serve(create_app(Settings(data_dir=folder, plain_forms_an_hour=1000))) as address:
        store = Store.open(folder / "helsinki.sqlite", city_id="helsinki")
        yield address, store
        store.close()


@pytest.mark.parametrize("told_by", ["a header", "the form"])
def test_a_hundred_equal_posts_at_once_keep_one_report(served: tuple[str, Store], told_by: str) -> None:
    address, store = served
    headers = {"Idempotency-Key": "k" * 40} if told_by == "a header" else {}
    form = FORM if told_by == "a header" else FORM | {"sent": "f" * 64}
    start = Barrier(HANDS)

    def send(n: int) -> list[httpx.Response]:
        with httpx.Client(base_url=address, timeout=120) as client:
            start.wait()
            return [client.post("/maps/submissions", data=form, headers=headers) for _ in range(AT_ONCE // HANDS)]

    with ThreadPoolExecutor(HANDS) as hands:
        answers = [answer for sent in hands.map(send, range(HANDS)) for answer in sent]
    statuses = [answer.status_code for answer in answers]
    assert len(statuses) == AT_ONCE
    assert statuses.count(201) == 1
    assert statuses.count(200) == AT_ONCE - 1
    assert len({re.search(r"<output>([0-9A-Z-]+)</output>", answer.text)[1] for answer in answers}) == 1
    assert store.count("reports") == 1
    with store.connection() as connection:
        assert len(cases.all_of(connection)) == 1


def test_other_keys_are_other_reports(served: tuple[str, Store]) -> None:
    address, store = served
    for key in ("a" * 40, "b" * 40, "a" * 40):
        httpx.post(f"{address}/maps/submissions", data=FORM, headers={"Idempotency-Key": key})
    assert store.count("reports") == 2
