"""A year sums to its number, a shift keeps its crews, a plan comes out again from its seed, and a hand can change it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from sqlalchemy.exc import DBAPIError

from geo.analyses import hotspots
from geo.analyses.patrol_change import Change
from geo.analyses.patrol_kept import keep_change, keep_shift, keep_year, same_again, shift_plan, undo, year_plan
from geo.city import City, load_city
from geo.errors import BadInput, CzujkaError, NotFound
from geo.ingest import demo
from geo.storage import audit
from geo.storage.audit import Entry
from geo.storage.people_tables import duty
from geo.storage.store import Store

OLA = Entry("ola", "coordinator", "plan", "", "")
DAY = date(2026, 11, 28)
CREWS = {"foot": 2, "motor": 2}


@pytest.fixture(scope="module")
def city() -> City:
    return load_city("helsinki")


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory, city: City) -> Iterator[Store]:
    """Return a store with the demo's streets, areas and incidents, and its hotspots."""
    store = Store.open(tmp_path_factory.mktemp("var") / "helsinki.sqlite", city_id="helsinki")
    with store.writing() as writing:
        demo._add_places(writing, city)
        demo._add_areas(writing, city)
        demo._add_made_up(writing, city)
    with store.writing() as writing:
        writing.save(hotspots.run(store, city))
    yield store
    store.close()


def test_a_year_sums_to_two_thousand_and_no_shift_is_above_its_crews(town: Store, city: City) -> None:
    keep_year(town, city, by=OLA, year=2026, seed=7)
    plan = year_plan(town, 2026)
    assert plan is not None
    assert len(plan.numbers) == 365
    assert sum(sum(one.values()) for one in plan.numbers.values()) == plan.until(date(2026, 12, 31)) == 2000
    for shifts in plan.numbers.values():
        for name, number in shifts.items():
            assert 0 <= number <= city.patrols.shifts[name].capacity


def test_a_year_that_has_begun_spreads_only_what_is_left(town: Store, city: City) -> None:
    keep_year(town, city, by=OLA, year=2027, done=1214, first_day=date(2027, 9, 1), seed=7)
    plan = year_plan(town, 2027)
    assert plan is not None
    assert sum(sum(one.values()) for one in plan.numbers.values()) == 786
    assert plan.until(date(2027, 8, 31)) == 1214


def test_more_patrols_than_crews_can_do_are_refused(town: Store, city: City) -> None:
    with pytest.raises(BadInput, match="can be done"):
        keep_year(town, city, by=OLA, year=2028, total=9 * 366 + 1)
    with pytest.raises(BadInput, match="no more than it has crews"):
        keep_shift(town, city, by=OLA, day=DAY, shift="night", patrols={"foot": 3, "motor": 0})


def test_same_seed_same_plan_and_the_log_says_who_drew_it(town: Store, city: City) -> None:
    first = keep_shift(town, city, by=OLA, day=DAY, shift="night", patrols=CREWS, seed=11)
    second = keep_shift(town, city, by=OLA, day=DAY, shift="night", patrols=CREWS, seed=11)
    other = keep_shift(town, city, by=OLA, day=DAY, shift="night", patrols=CREWS, seed=12)
    plans = [shift_plan(town, number)[1] for number in (first, second, other)]
    assert plans[0] == plans[1] != plans[2]
    assert same_again(town, city, first) is True
    with town.connection() as connection:
        line = audit.lines(connection, newest=1)[0]
        assert audit.first_broken(connection) is None
    assert (line.actor, line.action, line.subject) == ("ola", "plan", "patrol/2026-11-28/night")
    assert f"plan {other}, seed 12" in line.purpose


def test_a_shift_keeps_capacity_windows_and_minutes(town: Store, city: City) -> None:
    _, plan = shift_plan(town, keep_shift(town, city, by=OLA, day=DAY, shift="night", patrols=CREWS, seed=3))
    assert 1 <= len(plan.rounds) <= 4
    for one in plan.rounds:
        assert len(one.stops) <= city.patrols.stops_at_most
        assert one.back_s <= 8 * 3600
        assert one.back_s - one.leaves_s <= 4 * 3600
        assert all(10 <= stop.minutes <= 15 for stop in one.stops)
    visits = sum(place.visits for place in plan.places)
    assert visits == len(plan.stops) + len(plan.left_out)
    assert sum(place.expected for place in plan.places) == pytest.approx(visits)


