"""Does the heat of reported places follow from the squares that everybody sees, and from nothing else?"""

from __future__ import annotations

import geopandas as gpd
import pytest
import shapely

from geo.disclosure.heat import LEVELS, heat

CRS = "EPSG:2177"
EAST, NORTH, SIDE = 6_540_000, 5_875_000, 250


def squares(*told: tuple[int, int, int, str]) -> gpd.GeoDataFrame:
    """Return squares by column, row, side in smallest squares, and band."""
    shapes = [
        shapely.box(EAST + SIDE * c, NORTH + SIDE * r, EAST + SIDE * (c + n), NORTH + SIDE * (r + n))
        for c, r, n, _ in told
    ]
    return gpd.GeoDataFrame({"band": [one[-1] for one in told]}, geometry=shapes, crs=CRS).to_crs("EPSG:4326")


def levels(*told: tuple[int, int, int, str]) -> dict[int, shapely.Geometry]:
    frame = heat(squares(*told), crs=CRS, cell_m=SIDE).to_crs(CRS)
    return dict(zip(frame["level"], frame.geometry, strict=True))


def test_no_squares_give_no_heat() -> None:
    assert heat(squares(), crs=CRS, cell_m=SIDE).empty


@pytest.mark.parametrize(("band", "hottest"), [("5-9", 3), ("10-19", 3), ("20-49", 4), ("50+", 5)])
def test_a_square_by_itself_is_hottest_in_its_middle_and_cold_a_square_away(band, hottest) -> None:
    # A square keeps erf(1/√2)² = 0.466 of its density in its middle: 80, 160, 320, 800 become 37, 75, 149, 373.
    found = levels((0, 0, 1, band))
    middle = shapely.Point(EAST + 125, NORTH + 125)
    assert max(found) == hottest
    assert found[hottest].intersects(middle)
    assert shapely.union_all(list(found.values())).hausdorff_distance(middle) < 1.5 * SIDE * 2**0.5


def test_as_many_reports_in_a_larger_square_are_cooler() -> None:
    assert max(levels((0, 0, 4, "10-19"))) < max(levels((0, 0, 1, "10-19")))
    assert set(levels((0, 0, 4, "5-9"))) == {1}


def test_levels_do_not_lie_over_each_other() -> None:
    found = list(levels((0, 0, 1, "50+"), (1, 0, 1, "10-19"), (4, 0, 2, "20-49")).values())
    assert len(found) == len(LEVELS)
    for at, one in enumerate(found):
        for other in found[at + 1 :]:
            assert one.intersection(other).area < 1


def test_a_large_square_is_as_hot_as_its_equal_parts_in_the_middle() -> None:
    # 20 in 500 m and 5 in each of its four parts are 80 reports a square kilometre alike.
    parts = [(c, r, 1, "5-9") for c in (0, 1) for r in (0, 1)]
    one, four = levels((0, 0, 2, "20-49")), levels(*parts)
    assert one.keys() == four.keys()
    assert all(one[level].equals(four[level]) for level in one)
