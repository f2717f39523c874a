"""Work is asked for by us, done for this form, and in time."""

from __future__ import annotations

import hashlib
import itertools
from datetime import UTC, datetime

import pytest

from geo.casework import proof

KEY = bytes(range(32))


@pytest.fixture(scope="module")
def done() -> tuple[str, str]:
    task = proof.challenge(key=KEY)
    for number in itertools.count():
        if hashlib.sha256(f"{task}:{number}".encode()).digest()[:2] == b"\0\0":
            return task, str(number)
    raise AssertionError


def test_work_that_was_done_counts(done) -> None:
    assert proof.solved(*done, key=KEY)


def test_an_answer_counts_if_and_only_if_its_hash_begins_with_the_zeros(done) -> None:
    task, answer = done
    for other in (answer, answer + "0", "", "-1", "x" * 1000, answer + ":"):
        right = hashlib.sha256(f"{task}:{other}".encode()).digest()[:2] == b"\0\0"
        assert proof.solved(task, other, key=KEY) == right


@pytest.mark.parametrize("change", ["9{}", "{}0", "", ".", "a.b.c"])
def test_a_task_that_is_not_ours_does_not(done, change) -> None:
    task, answer = done
    assert not proof.solved(change.format(task), answer, key=KEY)
    assert not proof.solved(task, answer, key=bytes(32))


def test_a_task_ends(done, monkeypatch) -> None:
    class Later(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime.fromtimestamp(datetime.now(UTC).timestamp() + 2 * 3600 + 5, tz)

    monkeypatch.setattr(proof, "datetime", Later)
    assert not proof.solved(*done, key=KEY)