def test_each_stop_says_why(town: Store, city: City) -> None:
    _, plan = shift_plan(town, keep_shift(town, city, by=OLA, day=DAY, shift="night", patrols=CREWS, seed=3))
    for _, stop in plan.stops:
        said = [one.template for one in plan.place(stop.place).reasons]
        assert any(text.startswith(("Evidence", "No hotspot")) for text in said)
        assert any("visit" in text and "recorded" in text for text in said)
        assert any(text.startswith("Drawn") for text in said)


def test_records_that_patrols_made_themselves_change_nothing(town: Store, city: City, tmp_path: Path) -> None:
    town.backup(tmp_path / "helsinki.sqlite")
    copy = Store(tmp_path / "helsinki.sqlite")
    before = shift_plan(copy, keep_shift(copy, city, by=OLA, day=DAY, shift="night", patrols=CREWS, seed=3))[1]
    own = copy.read("incidents").head(200).drop(columns=["source", "source_kind", "synthetic"])
    own = gpd.GeoDataFrame(own.assign(ref=[f"own-{n}" for n in range(len(own))]), crs="EPSG:4326")
    origin = copy.sources("incidents")[0].model_copy(update={"name": "Patrole", "kind": "patrol"})
    with copy.writing() as writing:
        writing.add(origin, own)
    after = shift_plan(copy, keep_shift(copy, city, by=OLA, day=DAY, shift="night", patrols=CREWS, seed=3))[1]
    assert [place.value for place in after.places] == [place.value for place in before.places]
    copy.close()


def test_a_hand_pins_drops_and_adds_and_undo_brings_the_plan_back(town: Store, city: City) -> None:
    number = keep_shift(town, city, by=OLA, day=DAY, shift="evening", patrols={"foot": 2, "motor": 1}, seed=5)
    _, plan = shift_plan(town, number)
    gone = plan.stops[0][1].place
    rare = min(plan.places, key=lambda place: place.visits).ref
    where = (plan.places[0].lon + 0.001, plan.places[0].lat)
    changed = keep_change(town, city, number, Change((rare,), (gone,), (("Plac", *where),)), by=OLA)
    _, other = shift_plan(town, changed)
    visited = {stop.place for _, stop in other.stops}
    assert gone not in visited
    assert rare in visited
    assert other.changed_from == number
    assert any(other.place(ref).name == "Plac" for ref in visited)
    assert undo(town, changed, by=OLA) == number
    with pytest.raises(NotFound):
        undo(town, number, by=OLA)


def test_a_plan_without_a_stop_and_a_strange_place_are_refused(town: Store, city: City) -> None:
    number = keep_shift(town, city, by=OLA, day=DAY, shift="day", patrols={"foot": 1, "motor": 0}, seed=5)
    _, plan = shift_plan(town, number)
    with pytest.raises(BadInput, match="at least one stop"):
        keep_change(town, city, number, Change(dropped=tuple(place.ref for place in plan.places)), by=OLA)
    with pytest.raises(BadInput, match="one of the plan's"):
        keep_change(town, city, number, Change(pinned=("nowhere",)), by=OLA)


def test_what_was_planned_cannot_be_rewritten(town: Store, city: City) -> None:
    number = keep_shift(town, city, by=OLA, day=DAY, shift="day", patrols={"foot": 1, "motor": 1}, seed=9)
    with pytest.raises((CzujkaError, DBAPIError)), town.connection(writing=True) as connection:
        connection.execute(duty.update().where(duty.c.id == number).values(seed=1))
    assert shift_plan(town, number)[0].seed == 9


def test_ways_lead_from_the_base_and_back_along_streets(town: Store, city: City) -> None:
    _, plan = shift_plan(town, keep_shift(town, city, by=OLA, day=DAY, shift="night", patrols=CREWS, seed=3))
    for one in plan.rounds:
        assert np.allclose([one.way[0], one.way[-1]], [plan.base[1:], plan.base[1:]], atol=1e-5)
        line = gpd.GeoSeries([shapely.LineString(one.way)], crs="EPSG:4326").to_crs(city.crs)
        assert line.length.iloc[0] == pytest.approx(one.length_m, rel=0.02)
