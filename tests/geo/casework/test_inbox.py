"""What waits stands in the order of urgency, with what must be known of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import geopandas as gpd
import pytest
import shapely

from geo.casework import inbox, triage
from geo.casework.inbox import Wanted
from geo.casework.submission import keep
from geo.casework.triage import Handler
from geo.city import load_city
from geo.errors import BadInput
from geo.model.report import Report
from geo.storage import cases
from geo.storage.store import Store

TORUN = load_city("torun")
WARSAW = ZoneInfo("Europe/Warsaw")
EWA = Handler("ewa", "moderator")
PLACE = shapely.Point(18.6, 53.01)
#: A degree of latitude is about 111 km: 25 m to the north.
NEAR = shapely.Point(18.6, 53.01 + 25 / 111_200)
STREETS = gpd.GeoDataFrame(
    {"name": ["Łazienna", None]},
    geometry=[shapely.LineString([(18.599, 53.01), (18.601, 53.01)]), shapely.LineString([(18.6, 53), (18.6, 53.1)])],
    crs="EPSG:4326",
)


def november(day: int, hour: int = 10) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=WARSAW)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(tmp_path / "torun.sqlite", city_id="torun")
    yield opened
    opened.close()


def reported(store: Store, ref: str, **told: object) -> None:
    """Store a report without a case, as an import or a demo does."""
    usual = {
        "geometry": PLACE,
        "feeling": "bad",
        "category": "lighting",
        "day_part": "night",
        "text": "Ciemno przy murze",
        "created_at": november(9),
    }
    with store.writing() as writing:
        keep(writing, Report.model_validate(usual | told | {"ref": ref}))


def listed(store: Store, now: datetime, **wanted: object) -> list[inbox.Waiting]:
    reports = store.read("reports")
    stand = inbox.standing(store, reports, TORUN)
    return inbox.waiting(reports, stand, Wanted(**wanted), streets=STREETS, city=TORUN, now=now)


def test_the_overdue_come_first_then_the_soonest_due_then_what_waits_for_nobody(store) -> None:
    reported(store, "później", created_at=november(12), geometry=shapely.Point(18.7, 53.1))
    reported(store, "po terminie", created_at=november(2), geometry=shapely.Point(18.5, 53.1))
    reported(store, "zaraz", created_at=november(10), geometry=shapely.Point(18.5, 53.0))
    reported(store, "zamknięte", created_at=november(2), geometry=shapely.Point(18.7, 53.0))
    triage.move(store, TORUN, ["zamknięte"], to="not_confirmed", by=EWA, reason="świeci")
    found = listed(store, november(12, 12))
    assert [one.ref for one in found] == ["po terminie", "zaraz", "później", "zamknięte"]
    assert [one.late for one in found] == [True, False, False, False]


def test_the_term_of_a_report_skips_the_eleventh_of_november(store) -> None:
    reported(store, "a", created_at=november(10))
    [one] = listed(store, november(12))
    assert one.case.due_at == datetime(2026, 11, 14, tzinfo=WARSAW)
    assert not one.late
    [late] = listed(store, november(14, 1))
    assert late.late


def test_a_report_without_a_case_is_new_and_gets_one_when_it_is_moved(store) -> None:
    reported(store, "a")
    assert listed(store, november(9))[0].case.state == "new"
    triage.move(store, TORUN, ["a"], to="confirmed", by=EWA)
    with store.connection() as connection:
        assert cases.of(connection, "a").state == "confirmed"
        assert [event.state for event in cases.events(connection, "a")] == ["confirmed"]


def test_a_batch_that_fails_opens_no_case(store) -> None:
    reported(store, "a")
    reported(store, "b")
    triage.move(store, TORUN, ["b"], to="confirmed", by=EWA)
    with pytest.raises(BadInput):
        triage.move(store, TORUN, ["a", "b"], to="under_check", by=EWA)
    with store.connection() as connection:
        assert cases.of(connection, "a") is None


def test_who_saw_another_state_moves_nothing(store) -> None:
    reported(store, "a")
    triage.move(store, TORUN, ["a"], to="confirmed", by=EWA)
    with pytest.raises(BadInput, match="Somebody else has moved"):
        triage.move(store, TORUN, ["a"], to="not_confirmed", by=EWA, reason="x", seen={"a": "new"})
    triage.move(store, TORUN, ["a"], to="not_confirmed", by=EWA, reason="x", seen={"a": "confirmed"})


def test_flags_tell_personal_data_photos_and_possible_duplicates(store) -> None:
    reported(store, "a", text="Proszę dzwonić 601 234 567 albo 601 234 568, auto CT 1234A")
    reported(store, "b", geometry=NEAR, created_at=november(10))
    reported(store, "daleko", geometry=shapely.Point(18.7, 53.1), text=None)
    with store.connection(writing=True) as connection:
        cases.add_photos(connection, "b", [(b"1", 1, 1), (b"2", 1, 1)])
    found = {one.ref: one for one in listed(store, november(10))}
    assert found["a"].kinds == ("phone", "plate")
    assert (found["b"].photos, found["b"].kinds) == (2, ())
    assert [found[ref].duplicates for ref in ("a", "b", "daleko")] == [1, 1, 0]


def test_merged_reports_leave_the_list_and_are_proposed_no_more(store) -> None:
    reported(store, "a")
    reported(store, "b", geometry=NEAR)
    triage.merge(store, TORUN, "b", "a", by=EWA, reason="")
    [one] = listed(store, november(10), state="open")
    assert (one.ref, one.stands_for, one.duplicates) == ("a", 1, 0)
    assert [one.ref for one in listed(store, november(10), state="merged")] == ["b"]
    triage.merge(store, TORUN, "b", None, by=EWA, reason="")
    assert [one.duplicates for one in listed(store, november(10), state="open")] == [1, 1]


@pytest.mark.parametrize(
    ("wanted", "refs"),
    [
        ({"state": "confirmed"}, ["b"]),
        ({"state": "open"}, ["a", "b"]),
        ({"category": "greenery"}, ["b"]),
        ({"search": "LAZIENNA"}, ["a"]),
        ({"search": "krzewy"}, ["b"]),
        ({"search": "nic takiego"}, []),
        ({"area": shapely.box(18.59, 53.0, 18.61, 53.02)}, ["a"]),
    ],
)
def test_the_list_is_sifted(store, wanted, refs) -> None:
    reported(store, "a")
    reported(
        store, "b", geometry=None, place_words="za sklepem", category="greenery", text="Krzewy", created_at=november(11)
    )
    triage.move(store, TORUN, ["b"], to="confirmed", by=EWA)
    assert sorted(one.ref for one in listed(store, november(10), **wanted)) == refs


def test_a_place_is_told_in_words_or_by_the_nearest_street_with_a_name(store) -> None:
    reported(store, "a")
    reported(store, "b", geometry=None, place_words="za sklepem")
    assert {one.ref: one.near for one in listed(store, november(10))} == {"a": "Łazienna", "b": "za sklepem"}


def test_neighbours_are_told_with_their_metres(store) -> None:
    reported(store, "a")
    reported(store, "b", geometry=NEAR)
    reported(store, "daleko", geometry=shapely.Point(18.7, 53.1))
    reported(store, "słowa", geometry=None, place_words="gdzieś")
    reports = store.read("reports")
    fids = {ref: int(fid) for fid, ref in reports["ref"].items()}
    [(other, away_m)] = inbox.neighbours(reports, fids["a"], TORUN)
    assert other == fids["b"]
    assert away_m == pytest.approx(25, abs=0.5)
    assert inbox.neighbours(reports, fids["słowa"], TORUN) == []


def test_the_marks_of_the_place_checked_again_are_kept_beside_the_first(store) -> None:
    reported(store, "a", factors={"light": 0})
    for to, more in (
        ("confirmed", {}),
        ("in_action", {"unit": "lighting"}),
        ("not_yet_checked_again", {"reason": "x"}),
    ):
        triage.move(store, TORUN, ["a"], to=to, by=EWA, factors={"light": 1}, **more)
    assert inbox.file_of(store, "a").again is None
    triage.move(store, TORUN, ["a"], to="resolved", by=EWA, reason="świeci", factors={"light": 3, "feeling": 2})
    kept = inbox.file_of(store, "a")
    assert (dict(kept.factors), kept.again) == ({"light": 0}, {"light": 3, "feeling": 2})
    assert [event.factors for event in kept.events] == [None, None, None, {"light": 3, "feeling": 2}]


def test_who_reported_a_place_again_is_answered_with_the_one_that_stands_for_it(store) -> None:
    reported(store, "a")
    reported(store, "b", geometry=NEAR)
    with store.connection(writing=True) as connection:
        cases.begin(connection, "b", due_at=None, receipt_digest="skrót")
    triage.move(store, TORUN, ["a"], to="under_check", by=EWA)
    triage.merge(store, TORUN, "b", "a", by=EWA, reason="")
    triage.move(store, TORUN, ["a"], to="not_confirmed", by=EWA, reason="lampa świeci")
    found = triage.followed(store, "skrót")
    assert (found.case.report, found.case.state) == ("b", "not_confirmed")
    assert [(step.action, step.reason) for step in found.events] == [("merge", ""), ("move", "lampa świeci")]
    triage.erase(store, "a", by=EWA, why="na prośbę")
    assert triage.followed(store, "skrót").case.state == "new"
