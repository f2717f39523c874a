"""A report goes its way: step by step, on the clock, with its history; what is erased stays erased."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import geopandas as gpd
import pytest
import shapely
from sqlalchemy import text

from geo.casework import triage
from geo.casework.submission import keep
from geo.casework.triage import Handler
from geo.city import load_city
from geo.errors import BadInput, NotFound
from geo.model.report import Report
from geo.storage import audit, cases, erased
from geo.storage.store import Store

CITY = load_city("torun")
WARSAW = ZoneInfo("Europe/Warsaw")
EWA = Handler("ewa", "moderator")
MONDAY = datetime(2026, 11, 9, 10, tzinfo=WARSAW)


@pytest.fixture
def store(tmp_path: Path):
    opened = Store.open(tmp_path / "torun.sqlite", city_id="torun")
    yield opened
    opened.close()


def reported(store: Store, ref: str, *, at: datetime = MONDAY, receipt: str | None = None) -> str:
    report = Report(
        ref=ref,
        geometry=shapely.Point(18.6, 53.01),
        feeling="bad",
        category="lighting",
        day_part="night",
        text="Ciemno",
        created_at=at,
    )
    with store.writing() as writing:
        keep(writing, report)
        cases.begin(writing.connection, ref, due_at=triage.first_due(report, CITY), receipt_digest=receipt)
    return ref


def case_of(store: Store, ref: str):
    with store.connection() as connection:
        return cases.of(connection, ref)


def history(store: Store, ref: str):
    with store.connection() as connection:
        return cases.events(connection, ref)


def test_the_clock_begins_when_a_report_comes_in_and_skips_the_holiday(store) -> None:
    reported(store, "a")
    case = case_of(store, "a")
    assert (case.state, case.due_at) == ("new", datetime(2026, 11, 13, tzinfo=WARSAW))
    assert not triage.overdue(case, datetime(2026, 11, 12, 23, 59, tzinfo=WARSAW))
    assert triage.overdue(case, datetime(2026, 11, 13, 0, 1, tzinfo=WARSAW))


def test_a_report_goes_the_whole_way_and_each_step_is_kept(store) -> None:
    reported(store, "a", receipt="skrót")
    triage.move(store, CITY, ["a"], to="under_check", by=EWA)
    triage.move(store, CITY, ["a"], to="confirmed", by=EWA)
    triage.move(store, CITY, ["a"], to="in_action", by=EWA, unit="lighting")
    assert case_of(store, "a").due_at is None
    triage.move(store, CITY, ["a"], to="not_yet_checked_again", by=EWA, reason="lampa naprawiona")
    triage.move(store, CITY, ["a"], to="resolved", by=EWA, reason="sprawdzone po zmroku")
    found = triage.followed(store, "skrót")
    case, steps = found.case, found.events
    assert (found.category, found.text) == ("lighting", "Ciemno")
    assert (case.state, case.unit) == ("resolved", "lighting")
    assert [step.state for step in steps] == [
        *("under_check", "confirmed", "in_action", "not_yet_checked_again", "resolved")
    ]
    assert steps[-1].reason == "sprawdzone po zmroku"
    with store.connection() as connection:
        assert audit.first_broken(connection) is None
        assert audit.lines(connection, newest=1)[0].subject == "reports/a"


def test_a_batch_moves_whole_or_not_at_all(store) -> None:
    for ref in ("a", "b", "c"):
        reported(store, ref)
    triage.move(store, CITY, ["b"], to="confirmed", by=EWA)
    with pytest.raises(BadInput, match="that is confirmed can become"):
        triage.move(store, CITY, ["a", "b", "c"], to="under_check", by=EWA)
    assert [case_of(store, ref).state for ref in ("a", "b", "c")] == ["new", "confirmed", "new"]
    with pytest.raises(NotFound, match="a report zzz"):
        triage.move(store, CITY, ["a", "zzz"], to="under_check", by=EWA)
    assert history(store, "a") == []
    triage.move(store, CITY, ["a", "c"], to="under_check", by=EWA)
    assert [case_of(store, ref).state for ref in ("a", "c")] == ["under_check", "under_check"]


def test_a_merge_can_be_taken_back_and_both_originals_stay(store) -> None:
    reported(store, "a")
    reported(store, "b")
    triage.merge(store, CITY, "b", "a", by=EWA, reason="to samo miejsce")
    assert case_of(store, "b").merged_into == "a"
    assert store.count("reports") == 2
    with pytest.raises(BadInput, match="stands for itself"):
        triage.merge(store, CITY, "a", "b", by=EWA, reason="")
    with pytest.raises(BadInput, match="stands for itself"):
        triage.merge(store, CITY, "a", "a", by=EWA, reason="")
    triage.merge(store, CITY, "b", None, by=EWA, reason="jednak nie")
    assert case_of(store, "b").merged_into is None
    assert [step.action for step in history(store, "b")] == ["merge", "separate"]


def test_a_receipt_that_is_none_tells_nothing(store) -> None:
    reported(store, "a", receipt="skrót")
    with pytest.raises(NotFound, match="no report with this code"):
        triage.followed(store, "inny")


def test_what_is_erased_leaves_nothing_but_its_reference(store) -> None:
    reported(store, "a", receipt="skrót")
    triage.move(store, CITY, ["a"], to="not_confirmed", by=EWA, reason="latarnia świeci")
    with store.connection(writing=True) as connection:
        cases.add_photos(connection, "a", [(b"obraz", 10, 10)])
    triage.erase(store, "a", by=EWA, why="na prośbę")
    assert store.count("reports") == 0
    with store.connection() as connection:
        for table in ("case", "case_event", "receipt", "photo", "reports_rtree"):
            assert connection.execute(text(f'SELECT count(*) FROM "{table}"')).scalar() == 0, table
        assert [row["report"] for row in cases.tombstones(connection)] == ["a"]
    with pytest.raises(NotFound):
        triage.followed(store, "skrót")


@pytest.mark.parametrize("how", ["by its reporter", "by retention"])
def test_an_erased_report_does_not_come_back_with_an_older_backup(store, tmp_path, how) -> None:
    reported(store, "a", receipt="skrót")
    reported(store, "b")
    store.backup(tmp_path / "kopia.sqlite")
    if how == "by retention":
        triage.retain(store, datetime.now(UTC) + timedelta(days=400))
    else:
        triage.erase_by_receipt(store, "skrót")
    path = store.path
    store.close()
    for part in path.parent.glob(f"{path.name}-*"):
        part.unlink()
    (tmp_path / "kopia.sqlite").replace(path)
    restored = Store.open(path, city_id="torun")
    assert list(restored.read("reports")["ref"]) == ([] if how == "by retention" else ["b"])
    with pytest.raises(NotFound):
        triage.followed(restored, "skrót")
    triage.retain(restored, datetime.now(UTC))
    assert restored.count("reports") == (0 if how == "by retention" else 1)
    restored.close()


def test_the_book_of_what_was_erased_holds_references_alone(store) -> None:
    reported(store, "a", receipt="skrót")
    triage.erase(store, "a", by=EWA, why="na prośbę")
    book = erased.book_of(store.path)
    [line] = book.read_text(encoding="utf-8").splitlines()
    assert set(json.loads(line)) == {"report", "at", "why"}
    assert "ewa" not in line
    assert book.stat().st_mode & 0o077 == 0


def test_texts_go_ninety_days_after_closing_and_reports_after_a_year(store) -> None:
    now = datetime.now(UTC)
    reported(store, "stare", at=now - timedelta(days=366))
    reported(store, "zamknięte", at=now - timedelta(days=100))
    reported(store, "otwarte", at=now - timedelta(days=100))
    triage.move(store, CITY, ["zamknięte"], to="not_confirmed", by=EWA, reason="nie potwierdzono")
    assert triage.retain(store, now) == {"texts": 0, "reports": 1}
    assert triage.retain(store, now + timedelta(days=91)) == {"texts": 1, "reports": 0}
    texts = store.read("reports").set_index("ref")["text"]
    assert texts["otwarte"] == "Ciemno"
    assert texts.isna()["zamknięte"]


def test_reports_without_a_case_are_read_as_before(store) -> None:
    frame = store.read("reports")
    assert isinstance(frame, gpd.GeoDataFrame)
    assert frame.empty
