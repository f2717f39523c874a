from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import crs
from geo.city import CameraSystem, City, Fabric, load_city
from geo.ingest.fabric.areas import partition
from geo.ingest.fabric.load import Part, load_fabric, made_up, source_of
from geo.ingest.fabric.names import addresses, street_names
from geo.ingest.fabric.parcels import edges, parcels
from geo.ingest.fabric.spots import facades
from geo.model import FAMILIES
from geo.storage.store import Store
from geo.storage.tables import FAMILY_TABLES

SYSTEMS = (
    CameraSystem(
        name="miejski", camera_name="Kamera miejska {n}", cameras=30, where="streets", owner="Gmina", operator="Centrum"
    ),
    CameraSystem(
        name="osiedlowy",
        camera_name="Kamera osiedlowa {n}",
        cameras=11,
        where="estates",
        owner="Zarządca",
        operator="Administracja",
    ),
    CameraSystem(name="jednostki", camera_name="Kamera jednostki {n}", cameras=60, where="units", owner="Gmina"),
)
SMALL = Fabric(
    centre=(18.605, 53.0107),
    seed=7,
    buildings=400,
    old_radius_m=180,
    dense_radius_m=350,
    lamps=300,
    units=9,
    areas=4,
    area_name="Okręg {n} (podział przykładowy)",
    systems=SYSTEMS,
)


@dataclass(frozen=True)
class Made:
    """A made-up city, its things by family in metres."""

    city: City
    boundary: shapely.Geometry
    parts: list[Part]

    def family(self, name: str) -> gpd.GeoDataFrame:
        frames = [part.frame for part in self.parts if part.family == name]
        return gpd.pd.concat(frames, ignore_index=True).to_crs(self.city.crs)

    def shapes(self, name: str) -> np.ndarray:
        return np.asarray(self.family(name).geometry.array, dtype=object)


def town() -> City:
    toruń = load_city("torun")
    return toruń.model_copy(update={"demo": toruń.demo.model_copy(update={"fabric": SMALL})})


def ground() -> shapely.Geometry:
    """A town 1.5 km wide, with a bay in its edge."""
    [centre] = gpd.GeoSeries(shapely.points([SMALL.centre]), crs=crs.STORED).to_crs("EPSG:2177")
    x, y = centre.x, centre.y
    bay = shapely.Point(x + 700, y).buffer(200)
    return shapely.box(x - 750, y - 750, x + 750, y + 750).difference(bay)


def make(seed: int) -> Made:
    return Made(town(), ground(), made_up(ground(), town(), rng=np.random.default_rng(seed)))


@pytest.fixture(scope="module")
def made() -> Made:
    return make(7)


def boundary_of(city: City) -> shapely.Geometry:
    return gpd.read_file(str(city.file(str(city.boundary)))).to_crs(city.crs).union_all()


@pytest.fixture(scope="module")
def torun() -> tuple[Made, float]:
    """Toruń at its full size, and the seconds of processor time that it took."""
    city = load_city("torun")
    begin = time.process_time()
    parts = made_up(boundary_of(city), city, rng=np.random.default_rng(1))
    return Made(city, boundary_of(city), parts), time.process_time() - begin


def require_sound(made: Made) -> None:
    """Require what holds in every made-up city."""
    houses, cameras = made.shapes("buildings"), made.shapes("cameras")
    tree = shapely.STRtree(houses)
    whole = shapely.buffer(made.boundary, 0.01)
    for family in ("buildings", "streets", "lamps", "cameras", "areas"):
        assert shapely.covered_by(made.shapes(family), whole).all(), family
        assert shapely.is_valid(made.shapes(family)).all(), family
    assert shapely.area(shapely.union_all(houses)) == pytest.approx(shapely.area(houses).sum(), rel=1e-6)
    assert len(tree.query(made.shapes("streets"), predicate="intersects")[0]) == 0
    assert len(tree.query(cameras, predicate="intersects")[0]) == 0
    assert len(tree.query(made.shapes("lamps"), predicate="intersects")[0]) == 0
    areas = made.shapes("areas")
    assert shapely.area(areas).sum() == pytest.approx(made.boundary.area, rel=1e-6)
    assert shapely.area(shapely.union_all(areas)) == pytest.approx(made.boundary.area, rel=1e-6)


