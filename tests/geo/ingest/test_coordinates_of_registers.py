"""CRS given and detected, axes swapped, zones that do not fit."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import shapely

from geo.city import City, load_city
from geo.errors import FaultyFile
from geo.ingest.register import import_file
from geo.storage.store import Store

TORUN = shapely.Point(18.6050, 53.0107)
#: Toruń, east and north, in what Polish registers come in.
IN = {
    "EPSG:4326": (18.6050, 53.0107),
    "EPSG:2180": (473505.97, 571771.02),
    "EPSG:2177": (6540604.65, 5875529.94),
}
#: A place in the middle of each PL-2000 zone.
ZONES = {
    "EPSG:2176": (5500000, 5900000, 15.0),
    "EPSG:2177": (6500000, 5900000, 18.0),
    "EPSG:2178": (7500000, 5900000, 21.0),
    "EPSG:2179": (8500000, 5900000, 24.0),
}


def table(x: object, y: object, headers: str = "lon;lat") -> str:
    return f"ref;{headers}\na;{x};{y}\n"


def feature(x: float, y: float, member: str = "") -> str:
    point = f'{{"type": "Point", "coordinates": [{x}, {y}]}}'
    return f'{{{member}"type": "Feature", "properties": {{"ref": "a"}}, "geometry": {point}}}'


@pytest.mark.parametrize("crs", IN)
@pytest.mark.parametrize("given", [True, False])
@pytest.mark.parametrize("swapped", [True, False])
@pytest.mark.parametrize("headers", ["lon;lat", "x;y"])
def test_each_crs_is_read_given_or_detected_and_in_either_order(
    store: Store, city: City, write: Callable, said: Callable, crs: str, given: bool, swapped: bool, headers: str
) -> None:
    pair = IN[crs][::-1] if swapped else IN[crs]
    path = write("c.csv", table(*pair, headers=headers))
    report = import_file(store, city, "lamps", path, crs=crs if given else None)
    assert store.read("lamps").geometry.iloc[0].distance(TORUN) < 1e-6
    assert (f"detected as {crs}" in said(report)) is not given
    turned = "Axes were swapped" in said(report) or "X was read as the northing" in said(report)
    assert turned is swapped


@pytest.mark.parametrize("crs", ZONES)
def test_each_zone_of_pl2000_is_known_by_its_first_digit(
    store: Store, city: City, write: Callable, said: Callable, crs: str
) -> None:
    east, north, meridian = ZONES[crs]
    report = import_file(store, city, "lamps", write("c.csv", table(east, north)))
    assert f"detected as {crs}" in said(report)
    assert store.read("lamps").geometry.iloc[0].x == pytest.approx(meridian, abs=1e-6)


def test_a_zone_that_does_not_fit_the_eastings_is_refused_in_words(store: Store, city: City, write: Callable) -> None:
    with pytest.raises(FaultyFile) as caught:
        import_file(store, city, "lamps", write("c.csv", table(*IN["EPSG:2177"])), crs="EPSG:2178")
    assert caught.value.faults[0].message == (
        "Eastings in EPSG:2178 must begin with 7, but these begin with 6: they are in zone 6, EPSG:2177."
    )


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:2180"])
def test_coordinates_outside_of_the_given_crs_are_refused_with_its_range(
    store: Store, city: City, write: Callable, crs: str
) -> None:
    with pytest.raises(FaultyFile) as caught:
        import_file(store, city, "lamps", write("c.csv", table(*IN["EPSG:2177"])), crs=crs)
    assert f"Coordinates in {crs} must lie at" in caught.value.faults[0].message


def test_a_crs_that_cannot_be_told_is_asked_for_beside_all_other_faults(
    store: Store, city: City, write: Callable
) -> None:
    path = write("c.csv", "ref;lon;lat;height\na;4000;9000000;4\nb;4001;9000001;tall\n")
    with pytest.raises(FaultyFile) as caught:
        import_file(store, city, "cameras", path, skip_faulty=True)
    first, second = caught.value.faults
    assert "must be named, one of EPSG:4326, EPSG:2180" in first.message
    assert (second.row, second.column) == (3, "height")


def test_one_row_with_swapped_axes_is_a_fault_of_that_row(store: Store, city: City, write: Callable) -> None:
    path = write("c.csv", "ref;lon;lat\na;18.60;53.01\nb;18.61;53.02\nc;53.01;18.60\n")
    with pytest.raises(FaultyFile) as caught:
        import_file(store, city, "lamps", path)
    assert [fault.row for fault in caught.value.faults] == [4]
    assert "swapped" in caught.value.faults[0].message


def test_one_row_in_another_zone_is_a_fault_of_that_row(store: Store, city: City, write: Callable) -> None:
    path = write("c.csv", "ref;x;y\na;5875529;6540604\nb;5875530;6540605\nc;5875530;7540605\n")
    report = import_file(store, city, "lamps", path, skip_faulty=True)
    assert [(fault.row, fault.column) for fault in report.not_taken] == [(4, "x, y")]
    assert report.taken == 2


def test_places_outside_of_the_city_are_taken_and_noted(
    store: Store, city: City, write: Callable, said: Callable
) -> None:
    report = import_file(store, city, "lamps", write("c.csv", "ref;lon;lat\na;18.60;53.01\nb;18.95;53.01\n"))
    assert report.taken == 2
    assert "Places outside of the city: 1 of 2." in said(report)


def test_geojson_with_swapped_axes_is_turned_and_said(
    store: Store, city: City, write: Callable, said: Callable
) -> None:
    report = import_file(store, city, "lamps", write("a.geojson", feature(53.0107, 18.605)))
    assert "Axes were swapped" in said(report)
    assert store.read("lamps").geometry.iloc[0].equals(shapely.Point(18.605, 53.0107))


@pytest.mark.parametrize(
    "member", ['"crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::2177"}}, ', ""]
)
def test_geojson_in_metres_is_read_by_its_crs_member_or_by_its_numbers(
    store: Store, city: City, write: Callable, member: str
) -> None:
    import_file(store, city, "lamps", write("a.geojson", feature(6540604.65, 5875529.94, member)))
    assert store.read("lamps").geometry.iloc[0].distance(TORUN) < 1e-6


def test_krakow_in_2180_is_found_in_either_order(tmp_path: Path, write: Callable) -> None:
    krakow = load_city("krakow")
    store = Store.open(tmp_path / "krakow.sqlite", city_id="krakow")
    for ref, (x, y) in {"a": (567066.61, 244269.37), "b": (244269.37, 567066.61)}.items():
        path = write(f"{ref}.csv", f"ref;x;y\n{ref};{x};{y}\n")
        import_file(store, krakow, "lamps", path)
    found = store.read("lamps").geometry.array
    assert shapely.distance(found, shapely.Point(19.9373, 50.0619)).max() < 1e-5
    store.close()
