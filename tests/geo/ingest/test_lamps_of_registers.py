"""Lamps with their schedules and lit radii, as registers write them and as a made-up city has them."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo.errors import FaultyFile
from geo.ingest.fabric.lamps import lamps
from geo.ingest.register import import_file

HEAD = "nr lampy;lon;lat;harmonogram;promień oświetlenia [m]\n"


def test_schedule_and_radius_are_read_in_polish(store, city, write) -> None:
    rows = ["1;18.60;53.01;park;12,5", "2;18.61;53.01;Ulice;20 m", "3;18.62;53.01;parki: do 23:00, latem całą noc;", "4;18.63;53.01;;"]  # fmt: skip
    import_file(store, city, "lamps", write("lampy.csv", HEAD + "\n".join(rows) + "\n"))
    found = store.read("lamps").set_index("ref")
    assert found["schedule"].fillna("").tolist() == ["park", "street", "park", ""]
    assert found["lit_radius_m"].tolist()[:2] == [12.5, 20.0]
    assert np.isnan(found["lit_radius_m"].astype(float).tolist()[2:]).all()


@pytest.mark.parametrize(
    ("row", "column", "message"),
    [
        ("1;18.60;53.01;księżyc;12", "harmonogram", "must be one of street, park, not 'księżyc'"),
        ("1;18.60;53.01;park;daleko", "promień oświetlenia [m]", "must be a length in metres"),
        ("1;18.60;53.01;park;0", "promień oświetlenia [m]", "greater than 0"),
        ("1;18.60;53.01;park;101", "promień oświetlenia [m]", "at most 100"),
    ],
)
def test_a_value_that_no_lamp_has_is_told_with_its_row_and_column(store, city, write, row, column, message) -> None:
    with pytest.raises(FaultyFile) as caught:
        import_file(store, city, "lamps", write("lampy.csv", HEAD + row + "\n"))
    [fault] = caught.value.faults
    assert (fault.row, fault.column) == (2, column)
    assert message in fault.message
    assert store.count("lamps") == 0


def test_lamps_of_made_up_parks_follow_their_schedule() -> None:
    lines = [shapely.LineString([(0, y), (200, y)]) for y in (0, 50, 100, 150)]
    told = {"kind": ["residential", "footway", "footway", "footway"], "zone": ["tenements", "park", "old", "slabs"]}
    streets = gpd.GeoDataFrame(told | {"importance": [1.0, 2.0, 3.0, 4.0]}, geometry=lines)
    stood = lamps(streets, np.empty(0, dtype=object), most=100)
    row = np.round(shapely.get_coordinates(stood.geometry.array)[:, 1] / 50).astype(int)
    assert set(zip(row.tolist(), stood["schedule"], strict=True)) == {
        (0, "street"),
        (1, "park"),
        (2, "park"),
        (3, "street"),
    }
