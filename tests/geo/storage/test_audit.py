"""The log grows and cannot be changed without it showing."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from geo.errors import Unavailable
from geo.storage import audit
from geo.storage.audit import Entry


@pytest.fixture
def log(empty):
    with empty.connection(writing=True) as connection:
        for number in range(1, 6):
            told = Entry("anna", "coordinator", "read", f"reports/{number}", "odprawa „ranna”")
            assert audit.append(connection, told) == number
    return empty


def broken(store):
    with store.connection() as connection:
        return audit.first_broken(connection)


def tamper(store, statement: str) -> None:
    with store.connection(writing=True) as connection:
        connection.execute(text("DROP TRIGGER audit_no_update"))
        connection.execute(text("DROP TRIGGER audit_no_delete"))
        assert connection.execute(text(statement)).rowcount == 1


def test_a_log_that_nobody_touched_is_whole(empty, log) -> None:
    assert broken(log) is None
    with log.connection() as connection:
        newest = audit.lines(connection, newest=2)
    assert [row.seq for row in newest] == [5, 4]
    assert newest[0].purpose == "odprawa „ranna”"


@pytest.mark.parametrize(
    ("statement", "line"),
    [
        ("UPDATE audit SET purpose = 'nic' WHERE seq = 3", 3),
        ("UPDATE audit SET at = '2026-01-01 00:00:00' WHERE seq = 1", 1),
        ("UPDATE audit SET actor = 'ewa' WHERE seq = 5", 5),
        ("DELETE FROM audit WHERE seq = 2", 2),
        ("INSERT INTO audit SELECT 6, at, actor, role, action, subject, purpose, 'x' FROM audit WHERE seq = 5", 6),
    ],
)
def test_a_line_that_was_changed_left_out_or_put_in_is_found(log, statement, line) -> None:
    tamper(log, statement)
    assert broken(log) == line


def test_who_makes_the_hash_of_a_changed_line_anew_is_found_at_the_next(log) -> None:
    """Each line is bound to the one before: one would have to make all later ones anew, and the newest is kept elsewhere."""
    with log.connection() as connection:
        third, second = audit.lines(connection, newest=2, wanted=audit.Wanted(before=4))
        newest = audit.newest_hash(connection)
    told = {name: value for name, value in third._mapping.items() if name != "hash"} | {"actor": "ewa"}
    forged = audit._bound(second.hash, told)
    tamper(log, f"UPDATE audit SET actor = 'ewa', hash = '{forged}' WHERE seq = 3")
    assert broken(log) == 4
    with log.connection() as connection:
        assert audit.newest_hash(connection) == newest


@pytest.mark.parametrize("statement", ["UPDATE audit SET actor = 'ewa'", "DELETE FROM audit WHERE seq = 5"])
def test_the_database_itself_refuses_to_change_a_line(log, statement) -> None:
    with pytest.raises(Exception, match="can only grow"), log.connection(writing=True) as connection:
        connection.execute(text(statement))
    assert broken(log) is None


def fail_after_a_line(store) -> None:
    with store.connection(writing=True) as connection:
        audit.append(connection, Entry("anna", "planner", "change", "cameras", "x"))
        raise Unavailable("nothing of this happened")


def test_a_change_that_fails_leaves_no_line(log) -> None:
    with pytest.raises(Unavailable):
        fail_after_a_line(log)
    with log.connection() as connection:
        assert audit.lines(connection, newest=1)[0].seq == 5
