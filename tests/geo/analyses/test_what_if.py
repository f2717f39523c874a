"""What would a camera that is only thought of add to a city on paper?"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo import crs
from geo.analyses import coverage
from geo.analyses import situation as situations
from geo.analyses.ideas import hung
from geo.analyses.situation import situation
from geo.analyses.what_if import ask
from geo.coverage.area import cover, ground_of
from geo.coverage.watching import views
from geo.errors import BadInput
from geo.model.idea import Idea

EDITION = "EN 62676-4:2015"
#: A dome of 1920 px and 90° at 5 m: 25 px/m reach this far.
REACH_M = np.sqrt(38.4**2 - 25)
DISC_M2 = np.pi * REACH_M**2


@pytest.fixture
def city(torun):
    """Return Toruń with a kind of camera whose reach is known by hand."""
    kind = torun.camera_kinds["dome_4mp"].model_copy(
        update={"sensor_width_px": 1920, "sensor_height_px": 1080, "hfov_deg": 90.0}
    )
    return torun.model_copy(update={"camera_kinds": torun.camera_kinds | {"plain": kind}})


def at(east, north, in_plain, **values):
    """Return a dome that is thought of at metres from the plain's origin."""
    lon, lat = in_plain(east, north)
    dome = {"camera_type": "dome", "kind": "plain", "mount": "pole", "height_m": 5.0, "hfov_deg": 90.0}
    return Idea(lon=lon, lat=lat, **(dome | values))


@pytest.fixture(scope="module")
def in_plain():
    def degrees(east, north):
        origin = shapely.Point(6540604.65 + east, 5875529.94 + north)
        place = gpd.GeoSeries([origin], crs="EPSG:2177").to_crs(crs.STORED).iloc[0]
        return place.x, place.y

    return degrees


def question(now, *ideas, level="detect", **more):
    return ask(now, list(ideas), norm_edition=EDITION, level=level, **more)


def test_alone_on_a_plain_a_dome_adds_its_disc(plain, city, in_plain) -> None:
    plain.areas(shapely.box(-200, -200, 200, 200)).cameras((-150, -150))
    plain.streets(shapely.LineString([(-200, 10), (200, 10)]))
    told = question(situation(plain.store, city), at(50, 10, in_plain))
    assert told.together.gain_m2.sum() == pytest.approx(DISC_M2, rel=1e-3)
    assert told.together.gain_street_m.sum() == pytest.approx(2 * REACH_M, rel=1e-3)
    assert told.together.overlap_m2 == pytest.approx(0, abs=1e-3)
    [placed] = told.placed
    assert placed.zones[1].level.name == "detect"
    assert placed.zones[1].radius_m == pytest.approx(REACH_M)
    assert placed.zones[1].gain_m2 == pytest.approx(DISC_M2, rel=1e-3)


def test_where_a_camera_looks_already_another_like_it_adds_nothing(plain, city, in_plain) -> None:
    plain.areas(shapely.box(-200, -200, 200, 200)).cameras((50, 10)).streets(shapely.LineString([(0, 0), (9, 0)]))
    told = question(situation(plain.store, city), at(50, 10, in_plain))
    assert told.together.gain_m2.sum() == pytest.approx(0, abs=1e-3)
    assert told.together.overlap_m2 == pytest.approx(DISC_M2, rel=1e-3)


def test_what_is_masked_out_of_a_picture_is_still_to_gain(plain, city, in_plain) -> None:
    plain.areas(shapely.box(-200, -200, 200, 200)).cameras((50, 10)).streets(shapely.LineString([(0, 0), (9, 0)]))
    plain.add("masks", [shapely.box(50, -100, 150, 100)], camera="r-0")
    told = question(situation(plain.store, city), at(50, 10, in_plain))
    assert told.together.gain_m2.sum() == pytest.approx(DISC_M2 / 2, rel=1e-3)


def test_gains_are_told_by_area_and_sum_up(plain, city, in_plain) -> None:
    plain.areas(shapely.box(-200, -200, 50, 200), shapely.box(50, -200, 200, 200)).cameras((-150, -150))
    plain.streets(shapely.LineString([(0, 0), (9, 0)]))
    told = question(situation(plain.store, city), at(50, 10, in_plain))
    assert told.together.gain_m2.tolist() == pytest.approx([DISC_M2 / 2, DISC_M2 / 2], rel=1e-3)


def test_what_is_worked_out_cell_by_cell_is_what_the_whole_city_says(plain, city) -> None:
    """Brute force: the ground of all areas and what every camera sees of it, against the cells of one view."""
    rng = np.random.default_rng(4)
    corners = rng.uniform(-250, 250, (40, 2))
    houses = shapely.box(corners[:, 0], corners[:, 1], corners[:, 0] + 15, corners[:, 1] + 12)
    houses = shapely.get_parts(shapely.union_all(houses))
    free = [
        p for p in rng.uniform(-240, 240, (60, 2)) if not shapely.intersects(houses, shapely.Point(p).buffer(1)).any()
    ]
    plain.areas(shapely.box(-300, -300, 20, 300), shapely.box(20, -300, 300, 300)).houses(*houses)
    plain.cameras(*map(tuple, free)).streets(*shapely.linestrings(rng.uniform(-280, 280, (12, 2, 2))))
    now = situation(plain.store, city)
    view = shapely.transform(shapely.Point(13, -40).buffer(70), lambda xy: xy + np.array([6540604.65, 5875529.94]))
    found = now.unseen({25.0: view, 12.5: view})
    inputs = coverage.read_inputs(plain.store, city)
    ground = ground_of(inputs.areas, inputs.footprints.geometry.array, inputs.streets.geometry.array)
    for px in (25.0, 12.5):
        seen = cover(ground, views(now.watching, [(px, i) for i in range(len(now.watching.looks))], now.occluders))
        open_ = shapely.difference(ground.ground, seen.seen)
        lines = shapely.difference(ground.streets, seen.seen)
        for area in (0, 1):
            mine, whole = found[px].area == area, ground.area == area
            for part, all_ in ((found[px].open_ground, open_), (found[px].open_streets, lines)):
                measure = shapely.area if part is found[px].open_ground else shapely.length
                near = measure(shapely.intersection(part[mine], view)).sum()
                assert near == pytest.approx(measure(shapely.intersection(all_[whole], view)).sum(), rel=1e-6, abs=1e-3)
    # Asked again it is kept, and not worked out anew.
    assert now.unseen({25.0: view})[25.0].open_ground[0] is found[25.0].open_ground[0]


