"""What safety walks say of areas, and what the public is told of that, by hand."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import shapely

from geo.analyses import walks
from geo.storage import cases

LEFT, RIGHT = shapely.box(0, 0, 500, 2000), shapely.box(500, 0, 1000, 2000)
SPRING, SUMMER = datetime(2026, 4, 20, tzinfo=UTC), datetime(2026, 7, 20, tzinfo=UTC)
#: Just after the closes of periods of three months, and one more.
JULY, OCTOBER, JANUARY = (datetime(y, m, 2, tzinfo=UTC) for y, m in ((2026, 7), (2026, 10), (2027, 1)))


@pytest.fixture
def told(plain):
    """Return a function that adds reports with marks of the light: x in metres, marks, when."""
    plain.areas(LEFT, RIGHT)
    added = [0]

    def add(x, marks, when=SPRING):
        refs = [f"m-{added[0] + n}" for n in range(len(marks))]
        added[0] += len(marks)
        columns = {"feeling": "bad", "category": "lighting", "day_part": "night", "reporter": "resident"}
        factors = [{"light": mark} if mark is not None else {} for mark in marks]
        places = [shapely.Point(x, 10 + n) for n in range(len(marks))]
        plain.add("reports", places, ref=refs, factors=factors, created_at=when, **columns)
        return refs

    return add


def keep(store, city, now):
    result = walks.run(store, city, now=now)
    with store.writing() as writing:
        writing.save(result)
    return result


def exact(result):
    return {row["area_name"]: row for _, row in result.frames["safety-walks"].iterrows()}


def public(result):
    return {row["area_name"]: row for _, row in result.frames["public-safety-walks"].iterrows()}


def test_an_area_has_the_mean_of_its_own_marks_and_is_told_apart_from_the_city(plain, torun, told):
    told(100, [0] * 20 + [1] * 10)
    told(700, [3] * 20 + [2] * 10)
    result = walks.run(plain.store, torun, now=JULY)
    rows = exact(result)
    assert rows["Okręg 0"]["mean"] == pytest.approx(1 / 3, abs=1e-4)
    assert rows["Okręg 0"]["weak"] == 1
    assert [rows[name]["standing"] for name in ("Okręg 0", "Okręg 1")] == ["below", "above"]
    whole = result.summary["city"][0]
    assert (whole["factor"], whole["marks"], whole["mean"], whole["weak"]) == ("light", 60, 1.5, 0.5)
    assert (result.n, result.summary["marks"]) == (2, 60)


def test_with_nineteen_marks_no_mean_is_told_and_with_twenty_there_is(plain, torun, told):
    told(100, [2] * 10 + [1] * 9)
    few = exact(walks.run(plain.store, torun))["Okręg 0"]
    assert (few["standing"], few["marks"]) == ("too few marked", 19)
    assert "mean" not in few or few["mean"] != few["mean"]
    told(100, [2])
    assert exact(walks.run(plain.store, torun))["Okręg 0"]["mean"] == pytest.approx(31 / 20)


def test_reports_without_marks_and_those_that_turned_out_to_be_none_do_not_count(plain, torun, told):
    refs = told(100, [2] * 21)
    told(100, [None] * 5)
    with plain.store.writing() as writing:
        cases.begin(writing.connection, refs[0], due_at=None, receipt_digest=None)
        cases.step(writing.connection, refs[0], actor="m", state="withdrawn", reason="", unit=None, due_at=None)
    assert exact(walks.run(plain.store, torun))["Okręg 0"]["marks"] == 20


def test_a_place_that_was_checked_again_counts_by_its_newest_marks(plain, torun, told):
    refs = told(100, [0] * 20)
    with plain.store.writing() as writing:
        for ref in refs[:10]:
            cases.begin(writing.connection, ref, due_at=None, receipt_digest=None)
            step = {"actor": "m", "state": "resolved", "reason": "", "unit": None, "due_at": None}
            cases.step(writing.connection, ref, **step, factors={"light": 3})
    assert exact(walks.run(plain.store, torun))["Okręg 0"]["mean"] == pytest.approx(1.5)


def test_the_public_reads_a_word_only_of_marks_before_the_close_and_of_many(plain, torun, told):
    told(100, [0] * 25)
    told(700, [3] * 19)
    told(700, [3] * 30, SUMMER)
    before, after = (walks.run(plain.store, torun, now=now) for now in (JULY, OCTOBER))
    assert {name: row["level"] for name, row in public(before).items()} == {"Okręg 0": "rather bad"}
    assert {name: row["level"] for name, row in public(after).items()} == {
        "Okręg 0": "rather bad",
        "Okręg 1": "rather good",
    }
    assert set(before.frames["public-safety-walks"].columns).isdisjoint({"mean", "low", "high", "weak", "marks"})


def test_between_two_closes_nothing_public_moves(plain, torun, told):
    told(100, [0] * 25)
    first = keep(plain.store, torun, JULY)
    told(100, [3] * 400, SUMMER)
    again = keep(plain.store, torun, JULY)
    assert exact(again)["Okręg 0"]["mean"] > 2
    assert first.frames["public-safety-walks"].equals(again.frames["public-safety-walks"])


def test_fewer_new_marks_than_a_square_needs_never_change_what_is_told(plain, torun, told):
    # Sixteen bad and four good marks: one bad mark more or less moves the interval across the middle of the scale.
    told(100, [1] * 12 + [2] * 8 + [3] * 4)
    first = keep(plain.store, torun, JULY)
    told(100, [0] * 4, SUMMER)
    alone = walks.run(plain.store, torun, now=OCTOBER)
    assert public(alone)["Okręg 0"].to_dict() == public(first)["Okręg 0"].to_dict()
    told(100, [0] * 56, SUMMER)
    moved = keep(plain.store, torun, OCTOBER)
    assert (public(moved)["Okręg 0"]["level"], public(moved)["Okręg 0"]["band"]) == ("rather bad", "50+")


def test_what_was_told_stays_when_reports_are_erased(plain, torun, told):
    refs = told(100, [0] * 25)
    first = keep(plain.store, torun, JULY)
    with plain.store.writing() as writing:
        for ref in refs[:10]:
            cases.erase(writing.connection, ref, why="asked")
    later = keep(plain.store, torun, JANUARY)
    assert exact(later)["Okręg 0"]["standing"] == "too few marked"
    assert public(later)["Okręg 0"].to_dict() == public(first)["Okręg 0"].to_dict()


def test_a_place_in_words_alone_counts_in_no_area_and_is_named(plain, torun, told):
    told(100, [1] * 20)
    columns = {"feeling": "bad", "category": "lighting", "day_part": "night", "reporter": "resident"}
    plain.add("reports", [None], ref=["w"], factors=[{"light": 0}], created_at=SPRING, place_words="park", **columns)
    result = walks.run(plain.store, torun)
    assert (result.summary["nowhere"], result.summary["marks"]) == (1, 20)


@pytest.mark.parametrize(("north", "named"), [(900, []), (1100, ["Okręg 0"])])
def test_the_public_is_told_nothing_of_an_area_of_fewer_than_eight_squares(plain, torun, north, named):
    """Its band could tell what its last square, of which nothing is told, holds: 7.2 squares of 250 m beside 8.8."""
    plain.areas(shapely.box(0, 0, 500, north))
    columns = {"feeling": "bad", "category": "lighting", "day_part": "night", "reporter": "resident"}
    places, marks = [shapely.Point(100, 10 + n) for n in range(30)], [{"light": 0}] * 30
    plain.add("reports", places, ref=[f"s-{n}" for n in range(30)], factors=marks, created_at=SPRING, **columns)
    frames = walks.run(plain.store, torun, now=JULY).frames
    assert frames["public-safety-walks"]["area_name"].tolist() == named
    assert len(frames["safety-walks"]) == 1


def test_a_city_without_reports_has_empty_layers(plain, torun):
    plain.areas(LEFT)
    result = walks.run(plain.store, torun)
    assert result.frames["safety-walks"].empty
    assert result.frames["public-safety-walks"].empty
    assert result.summary["city"] == []
