"""What is told of reported places at the close of a period, and when is that?"""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo.disclosure.closing import last_close, told_squares
from geo.disclosure.snap_points import public_points
from geo.disclosure.units import Units

WARSAW = ZoneInfo("Europe/Warsaw")
CRS = "EPSG:2177"
EAST, NORTH = 6_540_000, 5_875_000
UNITS = Units(250, {(EAST // 250 + c, NORTH // 250 + r): 9 for c in range(4) for r in range(4)})
STREETS = gpd.GeoDataFrame(
    {"name": ["Szeroka", "Łazienna", None]},
    geometry=[
        shapely.LineString([(EAST, NORTH + 100), (EAST + 120, NORTH + 100), (EAST + 400, NORTH + 100)]),
        shapely.LineString([(EAST + 120, NORTH), (EAST + 120, NORTH + 100)]),
        shapely.LineString([(EAST + 600, NORTH), (EAST + 700, NORTH)]),
    ],
    crs=CRS,
)


def places(*columns: int, category: str = "lighting") -> gpd.GeoDataFrame:
    spots = [shapely.Point(EAST + 250 * column + 20, NORTH + 20) for column in columns]
    return gpd.GeoDataFrame(
        {"category": category, "synthetic": False}, geometry=spots, crs=CRS, index=range(len(spots))
    )


def told(*frames: gpd.GeoDataFrame) -> list[tuple[str, str | None]]:
    import pandas as pd

    frame = told_squares(
        gpd.GeoDataFrame(pd.concat(frames, ignore_index=True), crs=CRS),
        UNITS,
        STREETS,
        fewest=5,
        sensitive=("harassment",),
    )
    return list(zip(frame["band"], frame["near"], strict=True))


@pytest.mark.parametrize(
    ("now", "months", "until"),
    [
        (datetime(2026, 11, 28, tzinfo=UTC), 1, datetime(2026, 11, 1, tzinfo=WARSAW)),
        (datetime(2026, 10, 31, 23, 30, tzinfo=UTC), 1, datetime(2026, 11, 1, tzinfo=WARSAW)),
        (datetime(2026, 12, 31, 23, 30, tzinfo=UTC), 3, datetime(2027, 1, 1, tzinfo=WARSAW)),
        (datetime(2026, 5, 2, tzinfo=UTC), 12, datetime(2026, 1, 1, tzinfo=WARSAW)),
    ],
)
def test_a_period_is_closed_at_the_beginning_of_a_month_of_the_city(
    now: datetime, months: int, until: datetime
) -> None:
    assert last_close(now, months=months, zone=WARSAW) == until


def test_squares_are_told_at_a_crossing_or_at_a_street_or_without_a_name() -> None:
    assert told(places(*[0] * 5, *[1] * 10, *[2] * 5)) == [
        ("5-9", "Szeroka / Łazienna"),
        ("10-19", "Szeroka"),
        ("5-9", None),
    ]


def test_four_places_are_not_told() -> None:
    assert told(places(0, 0, 0, 0)) == []


def test_fewer_than_ten_of_a_sensitive_kind_count_nowhere() -> None:
    assert told(places(*[0] * 9, category="harassment")) == []
    assert told(places(*[0] * 4), places(*[0] * 9, category="harassment")) == []
    assert told(places(*[0] * 9), places(*[0] * 9, category="harassment"))[0][0] == "5-9"
    assert told(places(*[0] * 10, category="harassment"))[0][0] == "10-19"


def test_reports_at_a_lone_house_are_not_told_however_many_there_are() -> None:
    lone = Units(250, {(EAST // 250, NORTH // 250): 1})
    assert told_squares(places(*[0] * 60), lone, STREETS, fewest=5).empty


def test_the_middle_of_a_square_and_its_name_do_not_follow_from_the_reports() -> None:
    moved = places(*[0] * 5).set_geometry([shapely.Point(EAST + 1 + n, NORTH + 249 - n) for n in range(5)], crs=CRS)
    first, other = (
        told_squares(one, UNITS, STREETS, fewest=5).to_wkb(hex=True).to_dict("index")
        for one in (places(*[0] * 5), moved)
    )
    assert first == other


def parks(name: str | None, shape: shapely.Geometry) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"name": [name]}, geometry=[shape], crs=CRS)


LARGE = shapely.box(EAST + 510, NORTH - 300, EAST + 900, NORTH + 40)


@pytest.mark.parametrize(
    ("park", "near"),
    [
        (parks("park Glazja", shapely.Point(EAST + 620, NORTH + 120)), "park Glazja"),
        (parks("skwer", shapely.box(EAST + 600, NORTH + 100, EAST + 640, NORTH + 140)), "skwer"),
        (parks("park Glazja", shapely.box(EAST + 510, NORTH + 10, EAST + 740, NORTH + 240)), "park Glazja"),
        (parks(None, shapely.Point(EAST + 620, NORTH + 120)), None),
        (parks("inny park", shapely.Point(EAST + 900, NORTH + 120)), None),
    ],
)
def test_a_square_without_a_crossing_is_told_at_a_park_in_it(park, near) -> None:
    frame = told_squares(places(*[2] * 5), UNITS, STREETS, park, fewest=5)
    assert frame["near"].tolist() == [near]


def test_a_large_park_is_told_where_ways_enter_it_and_not_at_its_middle() -> None:
    square = np.array([shapely.box(EAST + 500, NORTH, EAST + 750, NORTH + 250)], dtype=object)
    way = gpd.GeoDataFrame(
        {"name": [None]}, geometry=[shapely.LineString([(EAST + 600, NORTH + 100), (EAST + 600, NORTH)])], crs=CRS
    )
    [point] = public_points(square, way, parks("park Glazja", LARGE))
    assert (point.x, point.y, point.near) == (EAST + 600, NORTH + 40, "park Glazja")


def test_the_nearer_of_a_crossing_and_a_park_tells_a_square() -> None:
    for spot, near in (((130, 130), "park Glazja"), ((240, 240), "Szeroka / Łazienna")):
        park = parks("park Glazja", shapely.Point(EAST + spot[0], NORTH + spot[1]))
        assert told_squares(places(*[0] * 5), UNITS, STREETS, park, fewest=5)["near"].tolist() == [near]