def test_a_facade_camera_hangs_before_its_wall_and_may_not_look_into_it(plain, city, in_plain) -> None:
    plain.areas(shapely.box(-200, -200, 200, 200)).cameras((-150, -150)).houses(shapely.box(-90, 0, 90, 20))
    plain.streets(shapely.LineString([(0, -30), (90, -30)]))
    now = situation(plain.store, city)
    lon, lat = in_plain(0, -5)
    where = hung(now, Idea(lon=lon, lat=lat))
    assert where.at == "wall"
    assert where.moved_m == pytest.approx(5 - city.cameras.facade_gap_m, abs=1e-3)
    assert where.outward_deg == pytest.approx(180, abs=1)  # the grid's north is not the plain's
    assert where.pose["bearing_deg"] == where.outward_deg
    assert where.pose["height_m"] == city.cameras.height_m["wall"]
    assert where.free.width_deg == pytest.approx(180, abs=1)
    assert where.turn.width_deg == pytest.approx(180 - 85, abs=1)
    assert not where.turn.holds(0.0)
    assert question(now, Idea(lon=lon, lat=lat, bearing_deg=0.0, hfov_deg=40)).placed[0].zones == []


def test_a_pole_camera_stands_at_the_nearest_lamp_post_or_free(plain, city, in_plain) -> None:
    plain.areas(shapely.box(-200, -200, 200, 200)).cameras((-150, -150)).houses(shapely.box(0, 0, 20, 20))
    plain.streets(shapely.LineString([(0, -30), (90, -30)])).add("lamps", [shapely.Point(53, 0), shapely.Point(57, 0)])
    now = situation(plain.store, city)
    near = hung(now, at(52, 0, in_plain, height_m=None))
    assert (near.at, near.moved_m) == ("lamp", pytest.approx(1, abs=1e-3))
    assert near.pose["height_m"] == city.cameras.height_m["pole"]
    assert near.turn is None
    far = hung(now, at(80, 0, in_plain))
    assert (far.at, far.moved_m) == ("free", 0.0)
    inside = hung(now, at(19, 10, in_plain))
    assert inside.at == "wall"


def test_private_ground_is_told_at_the_density_that_counts(plain, city, in_plain) -> None:
    plain.areas(shapely.box(-200, -200, 200, 200)).cameras((-150, -150)).houses(shapely.box(0, 0, 20, 20))
    plain.streets(shapely.LineString([(0, -30), (90, -30)]))
    plain.add("parcels", [shapely.box(40, -50, 200, 50)], kind="residential")
    now = situation(plain.store, city)
    # 250 px per metre reach 3.84 m as the crow flies: over the ground from a height of 2 m.
    reach_m = np.sqrt(3.84**2 - 4)
    told = question(now, at(40, 0, in_plain, height_m=2.0))
    assert told.private.ground_m2 == pytest.approx(np.pi * reach_m**2 / 2, rel=2e-3)
    assert not told.private_assumed
    assert question(now, at(20, -40, in_plain, height_m=2.0)).private.ground_m2 == 0


def test_one_level_is_enough_while_the_hand_moves(plain, city, in_plain) -> None:
    plain.areas(shapely.box(-200, -200, 200, 200)).cameras((-150, -150)).streets(shapely.LineString([(0, 0), (9, 0)]))
    now = situation(plain.store, city)
    quick, whole = (question(now, at(50, 10, in_plain), every_level=every).placed[0] for every in (False, True))
    assert [zone.gain_m2 is None for zone in quick.zones] == [zone.level.name != "detect" for zone in quick.zones]
    assert all(zone.gain_m2 is not None for zone in whole.zones)
    assert quick.gain.gain_m2.sum() == whole.gain.gain_m2.sum()


def test_a_camera_that_counts_in_no_area_adds_nothing(plain, city, in_plain) -> None:
    plain.areas(shapely.box(-200, -200, 200, 200)).cameras((-150, -150)).streets(shapely.LineString([(0, 0), (9, 0)]))
    told = question(situation(plain.store, city), at(50, 10, in_plain, camera_type="fixed", kind="anpr_2mp"))
    assert told.placed[0].zones == []
    assert told.together.gain_m2.sum() == 0


def test_a_city_without_cameras_says_which_command_brings_them(plain, city) -> None:
    plain.areas(shapely.box(-200, -200, 200, 200))
    with pytest.raises(BadInput, match="czujka import cameras"):
        situation(plain.store, city)


def test_whatever_changes_the_answer_changes_the_state(plain, city) -> None:
    plain.areas(shapely.box(-200, -200, 200, 200)).cameras((-150, -150)).streets(shapely.LineString([(0, 0), (9, 0)]))
    before = situation(plain.store, city).digest
    for family, shape in (("lamps", shapely.Point(0, 0)), ("parcels", shapely.box(0, 0, 9, 9))):
        plain.add(family, [shape], **({"kind": "residential"} if family == "parcels" else {}))
        after = plain.store.digest(situations.INPUTS)
        assert after != before
        before = after
