"""Extracts of OpenStreetMap, and the frames of the demos, by the same reading of tags."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import osmium
import pytest
import shapely
from osmium.osm.mutable import Node, Relation, Way

from geo.city import City, load_city
from geo.errors import BadInput
from geo.ingest.osm import interpret, osm_buildings, osm_cameras, osm_lamps, osm_streets
from geo.ingest.osm_extract import import_osm
from geo.storage.store import Store

SQUARE = [(18.600, 53.010), (18.602, 53.010), (18.602, 53.012), (18.600, 53.012)]
YARD = [(18.6005, 53.0105), (18.6015, 53.0105), (18.6015, 53.0115), (18.6005, 53.0115)]
HOUSE = [(18.604, 53.010), (18.605, 53.010), (18.605, 53.011), (18.604, 53.011)]
FAR = [(17.0, 51.1), (17.001, 51.1), (17.001, 51.101), (17.0, 51.101)]


@pytest.fixture
def extract(tmp_path: Path) -> Path:
    """Write a house with a courtyard, a canopy, a house far away, streets, lamps and cameras by hand."""
    path = tmp_path / "torun.osm.pbf"
    corners = [*SQUARE, *YARD, *HOUSE, *FAR]
    with osmium.SimpleWriter(path) as writer:
        for number, place in enumerate(corners, start=1):
            writer.add_node(Node(id=number, location=place))
        camera = {
            "man_made": "surveillance",
            "camera:direction": "90;180",
            "camera:type": "fixed",
            "camera:angle": "360",
        }
        writer.add_node(Node(id=50, location=(18.603, 53.0105), tags=camera))
        writer.add_node(
            Node(id=51, location=(18.603, 53.0106), tags={"man_made": "surveillance", "surveillance:type": "guard"})
        )
        writer.add_node(
            Node(id=52, location=(18.603, 53.0107), tags={"man_made": "surveillance", "highway": "street_lamp"})
        )
        writer.add_way(Way(id=1, nodes=[1, 2, 3, 4, 1]))
        writer.add_way(Way(id=2, nodes=[5, 6, 7, 8, 5]))
        writer.add_way(Way(id=3, nodes=[9, 10, 11, 12, 9], tags={"building": "roof", "height": "high"}))
        writer.add_way(Way(id=4, nodes=[13, 14, 15, 16, 13], tags={"building": "yes"}))
        writer.add_way(Way(id=5, nodes=[1, 9], tags={"highway": "footway", "tunnel": "yes", "name": "Podziemna"}))
        writer.add_way(Way(id=6, nodes=[2, 10], tags={"highway": "residential"}))
        writer.add_way(Way(id=7, nodes=[2, 999], tags={"highway": "residential"}))
        tags = {"type": "multipolygon", "building": "yes", "building:levels": "3"}
        writer.add_way(Way(id=8, nodes=[10, 12], tags={"highway": "steps", "tunnel": "yes"}))
        writer.add_way(Way(id=9, nodes=[9, 10], tags={"highway": "footway", "tunnel": "yes"}))
        writer.add_way(Way(id=10, nodes=[9, 10, 11, 12, 9], tags={"amenity": "school", "name": "SP 7"}))
        writer.add_way(Way(id=11, nodes=[5, 6, 7, 8, 5], tags={"leisure": "garden", "access": "private"}))
        writer.add_node(Node(id=53, location=(18.6031, 53.0107), tags={"highway": "bus_stop", "name": "Rynek"}))
        writer.add_relation(Relation(id=1, members=[("w", 1, "outer"), ("w", 2, "inner")], tags=tags))
    return path


def test_an_extract_brings_buildings_streets_lamps_and_cameras(store: Store, city: City, extract: Path) -> None:
    reports = import_osm(store, city, extract)
    assert {family: report.added for family, report in reports.items()} == {
        "buildings": 2,
        "streets": 4,
        "lamps": 1,
        "trees": 0,
        "places": 3,
        "cameras": 3,
    }
    buildings = store.read("buildings").set_index("ref")
    assert len(buildings.loc["relation/1"].geometry.interiors) == 1
    assert buildings.loc["relation/1", "height_m"] == pytest.approx(3 * 3.2 + 1.5)
    assert buildings.loc["way/3", ["height_m", "min_height_m"]].tolist() == [4.5, 3.0]
    assert store.read("streets")["underground"].tolist() == [True, False, True, True]
    assert store.read("cameras")["ref"].tolist() == ["node/50/1", "node/50/2", "node/52"]
    assert store.read("cameras")["mount"].notna().all()
    assert {source.licence for source in store.sources("buildings", "cameras")} == {"ODbL-1.0"}


def test_an_extract_brings_places_and_ways_underground_that_touch_are_one(
    store: Store, city: City, extract: Path
) -> None:
    import_osm(store, city, extract)
    places = store.read("places").set_index("kind")
    assert places["name"].to_dict() == {"school": "SP 7", "stop": "Rynek", "underpass": "Podziemna"}
    assert places.loc["school"].geometry.geom_type == "Polygon"
    # Three ways that hang together: the nearest of them to the middle of all.
    assert 18.600 < places.loc["underpass"].geometry.x < 18.605
    assert places.loc["underpass"].geometry.geom_type == "Point"


def test_what_an_extract_brings_that_is_not_taken_is_said(
    store: Store, city: City, extract: Path, said: Callable
) -> None:
    reports = import_osm(store, city, extract)
    assert "outside of the city were left aside: 1" in said(reports["buildings"])
    assert "of height: 1" in said(reports["buildings"])
    assert "Objects without a whole geometry were left aside: 1" in said(reports["streets"])
    assert "of camera:angle: 2" in said(reports["cameras"])
    (fault,) = reports["cameras"].not_taken
    assert (fault.row, fault.column) == (51, "surveillance:type")


def test_a_dry_run_of_an_extract_writes_nothing_and_a_second_import_replaces(
    store: Store, city: City, extract: Path
) -> None:
    import_osm(store, city, extract, dry_run=True)
    assert store.count("buildings") == 0
    import_osm(store, city, extract)
    with pytest.raises(BadInput, match="already there"):
        import_osm(store, city, extract)
    import_osm(store, city, extract, replace=True)
    assert store.count("buildings") == 2


def test_what_is_no_extract_is_refused(store: Store, city: City, write: Callable) -> None:
    with pytest.raises(BadInput, match="must be an extract"):
        import_osm(store, city, write("a.osm.pbf", "not one"))
    with pytest.raises(BadInput, match=r"must end in \.osm\.pbf"):
        import_osm(store, city, write("a.zip", "not one"))


@pytest.mark.parametrize("name", ["helsinki", "heidelberg"])
def test_the_frames_of_the_demos_are_read_like_extracts(tmp_path: Path, name: str) -> None:
    city = load_city(name)
    path = city.file(str(city.demo.places))
    frames = {
        "buildings": osm_buildings(gpd.read_file(path, layer="buildings"), city),
        "streets": osm_streets(gpd.read_file(path, layer="streets")),
        "cameras": osm_cameras(gpd.read_file(path, layer="cameras")),
        "lamps": osm_lamps(gpd.read_file(path, layer="street_lamps")),
    }
    assert len(frames["streets"]) == {"helsinki": 2468, "heidelberg": 497}[name]
    assert len(frames["cameras"]) == {"helsinki": 221, "heidelberg": 5}[name]
    assert frames["buildings"]["height_m"].notna().all()
    assert (frames["buildings"]["min_height_m"] < frames["buildings"]["height_m"]).all()
    assert frames["streets"]["underground"].any()
    assert all(frame["ref"].is_unique for frame in frames.values())


def test_helsinkis_cameras_turn_and_hang_as_their_tags_say() -> None:
    city = load_city("helsinki")
    cameras = osm_cameras(gpd.read_file(city.file("helsinki_center.gpkg"), layer="cameras"))
    assert (cameras["camera_type"] == "panning").sum() == 34
    assert (cameras["mount"] == "ceiling").sum() == 5
    assert sorted(cameras["height_m"].dropna()) == [4, 5, 5, 7, 8, 8, 15]


def test_a_tag_without_sense_costs_the_tag_and_not_the_camera() -> None:
    tags = [{"camera:direction": "up", "camera:angle": "180", "height": "5"}, {"surveillance": "fake"}]
    data = {"osm_id": [7, 8], "tags": [json.dumps(one) for one in tags]}
    frame = gpd.GeoDataFrame(data, geometry=[shapely.Point(18.6, 53.01)] * 2, crs="EPSG:4326")
    made = interpret("cameras", frame)
    (camera,) = made.frame("cameras").to_dict("records")
    assert (camera["ref"], camera["height_m"], camera["bearing_deg"], camera["tilt_deg"]) == ("node/7", 5.0, None, None)
    assert [fault.row for fault in made.refused] == [8]
