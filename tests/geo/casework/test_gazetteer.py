"""Is a place found by what is typed, whatever the case and the diacritics?"""

from __future__ import annotations

import pytest

from geo.casework.gazetteer import Named, gazetteer_of, of_places
from geo.city import City, load_city
from geo.storage.store import Store

KNOWN = of_places(
    [Named(name, 18.6, 53.0) for name in ("Żółkiewskiego", "Nowa Żółkiewskiego", "Łąkowa 7", "Łąkowa 71")]
)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("zolk", ["Żółkiewskiego", "Nowa Żółkiewskiego"]),
        ("  ŁĄKOWA   7 ", ["Łąkowa 7", "Łąkowa 71"]),
        ("x", []),
        ("", []),
        ("%", []),
        ("nie ma", []),
    ],
)
def test_places_are_found_by_their_beginning_first(typed: str, found: list[str]) -> None:
    assert [place.name for place in KNOWN.search(typed)] == found


def test_streets_and_addresses_of_the_store_are_known(store: Store, city: City) -> None:
    known = gazetteer_of(store, city)
    [first, *_] = known.search("łąkowa 7")
    assert first.name == "Łąkowa 7"
    assert 24.9 < first.lon < 25
    assert 60.1 < first.lat < 60.2


def test_parts_of_a_city_are_known_by_its_profile(store: Store) -> None:
    assert [place.name for place in gazetteer_of(store, load_city("torun")).search("bydgoskie")]
