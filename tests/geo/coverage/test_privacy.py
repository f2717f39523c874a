"""Private ground and homes: what is private, and what views have of it, against hand-made and brute-force truths."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo.city import load_city
from geo.coverage.area import cover, ground_of
from geo.coverage.masks import masked
from geo.coverage.privacy import footprint, of_houses, of_parcels, private_seen, street_space, together

box = shapely.box
RING = [box(0, 0, 60, 12), box(0, 48, 60, 60), box(0, 12, 12, 48), box(48, 12, 60, 48)]
NONE = np.empty(0, dtype=object)
RULES = load_city("torun").privacy


def parcels_of(*shapes, houses=(), homes=None):
    homes = np.ones(len(houses), dtype=bool) if homes is None else np.array(homes)
    return of_parcels(shapes, np.array(houses, dtype=object), homes, RULES)


def test_what_is_built_on_a_parcel_is_no_private_ground():
    private = parcels_of(box(0, 0, 20, 20), houses=[box(5, 5, 15, 10), box(18, 0, 30, 20)], homes=[True, False])
    assert shapely.area(private.ground).sum() == 400 - 50 - 40
    assert len(private.houses) == 1
    assert not private.assumed


def test_ground_of_two_parcels_counts_once():
    private = parcels_of(box(0, 0, 10, 10), box(5, 0, 15, 10), box(5, 0, 15, 10))
    assert shapely.area(private.ground).sum() == pytest.approx(150)


def test_without_parcels_a_courtyard_and_a_strip_are_taken_to_be_private():
    street = box(-20, -10, 80, -2)
    private = of_houses(RING, np.ones(4, dtype=bool), [street], RULES)
    # The courtyard of 36 by 36 m, and around the block a strip of 5 m with cut corners, 2 m of it to the south.
    corner = 4 * 0.5 * 25 * np.sin(np.pi / 4)
    south = shapely.area(shapely.intersection(shapely.buffer(box(0, 0, 60, 60), 5, quad_segs=2), street))
    assert shapely.area(private.ground).sum() == pytest.approx(36 * 36 + 4 * 60 * 5 + 2 * corner - south, rel=1e-6)
    assert private.assumed
    assert shapely.area(shapely.intersection(private.ground, street)).sum() == pytest.approx(0, abs=1e-9)


def test_the_courtyard_of_offices_is_not_private_and_a_lone_home_among_them_has_its_strip():
    homes = np.array([False, False, True, False])
    private = of_houses(RING, homes, NONE, RULES)
    middle = shapely.Point(30, 30)
    assert not shapely.intersects(private.ground, middle).any()
    assert shapely.intersects(private.ground, shapely.Point(14, 30)).any()
    assert shapely.area(private.ground).sum() < 5 * 60 * 2
    assert len(of_houses(RING, np.zeros(4, dtype=bool), NONE, RULES).ground) == 0


def test_a_street_takes_the_width_of_its_kind_and_its_pavements_but_a_way_through_a_yard_has_none():
    lines = [shapely.LineString([(0, 0), (100, 0)])] * 3
    streets = gpd.GeoDataFrame({"kind": ["residential", "boreen", "footway"]}, geometry=lines, crs="EPSG:2177")
    defaults = load_city("torun").streets
    widths = [defaults.width_m["residential"] + 8, defaults.other_width_m + 8, defaults.width_m["footway"]]
    space = street_space(streets, defaults, beside_m=4, yard_ways=["footway"])
    assert shapely.area(space).tolist() == pytest.approx([100 * width for width in widths])


def test_a_narrow_strip_between_a_house_and_a_street_is_street():
    house, far, near = box(0, 0, 10, 10), box(-50, -9, 50, -1.6), box(-50, -9, 50, -1.4)
    for street, private in ((far, True), (near, False)):
        ground = of_houses([house], np.array([True]), [street], RULES).ground
        assert shapely.intersects(ground, shapely.Point(5, -1)).any() == private


@pytest.fixture(scope="module")
def town():
    """A town of 400 parcels with houses, and 60 views over it."""
    rng = np.random.default_rng(11)
    x, y = (axis.ravel() * 25.0 for axis in np.meshgrid(np.arange(20), np.arange(20)))
    plots, houses = box(x, y, x + 22, y + 22), box(x + 6, y + 6, x + 16, y + 14)
    centres = rng.uniform(0, 500, (60, 2))
    views = shapely.difference(
        shapely.buffer(shapely.points(centres), rng.uniform(1, 40, 60)), shapely.union_all(houses)
    )
    return of_parcels(plots, houses, rng.random(400) < 0.7, RULES), views


def test_what_views_see_equals_brute_force(town):
    private, views = town
    found = footprint(private, views)
    ground = shapely.union_all(private.ground)
    assert found.m2 == pytest.approx(shapely.area(shapely.intersection(views, ground)), abs=1e-6)
    near = shapely.distance(views[:, None], private.houses[None, :]) <= 0.5
    assert found.homes.tolist() == near.sum(axis=1).tolist()
    assert shapely.area(found.shapes()) == pytest.approx(found.m2)
    counted = np.arange(60) % 3 > 0
    m2, homes = together(private, views, found, counted)
    assert m2 == pytest.approx(shapely.intersection(shapely.union_all(views[counted]), ground).area, rel=1e-9)
    assert homes == near[counted].any(axis=0).sum()
    assert m2 < found.m2[counted].sum()


def test_the_small_answer_for_the_hand_is_that_of_all_views_together(town):
    private, views = town
    assert private_seen(private, views) == pytest.approx(
        together(private, views, footprint(private, views), np.ones(60, dtype=bool))
    )
    assert private_seen(private, []) == (0.0, 0)
    assert private_seen(private, [shapely.Polygon()]) == (0.0, 0)


def test_a_view_that_sees_nothing_has_nothing(town):
    private, views = town
    some = np.array([views[0], shapely.Polygon(), box(9000, 0, 9001, 1)], dtype=object)
    found = footprint(private, some)
    assert found.m2[1:].tolist() == [0, 0]
    assert found.homes[1:].tolist() == [0, 0]
    assert [shape.is_empty for shape in found.shapes()] == [False, True, True]


def test_a_home_is_in_view_within_half_a_metre_of_its_wall():
    private = parcels_of(houses=[box(0, 0, 10, 10)])
    for gap_m, homes in ((0.0, 1), (0.49, 1), (0.51, 0)):
        assert private_seen(private, [box(10 + gap_m, 0, 20, 10)]) == (0.0, homes)


def test_masking_a_yard_leaves_none_of_it_and_takes_no_more_of_the_street_than_it_covers():
    yard, street = box(0, 6, 40, 30), shapely.LineString([(-10, 0), (50, 0)])
    private = parcels_of(yard, houses=[box(10, 14, 20, 24)])
    views = np.array([shapely.Point(5, 2).buffer(18), shapely.Point(30, -2).buffer(15)], dtype=object)
    views = shapely.difference(views, private.houses[0])
    # A mask drawn with a free hand: it reaches over the street.
    mask = box(-2, -1, 42, 31)
    areas = gpd.GeoDataFrame(geometry=[box(-10, -30, 60, 40)], crs="EPSG:2177")
    open_ = ground_of(areas, private.houses, [street])
    before, after = cover(open_, views), cover(open_, masked(views, np.array([mask]), np.array([0])))
    left = footprint(private, masked(views, np.array([mask]), np.array([0])))
    assert footprint(private, views).m2.min() > 20
    assert left.m2[0] == 0
    assert left.m2[1] == footprint(private, views).m2[1]
    lost_m2 = before.depth_m2[:, 0].sum() - after.depth_m2[:, 0].sum()
    lost_m = before.seen_street_m.sum() - after.seen_street_m.sum()
    assert 0 < lost_m2 <= mask.area + 1e-6
    assert 0 < lost_m <= shapely.intersection(street, mask).length + 1e-6


def test_masks_leave_the_views_of_other_cameras_alone():
    views = np.array([box(0, 0, 10, 10), box(0, 0, 10, 10)], dtype=object)
    left = masked(views, np.array([box(0, 0, 5, 10), box(4, 0, 6, 10)]), np.array([1, 1]))
    assert shapely.area(left).tolist() == [100, 40]


#: A view of a made-up Kraków that runs along the edge of a yard, in far coordinates.
ALONG = shapely.from_wkb(
    "010600000001000000010300000001000000130000009F78C6CD95515C411E0BA30749295541B939EC4A96515C41C28DAB95"
    "492955418AE2427096515C412AAFEF7249295541A138038E96515C41576E3C444929554137CAA99E96515C41504A6D0F4929"
    "55419FBBE2A196515C41172698EA4829554137CAA99E96515C41E001C3C548295541A138038E96515C41D9DDF39048295541"
    "3EA4867B96515C4158CCEE7048295541F18DC26396515C41C6109C544829554160D26F4796515C4178FAD73C48295541DEC0"
    "6A2796515C4115665B2A48295541D89C9BF295515C417FD4B419482955419F78C6CD95515C4118E37B16482955416654F1A8"
    "95515C417FD4B419482955416030227495515C4115665B2A48295541DE1E1D5495515C417AFAD73C4829554148D0D5339551"
    "5C41B118ED58482955419F78C6CD95515C411E0BA30749295541"
)
YARD = shapely.from_wkb(
    "01060000000200000001030000000100000007000000C5A1FB3B96515C41FCF235174E29554174A7BCE395515C41B9702AC3"
    "4D295541BDC53DBD92515C417C9DD9734A2955415290E92991515C41B40C84D04B2955419DDF346691515C41918DC5C14C29"
    "55419B0A91CC94515C41A24597714F295541C5A1FB3B96515C41FCF235174E29554101030000000100000005000000C541BB"
    "3095515C412955675548295541328FEC3195515C4121D4C15648295541AB78513098515C411FFD8EBC4B295541A4155A6F98"
    "515C419EDD18044C295541C541BB3095515C412955675548295541"
)


def test_a_view_along_the_edge_of_a_yard_sees_none_of_it() -> None:
    assert shapely.intersection(ALONG, YARD).area > 1, "GEOS tells these two apart now: the second look at them may go"
    private = of_parcels([YARD], [], np.empty(0, dtype=bool), RULES)
    assert footprint(private, np.array([ALONG], dtype=object)).m2.tolist() == pytest.approx([0.0], abs=1e-3)