def test_a_made_up_town_is_sound(made: Made) -> None:
    require_sound(made)


@settings(max_examples=12)
@given(seed=st.integers(0, 2**32))
def test_a_made_up_town_is_sound_for_every_seed(seed: int) -> None:
    require_sound(make(seed))


def test_counts_are_those_of_the_profile(made: Made) -> None:
    assert made.family("cameras")["system"].value_counts().to_dict() == {s.name: s.cameras for s in SYSTEMS}
    assert 300 <= len(made.family("buildings")) <= SMALL.buildings
    assert len(made.family("areas")) == SMALL.areas
    assert 100 <= len(made.family("lamps")) <= SMALL.lamps


def test_the_same_seed_makes_the_same_bytes(made: Made) -> None:
    again = make(7)
    for part, same in zip(made.parts, again.parts, strict=True):
        assert part.frame.to_json(default=str) == same.frame.to_json(default=str)


def test_another_seed_makes_another_town(made: Made) -> None:
    other = make(8)
    for part, another in zip(made.parts, other.parts, strict=True):
        assert part.frame.to_json(default=str) != another.frame.to_json(default=str)


def test_all_things_fit_their_families(made: Made) -> None:
    for part in made.parts:
        columns = {column.name for column in FAMILY_TABLES[part.family].columns} - {"fid", "source_id"}
        assert set(part.frame.columns) == columns - {"cost_grosze"}  # a price is told of candidates alone
        for row in part.frame.to_dict("records"):
            FAMILIES[part.family].model_validate(row)
        assert part.frame["ref"].is_unique


def test_every_source_says_that_it_is_made_up(made: Made) -> None:
    for part in made.parts:
        assert source_of(part).synthetic
        assert source_of(part).name.endswith("(dane przykładowe)")


def test_heights_follow_the_storeys(made: Made) -> None:
    houses = made.family("buildings")
    assert houses["height_m"].between(3, 45).all()
    plain = houses[houses["kind"].isin(["apartments", "house", "hotel"])]
    assert (plain["height_m"] / plain["levels"]).between(2.8, 7).all()
    assert not houses["assumed"].map(len).any()


def test_an_address_belongs_to_one_house_only(made: Made) -> None:
    houses = made.family("buildings")
    assert houses["address"].is_unique
    assert houses["address"].str.fullmatch(r"ul\. [\w ]+ \d+").all()


def test_streets_that_have_a_name_have_one_of_their_own(made: Made) -> None:
    names = made.family("streets")["name"].dropna()
    assert names.is_unique
    assert len(names) > 20


def test_cameras_state_all_that_is_to_be_known_of_them(made: Made) -> None:
    cameras = made.family("cameras")
    assert not cameras["assumed"].map(len).any()
    stated = ["camera_type", "kind", "mount", "height_m", "tilt_deg", "hfov_deg", "sensor_width_px", "operator"]
    assert cameras[stated].notna().all().all()
    assert (cameras["bearing_deg"].notna() == (cameras["camera_type"] == "fixed")).all()
    assert set(cameras["kind"]) <= set(made.city.camera_kinds)
    assert set(cameras["status"]) <= {"working", "off"}


def test_a_city_has_some_cameras_of_every_kind(torun: tuple[Made, float]) -> None:
    made = torun[0]
    cameras = made.family("cameras")
    count = cameras["kind"].value_counts()
    assert set(count.index) == set(made.city.camera_kinds)
    assert count["ptz_2mp"] > 100
    assert 10 < count["multi_4x4mp"] < 60
    assert 10 < count["anpr_2mp"] < 60
    assert 0 < count["thermal_640"] < 15
    types = cameras["kind"].map({name: kind.camera_type for name, kind in made.city.camera_kinds.items()})
    assert (cameras["camera_type"] == types).all()


