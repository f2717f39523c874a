"""Whose word counts: what camera operators, patrols and rejected reports tell leaves the map as it was."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest
import shapely

from geo.analyses import accuracy, hotspots, rhythm, surfaces
from geo.errors import BadInput

CITY = shapely.box(0, 0, 2000, 1500)
MAPS = 200


def scattered(n, seed=1):
    return np.random.default_rng(seed).uniform((0, 0), (2000, 1500), (n, 2))


def gathered(n, seed=2):
    return np.random.default_rng(seed).normal((1000, 750), 60, (n, 2))


def cells(result):
    return result.frames["hotspots"][["count", "evidence"]].to_numpy().tolist()


@pytest.fixture
def known(plain):
    """Return a plain with incidents that the police tell of."""
    return plain.areas(CITY, kind="city").incidents(scattered(120), source={"name": "Policja", "kind": "police"})


@pytest.mark.parametrize(
    ("kind", "state"), [("operator", None), ("patrol", None), ("kmzb", "rejected"), ("kmzb", "new"), ("kmzb", None)]
)
def test_a_thousand_incidents_of_those_whose_word_does_not_count_change_nothing(known, torun, kind, state):
    before = hotspots.run(known.store, torun)
    known.incidents(gathered(1000), prefix="x", state=state, source={"name": "Inne", "kind": kind})
    after = hotspots.run(known.store, torun)
    assert cells(after) == cells(before)
    assert after.n == 120
    assert after.sources == ("Policja",)


def test_operators_count_once_they_are_switched_on_and_can_be_looked_at_alone(known, torun):
    known.incidents(gathered(200), prefix="x", category="vandalism", source={"name": "Operatorzy", "kind": "operator"})
    alone = hotspots.run(known.store, torun).frames["shift-hotspots"]
    assert (alone["teller"] == "operator").any()
    on = hotspots.run(known.store, torun, chosen=["police", "operator"])
    assert on.n == 320
    assert on.parameters["tellers"] == ["police", "operator"]


def test_what_was_chosen_stands_until_the_profiles_own_is_chosen_again(known, torun):
    known.incidents(gathered(200), prefix="x", category="vandalism", source={"name": "Operatorzy", "kind": "operator"})

    def kept(chosen=None):
        result = hotspots.run(known.store, torun, chosen=chosen)
        with known.store.writing() as writing:
            writing.save(result)
        return result.n

    assert [kept(), kept(["police", "operator"]), kept(), kept(torun.hotspots.tellers), kept()] == [
        120,
        320,
        320,
        120,
        120,
    ]


@pytest.mark.parametrize("teller", ["patrol", "kmzb_rejected", "rumour"])
def test_what_never_counts_cannot_be_chosen(known, torun, teller):
    with pytest.raises(BadInput, match="A source must be one of police, city_guard"):
        hotspots.run(known.store, torun, chosen=[teller])


def test_what_two_sources_tell_of_counts_once_and_is_listed(known, torun):
    told = known.store.read("incidents")
    again = [(x + 5, y) for x, y in scattered(120)[:10]]
    late = (told["occurred_from"].iloc[:10] + timedelta(minutes=4)).tolist()
    known.incidents(
        again, prefix="sm", occurred_from=late, occurred_to=late, source={"name": "Straż", "kind": "city_guard"}
    )
    result = hotspots.run(known.store, torun)
    assert result.n == 120
    twice = result.frames["told-twice"]
    assert twice["ref"].tolist() == [f"sm-{i}" for i in range(10)]
    assert twice["stands"].tolist() == [f"i-{i}" for i in range(10)]
    assert twice["apart_m"].tolist() == pytest.approx([5.0] * 10, abs=0.11)
    tally = {row["teller"]: row for row in result.summary["sources"]["tally"]}
    assert tally["city_guard"]["twice"] == 10
    assert tally["police"]["counted"] == 120


def test_the_safety_profile_knows_the_words_of_registers(known, torun):
    known.incidents(gathered(90), prefix="p", category="Nieprawidłowe parkowanie", source={"kind": "city_guard"})
    known.incidents(gathered(90), prefix="v", category="Przekraczanie dozwolonej prędkości", source={"kind": "police"})
    assert hotspots.run(known.store, torun).n == 120


def test_what_stands_beside_the_map_rests_on_the_same_incidents(known, torun):
    known.incidents(gathered(200), prefix="x", source={"name": "Operatorzy", "kind": "operator"})
    with known.store.writing() as writing:
        writing.save(hotspots.run(known.store, torun, chosen=["operator"]))
    for analysis in (surfaces, rhythm, accuracy):
        result = analysis.run(known.store, torun)
        assert result.n == 200
        assert result.sources == ("Operatorzy",)


def test_hours_sum_up_to_the_incidents_and_bands_to_the_densest_tenth(known, torun):
    known.streets(shapely.LineString([(0, 750), (2000, 750)]), shapely.LineString([(1000, 0), (1000, 1500)]))
    table = np.array(rhythm.run(known.store, torun).summary["hours"])
    assert table.shape == (4, 7, 24)
    assert table.sum() == pytest.approx(120, abs=0.1)
    ground = surfaces.run(known.store, torun).frames["density"]
    assert ground["area_m2"].sum() == pytest.approx(0.10 * CITY.area, rel=0.05)


def test_pure_chance_shows_a_hotspot_on_at_most_five_maps_in_a_hundred_and_a_planted_one_is_found(plain, torun):
    """Through the analysis itself: what is stored, read, counted and judged."""
    city = torun.model_copy(update={"hotspots": torun.hotspots.model_copy(update={"grid_scales": (1.0,)})})
    plain.areas(shapely.box(0, 0, 1500, 1200), kind="city")
    by_chance, by_shift, found = 0, 0, 0
    # The public map is kept until the next close, so that it is not made anew with each of the maps.
    plain.incidents(np.random.default_rng(MAPS).uniform((0, 0), (1500, 1200), (150, 2)))
    with plain.store.writing() as writing:
        writing.save(hotspots.run(plain.store, city))
    for seed in range(MAPS):
        rng = np.random.default_rng(seed)
        with plain.store.writing() as writing:
            writing.clear("incidents")
        plain.incidents(rng.uniform((0, 0), (1500, 1200), (150, 2)))
        told = hotspots.run(plain.store, city)
        by_chance += told.summary["hot_share_of_area"] > 0
        by_shift += any(row["hot_share_of_area"] > 0 for row in told.summary["shifts"] if row["teller"] == "chosen")
        if seed % 5 == 0:
            plain.incidents(rng.normal((700, 600), 50, (30, 2)), prefix="planted")
            found += hotspots.run(plain.store, city).summary["by_evidence"]["certain"] > 0
    error = 3 * np.sqrt(0.05 * 0.95 / MAPS)
    assert by_chance / MAPS <= 0.05 + error
    assert by_shift / MAPS <= 0.05 + error
    assert found / (MAPS / 5) >= 0.95


def test_rates_of_residents_are_drawn_to_the_citys_and_have_the_interval_of_their_count(plain, torun):
    halves = [shapely.box(0, 0, 1000, 1500), shapely.box(1000, 0, 2000, 1500)]
    plain.areas(CITY, kind="city")
    plain.add("areas", halves, ref=["w", "e"], kind="okreg", name=["Zachód", "Wschód"], population=[1000, 20000])
    places = np.random.default_rng(4).uniform((0, 0), (990, 1500), (40, 2))
    beyond = places[:10] + np.array([1005, 0])
    plain.incidents(np.concatenate([places, beyond]), source={"kind": "police"})
    frame = rhythm.run(plain.store, torun).frames["incident-rates"].set_index("area_name")
    west, east = frame.loc["Zachód"], frame.loc["Wschód"]
    assert (west["count"], west["people"], west["raw_per_1000"]) == (40, 1000, 40.0)
    # Garwood's interval of 40: 28.58 to 54.47.
    assert (west["low_per_1000"], west["high_per_1000"]) == pytest.approx((28.577, 54.469), abs=0.01)
    assert east["raw_per_1000"] == 0.5
    whole = 50 / 21
    assert whole < west["per_1000"] < 40.0
    assert 0.5 < east["per_1000"] < whole


def test_areas_whose_residents_nobody_knows_have_no_rate(known, torun):
    known.areas(CITY, prefix="o")
    frame = rhythm.run(known.store, torun).frames["incident-rates"]
    assert frame["per_1000"].isna().all()
    assert frame["count"].sum() == 120
