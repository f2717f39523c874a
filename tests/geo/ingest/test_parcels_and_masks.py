"""Parcels and masks of cameras as their registers tell of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from geo.city import City
from geo.errors import FaultyFile
from geo.ingest.register import import_file
from geo.storage.store import Store

SQUARE = "POLYGON((18.6 53.01,18.601 53.01,18.601 53.011,18.6 53.011,18.6 53.01))"
EGIB = (
    "ID działki;Klasoużytki;WKT\n"
    f"046301_1.0012.101/2;B;{SQUARE}\n"
    f"046301_1.0012.101/3;B-RIIIa;{SQUARE}\n"
    f"046301_1.0012.101/4;Bi 0,0500 ha, B 0,0200 ha;{SQUARE}\n"
    f"046301_1.0012.102;dr;{SQUARE}\n"
    f"046301_1.0012.103;Ls;{SQUARE}\n"
    f"046301_1.0012.104;tereny mieszkaniowe;{SQUARE}\n"
)


def test_the_uses_of_the_land_register_tell_which_parcels_are_private(
    store: Store, city: City, write: Callable, said: Callable
) -> None:
    report = import_file(store, city, "parcels", write("dzialki.csv", EGIB))
    kinds = store.read("parcels").set_index("ref")["kind"]
    assert kinds.tolist() == ["residential", "residential", "residential", "road", "Ls", "residential"]
    assert kinds.index[0] == "046301_1.0012.101/2"
    assert "Parcels of other uses were taken, and count as no private ground: 2." in said(report)


def test_a_parcel_without_a_use_is_residential(store: Store, city: City, write: Callable, said: Callable) -> None:
    report = import_file(store, city, "parcels", write("p.csv", f"numer działki;geometria\n7/1;{SQUARE}\n"))
    assert store.read("parcels")["kind"].tolist() == ["residential"]
    assert "Parcels without a use were taken as residential: 1." in said(report)


def test_parcels_come_as_a_geopackage_in_the_polish_grid(store: Store, city: City, tmp_path: Path) -> None:
    yard = shapely.box(18.605, 53.01, 18.606, 53.011)
    frame = gpd.GeoDataFrame({"identyfikator": ["1"], "landuse": ["residential"]}, geometry=[yard], crs="EPSG:4326")
    frame.to_crs("EPSG:2177").to_file(tmp_path / "dzialki.gpkg", driver="GPKG")
    import_file(store, city, "parcels", tmp_path / "dzialki.gpkg")
    [found] = store.read("parcels").geometry
    assert shapely.hausdorff_distance(found, yard) < 1e-6


def test_a_mask_names_its_camera(store: Store, city: City, write: Callable, said: Callable) -> None:
    import_file(store, city, "cameras", write("c.csv", "ref;lon;lat\nK-1;18.6005;53.0105\n"))
    mask = {"type": "Feature", "properties": {"ref": "m1", "Nr kamery": "K-1"}, "geometry": _shape()}
    stray = {"type": "Feature", "properties": {"ref": "m2", "Nr kamery": "K-9"}, "geometry": _shape()}
    told = {"type": "FeatureCollection", "features": [mask, stray]}
    report = import_file(store, city, "masks", write("m.geojson", json.dumps(told)))
    assert store.read("masks").set_index("ref")["camera"].to_dict() == {"m1": "K-1", "m2": "K-9"}
    assert "Cameras that the register of cameras does not hold: 1, such as K-9." in said(report)


def test_masks_without_cameras_are_refused(store: Store, city: City, write: Callable, where: Callable) -> None:
    with pytest.raises(FaultyFile) as caught:
        import_file(store, city, "masks", write("m.csv", f"ref;wkt\nm1;{SQUARE}\n"))
    assert where(caught.value.faults) == [(None, None)]
    with pytest.raises(FaultyFile) as caught:
        import_file(store, city, "masks", write("n.csv", f"ref;kamera;wkt\nm1;;{SQUARE}\n"))
    assert where(caught.value.faults) == [(2, "kamera")]


def _shape() -> dict[str, object]:
    return json.loads(shapely.to_geojson(shapely.from_wkt(SQUARE)))
