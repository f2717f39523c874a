"""Gaps: street space divided without overlap, and the stretches of it that no camera sees."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo.city import load_city
from geo.coverage.gaps import countable, gaps, stretches
from geo.errors import BadInput

DEFAULTS = load_city("torun").streets
#: A residential street is 9 m wide, a service road 6 m, a path 3 m.
AREA = shapely.box(0, 0, 200, 100)
ALONG = shapely.LineString([(0, 50), (200, 50)])
ACROSS = shapely.LineString([(100, 0), (100, 100)])
NOTHING = shapely.Polygon()


def streets(*rows, crs="EPSG:2177"):
    lines, names, kinds = zip(*rows, strict=True) if rows else ((), (), ())
    columns = {"name": np.array(names, dtype=object), "kind": np.array(kinds, dtype=object)}
    return gpd.GeoDataFrame(columns, geometry=gpd.GeoSeries(list(lines)), crs=crs)


def areas(*shapes):
    n = len(shapes)
    columns = {"ref": [f"a-{i}" for i in range(n)], "name": [f"Okręg {i}" for i in range(n)]}
    return gpd.GeoDataFrame(columns, geometry=list(shapes), crs="EPSG:2177")


def divided(*rows, within=(AREA,), houses=()):
    return stretches(streets(*rows), areas(*within), list(houses), DEFAULTS)


def told(frame):
    names = ["street", "area", "length_m", "area_m2"]
    return [tuple(round(v, 6) if isinstance(v, float) else v for v in row) for row in frame[names].to_numpy().tolist()]


def test_where_two_streets_cross_the_longer_one_has_the_crossing():
    cross = divided((ACROSS, "Krótka", "residential"), (ALONG, "Długa", "residential"))
    space = cross.set_index("street").area
    assert space["Długa"] == pytest.approx(200 * 9)
    assert space["Krótka"] == pytest.approx(100 * 9 - 9 * 9)


def test_unseen_streets_are_gaps_of_their_whole_length_the_longest_first():
    cross = divided((ACROSS, "Krótka", "residential"), (ALONG, "Długa", "residential"))
    found = gaps(cross, {"a-0": NOTHING}, least_m=15)
    # The crossing, 9 x 9 m, parts the shorter street in two.
    assert told(found) == [("Długa", "a-0", 200, 1800), ("Krótka", "a-0", 45.5, 409.5), ("Krótka", "a-0", 45.5, 409.5)]
    assert found["area_name"].tolist() == ["Okręg 0"] * 3
    assert found.crs == "EPSG:2177"


def test_what_is_seen_is_no_gap_and_parts_what_is_left():
    along = divided((ALONG, "Długa", "residential"))
    found = gaps(along, {"a-0": shapely.box(40, 0, 90, 100)}, least_m=15)
    assert told(found) == [("Długa", "a-0", 110, 990), ("Długa", "a-0", 40, 360)]
    assert gaps(along, {"a-0": AREA}, least_m=0).empty


def test_a_strip_along_the_side_that_is_not_seen_has_no_metres_of_street():
    along = divided((ALONG, "Długa", "residential"))
    found = gaps(along, {"a-0": shapely.box(0, 46, 200, 100)}, least_m=0)
    assert told(found) == [("Długa", "a-0", 0, 100)]
    assert gaps(along, {"a-0": shapely.box(0, 46, 200, 100)}, least_m=0.1).empty


@pytest.mark.parametrize(("least_m", "lengths"), [(0, [110, 40]), (40, [110, 40]), (40.1, [110]), (111, [])])
def test_gaps_shorter_than_the_least_are_left_out(least_m, lengths):
    along = divided((ALONG, "Długa", "residential"))
    found = gaps(along, {"a-0": shapely.box(40, 0, 90, 100)}, least_m=least_m)
    assert found["length_m"].round(6).tolist() == lengths


def test_a_gap_ends_where_its_area_ends():
    halves = shapely.box(0, 0, 80, 100), shapely.box(80, 0, 200, 100)
    along = divided((ALONG, "Długa", "residential"), within=halves)
    found = gaps(along, {"a-0": NOTHING, "a-1": shapely.box(80, 0, 100, 100)}, least_m=15)
    assert told(found) == [("Długa", "a-1", 100, 900), ("Długa", "a-0", 80, 720)]


def test_streets_outside_every_area_are_nobodys():
    assert divided((shapely.LineString([(0, 500), (200, 500)]), "Daleka", "residential")).empty


def test_what_stands_on_a_street_is_no_street_space():
    found = gaps(
        divided((ALONG, "Długa", "residential"), houses=[shapely.box(90, 0, 110, 100)]), {"a-0": NOTHING}, least_m=15
    )
    assert told(found) == [("Długa", "a-0", 90, 810), ("Długa", "a-0", 90, 810)]


def test_the_pieces_of_one_street_are_one():
    pieces = [shapely.LineString([(x, 50), (x + 50, 50)]) for x in (0, 50, 100, 150)]
    frame = divided(*((piece, "Długa", "residential") for piece in pieces))
    assert len(frame) == 1
    assert frame["line"].iloc[0].length == pytest.approx(200)
    assert told(gaps(frame, {"a-0": NOTHING}, least_m=15)) == [("Długa", "a-0", 200, 1800)]


def test_ways_without_a_name_come_last_and_keep_what_no_named_street_has():
    frame = divided((ALONG, None, "service"), (ACROSS, "Krótka", "residential"))
    space = frame.assign(street=frame["street"].fillna("")).set_index("street").area
    assert space["Krótka"] == pytest.approx(900)
    assert space[""] == pytest.approx(200 * 6 - 9 * 6)
    found = gaps(frame, {"a-0": NOTHING}, least_m=15)
    assert found["street"].isna().tolist() == [False, True, True]
    assert found["length_m"].tolist() == pytest.approx([100, 95.5, 95.5])


def test_a_path_beside_a_street_is_part_of_the_streets_space():
    path = shapely.transform(ALONG, lambda xy: xy + np.array([0, 2]))
    frame = divided((ALONG, "Długa", "residential"), (path, None, "path"))
    assert told(gaps(frame, {"a-0": NOTHING}, least_m=15)) == [("Długa", "a-0", 200, 1800)]


@pytest.mark.parametrize(("kind", "width_m"), [("primary", 14), ("path", 3), ("busway", 6), (None, 6)])
def test_the_width_follows_the_kind_and_is_otherwise_that_of_the_profile(kind, width_m):
    frame = divided((ALONG, "Długa", kind))
    assert frame.area.sum() == pytest.approx(200 * width_m)


@pytest.mark.parametrize("seed", range(5))
def test_street_space_is_divided_without_overlap_and_none_is_lost(seed):
    rng = np.random.default_rng(seed)
    lines = shapely.linestrings(rng.uniform(0, 200, (14, 3, 2)) * (1, 0.5))
    kinds = rng.choice(["residential", "primary", "path", "busway"], 14)
    names = [None if i % 4 == 0 else f"Ulica {i % 6}" for i in range(14)]
    houses = [shapely.box(20, 20, 60, 40), shapely.box(120, 50, 150, 90)]
    halves = shapely.box(0, 0, 77, 100), shapely.box(77, 0, 200, 100)
    frame = divided(*zip(lines, names, kinds, strict=True), within=halves, houses=houses)
    widths = [DEFAULTS.width_m.get(kind, DEFAULTS.other_width_m) for kind in kinds]
    spaces = shapely.buffer(lines, np.array(widths) / 2, cap_style="flat")
    whole = shapely.union_all(spaces).intersection(AREA).difference(shapely.union_all(houses))
    assert frame.area.sum() == pytest.approx(whole.area, rel=1e-9)
    assert shapely.union_all(frame.geometry.array).area == pytest.approx(whole.area, rel=1e-9)
    found = gaps(frame, dict.fromkeys(["a-0", "a-1"], NOTHING), least_m=0)
    assert found["area_m2"].sum() == pytest.approx(whole.area, rel=1e-9)
    assert found["length_m"].is_monotonic_decreasing
    assert set(found["street"].dropna()) <= set(names) - {None}


@pytest.mark.parametrize("seed", range(3))
def test_gaps_and_what_is_seen_make_up_the_street_space(seed):
    rng = np.random.default_rng(seed)
    frame = divided((ACROSS, "Krótka", "residential"), (ALONG, "Długa", "residential"))
    seen = shapely.union_all(shapely.buffer(shapely.points(rng.uniform(0, 200, (5, 2)) * (1, 0.5)), 25))
    found = gaps(frame, {"a-0": seen}, least_m=0)
    assert found["area_m2"].sum() + frame.intersection(seen).area.sum() == pytest.approx(frame.area.sum(), rel=1e-9)
    assert not shapely.intersects(shapely.buffer(found.geometry.array, -1e-6), seen).any()


def test_without_streets_there_are_no_stretches_and_no_gaps():
    nothing = divided()
    assert nothing.empty
    assert gaps(nothing, {"a-0": NOTHING}, least_m=15).empty


def test_only_streets_above_ground_that_are_streets_count():
    kinds = ["residential", "residential", "corridor", "construction", None]
    frame = streets(*((ALONG, str(i), kind) for i, kind in enumerate(kinds)))
    frame["underground"] = [False, True, False, False, False]
    assert countable(frame, DEFAULTS)["name"].tolist() == ["0", "4"]


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:3857"])
def test_degrees_and_web_mercator_raise(crs):
    with pytest.raises(BadInput, match="metric CRS"):
        stretches(streets((ALONG, "Długa", "path"), crs=crs), areas(AREA), [], DEFAULTS)
