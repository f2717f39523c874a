"""What a survey shows of areas and of waves, by hand."""

from __future__ import annotations

import geopandas as gpd
import pytest
import shapely

from geo.analyses import survey
from geo.model.source import Source

LEFT, RIGHT = shapely.box(0, 0, 500, 500), shapely.box(500, 0, 1000, 500)


@pytest.fixture
def asked(plain):
    """Return a store with two areas and a function that adds answers: (area, wave, asked, agreed)."""
    plain.areas(LEFT, RIGHT)

    def add(*rows):
        columns = {name: [row[i] for row in rows] for i, name in enumerate(("area", "wave", "asked", "agreed"))}
        refs = [f"s-{i}" for i in range(len(rows))]
        frame = gpd.GeoDataFrame(
            {"ref": refs, "question": "bezpiecznie?"} | columns, geometry=[None] * len(rows), crs="EPSG:4326"
        )
        origin = Source(family="survey", name="Badanie", kind="survey", imported_at="2026-01-01T00:00:00Z")
        with plain.store.writing() as writing:
            writing.add(origin, frame)
        return plain.store

    return add


def rows(result):
    frame = result.frames["survey"]
    return {(row["area_name"], row["wave"]): row for _, row in frame.iterrows()}


def test_a_hundred_answers_of_which_78_agree_are_8_points_unsure(asked, torun):
    store = asked(("Okręg 0", "2026-1", 500, 391))
    assert rows(survey.run(store, torun))["Okręg 0", "2026-1"]["margin"] == pytest.approx(0.0362, abs=2e-4)


def test_two_waves_five_points_apart_show_no_change_and_thirty_do(asked, torun):
    store = asked(
        ("Okręg 0", "1", 100, 78), ("Okręg 0", "2", 100, 73), ("Okręg 1", "1", 100, 78), ("Okręg 1", "2", 100, 48)
    )
    told = rows(survey.run(store, torun))
    assert told["Okręg 0", "2"]["change"] == "no change shown"
    assert told["Okręg 0", "2"]["difference"] == pytest.approx(-0.05)
    assert told["Okręg 1", "2"]["change"] == "fell"


def test_an_area_is_told_apart_only_where_its_interval_excludes_the_city(asked, torun):
    store = asked(("Okręg 0", "1", 100, 40), ("Okręg 1", "1", 400, 300))
    told = rows(survey.run(store, torun))
    assert told["Okręg 0", "1"]["city_share"] == pytest.approx(0.68)
    assert told["Okręg 0", "1"]["standing"] == "below"
    alike = rows(survey.run(asked_again(store), torun))
    assert alike["Okręg 1", "2"]["standing"] == "not told apart"


def asked_again(store):
    frame = gpd.GeoDataFrame(
        {
            "ref": ["t-0", "t-1"],
            "question": ["bezpiecznie?"] * 2,
            "area": ["Okręg 0", "Okręg 1"],
            "wave": ["2"] * 2,
            "asked": [100, 100],
            "agreed": [60, 64],
        },
        geometry=[None] * 2,
        crs="EPSG:4326",
    )
    with store.writing() as writing:
        writing.add(Source(family="survey", name="Badanie 2", imported_at="2026-06-01T00:00:00Z"), frame)
    return store


def test_too_few_answers_tell_no_share_and_single_answers_are_put_together(asked, torun):
    single = [("Okręg 1", "1", 1, i % 2) for i in range(40)]
    store = asked(("Okręg 0", "1", 19, 10), *single)
    told = rows(survey.run(store, torun))
    assert told["Okręg 0", "1"]["standing"] == "too few asked"
    assert told["Okręg 0", "1"]["share"] != told["Okręg 0", "1"]["share"]
    assert told["Okręg 1", "1"]["share"] == pytest.approx(0.5)
    assert told["Okręg 1", "1"]["asked"] == 40


def test_an_area_that_the_city_does_not_have_is_named(asked, torun):
    store = asked(("Okręg 0", "1", 100, 50), ("Atlantyda", "1", 100, 50))
    assert survey.run(store, torun).summary["strangers"] == ["Atlantyda"]
