"""Did it help: a planted change is found, none is told where there is none, and what moved next door is no success."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
import shapely

from geo.analyses import hotspots
from geo.analyses.patrol_effect import effect
from geo.errors import BadInput
from geo.model.patrol import PlannedPlace

FIRST, WEEKS = date(2026, 6, 1), 8
START = datetime(2026, 4, 6, tzinfo=UTC)
MIDDLE, END = START + timedelta(weeks=WEEKS), START + timedelta(weeks=2 * WEEKS)
CITY = shapely.box(0, 0, 4000, 3000)
BEFORE, NULL_MAPS, RING_M = 30, 20, 185


@pytest.fixture
def town(plain, torun):
    """Return a city with its cells."""
    plain.areas(CITY, kind="city")
    plain.incidents(np.random.default_rng(0).uniform((0, 0), (4000, 3000), (60, 2)))
    once = torun.model_copy(update={"hotspots": torun.hotspots.model_copy(update={"grid_scales": (1.0,)})})
    with plain.store.writing() as writing:
        writing.save(hotspots.run(plain.store, once))
    return plain


@pytest.fixture
def middles(town, in_metres):
    """Return (8, 2) middles of cells, far from each other: the first four are visited."""
    centres = _centres(town, in_metres)
    wanted = [(x, y) for y in (750, 2250) for x in (500, 1500, 2500, 3500)]
    return np.array([centres[np.hypot(*(centres - place).T).argmin()] for place in wanted])


@pytest.fixture
def judged(town, torun, middles, in_metres):
    """Return what is told of the visited places by what is in the store."""
    cells = town.store.result_items("hotspots")
    degrees = cells.to_crs("EPSG:2177").centroid.to_crs("EPSG:4326")
    centres = shapely.get_coordinates(shapely.centroid(in_metres(cells).geometry.array))
    mine = [int(np.hypot(*(centres - place).T).argmin()) for place in middles[:4]]
    places = [_place(f"P{at}", degrees.iloc[cell]) for at, cell in enumerate(mine)]
    return lambda: effect(town.store, torun, places, refs=[one.ref for one in places], first=FIRST, weeks=WEEKS)


@pytest.fixture
def evaluated(town, middles, judged):
    """Return what is told where so many incidents lie at the visited places, and around them, afterwards."""

    def run(*, after, ring_after=0, seed=1, others=BEFORE):
        rng = np.random.default_rng(seed)
        early = [_everywhere(rng), _around(rng, middles[:4], BEFORE), _around(rng, middles[4:], others)]
        late = [_everywhere(rng), _around(rng, middles[4:], others), _around(rng, middles[:4], after)]
        angle = rng.uniform(0, 2 * np.pi, (4, ring_after))
        moved = middles[:4, None] + RING_M * np.stack([np.cos(angle), np.sin(angle)], axis=-1)
        before, later = np.concatenate(early), np.concatenate([*late, moved.reshape(-1, 2)])
        when = [*_spread(rng, len(before), START), *_spread(rng, len(later), MIDDLE)]
        with town.store.writing() as writing:
            writing.clear("incidents")
        source = {"name": "Policja", "kind": "police"}
        town.incidents(np.concatenate([before, later]), source=source, occurred_from=when, occurred_to=when)
        return judged()

    return run


def _centres(town, in_metres):
    cells = in_metres(town.store.result_items("hotspots"))
    return shapely.get_coordinates(shapely.centroid(cells.geometry.array))


def _everywhere(rng):
    return rng.uniform((0, 0), (4000, 3000), (200, 2))


def _around(rng, places, n):
    """Return incidents within some 110 m of each place."""
    return (places[:, None] + rng.uniform(-75, 75, (len(places), n, 2))).reshape(-1, 2)


def _spread(rng, n, first):
    """Return moments over the whole of a period, its first and its last hour among them."""
    hours = np.concatenate([[0.5, WEEKS * 168 - 0.5], rng.uniform(0, WEEKS * 168, n - 2)])
    return [first + timedelta(hours=float(hour)) for hour in hours]


def _place(ref, point):
    told = {"ref": ref, "name": None, "area": "", "area_name": "", "lon": point.x, "lat": point.y}
    return PlannedPlace(**told, value=1.0, horizon_visits=1, expected=1.0, visits=1, minutes=12)


def _visited(town, places):
    begins = [MIDDLE + timedelta(days=3)] * len(places)
    columns = {"area": "", "began_at": begins, "minutes": 12.0, "kind": "foot", "source": {"kind": "patrol"}}
    town.add("visits", shapely.points(places), **columns)


def test_a_planted_fall_is_found_against_places_as_hot_as_the_visited_ones(evaluated):
    found = evaluated(after=8)
    assert found.decision == "better"
    assert found.controls == 4
    assert found.treated[0] >= 4 * BEFORE
    assert found.treated[0] - found.treated[1] == pytest.approx(4 * 22, abs=12)
    assert found.low <= -4 * 22 <= found.high


def test_a_planted_rise_is_found(evaluated):
    assert evaluated(after=60).decision == "worse"


def test_nothing_is_decided_against_places_less_than_half_as_hot(evaluated):
    found = evaluated(after=8, others=BEFORE // 4)
    assert found.high < 0, "the numbers by themselves would say better"
    assert found.verdict == "better"
    assert found.unlike
    assert found.decision == "inconclusive"


def test_what_only_moved_into_the_ring_is_no_success(evaluated):
    found = evaluated(after=8, ring_after=22)
    assert found.treated_ring[1] - found.treated_ring[0] >= 4 * 22 - 15
    assert found.decision == "inconclusive"


def test_where_nothing_changed_at_most_one_in_twenty_is_told_apart(evaluated):
    verdicts = [evaluated(after=BEFORE, seed=seed).decision for seed in range(100, 100 + NULL_MAPS)]
    told_apart = sum(verdict != "inconclusive" for verdict in verdicts)
    assert told_apart <= 0.05 * NULL_MAPS + 3 * np.sqrt(0.05 * 0.95 * NULL_MAPS)


def test_a_place_that_was_visited_itself_is_no_place_to_compare_with(evaluated, judged, town, middles):
    whole = evaluated(after=8)
    _visited(town, middles[4:])
    assert judged().control[0] < 2 * BEFORE < whole.control[0]


def test_what_patrols_found_themselves_is_not_looked_at(evaluated, judged, town, middles):
    before = evaluated(after=8)
    rng = np.random.default_rng(5)
    found = _around(rng, middles[:4], 250)
    when = _spread(rng, len(found), MIDDLE)
    source = {"name": "Patrole", "kind": "patrol"}
    town.incidents(found, prefix="own", source=source, occurred_from=when, occurred_to=when)
    assert judged() == before


def test_without_as_many_places_to_compare_with_nothing_is_told(evaluated, judged, town, in_metres):
    evaluated(after=8)
    centres = _centres(town, in_metres)
    _visited(town, centres[np.hypot(*(centres - (2000, 1500)).T) > 200])
    with pytest.raises(BadInput, match="as many places to compare with"):
        judged()
