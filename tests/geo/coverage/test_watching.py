"""Which cameras see a piece of ground, and what does each see?"""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from geo.coverage.reach import DENSITIES
from geo.coverage.watching import views, watch
from geo.coverage.zones import zones
from geo.geometry.isovist import prepare

RNG = np.random.default_rng(11)
CORNERS = RNG.uniform(0, 300, (25, 2))
HOUSES = shapely.box(CORNERS[:, 0], CORNERS[:, 1], CORNERS[:, 0] + 12, CORNERS[:, 1] + 9)
CITY = prepare(HOUSES, RNG.uniform(3, 20, len(HOUSES)))
FREE = [p for p in shapely.points(RNG.uniform(0, 300, (60, 2))) if not shapely.intersects(HOUSES, p).any()]


def pose(i, **changed):
    common = {"camera_type": ("fixed", "dome")[i % 2], "kind": "box_4mp", "mount": "pole", "height_m": 4.0 + i % 4}
    look = {"bearing_deg": 37.0 * i % 360, "tilt_deg": 27.0, "hfov_deg": 85.0}
    return common | look | {"sensor_width_px": 2560, "sensor_height_px": 1440} | changed


POSES = [pose(i) for i in range(len(FREE))]
WATCH = watch(np.array(FREE), POSES, target_height_m=0.0)


def test_views_are_the_zones_of_one_camera_at_a_time() -> None:
    """The zones of one camera come from another algorithm and have finer arcs: 20 mm are how far the two may differ."""
    rows = [(px, i) for i in range(12) for px in DENSITIES]
    found = dict(zip(rows, views(WATCH, rows, CITY), strict=True))
    for i in range(12):
        told = {zone.px_per_m: zone for zone in zones(FREE[i], POSES[i], CITY, target_height_m=0.0)}
        for px in DENSITIES:
            one, many = told[px].shape if px in told else shapely.Polygon(), found[px, i]
            assert one.difference(many.buffer(0.021)).area < 1e-6, (px, i)
            assert many.difference(one.buffer(0.021)).area < 1e-6, (px, i)
            # What sides of arcs leave out they add elsewhere, as long as no wall cuts them.
            assert many.area == pytest.approx(one.area, rel=1e-3), (px, i)


def test_no_camera_that_sees_a_ground_is_left_out() -> None:
    rows = [(25.0, i) for i in range(len(WATCH.looks))]
    seen = views(WATCH, rows, CITY)
    for west, south in RNG.uniform(0, 260, (20, 2)):
        ground = shapely.box(west, south, west + 40, south + 40)
        over = WATCH.over(ground, 25.0)
        assert set(np.flatnonzero(shapely.intersects(seen, ground))) <= set(over)
        assert len(over) < len(rows)


def test_a_mast_with_four_sensors_watches_four_sectors() -> None:
    mast = watch(np.array([FREE[0]]), [pose(0, sensors=4, spread_deg=360.0)], target_height_m=0.0)
    assert sorted(look.bearing_deg for look in mast.looks) == [0.0, 90.0, 180.0, 270.0]
    assert len(views(mast, [(25.0, i) for i in range(4)], CITY)) == 4


def test_without_cameras_nothing_is_seen() -> None:
    nobody = watch(np.array([], dtype=object), [], target_height_m=0.0)
    assert nobody.over(shapely.box(0, 0, 10, 10), 25.0) == []
    assert len(views(nobody, [], CITY)) == 0
