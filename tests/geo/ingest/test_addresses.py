"""A register of addresses is read from files: told whole, or as street and number, at points or entrances."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import shapely

from geo.city import City
from geo.errors import FaultyFile
from geo.ingest.register import import_file
from geo.storage.store import Store


def test_an_address_is_told_whole_or_as_street_and_number(store: Store, city: City, write: Callable) -> None:
    told = "id;adres;ulica;numer;lon;lat\n1;Szeroka 7;;;18,6050;53,0107\n2;;Łazienna;3A;18,6060;53,0108\n"
    report = import_file(store, city, "addresses", write("adresy.csv", told))
    assert (report.taken, report.added) == (2, 2)
    kept = store.read("addresses").set_index("ref")
    assert kept["address"].to_dict() == {"1": "Szeroka 7", "2": "Łazienna 3A"}
    assert kept.geometry["2"].equals_exact(shapely.Point(18.606, 53.0108), 1e-9)


def test_the_national_grid_is_understood(store: Store, city: City, write: Callable) -> None:
    told = "id;ulica;nr domu;x;y\n1;Szeroka;7;6540276,5;5874864,2\n"
    import_file(store, city, "addresses", write("adresy.csv", told), crs="EPSG:2177")
    [kept] = store.read("addresses").geometry
    assert (kept.x, kept.y) == pytest.approx((18.60, 53.01), abs=0.01)


def test_an_address_without_words_or_a_place_is_listed_with_its_row(store: Store, city: City, write: Callable) -> None:
    told = "id;ulica;numer;lon;lat\n1;;;18,605;53,0107\n2;Szeroka;7;;\n3;Szeroka;9;18,606;53,0108\n"
    with pytest.raises(FaultyFile) as error:
        import_file(store, city, "addresses", write("adresy.csv", told))
    assert {fault.row for fault in error.value.faults} == {2, 3}
    assert store.count("addresses") == 0


def test_two_registers_stand_beside_each_other_and_one_is_replaced_whole(
    store: Store, city: City, write: Callable
) -> None:
    first = "id;adres;lon;lat\n1;Szeroka 7;18,605;53,0107\n"
    import_file(store, city, "addresses", write("a.csv", first))
    import_file(store, city, "addresses", write("b.csv", first.replace("1;", "2;").replace(" 7", " 9")))
    assert sorted(store.read("addresses")["address"]) == ["Szeroka 7", "Szeroka 9"]
    import_file(store, city, "addresses", write("c.csv", first.replace("Szeroka", "Nowa")), replace=True)
    assert store.read("addresses")["address"].tolist() == ["Nowa 7"]
