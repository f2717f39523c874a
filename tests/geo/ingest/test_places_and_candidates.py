"""Places where people gather, and lists of candidates, as files tell of them."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from geo.city import City
from geo.errors import FaultyFile
from geo.ingest.register import import_file
from geo.storage.store import Store


def test_places_come_by_their_kind_in_the_words_of_registers(store: Store, city: City, write: Callable) -> None:
    table = (
        "rodzaj;nazwa;lon;lat\nszkoła;SP 7;18.60;53.01\nPrzystanek autobusowy;Plac;18.61;53.01\nunderpass;;18.6;53.0\n"
    )
    import_file(store, city, "places", write("miejsca.csv", table))
    found = store.read("places")
    assert found["kind"].tolist() == ["school", "stop", "underpass"]
    assert found["name"].tolist()[:2] == ["SP 7", "Plac"]


def test_a_park_may_be_an_area_and_a_kind_that_is_none_is_refused(store: Store, city: City, write: Callable) -> None:
    ring = [[18.60, 53.01], [18.61, 53.01], [18.61, 53.02], [18.60, 53.01]]
    shapes = [{"type": "Polygon", "coordinates": [ring]}, {"type": "Point", "coordinates": [18.6, 53.0]}]
    features = [
        {"type": "Feature", "geometry": shape, "properties": {"kind": "park", "name": str(i)}}
        for i, shape in enumerate(shapes)
    ]
    path = write("parki.geojson", json.dumps({"type": "FeatureCollection", "features": features}))
    import_file(store, city, "places", path)
    assert store.read("places").geometry.geom_type.tolist() == ["Polygon", "Point"]
    with pytest.raises(FaultyFile) as refused:
        import_file(store, city, "places", write("zle.csv", "kind;lon;lat\nsmok;18.6;53.0\n"))
    assert "school" in refused.value.faults[0].message


def test_candidates_bring_their_status_and_their_cost(store: Store, city: City, write: Callable) -> None:
    table = "numer kamery;stan;koszt;lon;lat\nK1;kandydat;12 500,50 zł;18.60;53.01\nK2;propozycja;;18.61;53.01\n"
    import_file(store, city, "cameras", write("kandydaci.csv", table))
    found = store.read("cameras")
    assert found["status"].tolist() == ["candidate", "candidate"]
    assert found["cost_grosze"].tolist()[0] == 1_250_050
    assert found["cost_grosze"].isna().tolist() == [False, True]
    with pytest.raises(FaultyFile, match="faults"):
        import_file(store, city, "cameras", write("zle.csv", "nr kamery;cena;lon;lat\nK3;drogo;18.6;53.0\n"))
