"""Do squares of reported places tell of no single report?"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.disclosure.suppression import BANDS, band, suppressed
from geo.errors import BadInput

CRS = "EPSG:2177"
CELL_M = 250.0
#: Coordinates within a few squares, so that crowded and lonely ones both come up; in centimetres.
COORDINATES = st.integers(0, 100_000)
PLACES = st.lists(st.tuples(COORDINATES, COORDINATES), max_size=60)


def frame(places: list[tuple[int, int]], **columns: object) -> gpd.GeoDataFrame:
    xy = np.array(places, dtype=float).reshape(-1, 2) / 100 + (6_500_000, 5_870_000)
    return gpd.GeoDataFrame(columns, geometry=list(shapely.points(xy)), crs=CRS)


def cells(places: gpd.GeoDataFrame, *, fewest: int = 5) -> gpd.GeoDataFrame:
    return suppressed(places, crs=CRS, cell_m=CELL_M, fewest=fewest)


def same(one: gpd.GeoDataFrame, other: gpd.GeoDataFrame) -> bool:
    return one.index.equals(other.index) and one.to_wkb().equals(other.to_wkb())


@settings(max_examples=150)
@given(PLACES)
def test_a_square_is_shown_where_enough_places_lie_and_nowhere_else(places: list[tuple[int, int]]) -> None:
    told = cells(frame(places))
    metric = told.to_crs(CRS)
    points = frame(places).geometry.array
    counts = [int(shapely.intersects(points, square.buffer(-1e-4)).sum()) for square in metric.geometry]
    # A point on a border lies in one square only, so the true count may differ from this one by those on borders.
    on_border = [int(shapely.dwithin(points, square.boundary, 1e-3).sum()) for square in metric.geometry]
    for shown, inside, edge in zip(told["band"], counts, on_border, strict=True):
        assert any(shown == band(n) for n in range(max(5, inside), max(5, inside + edge) + 1))
    column, row = np.unique(np.floor(shapely.get_coordinates(points) / CELL_M), axis=0, return_counts=True)
    assert len(told) == int((row >= 5).sum()), column


@settings(max_examples=100)
@given(PLACES, st.randoms(use_true_random=False))
def test_the_order_of_reports_leaves_no_trace(places: list[tuple[int, int]], rng: object) -> None:
    shuffled = list(places)
    rng.shuffle(shuffled)  # type: ignore[attr-defined]
    assert same(cells(frame(places)), cells(frame(shuffled)))


@settings(max_examples=100)
@given(PLACES)
def test_the_lonely_leave_no_trace(places: list[tuple[int, int]]) -> None:
    squares = [(x // 25_000, y // 25_000) for x, y in places]
    crowded = [place for place, square in zip(places, squares, strict=True) if squares.count(square) >= 5]
    assert same(cells(frame(places)), cells(frame(crowded)))


@settings(max_examples=100)
@given(st.lists(st.tuples(st.integers(0, 25_000 - 1), st.integers(0, 25_000 - 1)), min_size=5, max_size=9))
def test_where_in_its_square_a_place_lies_leaves_no_trace(places: list[tuple[int, int]]) -> None:
    assert same(cells(frame(places)), cells(frame([(1, 1)] * len(places))))


@settings(max_examples=100)
@given(PLACES)
def test_squares_tell_nothing_but_what_is_declared(places: list[tuple[int, int]]) -> None:
    told = cells(frame(places, text=["sekret"] * len(places), ref=["tajne"] * len(places)))
    assert list(told.columns) == ["band", "approximate", "synthetic", "geometry"]
    assert told.crs.to_epsg() == 4326
    assert told.index.name == "fid"
    assert told.index.is_unique
    assert told.index.is_monotonic_increasing
    assert (told.index < 2**53).all()
    assert set(told["band"]) <= set(BANDS.values())
    assert told["approximate"].all()


@pytest.mark.parametrize(("count", "expected"), [(5, "5-9"), (9, "5-9"), (10, "10-19"), (19, "10-19"), (20, "20-49"), (49, "20-49"), (50, "50+"), (3000, "50+")])  # fmt: skip
def test_bands_are_those_of_the_rule(count: int, expected: str) -> None:
    assert band(count) == expected
    assert cells(frame([(1, 1)] * count))["band"].tolist() == [expected]


@pytest.mark.parametrize(("fewest", "count", "shown"), [(5, 4, 0), (5, 5, 1), (1, 4, 0), (0, 1, 0), (10, 9, 0), (10, 10, 1)])  # fmt: skip
def test_no_profile_can_show_fewer_than_five(fewest: int, count: int, shown: int) -> None:
    assert len(cells(frame([(1, 1)] * count), fewest=fewest)) == shown


def test_lines_and_areas_count_once_and_the_placeless_nowhere() -> None:
    box = shapely.box(6_500_010, 5_870_010, 6_500_020, 5_870_020)
    line = shapely.LineString([(6_500_010, 5_870_010), (6_500_100, 5_870_010)])
    places = gpd.GeoDataFrame(geometry=[box, line, line, box, None, shapely.Point()], crs=CRS)
    assert cells(places).empty
    more = gpd.GeoDataFrame(geometry=[*places.geometry, shapely.Point(6_500_030, 5_870_030)], crs=CRS)
    assert cells(more)["band"].tolist() == ["5-9"]


def test_a_square_with_one_made_up_report_says_so() -> None:
    told = cells(frame([(1, 1)] * 6 + [(30_000, 1)] * 6, synthetic=[True] + [False] * 11))
    assert told["synthetic"].tolist() == [True, False]


def test_neighbouring_squares_share_their_border_exactly() -> None:
    one, other = cells(frame([(1, 1)] * 6 + [(30_000, 1)] * 6)).geometry
    assert one.touches(other)
    assert len(set(map(tuple, shapely.get_coordinates([one, other])))) == 6


@pytest.mark.parametrize("cell_m", [0.0, -250.0, float("nan"), 0.5])
def test_a_square_without_a_size_is_refused(cell_m: float) -> None:
    with pytest.raises(BadInput, match="at least 1 m"):
        suppressed(frame([(1, 1)]), crs=CRS, cell_m=cell_m, fewest=5)