def test_plates_are_read_along_main_streets(torun: tuple[Made, float]) -> None:
    made = torun[0]
    cameras, streets = made.family("cameras"), made.family("streets")
    gates = cameras[cameras["kind"] == "anpr_2mp"]
    main = streets[streets["kind"].isin(["primary", "secondary", "tertiary"])].union_all()
    points = np.asarray(gates.geometry.array, dtype=object)
    assert (shapely.distance(points, main) <= 12.0 + 1e-3).all()
    angle = np.radians(gates["bearing_deg"].to_numpy())
    ahead = shapely.points(shapely.get_coordinates(points) + 3.0 * np.column_stack([np.sin(angle), np.cos(angle)]))
    # Along a straight street the distance stays; at bends and crossings it changes a little.
    moved_m = np.abs(shapely.distance(ahead, main) - shapely.distance(points, main))
    assert np.median(moved_m) < 0.2


def test_some_registers_tell_of_presets_and_of_infrared_light(torun: tuple[Made, float]) -> None:
    cameras = torun[0].family("cameras")
    told = cameras["presets"].map(len) > 0
    turning = cameras["camera_type"] == "panning"
    assert (turning | ~told).all()
    assert 0.5 < told.sum() / turning.sum() < 0.9
    shares = cameras.loc[told, "presets"].map(lambda presets: sum(preset["share"] for preset in presets))
    assert shares.between(0.5, 1).all()
    assert 0.3 < cameras["ir_range_m"].notna().mean() < 0.7


def test_a_camera_on_a_wall_hangs_a_foot_before_it_and_looks_away(made: Made) -> None:
    cameras = made.family("cameras")
    mine = cameras[(cameras["mount"] == "wall") & (cameras["camera_type"] == "fixed")]
    houses = made.shapes("buildings")
    points = np.asarray(mine.geometry.array, dtype=object)
    nearest = houses[shapely.STRtree(houses).query_nearest(points, all_matches=False)[1]]
    gap_m = shapely.distance(points, nearest)
    assert gap_m == pytest.approx(0.3, abs=1e-3)
    angle = np.radians(mine["bearing_deg"])
    ahead = shapely.get_coordinates(points) + 0.2 * np.column_stack([np.sin(angle), np.cos(angle)])
    assert (shapely.distance(shapely.points(ahead), nearest) > gap_m + 0.1).all()


def test_cameras_of_units_are_run_by_units_in_named_houses(made: Made) -> None:
    cameras, houses = made.family("cameras"), made.family("buildings")
    operators = set(cameras.loc[cameras["system"] == "jednostki", "operator"])
    assert operators <= set(houses["name"].dropna())
    assert len(operators) > 3


def test_the_store_takes_the_whole_city(tmp_path: Path) -> None:
    city = load_city("torun")
    fabric = city.demo.fabric.model_copy(update={"buildings": 500, "lamps": 400})
    few = city.model_copy(update={"demo": city.demo.model_copy(update={"fabric": fabric})})
    store = Store.open(tmp_path / "torun.sqlite", city_id="torun")
    with store.writing() as writing:
        load_fabric(writing, few)
    assert store.count("cameras") == 685
    assert store.count("areas") == 13
    assert all(source.synthetic for source in store.sources(*FAMILIES))
    store.close()


def test_a_made_up_city_has_schools_stops_parks_and_underpasses_as_places(torun: tuple[Made, float]) -> None:
    city_made, _ = torun
    kinds = city_made.family("places")["kind"].value_counts()
    assert {"school", "stop", "park", "underpass", "market"} <= set(kinds.index)
    assert kinds["market"] == 1
    schools = city_made.family("buildings")["kind"].eq("school").sum()
    assert kinds["school"] == schools > 0
    assert city_made.family("places").loc[lambda f: f["kind"] == "stop"].geometry.geom_type.eq("Point").all()


def test_a_city_without_a_fabric_gets_nothing(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "helsinki.sqlite", city_id="helsinki")
    with store.writing() as writing:
        load_fabric(writing, load_city("helsinki"))
    assert store.sources(*FAMILIES) == []
    store.close()
    with pytest.raises(ValueError, match=r"demo\.fabric"):
        made_up(ground(), load_city("helsinki"), rng=np.random.default_rng(1))


def test_torun_at_its_full_size_is_sound_and_quick(torun: tuple[Made, float]) -> None:
    made, seconds = torun
    require_sound(made)
    assert made.family("cameras")["system"].value_counts().to_dict() == {"system miejski": 553, "system osiedlowy": 132}
    assert 19_000 <= len(made.family("buildings")) <= 20_000
    areas = made.family("areas")
    assert list(areas["name"])[::12] == ["Okręg 1 (podział przykładowy)", "Okręg 13 (podział przykładowy)"]
    # The boundary that is shipped has 115.71 km², 0.13 % more than the 115.56 of the brief.
    assert areas.area.sum() / 1e6 == pytest.approx(115.71, rel=1e-3)
    assert seconds < 30


def test_krakow_has_the_cameras_of_its_units() -> None:
    systems = load_city("krakow").demo.fabric.systems
    assert [system.cameras for system in systems] == [569, 22_273]
    assert load_city("krakow").demo.fabric.areas == 18


def test_a_strip_along_a_square_is_divided_without_rest() -> None:
    along = edges(np.array([shapely.box(0, 0, 100, 60)]), np.array([10.0]))
    plots = parcels(along, np.full(4, 20.0), np.random.default_rng(0))
    assert len(plots.edge) == 5 + 3 + 5 + 3
    assert shapely.area(shapely.polygons(plots.corners)).sum() == pytest.approx(100 * 60 - 80 * 40)


def test_a_block_that_is_too_narrow_has_no_strip() -> None:
    assert len(edges(np.array([shapely.box(0, 0, 100, 15)]), np.array([10.0])).block) == 0


def test_odd_numbers_stand_on_the_left() -> None:
    street = shapely.LineString([(0, 0), (100, 0)])
    houses = shapely.box([10, 50, 20], [5, 5, -15], [20, 60, 30], [15, 15, -5])
    named = addresses(houses, np.array([street]), np.array(["ul. Lipowa"], dtype=object))
    assert list(named) == ["ul. Lipowa 1", "ul. Lipowa 3", "ul. Lipowa 2"]


def test_names_of_streets_never_run_out() -> None:
    names = street_names(np.arange(9000.0), np.random.default_rng(0))
    assert len(set(names)) == 9000
    assert len(names[-1].split()) == 2


def test_a_spot_before_a_wall_keeps_its_gap() -> None:
    house = np.full(50, shapely.box(0, 0, 20, 10), dtype=object)
    spots = facades(house, np.arange(50), np.full(50, 0.3), np.random.default_rng(0))
    assert shapely.distance(shapely.points(spots.xy), house) == pytest.approx(0.3, abs=0.02)
    north = spots.xy[:, 1] > 10.2
    assert spots.outward_deg[north] == pytest.approx(0, abs=1e-6)


def test_areas_are_numbered_from_the_centre() -> None:
    boundary = shapely.box(0, 0, 9000, 5000)
    centre = np.array([2000.0, 2000.0])
    areas = partition(boundary, 7, centre, np.random.default_rng(3))
    assert sum(area.area for area in areas) == pytest.approx(boundary.area)
    assert areas[0].distance(shapely.Point(centre)) == 0


def test_trees_stand_clear_of_houses_and_have_sizes(made: Made) -> None:
    trees, houses = made.family("trees"), made.family("buildings")
    assert 50 <= len(trees) <= SMALL.trees
    assert shapely.distance(trees.geometry.array, houses.geometry.union_all()).min() > 1.9
    assert trees["crown_m"].between(3, 12).all()
    assert (trees["height_m"] > trees["crown_m"] * 0.9).all()


def test_outages_are_those_of_cameras_and_most_of_the_cameras_called_off_have_one(made: Made) -> None:
    outages, cameras = made.family("outages"), made.family("cameras")
    assert outages["camera"].isin(cameras["ref"]).all()
    ended = outages.dropna(subset="off_to")
    assert (ended["off_to"] >= ended["off_from"]).all()
    lasting = set(outages.loc[outages["off_to"].isna(), "camera"])
    off = set(cameras.loc[cameras["status"] == "off", "ref"])
    assert len(lasting & off) >= len(off) / 2
